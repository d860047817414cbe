"""Folded sheets: a cover, text that flows over the inside, a warning on the flap, a back.

One panel is one laid-out page. All panels of a sheet have the same text width: a panel that is
narrower has narrower margins, so that a text keeps its lines wherever it lands. Lengths in mm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count as counting

from handouts.compose.model import Block, Sheet
from handouts.compose.one_pager import LARGER
from handouts.compose.plan import ROUNDING, Atom, Fixed, Packing, Plan, Step
from handouts.compose.predict import CountLines, balanced
from handouts.compose.predict_panels import ABOVE_WHO, OVER, Insets, PanelGuess, strip_height
from handouts.compose.refusal import excess_finding
from handouts.compose.slots import Filling, Slot, columns, fill, fill_pages, planned
from handouts.findings import Finding
from handouts.formats import LEAVES, Allowances, Format, Frame, Panel, Paper, panels

_MARGINS = ((15.0, 8.5), (11.5, 7.0), (10.0, 6.5))  # top, side of the narrowest; by density
_HALF_MARGINS = ((13.0, 12.0), (12.0, 9.0), (11.0, 7.5))
_FOLIO = 1.5  # mm more above the text of a booklet's page, for its number
_BELOW = (12.0, 9.0, 7.5)  # the white below text, or below the strip
_DENSEST = 2
_ON_COLOUR, _LESS_ABOVE = 3.0, 0.5  # mm of colour around text; less above that of a dense flap
_BAR_TOP = 9.0
_CLOSER, _PLAIN = 0.955, 5.5  # leading that letters without stacked marks can do with; mm
_ABOVE_STRIP = 2.5
_PAGE_NUMBER = 4.5  # mm that a page's number takes above its text
_LEAST_ART = 28.0
_MOST_PAGES = 48
POINTS = "points"
TITLES = (30.0, 28.0, 26.0, 24.0, 23.0)
"""Sizes of a cover's title in pt, before the script's own factor; the largest of the outside."""

_NAMES = {"cover": "the cover", "flap": "the flap", "back": "the back"}


@dataclass(frozen=True)
class Panels:
    """Places a sheet on the panels of a fold; a booklet gets as many pages as its text fills."""

    sheet: Sheet
    paper: Paper
    format: Format
    allowances: Allowances

    # ── the paper ──────────────────────────────────────────────────────────────────────────────

    def folded(self, count: int = LEAVES) -> tuple[Panel, ...]:
        """The panels in reading order; `count` is that of a booklet's pages."""
        assert self.format.fold
        flap = self.allowances.flap_on(self.paper)
        return panels(self.format.fold, self.paper, flap, count)

    @cached_property
    def _panels(self) -> tuple[Panel, ...]:
        return self.folded()

    @property
    def _stitched(self) -> bool:
        return self.format.fold == "stitched"

    @property
    def _halves(self) -> bool:
        return self.format.fold in ("half-fold", "stitched")

    @property
    def _has_flap(self) -> bool:
        return any(panel.kind == "flap" for panel in self._panels)

    @property
    def safe(self) -> float:
        """How far text stays from edges and folds: what is nearer, an office file would cut off."""
        return max(self.allowances.safe, self.allowances.margin)

    @property
    def _clear(self) -> float:
        """How far text on colour stays from edges and folds, where an office file's colour ends."""
        return self.allowances.margin + _ON_COLOUR

    def _insets(self, step: Step) -> Insets:
        frames = dict(zip((panel.kind for panel in self._panels), step.pages, strict=True))
        cover, flap = (
            max(0.0, self._clear - frames[kind].side) if kind in frames else 0.0
            for kind in ("cover", "flap")
        )
        # A line of large type reaches a little above the text that it is measured by.
        top = max(_BAR_TOP, self.safe + 1, self._clear - _LESS_ABOVE)
        return Insets(cover, flap, top)

    def _guess(self, step: Step, count: CountLines) -> PanelGuess:
        return PanelGuess(self.sheet, step, count, self._insets(step))

    # ── the ladder ─────────────────────────────────────────────────────────────────────────────

    @property
    def steps(self) -> tuple[Step, ...]:
        """14 pt for a short text, then 12 pt; tight leading; narrow margins; 12 pt for all."""
        language = self.sheet.language
        size, normal, tight = language.size, language.leading, language.leading_tight
        last = tight / size * (_CLOSER if tight / size <= _PLAIN else 1.0)
        return (
            *(self._step("normal", 0, size * more, normal * more) for more in LARGER),
            self._step("normal", 0, size, normal),
            self._step("tight", 0, size, tight),
            self._step("dense", 1, size, tight),
            self._step("dense", _DENSEST, 1.0, last),
        )

    def _step(self, name: str, density: int, size: float, leading: float) -> Step:
        frames = tuple(self._frame(panel, density) for panel in self._panels)
        fewest = 1 if density == _DENSEST else 0
        return Step(
            name=name, leading=leading, size=size, frame=frames[1], pages=frames, fewest=fewest
        )

    def _frame(self, panel: Panel, density: int) -> Frame:
        top, side = (_HALF_MARGINS if self._halves else _MARGINS)[density]
        top += _FOLIO if self._stitched else 0.0
        narrow = min(one.width for one in self._panels)
        text = narrow - 2 * max(side, self.safe)
        top = max(top, self.safe + (_PAGE_NUMBER if self._stitched else 0.0))
        bottom = max(_BELOW[density], self.safe)
        if panel.kind != "back" and self.sheet.draft:
            bottom += strip_height(self.sheet, text) + _ABOVE_STRIP
        page = Paper(panel.kind, panel.width, panel.height)
        return Frame(paper=page, top=top, side=(panel.width - text) / 2, bottom=bottom)

    # ── what flows ─────────────────────────────────────────────────────────────────────────────

    def running(self, step: Step) -> tuple[Block, ...]:
        """The key points, the first paragraphs, and all other blocks."""
        sheet = self.sheet
        points = [Block(kind="box", id=POINTS, box=sheet.points)] if sheet.points else []
        return (*points, *sheet.intro, *sheet.flow)

    def expect(
        self, flow: Sequence[Atom], step: Step, count: CountLines
    ) -> tuple[Mapping[str, float], Fixed]:
        """The likely heights: blocks by their lines, and cover, warning and back whole."""
        guess = self._guess(step, count)
        heights = {atom.id: guess.block(atom.block, step.frame.width) for atom in flow}
        half = guess.stacked if self._stitched else guess.warning
        warning = guess.flap() if self._has_flap else half()
        cover = guess.cover(self._title_points(guess)) + guess.who_hands_out()
        return heights, Fixed(masthead=cover, warning=warning, foot=guess.back(beside=self._halves))

    def plan(
        self, flow: Sequence[Atom], heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> Plan:
        """Pinned sections go to their panels if there is room, the rest flows.

        Where the inside is too small, the cover gives its drawing's room to the key points, then to
        the first paragraphs.
        """
        room = _Room(self, heights, fixed, step)
        pinned, free = _sorted(flow, room.kinds)
        opening = {POINTS, *(block.id for block in self.sheet.intro)}
        best: Plan | None = None
        parted: Plan | None = None
        fewer: set[str]
        for fewer in (set(), {POINTS}, opening):
            for pins, rest in ((pinned, free), ({}, list(flow))):
                moved = [atom for atom in rest if atom.id in fewer]
                cover = {"cover": [*pins.get("cover", ()), *moved]} if moved else {}
                left = [atom for atom in rest if atom.id not in fewer]
                plan = self._planned({**pins, **cover}, left, heights, step, room)
                if not plan.overflow and not plan.parted:
                    return plan
                if not plan.overflow:
                    parted = parted or plan
                if best is None or plan.overflow < best.overflow:
                    best = plan
        assert best is not None
        return parted or best

    def _planned(
        self,
        pinned: Mapping[str, Sequence[Atom]],
        free: Sequence[Atom],
        heights: Mapping[str, float],
        step: Step,
        room: _Room,
    ) -> Plan:
        """Key points stand below the warning if there is room, pinned atoms above what flows."""
        points = [atom for atom in free if atom.id == POINTS]
        with_points = [*pinned.get("flap", ()), *points]
        if points and self._has_flap and room.over("flap", with_points) <= 0:
            pinned = {**pinned, "flap": with_points}
            free = [atom for atom in free if atom.id != POINTS]
        packing = Packing(free, heights, step)
        filling = self._filled(packing, room, pinned)
        count = self._count(filling)
        pages = columns(filling, free, count)
        excess = [0.0] * count
        for slot, over in zip(filling.slots, filling.excess, strict=True):
            excess[slot.page] += over
        for kind, place in self._places(count):
            tail = pages[place][0] if pages[place] else ()
            stack = (*pinned.get(kind, ()), *tail)
            pages[place] = [stack] if stack else []
            excess[place] = max(excess[place], room.over(kind, stack))
        excess[1] += room.warning_over  # on the first inside page
        return planned(packing, filling, step, pages, excess)

    def _places(self, count: int) -> Iterator[tuple[str, int]]:
        """The panels with parts of their own, and their numbers."""
        for number, panel in enumerate(self.folded(count)):
            if panel.kind != "inside":
                yield panel.kind, number

    def _filled(
        self, packing: Packing, room: _Room, pinned: Mapping[str, Sequence[Atom]]
    ) -> Filling:
        if self._stitched:
            return fill_pages(packing, room.inside, _MOST_PAGES - 2)
        slots = []
        insides = counting()
        for number, panel in enumerate(self._panels):
            if panel.kind == "inside":
                slots.append(Slot(number, room.inside(next(insides)).height))
            elif panel.kind == "flap" and not self.sheet.warning:
                slots.append(Slot(number, room.left("flap", pinned.get("flap", ()))))
            elif panel.kind == "back":
                slots.append(Slot(number, room.left("back", pinned.get("back", ())), reserve=True))
        return fill(packing, [slot for slot in slots if slot.height > 0])

    def _count(self, filling: Filling) -> int:
        if not self._stitched:
            return len(self._panels)
        return math.ceil((len(filling.slots) + 2) / LEAVES) * LEAVES

    # ── for the template ───────────────────────────────────────────────────────────────────────

    def variables(self, plan: Plan, step: Step, count: CountLines) -> Mapping[str, object]:
        """Pages with their kinds and frames, the title's size and width, the drawing's height."""
        folded = self.folded(len(plan.sides))
        guess = self._guess(step, count)
        points, room = self._title_points(guess), guess.field_width
        frames = self._frames(step, len(folded))
        frame = frames[0]
        widths = count.widths(self.sheet.title.striptags(), room, points * step.size, "heading")
        packing = _stack(plan.sides[0], count, guess, step)
        art = folded[0].height + OVER - guess.cover(points) - guess.cover_foot(frame) - packing
        kinds = [panel.kind for panel in folded]
        return {
            "pages": [
                {
                    "kind": self._kind_or_empty(panel.kind, number, plan),
                    "frame": frames[number],
                    "inset": max(frames[number].side, self._clear),
                    "warning": self._warns(kinds, number),
                }
                for number, panel in enumerate(folded)
            ],
            "fold": self.format.fold,
            "beside": self._halves,
            "title_points": points,
            "title_width": self._title_width(widths, points * step.size, count),
            "art_height": round(art + 1, 1) if art >= _LEAST_ART else 0,
            "name_points": guess.name_points,
            "cover_foot": round(guess.cover_foot(frame), 1),
            "strip_height": strip_height(self.sheet, frame.width),
            "safe": self.safe,
            "bar_top": self._insets(step).top,
            "phones": guess.phones(guess.reach(beside=self._halves)),
            "over": OVER,
        }

    def _title_width(self, widths: Sequence[float], size: float, count: CountLines) -> float:
        """The width that balances the title's lines and cuts none of its words; 0 for no limit."""
        title = self.sheet.title.striptags()
        word = max(count.widths(title, 1.0, size, "heading"))
        width = balanced(widths)
        if not width:
            return 0.0
        width = math.ceil(max(width, word + 1))
        lines = count.widths(title, width, size, "heading")
        return width if len(lines) == len(widths) else 0.0

    def _frames(self, step: Step, count: int) -> list[Frame]:
        """The frame of each page; a booklet's inner pages are all alike."""
        cover, inside, *_, back = step.pages
        return [cover, *[inside] * (count - 2), back] if self._stitched else list(step.pages)

    def _warns(self, kinds: Sequence[str], number: int) -> bool:
        return number == (kinds.index("flap") if "flap" in kinds else kinds.index("inside"))

    def _kind_or_empty(self, kind: str, number: int, plan: Plan) -> str:
        if kind == "inside" and not any(plan.sides[number]):
            return "empty" if self._stitched and number > 1 else kind
        return kind

    def _title_points(self, guess: PanelGuess) -> float:
        """The largest size in which no word of the title is wider than the cover, on four lines."""
        width = guess.field_width
        title = self.sheet.title.striptags()
        for points in TITLES:
            widths = guess.count.widths(title, width, points * guess.step.size, "heading")
            if len(widths) <= 4 and max(widths) <= width:
                return points
        return TITLES[-1]

    def place(self, page: int) -> str:
        """A panel by its kind; several of a kind are counted."""
        if self._stitched:
            return f"page {page + 1}"
        kind = self._panels[page].kind
        if kind in _NAMES:
            return _NAMES[kind]
        same = [n for n, panel in enumerate(self._panels) if panel.kind == kind]
        return f"inside panel {same.index(page) + 1}"

    def too_long(self, plan: Plan) -> Sequence[Finding]:
        """The panels that are too short."""
        name, paper = self.format.title.lower(), self.paper.name.upper()
        return (excess_finding(self, plan, f"the {name} on {paper}", "text too long"),)


class _Room:
    """How much of each panel is left for text that flows or is pinned there."""

    def __init__(
        self, place: Panels, heights: Mapping[str, float], fixed: Fixed, step: Step
    ) -> None:
        self.kinds = [panel.kind for panel in place.folded()]
        self._heights, self._step = heights, step
        self._warns_inside = fixed.warning if "flap" not in self.kinds else 0.0
        gap = step.gaps["section"]
        frames = dict(zip(self.kinds, step.pages, strict=True))
        self._frame = frames["inside"]
        cover, back = frames["cover"], frames["back"]
        foot = fixed.foot + gap if fixed.foot else 0.0
        self._rooms = {
            "cover": cover.paper.height + OVER - fixed.masthead - gap - cover.bottom - ABOVE_WHO,
            "back": back.height - foot,
        }
        if "flap" in frames:
            flap = frames["flap"]
            taken = fixed.warning - OVER - flap.top + gap + 2 if place.sheet.warning else 0.0
            self._rooms["flap"] = flap.height - taken
        self._gap = gap

    def inside(self, number: int) -> Slot:
        """The slot of an inside page, counted from 0; the first may end in the warning."""
        taken = self._warns_inside + self._gap if self._warns_inside and not number else 0.0
        return Slot(number + 1, max(0.0, self._frame.height - taken))

    @property
    def warning_over(self) -> float:
        """How much of a warning does not fit on an inside page that it has to itself."""
        over = self._warns_inside - self._frame.height
        return over if over > ROUNDING else 0.0

    def left(self, kind: str, atoms: Sequence[Atom]) -> float:
        """What is left of a panel above or below some atoms."""
        used = Packing(atoms, self._heights, self._step).height(0, len(atoms))
        gap = self._gap if atoms else 0.0
        return self._rooms[kind] - used - gap

    def over(self, kind: str, atoms: Sequence[Atom]) -> float:
        """How much of some atoms does not fit on a panel; 0 where all do."""
        used = Packing(atoms, self._heights, self._step).height(0, len(atoms))
        gap = self._gap if not atoms else 0.0  # nothing stands beside it: no white between
        over = used - self._rooms[kind] - gap
        return over if over > ROUNDING else 0.0


def _sorted(flow: Sequence[Atom], kinds: Sequence[str]) -> tuple[dict[str, list[Atom]], list[Atom]]:
    """Atoms by the panel they are pinned to, and those that flow."""
    pinned: dict[str, list[Atom]] = {}
    free = []
    for atom in flow:
        if atom.pin in ("cover", "flap", "back") and atom.pin in kinds:
            pinned.setdefault(atom.pin, []).append(atom)
        else:
            free.append(atom)
    return pinned, free


def _stack(
    page: Sequence[Sequence[Atom]], count: CountLines, guess: PanelGuess, step: Step
) -> float:
    """The likely height of what is pinned to the cover."""
    atoms = list(_all(page))
    heights = {atom.id: guess.block(atom.block, step.frame.width) for atom in atoms}
    used = Packing(atoms, heights, step).height(0, len(atoms))
    return used + 2 * step.gaps["section"] if atoms else 0.0


def _all(page: Sequence[Sequence[Atom]]) -> Iterator[Atom]:
    for column in page:
        yield from column
