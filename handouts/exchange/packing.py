"""Catalog → parcel: every message once, with all that helps to translate it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from handouts.catalogs import Catalog, Entry
from handouts.exchange.model import Item, Parcel, Progress, base_of
from handouts.messages import message_id

_LOCKED = "read-only"
"""The flag by which Weblate, too, knows a message that is not to be translated."""

_LIMIT = re.compile("max-length:([1-9][0-9]{0,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a parcel says of its catalog: article, file of the project, languages."""

    slug: str
    original: str
    source_tag: str
    is_rtl: bool = False


def pack(
    catalog: Catalog,
    label: Label,
    *,
    locked: Collection[str] = (),
    approved: Collection[str] = (),
) -> Parcel:
    """Pack a catalog's live entries; `locked` and `approved` are ids of messages.

    What is locked is marked as not to be translated, what is approved as final.
    """
    items = [
        item
        for entry in catalog.entries
        for item in _items(entry, message_id(entry.key), locked, approved)
    ]
    return Parcel(
        slug=label.slug,
        original=label.original,
        source_tag=label.source_tag,
        tag=catalog.tag,
        is_rtl=label.is_rtl,
        items=tuple(items),
    )


def _items(
    entry: Entry, name: str, locked: Collection[str], approved: Collection[str]
) -> Iterator[Item]:
    limit = next((int(m[1]) for flag in entry.flags if (m := _LIMIT.fullmatch(flag))), 0)
    for form_id, source, target in forms(entry, name):
        progress = progress_of(entry, target)
        yield Item(
            id=form_id,
            context=entry.context,
            section=section_of(entry),
            source=source,
            target=target,
            progress=progress,
            base=base_of(target, progress),
            comments=entry.comments,
            remark=entry.translator_comment,
            previous=entry.previous_text if entry.fuzzy else "",
            locked=name in locked or _LOCKED in entry.flags,
            approved=name in approved and progress is Progress.TRANSLATED,
            limit=limit,
        )


def forms(entry: Entry, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield id, source and translation of an entry, or of each of its plural forms."""
    if not entry.plural:
        yield name, entry.text, entry.translation
        return
    for number, text in enumerate(entry.plural_translations or ("", "")):
        yield f"{name}.{number}", entry.plural if number else entry.text, text


def progress_of(entry: Entry, target: str) -> Progress:
    """How far one text of an entry is; white space is no translation."""
    if not target.strip():
        return Progress.NEW
    return Progress.FUZZY if entry.fuzzy else Progress.TRANSLATED


def section_of(entry: Entry) -> str:
    """The heading that a message stands under, as its first comment says."""
    return entry.comments[0].partition(", in: ")[2] if entry.comments else ""
