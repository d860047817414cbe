"""Fingerprints: one digest of all that decides the bytes of a handout, and of nothing else.

The inputs of a handout (see inputs.py) change with each comment in a catalog. Its fingerprint does
not: it counts the translations that print, the words and clinic's texts that may be looked up, and
the templates that its format reads. It is taken of a text that has been read, before the layout.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from handouts.build.inputs import tool
from handouts.compose import Templates
from handouts.formats import FORMATS
from handouts.localize import LocalizedArticle
from handouts.project import Handout, Project, Reading
from handouts.project.pictures import pictures_of, project_path
from handouts.project.project import CLINICS
from handouts.project.survey import clinic_messages, texts_of_clinics
from handouts.reviews import Approval


class Fingerprints:
    """Takes fingerprints in one project; what several handouts share is digested once."""

    def __init__(self, project: Project, templates: Templates) -> None:
        """Take the project, and the templates that its sheets are made with."""
        self._project = project
        self._templates = templates
        self._words: dict[tuple[str, str], str] = {}
        self._styles: dict[str, str] = {}

    def of(
        self, handout: Handout, reading: Reading, approvals: Mapping[str, Approval] | None
    ) -> str:
        """Return the digest of a handout whose text was read; without approvals it is a draft."""
        article, source = reading.article, self._project.source
        assert article is not None
        both = bool(FORMATS[handout.format].pair) and handout.tag != source.tag
        tags = [handout.tag, *([source.tag] if both else [])]
        parts = [
            tool(),
            *(handout.format, handout.target, handout.paper, "draft" if approvals is None else ""),
            *sorted(f"{tag} {approval!r}" for tag, approval in (approvals or {}).items()),
            *self._settings(handout),
            *self._text(article),
            *self._clinic(handout.clinic),
            *(self._words_of(tag, handout.clinic) for tag in tags),
            self._styles_of(handout.format),
        ]
        return _digest(parts)

    def _settings(self, handout: Handout) -> Iterator[str]:
        """The languages on the sheet, and what decides how it lies on its paper."""
        project, config = self._project, self._project.config
        for tag in (handout.tag, project.source.tag, "en"):
            yield repr(project.language(tag))
        yield repr(sorted(config.checks.items()))
        yield f"{config.overflow} {config.grey} {config.signatures} {config.allowances!r}"
        if handout.target == "press":
            profile = config.press.profile
            yield f"{config.press!r} {project.digest(profile) if profile else ''}"

    def _text(self, article: LocalizedArticle) -> Iterator[str]:
        """The article, what it shows, and what prints of its translation."""
        yield f"{article.article.path} {article.article.digest}"
        for path in map(project_path, pictures_of(article.article)):
            yield f"{path} {self._project.digest(path)}"
        yield _digest([[unit.state, unit.text] for unit in article.units.values()])

    def _clinic(self, clinic_id: str) -> Iterator[str]:
        """All facts of a clinic: those that do not print by themselves are in the printed code."""
        clinic = self._project.clinic(clinic_id)
        yield repr(clinic)
        if logo := self._project.logo(clinic):
            yield self._project.digest(project_path(logo))

    def _words_of(self, tag: str, clinic_id: str) -> str:
        """The translations that a sheet may look up; other clinics' texts are none of its own."""
        if (tag, clinic_id) not in self._words:
            mine = texts_of_clinics(self._project, [self._project.clinic(clinic_id)])
            others = {text.key for text in clinic_messages(self._project)}
            others -= {text.key for text in mine}
            own = self._project.catalog_path(CLINICS, tag)
            self._words[tag, clinic_id] = _digest(
                [
                    sorted(
                        [entry.context or "", entry.text, entry.translation]
                        for entry in catalog.by_key.values()
                        if entry.filled and not entry.fuzzy
                        if catalog.path != own or entry.key not in others
                    )
                    for catalog in self._project.words(tag)[0]
                ]
            )
        return self._words[tag, clinic_id]

    def _styles_of(self, format_id: str) -> str:
        """The templates of a format, and of the larger ones that may take its text."""
        if format_id not in self._styles:
            shape = FORMATS[format_id]
            found: list[str] = []
            while True:
                found += [
                    f"{name} {text}" for name, text in self._templates.files_of(shape).items()
                ]
                if self._project.config.overflow != "reflow" or not shape.larger:
                    break
                shape = FORMATS[shape.larger]
            self._styles[format_id] = _digest(found)
        return self._styles[format_id]


def _digest(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
