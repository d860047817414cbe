"""Numbers by value: digits of any script, every custom of marking decimals and thousands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from handouts.guards.model import Sign

_MARKS = ".,'’٫٬"
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_FOREIGN = re.compile("(?![0-9])\\d|[\uff0e\uff05\u066a]")
_WIDE = {"\uff0e": ".", "\uff05": "%", "\u066a": "%"}
_NUMBER = re.compile(
    rf"(?<![0-9])(?:[0-9]{{1,3}}(?:[ \u00a0\u202f\u2009][0-9]{{3}})+(?:[.,][0-9]+)?(?![0-9])"
    rf"|[0-9]+(?:[{_MARKS}][0-9]+)*)"
    rf"(?:\s?[{_FRACTIONS}]|\s[0-9]+[/⁄][0-9]+(?![0-9/]))?"
    rf"|[{_FRACTIONS}]"
    r"|(?<![0-9.,])[.,][0-9]+"
)
_SLASHED = re.compile(r"([0-9]{1,3})[/⁄]([0-9]{1,3})(?![0-9/⁄])")
_MIXED = re.compile(r"([0-9]+)\s([0-9]+)[/⁄]([0-9]+)")


def latin(text: str) -> str:
    """Write the digits of every script as 0 to 9, letter for letter."""
    if text.isascii():
        return text
    return _FOREIGN.sub(lambda found: _WIDE.get(found[0]) or str(unicodedata.digit(found[0])), text)


def numerals(text: str, decimal: str) -> Iterator[Sign]:
    """Yield the numbers of a text whose digits are Latin; `decimal` is its language's mark."""
    position = 0
    while match := _NUMBER.search(text, position):
        start, end = match.span()
        slashed = _SLASHED.match(text, start)
        if mixed := _MIXED.fullmatch(match[0]):
            values: tuple[str, ...] = _sum(mixed[1], _quotient(mixed[2], mixed[3]))
        elif slashed and start + len(slashed[1]) == end:
            end = slashed.end()
            share = _sum("0", _quotient(slashed[1], slashed[2]))
            values = (*share, f"{slashed[1]}/{slashed[2]}")
        else:
            values = readings(match[0], decimal)
        yield Sign("number", values, text[start:end], start, end)
        position = end


def readings(number: str, decimal: str) -> tuple[str, ...]:
    """Every value that a number in Latin digits may have, the language's own custom first."""
    if number[-1] in _FRACTIONS:
        share = unicodedata.numeric(number[-1])
        return _sum(number[:-1].strip() or "0", share)
    if number[0] in ".,":
        return (value("0", number[1:]),)
    parts = re.split(r"[ \u00a0\u202f\u2009]", number)
    if len(parts) > 1:  # thousands by spaces, or numbers that happen to stand in a row
        whole, _, rest = "".join(parts).replace(",", ".").partition(".")
        return (value(whole, rest), *map(value, re.findall("[0-9]+", number)))
    return _marked(number, decimal)


def _marked(number: str, decimal: str) -> tuple[str, ...]:
    """A mark between digits divides thousands, or decimals, or (of several) the parts of a date."""
    groups = re.split(f"[{_MARKS}]", number)
    marks = re.findall(f"[{_MARKS}]", number)
    if not marks:
        return (value(number),)
    found: list[str] = []
    thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    parted = all(len(group) == 3 for group in groups[1:-1]) and len(set(marks[:-1])) <= 1
    decimals = parted and (len(marks) == 1 or marks[-1] != marks[0])
    if decimals:
        found.append(value("".join(groups[:-1]), groups[-1]))
    if thousands and len(set(marks)) == 1:
        first = marks[-1] != decimal and marks[-1] != "٫" and groups[0] != "0"
        found.insert(0 if first else len(found), value("".join(groups)))
    if len(marks) > 1 or not found:
        found += map(value, groups)
    return tuple(dict.fromkeys(found))


def value(whole: str, decimals: str = "") -> str:
    """Write a number canonically: no leading zeros, no trailing ones after a point."""
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _quotient(one: str, other: str) -> float:
    return int(one) / int(other) if int(other) else 0.0


def _sum(whole: str, share: float) -> tuple[str, ...]:
    return (f"{int(re.sub(r'[^0-9]', '', whole)) + share:.4g}",)
