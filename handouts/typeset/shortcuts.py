"""What WeasyPrint 70 does for every box, done with less: the same values by a shorter way.

Beside each stands what it takes of a sheet's time otherwise; what follows the fonts takes 4 % of it
all together. tests/test_shortcuts.py compares them
with WeasyPrint's own.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import pydyf
import weasyprint
from weasyprint.css.properties import Dimension
from weasyprint.css.tokens import Pending
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import percent
from weasyprint.matrix import Matrix
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango

_MAJOR = "70"
_ENDS = re.compile("[\n\r\u2029]")  # of a paragraph, for Pango
_MOST = 50_000  # solved values that are kept: those of some thirty style sheets

stock_solve = Pending.solve
stock_product = Matrix.__matmul__
stock_font_key = line_break._font_style_cache_key
stock_description = line_break.get_font_description
stock_sizes = percent.resolve_percentages
stock_bytes = pydyf._to_bytes
stock_text = line_break.Layout.set_text
stock_deactivate, stock_reactivate = line_break.Layout.deactivate, line_break.Layout.reactivate
stock_flow = Box.is_in_normal_flow


def take_shortcuts() -> None:
    """Let WeasyPrint 70 take these ways; any other version goes its own."""
    if weasyprint.VERSION.split(".")[0] == _MAJOR:
        Pending.solve = solve
        Matrix.__matmul__ = product
        line_break._font_style_cache_key = font_key
        line_break.get_font_description = font_description
        line_break.Layout.is_drawn = False
        line_break.Layout.set_text = set_text
        line_break.Layout.deactivate = deactivate
        line_break.Layout.reactivate = reactivate
        Box.is_in_normal_flow = is_in_normal_flow
        pydyf._to_bytes = to_bytes
        for name, module in list(sys.modules.items()):
            if name.startswith("weasyprint.") and hasattr(module, "resolve_percentages"):
                vars(module)["resolve_percentages"] = resolve_percentages


_solved: dict[tuple[Any, ...], tuple[Any, Any]] = {}


def solve(pending: Any, tokens: Any, name: str, base_url: str | None) -> Any:
    """Return what a declaration with variables says of a property, once they are put in. 4 %.

    It is the same for every element, as long as declaration and variables are: a sheet has some
    hundred elements, and fewer declarations.
    """
    key = (id(pending), name, base_url, *map(id, tokens))
    known = _solved.get(key)
    if known is None:
        value = stock_solve(pending, tokens, name, base_url)
        if len(_solved) >= _MOST:
            _solved.clear()
        known = _solved[key] = (value, (pending, tokens))  # what is kept keeps its id
    return known[0]


def product(one: Any, other: Any) -> Any:
    """Multiply matrices of three columns, the last of them 0, 0, 1. 2 %."""
    (a, b, _), (c, d, _), (e, f, _) = other
    return Matrix(
        matrix=[
            [0 + x * a + y * c + z * e, 0 + x * b + y * d + z * f, 0 + x * 0 + y * 0 + z * 1]
            for x, y, z in one
        ]
    )


def font_key(style: Any, include_size: bool = False) -> str:
    """Return all of a style that decides its font; kept with the style, which is settled by now."""
    name = "sized_font_key" if include_size else "font_key"
    known: str | None = vars(style).get(name)
    if known is None:
        known = vars(style)[name] = stock_font_key(style, include_size)
    return known


def font_description(style: Any) -> Any:
    """Return Pango's name for a style's font, which Pango copies; kept with the style."""
    known = vars(style).get("font_description")
    if known is None:
        known = vars(style)["font_description"] = stock_description(style)
    return known


_SIDES = ("left", "right", "top", "bottom")
_SIZES = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Give a box its sizes; those of a style without a percentage are always the same."""
    known = vars(box.style).get("sizes")
    if known is None:
        known = vars(box.style)["sizes"] = _are_fixed(box.style) and Box.__new__(Box)
        if known:
            known.style = box.style
            stock_sizes(known, (0, 0))
            known = vars(box.style)["sizes"] = vars(known)
            del known["style"]
    if known:
        vars(box).update(known)
    else:
        stock_sizes(box, containing_block)


def _are_fixed(style: Any) -> bool:
    """Whether no size of a style depends on the box around."""
    if style["border_collapse"] == "collapse":
        return False
    return all(
        value == "auto" or (type(value) is Dimension and value.unit == "px")
        for value in map(style.__getitem__, _SIZES)
    )


def is_in_normal_flow(box: Any) -> bool:
    """Whether a box neither floats nor is placed by itself nor runs."""
    position = box.style["position"]
    return (box.style["float"] == "none" and position in ("static", "relative")) or stock_flow(box)


def to_bytes(item: Any) -> Any:
    """Write a PDF's token or number."""
    kind = type(item)
    if kind is bytes:
        return item
    return item.encode("ascii") if kind is str else stock_bytes(item)


def set_text(layout: Any, text: str, justify: bool = False) -> None:
    """Give Pango a text, and say at once what WeasyPrint says before it draws: it is a paragraph.

    Said later, Pango would shape the text again.
    """
    stock_text(layout, text, justify)
    if not layout.is_drawn:
        single = not _ENDS.search(layout.text)
        pango.pango_layout_set_single_paragraph_mode(layout.layout, single)


def deactivate(layout: Any) -> None:
    """Keep what Pango has shaped until it is drawn, too."""


def reactivate(layout: Any, style: Any) -> None:
    """Draw a line as it was shaped, if it is a whole text and nothing is put between its words."""
    spaced = layout.justification_spacing or style["word_spacing"]
    line = pango.pango_layout_get_line_readonly(layout.layout, 1)
    if spaced or style is not layout.style or line != ffi.NULL:
        layout.is_drawn = True
        stock_reactivate(layout, style)
