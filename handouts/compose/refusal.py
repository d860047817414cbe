"""What people are told of a text that does not fit."""

from __future__ import annotations

import math
from typing import Protocol

from handouts.compose.model import Sheet
from handouts.compose.plan import Plan
from handouts.findings import Finding, finding


class _Placing(Protocol):
    @property
    def sheet(self) -> Sheet: ...

    def place(self, page: int) -> str: ...


def excess_finding(placing: _Placing, plan: Plan, whole: str, unit: str) -> Finding:
    """H301: the pages that are too long, by how many mm, and the three messages that grew most."""
    parts = [
        f"{placing.place(number)} by {math.ceil(excess)} mm"
        for number, excess in enumerate(plan.excess)
        if excess
    ]
    message = f"the text does not fit {whole}: {' and '.join(parts)} of {unit}"
    longest = placing.sheet.longest
    place = longest[0].location if longest else None
    return finding("H301", message, place, related=longest)
