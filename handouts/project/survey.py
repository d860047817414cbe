"""Reading one handout's text, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handouts import checks, reviews
from handouts.catalogs import Catalog
from handouts.compose import is_english, needs_translation
from handouts.config import FILE, Clinic
from handouts.findings import Finding
from handouts.languages import Language
from handouts.localize import LocalizedArticle, localize
from handouts.messages import Message, extract_texts
from handouts.project.naming import named
from handouts.project.project import CLINICS, INTERFACE, Project
from handouts.shipped import FONTS

_SPOKEN = {"hours": "opening hours", "interpreter": "how to get an interpreter"}
"""The facts of a clinic that may be sentences, and what translators are told of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One article in one language for one clinic, and all findings.

    `article` is None where it cannot be printed; `words` are the catalogs of the interface and of
    the clinics.
    """

    article: LocalizedArticle | None
    words: tuple[Catalog, ...]
    findings: tuple[Finding, ...]


def read_handout(project: Project, slug: str, language: Language, clinic: Clinic | None) -> Reading:
    """Read an article in a language; a catalog that cannot be read leaves no article to print."""
    loaded = project.article(slug)
    findings = [*loaded.findings]
    logo = project.logo(clinic)
    if logo and (problem := project.picture(logo)):
        findings.append(problem)
    localized: LocalizedArticle | None = None
    words: tuple[Catalog, ...] = ()
    if language.tag != project.source.tag or not is_english(language):
        words, wrong = project.words(language.tag)
        path = project.catalog_path(INTERFACE, language.tag)
        for catalog in words:
            findings += checks.plural_findings(catalog, language)
        if wrong or not is_english(language):
            findings += wrong or checks.word_findings(words, path, language)
    texts: tuple[Message, ...] = ()
    if language.tag != project.source.tag:
        texts = texts_of_clinics(project, [clinic])
        findings += checks.clinic_text_findings(texts, words, language)
    findings += _word_findings(project, language.tag, frozenset(text.key for text in texts))
    if loaded.article:
        findings += checks.clinic_findings(loaded.article, clinic, _clinic_line(project, clinic))
        localized, more = _localized(project, slug, language.tag)
        findings += more
    findings += _review_findings(project, slug, language)
    findings = _judged(project, localized, slug, language, findings)
    if any(found.code in BREAKING and found.severity == "error" for found in findings):
        localized = None
    return Reading(article=localized, words=words, findings=tuple(findings))


@lru_cache(maxsize=16)
def _word_findings(
    project: Project, tag: str, texts: frozenset[tuple[str | None, str]]
) -> tuple[Finding, ...]:
    """What is wrong with the words of the sheets and the texts of a clinic in a language.

    The words of the sheets are written in English, the texts in the project's source language.
    """
    language, english = project.language(tag), project.language("en")
    found: list[Finding] = []
    own = (project.catalog(name, tag) for name in (INTERFACE, CLINICS))
    for catalog in [read.catalog for read in own if read and read.catalog]:
        for entry in catalog.entries:
            is_text = entry.context in _SPOKEN
            if entry.key in texts if is_text else not is_english(language):
                source = project.source if is_text else english
                found += checks.entry_findings(
                    catalog, [entry], source, language, is_clinics=is_text
                )
    return tuple(found)


def _review_findings(project: Project, slug: str, language: Language) -> Iterator[Finding]:
    """What is wrong with the files that say who signed the text and the words around it."""
    for name in (slug, INTERFACE, CLINICS):
        yield from project.reviews(name, language.tag).findings


def _judged(
    project: Project,
    article: LocalizedArticle | None,
    slug: str,
    language: Language,
    findings: Iterable[Finding],
) -> list[Finding]:
    """Findings with the ids of their messages, in the project's severities, waivers applied."""
    read = project.catalog(slug, language.tag)
    catalogs = [read.catalog] if read and read.catalog else []
    found = checks.graded(named(findings, catalogs), project.config.checks)
    known = project.reviews(slug, language.tag).reviews
    if article is None or not known.waived:
        return list(found)
    subjects = reviews.message_subjects(article)
    void = checks.graded(reviews.void_waivers(known, subjects), project.config.checks)
    return [*reviews.waived(found, known, subjects), *void]


BREAKING = frozenset({"H106", "H107", "H108", "H201", "H202", "H204", "H507", "H509"})
"""Errors that leave nothing to print: pictures and catalogs that cannot be used.

A missing fact of the clinic is not one of them: a line to write it on is printed in its place.
"""


@lru_cache(maxsize=8)
def _localized(
    project: Project, slug: str, tag: str
) -> tuple[LocalizedArticle, tuple[Finding, ...]]:
    """An article in a language, the same for every clinic: the last few are kept."""
    article, language = project.article(slug).article, project.language(tag)
    assert article is not None
    if language.tag == project.source.tag:
        return localize(article, None, language, project.source), ()
    read = project.catalog(article.slug, language.tag)
    catalog = read.catalog if read else None
    findings = list(read.findings) if read else []
    localized = localize(article, catalog, language, project.source)
    if read is None or read.catalog:
        path = project.catalog_path(article.slug, language.tag)
        findings += checks.step_findings(localized, catalog, path)
        findings += checks.coverage_findings(localized)
        glossary, wrong = project.glossary(language.tag)
        findings += wrong
        findings += checks.translation_findings(localized, glossary)
    return localized, tuple(findings)


def clinic_messages(project: Project) -> tuple[Message, ...]:
    """The texts of all clinics that need a translation, as the messages of clinics.po."""
    return texts_of_clinics(project, project.clinics)


def texts_of_clinics(project: Project, clinics: Sequence[Clinic | None]) -> tuple[Message, ...]:
    """The texts of some clinics that need a translation, as messages."""
    owners: dict[tuple[str, str], list[str]] = {}
    lines: dict[tuple[str, str], int] = {}
    for clinic in clinics:
        for fact in _SPOKEN if clinic else ():
            value = str(getattr(clinic, fact))
            if clinic and needs_translation(fact, value, project.source):
                owners.setdefault((fact, value), []).append(f"“{clinic.id}”")
                line = project.config.lines.get(("clinics", clinic.id, fact), 1)
                lines.setdefault((fact, value), line)
    return extract_texts(
        (
            (fact, value, f"clinic {', '.join(names)}: {_SPOKEN[fact]}", lines[fact, value])
            for (fact, value), names in owners.items()
        ),
        FILE,
    )


def _clinic_line(project: Project, clinic: Clinic | None) -> int:
    return project.config.lines.get(("clinics", clinic.id), 1) if clinic else 1


def survey(
    project: Project, slugs: Iterable[str], languages: Sequence[Language]
) -> Iterator[tuple[str, Language, Reading]]:
    """Read articles in languages for all clinics, with the characters that no font has."""
    for slug in slugs:
        for language in languages:
            findings: list[Finding] = []
            for clinic in project.clinics:
                reading = read_handout(project, slug, language, clinic)
                findings += reading.findings
            if reading.article:
                glyphs = checks.glyph_findings(reading.article, FONTS)
                findings += _judged(project, reading.article, slug, language, glyphs)
            merged = tuple(dict.fromkeys(findings))
            yield (
                slug,
                language,
                Reading(article=reading.article, words=reading.words, findings=merged),
            )
