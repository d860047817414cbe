"""WeasyPrint's own counter styles, each parsed when a page counts with it.

They take up four tenths of its style sheet; a handout counts with one, if any.
"""

from __future__ import annotations

from collections.abc import ItemsView
from functools import cache
from typing import Any

import weasyprint
from weasyprint.css.counters import CounterStyle

from handouts.typeset.loading import COUNTERS


class LateCounters(CounterStyle):  # type: ignore[misc]
    """Counter styles by name: those of a page, and WeasyPrint's own when they are asked for."""

    def __contains__(self, name: object) -> bool:
        """Whether there is a style of a name."""
        return super().__contains__(name) or name in COUNTERS

    def __missing__(self, name: str) -> Any:
        """Parse one of WeasyPrint's own; raises KeyError where it has none of this name."""
        self[name] = _parsed(COUNTERS[name])[name]
        return self[name]

    def items(self) -> ItemsView[str, Any]:
        """All of them, as WeasyPrint takes its own over for a document."""
        for name in COUNTERS:
            self[name]
        found: ItemsView[str, Any] = super().items()
        return found

    def copy(self) -> LateCounters:
        """The same styles, for another document."""
        return LateCounters(self)


@cache
def _parsed(rule: str) -> CounterStyle:
    found = CounterStyle()
    weasyprint.CSS(string=rule, counter_style=found)
    return found
