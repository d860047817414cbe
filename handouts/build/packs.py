"""Packs: which handouts of a batch go into one print run together, and what the manifest says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeAlias

from handouts.build.results import Outcome, Result
from handouts.findings import Finding, finding
from handouts.formats import FORMATS
from handouts.project import Handout

PackBy: TypeAlias = Literal["clinic", "language", "format"]
PACK_BY: tuple[PackBy, ...] = ("clinic", "language", "format")

_MADE = (Outcome.BUILT, Outcome.UNCHANGED)
_NAMED = 5  # handouts in a message


@dataclass(frozen=True, slots=True)
class Plan:
    """One print run to be: what it is by, all on one paper that flips on one edge.

    `key` is the id of the clinic or format, or the tag of the language; `missing` are the handouts
    that should be in it and could not be made.
    """

    by: PackBy
    key: str
    paper: str
    duplex: str
    inside: tuple[Result, ...]
    missing: tuple[Result, ...]

    @property
    def name(self) -> str:
        """The name of its file, without the suffix; `all` where there are no clinics."""
        return ".".join(filter(None, (self.key or "all", self.paper, self.duplex)))


@dataclass(frozen=True, slots=True)
class Packed:
    """A handout in a pack: its English title, copies, and the page that it begins on, from 1."""

    result: Result
    title: str
    copies: int
    page: int

    def as_json(self) -> dict[str, object]:
        """The entry of a pack in the manifest."""
        made = self.result.made
        return {
            "slug": made.slug,
            "language": made.tag,
            "format": made.format,
            "clinic": made.clinic or None,
            "copies": self.copies,
            "pages": self.result.pages,
            "page": self.page,
        }


@dataclass(frozen=True, slots=True)
class Pack:
    """One finished pack; `pages` counts blank backs and the cover, too."""

    plan: Plan
    path: Path
    sha256: str
    pages: int
    inside: tuple[Packed, ...]

    def as_json(self, root: Path) -> dict[str, object]:
        """The entry of the manifest; the path is relative to the project where it lies inside."""
        path = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        return {
            "by": self.plan.by,
            "name": self.plan.name,
            "paper": self.plan.paper,
            "duplex": self.plan.duplex or None,
            "path": path.as_posix(),
            "sha256": self.sha256,
            "pages": self.pages,
            "sheets": self.pages // 2,
            "handouts": [packed.as_json() for packed in self.inside],
        }


def plan_packs(results: Sequence[Result], by: PackBy) -> tuple[Plan, ...]:
    """Return the packs of a batch, each in the batch's order; only office files are packed."""
    office = [result for result in results if result.made.target == "office"]
    plans = []
    for key, group in groupby(sorted(office, key=lambda r: _key(r, by)), lambda r: _key(r, by)):
        found = tuple(group)
        inside = tuple(result for result in found if result.outcome in _MADE)
        missing = tuple(result for result in found if result.outcome not in _MADE)
        if inside:
            plans.append(Plan(by, *key, inside, missing))
    return tuple(plans)


def not_packed(results: Sequence[Result]) -> Iterable[Finding]:
    """H535, once: the handouts of a batch that no file for the office printer was asked of."""
    packed = {_without_target(result.handout) for result in results if _is_office(result)}
    left = {
        _without_target(result.handout): result
        for result in results
        if _without_target(result.handout) not in packed and result.outcome in _MADE
    }
    if not left:
        return
    names = [f"{r.made.slug} ({r.made.tag}, {r.made.format})" for r in left.values()]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    said = f"not made for the office printer: {', '.join(names[:_NAMED])}{more}"
    yield finding("H535", said)


def _is_office(result: Result) -> bool:
    return result.handout.target == "office"


def _key(result: Result, by: PackBy) -> tuple[str, str, str]:
    """Key, paper and edge: what one print run has in common."""
    made = result.made
    key = {"clinic": made.clinic, "language": made.tag, "format": made.format}[by]
    return key, made.paper, FORMATS[made.format].duplex


def _without_target(handout: Handout) -> tuple[str, ...]:
    return (handout.slug, handout.tag, handout.format, handout.clinic, handout.paper)
