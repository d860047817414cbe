"""A small model of paper: leaves with two faces, to be folded, turned and leafed through by hand.

A sheet becomes leaves by the coordinates of its two sides alone, as a duplex printer puts them on
top of each other; nothing here knows how the program arranges panels. Faces are known by the
numbers of their panels, lengths are in mm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handouts.formats import Face

HAIR = 1e-6


@dataclass(frozen=True)
class Leaf:
    """A piece of paper between folds: what is printed on the face that is up, and on the other."""

    up: int | None
    down: int | None
    width: float

    def turned(self) -> Leaf:
        """The same leaf, the other side up."""
        return Leaf(self.down, self.up, self.width)


Pile = tuple[Leaf, ...]
"""Leaves on top of each other, the top one first."""

Paper = tuple[Pile, ...]
"""Piles beside each other, from left to right, hinged at the folds between them."""


def printed(outside: Face, inside: Face) -> Paper:
    """Print a sheet on both sides, flipped on its short edge; it lies with the inside up."""
    assert abs(outside.width - inside.width) < HAIR
    assert outside.height == inside.height
    leaves = []
    for place in inside.placed:
        left, right = place.x, place.x + place.width
        # Turned about the vertical axis, what is at the left of one side is at the right of other.
        behind = [
            back.panel
            for back in outside.placed
            if abs(outside.width - back.x - back.width - left) < HAIR
            and abs(outside.width - back.x - right) < HAIR
        ]
        assert len(behind) == 1, f"no panel lies exactly behind panel {place.panel}"
        leaves.append((Leaf(place.panel, behind[0], place.width),))
    return tuple(leaves)


def stacked(sheets: Sequence[Paper]) -> Paper:
    """Lay sheets on each other, the last one on top; all are folded at the same places."""
    columns = zip(*reversed(sheets), strict=True)
    return tuple(tuple(leaf for pile in column for leaf in pile) for column in columns)


def over(paper: Paper, side: str) -> Paper:
    """Fold the outermost pile of a side over its neighbour; it may not reach beyond it."""
    if side == "left":
        return mirror(over(mirror(paper), "right"))
    *rest, below, pile = paper
    assert max(leaf.width for leaf in pile) <= below[-1].width + HAIR, "it reaches beyond the fold"
    folded = tuple(leaf.turned() for leaf in reversed(pile))
    return (*rest, (*folded, *below))


def under(paper: Paper, side: str) -> Paper:
    """Fold the outermost pile of a side under its neighbour."""
    return turn(over(turn(paper), "left" if side == "right" else "right"))


def turn(paper: Paper) -> Paper:
    """Turn the paper over, like a page: left becomes right."""
    return tuple(tuple(leaf.turned() for leaf in reversed(pile)) for pile in reversed(paper))


def mirror(paper: Paper) -> Paper:
    """See the paper in a mirror."""
    return paper[::-1]


def seen(paper: Paper, *, is_rtl: bool) -> list[int | None]:
    """What lies open to a reader, in the direction of reading."""
    faces = [pile[0].up for pile in paper]
    return faces[::-1] if is_rtl else faces


def in_order(views: Sequence[Sequence[int | None]]) -> list[int | None]:
    """The faces of several views, each where it is seen first."""
    return list(dict.fromkeys(face for view in views for face in view))


# ── readers ────────────────────────────────────────────────────────────────────────────────────


def read_c_fold(outside: Face, inside: Face, *, is_rtl: bool) -> list[int | None]:
    """Fold the flap in, the cover over it; read cover, the open inside, the flap, the back."""
    flat = printed(outside, inside)
    near, far = ("right", "left") if is_rtl else ("left", "right")
    opened = over(flat, far)
    closed = over(opened, near)
    views = (closed, flat, opened, turn(closed))
    return in_order([seen(view, is_rtl=is_rtl) for view in views])


def seen_on_opening(outside: Face, inside: Face, *, is_rtl: bool) -> list[int | None]:
    """What a reader of a C-fold sees who opens the cover alone."""
    flat = printed(outside, inside)
    return seen(over(flat, "left" if is_rtl else "right"), is_rtl=is_rtl)


def read_z_fold(outside: Face, inside: Face, *, is_rtl: bool) -> list[int | None]:
    """Fold in a zigzag, the cover on top; read the cover, each spread, and the back."""
    flat = printed(outside, inside)
    near, far = ("right", "left") if is_rtl else ("left", "right")
    cover_open = under(flat, far)
    turned_over = turn(over(flat, near))
    closed = over(cover_open, near)
    views = (closed, cover_open, turned_over, turn(closed))
    return in_order([seen(view, is_rtl=is_rtl) for view in views])


def read_book(faces: Sequence[Face], *, is_rtl: bool) -> list[int | None]:
    """Fold sheets together in the middle and leaf through them."""
    sheets = [printed(*pair) for pair in zip(faces[::2], faces[1::2], strict=True)]
    (pages,) = over(stacked(sheets), "right" if is_rtl else "left")
    return list(_leafed(pages))


def _leafed(pages: Pile) -> Iterator[int | None]:
    for leaf in pages:
        yield leaf.up
        yield leaf.down
