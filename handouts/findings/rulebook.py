"""The shape of an entry in the rule book of findings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What `handouts explain CODE` prints; `severity` is error, warning or note."""

    code: str
    severity: str
    title: str
    why: str
    example: str
    fix: str
