"""Numbers: what the source says in digits, the translation must say in digits too.

A number is compared by its value: digits of any script count, and every way to read its marks is
tried (1.000 may be a thousand or one), so that a finding means a number that really is not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_MARK = ".,\u066b\u066c'’"
_NUMBER = re.compile(rf"[0-9]+(?:[{_MARK}][0-9]+)*")
_SPACED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+(?![0-9])")
_HIDDEN = re.compile(r"\{[^{}]*\}|\]\[\d+\]")


def lost_numbers(source: str, translation: str) -> tuple[str, ...]:
    """Return the numbers that a translation lacks, as the source writes them."""
    given = {reading for _, readings in _numbers(translation) for reading in readings}
    lost = [text for text, readings in _numbers(source) if not readings & given]
    return tuple(dict.fromkeys(lost))


def _numbers(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each number as written, with all values that it may stand for."""
    plain = _latin(_HIDDEN.sub(" ", text))
    for match in _NUMBER.finditer(plain):
        yield match[0], _readings(match[0])
    for match in _SPACED.finditer(plain):
        yield match[0], frozenset({re.sub(r"\D", "", match[0])})


def _latin(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def _readings(number: str) -> frozenset[str]:
    """A mark between digits divides thousands, or marks the decimals if it is the last one."""
    digits = re.split(f"[{_MARK}]", number)
    readings = {_value("".join(digits))}
    if len(digits) > 1:
        readings.add(_value("".join(digits[:-1]), digits[-1]))
        readings |= {_value(part) for part in digits}
    return frozenset(readings)


def _value(whole: str, decimals: str = "") -> str:
    decimals = decimals.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{decimals}" if decimals else whole
