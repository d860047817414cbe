"""Numbers: what the source says in digits, the translation must say in digits too.

A number is compared by its value: digits of any script count, and every way to read the marks of a
translation is tried (1.000 may be a thousand or one), so that a finding means a number that really
is not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_MARK = ".,\u066b\u066c'’"
_NUMBER = re.compile(rf"[0-9]+(?:[{_MARK}][0-9]+)*")
_SPACED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+(?![0-9])")
_HIDDEN = re.compile(r"\{[^{}]*\}|\]\[\d+\]")


def lost_numbers(source: str, translation: str, decimal: str = ".") -> tuple[str, ...]:
    """Return the numbers that a translation lacks, as the source writes them.

    `decimal` is the source's decimal mark; a translation may follow any custom.
    """
    given = {value for _, values in _numbers(translation, "") for value in values}
    lost = [text for text, values in _numbers(source, decimal) if not values & given]
    return tuple(dict.fromkeys(lost))


def _numbers(text: str, decimal: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each number as written, with the values that it may stand for."""
    plain = _latin(_HIDDEN.sub(" ", text))
    for match in _NUMBER.finditer(plain):
        yield match[0], _values(match[0], decimal)
    for match in _SPACED.finditer(plain):
        yield match[0], frozenset({_value(re.sub(r"\D", "", match[0]))})


def _latin(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def _values(number: str, decimal: str) -> frozenset[str]:
    """A mark between digits divides thousands, or decimals, or (of several) the parts of a date."""
    groups = re.split(f"[{_MARK}]", number)
    marks = re.findall(f"[{_MARK}]", number)
    if decimal and marks == [decimal]:
        return frozenset({_value(*groups)})
    values = set()
    if all(len(group) == 3 for group in groups[1:]):
        values.add(_value("".join(groups)))
    if marks and all(len(group) == 3 for group in groups[1:-1]):
        values.add(_value("".join(groups[:-1]), groups[-1]))
    if len(marks) > 1:
        values |= set(map(_value, groups))
    return frozenset(values)


def _value(whole: str, decimals: str = "") -> str:
    decimals = decimals.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{decimals}" if decimals else whole
