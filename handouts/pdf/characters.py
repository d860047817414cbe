"""Which characters of a laid-out line are text, and how a line goes on in the next."""

from __future__ import annotations

import re

SOFT_HYPHEN = "\u00ad"

#: Put in for line breaking and bidi isolation, no part of what a reader says, copies or searches:
#: soft hyphen, zero width space, word joiner, byte order mark, embeddings and isolates.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: Scripts that put no space between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese.
_NO_SPACE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff\uff00-\uffef]$")
_WINDOW = 16


def readable(text: str) -> str:
    """Take out what stands in a text for the layout alone."""
    return _INVISIBLE.sub("", text)


def is_right_to_left(text: str) -> bool:
    """Tell whether a text has letters that run from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def has_words(text: str) -> bool:
    """Tell whether a text says something: letters or digits, not only bullets and rules."""
    return any(character.isalnum() for character in text)


def line_end(line: str, following: str, source: str, hyphen: str) -> tuple[int, str]:
    """Find out what stood between a line and the next: (characters to cut off the line, text to add).

    Layout drops the space at the end of a line and adds a hyphen inside a word. `source` is the
    paragraph as it was written, `hyphen` what the layout prints; a word without its source (upper-cased,
    generated) is judged by its last character.
    """
    source, head = source.casefold(), following[:_WINDOW].casefold()
    bare = line.removesuffix(hyphen) if hyphen else line
    if line[-_WINDOW:].casefold() + head in source:
        return 0, ""
    if f"{line[-_WINDOW:].casefold()} {head}" in source:
        return 0, " "
    if bare != line and bare[-_WINDOW:].casefold() + head in source:
        return len(hyphen), SOFT_HYPHEN
    if line.endswith((" ", "-")) or _NO_SPACE.search(line):
        return 0, ""
    if bare != line:
        return len(hyphen), SOFT_HYPHEN
    return 0, " "
