"""Reading a text for everything in it that must not change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from handouts.guards.drugs import drug_signs
from handouts.guards.frequencies import frequencies
from handouts.guards.lexicon import Lexicon, lexicon
from handouts.guards.measures import is_dose, measures
from handouts.guards.model import Guard, Sign
from handouts.guards.moments import named_dates, numeric_dates, phones, times
from handouts.guards.numerals import latin, numerals

_HIDDEN = re.compile(
    # The lengths of an e-mail address are bounded (RFC 5321): else a long word takes minutes.
    r"\{[^{}]*\}|(?<=\])\[[0-9]+\]|https?://[^\s)]+"
    r"|(?<![^\s@])[^\s@]{1,64}@[^\s@]{1,255}\.\w+|&#?\w+;"
)
_FIGURE = re.compile("[0-9\u00bc-\u00be\u2150-\u215e]")
_MARKS = re.compile(r"[*`\\]|(?<![^\W_])_+|_+(?![^\W_])")
_ODD = re.compile("[\u00ad\u200b\u200e\u200f\u2060-\u2069\u061c\u202a-\u202e]")

_EMERGENCY = 3  # digits


def plain(text: str) -> str:
    """Take out what is no text of its own (placeholders, addresses, marks), with Latin digits."""
    return latin(_ODD.sub("", _MARKS.sub("", _HIDDEN.sub(" ", text))))


def guard_tokens(text: str, tag: str) -> tuple[Guard, ...]:
    """Return the guards of a text in a language, in order of appearance.

    `text` is a message's Markdown. Languages without a lexicon give only what needs none: numbers,
    units that are written alike everywhere, times and dates in figures, phone numbers, drugs.
    """
    return tuple(
        Guard(sign.kind, sign.values[0], sign.shown)
        for sign in signs(text, tag)
        if sign.firm or (sign.kind == "number" and sign.values[0] != "1")
    )


@lru_cache(maxsize=4096)
def signs(text: str, tag: str) -> tuple[Sign, ...]:
    """Return all signs of a text, also those that only may mean something, by place."""
    known = lexicon(tag)
    said = plain(text)
    if not said.strip():
        return ()
    found = list(_figures(said, known))
    found += _words(said, known)
    found += measures(said, known, [sign for sign in found if sign.kind == "number"])
    found = _without_units(found)
    found += frequencies(said, known)
    found += drug_signs(said)
    return tuple(sorted(found, key=lambda sign: (sign.start, sign.kind != "number", -sign.end)))


def _without_units(found: list[Sign]) -> list[Sign]:
    """Leave out the words that are a number's unit or half of the day: “8 hours”, “5 at night”."""
    units = [
        sign
        for sign in found
        if (sign.kind == "unit" and sign.firm)
        or (sign.kind in ("time", "date") and any(map(str.isdigit, sign.values[0])))
    ]
    return [
        sign
        for sign in found
        if sign.kind != "time"
        or sign in units
        or not any(unit.start <= sign.start and sign.end <= unit.end for unit in units)
    ]


def _figures(said: str, known: Lexicon) -> Iterator[Sign]:
    """Numbers in figures, but for those that a phone number, a time or a date is made of."""
    if not _FIGURE.search(said):
        return
    numbers = list(numerals(said, known.decimal))
    taken = list(numeric_dates(said, known.tag))
    taken += _free((sign for sign in phones(said) if _is_called(sign, said, known)), taken)
    taken += _free(named_dates(said, known, numbers), taken)
    taken += _free(times(said, known), taken)
    yield from taken
    yield from _free(numbers, taken)


def _is_called(phone: Sign, said: str, known: Lexicon) -> bool:
    """Whether digits are a phone number indeed: those of an emergency number may be a dose."""
    return len(phone.values[0]) > _EMERGENCY or not is_dose(said, phone.start, phone.end, known)


def _free(signs: Iterable[Sign], taken: list[Sign]) -> list[Sign]:
    """The signs that stand on no other, the longer of two that overlap."""
    free: list[Sign] = []
    used = {place for sign in taken for place in range(sign.start, sign.end)}
    for sign in sorted(signs, key=lambda sign: (sign.start - sign.end, sign.start)):
        places = range(sign.start, sign.end)
        if used.isdisjoint(places):
            free.append(sign)
            used.update(places)
    return free


def _words(said: str, known: Lexicon) -> Iterator[Sign]:
    lower = said.lower()
    if len(lower) != len(said):
        lower = said
    for hit in known.phrases.find(lower):
        kind, _, meaning = hit.value.partition(":")
        shown = said[hit.start : hit.end]
        if kind == "none":  # what looks like a word of the lexicon and is none: “not only”
            continue
        if kind == "pair":
            number = meaning.split()[0]
            yield Sign("number", (number,), shown, hit.start, hit.end, spelled=True)
            yield Sign("unit", (meaning,), shown, hit.start, hit.end, spelled=True)
        elif kind in ("number", "also"):
            firm = kind == "number" and not known.letters
            yield Sign("number", (meaning,), shown, hit.start, hit.end, firm=firm, spelled=True)
        else:
            firm = kind != "lack"
            yield Sign(kind, (meaning,), shown, hit.start, hit.end, firm=firm)
