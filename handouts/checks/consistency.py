"""The same source, another translation: across the articles of a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handouts.findings import Finding, Location, Related, finding
from handouts.localize import LocalizedArticle, LocalizedUnit, State

_SHOWN = 60


def consistency_findings(articles: Iterable[LocalizedArticle]) -> Iterator[Finding]:
    """Name translations that differ from an earlier one of the same message, each once."""
    first: dict[tuple[str, str | None, str], LocalizedUnit] = {}
    seen: set[Location] = set()
    for article in articles:
        for unit in article.units.values():
            if unit.state is not State.TRANSLATED or unit.location is None:
                continue
            key = (article.language.tag, *unit.unit.key)
            known = first.setdefault(key, unit)
            place = known.location
            if place is None or unit.translation == known.translation or unit.location in seen:
                continue
            seen.add(unit.location)
            message = f"translated as “{_short(unit.translation)}” here"
            related = [Related(place, f"and here as “{_short(known.translation)}”")]
            yield finding("H229", message, unit.location, related=related)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
