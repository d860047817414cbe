"""Counting the messages, findings and signatures of an article in a language."""

from __future__ import annotations

import datetime
from collections import Counter

from handouts.catalogs import Coverage
from handouts.findings import Severity
from handouts.languages import Language
from handouts.messages import extract
from handouts.project.project import Project
from handouts.project.signable import sign_off
from handouts.project.status import LanguageStatus
from handouts.project.survey import Reading, survey


def count(project: Project, slug: str, language: Language, today: datetime.date) -> LanguageStatus:
    """Read an article in a language, and count what there is and what is wrong."""
    ((_, _, reading),) = survey(project, [slug], [language])
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
        overdue=review_by is not None and review_by < today,
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
