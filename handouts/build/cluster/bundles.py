"""The files that a job reads, bundled by what they have in common, so that each is sent once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from handouts.build.cluster.model import Bundle, Packed, Settings, packed
from handouts.project import Job, Project
from handouts.project.files import Unreadable, read_file
from handouts.project.pictures import project_path
from handouts.project.project import CLINICS, INTERFACE, TEMPLATES

ARTICLE = "article"
"""The kind of the bundle that holds an article and its pictures."""

LOGO = "logo"
"""The kind of the bundle that holds a clinic's logo: all that two clinics do not share."""

File: TypeAlias = tuple[str, bytes]


class Unshippable(Exception):
    """A file is there and cannot be read, so that no copy of the project would say the same."""


class Bundles:
    """The bundles of one project's jobs, read from its folder when they are asked for.

    The last one of each kind is kept: jobs that share a bundle follow each other.
    """

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is read yet."""
        self._project = project
        self._kept: dict[str, tuple[tuple[str, ...], Packed | None]] = {}
        self._settings = packed(Settings(project.config, dict(project.folders)))

    def of(self, job: Job) -> tuple[Packed, ...]:
        """Return the settings and all that a job reads of the project; raises Unshippable."""
        slug, tags = job.first.slug, dict.fromkeys((job.first.tag, self._project.source.tag))
        clinics = dict.fromkeys(handout.clinic for handout in job.handouts)
        found = [self._bundle("templates", self._templates)]
        found += [self._bundle(LOGO, self._logo, clinic) for clinic in clinics]
        if any(handout.target == "press" for handout in job.handouts):
            found.append(self._bundle("profile", self._profile))
        found += [self._bundle("words", self._words, tag) for tag in tags]
        found.append(self._bundle(ARTICLE, self._article, slug))
        found += [self._bundle("text", self._text, tag, slug) for tag in tags]
        return (self._settings, *filter(None, found))

    def _bundle(self, kind: str, files: Callable[..., Iterable[File]], *of: str) -> Packed | None:
        """Files of a kind; the last ones of it, or of it in a language, are kept."""
        place = " ".join([kind, *of[:1]]) if kind in ("words", "text") else kind
        if place not in self._kept or self._kept[place][0] != of:
            found = dict(files(*of))
            self._kept[place] = of, packed(Bundle(kind, found)) if found else None
        return self._kept[place][1]

    def _templates(self) -> Iterator[File]:
        """The project's own templates; like the engine, this follows links inside of it."""
        root = self._project.root
        own = root / TEMPLATES
        for path in sorted(own.rglob("*")) if own.is_dir() else ():
            if path.is_file():
                name = path.relative_to(root).as_posix()
                try:
                    yield name, read_file(root, name)
                except Unreadable as problem:
                    raise Unshippable(str(problem)) from None

    def _logo(self, clinic: str) -> Iterator[File]:
        logo = self._project.logo(self._project.clinic(clinic))
        if logo:
            if self._project.picture(logo):
                raise Unshippable(logo.file)
            yield from self._pictures([project_path(logo)])

    def _profile(self) -> Iterator[File]:
        own = self._project.config.press.profile
        return self._files([own] if own else [])

    def _words(self, tag: str) -> Iterator[File]:
        project = self._project
        yield from self._files(project.catalog_path(name, tag) for name in (INTERFACE, CLINICS))
        yield from self._files(project.reviews_path(name, tag) for name in (INTERFACE, CLINICS))
        yield from self._files(project.glossary_paths(tag))

    def _article(self, slug: str) -> Iterator[File]:
        facts = self._project.facts(slug)
        if facts is None:
            raise Unshippable(slug)
        yield from self._files(self._project.article_paths[slug])
        yield from self._pictures(facts.pictures)

    def _text(self, tag: str, slug: str) -> Iterator[File]:
        return self._files(
            [self._project.catalog_path(slug, tag), self._project.reviews_path(slug, tag)]
        )

    def _pictures(self, paths: Iterable[str]) -> Iterator[File]:
        """Pictures are read by their suffix: a link to another kind would be another file."""
        for path in paths:
            if (self._project.root / path).resolve().suffix != PurePosixPath(path).suffix:
                raise Unshippable(path)
            yield from self._files([path])

    def _files(self, paths: Iterable[str]) -> Iterator[File]:
        """Those of some files that are there."""
        root = self._project.root
        for path in paths:
            try:
                (root / path).lstat()
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as problem:
                raise Unshippable(str(problem)) from None
            try:
                yield path, read_file(root, path)
            except Unreadable as problem:
                raise Unshippable(str(problem)) from None


class Copy:
    """A folder that is laid out like the project and holds just the files of one job at a time."""

    def __init__(self, root: Path) -> None:
        """Take the folder, which is empty or not there yet."""
        self.root = root
        self.held: dict[str, str] = {}

    def hold(self, sent: Iterable[Packed]) -> None:
        """Write the files of some bundles, and take away all others.

        Raises ValueError for what arrived damaged or leads out of the folder, OSError where a file
        cannot be written.
        """
        wanted = {
            path: (one.digest, data) for one in sent for path, data in one.opened().files.items()
        }
        for path in self.held.keys() - wanted.keys():
            (self.root / path).unlink(missing_ok=True)
            del self.held[path]
        for path, (digest, data) in wanted.items():
            if self.held.get(path) != digest:
                self._write(path, digest, data)

    def add(self, sent: Packed) -> bool:
        """Write the files of one more bundle; say whether others are in their places."""
        if sent.digest in self.held.values():
            return False
        files: Mapping[str, bytes] = sent.opened().files
        if not self.held.keys().isdisjoint(files):
            return True
        for path, data in files.items():
            self._write(path, sent.digest, data)
        return False

    def clear(self) -> None:
        """Hold nothing any more."""
        self.held.clear()
        shutil.rmtree(self.root, ignore_errors=True)

    def _write(self, relative: str, digest: str, data: bytes) -> None:
        parts = PurePosixPath(relative).parts
        if not parts or parts[0] == "/" or ".." in parts or "\\" in relative:
            raise ValueError(f"{relative} is no path inside of a project")
        self.held.pop(relative, None)
        path = self.root.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.held[relative] = digest
