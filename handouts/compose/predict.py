"""Heights before anything is laid out: lines are counted, the rest is what the style sheets say.

The figures here repeat those of templates/tokens.css and one-pager.css. Where a project's own
styles differ, or a figure here has not followed, a sheet only takes another layout: it is always
measured. tests/test_predict.py holds them together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, Protocol, TypeAlias, cast

from markupsafe import Markup

from handouts.compose.model import Block, Box, Sheet, Tier
from handouts.compose.phone import Phone, fitted
from handouts.compose.plan import Atom, Fixed, Step
from handouts.compose.tables import column_widths, rows_of, uneven_columns
from handouts.compose.words import Words

_BODY, _LEAD, _H2, _BAR, _TEL = 12.0, 14.0, 15.0, 17.0, 22.0  # pt
_SMALL, _SMALL_LINE = 10.5, 5.0  # pt, mm
_INDENT, _TICKS, _STEPS = 6.0, 8.0, 11.0  # mm, of list items
_FILLED = 0.97  # of a line, on average, when words go over to the next
_CODE, _BESIDE_CODE = 24.0, 1.0  # mm, the code to scan, and what text beside it stays away
_DENSE_TITLE = 0.8  # mm above a title, which what stands below it gives
_SCAN_CELL = 38.0  # mm, of a card
REACH = 68.0
"""The width in mm of the cell of a card with name and phone."""
_WHOLE = re.compile(r'(?<=class="nb">)[^<]*')
_TAG = re.compile(r"<[^>]*>")
_NO_LIMIT = 10_000.0  # mm
_LATIN = re.compile(r"[A-Za-z0-9(). -]")
_LATIN_IN_ARABIC = 0.93  # letters of tokens.css's Noto Sans against those of the text's own font
_STRONG = re.compile(r"<strong>(.*?)</strong>")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BAR_GROWS = 0.15  # lines: the engine makes the bar's line so much higher than it should be
_SCAN = "Scan to read this sheet on your phone."


Face: TypeAlias = Literal["text", "bold", "heading", "cell", "cell-head"]
"""Regular type, bold type, and bold type that is neither hyphenated nor torn from its phrase; both
types in the narrow cells of a table."""


class CountLines(Protocol):
    """Counts the lines of a paragraph; `width` in mm, `points` the size of its type."""

    def __call__(self, text: str, width: float, points: float, face: Face = "text") -> int:
        """Return how many lines there are, at least one."""

    def widths(self, text: str, width: float, points: float, face: Face = "text") -> list[float]:
        """Return the width in mm of each line."""


def predict(
    sheet: Sheet, flow: Sequence[Atom], step: Step, count: CountLines
) -> tuple[dict[str, float], Fixed]:
    """Return the likely heights of atoms and of what stands across the sheet, in mm."""
    guess = Guess(sheet, step, count)
    heights = {atom.id: guess.block(atom.block, step.frame.column) for atom in flow}
    return heights, Fixed(masthead=guess.masthead(), warning=guess.warning(), foot=guess.foot())


def title_size(step: Step) -> float:
    """The size of a sheet's title in points, before the language's own factor."""
    return {"normal": 27.0, "tight": 24.0, "dense": 21.0}[step.name]


def title_room(sheet: Sheet, step: Step) -> float:
    """The width in mm that a title may take beside the picture."""
    return step.frame.width - _beside_art(sheet, step)


def _beside_art(sheet: Sheet, step: Step) -> float:
    """The width in mm that the picture keeps clear of the title; it is 8 or 6 mm less wide."""
    if step.name == "dense" or not (sheet.picture or sheet.logo):
        return 0.0
    return 48.0 if step.name == "normal" else 40.0


class Guess:
    """Heights in mm of the parts of one sheet in one step."""

    def __init__(self, sheet: Sheet, step: Step, count: CountLines) -> None:
        """Take what is placed, how tightly, and what counts lines."""
        self.sheet, self.step, self.count = sheet, step, count
        self.line, self.gaps = step.leading, step.gaps
        self.dense = step.name == "dense"
        self.unit = step.unit
        self.row = (8.0 if self.dense else 9.0) * step.unit  # mm, indent of a line with an icon

    # ── text ───────────────────────────────────────────────────────────────────────────────────

    def text(self, html: Markup, width: float, points: float = _BODY, face: Face = "text") -> int:
        """The lines of a text."""
        plain, size = _plain(html), points * self.step.size
        return self.count(plain, width / self._wider(html, plain, face), size, face)

    def _wider(self, html: Markup, plain: str, face: Face) -> float:
        """How much wider than `plain` in one face a text is with its bold and its foreign parts."""
        strong = (
            []
            if face not in ("text", "cell")
            else [Markup(part).striptags() for part in _STRONG.findall(html)]
        )
        wider = 1.0
        if strong:
            more = sum(self._natural(part, "bold") - self._natural(part, "text") for part in strong)
            wider += more / self._natural(plain, face)
        if self.sheet.language.direction == "rtl":
            wider -= (1 - _LATIN_IN_ARABIC) * len(_LATIN.findall(plain)) / max(1, len(plain))
        return wider

    def _natural(self, text: str, face: Face) -> float:
        return self.count.widths(text, _NO_LIMIT, _BODY, face)[0]

    def block(self, block: Block, width: float, indent: float = _INDENT) -> float:
        """The height of one block of running text."""
        if block.kind == "list":
            inner = width - (_STEPS if block.ordered else indent) * self.unit
            heights = [self.text(item.html, inner) * self.line for item in block.items]
            least = 8.0 * self.unit if block.ordered else 0.0
            return sum(max(height, least) for height in heights) + self.gaps["item"] * (
                len(heights) - 1
            )
        if block.box:
            return self.box(block.box, width)
        if block.kind == "heading":
            points = (14.0 if self.dense else _H2) if block.level <= 2 else _LEAD
            return self.text(block.html, width, points, "heading") * self.line
        if block.kind == "table":
            return self._table(block.html, width)
        if block.kind == "quote":
            return self._quote(block.html, width - 4.7 * self.unit)
        return self.text(block.html, width) * self.line

    def _table(self, html: Markup, width: float) -> float:
        """The height of a table."""
        padding = self._padding(html)
        rooms = [room - padding for room in column_widths(self._least(html), width)]
        total = 0.0
        for row in rows_of(html):
            cells = zip(row, rooms, strict=False)
            lines = max((self._cell(head, cell, room) for (head, cell), room in cells), default=0)
            total += (lines + 0.5) * self.line + 0.35 * self.unit
        return total

    def holds_table(self, html: Markup, width: float) -> bool:
        """Whether a table's words and numbers find room beside each other."""
        return sum(self._least(html)) <= width

    def _least(self, html: Markup) -> list[float]:
        """How wide each column of a table has to be; 0 where that is no question."""
        rows, padding = rows_of(html), self._padding(html)
        least = [0.0] * max(map(len, rows), default=0)
        if uneven_columns(html):
            for row in rows:
                for number, (head, cell) in enumerate(row):
                    least[number] = max(least[number], self._narrowest(head, cell) + padding)
        return least

    def _padding(self, html: Markup) -> float:
        return 2.4 if uneven_columns(html) else 4 * self.unit

    def _narrowest(self, head: str, html: str) -> float:
        """The width of the widest word or number in a cell."""
        plain, size = _plain(Markup(html)), _BODY * self.step.size
        return max(self.count.widths(plain, 1.0, size, face_of(head)), default=0.0)

    def _cell(self, head: str, html: str, width: float) -> int:
        return self.text(Markup(html), width, face=face_of(head))

    def _quote(self, html: Markup, width: float) -> float:
        parts = _PARAGRAPH.findall(html) or [html]
        lines = sum(self.text(Markup(part), width) for part in parts)
        return lines * self.line + (len(parts) - 1) * self.gaps["text"]

    def blocks(self, blocks: Iterable[Block], width: float, indent: float = _INDENT) -> float:
        """The height of blocks that follow each other in a box."""
        total, gap = 0.0, 0.0
        for block in blocks:
            total += gap * self.gaps["item" if block.kind == "list" else "text"]
            total += self.block(block, width, indent)
            gap = 1.0
        return total

    def tiers(self, tiers: Iterable[Tier], width: float) -> float:
        """The height of a box's parts under their headings."""
        return sum(
            self.gaps["text"]
            + self.text(tier.title, width, _LEAD, "heading") * self.line
            + self.gaps["after"]
            + self.blocks(tier.blocks, width)
            for tier in tiers
        )

    # ── boxes ──────────────────────────────────────────────────────────────────────────────────

    def box(self, box: Box, width: float) -> float:
        """The height of a box in a column."""
        if box.name == "call":
            return self._framed(box, width, self._call)
        if box.name == "key-points":
            return self._framed(box, width, self._inside)
        if box.name == "warning":
            return self._warning(box, [width - 9.8 * self.unit] * len(box.tiers), width)
        if box.name == "questions":
            lines = self.step.min_lines * self.step.line_pitch
            inside = self._inside(box, width, icon=True, indent=_TICKS)
            return inside + self.gaps["text"] + self.line + lines
        if box.name == "checklist":
            return self._inside(box, width, icon=True, indent=_TICKS)
        return self._inside(box, width - 5 * self.unit)

    def _framed(self, box: Box, width: float, inside: Callable[[Box, float], float]) -> float:
        """The height of a box with a frame around `inside`."""
        return inside(box, self._in_frame(width)) + self.line + self.unit

    def _in_frame(self, width: float) -> float:
        return width - (7 if self.dense else 9) * self.unit

    def _inside(self, box: Box, width: float, icon: bool = False, indent: float = _INDENT) -> float:
        inner = self.blocks(box.blocks, width, indent) + self.tiers(box.tiers, width)
        return self._head(box, width, icon) + inner

    def _head(self, box: Box, width: float, icon: bool) -> float:
        if not box.title:
            return 0.0
        points = 14.0 if self.dense else _H2
        room = width - (10 * self.unit if icon else 0)
        lines = self.text(box.title, room, points, "heading")
        below = (0.3 if self.dense else 0.5) if icon else 0.25
        return (lines + below) * self.line

    def _call(self, box: Box, width: float) -> float:
        """Who to call in a column: the first lines stand beside the code to scan."""
        code = _CODE * self.unit if self.sheet.qr and box == self.sheet.card else 0.0
        hours, interpreter = self._fact(box, "hours"), self._fact(box, "interpreter")
        rows = [(self.gaps["text"], block.html, 0.0) for block in box.every_block]
        rows += [(self.gaps["text"], interpreter, self.row)] if interpreter else []
        done = self._phone(self._beside_code(width) if code else width)
        for gap, html, indent in [(0.2 * self.line, hours, self.row), *rows] if hours else rows:
            done += gap
            done += self._beside(html, width - indent, code - done) * self.line
        if code:
            done += self.gaps["item"] + self.text(Markup(self._word(_SCAN)), width) * self.line
        return self._head(box, width, icon=True) + self._name(box, width) + done

    def _beside(self, html: Markup, width: float, room: float) -> int:
        """The lines of a text that stands for `room` mm beside the code, then under it."""
        if room <= 0:
            return self.text(html, width)
        narrow = self._beside_code(width)
        plain, size = _plain(html), _BODY * self.step.size
        lines, beside = self.text(html, narrow), math.ceil(room / self.line)
        if lines <= beside:
            return lines
        rest = sum(self.count.widths(plain, narrow, size)[beside:])
        return beside + math.ceil(rest / (width * _FILLED))

    def _fact(self, box: Box, name: str) -> Markup:
        fact = self.sheet.clinic.get(name)
        return fact.html if fact and name not in box.facts else Markup("")

    def _name(self, box: Box, width: float) -> float:
        name = self._fact(box, "name")
        return self.text(name, width, face="bold") * self.line if name else 0.0

    def _beside_code(self, width: float) -> float:
        return width - (_CODE + _BESIDE_CODE) * self.unit

    def phone(self, width: float) -> Phone | None:
        """The clinic's number in type that a width holds."""
        return fitted(self.sheet, self.step, self.count, width, 19.0 if self.dense else _TEL)

    def phones(self, foot: float) -> dict[str, Phone | None]:
        """The number for each place: a box in a column, beside its code, `foot` mm elsewhere."""
        column = self._in_frame(self.step.frame.column)
        return {
            "column": self.phone(column),
            "code": self.phone(self._beside_code(column)),
            "foot": self.phone(foot),
        }

    def _phone(self, width: float) -> float:
        phone = self.phone(width)
        return phone.lines * (1.25 if self.dense else 1.5) * self.line if phone else 0.0

    def _row(self, html: Markup, width: float) -> float:
        return self.text(html, width - self.row) * self.line

    def _word(self, msgid: str) -> str:
        return cast(Words, self.sheet.words).gettext(msgid)

    # ── what stands across the sheet ───────────────────────────────────────────────────────────

    def masthead(self) -> float:
        """The title with what stands around it."""
        sheet, step, half = self.sheet, self.step, self.line / 2
        width = title_room(sheet, step)
        clinic = sheet.clinic.get("name")
        kicker = self._word("Patient information") + (
            f" · {clinic.html.striptags()}" if clinic else ""
        )
        smaller = {"normal": 1.0, "tight": 0.89, "dense": 0.78}[step.name]
        words = self.text(Markup(kicker), width, face="bold") * self.line
        words += 0.85 * self.line if sheet.mixed else 0.0
        words += (
            self.text(sheet.title, width, title_size(step), "heading")
            * self.line
            * sheet.language.leading_title
            * smaller
        )
        words += _DENSE_TITLE if self.dense else 1.5  # mm above the title
        art = {0.0: 0.0, 48.0: 40.0, 40.0: 34.0}[_beside_art(sheet, step)]
        gap = half / 2 if self.dense else self.gaps["text"]
        words += sum(gap + self.block(block, width) for block in sheet.intro)
        return max(art, words) + self._opening() + (half if self.dense else self.line)

    def _opening(self) -> float:
        sheet, half = self.sheet, self.line / 2
        if not sheet.summary and not sheet.points:
            return 0.0
        both = bool(sheet.summary and sheet.points)
        share = (0.39 if self.dense else 0.5) if both else 1.0
        width = self.step.frame.width
        lead = points = 0.0
        if sheet.summary:
            size, high = (_BODY, 1.0) if self.dense else (_LEAD, 1.1)
            room = width * share - (6 if both else 0)
            lead = self.text(sheet.summary, room, size, "bold") * high * self.line
        if sheet.points:
            room = width * (1 - share) - 5.35 if both else width
            # Its items stand line by line, without white between them.
            items = sum(max(0, len(block.items) - 1) for block in sheet.points.every_block)
            points = self._inside(sheet.points, room) - items * self.gaps["item"]
        return max(lead, points) + 2 * half + 0.7 - (_DENSE_TITLE if self.dense else 0.0)

    def warning(self) -> float:
        """The warning across the first side."""
        box = self.sheet.warning
        if not box:
            return 0.0
        width = self.step.frame.width
        padding = 7.0 if self.dense else 10.0
        if len(box.tiers) == 2:
            return self._warning(
                box, [(width - 1.8) / 2 - padding - n * 0.35 for n in range(2)], width
            )
        return self._warning(box, [width - 1.8 - padding] * len(box.tiers), width)

    def _warning(self, box: Box, widths: Sequence[float], width: float) -> float:
        half, unit = self.line / 2, self.unit
        total = 1.8 * unit
        if box.title:
            bar = self.text(box.title, width - 21.4 * unit, _BAR, "heading") + _BAR_GROWS
            total += bar * self.line + (1 if self.dense else 2) * half - 0.2 * unit
        if box.blocks:
            total += self.blocks(box.blocks, width - 11.8 * unit) + 1.5 * half
        parts = [
            self._tier(tier, number, room)
            for number, (tier, room) in enumerate(zip(box.tiers, widths, strict=True))
        ]
        beside = len(parts) > 1 and sum(widths) < width
        return total + (max(parts) if beside else sum(parts))

    def _tier(self, tier: Tier, number: int, width: float) -> float:
        half = self.line / 2
        points = _H2 if number else (16.0 if self.dense else 18.0)
        high = 1.15 if self.dense else 1.25
        title = self.text(tier.title, width, points, "heading") * high * self.line + 0.75 * half
        items = sum(max(0, len(block.items) - 1) for block in tier.blocks)
        inside = self.blocks(tier.blocks, width) - items * self.gaps["item"] / 2
        return half + title + inside + (1.0 if self.dense else 1.2) * half

    def foot(self) -> float:
        """Who to call across the last side, and the sources."""
        sheet = self.sheet
        card = self._card(sheet.card) if sheet.card and not self.dense else 0.0
        if not sheet.sources:
            return card
        sources = "; ".join(source.striptags() for source in sheet.sources)
        text = f"{self._word('Sources')}\u2002{sources}"
        lines = self.text(Markup(text), self.step.frame.width, _SMALL / self.step.size)
        # Without a card the margin above stands outside of the part that is measured.
        return card + (self.line / 2 if card else 0) + lines * _SMALL_LINE

    def _card(self, box: Box) -> float:
        scan = _SCAN_CELL if self.sheet.qr else 0.0
        reach, say = REACH, self.step.frame.width - 1.4 - 76 - scan - 8
        code = 0.0
        left = self._head(box, reach, icon=True) + self._name(box, reach) + self._phone(reach)
        if hours := self._fact(box, "hours"):
            left += 0.2 * self.line + self._row(hours, reach)
        right = self.blocks(box.blocks, say) + self.tiers(box.tiers, say)
        if interpreter := self._fact(box, "interpreter"):
            right += self.gaps["text"] + self._row(interpreter, say)
        if scan:
            code = _CODE + self.text(Markup(self._word(_SCAN)), scan - 8.35) * self.line
        return max(left, right, code) + self.line + 1.4


def face_of(head: str) -> Face:
    """The type of a table's cell: heads are bold."""
    return "cell-head" if head == "h" else "cell"


def _plain(html: Markup) -> str:
    """The text; what must stay whole has spaces that do not break."""
    whole = _WHOLE.sub(lambda match: match[0].replace(" ", "\u00a0"), html)
    return Markup(_TAG.sub("", whole)).unescape()


def balanced(widths: Sequence[float]) -> float:
    """Return the width in mm that makes lines about equally long; 0 where they are, or for one.

    CSS has `text-wrap: balance` for this, which the engine lacks.
    """
    if len(widths) < 2 or min(widths) > 0.75 * max(widths):
        return 0.0
    return math.ceil(max(sum(widths) / len(widths) * 1.12, 0.62 * max(widths)))


def balanced_title(count: CountLines, title: str, room: float, points: float) -> float:
    """Return a title's width in mm with lines about equally long: none more, no word torn.

    0 stands for all of the room.
    """
    widths = count.widths(title, room, points, "heading")
    if not balanced(widths):
        return 0.0
    word = max(count.widths(title, 1.0, points, "heading"))
    width = max(balanced(widths), word + 1)
    while width < room and count(title, width, points, "heading") > len(widths):
        width *= 1.04
    return round(width, 1) if width < room else 0.0
