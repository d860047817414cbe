"""Whose names a final sheet prints."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from handouts.reviews.model import MACHINE, Signature
from handouts.reviews.standing import SignOff

SECOND = "second reader"
_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One person and what they signed as."""

    role: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who answers for a sheet's text, most of it first, and the day of the last signature.

    `others` counts the people that there is no room to name, `machine` says that a machine made
    the translation.
    """

    signers: tuple[Signer, ...]
    date: datetime.date
    others: int = 0
    machine: bool = False


def approval_of(sign_off: SignOff) -> Approval | None:
    """Return the names of a sheet that is signed completely; None where it is not."""
    held = [sign_off.text.signature(subject) for subject in sign_off.text.subjects]
    signatures = [one for one in held if one]
    if not sign_off.complete or not signatures:
        return None
    first = Counter(Signer(role=one.by.role, name=one.by.name) for one in signatures)
    second = Counter(
        Signer(role=one.second.role or SECOND, name=one.second.name)
        for one in signatures
        if one.second
    )
    people = tuple(dict.fromkeys((*_by_share(first), *_by_share(second))))
    return Approval(
        signers=people[:_MOST],
        date=max(map(_day, signatures)),
        others=len(people[_MOST:]),
        machine=any(one.method == MACHINE for one in signatures),
    )


def _by_share(people: Counter[Signer]) -> list[Signer]:
    """Most texts first; the order of messages decides nothing."""
    return sorted(people, key=lambda one: (-people[one], one.name, one.role))


def _day(signature: Signature) -> datetime.date:
    return max(signature.date, signature.second_date or signature.date)
