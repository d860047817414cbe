"""The release gate: what must hold before a sheet may be printed as final.

Nobody can sign a text off yet, so every final sheet is refused, with all its reasons at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from handouts.catalogs import Catalog
from handouts.findings import Finding, Location, finding
from handouts.localize import LocalizedArticle, State


def release_findings(
    article: LocalizedArticle,
    words: Iterable[Catalog],
    findings: Iterable[Finding],
    today: datetime.date,
) -> Iterator[Finding]:
    """Say everything that keeps a sheet from being final; nothing means that it may be printed.

    `words` are the catalogs of the interface and of the clinics, `findings` all that is known to be
    wrong with the text.
    """
    meta, path = article.article.meta, article.article.path
    language = article.language.name
    yield finding("H401", f"nobody has signed off the text in {language}", Location(path))
    yield from _incomplete(article, tuple(words))
    if meta.review_by is None:
        yield finding("H403", "the article has no review_by", Location(path, 1))
    elif meta.review_by < today:
        place = Location(path, meta.lines.get("review_by", 1))
        yield finding("H403", f"the article had to be reviewed by {meta.review_by}", place)
    errors = [found for found in findings if found.severity == "error"]
    if errors:
        codes = ", ".join(dict.fromkeys(found.code for found in errors))
        yield finding("H404", f"{len(errors)} errors are not mended: {codes}", Location(path))


def _incomplete(article: LocalizedArticle, words: tuple[Catalog, ...]) -> Iterator[Finding]:
    if article.language.tag == article.source.tag:
        return
    count = article.coverage
    where = next((u.location.path for u in article.units.values() if u.location), "")
    place = Location(where or article.article.path)
    if count.missing or count.fuzzy:
        message = f"{count.missing} messages are missing and {count.fuzzy} fuzzy"
        yield finding("H402", message, place)
    elif any(unit.state is not State.TRANSLATED for unit in article.units.values()):
        yield finding("H402", "a part of the text prints in the source language", place)
    if not any(catalog.path.endswith("/interface.po") for catalog in words):
        yield finding(
            "H402", f"the sheet's own words are not translated into {article.language.name}"
        )
    for catalog in words:
        open_ = [entry for entry in catalog.entries if not entry.filled or entry.fuzzy]
        if open_:
            message = f"{len(open_)} of the sheet's own words are missing or fuzzy"
            yield finding("H402", message, Location(catalog.path, open_[0].line))
