"""Bringing a catalog up to date with its messages without losing a word of a translator's."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from handouts.catalogs.model import Catalog, Entry, Key
from handouts.messages import Message

_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged catalog and what happened to its messages, as counts."""

    catalog: Catalog
    kept: int
    restored: int
    fuzzy: int
    added: int
    retired: int


def merge(messages: Iterable[Message], old: Catalog, headers: dict[str, str]) -> Merge:
    """Merge messages into a catalog.

    An exact match keeps its translation, an obsolete one comes back; a message that resembles one
    which left the article gets its translation as fuzzy, with the old source beside it; all else is
    empty. `headers` fills those that the catalog lacks.
    """
    wanted = tuple(messages)
    keys = {message.key for message in wanted}
    retired = {entry.key: entry for entry in old.obsolete}
    left = {entry.key: entry for entry in old.entries if entry.key not in keys}
    entries: list[Entry] = []
    counts = {"kept": 0, "restored": 0, "fuzzy": 0, "added": 0}
    lent: set[Key] = set()
    for message in wanted:
        entry, outcome = _matched(message, old, retired, left, lent)
        counts[outcome] += 1
        entries.append(_current(entry, message))
    worth_keeping = {
        key: replace(entry, obsolete=True) for key, entry in left.items() if entry.filled
    }
    obsolete = {
        key: entry for key, entry in {**retired, **worth_keeping}.items() if key not in keys
    }
    catalog = replace(
        old,
        headers={**headers, **{name: value for name, value in old.headers.items() if value}},
        entries=tuple(entries),
        obsolete=tuple(obsolete.values()),
    )
    return Merge(catalog=catalog, retired=len(left), **counts)


def _matched(
    message: Message,
    old: Catalog,
    retired: dict[Key, Entry],
    left: dict[Key, Entry],
    lent: set[Key],
) -> tuple[Entry, str]:
    live, gone = old.by_key.get(message.key), retired.get(message.key)
    if gone and gone.filled and (live is None or _worth(gone) > _worth(live)):
        return replace(gone, obsolete=False), "restored"
    if live:
        return live, "kept"
    if entry := _resembling(message, left, lent):
        # A translation that was fuzzy already was made for the text before that.
        known = entry.fuzzy and bool(entry.previous_text)
        return (
            replace(
                entry,
                context=message.context,
                text=message.text,
                fuzzy=True,
                previous_context=entry.previous_context if known else entry.context,
                previous_text=entry.previous_text if known else entry.text,
            ),
            "fuzzy",
        )
    return Entry(context=message.context, text=message.text), "added"


def _worth(entry: Entry) -> tuple[bool, bool]:
    return (entry.filled, not entry.fuzzy)


def _resembling(message: Message, left: dict[Key, Entry], lent: set[Key]) -> Entry | None:
    """The most alike message that left the article; one that still lives lends nothing."""
    best, score = None, _ALIKE
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(message.text)
    for key, entry in left.items():
        if key in lent or not entry.filled or entry.plural:
            continue
        matcher.set_seq1(entry.text)
        if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score:
            ratio = matcher.ratio()
            if ratio > score:
                best, score = entry, ratio
    if best:
        lent.add(best.key)
    return best


def _current(entry: Entry, message: Message) -> Entry:
    """Comments, references and our flags come from the source; the translator's own stay."""
    foreign = tuple(flag for flag in entry.flags if not flag.endswith("python-format"))
    if not entry.fuzzy:
        entry = replace(entry, previous_context=None, previous_text="", previous_plural="")
    return replace(
        entry,
        comments=message.comments,
        references=message.references,
        flags=tuple(dict.fromkeys((*message.flags, *foreign))),
    )
