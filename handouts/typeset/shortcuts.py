"""What WeasyPrint 70 does for every box, done with less: the same values by a shorter way.

Beside each stands what it takes of a sheet's time otherwise. tests/test_shortcuts.py compares them
with WeasyPrint's own.
"""

from __future__ import annotations

from typing import Any

import weasyprint
from weasyprint.css.tokens import Pending
from weasyprint.matrix import Matrix
from weasyprint.text import line_break

_MAJOR = "70"
_MOST = 50_000  # solved values that are kept: those of some thirty style sheets

stock_solve = Pending.solve
stock_product = Matrix.__matmul__
stock_font_key = line_break._font_style_cache_key
stock_description = line_break.get_font_description


def take_shortcuts() -> None:
    """Let WeasyPrint 70 take these ways; any other version goes its own."""
    if weasyprint.VERSION.split(".")[0] == _MAJOR:
        Pending.solve = solve
        Matrix.__matmul__ = product
        line_break._font_style_cache_key = font_key
        line_break.get_font_description = font_description


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
