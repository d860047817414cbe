"""Undoing what other tools do to a catalog, as far as the file itself says what it was.

* Babel turns the previous source (`#|`) into a translator's comment, forgets that an obsolete entry
  was fuzzy, and drops headers that it does not know.
* msgmerge without `--previous` drops the previous source.
* Most write headers that say nothing: placeholders, dates of templates that have none, themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from handouts.catalogs.model import Catalog, Entry, Key

STATUS = {"X-Handouts-Status": "draft translation, not reviewed"}
"""What a catalog says of itself until somebody signs it off."""

_STRING = r'"((?:[^"\\]|\\.)*)"'
_PREVIOUS = re.compile(
    rf"^\| (msgctxt|msgid_plural|msgid) {_STRING}((?:\n\| {_STRING})*)\n?",
    re.MULTILINE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_PLACEHOLDERS = (
    "EMAIL@ADDRESS",
    "LL@li.org",
    "YEAR-MO-DA",
    "PACKAGE VERSION",
    "FULL NAME",
    "PROJECT VERSION",
)
_SELF = ("POT-Creation-Date", "X-Generator", "Generated-By")
_BOILERPLATE = re.compile(
    r"translations (template )?for|Copyright \(C\)|same license as the|FIRST AUTHOR", re.IGNORECASE
)


def mended(catalog: Catalog, before: Collection[Key]) -> Catalog:
    """Return a catalog as it was before other tools wrote it.

    `before` are the messages of the template at the last sync.
    """
    by_babel = catalog.headers.get("Generated-By", "").startswith("Babel")
    obsolete = tuple(map(_uncommented, catalog.obsolete))
    if by_babel:
        # What it retired itself may have been fuzzy, and no longer says so.
        own = set(before) - set(catalog.by_key)
        obsolete = tuple(replace(e, fuzzy=True) if e.key in own else e for e in obsolete)
    memory = _memory(obsolete)
    return replace(
        catalog,
        headers=cleaned(catalog.headers) | (STATUS if by_babel else {}),
        comment="" if by_babel and _BOILERPLATE.search(catalog.comment) else catalog.comment,
        entries=tuple(_remembered(_uncommented(entry), memory) for entry in catalog.entries),
        obsolete=obsolete,
    )


def cleaned(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that say something."""
    return {
        name: value
        for name, value in headers.items()
        if value and name not in _SELF and not any(word in value for word in _PLACEHOLDERS)
    }


def _uncommented(entry: Entry) -> Entry:
    """Take the previous source out of the translator's comment that Babel made of it."""
    found = {match[1]: match for match in _PREVIOUS.finditer(entry.translator_comment)}
    if "msgid" not in found:
        return entry
    comment = _PREVIOUS.sub("", entry.translator_comment).rstrip("\n")
    entry = replace(entry, translator_comment=comment, fuzzy=entry.fuzzy or entry.obsolete)
    if entry.previous_text or not entry.fuzzy:
        return entry
    texts = {name: _unquoted(match) for name, match in found.items()}
    return replace(
        entry,
        previous_context=texts.get("msgctxt"),
        previous_text=texts["msgid"],
        previous_plural=texts.get("msgid_plural", ""),
    )


def _unquoted(match: re.Match[str]) -> str:
    quoted = match[2] + "".join(re.findall(_STRING, match[3], re.DOTALL))
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), quoted.replace("\n", " "))


def _memory(obsolete: tuple[Entry, ...]) -> dict[str, Entry | None]:
    """The remembered pairs by their translation; None where it is not unique."""
    memory: dict[str, Entry | None] = {}
    for entry in obsolete:
        if entry.translation.strip() and not entry.fuzzy and not entry.plural:
            memory[entry.translation] = None if entry.translation in memory else entry
    return memory


def _remembered(entry: Entry, memory: Mapping[str, Entry | None]) -> Entry:
    """Give a fuzzy entry that lost its previous source the one that its translation belongs to."""
    origin = memory.get(entry.translation)
    if origin is None or not entry.fuzzy or entry.previous_text or entry.plural:
        return entry
    return replace(entry, previous_context=origin.context, previous_text=origin.text)
