"""Reading a layout: how tall each named part is, and what sticks out of its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import strut

from handouts.typeset.engine import boxes_of

_MM = 25.4 / 96
_TOLERANCE = 0.3
_GUTTER = 1.2 / _MM  # a trailing mark or a rule beside a run may reach that far into the white
_RAGGED = 1.5 / _MM  # how far a first or last line's marks may reach into the white around a side


@dataclass(frozen=True, slots=True)
class Overflow:
    """Text that leaves its place: the page, the place's name, by how many mm, and how it begins."""

    page: int
    place: str
    excess: float
    text: str


def heights(document: weasyprint.Document) -> dict[str, float]:
    """Return the height in mm of every element with `data-id`; parts on several pages add up."""
    result: dict[str, float] = {}
    for page in boxes_of(document):
        _collect(page, "", result)
    return result


def _collect(box: Any, within: str, result: dict[str, float]) -> None:
    for child in box.all_children():
        child = getattr(child, "_box", child)
        if not isinstance(child, boxes.ParentBox):
            continue
        name = child.element.get("data-id", "") if child.element is not None else ""
        # The engine wraps content in anonymous boxes that claim the same element.
        if name and name != within and isinstance(child, boxes.BlockLevelBox):
            result[name] = result.get(name, 0.0) + child.border_height() * _MM
        _collect(child, name or within, result)


def _descendants(box: Any) -> Iterator[Any]:
    """Every box below one; placeholders of absolutely placed boxes are looked through."""
    for child in box.all_children():
        child = getattr(child, "_box", child)
        yield child
        if isinstance(child, boxes.ParentBox):
            yield from _descendants(child)


def overflows(document: weasyprint.Document) -> tuple[Overflow, ...]:
    """Find text outside its page, its column or its box."""
    found: list[Overflow] = []
    for number, page in enumerate(boxes_of(document), 1):
        edge = ("page", 0.0, 0.0, page.margin_width(), page.margin_height())
        for child in page.all_children():
            _audit(child, edge, number, found)
    return tuple(found)


def _audit(
    box: Any, limit: tuple[str, float, float, float, float], page: int, found: list[Overflow]
) -> None:
    box = getattr(box, "_box", box)
    element = box.element
    if element is not None and element.get("aria-hidden"):
        return
    if isinstance(box, boxes.MarginBox):
        left, _, right, _ = _edges(box)
        limit = ("margin", left, limit[2], right, limit[4])
    elif element is not None and isinstance(box, boxes.BlockLevelBox):
        classes = (element.get("class") or "").split()
        if "col" in classes:
            left, _, right, _ = _edges(box)
            limit = ("column", left - _GUTTER, limit[2], right + _GUTTER, limit[4])
        elif "draft" in classes:
            left, top, right, bottom = _edges(box)
            limit = ("strip", left, top - _GUTTER, right, bottom + _GUTTER)
        elif "panel" in classes:
            # Below the text area of a panel stands the draft strip, which hides what runs there.
            safe = float(element.get("data-safe", 0)) / _MM
            bottom = min(limit[4] - safe, _edges(box)[3] + _RAGGED)
            limit = ("safe zone", safe, safe, limit[3] - safe, bottom)
        elif "side" in classes:
            left, top, right, bottom = _edges(box)
            limit = ("side", left, top - _RAGGED, right, bottom + _RAGGED)
    if isinstance(box, boxes.TextBox) and box.text.strip():
        name, left, top, right, bottom = limit
        # A text box is as tall as its font asks, up to twice its size: ink is nearer the middle.
        slack = max(0.0, (box.height - 1.2 * box.style["font_size"]) / 2)
        # It claims to begin where its line does, but stands in the middle of the line's height.
        above = (strut(box.style)[0] - box.height) / 2
        excess = max(
            left - box.position_x,
            box.position_x + box.width - right,
            top - box.position_y - above - slack,
            box.position_y + above + box.height - bottom - slack,
        )
        if excess * _MM > _TOLERANCE:
            found.append(Overflow(page, name, round(excess * _MM, 1), box.text.strip()[:40]))
    if isinstance(box, boxes.ParentBox):
        for child in box.all_children():
            _audit(child, limit, page, found)


def _edges(box: Any) -> tuple[float, float, float, float]:
    x, y = box.position_x, box.position_y
    return x, y, x + box.margin_width(), y + box.margin_height()


def lost_texts(document: weasyprint.Document, html: str, texts: Iterable[str]) -> list[str]:
    """Return what the page should say and does not: texts of the HTML, and others, in no box."""
    laid_out = bare(
        "".join(
            box.text
            for page in boxes_of(document)
            for box in _descendants(page)
            if isinstance(box, boxes.TextBox)
        )
    )
    return [text for text in (*_texts(html), *texts) if bare(text) not in laid_out]


class _Texts(HTMLParser):
    """The texts of a page by element; style sheets, drawings and the head are not read."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unread += tag in _UNREAD

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.texts.append(data.strip())


_UNREAD = ("style", "svg", "head", "script")
_INVISIBLE = re.compile("[\\s\u00ad\u200b\u200e\u2010\u2060\u2066-\u2069]")


def _texts(html: str) -> list[str]:
    parser = _Texts()
    parser.feed(html)
    return parser.texts


def bare(text: str) -> str:
    """Without white space and what only steers line breaks: hyphens that the engine adds go too."""
    return _INVISIBLE.sub("", text)
