"""Likely heights of large print, before anything is laid out; in mm.

The figures repeat those of templates/large-print.css, as `predict` repeats those of tokens.css.
"""

from __future__ import annotations

import math
from typing import cast

from markupsafe import Markup

from handouts.compose.imprint import signed_lines
from handouts.compose.large_parts import Part
from handouts.compose.model import Block, Sheet
from handouts.compose.phone import Phone, fitted
from handouts.compose.predict import Guess
from handouts.compose.words import Words, is_english

UNIT = 1.5
"""How much larger everything is than on the other sheets: 18 pt for 12 pt."""

SMALL_LINE, TALL_LINE = 6.5, 10.5  # mm, of 14 pt; in Nastaliq
TITLES = (22.0, 20.0, 18.0, 16.5, 15.0)  # as all sizes here in pt of 12 pt text
BODY, LEAD, H2, H3, BAR, FIRST, TEL = 12.0, 14.0, 16.0, 14.75, 17.0, 17.5, 20.0
TITLE_LINE = 27.0  # pt of a title whose line is `leading_title` times the leading
FRAME = {"act": 13.0, "card": 13.0, "points": 7.0, "tip": 7.0}  # mm that frames take of the width
CODE, CODE_WHITE = 38.0, 4.0
BAR_HIGH, TIER_HIGH, TEL_HIGH = 1.2, 1.15, 1.4
_BAR_ICON, _HEAD_ICON, _ROW_ICON = 15.0, 15.0, 13.0
_SMALL, _POINT = 14.0, 25.4 / 72
_TALL = 9.0  # mm of leading of 12 pt text, from which small type is taller, too
_REGULAR, _BOLD = 0.53, 0.58  # em of a letter of the imprint, generously
_WIDE = 1.0  # em of a Chinese, Japanese or Korean letter
_PAGE_NUMBER = 26.0
_SCAN = "Scan to read this sheet on your phone."


class LargeGuess(Guess):
    """Heights of the parts of large print in one step."""

    def part(self, block: Block, width: float) -> float:
        """The height of a part; `width` is that of the page's text."""
        assert isinstance(block, Part)
        inner = width - FRAME.get(block.frame, 0.0)
        if block.role == "lead":
            return self.text(block.html, inner, LEAD, "bold") * 1.1 * self.line
        if block.role == "bar":
            lines = self.text(block.html, inner - _BAR_ICON, BAR, "heading")
            return (lines * BAR_HIGH + 1) * self.line
        if block.role == "head":
            room = inner - (_HEAD_ICON if block.icon else 0)
            return self.text(block.html, room, H2, "heading") * self.line
        if block.role == "first tier":
            return self.text(block.html, inner, FIRST, "heading") * TIER_HIGH * self.line
        if block.kind == "heading":
            points = H2 if block.level <= 2 else H3
            return self.text(block.html, inner, points, "heading") * self.line
        if block.role == "write":
            return self.line + self.step.min_lines * self.step.line_pitch
        return self._special(block, inner)

    def _special(self, part: Part, width: float) -> float:
        if part.role == "reach":
            assert part.about
            hours = self._fact(part.about, "hours")
            row = 0.2 * self.line + self._row(hours, width) if hours else 0.0
            return self._name(part.about, width) + self._phone(width) + row
        if part.role == "interpreter":
            assert part.about
            return self._row(self._fact(part.about, "interpreter"), width)
        if part.role == "scan":
            room = width - CODE - CODE_WHITE
            return max(CODE, self.text(Markup(self._word(_SCAN)), room) * self.line)
        if part.role == "sources":
            small = _SMALL / self.step.size
            head = self.text(Markup(self._word("Sources")), width, small, "bold")
            lines = self.text(part.html, width, small)
            return head * small_line(self.sheet) + lines * SMALL_LINE
        return self.block(part, width, 8.0 if part.ticks else 6.0)

    def _row(self, html: Markup, width: float) -> float:
        return self.text(html, width - _ROW_ICON) * self.line

    def phone(self, width: float) -> Phone | None:
        """The clinic's number in type that a width holds."""
        return fitted(self.sheet, self.step, self.count, width, TEL)

    def _phone(self, width: float) -> float:
        phone = self.phone(width)
        return phone.lines * TEL_HIGH * self.line if phone else 0.0

    def masthead(self) -> float:
        """Kicker and title, and the rule below."""
        sheet, width = self.sheet, self.step.frame.width
        clinic = sheet.clinic.get("name")
        kicker = self._word("Patient information") + (
            f" · {clinic.html.striptags()}" if clinic else ""
        )
        total = self.text(Markup(kicker), width, face="bold") * self.line
        if sheet.mixed:
            note = self._word("Text beside a dashed line is not translated yet.")
            total += self.text(Markup(note), width) * self.line
        points = self.title_points()
        line = self.line * sheet.language.leading_title * points / TITLE_LINE
        total += self.text(sheet.title, width, points, "heading") * line
        return total + self.line + 1.0

    def title_points(self) -> float:
        """The largest size in which the title takes three lines and no word is too wide."""
        width, title = self.step.frame.width, self.sheet.title.striptags()
        for points in TITLES:
            widths = self.count.widths(title, width, points * self.step.size, "heading")
            if len(widths) <= 3 and max(widths) <= width:
                return points
        return TITLES[-1]


def small_line(sheet: Sheet) -> float:
    """The line of small type in the sheet's own script, in mm."""
    return TALL_LINE if sheet.language.leading > _TALL else SMALL_LINE


def strip_lines(sheet: Sheet, width: float) -> tuple[float, ...]:
    """The lines of the draft strip in mm, one after the other; it says the same in English."""
    if not sheet.draft:
        return ()
    language = sheet.language
    draft = "Draft" if language.tag == sheet.source.tag else "Draft translation"
    english = f"{draft}: not yet reviewed"
    size, room = _SMALL * _POINT, width - 24.0
    lines = [SMALL_LINE] * math.ceil(len(english) * _BOLD * size / room)
    if is_english(language):
        return tuple(lines)
    text = cast(Words, sheet.words).gettext(english).striptags()
    own = math.ceil(len(text) * language.em_width * 1.12 * size / room)
    return (*[small_line(sheet)] * max(1, own), *lines)


def foot_lines(sheet: Sheet, width: float) -> int:
    """The lines of the imprint, which stands beside the page's number."""
    made = sheet.imprint
    size = _SMALL * _POINT
    first = len(made.title) * _BOLD + len(made.language) * _REGULAR
    if made.autonym != made.language:
        first += sum(_WIDE if ord(letter) > 0x2E80 else _BOLD for letter in made.autonym) + 1
    if made.code_first:
        first += (len(made.code) + len(" · Code ")) * _REGULAR
    lines = math.ceil((first + 2) * size / (width - _PAGE_NUMBER))
    lines += math.ceil(len(made.id_line) * _REGULAR * size / width)
    return lines + signed_lines(made, width, _SMALL)
