"""Where blocks stand: each once and in order, no heading left behind, overflow told as it is."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from handouts.compose.model import Block, Box, Item
from handouts.compose.plan import MAX_LINES, Atom, Fixed, Plan, Step, atoms, columns_of, plan
from handouts.formats import PAPERS
from handouts.formats.geometry import one_pager_frame

STEPS = [
    Step(name=name, leading=leading, size=1.0, frame=one_pager_frame(PAPERS[paper], density))
    for density, (name, leading) in enumerate((("normal", 6.0), ("tight", 5.6), ("dense", 5.2)))
    for paper in ("a4", "letter")
]
ROUNDING = 0.2
Flow = tuple[tuple[Atom, ...], dict[str, float]]


def heading(name: str, level: int = 2) -> Block:
    return Block(kind="heading", id=name, level=level, keep=True)


def paragraph(name: str, *, keep: bool = False) -> Block:
    return Block(kind="paragraph", id=name, keep=keep)


def bullets(name: str, count: int) -> Block:
    items = tuple(
        Item(id=f"{name}.{n}", html=Markup(), number=n + 1, text="x") for n in range(count)
    )
    return Block(kind="list", id=name, items=items)


def box(name: str, kind: str) -> Block:
    return Block(kind="box", id=name, box=Box(name=kind, title=Markup(), blocks=()))


@st.composite
def flows(draw: st.DrawFn, *, tallest: int = 80) -> Flow:
    """Blocks in any order, with heights in steps of half a millimetre."""
    blocks = []
    for number in range(draw(st.integers(0, 14))):
        name = f"b{number}"
        blocks.append(
            draw(
                st.sampled_from(
                    [
                        heading(name),
                        heading(name, 3),
                        paragraph(name),
                        paragraph(name, keep=True),
                        bullets(name, 1 + number % 5),
                        box(name, "tip"),
                        box(name, "questions"),
                    ]
                )
            )
        )
    flow = atoms(blocks)
    return flow, {atom.id: draw(st.integers(4, tallest * 2)) / 2 for atom in flow}


fixed = st.builds(
    Fixed,
    masthead=st.integers(30, 90).map(float),
    warning=st.sampled_from([0.0, 55.0, 90.0]),
    foot=st.sampled_from([0.0, 12.0, 45.0]),
)


def capacities(planned: Plan, fixed: Fixed, step: Step) -> list[float]:
    """What each side has room for, counted anew."""
    section = step.gaps["section"]
    top = fixed.masthead + (fixed.warning + section if fixed.warning else 0)
    bottom = fixed.foot + section if fixed.foot else 0
    if len(planned.sides) == 1:
        return [step.frame.height - top - bottom]
    return [step.frame.height - top, step.frame.height - bottom]


def height(column: tuple[Atom, ...], heights: dict[str, float], step: Step) -> float:
    gaps = sum(step.gaps[atom.gap] for atom in column[1:])
    return sum(heights[atom.id] for atom in column) + gaps


@settings(max_examples=100)
@given(flows(), fixed, st.sampled_from(STEPS))
def test_every_atom_stands_once_and_in_order(flow: Flow, fixed: Fixed, step: Step) -> None:
    planned = plan(*flow, fixed, step)

    placed = [atom for side in planned.sides for column in side for atom in column]
    assert tuple(placed) == flow[0]
    assert 1 <= len(planned.sides) <= 2
    assert all(len(side) == 2 for side in planned.sides)


@settings(max_examples=100)
@given(flows(), fixed, st.sampled_from(STEPS))
def test_overflow_is_what_does_not_fit(flow: Flow, fixed: Fixed, step: Step) -> None:
    planned = plan(*flow, fixed, step)

    for side, room, excess in zip(
        planned.sides, capacities(planned, fixed, step), planned.excess, strict=True
    ):
        over = max(height(column, flow[1], step) for column in side) - room
        if over > ROUNDING + 1e-6:
            assert excess == pytest.approx(over)
        elif over < ROUNDING - 1e-6:
            assert excess == 0
    assert planned.overflow == sum(planned.excess)


@settings(max_examples=100)
@given(flows(), fixed, st.sampled_from(STEPS))
def test_write_in_lines_take_no_more_room_than_there_is(
    flow: Flow, fixed: Fixed, step: Step
) -> None:
    planned = plan(*flow, fixed, step)

    assert step.min_lines <= planned.lines <= MAX_LINES
    more = (planned.lines - step.min_lines) * step.line_pitch
    for side, room in zip(planned.sides, capacities(planned, fixed, step), strict=True):
        for column in side:
            springs = sum(atom.spring for atom in column)
            if springs and more:
                assert height(column, flow[1], step) + springs * more <= room + ROUNDING + 1e-6


@settings(max_examples=100)
@given(flows(tallest=60), fixed, st.sampled_from(STEPS))
def test_no_heading_ends_a_column(flow: Flow, fixed: Fixed, step: Step) -> None:
    planned = plan(*flow, fixed, step)
    columns = [column for side in planned.sides for column in side if column]

    for column, _ in pairwise(columns):
        assert column[-1].block.kind != "heading"


@settings(max_examples=100)
@given(flows(tallest=40), fixed, st.sampled_from(STEPS))
def test_a_second_side_is_taken_only_where_one_is_too_small(
    flow: Flow, fixed: Fixed, step: Step
) -> None:
    planned = plan(*flow, fixed, step)
    all_atoms, heights = flow
    if len(planned.sides) == 1:
        assert planned.overflow == 0
        return
    (room,) = capacities(replace(planned, sides=planned.sides[:1]), fixed, step)
    for cut in range(len(all_atoms) + 1):
        broken = 0 < cut < len(all_atoms) and all_atoms[cut - 1].block.kind == "heading"
        taller = max(height(all_atoms[:cut], heights, step), height(all_atoms[cut:], heights, step))
        assert broken or taller > room


@settings(max_examples=50)
@given(flows(), fixed, st.sampled_from(STEPS))
def test_the_same_heights_give_the_same_plan(flow: Flow, fixed: Fixed, step: Step) -> None:
    assert plan(*flow, fixed, step) == plan(*flow, fixed, step)
    assert plan(*flow, fixed, step).shape == plan(flow[0], dict(flow[1]), fixed, step).shape


@settings(max_examples=50)
@given(flows(), fixed, st.sampled_from(STEPS))
def test_columns_join_lists_again(flow: Flow, fixed: Fixed, step: Step) -> None:
    planned = plan(*flow, fixed, step)

    for side in planned.sides:
        for column, printed in zip(side, columns_of(side), strict=True):
            items = [item.id for block, _ in printed for item in block.items]
            assert items == [atom.id for atom in column if atom.list_id]
            others = [block.id for block, _ in printed if not block.items]
            assert others == [atom.id for atom in column if not atom.list_id]
            lists = [block.id for block, _ in printed if block.items]
            assert len(lists) == len(set(lists))
            assert [gap for _, gap in printed[:1]] == ["none"] * bool(column)


FIXED = Fixed(masthead=60, warning=0, foot=0)


def planned(blocks: list[Block], heights: float | dict[str, float]) -> Plan:
    flow = atoms(blocks)
    given_heights = heights if isinstance(heights, dict) else {atom.id: heights for atom in flow}
    return plan(flow, given_heights, FIXED, STEPS[0])


def shape(result: Plan) -> list[list[list[str]]]:
    return [[[atom.id for atom in column] for column in side] for side in result.sides]


def test_nothing_is_one_side() -> None:
    assert shape(planned([], {})) == [[[], []]]


def test_columns_are_even_and_the_left_one_is_not_shorter() -> None:
    result = planned([paragraph(f"p{n}") for n in range(5)], 20)

    assert shape(result) == [[["p0", "p1", "p2"], ["p3", "p4"]]]


def test_a_heading_goes_over_with_its_text() -> None:
    result = planned([paragraph("a"), heading("h"), paragraph("b")], {"a": 30, "h": 28, "b": 30})

    assert shape(result) == [[["a"], ["h", "b"]]]


def test_what_is_too_much_goes_to_a_second_side_and_then_overflows() -> None:
    assert len(planned([paragraph(f"p{n}") for n in range(10)], 60).sides) == 2
    result = planned([paragraph(f"p{n}") for n in range(30)], 60)
    assert result.overflow > 100


def test_one_block_that_is_taller_than_a_side_is_told() -> None:
    result = planned([paragraph("a")], 400)

    assert result.overflow > 100


def test_a_list_is_not_left_with_one_item_alone() -> None:
    result = planned(
        [paragraph("a"), bullets("l", 4)], {"a": 62, **{f"l.{n}": 20 for n in range(4)}}
    )

    assert shape(result)[0][0] in (["a"], ["a", "l.0", "l.1"])


def test_questions_grow_into_the_room_that_is_left() -> None:
    few = planned([box("q", "questions")], 30)
    many = planned([box("q", "questions")], 190)

    assert few.lines == MAX_LINES
    assert many.lines < MAX_LINES
