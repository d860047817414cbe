"""What a PO file holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Key = tuple[str | None, str]

FUZZY_NOTE = "fuzzy when its text left the article"
"""The comment of a fuzzy obsolete entry: Babel drops the flags of those, but no comments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One PO entry; `line` is where it starts in its file (0: not read from one)."""

    context: str | None
    text: str
    translation: str = ""
    plural: str = ""
    plural_translations: tuple[str, ...] = ()
    fuzzy: bool = False
    previous_context: str | None = None
    previous_text: str = ""
    previous_plural: str = ""
    translator_comment: str = ""
    comments: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    line: int = 0
    obsolete: bool = False

    @property
    def key(self) -> Key:
        """What the entry is found by."""
        return (self.context, self.text)

    @property
    def filled(self) -> bool:
        """Whether there is a translation at all, fuzzy or not; white space is none."""
        texts = self.plural_translations if self.plural else (self.translation,)
        return bool(texts) and all(text.strip() for text in texts)


@dataclass(frozen=True)
class Catalog:
    """One PO file: `path` relative to the project, headers in order, entries, obsolete ones."""

    path: str
    tag: str
    headers: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    entries: tuple[Entry, ...] = ()
    obsolete: tuple[Entry, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[Key, Entry]:
        """The live entries by context and text."""
        return {entry.key: entry for entry in self.entries}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a set of messages is translated; counts of messages."""

    translated: int = 0
    fuzzy: int = 0
    missing: int = 0

    @property
    def complete(self) -> bool:
        """Whether every message has a translation that may print."""
        return not self.fuzzy and not self.missing


def coverage(keys: Iterable[Key], catalog: Catalog | None) -> Coverage:
    """Count the states of messages in a catalog; without one, all are missing."""
    translated = fuzzy = missing = 0
    for key in dict.fromkeys(keys):
        entry = catalog.by_key.get(key) if catalog else None
        if entry is None or not entry.filled:
            missing += 1
        elif entry.fuzzy:
            fuzzy += 1
        else:
            translated += 1
    return Coverage(translated, fuzzy, missing)
