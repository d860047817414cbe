"""Bringing catalogs up to date; a file is written only when it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from handouts import shipped
from handouts.catalogs import (
    STATUS,
    Carry,
    Catalog,
    Words,
    catalog_text,
    merge,
    read_template,
    template_text,
)
from handouts.findings import Finding, HandoutsError, Location, finding
from handouts.languages import Language, folder
from handouts.messages import Message, extract
from handouts.project.files import Unreadable, is_ordinary, read_file
from handouts.project.project import CLINICS, INTERFACE, LOCALES, TEMPLATES, Project, shipped_words
from handouts.project.survey import clinic_messages
from handouts.project.template_words import shipped_messages, template_messages
from handouts.project.writing import write_whole


class Change(StrEnum):
    """What became of a catalog's file; `due` is what `--check` says instead of `written`."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncedFile:
    """One catalog or template after a sync, with counts of its messages.

    `kept` and `restored` have their own translation, `carries` name those that kept it although
    their source changed, `fuzzy` got that of another text, `added` none, `retired` are gone.
    """

    path: str
    change: Change
    kept: int = 0
    fuzzy: int = 0
    added: int = 0
    retired: int = 0
    restored: int = 0
    carries: tuple[Carry, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {
            "path": self.path,
            "change": self.change,
            "kept": self.kept,
            "restored": self.restored,
            "carried": len(self.carries),
            "fuzzy": self.fuzzy,
            "new": self.added,
            "retired": self.retired,
            "carries": [asdict(carry) for carry in self.carries],
        }


@dataclass(frozen=True, slots=True)
class Sync:
    """The files of a sync, and why some could not be brought up to date."""

    files: tuple[SyncedFile, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {
            "files": [file.as_json() for file in self.files],
            "findings": [found.as_json() for found in self.findings],
        }


def sync(
    project: Project, slugs: Sequence[str], languages: Sequence[Language], *, check: bool = False
) -> Sync:
    """Extract messages and merge them into the catalogs of some languages; with `check`, only look.

    Without slugs the interface's and the clinics' catalogs are brought up to date too. An article
    or catalog that cannot be read is a finding, and its files stay as they are.
    """
    work = _Work(project, [known for known in languages if known.tag != project.source.tag], check)
    for slug in slugs or project.article_paths:
        loaded = project.article(slug)
        if loaded.article is None:
            work.findings += [found for found in loaded.findings if found.severity == "error"]
        else:
            work.one(slug, extract(loaded.article))
    if not slugs:
        work.interface()
        if messages := clinic_messages(project):
            work.one(CLINICS, messages)
    return Sync(tuple(work.files), tuple(work.findings))


class _Work:
    """One sync at work."""

    def __init__(self, project: Project, languages: Sequence[Language], check: bool) -> None:
        self.project = project
        self.languages = languages
        self.check = check
        self.files: list[SyncedFile] = []
        self.findings: list[Finding] = []
        self.words = Words(project.source.tag, self._texts)

    def _texts(self) -> Iterator[str]:
        """Every text of the project as it stands now."""
        for slug in self.project.article_paths:
            if article := self.project.article(slug).article:
                yield from (message.text for message in extract(article))
        yield from (message.text for message in clinic_messages(self.project))
        yield from (message.text for message in shipped_messages())

    def one(self, name: str, messages: Sequence[Message]) -> None:
        """Bring one template and its catalogs up to date."""
        before = self._before(name)
        template = template_text(name, messages)
        self._save(SyncedFile(path=f"{LOCALES}/{name}.pot", change=Change.UNCHANGED), template)
        for language in self.languages:
            self._catalog(name, language, messages, before)

    def _before(self, name: str) -> tuple[Message, ...]:
        """The messages of the last sync, in the order of the source as it was."""
        path = f"{LOCALES}/{name}.pot"
        try:
            return read_template(path, read_file(self.project.root, path))
        except (Unreadable, OSError):
            return ()

    def interface(self) -> None:
        """Bring the words of the project's templates up to date; start those of new languages."""
        own: tuple[Message, ...] = ()
        before = self._before(INTERFACE)
        if (self.project.root / TEMPLATES).is_dir():
            try:
                own = template_messages(self.project.root / TEMPLATES)
            except HandoutsError as problem:
                self.findings += problem.findings
                return
        if self.project.root == shipped.ROOT:
            own = shipped_messages()
        if own:
            template = template_text(INTERFACE, own)
            self._save(
                SyncedFile(path=f"{LOCALES}/{INTERFACE}.pot", change=Change.UNCHANGED), template
            )
        known = {message.key for message in own}
        for language in self.languages:
            read = self.project.catalog(INTERFACE, language.tag)
            used = read.catalog.by_key if read and read.catalog else {}
            spoken = bool(shipped_words(language.tag))
            more = [m for m in shipped_messages() if m.key in used or not spoken]
            if messages := [*own, *(m for m in more if m.key not in known)]:
                self._catalog(INTERFACE, language, messages, before)

    def _catalog(
        self,
        name: str,
        language: Language,
        messages: Sequence[Message],
        before: Sequence[Message],
    ) -> None:
        path = self.project.catalog_path(name, language.tag)
        headers = {
            "Project-Id-Version": name,
            "Language": folder(language.tag),
            "Plural-Forms": language.plural_forms,
        }
        old = Catalog(path=path, tag=language.tag)
        if read := self.project.catalog(name, language.tag):
            self.findings += read.findings
            if read.catalog is None:
                return
            old = read.catalog
        else:
            headers |= STATUS
        merged = merge(messages, old, headers, before=before, words=self.words)
        file = SyncedFile(
            path=path,
            change=Change.UNCHANGED,
            kept=merged.kept,
            fuzzy=merged.fuzzy,
            added=merged.added,
            retired=merged.retired,
            restored=merged.restored,
            carries=merged.carries,
        )
        self._save(file, catalog_text(merged.catalog))

    def _save(self, file: SyncedFile, text: str) -> None:
        path = self.project.root / file.path
        data = text.encode()
        if not path.resolve().is_relative_to(self.project.root):
            self.findings.append(
                finding("H507", "the file lies outside of the project", Location(file.path, 1))
            )
            return
        try:
            if path.exists() and is_ordinary(path) and path.read_bytes() == data:
                self.files.append(file)
            elif self.check:
                self.files.append(replace(file, change=Change.DUE))
                self.findings.append(
                    finding("H210", "sync would change it", Location(file.path, 1))
                )
            else:
                write_whole(path, data)
                self.files.append(replace(file, change=Change.WRITTEN))
        except OSError as problem:
            reason = problem.strerror or str(problem)
            found = finding("H509", f"the file cannot be read: {reason}", Location(file.path, 1))
            self.findings.append(found)
        except HandoutsError as problem:
            self.findings += problem.findings


def lines(file: SyncedFile) -> Iterator[str]:
    """Say what became of a file, and each translation that was carried over a changed source."""
    counts = {
        "kept": file.kept,
        "restored": file.restored,
        "carried": len(file.carries),
        "fuzzy": file.fuzzy,
        "new": file.added,
        "retired": file.retired,
    }
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    yield f"{file.change}  {file.path}" + (f"  ({said})" if said else "")
    for carry in file.carries:
        yield f"  carried ({carry.reason}): {' '.join(carry.text.split())}"
