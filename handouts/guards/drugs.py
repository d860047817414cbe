"""Names of medicines: they are told apart by their letters, however a language spells them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from handouts.guards.model import Sign

_WORD = re.compile(r"[^\W\d_]{5,}")
_SAME = 0.78
"""How alike two spellings of one name are at the least: hidroxicina, hydroxyzine."""

_SPELLINGS = dict(
    (
        *(("ph", "f"), ("th", "t"), ("ch", "c"), ("y", "i"), ("k", "c"), ("z", "c"), ("ae", "e")),
        *(
            ("oe", "e"),
            ("qu", "c"),
            ("x", "cs"),
            ("ii", "i"),
            ("rh", "r"),
            ("ss", "s"),
            ("ll", "l"),
        ),
        *(
            ("mm", "m"),
            ("nn", "n"),
            ("tt", "t"),
            ("pp", "p"),
            ("ff", "f"),
            ("rr", "r"),
            ("cc", "c"),
        ),
    )
)
_SPELT = re.compile("|".join(_SPELLINGS))
_ENDING = re.compile("(?:um|us|ums|es|as|[aeos])$")
_ACCENTS = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüçñşžý", "aaaaaeeeeiiiiooooouuuucnszy")


def drug_signs(said: str) -> Iterator[Sign]:
    """Yield the words of a text that are names of medicines, by the spelling that all share."""
    for match in _WORD.finditer(said):
        if name := drug(match[0]):
            yield Sign("drug", (name,), match[0], *match.span())


def drug(word: str) -> str:
    """Return the name that a word is a spelling of: a listed one, or one formed like an INN."""
    if not word.isascii() and max(word) > "\u024f":
        return ""
    return _drug(word.lower())


@lru_cache(maxsize=4096)
def _drug(word: str) -> str:
    data, known = _data()
    if word in data["ordinary"]:
        return ""
    said = skeleton(word)
    if said in known and (len(said) > 5 or word[:2] == known[said][:2]):
        return known[said]
    alike = _nearest(said)
    if alike:
        return known[alike]
    if len(said) > 6 and said.endswith(data["endings"]):
        return said
    return ""


@lru_cache(maxsize=1)
def _starts() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in _data()[1]:
        found.setdefault(name[:3], []).append(name)
    return found


def _nearest(said: str) -> str:
    if len(said) < 6:
        return ""
    near = [name for name in _starts().get(said[:3], ()) if abs(len(name) - len(said)) < 3]
    rated = [(_ratio(said, name), name) for name in near]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= 0.88 else ""


def skeleton(word: str) -> str:
    """Write a name as all languages with Latin letters would: `Hidroxicina`, `hydroxyzine`."""
    text = _SPELT.sub(lambda found: _SPELLINGS[found[0]], word.lower().translate(_ACCENTS))
    return _ENDING.sub("", text) if len(text) > 5 else text


def alike(one: str, other: str) -> bool:
    """Whether two names may be spellings of one."""
    if one == other:
        return True
    return _ratio(skeleton(one), skeleton(other)) >= _SAME


def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio()


def look_alike(name: str) -> frozenset[str]:
    """The listed names that are mistaken for this one."""
    return _partners().get(name, frozenset())


@lru_cache(maxsize=1)
def _data() -> tuple[Mapping[str, Any], Mapping[str, str]]:
    path = Path(__file__).parent / "drugs.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    names = {name for group in data["look_alike"].split("|") for name in group.split()}
    names |= set(data["names"].split())
    read = {
        "endings": tuple(skeleton(f"xxxxxx{ending}")[6:] for ending in data["endings"].split()),
        "ordinary": frozenset(data["ordinary"].split()),
        "groups": [group.split() for group in data["look_alike"].split("|")],
    }
    return read, {skeleton(name): name for name in sorted(names)}


@lru_cache(maxsize=1)
def _partners() -> Mapping[str, frozenset[str]]:
    partners: dict[str, set[str]] = {}
    for group in _data()[0]["groups"]:
        for name in group:
            partners.setdefault(name, set()).update(set(group) - {name})
    return {name: frozenset(others) for name, others in partners.items()}
