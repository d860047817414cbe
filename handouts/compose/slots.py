"""Text flows through slots: panels, pages or columns of unequal height; breaks are chosen by cost.

Pure arithmetic on the heights of atoms, in mm; nothing here knows a layout engine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handouts.compose.plan import MAX_LINES, OVERFLOW, ROUNDING, Atom, Packing, Plan, Step

_RESERVED = 25.0  # mm of white that using a slot kept for other things is worth
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
    total = len(packing.flow)
    costs = [0.0] + [_NO_WAY] * total
    paths: list[list[int]] = []
    for number, slot in enumerate(slots):
        last = number == len(slots) - 1
        costs, path = _next(packing, slot, costs, last=last)
        paths.append(path)
    cuts = [total]
    for path in reversed(paths):
        cuts.append(path[cuts[-1]])
    cuts.reverse()
    excess = [
        packing.height(start, end) - slot.height
        for slot, start, end in zip(slots, cuts, cuts[1:], strict=False)
    ]
    return Filling(tuple(slots), tuple(cuts), tuple(e if e > ROUNDING else 0.0 for e in excess))


def _next(
    packing: Packing, slot: Slot, costs: Sequence[float], *, last: bool
) -> tuple[list[float], list[int]]:
    """The costs of having placed each number of atoms when one more slot is filled."""
    total = len(packing.flow)
    result, path = [_NO_WAY] * (total + 1), [0] * (total + 1)
    for end in range(total + 1):
        if last and end < total:
            continue
        penalty = packing.penalties[end]
        for start in range(end, -1, -1):
            over = packing.height(start, end) - slot.height
            if over > ROUNDING and end - start > 1 and not last:
                break
            cost = costs[start] + _cost(packing, slot, start, end, over)
            cost += penalty if start < end else 0.0
            if cost < result[end]:
                result[end], path[end] = cost, start
    return result, path


def _cost(packing: Packing, slot: Slot, start: int, end: int, over: float) -> float:
    if over > ROUNDING:
        return over * OVERFLOW
    if slot.reserve:
        return _RESERVED if start < end else 0.0
    if any(atom.spring for atom in packing.flow[start:end]):
        return 0.0
    return over * over / (2 * slot.height) if slot.height > 0 else 0.0


def fill_pages(packing: Packing, slot_of: Callable[[int], Slot], most: int) -> Filling:
    """Fill as few pages as it takes, at most `most`; `slot_of` gives the slot of each page."""
    total = packing.height(0, len(packing.flow))
    count, room = 0, 0.0
    while count < most and (room < total or not count):
        room += slot_of(count).height
        count += 1
    while True:
        filling = fill(packing, [slot_of(number) for number in range(count)])
        if filling.fits or count >= most:
            return filling
        count += 1


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
        broken=max((packing.penalties[place] for place in filling.cuts[1:-1]), default=0.0),
    )
