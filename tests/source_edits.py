"""What authors do to an article, one edit after the other, and which of it can harm."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"^(?:- |\d\. |#+ |\| )?[A-Z*].*[a-z]", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w./-])\d+(?:\.\d+)?(?![\w/-]|\. )")
_ADDRESS = re.compile(r"https?://[^\s)]+")
_UNITS = {"mg": "mcg", "minutes": "hours", "minute": "hour", "days": "weeks", "day": "week"}
_UNITS |= {"tablet": "drop", "tablets": "drops", "weeks": "months", "inches": "feet"}
_NEGATIONS = {"Do not": "Do", "do not": "do", "Never": "Always", "Avoid": "Do not avoid"}
_NEGATIONS |= {"cannot": "can", "without": "with", "Take": "Do not take", "Call": "Do not call"}
_DIRECTIONS = {"more": "less", "less": "more", "before": "after", "after": "before"}
_DIRECTIONS |= {"Below": "Above", "Above": "Below", "worse": "better", "longer": "shorter"}
_WORDINGS = {"big": "large", "also": "as well", "helps": "is of help", "doctor": "physician"}
_WORDINGS |= {"surgery": "an operation", "medicine": "remedy", "leaflet": "sheet", "clinic": "desk"}


@dataclass(frozen=True)
class Edit:
    """An article before and after; `kind` is what was done."""

    kind: str
    before: str
    after: str


Change = Callable[[random.Random, str], str | None]


def edits(body: str, count: int, seed: int = 1) -> Iterator[Edit]:
    """Yield edits of an article's text, every kind in its turn; the same ones for the same seed."""
    chance = random.Random(seed)
    kinds = list(KINDS)
    made = tried = 0
    while made < count and tried < count * 20:
        kind = kinds[tried % len(kinds)]
        tried += 1
        if changed := KINDS[kind](chance, body):
            made += 1
            turned = kind == "spelling"  # the author corrects it
            yield Edit(kind, changed if turned else body, body if turned else changed)


def _swapped(pairs: dict[str, str]) -> Change:
    def change(chance: random.Random, body: str) -> str | None:
        found = [m for word in pairs for m in re.finditer(rf"(?<!\{{)\b{word}\b", body)]
        return _put(body, match := chance.choice(found), pairs[match[0]]) if found else None

    return change


def _put(body: str, match: re.Match[str], text: str) -> str:
    return body[: match.start()] + text + body[match.end() :]


def _number(chance: random.Random, body: str) -> str | None:
    found = list(_NUMBER.finditer(body))
    if not found:
        return None
    match = chance.choice(found)
    other = chance.choice([f"{match[0]}0", f"1{match[0]}", f"{float(match[0]) / 2:g}", "7"])
    return _put(body, match, other) if other != match[0] else None


def _spelling(chance: random.Random, body: str) -> str | None:
    """A slip of the pen: two letters swapped, one lost, or one doubled."""
    found = [m for m in re.finditer(r"\b[a-z]{6,}\b", body) if "/" not in body[m.end() :][:1]]
    match = chance.choice(found)
    word = match[0]
    at = chance.randrange(1, len(word) - 2)
    slips = [word[:at] + word[at + 1] + word[at] + word[at + 2 :]]
    slips += [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
    slip = chance.choice(slips)
    inside = "{" in body[max(0, match.start() - 8) : match.start()]
    address = "//" in body[max(0, match.start() - 40) : match.end()]
    return None if slip == word or inside or address else _put(body, match, slip)


def _line(chance: random.Random, body: str) -> re.Match[str]:
    return chance.choice(list(_LINE.finditer(body)))


def _white_space(chance: random.Random, body: str) -> str | None:
    found = list(re.finditer(r"(?<=[a-z]) (?=[a-z])", body))
    return _put(body, chance.choice(found), chance.choice(["  ", "\N{NO-BREAK SPACE}"]))


def _typography(chance: random.Random, body: str) -> str | None:
    pairs = {"“": '"', "”": '"', "’": "'", "-": "\N{NON-BREAKING HYPHEN}", "'": "’"}
    found = list(re.finditer(r"(?<=[a-z ])[“”’'-](?=[a-z ])", body))
    return _put(body, match := chance.choice(found), pairs[match[0]]) if found else None


def _address(chance: random.Random, body: str) -> str | None:
    found = list(_ADDRESS.finditer(body))
    return _put(body, match := chance.choice(found), f"{match[0]}/new") if found else None


def _emphasis(chance: random.Random, body: str) -> str | None:
    found = list(re.finditer(r"\*\*(.+?)\*\*", body))
    return _put(body, match := chance.choice(found), match[1]) if found else None


def _punctuation(chance: random.Random, body: str) -> str | None:
    found = list(re.finditer(r",(?= [a-z])", body))
    return _put(body, chance.choice(found), ";") if found else None


def _sections(body: str) -> list[str]:
    return re.split(r"(?m)^(?=## )", body)


def _move(chance: random.Random, body: str) -> str | None:
    head, *sections = _sections(body)
    one, other = chance.sample(range(len(sections)), 2)
    sections[one], sections[other] = sections[other].rstrip("\n") + "\n\n", sections[one]
    return head + "".join(f"{section.rstrip()}\n\n" for section in sections)


def _delete(chance: random.Random, body: str) -> str | None:
    head, *sections = _sections(body)
    del sections[chance.randrange(len(sections))]
    return head + "".join(sections)


def _sentence(chance: random.Random, body: str) -> str | None:
    """A new sentence at the end of a paragraph or an item."""
    found = list(re.finditer(r"(?m)(?<=[a-z]\.)$", body))
    new = chance.choice(["Ask us if you are not sure.", "Take 3 tablets.", "Bring this sheet."])
    return _put(body, chance.choice(found), f" {new}")


def _insert(chance: random.Random, body: str) -> str | None:
    match = _line(chance, body)
    if body[match.start()] in "-|123":
        return None
    new = ["Do not take the tablet with water.", "Tell us about 2 other medicines.", "Rest well."]
    return body[: match.start()] + f"{chance.choice(new)}\n\n" + body[match.start() :]


KINDS: dict[str, Change] = {
    "number": _number,
    "unit": _swapped(_UNITS),
    "negation": _swapped(_NEGATIONS),
    "direction": _swapped(_DIRECTIONS),
    "spelling": _spelling,
    "white space": _white_space,
    "typography": _typography,
    "address": _address,
    "emphasis": _emphasis,
    "punctuation": _punctuation,
    "wording": _swapped(_WORDINGS),
    "new sentence": _sentence,
    "move": _move,
    "delete": _delete,
    "insert": _insert,
}

HARMFUL = frozenset({"number", "unit", "negation", "direction"})
"""Kinds of edits after which a translation says something else than its source."""
