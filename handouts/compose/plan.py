"""Where the blocks of a one-pager stand: exact packing from heights, no layout engine involved.

The engine's balanced columns lay a page out again and again until it fits; here the heights of the
blocks are predicted, then measured, and the best breaks are found by arithmetic. All lengths in mm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.compose.model import Block, Sheet
from handouts.formats import Frame

MAX_LINES = 12

_GAPS = {
    "normal": {"section": 1.5, "sub": 1.0, "box": 1.0, "text": 0.5, "item": 0.5, "after": 0.5},
    "tight": {"section": 1.25, "sub": 0.75, "box": 0.75, "text": 0.5, "item": 0.25, "after": 0.5},
    "dense": {"section": 0.75, "sub": 0.6, "box": 0.6, "text": 0.35, "item": 0.12, "after": 0.3},
}

# What a break costs, in mm of white.
_IN_SECTION, _IN_LIST, _LONE_ITEM = 12.0, 20.0, 26.0
_FROM_LIST, _FROM_COLON = 60.0, 120.0
OVERFLOW, _FORBIDDEN = 1e3, 1e6
_IMBALANCE, _FIRST_SIDE_WHITE, _UNEVEN_SIDES = 0.25, 1.0, 0.1
ROUNDING, _THIN = 0.2, 0.35
CLEAN = 22.0
_FAR_TOO_LONG = 12  # columns: the length of three sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """The smallest thing that a column break may not cut: a block, or one item of a list."""

    id: str
    block: Block
    gap: str
    list_id: str = ""

    @property
    def pin(self) -> str:
        """The kind of panel that the author wants it on; empty where it flows."""
        return self.block.pin

    @property
    def spring(self) -> bool:
        """Whether it holds write-in lines, which take up spare room."""
        return self.block.box is not None and self.block.box.name == "questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """Heights of what stands across the sheet: title, warning, and the foot of the last side."""

    masthead: float
    warning: float
    foot: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Atoms by page and column, the number of write-in lines, and what does not fit, by page.

    `broken` says how much the worst break hurts: above `CLEAN` it leaves one item of a list alone.
    `thin` says that a second side holds so little that one side should be tried harder; `white` is
    the share of the room for flowing text that is left, lines to write on counted as the fewest.
    """

    sides: tuple[tuple[tuple[Atom, ...], ...], ...]
    lines: int
    excess: tuple[float, ...]
    broken: float
    thin: bool = False
    white: float = 0.0

    @property
    def overflow(self) -> float:
        """How much does not fit, in mm of column; 0 when all does."""
        return sum(self.excess)

    @property
    def parted(self) -> bool:
        """Whether a list stands on another page than the words that lead into it."""
        return self.broken >= _FROM_LIST

    @property
    def shape(self) -> tuple[object, ...]:
        """What two plans share that would lay out alike."""
        return (tuple(tuple(tuple(a.id for a in c) for c in s) for s in self.sides), self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung of the fit ladder: normal, tight or dense; leading in mm, size a factor on 12 pt.

    `frame` is the text area that widths are taken from; `pages` are those of each page where they
    differ. `unit` is a factor on the millimetres of indents, icons and lines to write on.
    `fewest` is how many of those there are at least, where it is not the usual number.
    """

    name: str
    leading: float
    size: float
    frame: Frame
    pages: tuple[Frame, ...] = ()
    unit: float = 1.0
    fewest: int = 0

    @property
    def line_pitch(self) -> float:
        """Distance of write-in lines in mm: room for handwriting."""
        return (8.0 if self.name == "dense" else 9.0) * self.unit

    @property
    def min_lines(self) -> int:
        """The fewest write-in lines that questions get."""
        return self.fewest or (2 if self.name == "dense" else 3)

    @property
    def gaps(self) -> dict[str, float]:
        """White above a block by what it is, in mm: parts of a line, less where it is tight."""
        return {name: lines * self.leading for name, lines in _GAPS[self.name].items()}


def running(sheet: Sheet, step: Step) -> tuple[Block, ...]:
    """The blocks that flow through the columns; in dense text, who to call closes the last."""
    if step.name != "dense" or sheet.card is None:
        return sheet.flow
    return (*sheet.flow, Block(kind="box", id="card", box=sheet.card))


def atoms(flow: Sequence[Block]) -> tuple[Atom, ...]:
    """Cut the flow of blocks at every place where a column may end."""
    result: list[Atom] = []
    before = ""
    for block in flow:
        gap = _gap(block, before)
        if block.kind == "list":
            for number, item in enumerate(block.items):
                one = replace(block, items=(item,))
                result.append(
                    Atom(id=item.id, block=one, gap="item" if number else gap, list_id=block.id)
                )
        else:
            result.append(Atom(id=block.id, block=block, gap=gap))
        before = block.kind
    return tuple(result)


def _gap(block: Block, before: str) -> str:
    if before == "heading":
        return "after"
    if block.kind == "heading":
        return "section" if block.level <= 2 else "sub"
    if block.box:
        return "section" if block.box.title else "box"
    return "section" if before == "box" else "text"


def plan(flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step) -> Plan:
    """Choose the breaks that waste least; one side if all fits on it, else two."""
    frame, packing = step.frame, Packing(flow, heights, step)
    section = packing.gaps["section"]
    warning = fixed.warning + section if fixed.warning else 0.0
    foot = fixed.foot + section if fixed.foot else 0.0
    if packing.height(0, len(flow)) > _FAR_TOO_LONG * frame.height:
        return packing.far_too_long()
    one = packing.side(0, len(flow), frame.height - fixed.masthead - warning - foot)
    if one.overflow <= ROUNDING:
        return packing.plan([one])
    first = frame.height - fixed.masthead - warning
    last = frame.height - foot
    best = None
    for cut in range(len(flow) + 1):
        a = packing.side(0, cut, first)
        b = packing.side(cut, len(flow), last)
        white = max(0.0, first - max(a.heights))
        uneven = abs(white - max(0.0, last - max(b.heights)))
        cost = (
            a.cost
            + b.cost
            + packing.penalties[cut]
            + _FIRST_SIDE_WHITE * white
            + _UNEVEN_SIDES * uneven
        )
        if best is None or cost < best[0]:
            best = (cost, [a, b])
    assert best is not None
    return packing.plan(best[1])


@dataclass(frozen=True, slots=True)
class _Side:
    start: int
    cut: int
    end: int
    heights: tuple[float, float]
    capacity: float
    cost: float

    @property
    def overflow(self) -> float:
        return max(0.0, max(self.heights) - self.capacity)


class Packing:
    """Heights of every run of atoms by prefix sums, and its best split into two columns."""

    def __init__(self, flow: Sequence[Atom], heights: Mapping[str, float], step: Step) -> None:
        """Take the atoms in their order, and the height in mm of each by its id."""
        self.flow = flow
        self.gaps = step.gaps
        self._min_lines = step.min_lines
        self._pitch = step.line_pitch
        self._gap = [self.gaps[atom.gap] for atom in flow]
        self._sums = [0.0]
        for atom, gap in zip(flow, self._gap, strict=True):
            self._sums.append(self._sums[-1] + heights[atom.id] + gap)
        self.penalties = [self._penalty(place) for place in range(len(flow) + 1)]

    def height(self, start: int, end: int) -> float:
        """Height of a column: the first atom's gap is not printed."""
        return self._sums[end] - self._sums[start] - self._gap[start] if end > start else 0.0

    def _penalty(self, place: int) -> float:
        """What it costs to end a column or side before the atom at `place`."""
        if place in (0, len(self.flow)):
            return 0.0
        before, after = self.flow[place - 1], self.flow[place]
        if before.block.keep:
            if before.block.kind == "heading":
                return _FORBIDDEN
            return _FROM_COLON if before.block.announces else _FROM_LIST
        if after.list_id and after.list_id == before.list_id:
            lone = self._position(place) == 1 or self._rest(place) == 1
            return _LONE_ITEM if lone else _IN_LIST
        return 0.0 if after.gap == "section" else _IN_SECTION

    def _position(self, place: int) -> int:
        return sum(a.list_id == self.flow[place].list_id for a in self.flow[:place])

    def _rest(self, place: int) -> int:
        return sum(a.list_id == self.flow[place].list_id for a in self.flow[place:])

    def side(self, start: int, end: int, capacity: float) -> _Side:
        """The best two columns for a run of atoms."""
        best, best_cut = math.inf, start
        highest = capacity + ROUNDING
        for cut in range(start, end + 1):
            left, right = self.height(start, cut), self.height(cut, end)
            cost = _IMBALANCE * (left - right if left > right else 2 * (right - left))
            if left > highest:
                cost += (left - highest) * OVERFLOW
            if right > highest:
                cost += (right - highest) * OVERFLOW
            if start < cut < end:
                cost += self.penalties[cut]
            if cost < best:
                best, best_cut = cost, cut
        columns = self.height(start, best_cut), self.height(best_cut, end)
        return _Side(start, best_cut, end, columns, capacity, best)

    def far_too_long(self) -> Plan:
        """Put everything in one column: what would fill three sheets needs no search for breaks."""
        column = tuple(self.flow)
        excess = self.height(0, len(column))
        return Plan(sides=((column, ()),), lines=self._min_lines, excess=(excess,), broken=0.0)

    def plan(self, sides: Sequence[_Side]) -> Plan:
        """Turn splits into columns; write-in lines take the room that is left in their column."""
        room = []
        columns = []
        for side in sides:
            cuts = ((side.start, side.cut, side.heights[0]), (side.cut, side.end, side.heights[1]))
            columns.append(tuple(tuple(self.flow[a:b]) for a, b, _ in cuts))
            for a, b, height in cuts:
                if springs := sum(atom.spring for atom in self.flow[a:b]):
                    spare = (side.capacity - height + ROUNDING) // self._pitch
                    room.append(int(spare // springs))
        places = [side.cut for side in sides] + [side.end for side in sides[:-1]]
        return Plan(
            sides=tuple(columns),
            lines=max(self._min_lines, min(MAX_LINES, self._min_lines + min(room, default=0))),
            excess=tuple(side.overflow if side.overflow > ROUNDING else 0.0 for side in sides),
            broken=max(self.penalties[place] for place in places),
            white=1 - sum(sum(s.heights) for s in sides) / sum(2 * s.capacity for s in sides),
            thin=len(sides) > 1 and sides[-1].end - sides[-1].start <= _THIN * len(self.flow),
        )


def columns_of(side: Sequence[Sequence[Atom]]) -> tuple[tuple[tuple[Block, str], ...], ...]:
    """Join a side's atoms into blocks: items of one list that stand together are one list."""
    result = []
    for column in side:
        blocks: list[tuple[Block, str]] = []
        last = ""
        for atom in column:
            gap = atom.gap if blocks else "none"
            if atom.list_id and atom.list_id == last:
                previous, first_gap = blocks.pop()
                block = replace(previous, items=(*previous.items, *atom.block.items))
                blocks.append((block, first_gap))
            else:
                blocks.append((atom.block, gap))
            last = atom.list_id
        result.append(tuple(blocks))
    return tuple(result)
