"""The words of a language that carry a guard, from lexicon/ (ours) and cldr/ (made from CLDR)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from handouts.guards.phrases import Phrases
from handouts.languages import UnknownLanguage, language

_FOLDER = Path(__file__).parent
_SAME = {"zh": "zh-Hans", "pt": "pt-BR", "tl": "fil", "prs": "fa"}
_SCANNED = ("number", "also", "pair", "negation", "direction", "frequency", "time", "none", "lack")


@dataclass(frozen=True)
class Lexicon:
    """One language's words; a table is empty where nobody has written it yet."""

    tag: str
    decimal: str
    letters: bool = False
    words: Mapping[str, Any] = field(default_factory=dict)
    cldr: Mapping[str, Any] = field(default_factory=dict)

    def table(self, name: str) -> Mapping[str, str]:
        """A table of ours: meanings with their phrases."""
        found: Mapping[str, str] = self.words.get(name, {})
        return found

    def knows(self, name: str) -> bool:
        """Whether the words of a kind are known in this language."""
        return bool(self.table(name))

    @cached_property
    def phrases(self) -> Phrases:
        """All words that are looked for anywhere in a text; meanings are `kind:value`."""
        table = {
            f"{kind}:{value}": phrases
            for kind in _SCANNED
            for value, phrases in self.table(kind).items()
        }
        return Phrases(table, self.letters, self.words.get("before", "").split())

    @cached_property
    def months(self) -> Phrases:
        """The names of the months; meanings are their numbers."""
        names = {str(n): text for n, text in enumerate(self.cldr.get("months", ()), 1)}
        return Phrases(names, self.letters, self.words.get("before", "").split())

    @cached_property
    def units(self) -> tuple[Mapping[str, str], Mapping[str, str], int]:
        """Units as written, their stems, and the length of the longest."""
        plain: dict[str, str] = {}
        stems: dict[str, str] = {}
        for table in (_shared()["unit"], self.cldr.get("unit", {}), self.table("unit")):
            for unit, written in table.items():
                for name in filter(None, map(str.strip, written.lower().split("|"))):
                    known = stems if name.endswith("*") else plain
                    known[name.rstrip("*")] = unit
        return plain, stems, max(map(len, (*plain, *stems)), default=0)

    @cached_property
    def clock(self) -> Mapping[str, tuple[str, ...]]:
        """What marks the halves of a day and a full hour: am, pm, hour."""
        return {
            name: tuple(sorted(filter(None, map(str.strip, said.lower().split("|"))), key=len))[
                ::-1
            ]
            for name, said in self.table("clock").items()
        }


@lru_cache(maxsize=64)
def lexicon(tag: str) -> Lexicon:
    """Find the lexicon of a tag, or of its language alone; an empty one where there is none."""
    try:
        decimal = language(tag).decimal
    except UnknownLanguage:
        decimal = "."
    ours, cldr = _file("lexicon", tag), _file("cldr", tag)
    return Lexicon(tag, decimal, bool(ours.get("letters")), ours, cldr)


@lru_cache(maxsize=1)
def _shared() -> Mapping[str, Any]:
    return tomllib.loads((_FOLDER / "shared.toml").read_text(encoding="utf-8"))


def _file(folder: str, tag: str) -> Mapping[str, Any]:
    parts = tag.split("-")
    names = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    names += [_SAME[parts[0]]] if parts[0] in _SAME else []
    for name in names:
        path = _FOLDER / folder / f"{name}.toml"
        if path.exists():
            return tomllib.loads(path.read_text(encoding="utf-8"))
    return {}
