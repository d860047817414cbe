"""Folded and stitched paper: which panel lies where on each side of a sheet; lengths in mm.

Panels are numbered from 0 in reading order. A sheet's back is its front turned about the vertical
axis, so both are printed flipping on the short edge; a right-to-left sheet is the mirror image of
a left-to-right one, paper and all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from handouts.formats.geometry import Paper

Kind: TypeAlias = Literal["cover", "inside", "flap", "back"]
Fold: TypeAlias = Literal["c-fold", "z-fold", "half-fold", "stitched"]

PANEL_KINDS: tuple[Kind, ...] = ("cover", "inside", "flap", "back")
"""What a panel is to the reader; `flap` is the one that is seen first on opening the cover."""

LEAVES = 4
"""Pages on one sheet of a booklet: two on each side."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One face between folds, at its final size."""

    kind: Kind
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A panel on a side of paper: its number, None for a blank one, and its left edge and width."""

    panel: int | None
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Face:
    """One side of a sheet: its size, the panels from left to right, and where it is folded."""

    width: float
    height: float
    placed: tuple[Placed, ...]

    @property
    def folds(self) -> tuple[float, ...]:
        """Distances of the folds from the left edge."""
        return tuple(placed.x for placed in self.placed[1:])


def panels(fold: Fold, paper: Paper, flap: float, count: int = LEAVES) -> tuple[Panel, ...]:
    """Return the panels of a fold in reading order; `count` is that of a booklet's pages.

    The panel that a C-fold folds in is narrower by the flap allowance, so that it does not buckle
    against the fold: 3 mm on A4, 1/16 in on Letter (research of print shops' guides).
    """
    width, height = paper.height, paper.width  # the sheet lies on its side
    if fold == "c-fold":
        wide = (width + flap) / 3
        narrow = wide - flap
        return (
            Panel("cover", wide, height),
            Panel("inside", wide, height),
            Panel("inside", wide, height),
            Panel("inside", narrow, height),
            Panel("flap", narrow, height),
            Panel("back", wide, height),
        )
    kinds: list[Kind]
    if fold == "z-fold":
        # Opened like a book: a spread, turned over another spread, and the back.
        kinds = ["cover", "inside", "flap", "inside", "inside", "back"]
        return tuple(Panel(kind, width / 3, height) for kind in kinds)
    inner: list[Kind] = ["inside"] * (count - 2)
    kinds = ["cover", *inner, "back"]
    return tuple(Panel(kind, width / 2, height) for kind in kinds)


def faces(fold: Fold, folded: Sequence[Panel], *, is_rtl: bool) -> tuple[Face, ...]:
    """Return the sides to print, each sheet's outside before its inside.

    A booklet takes as many panels as it has pages, in fours; blank pages are panels like others.
    """
    rows = _rows(fold, len(folded))
    return tuple(_face(folded, row[::-1] if is_rtl else row) for row in rows)


def _rows(fold: Fold, count: int) -> list[tuple[int, ...]]:
    """The numbers of the panels of each side, from left to right, for left-to-right readers."""
    if fold == "c-fold":
        return [(4, 5, 0), (1, 2, 3)]
    if fold == "z-fold":
        return [(3, 4, 0), (1, 2, 5)]
    if count % LEAVES:
        raise ValueError(f"{count} pages do not make whole sheets")
    rows: list[tuple[int, ...]] = []
    for first in range(0, count // 2, 2):  # the outermost sheet comes first
        last = count - 1 - first
        rows += [(last, first), (first + 1, last - 1)]
    return rows


def _face(folded: Sequence[Panel], row: Sequence[int]) -> Face:
    placed, x = [], 0.0
    for number in row:
        placed.append(Placed(number, x, folded[number].width))
        x += folded[number].width
    return Face(x, folded[row[0]].height, tuple(placed))


def flat_face(width: float, height: float, page: int) -> Face:
    """Return a side of paper with one page on it, not folded."""
    return Face(width, height, (Placed(page, 0.0, width),))
