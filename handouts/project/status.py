"""A project as a whole: every finding once, and the state of each article in each language."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handouts.catalogs import Coverage
from handouts.checks import consistency_findings, graded
from handouts.findings import Finding, HandoutsError, Severity
from handouts.languages import Language
from handouts.messages import extract
from handouts.project.project import TEMPLATES, Project
from handouts.project.signable import sign_off
from handouts.project.survey import Reading, survey
from handouts.project.template_words import template_messages


def check(
    project: Project, slugs: Sequence[str], languages: Sequence[Language]
) -> tuple[Finding, ...]:
    """Return all findings of some articles in some languages, each once, sorted by place.

    Without slugs those of the project as a whole come too: folders of no language, templates.
    """
    found: list[Finding] = []
    if not slugs:
        found += graded((*project.findings(), *_template_findings(project)), project.config.checks)
    articles = []
    for _, _, reading in survey(project, slugs or project.article_paths, languages):
        found += reading.findings
        articles += [reading.article] if reading.article else []
    found += graded(consistency_findings(articles), project.config.checks)
    return tuple(sorted(dict.fromkeys(found), key=_by_place))


def _template_findings(project: Project) -> tuple[Finding, ...]:
    try:
        if (project.root / TEMPLATES).is_dir():
            template_messages(project.root / TEMPLATES)
    except HandoutsError as problem:
        return problem.findings
    return ()


def _by_place(found: Finding) -> tuple[str, int, str]:
    place = found.location
    return (place.path, place.line, found.code) if place else ("", 0, found.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageStatus:
    """One article in one language: counts of messages and findings, and who answers for it.

    `signed` says that all is, as policy asks; `texts_signed` of `texts` are, words of the sheet
    among them. `stale` says that the source has changed since somebody signed.
    """

    tag: str
    translated: int
    fuzzy: int
    missing: int
    errors: int
    warnings: int
    signed: bool
    stale: bool
    overdue: bool
    texts: int = 0
    texts_signed: int = 0

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {
            "tag": self.tag,
            "translated": self.translated,
            "fuzzy": self.fuzzy,
            "missing": self.missing,
            "errors": self.errors,
            "warnings": self.warnings,
            "signed": self.signed,
            "stale": self.stale,
            "overdue": self.overdue,
        }


@dataclass(frozen=True, slots=True)
class ArticleStatus:
    """One article's languages."""

    slug: str
    languages: tuple[LanguageStatus, ...]

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {"slug": self.slug, "languages": [row.as_json() for row in self.languages]}


def status(project: Project, today: datetime.date | None = None) -> tuple[ArticleStatus, ...]:
    """Return the state of every article in every language of the project."""
    rows: dict[str, list[LanguageStatus]] = {slug: [] for slug in project.article_paths}
    day = today or datetime.date.today()
    for slug, language, reading in survey(project, project.article_paths, project.languages):
        rows[slug].append(_language_status(project, slug, language, reading, day))
    return tuple(ArticleStatus(slug, tuple(languages)) for slug, languages in rows.items())


def _language_status(
    project: Project, slug: str, language: Language, reading: Reading, day: datetime.date
) -> LanguageStatus:
    article = project.article(slug).article
    review_by = article.meta.review_by if article else None
    coverage = _coverage(reading)
    severities = Counter(found.severity for found in reading.findings)
    state = sign_off(project, reading.article, project.clinics) if reading.article else None
    return LanguageStatus(
        tag=language.tag,
        translated=coverage.translated,
        fuzzy=coverage.fuzzy,
        missing=coverage.missing,
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        signed=state is not None and state.complete,
        stale=state is not None and state.stale,
        overdue=review_by is not None and review_by < day,
        texts=state.total if state else 0,
        texts_signed=state.done if state else 0,
    )


def _coverage(reading: Reading) -> Coverage:
    """The counts of messages; in the source language every one is as good as translated."""
    article = reading.article
    if article is None:
        return Coverage()
    if article.language.tag == article.source.tag:
        return Coverage(translated=len(extract(article.article)))
    return article.coverage
