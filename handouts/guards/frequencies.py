"""How often: `every {n} hours`, `{n} times a day`, beside the fixed phrases of a lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from handouts.guards.lexicon import Lexicon, lexicon
from handouts.guards.model import Sign

_NUMBER = r"([0-9]+(?:\s?[^\s0-9.,;:!?]{1,5}\s?[0-9]+)?|[0-9]+ ?[-–] ?[0-9]+)"


def frequencies(said: str, known: Lexicon) -> Iterator[Sign]:
    """Yield how often, where a pattern of the language's table `every` says it with a number."""
    if not known.knows("every"):
        return
    lower = said.lower()
    if len(lower) != len(said) or not any(c.isdigit() for c in lower):
        return
    for key, pattern, meaning in _patterns(known.tag):
        if key in lower:
            for match in pattern.finditer(lower):
                number = "-".join(re.findall("[0-9]+", match[1]))
                value = meaning.replace("{n}", number)
                yield Sign("frequency", (value,), said[match.start() : match.end()], *match.span())


@lru_cache(maxsize=64)
def _patterns(tag: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    known = lexicon(tag)
    edge = "" if known.letters else r"(?![^\W\d_])"
    found = []
    for meaning, phrases in known.table("every").items():
        for phrase in filter(None, map(str.strip, phrases.lower().split("|"))):
            left, _, right = phrase.partition("{n}")
            sides = [re.sub(r"(?:\\ )+", r"\\s?", re.escape(part)) for part in (left, right)]
            sides = [side.replace(r"\*", r"[^\s.,;:!?]*") for side in sides]
            pattern = re.compile(_NUMBER.join(sides) + edge)
            found.append((max(left.strip(), right.strip(), key=len).rstrip("*"), pattern, meaning))
    return tuple(found)
