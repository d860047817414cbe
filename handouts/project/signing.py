"""Signing and waiving in a project: read, check, and write the files of reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handouts.findings import ExitCode, Finding, HandoutsError, Location, Severity, finding
from handouts.fonts import missing
from handouts.languages import Language
from handouts.localize import LocalizedArticle
from handouts.project.jobs import UnknownName, known_slugs
from handouts.project.project import Project
from handouts.project.signable import sign_off
from handouts.project.survey import Reading, survey
from handouts.project.writing import write_whole
from handouts.reviews import (
    Reviews,
    Signed,
    Signing,
    SignOff,
    Waiving,
    message_subjects,
    reviews_text,
    sign,
    waive,
)
from handouts.reviews import waived as judged
from handouts.shipped import FONTS


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedSheet:
    """What a signing did: the parts with their counts, and how far the sheet is signed now."""

    language: Language
    parts: tuple[Signed, ...]
    sign_off: SignOff


def sign_sheet(project: Project, slug: str, tag: str, signing: Signing) -> SignedSheet:
    """Sign an article in a language and write its reviews.

    Raises UnknownName and UnknownLanguage; HandoutsError, exit code 1, with all errors on the text
    (a damaged file of reviews is one), with H402 and H405 for what may not be signed, and with H207
    for a name that the language's fonts cannot print.
    """
    language, article, findings = _read(project, slug, tag)
    errors = [found for found in findings if found.severity is Severity.ERROR]
    errors += _unprintable(signing, language)
    before = sign_off(project, article, project.clinics)
    try:
        parts = sign(before, signing)
    except HandoutsError as problem:
        raise HandoutsError((*errors, *problem.findings), ExitCode.FINDINGS) from None
    if errors:
        place = next((found.location for found in errors if found.location), None)
        count = "1 error is" if len(errors) == 1 else f"{len(errors)} errors are"
        refused = finding("H404", f"not signed: {count} not mended", place)
        raise HandoutsError((*errors, refused), ExitCode.FINDINGS)
    for part in parts:
        if part.reviews != part.part.reviews:
            _write(project, part.reviews)
    after = sign_off(Project(project.root, project.config), article, project.clinics)
    return SignedSheet(language=language, parts=parts, sign_off=after)


def waive_finding(project: Project, slug: str, tag: str, wanted: Waiving) -> tuple[Finding, ...]:
    """Let a finding pass and write it down; returns the findings that now are notes.

    `wanted.message` may be the beginning of an id. Raises UnknownName for a message that is not
    there or not the only one, HandoutsError H408 for what may not be waived, H406 for a damaged
    file, and what `sign_sheet` raises.
    """
    language, article, findings = _read(project, slug, tag)
    full = Waiving(
        code=wanted.code,
        message=_known_message(article, wanted.message),
        by=wanted.by,
        reason=wanted.reason,
        date=wanted.date,
    )
    read = project.reviews(slug, language.tag)
    if read.findings:
        raise HandoutsError(read.findings, ExitCode.FINDINGS)
    subjects = message_subjects(article)
    reviews = waive(read.reviews, full, subjects, findings)
    if reviews != read.reviews:
        _write(project, reviews)
    about = [f for f in findings if f.id == full.message and f.code == full.code]
    return judged(about, reviews, subjects)


def _known_message(article: LocalizedArticle, prefix: str) -> str:
    """The one id of a message that begins so."""
    wanted = prefix.strip().lower()
    ids = [subject.id for subject in message_subjects(article)]
    found = [name for name in ids if wanted and name.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(f'"{prefix}" begins the ids of {len(found)} messages: name more of it.')
    raise UnknownName(
        f'unknown message "{prefix}". `handouts check` shows the id of each finding\'s message.'
    )


def _read(
    project: Project, slug: str, tag: str
) -> tuple[Language, LocalizedArticle, tuple[Finding, ...]]:
    """Read an article for all clinics; raises HandoutsError where it cannot be printed."""
    language = project.language(tag)
    [slug] = known_slugs(project, [slug])
    [(_, _, reading)] = survey(project, [slug], [language])
    if reading.article is None:
        raise HandoutsError(_errors(reading), ExitCode.FINDINGS)
    return language, reading.article, reading.findings


def _unprintable(signing: Signing, language: Language) -> Iterator[Finding]:
    """What of the names could not print on the final sheet."""
    people = [person for person in (signing.by, signing.second) if person]
    for text in (said for person in people for said in (person.name, person.role)):
        if lacking := missing(text, language.fonts, FONTS):
            message = f"no font of {language.name} has “{'”, “'.join(lacking)}”, in “{text}”"
            hint = f"Write the name in Latin letters, or in those of {language.name}."
            yield finding("H207", message, hint=hint)


def _errors(reading: Reading) -> Sequence[Finding]:
    return [found for found in reading.findings if found.severity is Severity.ERROR]


def _write(project: Project, reviews: Reviews) -> None:
    """Write a file of reviews; raises HandoutsError H505, H507 for one that lies elsewhere."""
    path = project.root / reviews.path
    if not path.resolve().is_relative_to(project.root):
        place = Location(reviews.path, 1)
        wrong = finding("H507", "the file lies outside of the project", place)
        raise HandoutsError([wrong], ExitCode.FINDINGS)
    write_whole(path, reviews_text(reviews).encode())
