"""One language's half of a booklet in which two languages meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.compose.panels import Panels
from handouts.compose.plan import Atom, Fixed, Plan, Step
from handouts.compose.slots import Filling

FEWEST = 3
"""Pages of a half: its cover, one inside page, and the one with whom to call."""


@dataclass(frozen=True)
class Half(Panels):
    """A booklet's pages from a cover to who to call; only two halves together come in fours.

    With `most` it has no more pages than that: a page too many is one that does not fit.
    """

    most: int = 0

    def plan(
        self, flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> Plan:
        """Fill the pages; what is on those beyond `most` sticks out."""
        plan = super().plan(flow, heights, fixed, step)
        beyond = len(plan.sides) - self.most if self.most else 0
        if beyond <= 0:
            return plan
        excess = (*plan.excess[:-beyond], *[step.frame.height] * beyond)
        return replace(plan, excess=excess)

    def _count(self, filling: Filling) -> int:
        return len(filling.slots) + FEWEST - 1
