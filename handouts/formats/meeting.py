"""A booklet in which two languages meet that are read from opposite sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handouts.formats.folds import Face, Placed


def met(sides: Sequence[Face], first: int, second: int) -> tuple[Face, ...]:
    """Number the pages of a booklet's sides anew: two texts of `first` and `second` pages meet.

    The first text begins at the front, the second at the back, and runs towards the front. Both are
    numbered on from 0, each in its own reading order; what is left in the middle is blank.
    """
    count = sum(len(side.placed) for side in sides)

    def renumbered(placed: Placed) -> Placed:
        assert placed.panel is not None
        from_back = count - 1 - placed.panel
        if placed.panel < first:
            return placed
        return replace(placed, panel=first + from_back if from_back < second else None)

    return tuple(replace(side, placed=tuple(map(renumbered, side.placed))) for side in sides)
