"""Text flows through slots: panels, pages or columns of unequal height; breaks are chosen by cost.

Pure arithmetic on the heights of atoms, in mm; nothing here knows a layout engine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from handouts.compose.plan import MAX_LINES, OVERFLOW, ROUNDING, Atom, Packing, Plan, Step

_RESERVED = 25.0  # mm of white that using a slot kept for other things is worth
_ANY_OVERFLOW = 1e4  # more than all breaks together: the least overflow is worse than any break
_USED = 5.0  # mm of white that one slot less is worth: a few lines are not spread over three
_EARLIER = 1e-3  # of two slots alike, the one that is read first
_NO_WAY = math.inf


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of a page, and the height that is left in it; `reserve` is used when it must be."""

    page: int
    height: float
    reserve: bool = False


@dataclass(frozen=True, slots=True)
class Filling:
    """Where the flow is cut: slot n holds the atoms from `cuts[n]` to before `cuts[n + 1]`."""

    slots: tuple[Slot, ...]
    cuts: tuple[int, ...]
    excess: tuple[float, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing sticks out."""
        return not any(self.excess)


def fill(packing: Packing, slots: Sequence[Slot]) -> Filling:
    """Choose the cuts that cost least: no overflow first, then clean breaks, then even white."""
    search = _Search(packing)
    for slot in slots[:-1]:
        search.add(slot)
    search.add(slots[-1], last=True)
    return search.filling()


def fill_pages(packing: Packing, slot_of: Callable[[int], Slot], most: int) -> Filling:
    """Fill as few pages as it takes, at most `most`; `slot_of` gives the slot of each page.

    What is taller than any page costs no more pages: it sticks out of one.
    """
    search = _Search(packing)
    highest = max(slot_of(0).height, slot_of(1).height)
    total = len(packing.flow)
    runs = _runs(packing.flow)
    alone = (packing.height(runs[end], end) - highest for end in range(1, total + 1))
    bound = _ANY_OVERFLOW + sum(
        _ANY_OVERFLOW + over * OVERFLOW for over in alone if over > ROUNDING
    )
    for number in range(most):
        search.add(slot_of(number))
        if search.costs[total] < bound:
            return search.filling()
    return fill(packing, [slot_of(number) for number in range(most)])


def _runs(flow: Sequence[Atom]) -> list[int]:
    """For every place to cut: where the atom before it begins, with the headings that lead it."""
    starts = [0]
    for end, _ in enumerate(flow, 1):
        headed = end > 1 and flow[end - 2].block.kind == "heading"
        starts.append(starts[end - 1] if headed else end - 1)
    return starts


class _Search:
    """Shortest path over the places where the flow can be cut, slot by slot."""

    def __init__(self, packing: Packing) -> None:
        self.packing = packing
        self.costs = [0.0] + [_NO_WAY] * len(packing.flow)
        self._slots: list[Slot] = []
        self._paths: list[list[int]] = []
        springs = accumulate(int(atom.spring) for atom in packing.flow)
        self._springs = [0, *springs]
        self._runs = _runs(packing.flow)

    def add(self, slot: Slot, *, last: bool = False) -> None:
        """Fill one more slot; the last one takes all that is left, an earlier one what it holds.

        What is too tall for it all the same stands there alone, below its heading.
        """
        total, packing, costs = len(self.packing.flow), self.packing, self.costs
        result, path = [_NO_WAY] * (total + 1), [0] * (total + 1)
        for end in range(total if last else 0, total + 1):
            penalty = packing.penalties[end]
            for start in range(end, -1, -1):
                over = packing.height(start, end) - slot.height
                if over > ROUNDING and start < self._runs[end] and not last:
                    break
                if costs[start] is _NO_WAY:
                    continue
                cost = costs[start] + self._cost(slot, start, end, over)
                if start < end:
                    cost += penalty
                if cost < result[end]:
                    result[end], path[end] = cost, start
        self.costs = result
        self._slots.append(slot)
        self._paths.append(path)

    def _cost(self, slot: Slot, start: int, end: int, over: float) -> float:
        if over > ROUNDING:
            return _ANY_OVERFLOW + over * OVERFLOW
        if slot.reserve:
            return _RESERVED if start < end else 0.0
        used = _USED + len(self._slots) * _EARLIER if start < end else 0.0
        if self._springs[end] > self._springs[start] or slot.height <= 0:
            return used
        return used + over * over / (2 * slot.height)

    def filling(self) -> Filling:
        """Read the best cuts back."""
        cuts = [len(self.packing.flow)]
        for path in reversed(self._paths):
            cuts.append(path[cuts[-1]])
        cuts.reverse()
        excess = [
            self.packing.height(start, end) - slot.height
            for slot, start, end in zip(self._slots, cuts, cuts[1:], strict=False)
        ]
        held = tuple(over if over > ROUNDING else 0.0 for over in excess)
        return Filling(tuple(self._slots), tuple(cuts), held)


def columns(filling: Filling, flow: Sequence[Atom], pages: int) -> list[list[tuple[Atom, ...]]]:
    """The columns of each page, with their atoms; a page without a slot has none."""
    result: list[list[tuple[Atom, ...]]] = [[] for _ in range(pages)]
    for slot, start, end in zip(filling.slots, filling.cuts, filling.cuts[1:], strict=False):
        result[slot.page].append(tuple(flow[start:end]))
    return result


def planned(
    packing: Packing,
    filling: Filling,
    step: Step,
    pages: Sequence[Sequence[Sequence[Atom]]],
    excess: Sequence[float],
) -> Plan:
    """Make the plan of some pages; lines to write on take the room that is left in their slot."""
    room = []
    for slot, start, end in zip(filling.slots, filling.cuts, filling.cuts[1:], strict=False):
        if springs := sum(atom.spring for atom in packing.flow[start:end]):
            spare = slot.height - packing.height(start, end) + ROUNDING
            room.append(int(spare // step.line_pitch // springs))
    more = max(0, min(room, default=0))
    return Plan(
        sides=tuple(tuple(map(tuple, page)) for page in pages),
        lines=min(MAX_LINES, step.min_lines + more),
        excess=tuple(excess),
        white=_white(packing, filling),
        broken=max((packing.penalties[place] for place in filling.cuts[1:-1]), default=0.0),
    )


def _white(packing: Packing, filling: Filling) -> float:
    """The share of the slots' room that is left, those in reserve not counted."""
    room = used = 0.0
    for slot, start, end in zip(filling.slots, filling.cuts, filling.cuts[1:], strict=False):
        room += 0.0 if slot.reserve else slot.height
        used += packing.height(start, end)
    return 1 - used / room if room else 0.0
