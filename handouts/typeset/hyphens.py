"""Hyphenation patterns, read ten times as fast: German's 78 000 take pyphen 0.4 seconds.

WeasyPrint and `lines` take their patterns from pyphen's cache. What is put there has the patterns
as they stand in the file, and takes one apart only when it is found in a word.
"""

from __future__ import annotations

import re

import pyphen  # type: ignore[import-untyped]

_SPECIAL = re.compile(rb"^[^#%].*(?:/.*=|\^\^)", re.MULTILINE)
_VALUES = re.compile(r"(\d?)(\D?)")

Pattern = tuple[int, tuple[int, ...]]
"""Where a pattern's values begin in it, and the values: a line may break before odd ones."""


def read_patterns(tag: str) -> None:
    """Put a language's patterns into pyphen's cache, unless they are there."""
    path = pyphen.LANGUAGES[pyphen.language_fallback(tag)]
    if path not in pyphen.hdcache:
        data = path.read_bytes()
        # Patterns that change letters, and escaped ones, are left to pyphen.
        special = _SPECIAL.search(data)
        pyphen.hdcache[path] = pyphen.HyphDict(path) if special else Dictionary(data)


class Dictionary(pyphen.HyphDict):  # type: ignore[misc]
    """The patterns of one language; pyphen's own code finds the places in a word by them."""

    def __init__(self, data: bytes) -> None:
        """Take a hyph_*.dic file; its first line names the encoding."""
        self.patterns = _Patterns(data)
        self.cache: dict[str, list[int]] = {}
        self.maxlen = max(map(len, self.patterns.written))


class _Patterns:
    """What pyphen asks of its dictionary of patterns."""

    def __init__(self, data: bytes) -> None:
        name = data.partition(b"\n")[0].decode().strip()
        encoding = "cp1251" if name.lower() == "microsoft-cp1251" else name
        letters = data.translate(None, b"0123456789").decode(encoding).split("\n")
        lines = data.decode(encoding).split("\n")
        # A pattern without a value says nothing; comments match no word.
        pairs = zip(letters, lines, strict=True)
        self.written = {key: line for key, line in pairs if key != line}
        self._read: dict[str, Pattern] = {}

    def get(self, letters: str) -> Pattern | None:
        """Return the pattern for some letters of a word."""
        written = self.written.get(letters)
        if written is None:
            return None
        if letters not in self._read:
            self._read[letters] = _pattern(written.strip())
        return self._read[letters]


def _pattern(written: str) -> Pattern:
    values = [int(digit or 0) for digit, _ in _VALUES.findall(written)]
    places = [place for place, value in enumerate(values) if value] or [0]
    start, end = places[0], places[-1] + 1
    return start, tuple(values[start:end])
