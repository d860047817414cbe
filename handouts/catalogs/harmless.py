"""Proof that a changed source text still means what its translation says.

Only three changes can be proved harmless: white space, typography (quotes, dashes, ellipses) and a
corrected misspelling; and even those only when every guard token and every digit stands as it did.
All else is for a person to judge. A changed address is no change at all: it is in no message.
"""

from __future__ import annotations

import re

from handouts.catalogs.words import Words
from handouts.guards import guard_tokens

_SPACES = re.compile(r"[ \t\u00a0\u2002-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_PART = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+|.", re.DOTALL)
_SIGNS = str.maketrans(
    {**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("‐‑‒–—―", "-")}
)
_MOST_SLIPS = 3


def harmless(old: str, new: str, words: Words) -> str:
    """Say why a change of a source text cannot change its meaning; empty where that is no fact."""
    if old == new or guards(old, words.tag) != guards(new, words.tag):
        return ""
    if _NUMBER.findall(old) != _NUMBER.findall(new):
        return ""
    if spaced(old) == spaced(new):
        return "white space"
    if typeset(old) == typeset(new):
        return "typography"
    return _slips(_PART.findall(typeset(old)), _PART.findall(typeset(new)), words)


def guards(text: str, tag: str) -> tuple[tuple[str, str], ...]:
    """The guard tokens of a text in their order, by what is compared."""
    return tuple((guard.kind, guard.value) for guard in guard_tokens(text, tag))


def spaced(text: str) -> str:
    """A text with single spaces, and none at its ends."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip(" ")


def typeset(text: str) -> str:
    """A text as a typewriter would write it."""
    return spaced(text).translate(_SIGNS).replace("…", "...")


def _slips(old: list[str], new: list[str], words: Words) -> str:
    if len(old) != len(new):
        return ""
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    if len(changed) > _MOST_SLIPS or not all(words.corrects(a, b) for a, b in changed):
        return ""
    if any(guards(word, words.tag) for pair in changed for word in pair):
        return ""
    return "spelling: " + ", ".join(f"{a} → {b}" for a, b in changed)
