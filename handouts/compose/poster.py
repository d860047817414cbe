"""The poster: one side, a large title, three columns, type as large as the text allows.

Lengths in mm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.compose.model import Block, Sheet
from handouts.compose.plan import Atom, Fixed, Packing, Plan, Step
from handouts.compose.predict import CountLines, balanced_title
from handouts.compose.predict_poster import OVER, TITLE_LINE, PosterGuess, PosterStep
from handouts.compose.refusal import excess_finding
from handouts.compose.sheet import texts_of
from handouts.compose.slots import Slot, columns, fill, planned
from handouts.findings import Finding
from handouts.formats import Frame, Paper

LARGEST, FLOOR, BY = 24.0, 12.0, 0.5  # pt of body type, before the script's own factor
SAFE = 12.0
_SIDE, _BOTTOM, _GUTTER, _COLUMNS = 15.0, 12.5, 9.0, 3
_NARROW_GUTTER, _LEAST_GUTTER = 7.0, 5.5
_DENSE_FROM = 16.0  # pt
_MUCH = 0.34  # of the paper, covered by letters alone: no size with more is tried
_POINT = 25.4 / 72
_CLOSER, _PLAIN = 0.955, 5.5  # leading that letters without stacked marks can do with; mm
_FAR_TOO_LONG = 12  # columns as high as the poster


@dataclass(frozen=True, slots=True)
class Poster:
    """Places a sheet on one side of a large paper."""

    sheet: Sheet
    paper: Paper

    @property
    def steps(self) -> tuple[PosterStep, ...]:
        """From 24 pt down to 12 pt, at each size packed closer before the next smaller one."""
        language, largest = self.sheet.language, self._largest()
        count = round((LARGEST - FLOOR) / BY)
        sizes = [LARGEST - BY * number for number in range(count + 1)]
        ladder = []
        for points in (size for size in sizes if size <= largest):
            unit = points / FLOOR
            normal = PosterStep(
                name="normal",
                leading=language.leading * unit,
                size=language.size * unit,
                frame=self._frame(),
                unit=unit,
            )
            tight = replace(normal, name="tight", leading=language.leading_tight * unit)
            ladder += [normal, tight]
            if points <= _DENSE_FROM:
                ladder.append(replace(tight, name="dense", frame=self._frame(_NARROW_GUTTER)))
        plain = language.leading_tight / language.size
        least = replace(
            ladder[-1],
            size=1.0,
            leading=plain * (_CLOSER if plain <= _PLAIN else 1.0),
            frame=self._frame(_LEAST_GUTTER),
            squeezed=True,
        )
        return (*ladder, least)

    def _largest(self) -> float:
        """A size that is surely large enough: its letters alone cover a third of the paper."""
        language = self.sheet.language
        letters = sum(map(len, texts_of(self.sheet)))
        em, line = FLOOR * language.size * _POINT, language.leading_tight
        covered = letters * language.em_width * em * line
        most = _MUCH * self.paper.width * self.paper.height
        return max(FLOOR, min(LARGEST, FLOOR * math.sqrt(most / max(1.0, covered))))

    def _frame(self, gutter: float = _GUTTER) -> Frame:
        return Frame(
            paper=self.paper, top=0.0, side=_SIDE, bottom=_BOTTOM, columns=_COLUMNS, gutter=gutter
        )

    def running(self, step: Step) -> tuple[Block, ...]:
        """The blocks that flow through the columns; in dense text, the opening and who to call."""
        sheet = self.sheet
        if step.name != "dense":
            return sheet.flow
        points = [Block(kind="box", id="points", box=sheet.points)] if sheet.points else []
        card = [Block(kind="box", id="card", box=sheet.card)] if sheet.card else []
        return (*sheet.intro, *points, *sheet.flow, *card)

    def expect(
        self, flow: Sequence[Atom], step: Step, count: CountLines
    ) -> tuple[Mapping[str, float], Fixed]:
        """The likely heights: blocks by their lines, and what stands across the poster."""
        assert isinstance(step, PosterStep)
        guess = PosterGuess(self.sheet, step, count)
        heights = {atom.id: guess.block(atom.block, step.frame.column) for atom in flow}
        masthead = guess.masthead()
        if step.unit > 1 and not guess.holds_words(self.running(step), step.frame.column):
            masthead += self.paper.height  # no size for these words: a smaller one is next
        return heights, Fixed(masthead=masthead, warning=guess.warning(), foot=guess.foot())

    def plan(
        self, flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> Plan:
        """Three columns between the masthead and what stands at the foot.

        The plan claims to be all white, so that every rung is tried: a larger size that is packed
        closer may fit where a smaller one does not.
        """
        assert isinstance(step, PosterStep)
        packing = Packing(flow, heights, step)
        gap = step.gaps["box" if step.squeezed else "section"]
        warning = fixed.warning + gap if fixed.warning else 0.0
        room = step.frame.height - fixed.masthead - warning - fixed.foot - 2 * gap
        if packing.height(0, len(flow)) > _FAR_TOO_LONG * step.frame.height:
            return packing.far_too_long()
        filling = fill(packing, [Slot(0, max(0.0, room))] * _COLUMNS)
        over = sum(filling.excess) + max(0.0, -room)
        made = planned(packing, filling, step, columns(filling, flow, 1), [over])
        return replace(made, lines=step.min_lines, white=1.0)

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """The title's size and width, and what the masthead and the foot are made of."""
        assert isinstance(step, PosterStep)
        guess = PosterGuess(self.sheet, step, count)
        room = guess.title_room
        points = guess.title_points(room)
        title = self.sheet.title.striptags()
        return {
            "title_points": round(points, 2),
            "title_line": round(points / TITLE_LINE, 3),
            "title_width": balanced_title(count, title, room, points * step.size),
            "code_width": round(guess.code, 2),
            "reach": round(guess.reach, 2),
            "phones": guess.phones(guess.phone_room),
            "scan": round(guess.scan, 2),
            "stacked": guess.stacked,
            "field": guess.field,
            "made": round(guess.made(), 2),
            "share": round(100 * guess.share),
            "art": round(guess.art, 2),
            "above": "box" if step.squeezed else "section",
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
