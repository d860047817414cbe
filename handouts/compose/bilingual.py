"""The bilingual sheet: source and translation in two equal columns, message beside message.

The source's column is the left one where the source runs from left to right, else the right one.
So a text of each direction begins at the paper's edge on its own side, and no reader has to look
for the beginning in the middle of the sheet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from handouts.compose.model import Block, Sheet
from handouts.compose.one_pager import TALL
from handouts.compose.pairs import ACROSS, CARD, SOURCES, Pairing, Row, groups
from handouts.compose.plan import Atom, Fixed, Packing, Plan, Step
from handouts.compose.predict import CountLines
from handouts.compose.predict_pairs import AROUND, PAD, RULE, PairGuess, RowStep, head_icon
from handouts.compose.refusal import excess_finding
from handouts.compose.slots import Filling, Slot, columns, fill, planned
from handouts.findings import Finding
from handouts.formats import Paper, one_pager_frame

_MOST_PAGES = 60
# What a page break costs in mm of white, besides what it costs in any text.
_IN_CARD = 400.0
_IN_WARNING, _IN_BOX, _BEFORE_SOURCES = 30.0, 8.0, 20.0


@dataclass(frozen=True, slots=True)
class Beside:
    """The source's sheet of the same article and clinic, and what counts the lines of its texts."""

    sheet: Sheet
    count: CountLines


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

    @property
    def steps(self) -> tuple[Step, ...]:
        """One rung: paper is not scarce."""
        language, frame = self.sheet.language, one_pager_frame(self.paper)
        if language.leading > TALL:
            frame = replace(frame, top=frame.top + 1.5)
        return (RowStep(name="normal", leading=language.leading, size=language.size, frame=frame),)

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        frame = self.steps[0].frame
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
        return PairGuess((self.beside.sheet, self.sheet), step, (self.beside.count, count))

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
        if one.name == "warning":
            return 0.0 if other.kind == "tier" else _IN_WARNING
        return _IN_BOX

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """Pages with their rows in groups, the source's sheet, and the figures of both sides."""
        guess = self._guess(step, count)
        source = self.beside.sheet
        return {
            "pages": [self._groups(page) for page in plan.sides],
            "source": source,
            "source_word": source.words.gettext,  # type: ignore[attr-defined]
            "source_left": source.language.direction == "ltr",
            "across": ACROSS,
            "stacked": {
                r.id for r in self._rows.values() if r.kind == "table" and guess.stacked(r)
            },
            "head_icon": head_icon,
            "title_points": guess.points,
            "head": guess.head(),
            "pad": PAD,
            "rule": RULE,
            "around": AROUND,
        }

    def _groups(self, page: Sequence[Sequence[Atom]]) -> list[Group]:
        atoms = {atom.id: atom for column in page for atom in column}
        first = next(iter(atoms), "")
        return [
            Group(
                name=rows[0].name,
                framed=rows[0].framed,
                closed=rows[-1].ends,
                rows=tuple((row, "" if row.id == first else atoms[row.id].gap) for row in rows),
            )
            for rows in groups([self._rows[name] for name in atoms])
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
    """Fill as few pages as it takes; white is free on the last one."""
    count = max(1, int(packing.height(0, len(packing.flow)) // room))
    before = math.inf
    while True:
        slots = [Slot(number, room) for number in range(count - 1)]
        filling = fill(packing, [*slots, Slot(count - 1, room, reserve=True)])
        over = sum(filling.excess)
        # More pages do not help a row that is taller than a page.
        if not over or over >= before or count >= _MOST_PAGES:
            return filling
        count, before = count + 1, over
