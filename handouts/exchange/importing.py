"""Files that came back → catalogs: checked, compared with what was done here, then written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts.catalogs import Catalog, catalog_text, read_catalog
from handouts.checks import graded, translation_findings
from handouts.exchange.doors import Refused, read_bytes
from handouts.exchange.exporting import WORDS
from handouts.exchange.forms import read_form
from handouts.exchange.model import Memory, Returned
from handouts.exchange.prefill import pairs_for, prefill
from handouts.exchange.taking import doubted, take
from handouts.exchange.tmx import alike
from handouts.findings import Finding, HandoutsError, Location, finding
from handouts.languages import Language, UnknownLanguage
from handouts.localize import localize
from handouts.project import Project
from handouts.project.writing import write_whole

Keys = frozenset[tuple[str | None, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How to import: `trusted` takes finished texts as final, `check` writes nothing.

    `languages` limits what is taken, and may name a file's language in the project's own way.
    """

    trusted: bool = False
    check: bool = False
    languages: tuple[Language, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCatalog:
    """What became of one catalog: counts of answers by outcome; `written` if it has changed."""

    path: str
    written: bool
    outcomes: Counter[str]

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {"path": self.path, "written": self.written, "outcomes": dict(self.outcomes)}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of each catalog, and everything that was found wrong."""

    catalogs: tuple[ImportedCatalog, ...]
    findings: tuple[Finding, ...]


def import_files(project: Project, paths: Sequence[Path], terms: Terms) -> Imported:
    """Take files into the catalogs of a project; each file is used whole, as far as it is sound.

    Text is fuzzy unless `terms.trusted`, and always where a check finds an error in it.
    """
    work = _Work(project, terms)
    for path in paths:
        work.file(path)
    return Imported(tuple(work.written()), tuple(dict.fromkeys(work.findings)))


@dataclass(slots=True)
class _Open:
    """A catalog on its way: as it was, as it is now, and which entries have changed."""

    name: str
    language: Language
    before: Catalog
    now: Catalog
    changed: Keys = frozenset()
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Work:
    """One import at work; catalogs are written at its end."""

    project: Project
    terms: Terms
    findings: list[Finding] = field(default_factory=list)
    opened: dict[str, _Open] = field(default_factory=dict)

    def file(self, path: Path) -> None:
        """Take one file."""
        root, whole = self.project.root, path.absolute()
        shown = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(path)
        try:
            read = read_form(read_bytes(path, shown), shown, self.project.source.tag)
        except Refused as problem:
            self.findings.append(problem.finding)
            return
        self.findings += read.findings
        for returned in read.returned:
            self._returned(returned)
        if read.memory:
            self._memory(read.memory)

    def _returned(self, returned: Returned) -> None:
        known = self._language(returned)
        if known is None:
            return
        opened = self._open(returned.slug, known)
        if opened is None:
            said = f"no catalog of “{returned.slug}” in {known.name}"
            self.findings.append(finding("H523", said, Location(returned.path, returned.line)))
            return
        taken = take(opened.now, returned, trusted=self.terms.trusted)
        opened.now = taken.catalog
        opened.changed |= taken.changed
        opened.outcomes.update({str(name): count for name, count in taken.outcomes.items()})
        self.findings += taken.findings

    def _language(self, returned: Returned) -> Language | None:
        """The language of a file's texts, or None after a finding."""
        place = Location(returned.path, returned.line)
        source = self.project.source
        english = "en" if returned.slug in WORDS else source.tag
        if not any(alike(returned.source_tag, tag) for tag in (source.tag, english)):
            said = f"it translates from “{returned.source_tag}”, not from {source.name}"
            self.findings.append(finding("H522", said, place))
            return None
        named = [x for x in self.terms.languages if alike(x.tag, returned.tag or x.tag)]
        if len(self.terms.languages) == 1 and named:
            return named[0]
        try:
            known = self.project.language(returned.tag)
        except UnknownLanguage as problem:
            said = f"the file says that it is in “{returned.tag}”"
            self.findings.append(finding("H522", said, place, hint=problem.hint or None))
            return None
        if known.tag == source.tag or (self.terms.languages and known not in self.terms.languages):
            self.findings.append(finding("H522", f"the file is in {known.name}", place))
            return None
        have = [x.tag for x in self.project.languages if alike(x.tag, known.tag)]
        if have and known.tag not in have:
            said = f"the file is in {known.name}; this project has {', '.join(have)}"
            hint = f"If that is what it is, import it with -l {have[0]}."
            self.findings.append(finding("H522", said, place, hint=hint))
            return None
        return known

    def _memory(self, memory: Memory) -> None:
        languages = self.terms.languages or self.project.languages
        found = False
        for known in languages:
            pairs = pairs_for(memory, known.tag) if known.tag != self.project.source.tag else ()
            found = found or bool(pairs)
            for name in (*self.project.article_paths, *WORDS) if pairs else ():
                opened = self._open(name, known)
                if opened is None:
                    continue
                now, count = prefill(opened.now, pairs, memory.path)
                both = zip(opened.now.entries, now.entries, strict=True)
                opened.changed |= {new.key for old, new in both if new is not old}
                opened.now = now
                opened.outcomes["filled"] += count
        if not found:
            said = f"no pairs from {self.project.source.name} into a language that is wanted"
            self.findings.append(finding("H522", said, Location(memory.path, 1)))

    def _open(self, name: str, known: Language) -> _Open | None:
        """A catalog of the project; None where there is none, or none that can be read."""
        path = self.project.catalog_path(name, known.tag)
        if path not in self.opened:
            if name not in self.project.article_paths and name not in WORDS:
                return None
            read = self.project.catalog(name, known.tag)
            if read is None or read.catalog is None:
                self.findings += read.findings if read else ()
                return None
            self.opened[path] = _Open(name, known, read.catalog, read.catalog)
        return self.opened[path]

    # ── the end ────────────────────────────────────────────────────────────────────────────────

    def written(self) -> Iterator[ImportedCatalog]:
        """Check and write the catalogs that have changed."""
        for path, opened in self.opened.items():
            final = self._checked(opened)
            changed = opened.now.entries != opened.before.entries
            written = False
            if changed and not self.terms.check:
                try:
                    write_whole(self.project.root / path, catalog_text(final).encode())
                    written = True
                except HandoutsError as problem:
                    self.findings += problem.findings
            counts = Counter({name: n for name, n in opened.outcomes.items() if n})
            yield ImportedCatalog(path=path, written=written, outcomes=counts)

    def _checked(self, opened: _Open) -> Catalog:
        """Doubt what a check finds wrong; the findings name the lines of the catalog to come."""
        if not opened.changed:
            return opened.now
        wrong = {
            key for key, found in self._findings(opened.now, opened) if found.severity == "error"
        }
        final = doubted(opened.now, frozenset(wrong))
        self.findings += (found for _, found in self._findings(final, opened))
        return final

    def _findings(
        self, catalog: Catalog, opened: _Open
    ) -> Iterator[tuple[tuple[str | None, str], Finding]]:
        """What the checks say to changed entries, fuzzy or not, at their lines in the file."""
        if opened.name not in self.project.article_paths:
            return
        loaded = self.project.article(opened.name)
        placed = read_catalog(catalog.path, catalog.tag, catalog_text(catalog).encode()).catalog
        if loaded.article is None or placed is None:
            return
        entries = tuple(replace(e, fuzzy=False) for e in placed.entries if e.key in opened.changed)
        keys = {entry.line: entry.key for entry in entries}
        probe = replace(placed, entries=entries)
        localized = localize(loaded.article, probe, opened.language, self.project.source)
        found = translation_findings(localized, self.project.glossary(opened.language.tag)[0])
        for one in graded(found, self.project.config.checks):
            if one.location and one.location.line in keys:
                yield keys[one.location.line], one
