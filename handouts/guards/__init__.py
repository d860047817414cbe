"""Guard tokens: the words of a sentence whose change can harm (English only, a stand-in).

Two texts whose guard tokens differ do not mean the same to a patient, however alike they look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """One token: `kind` says of what sort, `value` is what is compared, `shown` how it is written.

    Kinds: number, unit, negation, direction, frequency, time, date, phone, drug.
    """

    kind: str
    value: str
    shown: str


_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve half quarter third "
    "double twice once single"
)
_UNITS = (
    "mg mcg µg g kg ml l iu unit units drop drops tablet tablets pill pills capsule capsules puff "
    "puffs second seconds minute minutes hour hours day days week weeks month months year years "
    "pound pounds lb degree degrees teaspoon teaspoons tablespoon tablespoons inch inches cm mm "
    "°c °f % percent"
)
_NEGATIONS = (
    "not no never none nobody nothing neither nor without unless except avoid stop cannot can't "
    "don't doesn't didn't isn't aren't wasn't won't shouldn't mustn't needn't couldn't wouldn't"
)
_DIRECTIONS = (
    "more less fewer most least above below over under before after up down left right front back "
    "increase decrease increased decreased higher lower high low start begin stop must may should "
    "can only always until at_most at_least maximum minimum and or if both either"
)
_WORDS = {
    word: kind
    for kind, words in (
        ("direction", _DIRECTIONS),
        ("unit", _UNITS),
        ("number", _NUMBERS),
        ("negation", _NEGATIONS),
    )
    for word in words.split()
}
_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|°[CF]|[%µ]|[^\W\d_]+(?:'[^\W\d_]+)?")


def guard_tokens(text: str, tag: str) -> tuple[Guard, ...]:
    """Return the guard tokens of a text in the language of `tag`, in the order of the text."""
    found = []
    for match in _TOKEN.finditer(text.replace("’", "'")):
        word = match[0].lower()
        kind = "number" if word[0].isdigit() else _WORDS.get(word, "")
        if kind:
            found.append(Guard(kind, word, match[0]))
    return tuple(found)
