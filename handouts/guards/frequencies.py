"""How often: `every {n} hours`, `{n} times a day`, beside the fixed phrases of a lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from handouts.guards.lexicon import Lexicon, lexicon
from handouts.guards.model import Sign

_FIGURE = re.compile("[0-9]")
_NUMBER = r"([0-9]+(?:\s?[^\s0-9.,;:!?]{1,5}\s?[0-9]+)?|[0-9]+ ?[-–] ?[0-9]+)"


def frequencies(said: str, known: Lexicon) -> Iterator[Sign]:
    """Yield how often, where a pattern of the language's table `every` says it with a number."""
    if not known.knows("every"):
        return
    lower = said.lower()
    if len(lower) != len(said) or not _FIGURE.search(lower):
        return
    for key, phrase, meaning in _phrases(known.tag):
        if key in lower:
            for match in _pattern(phrase, known.letters).finditer(lower):
                number = "-".join(re.findall("[0-9]+", match[1]))
                value = meaning.replace("{n}", number)
                yield Sign("frequency", (value,), said[match.start() : match.end()], *match.span())


@lru_cache(maxsize=512)
def _pattern(phrase: str, letters: bool) -> re.Pattern[str]:
    sides = [re.sub(r"(?:\\ )+", r"\\s?", re.escape(part)) for part in phrase.split("{n}")]
    sides = [side.replace(r"\*", r"[^\s.,;:!?]*") for side in sides]
    return re.compile(_NUMBER.join(sides) + ("" if letters else r"(?![^\W\d_])"))


@lru_cache(maxsize=64)
def _phrases(tag: str) -> tuple[tuple[str, str, str], ...]:
    """The phrases with a number, each after the longer of its sides: most texts have none."""
    found = []
    for meaning, phrases in lexicon(tag).table("every").items():
        for phrase in filter(None, map(str.strip, phrases.lower().split("|"))):
            key = max((part.strip(" *") for part in phrase.split("{n}")), key=len)
            found.append((key, phrase, meaning))
    return tuple(found)
