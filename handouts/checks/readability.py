"""How hard a text is to read: each language by a formula of its own, where there is one.

Coefficients as in textstat's source. Scores only count letters, syllables and sentences: they are
warnings, and never proof that a patient understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from handouts.checks.wording import sentences
from handouts.guards.phrases import words

LEAST_WORDS = 100
"""Fewer words say nothing about a text."""

LONG_SENTENCE = 25
_AVERAGE = 20.0

_VOWELS = {
    "en": "aeiouy",
    "es": "aeiouáéíóúü",
    "fr": "aeiouyàâéèêëîïôûùüœæ",
    "de": "aeiouyäöü",
    "it": "aeiouàèéìòù",
    "nl": "aeiouyë",
    "pt": "aeiouáéíóúâêôãõà",
    "ru": "аеёиоуыэюя",
    "hu": "aeiouáéíóöőúüű",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas count."""

    words: int
    sentences: int
    letters: int
    syllables: int
    long: int  # words of more than six letters
    many: int  # words of three syllables and more
    single: int  # words of one syllable

    @property
    def per_sentence(self) -> float:
        """Words in a sentence."""
        return self.words / self.sentences

    @property
    def per_word(self) -> float:
        """Syllables in a word."""
        return self.syllables / self.words


@dataclass(frozen=True, slots=True)
class Score:
    """A formula's result; `hard` where it is beyond the target for health texts."""

    name: str
    value: float
    target: str
    hard: bool


def count(texts: Iterable[str], language: str) -> Counts:
    """Count words, sentences and syllables of plain texts; each text ends a sentence."""
    texts = tuple(texts)
    said = [match[0].lower() for match in chain.from_iterable(map(words, texts))]
    syllables = [_syllables(word, language) for word in said]
    return Counts(
        words=len(said),
        sentences=sum(map(sentences, texts)),
        letters=sum(map(len, said)),
        syllables=sum(syllables),
        long=sum(len(word) > 6 for word in said),
        many=sum(number > 2 for number in syllables),
        single=sum(number == 1 for number in syllables),
    )


@lru_cache(maxsize=16)
def _groups(vowels: str) -> re.Pattern[str]:
    return re.compile(f"[{vowels}]+")


def _syllables(word: str, language: str) -> int:
    vowels = _VOWELS.get(language)
    if vowels is None:
        return 1
    groups = _groups(vowels).findall(word)
    number = len(groups)
    if language == "ru":
        number = sum(map(len, groups))
    elif language == "en":
        quiet = re.search(r"[^aeiouyl]es?$|[^aeiouytd]ed$", word) is not None
        number -= quiet and number > 1
    elif language == "fr":
        number -= word.endswith(("e", "es", "ent")) and number > 1
    elif language == "es":
        number += len(re.findall("[aeoáéó][aeoáéó]|[íú][aeo]|[aeo][íú]", word))
    return max(1, number)


def scores(found: Counts, language: str) -> tuple[Score, ...]:
    """The formulas of a language, or its mean sentence length where it has none."""
    if not found.words or not found.sentences:
        return ()
    asl, asw = found.per_sentence, found.per_word
    share = 100 / found.words
    if language == "en":
        grade = 0.39 * asl + 11.8 * asw - 15.59
        smog = 1.043 * (found.many * 30 / found.sentences) ** 0.5 + 3.1291
        return (
            Score("Flesch-Kincaid grade", grade, "6 or less", grade > 6),
            Score("SMOG grade", smog, "8 or less", found.sentences >= 30 and smog > 8),
        )
    if language == "de":
        grade = (
            0.1935 * found.many * share
            + 0.1672 * asl
            + 0.1297 * found.long * share
            - 0.0327 * found.single * share
            - 0.875
        )
        return (Score("Wiener Sachtextformel", grade, "7 or less", grade > 7),)
    if language in _EASE:
        name, start, per_sentence, per_word, least = _EASE[language]
        ease = start - per_sentence * asl - per_word * asw
        return (Score(name, ease, f"{least:g} or more", ease < least),)
    if language == "it":
        ease = 89 + (300 * found.sentences - 10 * found.letters) / found.words
        return (Score("Gulpease", ease, "60 or more", ease < 60),)
    if language in ("sv", "da", "nb"):
        lix = asl + found.long * share
        return (Score("LIX", lix, "40 or less", lix > 40),)
    return (Score("words in a sentence", asl, f"{_AVERAGE:g} or less", asl > _AVERAGE),)


_EASE: Mapping[str, tuple[str, float, float, float, float]] = {
    "es": ("INFLESZ", 206.84, 1.0, 62.3, 55),
    "fr": ("Kandel-Moles", 207, 1.015, 73.6, 60),
    "nl": ("Flesch-Douma", 206.835, 0.93, 77, 60),
    "ru": ("reading ease", 206.835, 1.3, 60.1, 50),
    "hu": ("reading ease", 206.835, 1.015, 58.5, 50),
}
