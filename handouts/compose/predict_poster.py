"""Likely heights of the parts of a poster, before anything is laid out; in mm.

The figures repeat those of templates/poster.css, as `predict` repeats those of tokens.css.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from handouts.compose.imprint import signed_lines
from handouts.compose.model import Block, Box, Sheet
from handouts.compose.plan import Step
from handouts.compose.predict import CountLines, Guess
from handouts.compose.words import is_english

OVER = 6.0
"""How far colour runs over the edge: no bleed is wider."""

ART, BESIDE_ART, CODE = 44.0, 8.0, 36.0  # mm at 12 pt
LEAST_ART, FREE = 28.0, 0.5
FIELD, SQUEEZED_FIELD = (14.0, 6.0), (12.5, 3.0)  # white above the title, and below
MOST_CODE, BESIDE_CODE = 60.0, 3.0
LEAST_TITLE, MIDDLE_TITLE, MOST_TITLE = 2.6, 3.2, 4.3  # of body type
TITLE_LINE = 27.0  # pt of a title whose line is `leading_title` times the leading
_STEP = 0.1
_BODY, _LEAD, _H2, _BAR, _TIER = 12.0, 14.0, 15.0, 17.0, 18.0
_REACH, _CELL, _SCAN_TEXT, _LEAST_SAY = 74.0, 4.0, 44.0, 50.0
_TEL, _DENSE_TEL = 22.0, 19.0
_SMALL, _SMALL_LINE = 10.5, 5.0
_STRIP_WIDTH, _BESIDE, _HATCHES, _STRIP_PADDING = 92.0, 6.0, 17.0, 1.4
_ABOVE_MADE, _TALL, _POINT = 3.0, 9.0, 25.4 / 72
_GAPS = {"section": 0.5, "sub": 0.42, "box": 0.42, "text": 0.22, "item": 0.05, "after": 0.15}
_SHARES = (0.5, 0.46, 0.54, 0.42, 0.58, 0.38, 0.62)
_SCAN = "Scan to read this sheet on your phone."


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterStep(Step):
    """A rung of the poster's ladder; `squeezed` is the last resort, with the smallest title."""

    squeezed: bool = False

    @property
    def gaps(self) -> dict[str, float]:
        """White above a block in mm."""
        if not self.squeezed:
            return super(PosterStep, self).gaps
        return {name: lines * self.leading for name, lines in _GAPS.items()}


class PosterGuess(Guess):
    """Heights of the parts of a poster in one step."""

    def __init__(self, sheet: Sheet, step: PosterStep, count: CountLines) -> None:
        """Take what is placed, how tightly, and what counts lines."""
        super().__init__(sheet, step, count)
        self.squeezed = step.squeezed
        self.field = SQUEEZED_FIELD if step.squeezed else FIELD

    def box(self, box: Box, width: float) -> float:
        """A box in a column; nobody writes on a poster: questions get no lines."""
        if box.name == "questions":
            return self._inside(box, width, icon=True, indent=8.0)
        if box == self.sheet.card:
            return self._framed(box, width, self._contact)
        return super().box(box, width)

    def holds_words(self, blocks: Iterable[Block], width: float) -> bool:
        """Whether no word of a heading in a column of some blocks is wider than its room."""
        for block in blocks:
            box = block.box
            if block.kind == "table" and not self.holds_table(block.html, width):
                return False
            if block.kind == "heading":
                points = _H2 if block.level <= 2 else _LEAD
                if not self._holds(block.html, width, points):
                    return False
            if box:
                warns = box.name == "warning"
                white = 21.4 if warns else 19.0 if box.name == "call" else 10.0
                room, inner = width - white * self.unit, width - 9.8 * self.unit
                if not self._holds(box.title, room, _BAR if warns else _H2):
                    return False
                points = _TIER if warns else _LEAD
                if not all(self._holds(tier.title, inner, points) for tier in box.tiers):
                    return False
        return not self.dense or self._phone_fits(width - 9 * self.unit)

    def _phone_fits(self, width: float) -> bool:
        phone = self.sheet.clinic.get("phone")
        size = _DENSE_TEL * self.step.size
        return (
            not phone or max(self.count.widths(phone.html.striptags(), 1e4, size, "bold")) <= width
        )

    def _holds(self, html: Markup, width: float, points: float) -> bool:
        text = html.striptags()
        if not text:
            return True
        return max(self.count.widths(text, 1.0, points * self.step.size, "heading")) <= width

    def _contact(self, box: Box, width: float) -> float:
        """Who to call in a column, the code below."""
        total = self._head(box, width, icon=True) + self._name(box, width) + self._phone(width)
        if hours := self._fact(box, "hours"):
            total += 0.2 * self.line + self._row(hours, width)
        if box.blocks or box.tiers:
            total += self.gaps["text"]
            total += self.blocks(box.blocks, width) + self.tiers(box.tiers, width)
        if interpreter := self._fact(box, "interpreter"):
            total += self.gaps["text"] + self._row(interpreter, width)
        return total + (self.gaps["text"] + self._code(width) if self.sheet.qr else 0.0)

    def _code(self, width: float) -> float:
        """The code to scan, and the words beside it."""
        room = width - self.code - BESIDE_CODE * self.unit
        return max(self.code, self.text(Markup(self._word(_SCAN)), room) * self.line)

    @cached_property
    def art(self) -> float:
        """The width of the picture beside the title; dense text has one where it takes no room."""
        if not self.sheet.picture or self.squeezed:
            return 0.0
        if not self.dense:
            return ART * self.unit
        alone = self._words(self.step.frame.width)
        high = min(ART * self.unit, alone)
        beside = self._words(self._room_beside(high))
        return high if high >= LEAST_ART and beside <= alone + FREE else 0.0

    def _room_beside(self, art: float) -> float:
        return self.step.frame.width - (art + BESIDE_ART * self.unit if art else 0.0)

    @property
    def title_room(self) -> float:
        """The width that the title may take beside the picture."""
        return self._room_beside(self.art)

    def title_points(self, room: float) -> float:
        """The title's size in pt of 12 pt text: as large as two lines allow, else three or four."""
        title = self.sheet.title.striptags()
        largest = MIDDLE_TITLE if self.dense else MOST_TITLE
        largest = LEAST_TITLE + _STEP if self.squeezed else largest
        span = round((largest - LEAST_TITLE) / _STEP)
        sizes = [_BODY * (largest - _STEP * number) for number in range(span + 1)]
        for most in (1, 2, 3, 4) if self.squeezed else (2, 3, 4):
            for points in sizes:
                widths = self.count.widths(title, room, points * self.step.size, "heading")
                if len(widths) <= most and max(widths) <= room:
                    # A third line is worth it where two would need a much smaller title.
                    if most < 4 and points < sizes[len(sizes) // 2] and not self.squeezed:
                        break
                    return points
        return sizes[-1]

    def masthead(self) -> float:
        """The coloured field with title, summary and picture, and the opening below it."""
        opening = 0.0 if self.dense else self._opening()
        above, below = self.field
        high = max(self.art, self._words(self.title_room))
        return above + high + below * self.unit + opening

    def _words(self, room: float) -> float:
        """The words in the field, in a width."""
        sheet = self.sheet
        points, high = (_BODY, 1.0) if self.dense else (_LEAD, 1.1)
        words = self.text(Markup(self._kicker()), room, points, "bold") * self.line * high
        if sheet.mixed:
            note = self._word("Text beside a dashed line is not translated yet.")
            words += self.text(Markup(note), room) * self.line
        title = self.title_points(room)
        line = self.line * sheet.language.leading_title * title / TITLE_LINE
        words += self.text(sheet.title, room, title, "heading") * line
        if sheet.summary:
            points, high = (_BODY, 1.0) if self.dense else (_LEAD, 1.1)
            words += self.line * (0.25 if self.dense else 0.5)
            words += self.text(sheet.summary, room, points, "bold") * high * self.line
        return words

    def _kicker(self) -> str:
        clinic = self.sheet.clinic.get("name")
        said = self._word("Patient information")
        return f"{said} · {clinic.html.striptags()}" if clinic else said

    def _opening(self) -> float:
        """The first paragraphs beside the key points."""
        sheet, width = self.sheet, self.step.frame.width
        if not sheet.intro and not sheet.points:
            return 0.0
        both = bool(sheet.intro and sheet.points)
        intro = points = 0.0
        if sheet.intro:
            room = width / 2 - 6 * self.unit if both else width
            gaps = self.gaps["text"] * (len(sheet.intro) - 1)
            lines = sum(self.text(block.html, room, _LEAD) for block in sheet.intro)
            intro = lines * 1.1 * self.line + gaps
        if sheet.points:
            room = width / 2 - 6 * self.unit if both else width - 6 * self.unit
            points = self._inside(sheet.points, room)
        return self.gaps["section"] + max(intro, points)

    def warning(self) -> float:
        """The warning across the poster, its parts side by side."""
        return self._shared[0]

    @property
    def share(self) -> float:
        """The first part's share of a warning of two, so that both end at about the same height."""
        return self._shared[1]

    @cached_property
    def _shared(self) -> tuple[float, float]:
        box = self.sheet.warning
        if not box:
            return 0.0, 0.0
        width, number = self.step.frame.width, len(box.tiers)
        inner = width - 1.8 * self.unit
        padding = ((7.0 if self.dense else 10.0) + 0.35) * self.unit
        if number != 2:
            room = inner / (number if number == 3 else 1) - padding
            return self._warning(box, [room] * number, width), 0.0
        return min(
            (self._warning(box, [inner * s - padding, inner * (1 - s) - padding], width), s)
            for s in _SHARES
        )

    def foot(self) -> float:
        """Who to call, the sources, the draft strip and the imprint."""
        sheet, width = self.sheet, self.step.frame.width
        total = self._card(sheet.card) if sheet.card and not self.dense else 0.0
        if not sheet.card and sheet.qr:
            total += self._code(width)
        if sheet.sources:
            sources = "; ".join(source.striptags() for source in sheet.sources)
            text = Markup(f"{self._word('Sources')}\u2002{sources}")
            lines = self.text(text, width, _SMALL / self.step.size)
            total += lines * _SMALL_LINE + (self.line / 2 if total else 0.0)
        return total + _ABOVE_MADE + self.made()

    def made(self) -> float:
        """The imprint and the strip beside it."""
        return max(self._strip(), self._imprint())

    def _strip(self) -> float:
        """The draft strip beside the imprint: its text once in each language, line by line."""
        sheet, small = self.sheet, _SMALL / self.step.size
        if not sheet.draft:
            return 0.0
        if is_english(sheet.language):
            return _SMALL_LINE + _STRIP_PADDING
        draft = "Draft" if sheet.language.tag == sheet.source.tag else "Draft translation"
        own = Markup(self._word(f"{draft}: not yet reviewed"))
        high = 7.5 if sheet.language.leading > _TALL else 5.5
        lines = self.text(own, _STRIP_WIDTH - _HATCHES, small, "bold")
        return lines * high + _SMALL_LINE + _STRIP_PADDING

    def _imprint(self) -> float:
        """The imprint's lines; its letters are Latin, and counted generously."""
        made = self.sheet.imprint
        room = self.step.frame.width - (_STRIP_WIDTH + _BESIDE if self.sheet.draft else 0.0)
        letter = 0.505 * _SMALL * _POINT
        lines = math.ceil(len(made.title_line) * letter / room) if made.code_first else 1
        lines += math.ceil(len(made.id_line) * letter / room) + signed_lines(made, room)
        return _SMALL_LINE * lines

    @property
    def code(self) -> float:
        """The width of the code to scan."""
        return min(CODE * self.unit, MOST_CODE)

    @cached_property
    def reach(self) -> float:
        """The width of the card's cell with the phone, which must not break."""
        phone = self.sheet.clinic.get("phone")
        wide = 0.0
        if phone:
            size = _TEL * self.step.size
            wide = self.count.widths(phone.html.striptags(), 1e4, size, "bold")[0]
        return max(_REACH * self.unit, wide + (2 * _CELL + 1) * self.unit)

    @property
    def scan(self) -> float:
        """The width of the card's cell with the code."""
        if not self.sheet.qr:
            return 0.0
        return self.code + (2 * _CELL if self.stacked else _SCAN_TEXT) * self.unit

    @property
    def stacked(self) -> bool:
        """Whether the card's words stand below the phone: no room is left between it and code."""
        scan = self.code + _SCAN_TEXT * self.unit if self.sheet.qr else 0.0
        return self.step.frame.width - self.reach - scan < _LEAST_SAY * self.unit

    def _card(self, box: Box) -> float:
        unit, stacked, reach = self.unit, self.stacked, self.phone_room
        inner = self._card_width
        white = 2 * _CELL * unit
        say = reach if stacked else inner - self.reach - white
        left = self._head(box, reach, icon=True) + self._name(box, reach) + self._phone(reach)
        if hours := self._fact(box, "hours"):
            left += 0.2 * self.line + self._row(hours, reach)
        right = self.blocks(box.blocks, say) + self.tiers(box.tiers, say)
        if interpreter := self._fact(box, "interpreter"):
            right += self.gaps["text"] + self._row(interpreter, say)
        words = left + self.gaps["text"] + right if stacked else max(left, right)
        return max(words, self._scan_cell()) + self.line + 1.4 * unit

    @property
    def phone_room(self) -> float:
        """The width of name and phone in the card."""
        return (self._card_width if self.stacked else self.reach) - 2 * _CELL * self.unit

    @property
    def _card_width(self) -> float:
        """The width of the card but for the code."""
        return self.step.frame.width - 1.4 * self.unit - self.scan

    def _scan_cell(self) -> float:
        if not self.sheet.qr:
            return 0.0
        room = self.scan - 2 * _CELL * self.unit - 0.35
        if not self.stacked:
            return self._code(room)
        return self.code + self.text(Markup(self._word(_SCAN)), room) * self.line
