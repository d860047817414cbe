"""The bilingual sheet: source and translation in two equal columns, message beside message.

The source's column is the left one where the source runs from left to right, else the right one.
So a text of each direction begins at the paper's edge on its own side, and no reader has to look
for the beginning in the middle of the sheet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise

from handouts.compose.imprint import with_signatures
from handouts.compose.model import Block, Sheet
from handouts.compose.one_pager import TALL
from handouts.compose.pairs import ACROSS, CARD, SOURCES, Pairing, Row, groups, word
from handouts.compose.plan import Atom, Fixed, Packing, Plan, Step, atoms
from handouts.compose.predict import CountLines
from handouts.compose.predict_pairs import AROUND, PAD, RULE, PairGuess, RowStep, head_icon
from handouts.compose.refusal import excess_finding
from handouts.compose.slots import Filling, Slot, columns, fill, planned
from handouts.findings import Finding
from handouts.formats import Frame, Paper, one_pager_frame

_MOST_PAGES = 60
_DRAFT, _AROUND_STRIP = "Draft translation: not yet reviewed", 27.0  # mm: hatching and white
# What a page break costs in mm of white, besides what it costs in any text.
_IN_CARD = 400.0
_IN_WARNING, _IN_BOX, _BEFORE_SOURCES = 30.0, 20.0, 20.0
_ANOTHER_PAGE = 40.0  # what breaks must cost less for a page on the back of a sheet


@dataclass(frozen=True, slots=True)
class Beside:
    """The source's sheet of the same article and clinic, what counts its lines and the other's."""

    sheet: Sheet
    counts: tuple[CountLines, CountLines]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one page that stand in one box, or in none; `closed` where the box ends here."""

    name: str
    framed: bool
    closed: bool
    rows: tuple[tuple[Row, str], ...]


@dataclass(frozen=True)
class Bilingual:
    """Places the rows of two sheets on as many pages as they need."""

    translation: Sheet
    beside: Beside
    paper: Paper

    @cached_property
    def sheet(self) -> Sheet:
        """The translated sheet, with the source's beside it: the texts of both must be printed."""
        return replace(self.translation, beside=self.beside.sheet)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The normal leading; the tight one where it saves paper, or keeps the warning whole."""
        normal, tight = (self._step(name) for name in ("normal", "tight"))
        return (tight,) if self._worth(tight) < self._worth(normal) else (normal,)

    def _step(self, name: str) -> Step:
        language = self.sheet.language
        leading = language.leading if name == "normal" else language.leading_tight
        return RowStep(name=name, leading=leading, size=language.size, frame=self._frame)

    def _worth(self, step: Step) -> tuple[int, int]:
        """Sheets of paper, and pages that the warning is on: less is better."""
        flow = atoms(self.running(step))
        heights, fixed = self.expect(flow, step, self.beside.counts[1])
        sides = self.plan(flow, heights, fixed, step).sides
        warned = [side for side in sides if any(self._rows[a.id].warns for c in side for a in c)]
        return math.ceil(len(sides) / 2), len(warned)

    @cached_property
    def _frame(self) -> Frame:
        frame = with_signatures(one_pager_frame(self.paper), self.translation)
        taller = 1.5 if self.sheet.language.leading > TALL and self.sheet.draft else 0.0
        return replace(frame, top=frame.top + taller + (5.0 if self._strip_wraps else 0.0))

    @cached_property
    def _strip_wraps(self) -> bool:
        """Whether the draft strip's two texts are too wide for one line."""
        if not self.sheet.draft:
            return False
        texts = _DRAFT, word(self.sheet, _DRAFT).striptags()
        pairs = zip(texts, self.beside.counts, strict=True)
        wide = sum(count.widths(text, 1e4, 10.5, "bold")[0] for text, count in pairs)
        return wide > one_pager_frame(self.paper).width - _AROUND_STRIP

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        frame = self._frame
        pairing = Pairing(self.beside.sheet, self.translation, frame.column, frame.height)
        return {row.id: row for row in pairing.rows()}

    def running(self, step: Step) -> tuple[Block, ...]:
        """One block for each row."""
        return tuple(row.translation for row in self._rows.values())

    def expect(
        self, flow: Sequence[Atom], step: Step, count: CountLines
    ) -> tuple[Mapping[str, float], Fixed]:
        """The likely heights: rows by the taller of their sides."""
        guess = self._guess(step, count)
        heights = {atom.id: guess.row(self._rows[atom.id]) for atom in flow}
        return heights, Fixed(masthead=guess.head(), warning=0.0, foot=0.0)

    def _guess(self, step: Step, count: CountLines) -> PairGuess:
        return PairGuess((self.beside.sheet, self.sheet), step, (self.beside.counts[0], count))

    def plan(
        self, flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> Plan:
        """Fill page after page; `masthead` is the head of the columns, which each page has."""
        packing = Packing(flow, heights, step)
        for place in range(1, len(flow)):
            packing.penalties[place] += self._penalty(flow[place - 1], flow[place])
        filling = _filled(packing, step.frame.height - fixed.masthead)
        pages = columns(filling, flow, len(filling.slots))
        return planned(packing, filling, step, pages, filling.excess)

    def _penalty(self, before: Atom, after: Atom) -> float:
        """What a page break between two rows costs besides: boxes are better whole."""
        one, other = self._rows[before.id], self._rows[after.id]
        if after.id == SOURCES:
            return _BEFORE_SOURCES
        if not one.group or one.group != other.group:
            return 0.0
        if one.group == CARD:
            return _IN_CARD
        if one.warns:
            return 0.0 if other.kind == "tier" else _IN_WARNING
        return _IN_BOX

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """Pages with their rows in groups, the source's sheet, and the figures of both sides."""
        guess = self._guess(step, count)
        source = self.beside.sheet
        return {
            "pages": [self._groups(page) for page in plan.sides],
            "source": source,
            "source_word": partial(word, source),
            "source_leading": guess.source.line,
            "source_left": source.language.direction == "ltr",
            "across": ACROSS,
            "stacked": {
                r.id for r in self._rows.values() if r.kind == "table" and guess.stacked(r)
            },
            "strip_wraps": self._strip_wraps,
            "head_icon": head_icon,
            "title_points": guess.points,
            "head": guess.head(),
            "phones": guess.translation.phones(guess.reach_room(step.frame.width)),
            "pad": PAD,
            "rule": RULE,
            "around": AROUND,
        }

    def _groups(self, page: Sequence[Sequence[Atom]]) -> list[Group]:
        placed = {atom.id: atom for column in page for atom in column}
        first = next(iter(placed), "")
        return [
            Group(
                name=rows[0].name,
                framed=rows[0].framed,
                closed=rows[-1].ends,
                rows=tuple((row, "" if row.id == first else placed[row.id].gap) for row in rows),
            )
            for rows in groups([self._rows[name] for name in placed])
        ]

    def place(self, page: int) -> str:
        """A page, counted from 1."""
        return f"page {page + 1}"

    def too_long(self, plan: Plan) -> Sequence[Finding]:
        """The pages with a row that is taller than they are."""
        paper = self.paper.name.upper()
        unit = "a row that cannot be cut"
        return (excess_finding(self, plan, f"the pages of a bilingual sheet on {paper}", unit),)


def _filled(packing: Packing, room: float) -> Filling:
    """Fill as few pages as it takes; the back of the last sheet is used where breaks get better."""
    count = max(1, int(packing.height(0, len(packing.flow)) // room))
    filling = _on_pages(packing, room, count)
    while not filling.fits and count < _MOST_PAGES:
        count += 1
        more = _on_pages(packing, room, count)
        # More pages do not help a row that is taller than a page.
        if sum(more.excess) >= sum(filling.excess):
            return filling
        filling = more
    if count % 2 and filling.fits:
        more = _on_pages(packing, room, count + 1)
        blank = any(start == end for start, end in pairwise(more.cuts))
        if not blank and _torn(packing, more) <= _torn(packing, filling) - _ANOTHER_PAGE:
            return more
    return filling


def _on_pages(packing: Packing, room: float, count: int) -> Filling:
    """Fill some pages; white is free on the last one."""
    slots = [Slot(number, room) for number in range(count - 1)]
    return fill(packing, [*slots, Slot(count - 1, room, reserve=True)])


def _torn(packing: Packing, filling: Filling) -> float:
    return sum(packing.penalties[cut] for cut in filling.cuts[1:-1])
