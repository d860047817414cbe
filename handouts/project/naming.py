"""Findings get the id of the message that they are about, whatever check made them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from handouts.catalogs import Catalog, Entry
from handouts.findings import Finding
from handouts.messages import message_id

_NOT_OF_A_MESSAGE = frozenset({"H201", "H202", "H204", "H210"})


def named(findings: Iterable[Finding], catalogs: Iterable[Catalog]) -> tuple[Finding, ...]:
    """Give findings that point into a catalog's entries the ids of their messages."""
    entries = {
        catalog.path: sorted(catalog.entries, key=lambda entry: entry.line) for catalog in catalogs
    }
    return tuple(_named(found, entries) for found in findings)


def _named(found: Finding, entries: dict[str, list[Entry]]) -> Finding:
    place = found.location
    if not place or found.id or found.code in _NOT_OF_A_MESSAGE:
        return found
    known = entries.get(place.path, [])
    before = bisect_right(known, place.line, key=lambda entry: entry.line)
    return replace(found, id=message_id(known[before - 1].key)) if before else found
