"""What a guard is, and what a text says where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that must not change between two texts.

    `kind` is number, unit, negation, direction, frequency, time, date, phone or drug; `value` is
    canonical (`2.5 mass-milligram`, `17:00`), the same in every language; `shown` is as written.
    """

    kind: str
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A guard at its place in a text, with every way to read it, the likeliest first.

    One that is not `firm` may mean something else (`un` in Spanish is one, or only an article): it
    may stand for a number of another text, but is not held to one itself. `start` and `end` count
    in the text that `plain` returns.
    """

    kind: str
    values: tuple[str, ...]
    shown: str
    start: int
    end: int
    firm: bool = True
    spelled: bool = False
