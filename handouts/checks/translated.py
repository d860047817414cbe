"""The translations of an article that may print, and where their sources stand."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.findings import Location, Related
from handouts.localize import LocalizedArticle, LocalizedUnit, State


def translated(article: LocalizedArticle) -> Iterator[LocalizedUnit]:
    """Yield the translated messages, each once, in reading order."""
    seen = set()
    for localized in article.units.values():
        if localized.state in (State.TRANSLATED, State.BROKEN) and localized.unit.key not in seen:
            seen.add(localized.unit.key)
            yield localized


def source_place(article: LocalizedArticle, localized: LocalizedUnit) -> Related:
    """Where the source of a message stands."""
    text = localized.unit.text
    shown = text if len(text) <= 80 else text[:79] + "…"
    return Related(Location(article.article.path, localized.unit.line), f"the source: {shown}")
