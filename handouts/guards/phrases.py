"""Finding the words and phrases of a lexicon in a text, with or without spaces between words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# What divides words: white space, digits, punctuation of all our scripts. Python's \w is no help,
# for it stops at the vowel signs of Indic scripts.
_WORD = re.compile(
    r"[^\s0-9!-&(-,./:-@\[-`{-~¡«»¿·×÷\u2010-\u2018\u201a-\u205e\u3000-\u3004\u3008-\u3020\u30fb"
    r"\uff00-\uff20\uff3b-\uff40\uff5b-\uff65\u060c\u061b\u061f\u06d4\u0964\u0965\u1361-\u1368"
    r"\u104a-\u104f\u17d4-\u17da\u0589\u055e\u0f0d\u27e8\u27e9-]+"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a lexicon in a text: what it means, and where it stands."""

    value: str
    start: int
    end: int


def words(text: str) -> list[re.Match[str]]:
    """Take a text apart into words; hyphens divide them, apostrophes and joiners do not."""
    return list(_WORD.finditer(text))


Entry = tuple[tuple[str, ...], str]
_KEPT = 20_000


class Phrases:
    """Phrases with their meanings. `*` stands for any ending or beginning (`evit*`, `*নি`)."""

    def __init__(
        self, table: Mapping[str, str], letters: bool = False, before: Iterable[str] = ()
    ) -> None:
        """Take meanings with their phrases (`more | more than`).

        With `letters` words are not divided by spaces and a phrase is found anywhere; `before` are
        the little words that are written together with the next one (Arabic's and, in, the).
        """
        self._letters = letters
        self._before = tuple(before)
        self._plain: dict[str, list[Entry]] = {}
        self._stems: dict[str, list[Entry]] = {}
        self._seen: dict[str, list[Entry]] = {}
        self._lengths: list[int] = []
        self._ends: list[tuple[str, str]] = []
        self._parts: list[tuple[str, str]] = []
        for meaning, phrases in table.items():
            for phrase in filter(None, map(str.strip, phrases.casefold().split("|"))):
                self._add(phrase, meaning)
        self._parts.sort(key=lambda part: -len(part[0]))

    def _add(self, phrase: str, meaning: str) -> None:
        if self._letters:
            self._parts.append((phrase, meaning))
            return
        parts = tuple(phrase.replace("-", " ").split())
        first = parts[0]
        if first.startswith("*"):
            self._ends.append((first[1:], meaning))
            return
        known = self._stems if first.endswith("*") else self._plain
        known.setdefault(first.rstrip("*"), []).append((parts, meaning))

    def find(self, text: str, divided: list[re.Match[str]] | None = None) -> Iterator[Hit]:
        """Yield the phrases in a casefolded text, the longest at each place, none overlapping."""
        if self._letters:
            yield from self._among_letters(text)
            return
        found = words(text) if divided is None else divided
        said = [match[0].replace("’", "'") for match in found]
        past = 0
        for number, word in enumerate(said):
            if number < past or not (known := self._seen.get(word) or self._starting(word)):
                continue
            length, meanings = _longest(known, said, number)
            if length:
                past = number + length
                for meaning in meanings:
                    yield Hit(meaning, found[number].start(), found[past - 1].end())

    def _starting(self, word: str) -> list[Entry]:
        """The phrases that may start with a word; kept, for words come again and again."""
        known: list[Entry] = []
        for spelling in self._spellings(word):
            known += self._plain.get(spelling, ())
            for length in self._stem_lengths():
                if length > len(spelling):
                    break
                known += self._stems.get(spelling[:length], ())
        known += [((word,), meaning) for end, meaning in self._ends if word.endswith(end)]
        if len(self._seen) < _KEPT:
            self._seen[word] = known
        return known

    def _stem_lengths(self) -> list[int]:
        if not self._lengths and self._stems:
            self._lengths = sorted(set(map(len, self._stems)))
        return self._lengths

    def _spellings(self, word: str) -> Iterator[str]:
        yield word
        for part in self._before:
            if word.startswith(part) and len(word) > len(part) + 1:
                yield word[len(part) :]

    def _among_letters(self, text: str) -> Iterator[Hit]:
        taken: list[tuple[int, int]] = []
        for part, meaning in self._parts:
            start = text.find(part)
            while start >= 0:
                end = start + len(part)
                if not any(start < stop and begin < end for begin, stop in taken):
                    taken.append((start, end))
                    yield Hit(meaning, start, end)
                start = text.find(part, end)


def _longest(known: list[Entry], said: list[str], number: int) -> tuple[int, list[str]]:
    """The longest phrase that stands at a word, with all that it means (“deje de”: stop, avoid)."""
    best, meanings = 0, [""]
    for parts, value in known:
        length = len(parts)
        if length < best or (
            length > 1 and not _fits(parts[1:], said[number + 1 : number + length])
        ):
            continue
        if length > best:
            best, meanings = length, []
        if value not in meanings:
            meanings.append(value)
    return best, meanings


def _fits(parts: tuple[str, ...], said: list[str]) -> bool:
    return len(parts) == len(said) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for part, word in zip(parts, said, strict=True)
    )
