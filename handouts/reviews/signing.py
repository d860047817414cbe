"""Signing: a person answers for what is open; what is signed already stays as it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handouts.findings import ExitCode, Finding, HandoutsError, Location, finding
from handouts.reviews.model import Outline, Person, Reviews, Signature, Subject
from handouts.reviews.standing import Part, SignOff
from handouts.reviews.writing import beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signs, when, and how the text came to be.

    With `is_second` the person is the second reader of what somebody else has signed before.
    """

    by: Person
    date: datetime.date
    method: str
    second: Person | None = None
    is_second: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What one signing did to one part: counts of texts, and the reviews to write."""

    part: Part
    reviews: Reviews
    now: int = 0
    seconded: int = 0
    before: int = 0


def sign(sign_off: SignOff, signing: Signing) -> tuple[Signed, ...]:
    """Sign what is open, part by part; raises HandoutsError for what may not be signed.

    H402: a text is missing or fuzzy; H405: both names are one person's, or a second reader finds
    nothing that another person has signed.
    """
    if refused := tuple(_refusals(sign_off, signing)):
        raise HandoutsError(refused, ExitCode.FINDINGS)
    signed = tuple(_signed(part, sign_off, signing) for part in sign_off.parts)
    outlined = replace(signed[0].reviews, outline=_outline(sign_off, signing))
    return (replace(signed[0], reviews=outlined), *signed[1:])


def _outline(sign_off: SignOff, signing: Signing) -> Outline | None:
    """The order, numbers and addresses as this signing leaves them."""
    held = sign_off.text.reviews.outline
    if held is None or sign_off.stale:
        if signing.is_second:
            return held
        second = signing.second.name if signing.second else ""
        return Outline(items=sign_off.outline, by=signing.by.name, date=signing.date, second=second)
    person = None if held.second else _other_than(Person(name=held.by), sign_off, signing)
    return replace(held, second=person.name) if person else held


def _refusals(sign_off: SignOff, signing: Signing) -> Iterator[Finding]:
    path = Location(sign_off.text.reviews.path, 1)
    for part in sign_off.parts:
        lacking = [one for one in part.subjects if not one.ready]
        if lacking:
            place = lacking[0].place or Location(part.reviews.path, 1)
            count = f"{len(lacking)} of {len(part.subjects)}"
            yield finding("H402", f"{count} {part.noun} are missing, fuzzy or broken", place)
    if signing.second and signing.by.is_also(signing.second.name):
        yield finding("H405", f"both names are {signing.by.name}'s", path)
    if signing.is_second and sign_off.text.open:
        message = f"{len(sign_off.text.open)} {sign_off.text.noun} have no first signature yet"
        yield finding("H405", message, path)
    alone = [sign_off.text.signature(one) for one in sign_off.text.alone]
    own = [held for held in alone if held and held.by.is_also(signing.by.name)]
    if signing.is_second and own and len(own) == len(alone):
        message = f"{signing.by.name} is the first reader of all that waits for a second one"
        yield finding("H405", message, path)


def _signed(part: Part, sign_off: SignOff, signing: Signing) -> Signed:
    records = dict(part.reviews.signed)
    waived = dict(part.reviews.waived)
    if not signing.is_second and part is sign_off.text:  # what the article no longer says goes
        digests = {subject.id: subject.digest for subject in part.subjects}
        records = {name: one for name, one in records.items() if name in digests}
        waived = {k: one for k, one in waived.items() if digests.get(k[0]) == one.digest}
    now = seconded = 0
    for subject in part.subjects:
        held = part.signature(subject)
        if held is None and not signing.is_second:
            records[subject.id] = _signature(subject, signing)
            now += 1
        elif held and (second := _second(held, sign_off, signing)):
            records[subject.id] = replace(held, second=second, second_date=signing.date)
            seconded += 1
    return Signed(
        part=part,
        reviews=replace(part.reviews, signed=records, waived=waived),
        now=now,
        seconded=seconded,
        before=len(part.subjects) - now - seconded,
    )


def _second(held: Signature, sign_off: SignOff, signing: Signing) -> Person | None:
    """Who becomes the second reader of a text that one person has signed."""
    return None if held.second else _other_than(held.by, sign_off, signing)


def _other_than(first: Person, sign_off: SignOff, signing: Signing) -> Person | None:
    people = [signing.second] if signing.second else []
    people += [signing.by] if signing.is_second or sign_off.names > 1 else []
    return next((person for person in people if not first.is_also(person.name)), None)


def _signature(subject: Subject, signing: Signing) -> Signature:
    return Signature(
        digest=subject.digest,
        text=beginning(subject.key[1]),
        by=signing.by,
        date=signing.date,
        method=signing.method,
        second=signing.second,
        second_date=signing.date if signing.second else None,
    )
