"""The one-pager: a title across, two columns a side, a warning across the first foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.compose.imprint import with_signatures
from handouts.compose.model import Block, Sheet
from handouts.compose.plan import Atom, Fixed, Plan, Step, plan, running
from handouts.compose.predict import (
    REACH,
    CountLines,
    Guess,
    balanced,
    predict,
    title_room,
    title_size,
)
from handouts.compose.refusal import excess_finding
from handouts.findings import Finding
from handouts.formats import Paper, one_pager_frame

LARGER = (7 / 6, 13 / 12)  # of 12 pt: what a short text may grow to
TALL = 9.0  # mm of leading from which the draft strip is taller, too: Nastaliq


@dataclass(frozen=True, slots=True)
class OnePager:
    """Places a sheet on one or two sides of a paper."""

    sheet: Sheet
    paper: Paper

    @property
    def steps(self) -> tuple[Step, ...]:
        """Up to 14 pt for a short text, then 12; tight leading; narrower margins; 12 pt for all."""
        language = self.sheet.language
        normal, dense, densest = (
            with_signatures(one_pager_frame(self.paper, density), self.sheet)
            for density in range(3)
        )
        tight, size = language.leading_tight, language.size
        if language.leading > TALL and self.sheet.draft:
            normal, dense, densest = (replace(f, top=f.top + 1.5) for f in (normal, dense, densest))
        return (
            *(
                Step(name="normal", leading=language.leading * more, size=size * more, frame=normal)
                for more in LARGER
            ),
            Step(name="normal", leading=language.leading, size=size, frame=normal),
            Step(name="tight", leading=tight, size=size, frame=normal),
            Step(name="dense", leading=tight, size=size, frame=dense),
            Step(name="dense", leading=tight / size, size=1.0, frame=densest),
        )

    def running(self, step: Step) -> tuple[Block, ...]:
        """The blocks that flow through the columns."""
        return running(self.sheet, step)

    def expect(
        self, flow: Sequence[Atom], step: Step, count: CountLines
    ) -> tuple[Mapping[str, float], Fixed]:
        """The likely heights in mm."""
        return predict(self.sheet, flow, step, count)

    def plan(
        self, flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> Plan:
        """The best columns on one side, or on two."""
        return plan(flow, heights, fixed, step)

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """The width that balances the title's lines, and the phone for each of its places."""
        room, points = title_room(self.sheet, step), title_size(step) * step.size
        widths = count.widths(self.sheet.title.striptags(), room, points, "heading")
        return {
            "title_width": round(balanced(widths), 1),
            "phones": Guess(self.sheet, step, count).phones(REACH),
        }

    def place(self, page: int) -> str:
        """A side, counted from 1."""
        return f"side {page + 1}"

    def too_long(self, plan: Plan) -> Sequence[Finding]:
        """The sides that are too long."""
        whole = f"two sides of {self.paper.name.upper()}"
        return (excess_finding(self, plan, whole, "column too long"),)
