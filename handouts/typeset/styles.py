"""Styles that know from the start what needs no computing: a twentieth of a sheet's time.

WeasyPrint 70 keeps the style of a box in a dictionary that works every property out when it is
first asked for. Most are what CSS says they are at first, or what they are in the parent; here
these are filled in at once, or handed on directly. All others are left to WeasyPrint.
"""

from __future__ import annotations

from typing import Any

import weasyprint
from weasyprint import css
from weasyprint.css import (
    INHERITED,
    INITIAL_NOT_COMPUTED,
    INITIAL_VALUES,
    PHYSICAL_FUNCTIONS,
    AnonymousStyle,
    ComputedStyle,
)

_MAJOR = "70"
_EDGES = ("border_top", "border_right", "border_bottom", "border_left", "outline")
# Their values depend on others, or on what was asked for before.
_PECULIAR = frozenset(("page", "position", "float", "display"))


def _is_plain(name: str) -> bool:
    return name not in _PECULIAR and not name.startswith("text_decoration_")


_FREE = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in INHERITED and name not in INITIAL_NOT_COMPUTED and _is_plain(name)
} | {f"{edge}_width": 0 for edge in _EDGES}  # while no style of theirs is declared

_ANCHOR = {"anchor": _FREE["anchor"]}

_HANDED_ON = frozenset(
    name for name in INHERITED if name not in PHYSICAL_FUNCTIONS and _is_plain(name)
)


def _decided_by() -> dict[str, set[str]]:
    """Which properties a declaration decides besides its own, in either direction of text."""
    decided: dict[str, set[str]] = {f"{edge}_style": {f"{edge}_width"} for edge in _EDGES}
    for physical, logical in PHYSICAL_FUNCTIONS.items():
        for inline in ("ltr", "rtl"):
            names = decided.setdefault(logical(block="ttb", inline=inline), set())
            names |= {physical, physical.removesuffix("_style") + "_width"}
    return decided


_DECIDED_BY = _decided_by()


class FilledStyle(ComputedStyle):  # type: ignore[misc]
    """The style of an element or of its `::before` and `::after`."""

    def __init__(self, parent: Any, cascaded: Any, pseudo: str | None, *others: Any) -> None:
        """Fill in what no declaration decides."""
        super().__init__(parent, cascaded, pseudo, *others)
        # Other pseudo-elements hardly ever get a box; their anchor is asked for all the same.
        filled = _FREE if pseudo in (None, "before", "after") else _ANCHOR
        self.update(filled)
        for name in cascaded:
            self.pop(name, None)
            for decided in _DECIDED_BY.get(name, ()):
                self.pop(decided, None)

    def __missing__(self, name: str) -> Any:
        """Hand an inherited property on, or let WeasyPrint work it out."""
        if name in _HANDED_ON and name not in self.cascaded and self.parent_style is not None:
            value = self[name] = self.parent_style[name]
            return value
        return super().__missing__(name)


class FilledAnonymousStyle(AnonymousStyle):  # type: ignore[misc]
    """The style of a box without an element: a line, or a block around lines."""

    def __init__(self, parent: Any) -> None:
        """Fill in all that is not inherited."""
        super().__init__(parent)
        self.update(_FREE)


def fill_styles() -> None:
    """Let WeasyPrint 70 use these styles; any other version keeps its own."""
    if weasyprint.VERSION.split(".")[0] == _MAJOR:
        css.ComputedStyle, css.AnonymousStyle = FilledStyle, FilledAnonymousStyle
