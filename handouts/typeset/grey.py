"""Whether a sheet survives a copy in grey: what differs by hue alone is lost, pale things fade.

Contrast is WCAG 2.1's, of relative luminances: a grey copy keeps just these. Pictures are not
judged: what they show stands in words, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes

from handouts.typeset.engine import boxes_of

_TEXT, _LARGE_TEXT, _RULE = 4.5, 3.0, 3.0  # WCAG 2.1, 1.4.3 and 1.4.11
_LARGE, _LARGE_BOLD, _BOLD = 18.0, 14.0, 700  # pt, from which text counts as large; weight
_RULE_NAME = "a rule"
_PX_PER_PT = 4 / 3
_WHITE = 1.0
_EDGES = ("top", "right", "bottom", "left")


@dataclass(frozen=True, slots=True)
class Pale:
    """What would fade: the page, counted from 1, what it is, and its contrast to its ground."""

    page: int
    what: str
    contrast: float


def pale_parts(document: weasyprint.Document) -> tuple[Pale, ...]:
    """Find text and rules that differ too little from their ground in grey, each kind once."""
    found: dict[tuple[float, float, str], Pale] = {}
    for number, page in enumerate(boxes_of(document), 1):
        for ink, ground, what, least in _Page().parts(page):
            contrast = _contrast(ink, ground)
            if contrast < least:
                kind = "text" if what != _RULE_NAME else what
                pale = Pale(number, what, round(contrast, 1))
                found.setdefault((round(ink, 3), round(ground, 3), kind), pale)
    return tuple(found.values())


class _Page:
    """Grounds of one page in the order of painting: what stands on which is told by place."""

    def __init__(self) -> None:
        self._grounds: list[tuple[float, float, float, float, float]] = []

    def parts(self, box: Any, hidden: bool = False) -> Iterator[tuple[float, float, str, float]]:
        """Yield luminance, ground, name and least contrast of all that is drawn in a box."""
        box = getattr(box, "_box", box)
        element = box.element
        hidden = hidden or (element is not None and bool(element.get("aria-hidden")))
        if not hidden:
            yield from self._rules(box)
        background = getattr(box, "background", None)
        if background is not None and background.color.alpha > 0:
            x, y = box.border_box_x(), box.border_box_y()
            right, bottom = x + box.border_width(), y + box.border_height()
            tone = _over(background.color, self._under(x, y, right, bottom))
            self._grounds.append((x, y, right, bottom, tone))
        if isinstance(box, boxes.TextBox) and box.text.strip() and not hidden:
            yield self._text(box)
        if isinstance(box, boxes.ParentBox):
            for child in box.all_children():
                yield from self.parts(child, hidden)

    def _under(self, left: float, top: float, right: float, bottom: float) -> float:
        """What was painted last below the middle of a rectangle; paper is white."""
        x, y = (left + right) / 2, (top + bottom) / 2
        for x0, y0, x1, y1, tone in reversed(self._grounds):
            if x0 <= x <= x1 and y0 <= y <= y1:
                return tone
        return _WHITE

    def _text(self, box: Any) -> tuple[float, float, str, float]:
        x, y = box.position_x, box.position_y
        ground = self._under(x, y, x + box.width, y + box.height)
        size = box.style["font_size"] / _PX_PER_PT
        large = size >= (_LARGE_BOLD if box.style["font_weight"] >= _BOLD else _LARGE)
        least = _LARGE_TEXT if large else _TEXT
        return _over(box.style["color"], ground), ground, f"“{box.text.strip()[:40]}”", least

    def _rules(self, box: Any) -> Iterator[tuple[float, float, str, float]]:
        for edge in _EDGES:
            style = box.style[f"border_{edge}_style"]
            if style in ("none", "hidden") or not box.style[f"border_{edge}_width"]:
                continue
            colour = box.style[f"border_{edge}_color"]
            if colour == "currentcolor":
                colour = box.style["color"]
            if colour.alpha > 0:
                x, y = box.border_box_x(), box.border_box_y()
                ground = self._under(x, y, x + box.border_width(), y + box.border_height())
                yield _over(colour, ground), ground, _RULE_NAME, _RULE


def _over(colour: Any, ground: float) -> float:
    """The luminance of a colour that is painted on a ground."""
    return float(_luminance(colour) * colour.alpha + ground * (1 - colour.alpha))


def _luminance(colour: Any) -> float:
    """Relative luminance of a colour (WCAG 2.1, from IEC 61966-2-1)."""
    channels = [min(1.0, max(0.0, value or 0.0)) for value in colour.to("srgb").coordinates]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _contrast(one: float, other: float) -> float:
    dark, light = sorted((one, other))
    return (light + 0.05) / (dark + 0.05)
