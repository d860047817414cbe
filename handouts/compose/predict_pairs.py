"""Likely heights of the rows of a bilingual sheet; in mm.

The figures repeat those of templates/bilingual.css, as `predict` repeats those of tokens.css.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from handouts.compose.model import Block, Sheet
from handouts.compose.pairs import Row, printed, word
from handouts.compose.plan import Step
from handouts.compose.predict import CountLines, Guess, face_of
from handouts.compose.tables import cells_of

PAD, RULE, AROUND = 1.2, 0.25, 4.0
"""White above and below a row's text, its hairline, and what a frame's last row has below it."""

TITLES = (21.0, 19.0, 17.0, 15.0)
"""Sizes of a title in pt, before the script's own factor."""

_GAPS = {"section": 5.0, "sub": 2.0, "box": 2.0, "text": 0.0, "item": 1.5, "after": 0.0}
_BODY, _LEAD, _H2, _BAR = 12.0, 14.0, 15.0, 17.0  # pt
_SMALL, _SMALL_LINE = 10.5, 5.0  # pt, mm
_ICON, _TALL = 10.0, 9.0  # mm; leading from which small type is taller than its line
_CODE, _UNDER_HEAD = 24.0, 2.2
_ACROSS_SCAN = 32.0  # mm, the code with the white beside it
_ROUND_ICON, _IN_CARD = 2.0, 3.6  # mm more above and below a title with an icon, which is tall
_TABLE_PAD = 4.0  # mm, on both sides of a cell together
_ICONS = {"questions": "question", "checklist": "check", "call": "phone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowStep(Step):
    """How a bilingual sheet is set: leading and size are the translation's."""

    @property
    def gaps(self) -> dict[str, float]:
        """White above a row and its hairline, in mm."""
        return _GAPS


def head_icon(name: str) -> str:
    """The icon beside a box' title, or nothing."""
    return _ICONS.get(name, "")


class Side(Guess):
    """Heights of one side's cells, in its own language, size and leading."""

    def cell(self, row: Row, block: Block, width: float, points: float) -> float:
        """The height of a cell's text; `points` is the size of the title."""
        if row.kind == "title":
            return self._title(block.html, width, points)
        if row.kind == "summary":
            return self.text(block.html, width, _LEAD, "bold") * 1.1 * self.line
        if row.kind == "bar":
            return self.text(block.html, width - 11, _BAR, "heading") * 1.15 * self.line + 2
        if row.kind == "head":
            room = width - (_ICON if head_icon(row.name) else 0)
            return self.text(block.html, room, _H2, "heading") * self.line
        if row.kind == "tier":
            return self.text(block.html, width, _H2, "heading") * self.line
        if row.kind in ("hours", "interpreter"):
            return self.text(block.html, width - self.row) * self.line
        if row.kind == "table":
            return 0.35 + self._table(block.html, width)
        indent = 8.0 if row.name in ("questions", "checklist") else 6.0
        room = width - (5.0 if row.name == "tip" else 0) - (4.7 if block.kind == "quote" else 0)
        return self.block(block, room, indent)

    def _title(self, title: Markup, width: float, points: float) -> float:
        clinic = self.sheet.clinic.get("name")
        kicker = word(self.sheet, "Patient information")
        kicker += Markup(" · {}").format(clinic.html.striptags()) if clinic else ""
        above = self.text(kicker, width, _BODY, "bold") + (0.85 * 2 if self.sheet.mixed else 0)
        lines = self.text(title, width, points, "heading")
        high = self.sheet.language.leading_title * points / 27.0
        return (above + lines * high) * self.line

    def too_wide(self, block: Block, width: float) -> bool:
        """Whether a word of a table is wider than its column."""
        for row in block.html.split("</tr>")[:-1]:
            cells = cells_of(row)
            room = width / max(1, len(cells)) - _TABLE_PAD
            for kind, text in cells:
                plain, size = Markup(text).striptags(), _BODY * self.step.size
                if plain and max(self.count.widths(plain, room, size, face_of(kind))) > room:
                    return True
        return False

    def too_large(self, title: Markup, width: float, points: float) -> bool:
        """Whether a word of the title is wider than the column."""
        size = points * self.step.size
        return max(self.count.widths(title.striptags(), width, size, "heading")) > width


class PairGuess:
    """Heights of rows: the taller side of a pair counts."""

    def __init__(
        self, sheets: tuple[Sheet, Sheet], step: Step, counts: tuple[CountLines, CountLines]
    ) -> None:
        """Take source and translation in this order, and what counts the lines of each."""
        source, translation = sheets
        tongue = source.language
        leading = tongue.leading if step.name == "normal" else tongue.leading_tight
        own = replace(step, leading=leading, size=tongue.size)
        self.source = Side(source, own, counts[0])
        self.translation = Side(translation, step, counts[1])
        self._step = step
        self.points = self._points()

    def row(self, row: Row) -> float:
        """The height of a row."""
        more = AROUND if row.ends else 0.0
        if row.kind == "head" and head_icon(row.name):
            more += _IN_CARD if row.name == "call" else _ROUND_ICON
        return self._inside(row) + 2 * PAD + RULE + more

    def _inside(self, row: Row) -> float:
        frame, both = self._step.frame, (self.source, self.translation)
        if row.kind == "lines":
            return self._step.min_lines * self._step.line_pitch
        if row.kind == "reach":
            return self._reach(frame.width)
        if row.kind == "sources":
            return self._sources(frame.width)
        blocks = row.source, row.translation
        stacked = row.kind == "table" and self.stacked(row)
        width = frame.width if stacked else frame.column
        cells = [
            side.cell(row, block, width, self.points)
            for side, block in zip(both, blocks, strict=True)
        ]
        return sum(cells) + 3.0 if stacked else max(cells)

    def stacked(self, row: Row) -> bool:
        """Whether tables stand one above the other: in a column, a word would be too wide."""
        width = self._step.frame.column
        return self.source.too_wide(row.source, width) or self.translation.too_wide(
            row.translation, width
        )

    def head(self) -> float:
        """The names of the languages above the columns."""
        tall = max(side.step.leading for side in (self.source, self.translation)) > _TALL
        return (8.0 if tall else 6.0) + _UNDER_HEAD

    def _points(self) -> float:
        """The largest size in which no word of either title is wider than its column."""
        width = self._step.frame.column
        for points in TITLES:
            sides = (self.source, self.translation)
            if not any(side.too_large(side.sheet.title, width, points) for side in sides):
                return points
        return TITLES[-1]

    def reach_room(self, width: float) -> float:
        """The width of name and phone beside the code."""
        return width - (_ACROSS_SCAN if self.translation.sheet.qr else 0)

    def _reach(self, width: float) -> float:
        here = self.translation
        sheet, line = here.sheet, here.line
        room = self.reach_room(width)
        box = sheet.card
        name = printed(sheet.clinic, box, "name") if box else Markup("")
        total = here.text(name, room, face="bold") * line if name else 0.0
        phone = here.phone(room)
        total += 1.5 * phone.lines * line if phone else 0.0
        return max(_CODE if sheet.qr else 0.0, total)

    def _sources(self, width: float) -> float:
        sheet = self.translation.sheet
        titles = "; ".join(source.striptags() for source in sheet.sources)
        text = Markup("{}\u2002{}").format(word(sheet, "Sources"), titles)
        small = _SMALL / self.translation.step.size
        return self.translation.text(text, width, small) * _SMALL_LINE
