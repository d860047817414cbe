"""Characters that a language's fonts cannot print, found without laying a page out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from handouts.checks.translated import source_place
from handouts.findings import Finding, Location, finding
from handouts.fonts import missing
from handouts.localize import LocalizedArticle


def glyph_findings(article: LocalizedArticle, fonts: Path) -> Iterator[Finding]:
    """Name every character without a glyph and the message that holds it.

    `fonts` is the fonts' folder. A source sentence that stands in for a missing translation is set
    in the fonts of the translation.
    """
    families = article.language.fonts
    if not missing("".join(unit.text for unit in article.units.values()), families, fonts):
        return
    seen: set[str] = set()
    for localized in article.units.values():
        if localized.text in seen:
            continue
        seen.add(localized.text)
        for character in missing(localized.text, families, fonts):
            own = localized.text == localized.unit.text or localized.location is None
            place = (
                Location(article.article.path, localized.unit.line) if own else localized.location
            )
            shown = localized.text if len(localized.text) <= 80 else localized.text[:79] + "…"
            message = (
                f"no font of {article.language.name} has “{character}” (U+{ord(character):04X}),"
                f" in “{shown}”"
            )
            related = [] if own else [source_place(article, localized)]
            yield finding("H207", message, place, related=related)
