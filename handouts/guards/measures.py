"""Numbers with their units, in words or symbols, before or behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handouts.guards.lexicon import Lexicon
from handouts.guards.model import Sign

_GAP = re.compile(r"[ \u00a0\u202f\u2009]?[-‐‑\u2060]?[ \u00a0\u202f]?")
_BEFORE = re.compile(r"([^\s0-9.,;:!?()]+|%)[ \u00a0\u202f]?$")
_STOPS = (
    "\u060c\u061b\u061f\u06d4\u0964\u0965\u104a\u104b\u1361\u1362\u1363\u17d4\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1b"
    "\uff1a\uff08\uff09\u300c\u300d"
)
_RANGE = 8  # letters between the two numbers of a range: “2 to 3 mg”, “от 2 до 3 мг”

_OF_DOSES = ("mass-", "volume-", "concentr-", "x-")


def measures(said: str, known: Lexicon, numbers: Sequence[Sign]) -> Iterator[Sign]:
    """Yield pairs of a number and a unit, `2.5 mass-milligram`.

    The first number of a range may carry the unit of the second, and a number without any the unit
    before it: those are not firm.
    """
    lower = said.lower()
    if not numbers or len(lower) != len(said):
        return
    numbers = sorted(numbers, key=lambda sign: sign.start)
    units = [
        ("", 0) if _in_name(said, sign) else _unit_at(lower, sign.end, known) for sign in numbers
    ]
    for place, (sign, (unit, end)) in enumerate(zip(numbers, units, strict=True)):
        if unit:
            yield _pair(said, sign, unit, sign.start, end, sign.firm or not sign.spelled)
            continue
        if place + 1 < len(numbers):
            following, (unit, end) = numbers[place + 1], units[place + 1]
            gap = said[sign.end : following.start]
            if unit and 0 < len(gap.strip()) < _RANGE and not set(".;:!?,") & set(gap):
                yield _pair(said, sign, unit, sign.start, end, firm=False)
                continue
        match = _BEFORE.search(lower, max(0, sign.start - 30), sign.start)
        if match and (unit := _whole(match[1], known)):
            yield _pair(said, sign, unit, match.start(), sign.end, firm=False)


def is_dose(said: str, start: int, end: int, known: Lexicon) -> bool:
    """Whether a number has the unit of a dose beside it: 112 mg is nobody's phone number.

    Before a number only a weight or a volume counts: “the pain unit 911” is no dose.
    """
    lower = said.lower()
    if len(lower) != len(said):
        return False
    before = _BEFORE.search(lower, max(0, start - 30), start)
    unit = _whole(before[1], known) if before else ""
    return _unit_at(lower, end, known)[0].startswith(_OF_DOSES) or unit.startswith(_OF_DOSES[:2])


def _pair(said: str, sign: Sign, unit: str, start: int, end: int, firm: bool) -> Sign:
    values = tuple(f"{value} {unit}" for value in sign.values)
    return Sign("unit", values, said[start:end], start, end, firm, sign.spelled)


def _unit_at(lower: str, at: int, known: Lexicon) -> tuple[str, int]:
    """The unit that follows a number, and where it ends; the longest that is written there."""
    plain, stems, longest = known.units
    gap = _GAP.match(lower, at)
    start = gap.end() if gap else at
    rest = lower[start : start + longest + 1]
    for length in range(min(longest, len(rest)), 0, -1):
        word = rest[:length]
        if word in plain and not _goes_on(rest, length, known.letters and not word.isascii()):
            return plain[word], start + length
        if word in stems:
            end = start + length
            while end < len(lower) and _goes_on(lower, end):
                end += 1
            return stems[word], end
    return "", at


def _in_name(said: str, sign: Sign) -> bool:
    """Whether a number belongs to a name: I2C, B12."""
    before = said[max(0, sign.start - 1) : sign.start]
    return before.isascii() and before.isalpha()


def _goes_on(text: str, at: int, never: bool = False) -> bool:
    """Whether a word goes on: a letter, or a mark on the letter before; CJK follows anything."""
    following = text[at : at + 1]
    if never or following >= "\u2e80":
        return False
    return bool(following) and (
        following.isalpha()
        or (
            following > "\u02ff"
            and not (
                following.isspace() or following.isnumeric() or _is_mark_of_a_sentence(following)
            )
        )
    )


def _is_mark_of_a_sentence(character: str) -> bool:
    return "\u2000" <= character <= "\u206f" or character in _STOPS


def _whole(word: str, known: Lexicon) -> str:
    plain, stems, _ = known.units
    if word in plain:
        return plain[word]
    return next((stems[word[:n]] for n in range(len(word), 1, -1) if word[:n] in stems), "")
