"""Who answers for which words: signatures and waivers, each bound to the text that was read."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from handouts.findings import Finding, Location
from handouts.messages import message_id

Key = tuple[str | None, str]

TRANSLATED = "translated"
MACHINE = "machine-translated and reviewed"
REVIEWED = "reviewed"
METHODS = (TRANSLATED, MACHINE, REVIEWED)
"""How a text came to be what was signed; a text in the source language is `reviewed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signs; `credential` may be empty."""

    name: str
    role: str = ""
    credential: str = ""

    def is_also(self, name: str) -> bool:
        """Whether a name is this person's: letter case and spaces make nobody another one."""
        return _plain(self.name) == _plain(name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One message that was read and approved; `digest` is that of its words.

    `text` is the beginning of the source, for people who read the file.
    """

    digest: str
    text: str
    by: Person
    date: datetime.date
    method: str
    second: Person | None = None
    second_date: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that a person has looked at and lets pass, for one code and the words as read."""

    message: str
    code: str
    digest: str
    text: str
    by: str
    reason: str
    date: datetime.date
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What was signed of an article besides its messages: their order, numbers and addresses."""

    items: tuple[str, ...]
    by: str
    date: datetime.date
    second: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """One file of `reviews/`: signatures by message id, waivers by message id and code."""

    path: str
    outline: Outline | None = None
    signed: Mapping[str, Signature] = field(default_factory=dict)
    waived: Mapping[tuple[str, str], Waiver] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadReviews:
    """What was read of a file; with any mistake in it, nothing of it counts."""

    reviews: Reviews
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One text that a person can answer for; `target` is None where the source itself prints.

    `ready` says that it prints as it stands: neither missing nor fuzzy nor broken. `place` is its
    entry in a catalog, or else where its source stands.
    """

    key: Key
    target: str | None
    ready: bool
    place: Location | None = None

    @property
    def id(self) -> str:
        """The message's id."""
        return message_id(self.key)

    @property
    def digest(self) -> str:
        """The SHA-256 of context, source and target; a change of any gives another one."""
        parts = [*self.key] if self.target is None else [*self.key, self.target]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
