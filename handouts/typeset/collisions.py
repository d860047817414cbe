"""Texts that are printed over each other or over a picture: nothing is read as wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes

from handouts.typeset.engine import boxes_of

_ABOVE, _BELOW = 0.7, 0.1  # em around the baseline that letters mostly fill
_TOLERANCE = 1.5  # px: accents and slanted letters reach over to the next word
_FOOT = "ground"
"""The class of a cover's white foot, which hides the end of the picture above it."""


@dataclass(frozen=True, slots=True)
class Collision:
    """Two texts, or one and a picture, in the same place on a page; a text by how it begins."""

    page: int
    texts: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Ink:
    """Where the letters of one stretch of text are, or a picture, in px."""

    top: float
    bottom: float
    left: float
    right: float
    text: str = "a picture"
    is_picture: bool = False

    def overlaps(self, other: _Ink) -> bool:
        """Whether two inks share more than their outermost strokes; two pictures may."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        if self.is_picture or other.is_picture:
            high -= _TOLERANCE
        return wide > _TOLERANCE and high > 0 and not (self.is_picture and other.is_picture)


def collisions(document: weasyprint.Document) -> tuple[Collision, ...]:
    """Find texts that overlap each other or a picture."""
    found = []
    for number, page in enumerate(boxes_of(document), 1):
        above: list[_Ink] = []
        for ink in sorted(_seen(page), key=lambda one: one.top):
            above = [one for one in above if one.bottom > ink.top]
            for other in above:
                if other.overlaps(ink):
                    found.append(Collision(number, (other.text, ink.text)))
            above.append(ink)
    return tuple(found)


def _seen(page: Any) -> list[_Ink]:
    """The inks of a page, pictures without what lies under a cover's white foot."""
    feet = [box for box in _children(page) if _class_of(box) == _FOOT]
    foot = min((box.border_box_y() for box in feet), default=inf)
    return [
        replace(ink, bottom=min(ink.bottom, foot)) if ink.is_picture else ink for ink in _inks(page)
    ]


def _inks(box: Any) -> Iterator[_Ink]:
    for child in _children(box):
        if isinstance(child, boxes.TextBox):
            text, size = child.text.strip(), child.style["font_size"]
            if text and size and child.style["visibility"] == "visible":
                base = child.position_y + child.baseline
                left, right = child.position_x, child.position_x + child.width
                yield _Ink(base - _ABOVE * size, base + _BELOW * size, left, right, text[:40])
        elif isinstance(child, boxes.ReplacedBox):
            left, top = child.content_box_x(), child.content_box_y()
            yield _Ink(top, top + child.height, left, left + child.width, is_picture=True)


def _children(box: Any) -> Iterator[Any]:
    """All boxes within one that a reader sees."""
    for child in box.all_children():
        child = getattr(child, "_box", child)
        if child.element is None or not child.element.get("aria-hidden"):
            yield child
            if isinstance(child, boxes.ParentBox):
                yield from _children(child)


def _class_of(box: Any) -> str:
    return str(box.element.get("class", "")) if box.element is not None else ""
