"""What a catalog does not say: missing and fuzzy entries, and messages it has never heard of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handouts.catalogs import Catalog
from handouts.checks.translated import source_place
from handouts.findings import Finding, Location, Related, finding
from handouts.languages import Language
from handouts.localize import LocalizedArticle, State
from handouts.messages import extract

_SHOWN = 3


def coverage_findings(article: LocalizedArticle) -> Iterator[Finding]:
    """Name each entry that is empty or fuzzy, at its own line."""
    seen = set()
    for localized in article.units.values():
        if localized.location is None or localized.unit.key in seen:
            continue
        seen.add(localized.unit.key)
        related = [source_place(article, localized)]
        if localized.state is State.MISSING:
            yield finding("H208", "not translated", localized.location, related=related)
        elif localized.state is State.FUZZY:
            yield finding(
                "H209", "fuzzy: the source is printed", localized.location, related=related
            )


def step_findings(
    article: LocalizedArticle, catalog: Catalog | None, path: str
) -> Iterator[Finding]:
    """Say that a catalog is out of step with its article; `path` is where it is, or should be."""
    messages = extract(article.article)
    if catalog is None:
        message = f"there is no such catalog: {article.article.slug} is not translated"
        yield finding("H210", message, Location(path, 1))
        return
    unknown = [message for message in messages if message.key not in catalog.by_key]
    gone = set(catalog.by_key) - {message.key for message in messages}
    if not unknown and not gone:
        return
    parts = [f"not in it: {len(unknown)} of {len(messages)} messages"] if unknown else []
    parts += [f"no longer in the article: {len(gone)} of its entries"] if gone else []
    related = [
        Related(Location(article.article.path, message.line), f"not in it: {message.text[:80]}")
        for message in unknown[:_SHOWN]
    ]
    yield finding("H210", "; ".join(parts), Location(path, 1), related=related)


def word_findings(catalogs: Iterable[Catalog], path: str, language: Language) -> Iterator[Finding]:
    """Name the words of the sheet itself that print in the source language.

    `path` is the project's own interface catalog, there or not; of shipped ones nothing is said.
    """
    interfaces = [catalog for catalog in catalogs if catalog.path.endswith("/interface.po")]
    if not interfaces:
        message = f"the sheet's own words are not translated into {language.name}"
        hint = f"Run `handouts sync -l {language.tag}` and translate the catalog."
        yield finding("H210", message, Location(path, 1), hint=hint)
    for catalog in interfaces:
        for entry in catalog.entries if catalog.path == path else ():
            if not entry.filled or entry.fuzzy:
                code, said = ("H209", "fuzzy") if entry.filled else ("H208", "not translated")
                yield finding(code, f"{said}: {entry.text[:60]}", Location(path, entry.line))
