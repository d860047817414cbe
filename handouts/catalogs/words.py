"""Which words are English, and when a changed word is a corrected misspelling for certain.

`english.txt` is SCOWL's American list of size 50, its lower-case words of four letters or more:
words that most dictionaries have. It holds no names, few drugs and few words of anatomy, so a rare
word is never taken for a good spelling. Its licence lies beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from string import ascii_lowercase

_WORD = re.compile(r"[a-z]+")
_ENGLISH = Path(__file__).with_name("english.txt")
_SHORTEST = 5
_LONG = 7
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True)
class Words:
    """The words of a project's own texts (`texts` is asked when needed), and whether English."""

    tag: str = ""
    texts: Callable[[], Iterable[str]] = tuple

    @cached_property
    def used(self) -> frozenset[str]:
        """Every word that the project's texts hold as they stand now."""
        return frozenset(word for text in self.texts() for word in _WORD.findall(text.lower()))

    def corrects(self, old: str, new: str) -> bool:
        """Whether `old` can only be a misspelling of `new`; False when there is any doubt.

        The new word is a common one; the old one is in no list and nowhere else in the project;
        and one slip of the pen lies between them: two letters swapped, a letter too many or too
        few, and in a long word one vowel for another. No other word may be that near: “bleding”
        was bleeding, or blending. Names are not judged, and nothing that begins with hypo- or
        hyper-, which lists of words do not know whole.
        """
        if self.tag.split("-")[0] != "en" or not (_WORD.fullmatch(old) and _WORD.fullmatch(new)):
            return False
        if min(len(old), len(new)) < _SHORTEST or old[0] != new[0]:
            return False
        if new.lower().startswith(("hypo", "hyper")):
            return False
        return (
            _one_slip(old, new)
            and new in _english()
            and old not in _english()
            and old not in self.used
            and not any(
                word != new and word in _english() and _one_slip(old, word)
                for word in _within_a_slip(old)
            )
        )


def _within_a_slip(word: str) -> Iterator[str]:
    """Every string that one letter more, less or other, or two swapped, make of a word."""
    for n in range(len(word) + 1):
        before, after = word[:n], word[n:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]


def _one_slip(old: str, new: str) -> bool:
    if abs(len(old) - len(new)) == 1:
        short, long = sorted((old, new), key=len)
        return any(short == long[:n] + long[n + 1 :] for n in range(len(long)))
    if len(old) != len(new):
        return False
    apart = [n for n in range(len(old)) if old[n] != new[n]]
    if len(apart) == 1 and len(old) >= _LONG:
        return {old[apart[0]], new[apart[0]]} <= _VOWELS
    return (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and old[apart[0]] == new[apart[1]]
        and old[apart[1]] == new[apart[0]]
    )


@cache
def _english() -> frozenset[str]:
    return frozenset(_ENGLISH.read_text(encoding="ascii").split())
