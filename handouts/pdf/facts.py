"""What a PDF says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handouts.editions import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """One handout of a pack: what is read on it, how it is folded, whose it is, its first page."""

    printed: Edition
    format: str
    author: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """What a PDF says about itself; nothing in it may differ between two runs.

    `language` is a BCP 47 tag; `creator` names the program, `author` the organisation; `identifier`
    names this very handout for people, `edition` its shape and clinic. `printed` and `format` are
    for `handouts verify`: what is read on the sheet, and how it is folded; `inside` stands for both
    in a pack.
    No date is written unless it is part of one of these. `office` files ask the printer for the
    actual size and, with `duplex`, for the edge to flip on.
    """

    title: str
    language: str
    author: str = ""
    creator: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    target: Literal["screen", "office", "press"] = "screen"
    duplex: Literal["long-edge", "short-edge", ""] = ""
    identifier: str = ""
    edition: str = ""
    printed: Edition | None = None
    format: str = ""
    inside: tuple[Inside, ...] = ()
