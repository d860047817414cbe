"""Texts that are printed over each other or over a picture: nothing is read as wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes

from handouts.typeset.engine import boxes_of

_ABOVE, _BELOW = 0.7, 0.1  # em around the baseline that letters mostly fill
_TOLERANCE = 1.5  # px: accents and slanted letters reach over to the next word
_PICTURE = "a picture"


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
    text: str

    def overlaps(self, other: _Ink) -> bool:
        """Whether two inks share more than their outermost strokes."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > _TOLERANCE and high > (_TOLERANCE if _PICTURE in self.texts(other) else 0)

    def texts(self, other: _Ink) -> tuple[str, str]:
        """What the two say."""
        return self.text, other.text


def collisions(document: weasyprint.Document) -> tuple[Collision, ...]:
    """Find texts that overlap; two pictures may."""
    found = []
    for number, page in enumerate(boxes_of(document), 1):
        above: list[_Ink] = []
        for ink in sorted(_inks(page), key=lambda one: one.top):
            above = [one for one in above if one.bottom > ink.top]
            for other in above:
                texts = other.texts(ink)
                if texts != (_PICTURE, _PICTURE) and other.overlaps(ink):
                    found.append(Collision(number, texts))
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
        elif isinstance(child, boxes.ReplacedBox):
            left, top = child.content_box_x(), child.content_box_y()
            yield _Ink(top, top + child.height, left, left + child.width, _PICTURE)
        elif isinstance(child, boxes.ParentBox):
            yield from _inks(child)
