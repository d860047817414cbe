"""Inputs: a digest of all files and settings that a handout may be made of, taken without parsing.

It is rough: a new comment in a catalog changes it. While it is the same, nothing has to be looked
at; where it is not, the fingerprint says whether the sheet is another one.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from handouts import __version__
from handouts.formats import FORMATS
from handouts.project import Handout, Project
from handouts.project.files import is_ordinary
from handouts.project.pictures import project_path
from handouts.project.project import CLINICS, INTERFACE, shipped_words
from handouts.shipped import FONT_LOCK, PROFILE

_PACKAGE = Path(__file__).resolve().parent.parent
_ENGINE = ("weasyprint", "pydyf", "babel", "icu4py", "budoux", "markdown-it-py")


class Inputs:
    """Digests of what the handouts of one project are made of; what several share is read once."""

    def __init__(self, project: Project, state: str, today: datetime.date) -> None:
        """Take the project, and what its sheets shall be: `draft` or `final`, on which day."""
        self._project = project
        self._state = state
        self._today = today
        self._known: dict[tuple[str, ...], str] = {}

    def of(self, handout: Handout) -> str:
        """Return the digest of a handout's inputs; empty where its article cannot be used."""
        shape, source = FORMATS[handout.format], self._project.source.tag
        article = self._article(handout.slug)
        if not article:
            return ""
        tags = [handout.tag, *([source] if shape.pair and handout.tag != source else [])]
        parts = [
            *(article, self._overall(), self._clinic(handout.clinic)),
            *(self._language(tag) for tag in tags),
            *(self._text(handout.slug, tag) for tag in tags),
            *(handout.format, handout.target, handout.paper),
            self._press() if handout.target == "press" else "",
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def of_text(self, slug: str, tag: str) -> str:
        """The same of an article in a language, whatever is made of it, for all clinics."""
        article = self._article(slug)
        if not article:
            return ""
        clinics = (self._clinic(clinic.id) for clinic in self._project.clinics if clinic)
        parts = [article, self._overall(), *clinics, self._language(tag), self._text(slug, tag)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _overall(self) -> str:
        """What all handouts of a build have in common."""
        return self._kept(("overall",), self._overall_parts)

    def _overall_parts(self) -> Iterator[str]:
        project, config = self._project, self._project.config
        yield tool()
        yield from map(folder_digest, project.template_folders)
        yield repr(sorted(config.checks.items()))
        yield f"{config.overflow} {config.grey} {config.signatures} {config.allowances!r}"
        yield from (repr(project.source), repr(project.language("en")), self._state)

    def _article(self, slug: str) -> str:
        """Text and pictures; what is final on one day is refused on another one."""
        facts = self._project.facts(slug)
        if facts is None:
            return ""
        overdue = self._state == "final" and facts.review_by and facts.review_by < self._today
        return f"{facts.digest} {'overdue' if overdue else ''}"

    def _clinic(self, clinic_id: str) -> str:
        return self._kept(("clinic", clinic_id), lambda: self._clinic_parts(clinic_id))

    def _clinic_parts(self, clinic_id: str) -> Iterator[str]:
        clinic = self._project.clinic(clinic_id)
        yield repr(clinic)
        if logo := self._project.logo(clinic):
            yield from self._files([project_path(logo)])

    def _language(self, tag: str) -> str:
        return self._kept(("language", tag), lambda: self._language_parts(tag))

    def _language_parts(self, tag: str) -> Iterator[str]:
        project = self._project
        yield repr(project.language(tag))
        yield from self._files(project.catalog_path(name, tag) for name in (INTERFACE, CLINICS))
        yield from self._files(project.reviews_path(name, tag) for name in (INTERFACE, CLINICS))
        yield from self._files(project.glossary_paths(tag))
        yield from map(file_digest, shipped_words(tag))

    def _text(self, slug: str, tag: str) -> str:
        return self._kept(("text", slug, tag), lambda: self._text_parts(slug, tag))

    def _text_parts(self, slug: str, tag: str) -> Iterator[str]:
        project = self._project
        yield from self._files((project.catalog_path(slug, tag), project.reviews_path(slug, tag)))

    def _press(self) -> str:
        return self._kept(("press",), self._press_parts)

    def _press_parts(self) -> Iterator[str]:
        press = self._project.config.press
        yield repr(press)
        yield from self._files([press.profile] if press.profile else [])

    def _files(self, paths: Iterable[str]) -> Iterator[str]:
        yield from (f"{path} {self._project.digest(path)}" for path in paths)

    def _kept(self, key: tuple[str, ...], parts: Callable[[], Iterator[str]]) -> str:
        if key not in self._known:
            self._known[key] = hashlib.sha256(repr(list(parts())).encode()).hexdigest()
        return self._known[key]


@cache
def tool() -> str:
    """This program, what it lays pages out with, and its fonts.

    The program's own text counts too: who builds from a checkout changes it without a new version.
    """
    versions = [f"{name} {version}" for name, version in _versions().items()]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    code = folder_digest(_PACKAGE, (".py", ".toml", ".txt"))
    parts = [__version__, python, *versions, code, file_digest(FONT_LOCK), file_digest(PROFILE)]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _versions() -> dict[str, str]:
    """The versions of the engine's packages, by the names of the folders that describe them.

    importlib.metadata reads the same, and loads an e-mail parser: a tenth of a short command.
    """
    there: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for name in os.listdir(folder or "."):
                package, _, version = name.removesuffix(".dist-info").partition("-")
                if name.endswith(".dist-info"):
                    there.setdefault(package.lower(), version)
    found = {name: there.get(name.replace("-", "_"), "") for name in _ENGINE}
    if not all(found.values()):  # installed in a way of its own
        from importlib import metadata

        found = {name: metadata.version(name) for name in _ENGINE}
    return found


def folder_digest(folder: Path, endings: tuple[str, ...] = ("",)) -> str:
    """The digest of the files below a folder, by their names."""
    digest, top = hashlib.sha256(), str(folder)
    for here, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(name for name in names if name.endswith(endings)):
            path = f"{here}/{name}"
            digest.update(f"{path[len(top) :]} {file_digest(path)}\n".encode())
    return digest.hexdigest()


def file_digest(path: str | Path) -> str:
    """The SHA-256 of a file, empty where it cannot be read."""
    try:
        if not is_ordinary(path):
            return ""
        with open(path, "rb", buffering=0) as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""
