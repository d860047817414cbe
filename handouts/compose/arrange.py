"""How each format places the parts of a sheet: one arrangement each, all fitted the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from handouts.compose.model import Block, Sheet
from handouts.compose.plan import Atom, Fixed, Plan, Step
from handouts.compose.predict import CountLines
from handouts.findings import Finding

Heights = Mapping[str, float]


class Arrangement(Protocol):
    """What copy-fitting asks of a format; heights and widths in mm."""

    @property
    def sheet(self) -> Sheet:
        """What is to be placed."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rungs of the fit ladder, the one that reads best first."""

    def running(self, step: Step) -> tuple[Block, ...]:
        """The blocks that flow, in reading order."""

    def expect(self, flow: Sequence[Atom], step: Step, count: CountLines) -> tuple[Heights, Fixed]:
        """The likely heights of atoms and of the parts with places of their own."""

    def plan(self, flow: Sequence[Atom], heights: Heights, fixed: Fixed, step: Step) -> Plan:
        """Where everything stands, given the heights."""

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """What the format's template gets besides what all get."""

    def place(self, page: int) -> str:
        """What people call a page, counted from 0: `side 1`, `the flap`."""

    def too_long(self, plan: Plan) -> Sequence[Finding]:
        """Why the sheet is refused, with millimetres and the messages that grew most."""
