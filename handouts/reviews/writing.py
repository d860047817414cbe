"""The one way that a file of reviews is written: the same records always give the same bytes.

A table for each message, sorted by its id: two people who sign different messages change different
lines, and their work merges.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator, Mapping

from handouts.reviews.model import Outline, Person, Reviews, Signature, Waiver

_HEAD = """\
# Who answers for this text. Written by `handouts sign` and `handouts waive`: docs/signing.md.
# Each entry holds for the very words that were read; a change of the text makes it void by itself.
"""
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_JOINERS = "\u200c\u200d"
_SHOWN = 60


def reviews_text(reviews: Reviews) -> str:
    """Return the canonical TOML of a file, ending in one newline."""
    blocks = [_HEAD.rstrip("\n")]
    if reviews.outline:
        blocks.append("\n".join(_outline(reviews.outline)))
    blocks += [
        _table(f"signed.{name}", _signature(signature))
        for name, signature in sorted(reviews.signed.items())
    ]
    blocks += [
        _table(f"waived.{name}.{code}", _waiver(waiver))
        for (name, code), waiver in sorted(reviews.waived.items())
    ]
    return "\n\n".join(blocks) + "\n"


def beginning(text: str) -> str:
    """The first letters of a text on one line, for people who read the file."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + "…"


def _outline(outline: Outline) -> Iterator[str]:
    yield "[outline]"
    yield f"by = {_quoted(outline.by)}"
    yield f"date = {outline.date.isoformat()}"
    if outline.second:
        yield f"second = {_quoted(outline.second)}"
    yield "items = ["
    yield from (f"  {_quoted(item)}," for item in outline.items)
    yield "]"


def _table(name: str, values: Mapping[str, str | datetime.date | None]) -> str:
    lines = [f"[{name}]"]
    for key, value in values.items():
        if isinstance(value, datetime.date):
            lines.append(f"{key} = {value.isoformat()}")
        elif value:
            lines.append(f"{key} = {_quoted(value)}")
    return "\n".join(lines)


def _signature(signature: Signature) -> dict[str, str | datetime.date | None]:
    second = signature.second or Person(name="")
    return {
        "text": signature.text,
        "hash": signature.digest,
        "by": signature.by.name,
        "role": signature.by.role,
        "credential": signature.by.credential,
        "date": signature.date,
        "method": signature.method,
        "second": second.name,
        "second_role": second.role,
        "second_credential": second.credential,
        "second_date": signature.second_date if signature.second else None,
    }


def _waiver(waiver: Waiver) -> dict[str, str | datetime.date | None]:
    return {
        "text": waiver.text,
        "hash": waiver.digest,
        "by": waiver.by,
        "reason": waiver.reason,
        "date": waiver.date,
    }


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
    if hidden and character not in _JOINERS:
        code = ord(character)
        return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
    return character
