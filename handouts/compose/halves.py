"""One language's half of a booklet in which two languages meet."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.compose.panels import Panels
from handouts.compose.slots import Filling


@dataclass(frozen=True)
class Half(Panels):
    """A booklet's panels with a cover and a last page; only both halves together come in fours."""

    def _count(self, filling: Filling) -> int:
        return len(filling.slots) + 2
