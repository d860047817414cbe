"""Likely heights of what has a place of its own on a folded sheet: cover, flap and back; in mm.

The figures repeat those of templates/panels.css, as `predict` repeats those of tokens.css.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

from markupsafe import Markup

from handouts.compose.model import Box, Sheet
from handouts.compose.plan import Step
from handouts.compose.predict import CountLines, Guess
from handouts.compose.words import Words, is_english
from handouts.formats import Frame

OVER = 6.0
"""How far colour runs over a panel's edge: no bleed is wider."""

ABOVE_WHO = 5.0
"""The white in mm above who hands a sheet out, on its cover."""

_BODY, _LEAD, _NAME_LINES = 12.0, 14.0, 2  # pt; lines that a clinic's name may take in larger type
_COVER_TOP, _COVER_BOTTOM, _COVER_LEAST = 17.0, 7.0, 62.0
_FLAP_TITLE, _FLAP_TOP = 19.0, 13.0  # pt, mm
_CODE, _SCAN_CELL = 24.0, 48.0
_SMALL, _SMALL_LINE, _POINT = 10.5, 5.0, 25.4 / 72
_HATCH, _BOLD = 4.0, 1.1  # mm; how much wider bold type is
_LATIN_BOLD = 0.515  # em, of a letter of the strip in bold Noto Sans
_TALL = 9.0  # mm of leading, from which type of 10.5 pt takes more than 5 mm
_SCAN = "Scan to read this sheet on your phone."


def strip_height(sheet: Sheet, width: float) -> float:
    """Height of the draft strip on a panel: its text once in each language, line by line."""
    room = width - 2 * _HATCH - 3
    language, words = sheet.language, cast(Words, sheet.words)
    draft = "Draft" if language.tag == sheet.source.tag else "Draft translation"
    english = f"{draft}: not yet reviewed"
    latin = len(english) * _LATIN_BOLD * _SMALL * _POINT
    total = 5.0 * math.ceil(latin / room)
    if not is_english(language):
        text = words.gettext(english).striptags()
        line = 7.5 if language.leading > _TALL else 5.5
        wide = len(text) * language.em_width * _SMALL * _POINT * _BOLD
        total += line * max(1, math.ceil(wide / room))
    return total + 2.4


@dataclass(frozen=True, slots=True)
class Insets:
    """How much narrower text on colour is than other text, in mm on each side of cover and flap.

    `top` is how far below the paper's edge the text of the flap's bar begins where it is dense.
    """

    cover: float = 0.0
    flap: float = 0.0
    top: float = 9.0


class PanelGuess(Guess):
    """Heights of the parts of one folded sheet in one step."""

    def __init__(
        self, sheet: Sheet, step: Step, count: CountLines, insets: Insets = Insets()
    ) -> None:
        """Take what is placed, how tightly, what counts lines, and the white around text."""
        super().__init__(sheet, step, count)
        self._insets = insets

    @property
    def field_width(self) -> float:
        """The width of text on a cover's colour."""
        return self.step.frame.width - 2 * self._insets.cover

    def cover(self, points: float) -> float:
        """The coloured field of a cover, from where it bleeds: kicker, title, summary."""
        sheet, width = self.sheet, self.field_width
        size = points * self.step.size
        title = self.count(sheet.title.striptags(), width, size, "heading")
        line = self.line * sheet.language.leading_title * points / 27.0
        kicker = self.text(Markup(self._word("Patient information")), width, face="bold")
        top, bottom = (11.0, 5.0) if self.dense else (_COVER_TOP, _COVER_BOTTOM)
        high = OVER + top + kicker * self.line + 2 + title * line + 9.2
        if sheet.mixed:
            high += 0.85 * self.line * 2
        if sheet.summary:
            high += self.text(sheet.summary, width, 12.0, "bold") * self.line
        return max(OVER + (50.0 if self.dense else _COVER_LEAST), high + bottom)

    def cover_foot(self, frame: Frame) -> float:
        """The white foot of a cover: who hands it out, in which language, and the strip."""
        return frame.bottom + ABOVE_WHO + self.who_hands_out()

    def who_hands_out(self) -> float:
        """The clinic's logo and name, and the language of the sheet."""
        logo = 14.0 if self.sheet.logo else 0.0
        return logo + (self._name_lines(self.name_points) + 1) * self.line

    @property
    def name_points(self) -> float:
        """The size in pt of the clinic's name on the cover: that of text, if it takes more room."""
        return _LEAD if self._name_lines(_LEAD) <= _NAME_LINES else _BODY

    def _name_lines(self, points: float) -> int:
        name = self.sheet.clinic.get("name")
        return self.text(name.html, self.step.frame.width, points, "bold") if name else 0

    def box(self, box: Box, width: float) -> float:
        """A box in a panel; key points have a rule beside them and no frame."""
        if box.name == "key-points":
            return self._inside(box, width - 5)
        return super().box(box, width)

    def stacked(self) -> float:
        """The warning across a booklet's page, one part under the other."""
        box, width = self.sheet.warning, self.step.frame.width
        return self._warning(box, [width - 9.8] * len(box.tiers), width) if box else 0.0

    def flap(self) -> float:
        """The warning over a whole panel, its bar from where it bleeds."""
        box = self.sheet.warning
        if not box:
            return 0.0
        half, width = self.line / 2, self.step.frame.width
        total = 0.0
        if box.title:
            room = width - 2 * self._insets.flap - 12
            lines = self.text(box.title, room, _FLAP_TITLE, "heading")
            top, below = (self._insets.top, 1.0) if self.dense else (_FLAP_TOP, 1.5)
            total += OVER + top + lines * 1.15 * self.line + below * half
        else:
            total += OVER + self.step.frame.top
        if box.blocks:
            total += self.blocks(box.blocks, width) + half
        for number, tier in enumerate(box.tiers):
            total += self._tier(tier, number, width)
        return total

    def back(self, *, beside: bool = False) -> float:
        """Who to call, the code to scan, sources and imprint at the foot of the back.

        On a panel of half a sheet the code stands `beside` who to call, elsewhere below.
        """
        sheet, width, half = self.sheet, self.step.frame.width, self.line / 2
        room = self.reach(beside=beside)
        if sheet.qr and beside:
            call = self._who(room) if sheet.card else 0.0
            total = max(call, _CODE + self._say(_SCAN_CELL - 4.35)) + half
        elif sheet.qr:
            total = self._who(room) if sheet.card else 0.0
            total += half + max(_CODE, self._say(width - _CODE - 4)) + 2 * half + 0.35
        elif sheet.card:
            inner = self.blocks(sheet.card.blocks, width) + self.tiers(sheet.card.tiers, width)
            total = self._who(room) + (self.gaps["text"] + inner if inner else 0.0)
        else:
            total = 0.0
        if sheet.sources:
            sources = "; ".join(source.striptags() for source in sheet.sources)
            text = Markup(f"{self._word('Sources')}\u2002{sources}")
            total += self.text(text, width, _SMALL / self.step.size) * _SMALL_LINE + 1
        return total + self._imprint(width)

    def reach(self, *, beside: bool) -> float:
        """The width of name and phone on the back."""
        code = _SCAN_CELL if self.sheet.qr else 0.0
        return self.step.frame.width - (code + 6 if beside else 0.0)

    def _who(self, width: float) -> float:
        """Name, phone and hours of who to call."""
        box = self.sheet.card
        assert box
        total = self._head(box, width, icon=True) + self._name(box, width) + self._phone(width)
        if hours := self._fact(box, "hours"):
            total += 0.2 * self.line + self._row(hours, width)
        if interpreter := self._fact(box, "interpreter"):
            total += self.gaps["text"] + self._row(interpreter, width)
        address = self._fact(box, "address")
        if address and not self.dense:
            total += self.gaps["text"] + self.text(address, width) * self.line
        return total

    def _say(self, width: float) -> float:
        """The text at the code: of the box, and what the code is for."""
        box = self.sheet.card
        inner = self.blocks(box.blocks, width) + self.tiers(box.tiers, width) if box else 0.0
        scan = self.text(Markup(self._word(_SCAN)), width)
        return inner + scan * self.line + self.gaps["item"]

    def _imprint(self, width: float) -> float:
        made = self.sheet.imprint
        small = _SMALL / self.step.size
        lines = self.text(Markup(made.title_line), width, small, "bold")
        lines += self.text(Markup(made.id_line), width, small)
        if made.approval:
            lines += self.text(made.signatures, width, small)
        return lines * _SMALL_LINE + 3.0
