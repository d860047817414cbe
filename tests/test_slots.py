"""Text in slots: whole and in order, no overflow that some other cut avoids, no page too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.compose.model import Block
from handouts.compose.plan import MAX_LINES, Atom, Packing, Step, atoms
from handouts.compose.slots import Filling, Slot, columns, fill, fill_pages, planned
from handouts.formats import PAPERS, one_pager_frame
from tests.test_plan import box as boxed
from tests.test_plan import bullets, heading, paragraph

STEPS = [
    Step(name=name, leading=leading, size=1.0, frame=one_pager_frame(PAPERS["a4"], density))
    for density, (name, leading) in enumerate((("normal", 6.0), ("tight", 5.6), ("dense", 5.2)))
]
ROUNDING = 0.2
MOST = 12
Text = tuple[tuple[Atom, ...], dict[str, float]]
steps = st.sampled_from(STEPS)


@st.composite
def texts(draw: st.DrawFn, *, most: int = 7, tallest: int = 60) -> Text:
    """Blocks in any order; heights in eighths of a millimetre, to come close to a slot's end."""
    blocks = []
    for number in range(draw(st.integers(0, most))):
        name = f"b{number}"
        kinds = [heading(name), heading(name, 3), paragraph(name), paragraph(name, keep=True)]
        kinds += [bullets(name, 1), bullets(name, 3), boxed(name, "tip"), boxed(name, "questions")]
        blocks.append(draw(st.sampled_from(kinds)))
    flow = atoms(blocks)[:most]
    heights = st.integers(8 * 4, 8 * tallest).map(lambda eighths: eighths / 8)
    return flow, {atom.id: draw(heights) for atom in flow}


def slots_of(least: int, most: int) -> st.SearchStrategy[list[Slot]]:
    """Columns of unequal height, as panels have them; the last one may be kept for other things."""
    heights = st.lists(st.integers(8 * 20, 8 * 200), min_size=least, max_size=most)
    return st.builds(
        lambda heights, reserve: [
            Slot(page, eighths / 8, reserve=reserve and page == len(heights) - 1)
            for page, eighths in enumerate(heights)
        ],
        heights,
        st.booleans(),
    )


def height(flow: Sequence[Atom], heights: dict[str, float], step: Step) -> float:
    """The height of a column of atoms, counted anew."""
    return sum(heights[atom.id] for atom in flow) + sum(step.gaps[atom.gap] for atom in flow[1:])


def cuttings(flow: Sequence[Atom], count: int) -> Iterator[list[Sequence[Atom]]]:
    """Every way to cut a flow into some parts, but for those that leave a heading behind."""
    for cuts in combinations_with_replacement(range(len(flow) + 1), count - 1):
        parts = [flow[a:b] for a, b in pairwise((0, *cuts, len(flow)))]
        if not heading_behind(parts):
            yield parts


def heading_behind(parts: Sequence[Sequence[Atom]]) -> bool:
    """Whether a part that others follow ends in a heading."""
    full = [part for part in parts if part]
    return any(part[-1].block.kind == "heading" for part in full[:-1])


def parts_of(filling: Filling, flow: Sequence[Atom]) -> list[Sequence[Atom]]:
    return [flow[a:b] for a, b in pairwise(filling.cuts)]


def fits_somehow(
    flow: Sequence[Atom], heights: dict[str, float], step: Step, room: Sequence[float]
) -> bool:
    """Try every cut."""
    return any(
        all(height(part, heights, step) <= most for part, most in zip(parts, room, strict=True))
        for parts in cuttings(flow, len(room))
    )


# ── whole and in order ─────────────────────────────────────────────────────────────────────────


@settings(max_examples=100)
@given(texts(most=14), slots_of(1, 5), steps)
def test_every_atom_stands_in_one_slot_and_in_order(
    text: Text, slots: list[Slot], step: Step
) -> None:
    flow, heights = text
    filling = fill(Packing(flow, heights, step), slots)
    assert filling.slots == tuple(slots)
    assert [atom for part in parts_of(filling, flow) for atom in part] == list(flow)
    pages = columns(filling, flow, len(slots))
    assert tuple(atom for page in pages for column in page for atom in column) == flow


@settings(max_examples=100)
@given(texts(most=14, tallest=150), slots_of(1, 5), steps)
def test_excess_is_what_sticks_out_of_each_slot(text: Text, slots: list[Slot], step: Step) -> None:
    flow, heights = text
    filling = fill(Packing(flow, heights, step), slots)
    parts = parts_of(filling, flow)
    for part, slot, excess in zip(parts, slots, filling.excess, strict=True):
        over = height(part, heights, step) - slot.height
        if over > ROUNDING + 1e-6:
            assert excess == pytest.approx(over)
        elif over < ROUNDING - 1e-6:
            assert excess == 0
    assert filling.fits == (not any(filling.excess))


# ── no overflow without need ───────────────────────────────────────────────────────────────────


@settings(max_examples=100)
@given(texts(most=7, tallest=120), slots_of(1, 4), steps)
def test_nothing_sticks_out_if_any_cut_avoids_it(text: Text, slots: list[Slot], step: Step) -> None:
    flow, heights = text
    if fits_somehow(flow, heights, step, [slot.height for slot in slots]):
        assert fill(Packing(flow, heights, step), slots).fits


@settings(max_examples=100)
@given(texts(most=8, tallest=120), slots_of(2, 4), steps)
def test_no_heading_ends_a_slot(text: Text, slots: list[Slot], step: Step) -> None:
    flow, heights = text
    filling = fill(Packing(flow, heights, step), slots)
    assert not heading_behind(parts_of(filling, flow))


def test_a_heading_that_ends_a_slot_is_noticed() -> None:
    flow = atoms([heading("a"), paragraph("b")])
    assert heading_behind([flow[:1], flow[1:]])
    assert heading_behind([flow[:1], (), flow[1:]])
    assert not heading_behind([flow, ()])
    assert len(list(cuttings(flow, 2))) == 2


@settings(max_examples=100)
@given(texts(most=8, tallest=40), slots_of(1, 3), steps, st.data())
def test_an_atom_taller_than_every_slot_is_named_as_excess(
    text: Text, slots: list[Slot], step: Step, data: st.DataObject
) -> None:
    flow, heights = text
    if not flow:
        return
    tall = data.draw(st.sampled_from(flow))
    heights = {**heights, tall.id: max(slot.height for slot in slots) + 33}
    filling = fill(Packing(flow, heights, step), slots)
    assert not filling.fits
    (place,) = [n for n, part in enumerate(parts_of(filling, flow)) if tall in part]
    assert filling.excess[place] >= 33 - 1e-9


@settings(max_examples=100)
@given(texts(most=8), slots_of(1, 4), steps)
def test_the_same_heights_give_the_same_cuts(text: Text, slots: list[Slot], step: Step) -> None:
    flow, heights = text
    first = fill(Packing(flow, heights, step), slots)
    again = fill(Packing(list(flow), dict(reversed(heights.items())), step), list(slots))
    assert first == again


# ── what is kept for other things ──────────────────────────────────────────────────────────────


@given(texts(most=6, tallest=40), st.integers(40, 200), steps)
def test_a_reserved_slot_stays_free_if_all_fits_before_it(
    text: Text, room: int, step: Step
) -> None:
    flow, heights = text
    slots = [Slot(0, height(flow, heights, step) + room), Slot(1, 200.0, reserve=True)]
    filling = fill(Packing(flow, heights, step), slots)
    assert filling.cuts == (0, len(flow), len(flow))


def test_a_reserved_slot_is_used_if_it_must_be() -> None:
    flow = atoms([paragraph("a"), paragraph("b")])
    packing = Packing(flow, {"a": 80.0, "b": 80.0}, STEPS[0])
    filling = fill(packing, [Slot(0, 100.0), Slot(1, 100.0, reserve=True)])
    assert filling.cuts == (0, 1, 2)
    assert filling.fits


def test_text_is_spread_evenly_over_slots_of_one_height() -> None:
    flow = atoms([paragraph(f"b{n}") for n in range(8)])
    packing = Packing(flow, dict.fromkeys((atom.id for atom in flow), 20.0), STEPS[0])
    assert fill(packing, [Slot(n, 150.0) for n in range(2)]).cuts == (0, 4, 8)


# ── pages of a booklet ─────────────────────────────────────────────────────────────────────────


def least_pages(
    flow: Sequence[Atom], heights: dict[str, float], step: Step, room: Sequence[float]
) -> int | None:
    """Try one page, two pages …: what no page holds may stand alone on one."""
    highest = max(room)
    capped = {
        name: min(tall, highest) if tall > highest else tall for name, tall in heights.items()
    }
    for count in range(1, len(room) + 1):
        if fits_somehow(flow, capped, step, room[:count]):
            return count
    return None


pages = st.tuples(st.integers(8 * 60, 8 * 160), st.integers(8 * 100, 8 * 160))


@settings(max_examples=100)
@given(texts(most=7, tallest=90), pages, steps)
def test_no_page_is_taken_too_many(text: Text, pages: tuple[int, int], step: Step) -> None:
    flow, heights = text
    first, other = (eighths / 8 for eighths in pages)
    room = [first, *[other] * 7]
    least = least_pages(flow, heights, step, room)
    filling = fill_pages(Packing(flow, heights, step), lambda n: Slot(n, room[n]), len(room))
    if least is not None:
        assert filling.fits
        assert len(filling.slots) <= least
    if filling.fits:
        with_rounding = [most + ROUNDING for most in room]
        fewest = least_pages(flow, heights, step, with_rounding)
        assert fewest is not None
        assert len(filling.slots) >= fewest


def list_pages(count: int) -> int:
    """Give the pages that a list takes which fills some pages to their end."""
    flow, step = atoms([bullets("long", count * 10)]), STEPS[0]
    packing = Packing(flow, {atom.id: 12.0 for atom in flow}, step)
    page = packing.height(0, 10)
    filling = fill_pages(packing, lambda n: Slot(n, page), 46)
    assert filling.fits
    return len(filling.slots)


@pytest.mark.parametrize("count", [2, 5, 13, 40])
def test_a_long_list_takes_as_many_pages_as_it_fills(count: int) -> None:
    """Breaks inside a list hurt a little; many of them are no reason for empty pages."""
    assert list_pages(count) == count


def test_pages_that_many_breaks_add_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handouts.compose.slots._ANY_OVERFLOW", 200.0)
    assert list_pages(5) == 5
    assert list_pages(13) == 46


@pytest.mark.parametrize(
    ("before", "excess"),
    [
        ([], 50),
        ([paragraph("p")], 50),
        ([heading("a")], 50 + 10 + 3),
        ([paragraph("p"), heading("a")], 50 + 10 + 3),
    ],
)
def test_what_no_page_holds_sticks_out_of_the_page_where_it_stands(
    before: list[Block], excess: int
) -> None:
    """Empty pages before or after it would help nobody."""
    flow = atoms([*before, boxed("tall", "checklist"), paragraph("z")])
    heights = {atom.id: 10.0 for atom in flow} | {"tall": 200.0}
    filling = fill_pages(Packing(flow, heights, STEPS[0]), lambda n: Slot(n, 150.0), 46)
    assert len(filling.slots) <= 3
    assert [over for over in filling.excess if over] == [pytest.approx(excess)]


@settings(max_examples=60)
@given(texts(most=10, tallest=50), steps)
def test_more_pages_than_allowed_are_excess(text: Text, step: Step) -> None:
    flow, heights = text
    filling = fill_pages(Packing(flow, heights, step), lambda n: Slot(n, 60.0), 2)
    assert len(filling.slots) <= 2
    assert filling.fits or sum(filling.excess) > 0
    assert [atom for part in parts_of(filling, flow) for atom in part] == list(flow)


# ── lines to write on ──────────────────────────────────────────────────────────────────────────


@settings(max_examples=100)
@given(texts(most=8), slots_of(1, 4), steps)
@example((atoms([boxed("q", "questions")]), {"q": 20.0}), [Slot(0, 150.0)], STEPS[0])
def test_write_in_lines_take_no_more_room_than_their_slot_has(
    text: Text, slots: list[Slot], step: Step
) -> None:
    flow, heights = text
    packing = Packing(flow, heights, step)
    filling = fill(packing, slots)
    plan = planned(packing, filling, step, columns(filling, flow, len(slots)), filling.excess)
    assert step.min_lines <= plan.lines <= MAX_LINES
    more = (plan.lines - step.min_lines) * step.line_pitch
    for part, slot in zip(parts_of(filling, flow), slots, strict=True):
        springs = sum(atom.spring for atom in part)
        if springs and more:
            taken = height(part, heights, step) + springs * more
            assert taken <= slot.height + ROUNDING + 1e-6
    assert plan.overflow == sum(filling.excess)


def test_a_free_page_is_used_for_lines_to_write_on() -> None:
    flow = atoms([boxed("q", "questions")])
    packing = Packing(flow, {"q": 20.0}, STEPS[0])
    slots = [Slot(0, 200.0)]
    filling = fill(packing, slots)
    plan = planned(packing, filling, STEPS[0], columns(filling, flow, 1), filling.excess)
    assert plan.lines == MAX_LINES
