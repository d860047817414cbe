"""What leaves the project in a file, and what comes back in one, whatever form it has."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from handouts.exchange.inline import Pieces
from handouts.findings import Finding


class Progress(StrEnum):
    """How far a translation is."""

    NEW = "new"
    FUZZY = "fuzzy"
    TRANSLATED = "translated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text to translate: a message, or one plural form of it (then `id` ends in `.n`).

    `base` says what the catalog held when it was exported; `remark` is the translator's comment,
    `previous` the source that a fuzzy translation was made for, `limit` letters at most (0: any).
    """

    id: str
    context: str | None
    section: str
    source: str
    target: str
    progress: Progress
    base: str
    comments: tuple[str, ...] = ()
    remark: str = ""
    previous: str = ""
    locked: bool = False
    approved: bool = False
    limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """The texts of one catalog; `original` is the file in the project that they were taken from."""

    slug: str
    original: str
    source_tag: str
    tag: str
    is_rtl: bool = False
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One text that came back; `progress` is None where the form does not say.

    `source` and `target` are pieces with tags; `base` is empty where the file lost it, `line` says
    where in the file it stands.
    """

    id: str
    source: Pieces
    target: Pieces
    progress: Progress | None = None
    base: str = ""
    remarks: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The answers for one catalog; `line` is where its part of the file begins."""

    path: str
    slug: str
    source_tag: str
    tag: str
    answers: tuple[Answer, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A source and its translation in a memory, as plain texts."""

    source: str
    target: str
    context: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A translation memory: pairs by the language that they are translated into."""

    path: str
    source_tag: str
    pairs: dict[str, tuple[Pair, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held; with a finding that is an error, nothing of it is used."""

    returned: tuple[Returned, ...] = ()
    memory: Memory | None = None
    findings: tuple[Finding, ...] = ()


def base_of(target: str, progress: Progress) -> str:
    """What a catalog held, in a form that fits a file: a digest of the text, and its state."""
    return f"{hashlib.sha256(target.encode()).hexdigest()[:10]}-{progress.value}"
