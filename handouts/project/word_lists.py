"""The lists of a Word document: which number an item has, and how deep it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BULLETS = ("", "bullet", "none")


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of a level are marked: with a bullet, or with numbers from `start`."""

    ordered: bool = False
    start: int = 1


@dataclass(slots=True)
class _Open:
    """The last item of a level: the next one of its list stands below it."""

    level: int
    ordered: bool
    number: int
    sign: str
    width: int


@dataclass
class WordLists:
    """Counts as Word does: a list goes on after a paragraph, and its inner lists begin anew."""

    levels: Mapping[str, Mapping[int, Level]]
    _next: dict[tuple[str, int], int] = field(default_factory=dict)
    _open: list[_Open] = field(default_factory=list)

    def mark(self, identity: str, depth: int) -> str:
        """Indent and mark of the next item of a list in Markdown."""
        level = self.levels.get(identity, {}).get(depth, Level())
        while self._open and self._open[-1].level > depth:
            self._open.pop()
        before = self._open.pop() if self._open and self._open[-1].level == depth else None
        self._next = {
            place: number
            for place, number in self._next.items()
            if place[0] != identity or place[1] <= depth
        }
        number = self._next.get((identity, depth), level.start)
        self._next[identity, depth] = number + 1
        sign = "."
        if before and before.ordered and level.ordered:  # another sign begins another list
            goes_on = number == before.number + 1
            sign = before.sign if goes_on else ")" if before.sign == "." else "."
        mark = f"{number}{sign} " if level.ordered else "- "
        indent = " " * sum(outer.width for outer in self._open)
        self._open.append(_Open(depth, level.ordered, number, sign, len(mark)))
        return indent + mark

    def leave(self) -> None:
        """Something else than an item follows: what comes next is indented below nothing."""
        self._open = []


def read_levels(numbering: Element) -> dict[str, dict[int, Level]]:
    """The levels of every list by its number, from word/numbering.xml."""
    known = {
        abstract.get(f"{WORD}abstractNumId", ""): _levels(abstract)
        for abstract in numbering.iterfind(f"{WORD}abstractNum")
    }
    found = {}
    for number in numbering.iterfind(f"{WORD}num"):
        levels = dict(known.get(_value(number, "abstractNumId"), {}))
        for other in number.iterfind(f"{WORD}lvlOverride"):
            depth = _whole(other.get(f"{WORD}ilvl"), 0)
            levels |= _levels(other)
            start = _whole(_value(other, "startOverride"), levels.get(depth, Level()).start)
            levels[depth] = Level(levels.get(depth, Level()).ordered, start)
        found[number.get(f"{WORD}numId", "")] = levels
    return found


def _levels(holder: Element) -> dict[int, Level]:
    return {
        _whole(level.get(f"{WORD}ilvl"), 0): Level(
            _value(level, "numFmt") not in _BULLETS, _whole(_value(level, "start"), 1)
        )
        for level in holder.iterfind(f"{WORD}lvl")
    }


def _value(holder: Element, name: str) -> str:
    found = holder.find(f"{WORD}{name}")
    return found.get(f"{WORD}val", "") if found is not None else ""


def _whole(text: str | None, usual: int) -> int:
    """A number of at most nine digits, as many as CommonMark reads."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else usual
