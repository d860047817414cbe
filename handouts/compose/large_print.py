"""Large print: one column of 18 pt over as many pages as it takes; lengths in mm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from handouts.compose.large_parts import Part, cut, stream
from handouts.compose.model import Block, Sheet
from handouts.compose.plan import Atom, Fixed, Packing, Plan, Step, columns_of
from handouts.compose.predict import CountLines, balanced_title
from handouts.compose.predict_large import (
    CODE,
    FRAME,
    TITLE_LINE,
    UNIT,
    LargeGuess,
    foot_lines,
    small_line,
    strip_lines,
)
from handouts.compose.refusal import excess_finding
from handouts.compose.slots import Filling, Slot, columns, fill, fill_pages, planned
from handouts.findings import Finding
from handouts.formats import Frame, Paper

MOST_PAGES = 40
_WIDER, _HIGH = 1.055, 8.0  # leading against that of other sheets, but where it is high already
_EDGE = 8.0  # mm, the white that printers leave, and a little
_STRIP_PADDING, _ABOVE_TEXT = 2.4, 8.0
_FOOT_LINE, _FOOT_PADDING, _ABOVE_FOOT = 6.0, 2.0, 6.0
_OVERHANG = 0.5  # lines that a frame reaches beyond its text
_FAR_TOO_LONG = 60  # pages
_NO_TURN = 1e6

# What a page's end costs, in mm of white.
_IN_WARNING, _IN_LIST, _LONE_ITEM, _IN_FRAME, _TIER = 250.0, 60.0, 90.0, 40.0, 14.0
_ONE_MORE = 25.0
_ALONE = 80.0
_THIN, _TORN = 0.2, 30.0

_GAPS = {
    "section": 1.4,
    "sub": 1.1,
    "box": 0.9,
    "text": 0.5,
    "item": 0.45,
    "close": 0.25,
    "after": 0.45,
}
"""White above a block, in lines."""


@dataclass(frozen=True)
class LargePrint:
    """Places a sheet on pages with one column each."""

    given: Sheet
    paper: Paper

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet; what is longer than a page is cut already."""
        return cut(self.given)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Wide margins, or narrow ones where a page's end would be bad; type never gets smaller."""
        language = self.sheet.language
        size, normal = UNIT * language.size, language.leading
        closer = (normal + language.leading_tight) / 2
        wide = _Step(
            name="normal",
            leading=UNIT * normal * (_WIDER if normal < _HIGH else 1.0),
            size=size,
            frame=self._frame(25.0),
            unit=UNIT,
        )
        narrow = replace(wide, leading=UNIT * normal, frame=self._frame(20.0))
        return wide, narrow, replace(narrow, name="tight", leading=UNIT * closer)

    def _frame(self, side: float) -> Frame:
        width = self.paper.width - 2 * side
        strip = sum(strip_lines(self.sheet, width))
        above = _EDGE + strip + _STRIP_PADDING + _ABOVE_TEXT if strip else 0.0
        foot = foot_lines(self.sheet, width) * _FOOT_LINE + _FOOT_PADDING
        bottom = _EDGE + foot + _ABOVE_FOOT
        return Frame(paper=self.paper, top=max(side, above), side=side, bottom=max(side, bottom))

    def running(self, step: Step) -> tuple[Block, ...]:
        """All but the title, in reading order; the warning comes right after the opening."""
        return stream(self.sheet)

    def expect(
        self, flow: Sequence[Atom], step: Step, count: CountLines
    ) -> tuple[Mapping[str, float], Fixed]:
        """The likely heights; only the title has a place of its own."""
        guess = LargeGuess(self.sheet, step, count)
        heights = {atom.id: guess.part(atom.block, step.frame.width) for atom in flow}
        return heights, Fixed(masthead=guess.masthead(), warning=0.0, foot=0.0)

    def plan(
        self, flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> Plan:
        """Fill as few pages as it takes, and one more where that keeps lists whole."""
        packing = _Packing(_spaced(flow), heights, step)
        room = step.frame.height - _OVERHANG * step.leading
        if packing.height(0, len(flow)) > _FAR_TOO_LONG * room:
            return packing.far_too_long()
        filling = self._filled(packing, room, fixed.masthead, heights, step)
        count = len(filling.slots)
        excess = list(filling.excess)
        excess[0] += max(0.0, fixed.masthead - room)
        made = planned(packing, filling, step, columns(filling, packing.flow, count), excess)
        torn = count > 1 and (_is_thin(packing, filling) or made.broken > _TIER - 1)
        return replace(made, broken=_TORN if torn else 0.0)

    def _filled(
        self,
        packing: _Packing,
        room: float,
        masthead: float,
        heights: Mapping[str, float],
        step: Step,
    ) -> Filling:
        """The first words stay with the title, as far as there is room; the rest is filled."""
        first = max(0.0, room - masthead)
        opening = packing.opening(first)
        rest = _Packing(packing.flow[opening:], heights, step)
        used = packing.height(0, opening)
        used += packing.gaps[rest.flow[0].gap] if opening and rest.flow else 0.0

        def slot(number: int) -> Slot:
            return Slot(number, room if number else max(0.0, first - used))

        filling = fill_pages(rest, slot, MOST_PAGES)
        if filling.fits and len(filling.slots) < MOST_PAGES:
            more = fill(rest, [slot(number) for number in range(len(filling.slots) + 1)])
            if _cost(rest, more) + _ONE_MORE < _cost(rest, filling):
                filling = more
        cuts = (0, *(place + opening for place in filling.cuts[1:]))
        return replace(filling, slots=(Slot(0, first), *filling.slots[1:]), cuts=cuts)

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """Pages with their frames, the title's size and width, the strip's lines."""
        guess = LargeGuess(self.sheet, step, count)
        points = guess.title_points()
        frame = step.frame
        title = self.sheet.title.striptags()
        strip = strip_lines(self.sheet, frame.width)
        return {
            "pages": _pages(plan),
            "title_points": points,
            "title_line": round(points / TITLE_LINE, 3),
            "title_width": balanced_title(count, title, frame.width, points * step.size),
            "strip_first": strip[0] if strip else 0,
            "strip_height": sum(strip) + _STRIP_PADDING,
            "strip_top": _EDGE,
            "foot_top": self.paper.height - frame.bottom + _ABOVE_FOOT,
            "small_line": small_line(self.sheet),
            "code": CODE,
            "phones": guess.phones(frame.width - FRAME["card"]),
        }

    def place(self, page: int) -> str:
        """A page, counted from 1."""
        return f"page {page + 1}"

    def too_long(self, plan: Plan) -> Sequence[Finding]:
        """The pages that are too long: the last of all, or one that holds what cannot be cut."""
        whole = f"{MOST_PAGES} pages of {self.paper.name.upper()} in large print"
        return (excess_finding(self, plan, whole, "text too long"),)


class _Step(Step):
    """A step with the white of large print; a `normal` one gives way to another."""

    @property
    def gaps(self) -> dict[str, float]:
        """White above a block in mm."""
        return {name: lines * self.leading for name, lines in _GAPS.items()}


class _Packing(Packing):
    """Breaks as readers of large print want them: lists and warnings whole, sections together."""

    def opening(self, room: float) -> int:
        """How many parts of the opening, at the head of the flow, find room below the title."""
        number = 0
        for atom in self.flow:
            if _part(atom).role not in ("lead", "intro") or self.height(0, number + 1) > room:
                break
            number += 1
        return number

    def _penalty(self, place: int) -> float:
        if place in (0, len(self.flow)):
            return 0.0
        before, after = self.flow[place - 1], self.flow[place]
        one, other = _part(before), _part(after)
        if other.role == "sources":
            return _ALONE
        if one.keep and one.kind == "heading":
            return _NO_TURN
        penalty = super()._penalty(place)
        inside = bool(one.group) and one.group == other.group
        if after.list_id and after.list_id == before.list_id:
            if inside and one.frame == "act":
                return _IN_WARNING
            lone = self._position(place) == 1 or self._rest(place) == 1
            return _LONE_ITEM if lone else _IN_LIST
        if inside:
            if one.frame == "act":
                return _TIER if other.role == "tier" else _IN_WARNING
            return _IN_WARNING if one.keep else _IN_FRAME
        return penalty


def _part(atom: Atom) -> Part:
    assert isinstance(atom.block, Part)
    return atom.block


def _spaced(flow: Sequence[Atom]) -> tuple[Atom, ...]:
    """Atoms with more white where a frame begins or ends, and less in a warning."""
    result: list[Atom] = []
    group = ""
    for atom in flow:
        own = _part(atom).group
        if result and own != group:
            atom = replace(atom, gap="section")
        elif atom.gap == "item" and _part(atom).frame == "act":
            atom = replace(atom, gap="close")
        result.append(atom)
        group = own
    return tuple(result)


def _cost(packing: Packing, filling: Filling) -> float:
    """What the page ends of a filling cost, and its white."""
    total = sum(packing.penalties[place] for place in filling.cuts[1:-1])
    for slot, start, end in zip(filling.slots, filling.cuts, filling.cuts[1:], strict=False):
        white = slot.height - packing.height(start, end)
        if slot.height > 0 and not any(atom.spring for atom in packing.flow[start:end]):
            total += white * white / (2 * slot.height)
    return total


def _is_thin(packing: Packing, filling: Filling) -> bool:
    """Whether the last page holds so little that narrower margins should be tried."""
    start, end = filling.cuts[-2:]
    return packing.height(start, end) < _THIN * filling.slots[-1].height


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Parts on one page in one frame, or in none; the frame may go on from or to another page."""

    frame: str
    gap: str
    blocks: tuple[tuple[Part, str], ...]
    begins: bool
    ends: bool


def _pages(plan: Plan) -> list[list[_Group]]:
    """The groups of each page."""
    firsts: dict[str, str] = {}
    lasts: dict[str, str] = {}
    for atom in (a for side in plan.sides for column in side for a in column):
        group = _part(atom).group
        firsts.setdefault(group, atom.id)
        lasts[group] = atom.id
    pages = []
    for side in plan.sides:
        groups: list[_Group] = []
        for block, gap in columns_of(side)[0]:
            assert isinstance(block, Part)
            names = [item.id for item in block.items] or [block.id]
            begins, ends = names[0] == firsts[block.group], names[-1] == lasts[block.group]
            if groups and block.group and groups[-1].blocks[-1][0].group == block.group:
                last = groups.pop()
                one = replace(last, blocks=(*last.blocks, (block, gap)), ends=ends)
                groups.append(one)
            else:
                inner = ((block, "none"),) if block.group else ((block, gap),)
                groups.append(
                    _Group(
                        frame=block.frame,
                        gap=gap if block.group else "none",
                        blocks=inner,
                        begins=begins,
                        ends=ends,
                    )
                )
        pages.append(groups)
    return pages
