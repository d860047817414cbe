"""A translation memory → the empty entries of a catalog, exact matches only, always fuzzy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from handouts.catalogs import Catalog, Entry
from handouts.exchange.model import Memory, Pair
from handouts.exchange.taking import is_writable
from handouts.exchange.tmx import alike


def pairs_for(memory: Memory, tag: str) -> tuple[Pair, ...]:
    """A memory's pairs for a language; those of another region where it has no better ones."""
    exact = [pairs for other, pairs in memory.pairs.items() if other.lower() == tag.lower()]
    near = [pairs for other, pairs in memory.pairs.items() if alike(other, tag)]
    return tuple(pair for pairs in exact or near for pair in pairs)


def prefill(catalog: Catalog, pairs: Sequence[Pair], memory: str) -> tuple[Catalog, int]:
    """Fill what is empty; returns the catalog and how many entries were filled.

    A pair from the same context is preferred. `memory` is the file that the comment names.
    """
    known: dict[str, list[Pair]] = {}
    for pair in pairs:
        if is_writable(pair.target):
            known.setdefault(pair.source, []).append(pair)
    entries = tuple(_filled(catalog.entries, known, PurePath(memory).name))
    count = sum(new is not old for new, old in zip(entries, catalog.entries, strict=True))
    return replace(catalog, entries=entries), count


def _filled(
    entries: Sequence[Entry], known: Mapping[str, Sequence[Pair]], memory: str
) -> Iterator[Entry]:
    for entry in entries:
        pairs = () if entry.plural or entry.filled else known.get(entry.text, ())
        if not pairs:
            yield entry
            continue
        pair = next((pair for pair in pairs if pair.context == entry.context), pairs[0])
        match = "same context" if pair.context == entry.context else "another context"
        comment = f"from the memory {memory}: exact match, {match}"
        if others := {other.target for other in pairs} - {pair.target}:
            comment += f", {len(others)} other translations"
        lines = [entry.translator_comment] if entry.translator_comment else []
        yield replace(
            entry,
            translation=pair.target,
            fuzzy=True,
            translator_comment="\n".join([*lines, " ".join(comment.split())]),
        )
