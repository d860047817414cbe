"""The one vocabulary of what went wrong: findings, their codes, and the exit codes they lead to."""

from handouts.findings.codes import RULES, Rule, rule
from handouts.findings.model import (
    ExitCode,
    Finding,
    HandoutsError,
    Location,
    Related,
    Severity,
    finding,
    nearest,
)

__all__ = [
    "RULES",
    "ExitCode",
    "Finding",
    "HandoutsError",
    "Location",
    "Related",
    "Rule",
    "Severity",
    "finding",
    "nearest",
    "rule",
]
