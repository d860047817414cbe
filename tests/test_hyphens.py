"""Hyphenation patterns read fast are the same patterns."""

from __future__ import annotations

from pathlib import Path

import pyphen  # type: ignore[import-untyped]
import pytest

from handouts.languages import languages
from handouts.typeset.hyphens import Dictionary, read_patterns

HYPHENATED = [language.tag for language in languages().values() if language.hyphenate]


def file_of(tag: str) -> Path:
    return Path(pyphen.LANGUAGES[pyphen.language_fallback(tag)])


@pytest.mark.parametrize("tag", HYPHENATED)
def test_every_word_breaks_where_pyphen_breaks_it(tag: str) -> None:
    path = file_of(tag)
    slow = pyphen.HyphDict(path)
    pyphen.hdcache.pop(path, None)
    read_patterns(tag)
    fast = pyphen.hdcache[path]
    words = [pattern.strip(".") for pattern in list(slow.patterns)[::23]]
    words = [a + b for a, b in zip(words, words[7:], strict=False)]
    assert sum(bool(slow.positions(word)) for word in words) > 20
    assert [fast.positions(word) for word in words] == [slow.positions(word) for word in words]


def test_patterns_that_change_letters_are_left_to_pyphen() -> None:
    path = file_of("hu")
    pyphen.hdcache.pop(path, None)
    read_patterns("hu")
    assert not isinstance(pyphen.hdcache[path], Dictionary)
    assert pyphen.Pyphen(lang="hu").inserted("aszszony") == pyphen.Pyphen(
        lang="hu", cache=False
    ).inserted("aszszony")


def test_patterns_are_taken_apart_when_a_word_has_them() -> None:
    slow = pyphen.HyphDict(file_of("de"))
    fast = Dictionary(file_of("de").read_bytes())
    assert len(fast.patterns.written) >= len(slow.patterns) > 60_000  # comments count as well
    assert not fast.patterns._read

    assert fast.positions("rückenschmerzen") == slow.positions("rückenschmerzen")
    assert 0 < len(fast.patterns._read) < 100
