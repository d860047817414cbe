"""What print needs to know of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Direction = Literal["ltr", "rtl"]
Breaking = Literal["spaces", "icu", "cjk", "japanese", "korean"]

_PLURAL_FORMS = re.compile(r"nplurals=[1-9]; plural=[n0-9 ()?:=!<>%&|]+;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language as print needs it; where the numbers come from: docs/languages.md.

    `breaking` says where a line may end: at `spaces`; at words that ICU finds (`icu`: Thai, Lao,
    Khmer, Burmese, Karen, written without spaces); between letters by CSS's rules (`cjk`), headings
    by phrase (`japanese`); at spaces only, though the engine breaks between letters (`korean`).
    Raises ValueError for values that would spoil a page, one fault a line.
    """

    tag: str  # BCP 47, canonical
    name: str  # in English
    autonym: str  # in the language itself, as in a list of languages
    direction: Direction
    script: str  # ISO 15924
    fonts: tuple[str, ...]  # CSS families: own script, Latin, symbols
    size: float  # factor on 12 pt, never under 1
    leading: float  # mm from line to line of body text
    leading_tight: float  # mm, the least that copy-fitting may take
    leading_title: float  # a title's line as a multiple of `leading`, type of 27 pt × `size`
    breaking: Breaking
    hyphenate: bool  # automatic hyphens are right here and have a dictionary
    decimal: str  # the mark that goes with Latin digits
    cldr: str  # Babel's locale, "" where CLDR has nothing usable
    plural_forms: str  # value of gettext's header
    em_width: float  # mean advance of running text, letters and spaces, in em

    def __post_init__(self) -> None:
        """Refuse values that would spoil a page."""
        if faults := list(self._faults()):
            raise ValueError("\n".join(faults))

    def _faults(self) -> Iterator[str]:
        if not self.name.strip() or not self.autonym.strip():
            yield "name and autonym must not be empty"
        if self.direction not in get_args(Direction):
            yield f"direction must be one of {', '.join(get_args(Direction))}"
        if not re.fullmatch("[A-Z][a-z]{3}", self.script):
            yield "script must be an ISO 15924 code such as Latn or Arab"
        if not self.fonts or not all(self.fonts):
            yield "fonts must name at least one family"
        if self.size < 1:
            yield "size must be at least 1: nothing a patient reads goes under 12 pt"
        if not 0 < self.leading_tight <= self.leading:
            yield "leading_tight must be more than 0 mm and not more than leading"
        if self.leading_title < 1:
            yield "leading_title must be at least 1"
        if self.breaking not in get_args(Breaking):
            yield f"breaking must be one of {', '.join(get_args(Breaking))}"
        if self.decimal not in (".", ","):
            yield 'decimal must be "." or ","'
        if not _PLURAL_FORMS.fullmatch(self.plural_forms):
            yield 'plural_forms must look like "nplurals=2; plural=(n != 1);"'
        if self.em_width <= 0:
            yield "em_width must be more than 0"
