"""Canonical PO: the same catalog always gives the same bytes, whatever tool had it in between.

No wrapping, references by file only, a fixed order of headers with unknown ones kept after them,
obsolete entries last and sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handouts.catalogs.model import FUZZY_NOTE, Catalog, Entry
from handouts.messages import Message

_HEADERS = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
)
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
}


def catalog_text(catalog: Catalog) -> str:
    """Return a catalog's canonical text, ending in one newline."""
    blocks = ["\n".join(_header(catalog))]
    blocks += ["\n".join(_lines(entry, "")) for entry in catalog.entries]
    obsolete = sorted(catalog.obsolete, key=lambda entry: (entry.text, entry.context or ""))
    blocks += ["\n".join(_lines(entry, "#~ ")) for entry in obsolete]
    return "\n\n".join(blocks) + "\n"


def template_text(name: str, messages: Iterable[Message]) -> str:
    """Return the canonical POT of some messages; `name` goes to Project-Id-Version."""
    entries = tuple(
        Entry(
            context=message.context,
            text=message.text,
            comments=message.comments,
            references=message.references,
            flags=message.flags,
        )
        for message in messages
    )
    headers = {"Project-Id-Version": name}
    return catalog_text(Catalog(path="", tag="", headers=headers, entries=entries))


def _header(catalog: Catalog) -> Iterator[str]:
    given = {
        **catalog.headers,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    # An empty date makes other tools stop or keep stale files: better none.
    names = [name for name in _HEADERS if given.get(name)]
    names += [name for name in given if name not in _HEADERS]
    yield from (_comment("#", line) for line in catalog.comment.split("\n") if catalog.comment)
    yield 'msgid ""'
    yield 'msgstr ""'
    yield from (_quoted(f"{name}: {given[name]}\n") for name in names)


def _lines(entry: Entry, prefix: str) -> Iterator[str]:
    if entry.translator_comment:
        yield from (_comment("#", line) for line in entry.translator_comment.split("\n"))
    if prefix and entry.fuzzy:
        yield _comment("#", FUZZY_NOTE)
    if not prefix:
        yield from (_comment("#.", line) for line in entry.comments)
        yield from (f"#: {reference}" for reference in entry.references)
    flags = (["fuzzy"] if entry.fuzzy else []) + sorted(set(entry.flags))
    if flags:
        yield "#, " + ", ".join(flags)
    previous = "#~| " if prefix else "#| "
    # Babel loses the entry before a #~| that comes without a flag.
    if entry.previous_text and (entry.fuzzy or not prefix):
        if entry.previous_context is not None:
            yield from _string("msgctxt", entry.previous_context, previous)
        yield from _string("msgid", entry.previous_text, previous)
        if entry.previous_plural:
            yield from _string("msgid_plural", entry.previous_plural, previous)
    if entry.context is not None:
        yield from _string("msgctxt", entry.context, prefix)
    yield from _string("msgid", entry.text, prefix)
    if entry.plural:
        yield from _string("msgid_plural", entry.plural, prefix)
        for number, text in enumerate(entry.plural_translations or ("", "")):
            yield from _string(f"msgstr[{number}]", text, prefix)
    else:
        yield from _string("msgstr", entry.translation, prefix)


def _comment(marker: str, text: str) -> str:
    # gettext goes on reading behind a backslash at the end of a line, even of a comment.
    return f"{marker} {text}".rstrip("\\ \t")


def _string(keyword: str, text: str, prefix: str) -> Iterator[str]:
    if "\n" not in text.rstrip("\n"):
        yield f"{prefix}{keyword} {_quoted(text)}"
        return
    yield f'{prefix}{keyword} ""'
    *lines, last = text.split("\n")
    yield from (f"{prefix}{_quoted(line)}" for line in (*(f"{n}\n" for n in lines), last) if line)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'
