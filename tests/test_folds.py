"""Folded paper: the sizes that print shops give, and sheets folded and read like a reader does."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.formats import (
    FORMATS,
    LEAVES,
    PANEL_KINDS,
    PAPERS,
    Allowances,
    Face,
    Fold,
    Placed,
    faces,
    flat_face,
    panels,
)
from handouts.formats import Paper as Size
from tests.paper import read_book, read_c_fold, read_z_fold, seen_on_opening

#: Worked out apart from the program, from the guides of print shops.
GEOMETRY = json.loads(Path(__file__).with_name("fold_geometry.json").read_text(encoding="utf-8"))
READING = ("ltr", "rtl")
SHEETS = ("a4", "letter")
HUNDREDTH = 0.01
THREE_PARTS: tuple[Fold, ...] = ("c-fold", "z-fold")
IN_HALF: tuple[Fold, ...] = ("half-fold", "stitched")


def known(size: str) -> Any:
    """Give what is known of folds on a paper."""
    return GEOMETRY["A4" if size == "a4" else "Letter"]


def made(fold: Fold, size: str, reading: str, count: int = LEAVES) -> tuple[Face, ...]:
    """Give the sides of a fold with the usual allowance."""
    paper = PAPERS[size]
    folded = panels(fold, paper, Allowances().flap_on(paper), count)
    return faces(fold, folded, is_rtl=reading == "rtl")


def widths(face: Face) -> list[float]:
    return [placed.width for placed in face.placed]


def numbers(face: Face) -> list[int | None]:
    return [placed.panel for placed in face.placed]


#: The names that the research gives panels, in the order in which people read them.
C_FOLD = ("O-cover", "I1", "I2", "I3", "O-flap", "O-back")
Z_FOLD = ("COVER", "X1", "X2", "Y1", "Y2", "X3=closed back")
HALF_FOLD = ("cover", "2", "3", "back")


# ── sizes ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SHEETS)
@pytest.mark.parametrize("reading", READING)
@pytest.mark.parametrize(
    ("fold", "entry", "names"), [("c-fold", "trifold_c", C_FOLD), ("z-fold", "trifold_z", Z_FOLD)]
)
def test_three_parts_are_as_wide_as_the_trade_folds_them(
    size: str, reading: str, fold: Fold, entry: str, names: tuple[str, ...]
) -> None:
    expected = known(size)[entry][reading]
    for face, side in zip(made(fold, size, reading), ("outside", "inside"), strict=True):
        assert [face.width, face.height] == pytest.approx(known(size)["sheet"], abs=HUNDREDTH)
        assert [names[n] for n in numbers(face) if n is not None] == [n for n, _ in expected[side]]
        assert widths(face) == pytest.approx([w for _, w in expected[side]], abs=HUNDREDTH)
        folds = expected.get(f"{side}_folds") or expected["folds"]
        assert list(face.folds) == pytest.approx(folds, abs=HUNDREDTH)


@pytest.mark.parametrize("size", SHEETS)
@pytest.mark.parametrize("reading", READING)
@pytest.mark.parametrize("fold", IN_HALF)
def test_halves_are_as_wide_as_the_trade_folds_them(size: str, reading: str, fold: Fold) -> None:
    expected = known(size)["bifold"]
    for face, side in zip(made(fold, size, reading), ("outside", "inside"), strict=True):
        assert [face.width, face.height] == pytest.approx(known(size)["sheet"], abs=HUNDREDTH)
        assert [HALF_FOLD[n] for n in numbers(face) if n is not None] == expected[reading][side]
        assert widths(face) == pytest.approx([expected["panel"]] * 2, abs=HUNDREDTH)
        assert list(face.folds) == pytest.approx([expected["fold"]], abs=HUNDREDTH)


@pytest.mark.parametrize("size", SHEETS)
def test_bleed_makes_the_sheet_that_print_shops_expect(size: str) -> None:
    paper, allowances = PAPERS[size], Allowances()
    bleed = allowances.bleed_on(paper)
    assert bleed == pytest.approx(known(size)["bleed"], abs=HUNDREDTH)
    media = [paper.height + 2 * bleed, paper.width + 2 * bleed]
    assert media == pytest.approx(known(size)["media_with_bleed"], abs=HUNDREDTH)


def test_a_wider_flap_than_known_is_noticed() -> None:
    expected = [width for _, width in known("a4")["trifold_c"]["ltr"]["outside"]]
    paper = PAPERS["a4"]
    (outside, _) = faces("c-fold", panels("c-fold", paper, 2.0), is_rtl=False)
    assert widths(outside) != pytest.approx(expected, abs=HUNDREDTH)


# ── any paper and any allowance ────────────────────────────────────────────────────────────────

papers = st.builds(
    Size,
    name=st.sampled_from(["a4", "letter", "own"]),
    width=st.floats(100, 500),
    height=st.floats(100, 800),
)
flaps = st.floats(0, 12)
counts = st.integers(1, 16).map(lambda sheets: sheets * LEAVES)
folds: st.SearchStrategy[Fold] = st.sampled_from([*THREE_PARTS, *IN_HALF])


@given(folds, papers, flaps, counts, st.booleans())
def test_every_panel_lies_once_on_the_paper_and_none_overlaps(
    fold: Fold, paper: Size, flap: float, count: int, is_rtl: bool
) -> None:
    folded = panels(fold, paper, flap, count)
    sides = faces(fold, folded, is_rtl=is_rtl)
    placed = sorted(number for face in sides for number in numbers(face) if number is not None)
    assert placed == list(range(len(folded)))
    for face in sides:
        assert (face.width, face.height) == pytest.approx((paper.height, paper.width))
        assert sum(widths(face)) == pytest.approx(face.width)
        assert face.placed[0].x == 0
        for one, other in pairwise(face.placed):
            assert one.x + one.width == pytest.approx(other.x)
        for place in face.placed:
            assert place.panel is not None
            assert folded[place.panel].width == place.width > 0
            assert folded[place.panel].height == face.height


@given(folds, papers, flaps, counts, st.booleans())
def test_the_inside_is_the_outside_turned_about_the_vertical_axis(
    fold: Fold, paper: Size, flap: float, count: int, is_rtl: bool
) -> None:
    sides = faces(fold, panels(fold, paper, flap, count), is_rtl=is_rtl)
    for outside, inside in zip(sides[::2], sides[1::2], strict=True):
        assert widths(inside) == pytest.approx(widths(outside)[::-1])
        turned = [outside.width - fold for fold in reversed(outside.folds)]
        assert list(inside.folds) == pytest.approx(turned)


@given(folds, papers, flaps, counts)
def test_right_to_left_paper_is_the_mirror_of_left_to_right(
    fold: Fold, paper: Size, flap: float, count: int
) -> None:
    folded = panels(fold, paper, flap, count)
    straight = faces(fold, folded, is_rtl=False)
    mirrored = faces(fold, folded, is_rtl=True)
    assert len(straight) == len(mirrored)
    for one, other in zip(straight, mirrored, strict=True):
        assert numbers(one) == numbers(other)[::-1]
        assert widths(one) == widths(other)[::-1]
        turned = [one.width - fold for fold in reversed(one.folds)]
        assert list(other.folds) == pytest.approx(turned)


@given(papers, flaps)
def test_only_the_panel_that_folds_in_is_narrower_by_the_allowance(
    paper: Size, flap: float
) -> None:
    folded = panels("c-fold", paper, flap)
    wide = folded[0].width
    for panel in folded:
        narrow = panel.kind == "flap" or panel is folded[3]
        assert panel.width == pytest.approx(wide - flap if narrow else wide)


@given(folds, papers, flaps, counts)
def test_panels_begin_with_a_cover_and_end_with_a_back(
    fold: Fold, paper: Size, flap: float, count: int
) -> None:
    kinds = [panel.kind for panel in panels(fold, paper, flap, count)]
    assert (kinds[0], kinds[-1]) == ("cover", "back")
    assert set(kinds) <= set(PANEL_KINDS)
    assert [kinds.count(kind) for kind in ("cover", "back")] == [1, 1]
    assert kinds.count("flap") == (fold in THREE_PARTS)
    assert len(kinds) == (6 if fold in THREE_PARTS else count)


@given(st.integers(1, 60).filter(lambda pages: pages % LEAVES != 0))
def test_pages_that_make_no_whole_sheets_are_refused(pages: int) -> None:
    folded = panels("stitched", PAPERS["a4"], 0, pages)
    with pytest.raises(ValueError, match="do not make whole sheets"):
        faces("stitched", folded, is_rtl=False)


def test_one_page_on_a_sheet_is_not_folded() -> None:
    face = flat_face(210, 297, 3)
    assert numbers(face) == [3]
    assert face.folds == ()
    assert (face.width, face.height) == (210, 297)


# ── folded, and read ───────────────────────────────────────────────────────────────────────────


@given(papers, flaps, st.booleans())
def test_a_c_fold_reads_in_order(paper: Size, flap: float, is_rtl: bool) -> None:
    sides = faces("c-fold", panels("c-fold", paper, flap), is_rtl=is_rtl)
    assert read_c_fold(*sides, is_rtl=is_rtl) == list(range(6))


@pytest.mark.parametrize("reading", READING)
@pytest.mark.parametrize("size", SHEETS)
def test_the_flap_is_the_second_thing_that_a_reader_sees(size: str, reading: str) -> None:
    folded = panels("c-fold", PAPERS[size], Allowances().flap_on(PAPERS[size]))
    sides = made("c-fold", size, reading)
    opened = seen_on_opening(*sides, is_rtl=reading == "rtl")
    assert [folded[n].kind for n in opened if n is not None] == ["inside", "flap"]


@given(papers, st.booleans())
def test_a_z_fold_reads_cover_spread_turned_over_spread_and_back(paper: Size, is_rtl: bool) -> None:
    sides = faces("z-fold", panels("z-fold", paper, 0), is_rtl=is_rtl)
    assert read_z_fold(*sides, is_rtl=is_rtl) == list(range(6))


@given(papers, counts, st.booleans())
def test_a_booklet_of_any_length_reads_in_order(paper: Size, count: int, is_rtl: bool) -> None:
    sides = faces("stitched", panels("stitched", paper, 0, count), is_rtl=is_rtl)
    assert len(sides) == count // 2
    assert read_book(sides, is_rtl=is_rtl) == list(range(count))


@given(papers, st.booleans())
def test_a_bifold_reads_in_order(paper: Size, is_rtl: bool) -> None:
    sides = faces("half-fold", panels("half-fold", paper, 0), is_rtl=is_rtl)
    assert read_book(sides, is_rtl=is_rtl) == [0, 1, 2, 3]


@pytest.mark.parametrize("reading", READING)
def test_paper_that_is_printed_or_read_the_wrong_way_is_noticed(reading: str) -> None:
    """The model of paper tells a sheet flipped, mirrored or ordered wrongly from a right one."""
    is_rtl = reading == "rtl"
    for read, fold in ((read_c_fold, THREE_PARTS[0]), (read_z_fold, THREE_PARTS[1])):
        outside, inside = made(fold, "a4", reading)
        assert read(outside, inside, is_rtl=is_rtl) == list(range(6))
        assert read(outside, inside, is_rtl=not is_rtl) != list(range(6))
    assert read_z_fold(outside, _flipped(inside), is_rtl=is_rtl) != list(range(6))
    assert read_c_fold(outside, inside, is_rtl=is_rtl) != list(range(6))  # folded another way
    outside, inside = made("c-fold", "a4", reading)
    with pytest.raises(AssertionError, match="no panel lies exactly behind"):
        read_c_fold(outside, _flipped(inside), is_rtl=is_rtl)
    sheets = made("stitched", "a4", reading, 8)
    swapped = [side for n in range(0, 4, 2) for side in (sheets[n], _flipped(sheets[n + 1]))]
    for wrong in (swapped, [*sheets[2:], *sheets[:2]], [sheets[1], sheets[0], *sheets[2:]]):
        assert read_book(wrong, is_rtl=is_rtl) != list(range(8))
    assert read_book(sheets, is_rtl=not is_rtl) != list(range(8))


def _flipped(face: Face) -> Face:
    """The same side as it lies when the printer flips on the long edge: the other way round."""
    x, placed = 0.0, []
    for place in reversed(face.placed):
        placed.append(Placed(place.panel, x, place.width))
        x += place.width
    return replace(face, placed=tuple(placed))


def test_a_flap_that_is_wider_than_the_panel_it_lies_on_is_noticed() -> None:
    wide = faces("c-fold", panels("c-fold", PAPERS["a4"], -3.0), is_rtl=False)
    with pytest.raises(AssertionError, match="reaches beyond the fold"):
        read_c_fold(*wide, is_rtl=False)


# ── the formats ────────────────────────────────────────────────────────────────────────────────


def test_folded_formats_say_how_they_are_folded_and_flipped() -> None:
    folded = {
        "brochure": "c-fold",
        "z-fold": "z-fold",
        "bifold": "half-fold",
        "booklet": "stitched",
    }
    assert {name: FORMATS[name].fold for name in folded} == folded
    for name in folded:
        assert FORMATS[name].duplex == "short-edge"
        assert FORMATS[name].targets == ("screen", "office", "press")
        assert FORMATS[name].handling


def test_larger_formats_end_somewhere() -> None:
    for shape in FORMATS.values():
        chain = [shape.id]
        while larger := FORMATS[chain[-1]].larger:
            assert larger not in chain
            chain.append(larger)
