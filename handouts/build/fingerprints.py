"""Fingerprints: one digest of all that a handout is made of decides whether it is made anew."""

from __future__ import annotations

import datetime
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from handouts import __version__
from handouts.fonts import LOCK
from handouts.formats import FORMATS
from handouts.project import Handout, Project
from handouts.project.pictures import pictures_of, project_path
from handouts.project.project import CLINICS, INTERFACE, shipped_words
from handouts.shipped import FONTS, PROFILE

_PACKAGE = Path(__file__).resolve().parent.parent
_ENGINE = ("weasyprint", "pydyf", "babel", "icu4py", "budoux", "markdown-it-py")


class Fingerprints:
    """Digests of the handouts of one project; files that several share are read once."""

    def __init__(self, project: Project) -> None:
        """Take the project; nothing is read yet."""
        self._project = project
        self._files: dict[str, str] = {}
        self._templates = ""

    def of(self, handout: Handout, state: str, today: datetime.date | None = None) -> str:
        """Return the digest of a handout in a state; empty where its article cannot be used.

        Catalogs and reviews count as whole files: findings name lines in them, and those must be
        true. What is final on one day is refused on another: the day of review counts as well.
        """
        project, config = self._project, self._project.config
        article = project.article(handout.slug).article
        if article is None:
            return ""
        language = project.language(handout.tag)
        clinic = project.clinic(handout.clinic)
        logo = project.logo(clinic)
        files = [project_path(picture) for picture in pictures_of(article)]
        files += [project_path(logo)] if logo else []
        files += (
            [config.press.profile] if handout.target == "press" and config.press.profile else []
        )
        files += [project.catalog_path(article.slug, handout.tag)]
        both = FORMATS[handout.format].pair and handout.tag != project.source.tag
        tags = [handout.tag, *([project.source.tag] if both else [])]
        files += [project.catalog_path(n, tag) for tag in tags for n in (INTERFACE, CLINICS)]
        names = (article.slug, INTERFACE, CLINICS)
        files += [project.reviews_path(name, tag) for tag in tags for name in names]
        review_by = article.meta.review_by
        if state == "final" and review_by and today and review_by < today:
            state = "overdue"
        shape = (handout.format, handout.target, handout.paper, state)
        parts = [
            *(article.path, article.digest),
            *shape,
            repr(language),
            repr(project.source),
            repr(clinic),
            repr(sorted(project.config.checks.items())),
            *_layout_settings(project, handout),
            *(f"{file} {self._file(file)}" for file in files),
            *(_digest(path) for tag in tags for path in shipped_words(tag)),
            self._template_digest(),
            _tool(),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _file(self, relative: str) -> str:
        if relative not in self._files:
            self._files[relative] = self._project.digest(relative)
        return self._files[relative]

    def _template_digest(self) -> str:
        if not self._templates:
            folders = self._project.template_folders
            self._templates = " ".join(_folder_digest(folder, ("*",)) for folder in folders)
        return self._templates


def _layout_settings(project: Project, handout: Handout) -> Iterator[str]:
    """The settings that decide how a handout lies on its paper."""
    config = project.config
    yield f"{config.overflow} {config.grey} {config.signatures} {config.allowances!r}"
    if handout.target == "press":
        yield repr(config.press)


@cache
def _tool() -> str:
    """This program, what it lays pages out with, and its fonts.

    The program's own text counts too: who builds from a checkout changes it without a new version.
    """
    versions = [f"{name} {metadata.version(name)}" for name in _ENGINE]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    code = _folder_digest(_PACKAGE, ("*.py", "*.toml"))
    return " ".join([__version__, python, *versions, code, _digest(FONTS / LOCK), _digest(PROFILE)])


def _folder_digest(folder: Path, patterns: Iterable[str]) -> str:
    digest = hashlib.sha256()
    found = {path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()}
    for path in sorted(found):
        digest.update(f"{path.relative_to(folder).as_posix()} {_digest(path)}\n".encode())
    return digest.hexdigest()


@cache
def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
