"""Texts that are printed over each other: nothing else on a sheet is read as wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes

from handouts.typeset.engine import boxes_of

_ABOVE, _BELOW = 0.7, 0.1  # em around the baseline that letters mostly fill
_TOLERANCE = 1.5  # px: accents and slanted letters reach over to the next word


@dataclass(frozen=True, slots=True)
class Collision:
    """Two texts in the same place on a page, by how they begin."""

    page: int
    texts: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Ink:
    """Where the letters of one stretch of text are, in px."""

    top: float
    bottom: float
    left: float
    right: float
    text: str


def collisions(document: weasyprint.Document) -> tuple[Collision, ...]:
    """Find texts that overlap by more than their outermost strokes."""
    found = []
    for number, page in enumerate(boxes_of(document), 1):
        above: list[_Ink] = []
        for ink in sorted(_inks(page), key=lambda one: one.top):
            above = [one for one in above if one.bottom > ink.top]
            for other in above:
                if min(one.right for one in (ink, other)) - max(ink.left, other.left) > _TOLERANCE:
                    found.append(Collision(number, (other.text, ink.text)))
            above.append(ink)
    return tuple(found)


def _inks(box: Any) -> Iterator[_Ink]:
    for child in box.all_children():
        child = getattr(child, "_box", child)
        if child.element is not None and child.element.get("aria-hidden"):
            continue
        if isinstance(child, boxes.TextBox):
            text, size = child.text.strip(), child.style["font_size"]
            if text and size and child.style["visibility"] == "visible":
                base = child.position_y + child.baseline
                left, right = child.position_x, child.position_x + child.width
                yield _Ink(base - _ABOVE * size, base + _BELOW * size, left, right, text[:40])
        elif isinstance(child, boxes.ParentBox):
            yield from _inks(child)
