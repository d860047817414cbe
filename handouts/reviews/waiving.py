"""Waivers: which findings a person may let pass, and what a waiver does."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.findings import RULES, Finding, HandoutsError, Location, Severity, finding
from handouts.findings.model import ExitCode
from handouts.reviews.model import Reviews, Subject, Waiver
from handouts.reviews.writing import beginning

NEVER_WAIVED: Mapping[str, str] = {
    "H201": "a catalog that cannot be read is mended",
    "H202": "an entry that appears twice is mended",
    "H203": "a placeholder is mended: without it the reader has no phone number",
    "H204": "a catalog that cannot be read is mended",
    "H205": "a link is mended: its address stands in the article",
    "H206": "markup is mended: it would print as stars, or lose what is bold",
    "H207": "a character that no font has prints as an empty box",
    "H208": "a missing translation is nothing that could be waived",
    "H209": "a fuzzy translation is nothing that could be waived",
    "H210": "`handouts sync` brings the catalog into step",
    "H211": "an invisible character can reverse a number and is deleted",
}
"""Findings that are faults in every language; in all others a careful reader may be right."""


def why_never(code: str) -> str:
    """Say why a code may not be waived; nothing where it may."""
    if code not in RULES:
        return f'"{code}" is no code of a finding'
    if code in NEVER_WAIVED:
        return f"{code} is never waived: {NEVER_WAIVED[code]}"
    return "" if code.startswith("H2") else f"{code} is never waived: it is no finding on a text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiving:
    """What a person wants to let pass."""

    code: str
    message: str
    by: str
    reason: str
    date: datetime.date


def waive(
    reviews: Reviews, wanted: Waiving, subjects: Iterable[Subject], findings: Iterable[Finding]
) -> Reviews:
    """Return the reviews with one waiver more; raises HandoutsError H408 for what may not be."""
    subject = next((one for one in subjects if one.id == wanted.message), None)
    place = (subject and subject.place) or Location(reviews.path, 1)
    if why := why_never(wanted.code):
        raise HandoutsError([finding("H408", why, place)], ExitCode.FINDINGS)
    known = {
        (found.id, found.code) for found in findings if found.severity != Severity.NOTE
    }  # a finding that is waived already has become a note
    key = wanted.message, wanted.code
    old = reviews.waived.get(key)
    if subject and old and old.digest == subject.digest:
        return reviews
    if subject is None or key not in known:
        message = f"there is no {wanted.code} on message {wanted.message}"
        raise HandoutsError([finding("H408", message, place)], ExitCode.FINDINGS)
    waiver = Waiver(
        message=wanted.message,
        code=wanted.code,
        digest=subject.digest,
        text=beginning(subject.key[1]),
        by=wanted.by,
        reason=wanted.reason,
        date=wanted.date,
    )
    return replace(reviews, waived={**reviews.waived, key: waiver})


def waived(
    findings: Iterable[Finding], reviews: Reviews, subjects: Sequence[Subject]
) -> tuple[Finding, ...]:
    """Turn findings that a person lets pass into notes that say who, when and why."""
    digests = {subject.id: subject.digest for subject in subjects}
    return tuple(_waived(found, reviews, digests) for found in findings)


def _waived(found: Finding, reviews: Reviews, digests: Mapping[str, str]) -> Finding:
    waiver = reviews.waived.get((found.id, found.code))
    if waiver is None or why_never(found.code) or digests.get(found.id) != waiver.digest:
        return found
    message = f"{found.message}; waived by {waiver.by} on {waiver.date}: {waiver.reason}"
    return replace(found, severity=Severity.NOTE, message=message, hint="")


def void_waivers(reviews: Reviews, subjects: Sequence[Subject]) -> Iterator[Finding]:
    """Name the waivers whose text has changed: they count for nothing."""
    digests = {subject.id: subject.digest for subject in subjects}
    for waiver in reviews.waived.values():
        if digests.get(waiver.message) == waiver.digest:
            continue
        message = f"the waiver of {waiver.code} by {waiver.by} is void: “{waiver.text}” has changed"
        yield replace(
            finding("H407", message, Location(reviews.path, waiver.line)), id=waiver.message
        )
