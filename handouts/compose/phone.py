"""The clinic's phone number in large type: as large as its place allows, and never wider."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from handouts.compose.model import Sheet
from handouts.compose.plan import Step

if TYPE_CHECKING:
    from handouts.compose.predict import CountLines

LEAST = 12.0
"""The smallest type in pt, before the script's own factor: that of the text around the number."""

_NO_LIMIT = 10_000.0  # mm
_SLACK = 0.99  # of the width: a foreign number's letters may be a little wider than counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number for one place: `points` is its size before the script's factor, `usual` that of CSS.

    It stands on one line, or on several `lines` of whole groups where even small type is too wide.
    """

    html: Markup
    points: float
    usual: float
    lines: int = 1

    @property
    def smaller(self) -> bool:
        """Whether the style sheet's own size would be too wide."""
        return self.points < self.usual


def fitted(sheet: Sheet, step: Step, count: CountLines, width: float, usual: float) -> Phone | None:
    """Return the number in the largest type up to `usual` pt that `width` mm hold on one line."""
    fact = sheet.clinic.get("phone")
    if not fact:
        return None
    text, room = fact.html.striptags(), width * _SLACK
    wide = _natural(count, text, usual * step.size)
    points = usual if wide <= room else math.floor(10 * usual * room / wide) / 10
    if points >= LEAST:
        return Phone(html=fact.html, points=points, usual=usual)
    lines = _lines(text.split(), room, count, LEAST * step.size)
    html = Markup('<bdi dir="ltr" class="nb">{}</bdi>').format(Markup("<br>").join(lines))
    return Phone(html=html, points=LEAST, usual=usual, lines=len(lines))


def _lines(groups: Sequence[str], room: float, count: CountLines, points: float) -> list[str]:
    """Fill line after line with whole groups of digits."""
    lines: list[str] = []
    for group in groups:
        longer = f"{lines[-1]} {group}" if lines else ""
        if longer and _natural(count, longer, points) <= room:
            lines[-1] = longer
        else:
            lines.append(group)
    return lines


def _natural(count: CountLines, text: str, points: float) -> float:
    return count.widths(text, _NO_LIMIT, points, "bold")[0]
