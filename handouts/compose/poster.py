"""The poster: one side, a large title, three columns, type as large as the text allows.

Lengths in mm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.compose.model import Block, Sheet
from handouts.compose.plan import Atom, Fixed, Packing, Plan, Step
from handouts.compose.predict import CountLines, balanced
from handouts.compose.predict_poster import ART, CODE, OVER, TITLE_LINE, PosterGuess
from handouts.compose.refusal import excess_finding
from handouts.compose.sheet import texts_of
from handouts.compose.slots import Slot, columns, fill, planned
from handouts.findings import Finding
from handouts.formats import Frame, Paper

LARGEST, FLOOR, BY = 24.0, 12.0, 0.5  # pt of body type, before the script's own factor
SAFE = 12.0
_SIDE, _BOTTOM, _GUTTER, _COLUMNS = 15.0, 13.0, 9.0, 3
_MUCH = 0.95  # of the paper: text that covers more than that in a size is not tried in it
_POINT = 25.4 / 72
_FAR_TOO_LONG = 12  # columns as high as the poster


@dataclass(frozen=True, slots=True)
class Poster:
    """Places a sheet on one side of a large paper."""

    sheet: Sheet
    paper: Paper

    @property
    def steps(self) -> tuple[Step, ...]:
        """From 24 pt down to 12 pt, at each size with closer lines before the next smaller one."""
        language, largest = self.sheet.language, self._largest()
        count = round((LARGEST - FLOOR) / BY)
        sizes = [LARGEST - BY * number for number in range(count + 1)]
        ladder = []
        for points in (size for size in sizes if size <= largest):
            unit = points / FLOOR
            normal = Step(
                name="normal",
                leading=language.leading * unit,
                size=language.size * unit,
                frame=self._frame(),
                unit=unit,
            )
            ladder += [normal, replace(normal, name="tight", leading=language.leading_tight * unit)]
        dense = replace(ladder[-1], name="dense")
        smallest = replace(dense, size=1.0, leading=dense.leading / language.size)
        return (*ladder, dense, smallest) if language.size > 1 else (*ladder, dense)

    def _largest(self) -> float:
        """A size that is surely not too small: the text alone covers about the whole paper."""
        language = self.sheet.language
        letters = sum(map(len, texts_of(self.sheet)))
        em, line = FLOOR * language.size * _POINT, language.leading_tight
        covered = letters * language.em_width * em * line
        most = _MUCH * self.paper.width * self.paper.height
        return max(FLOOR, min(LARGEST, FLOOR * (most / max(1.0, covered)) ** 0.5))

    def _frame(self) -> Frame:
        return Frame(
            paper=self.paper, top=0.0, side=_SIDE, bottom=_BOTTOM, columns=_COLUMNS, gutter=_GUTTER
        )

    def running(self, step: Step) -> tuple[Block, ...]:
        """The blocks that flow through the columns."""
        return self.sheet.flow

    def expect(
        self, flow: Sequence[Atom], step: Step, count: CountLines
    ) -> tuple[Mapping[str, float], Fixed]:
        """The likely heights: blocks by their lines, and what stands across the poster."""
        guess = PosterGuess(self.sheet, step, count)
        heights = {atom.id: guess.block(atom.block, step.frame.column) for atom in flow}
        fixed = Fixed(masthead=guess.masthead(), warning=guess.warning(), foot=guess.foot())
        return heights, fixed

    def plan(
        self, flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> Plan:
        """Three columns between the masthead and what stands at the foot."""
        packing, gap = Packing(flow, heights, step), step.gaps["section"]
        warning = fixed.warning + gap if fixed.warning else 0.0
        room = step.frame.height - fixed.masthead - warning - fixed.foot - 2 * gap
        if packing.height(0, len(flow)) > _FAR_TOO_LONG * step.frame.height:
            return packing.far_too_long()
        filling = fill(packing, [Slot(0, max(0.0, room))] * _COLUMNS)
        over = sum(filling.excess) + max(0.0, -room)
        made = planned(packing, filling, step, columns(filling, flow, 1), [over])
        return replace(made, lines=step.min_lines)

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """The title's size and width, and what the masthead and the foot are made of."""
        guess = PosterGuess(self.sheet, step, count)
        points, room = guess.title_points(), guess.title_room()
        title = self.sheet.title.striptags()
        widths = count.widths(title, room, points * step.size, "heading")
        word = max(count.widths(title, 1.0, points * step.size, "heading"))
        width = balanced(widths)
        return {
            "title_points": round(points, 2),
            "title_line": round(points / TITLE_LINE, 3),
            "title_width": round(max(width, word + 1), 1) if width else 0,
            "art": ART,
            "code": CODE,
            "over": OVER,
            "safe": SAFE,
        }

    def place(self, page: int) -> str:
        """There is one page."""
        return "the poster"

    def too_long(self, plan: Plan) -> Sequence[Finding]:
        """By how much the columns are too long."""
        whole = f"one side of {self.paper.name.upper()} in {FLOOR:.0f} pt"
        return (excess_finding(self, plan, whole, "column too long"),)
