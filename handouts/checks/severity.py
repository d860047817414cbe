"""The project's own severities, from [checks] in handouts.toml: the one place that applies them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from handouts.findings import Finding, Severity


def graded(findings: Iterable[Finding], checks: Mapping[str, str]) -> tuple[Finding, ...]:
    """Give findings the severity that `checks` names for their code; `off` leaves them out."""
    return tuple(
        replace(found, severity=Severity(checks[found.code])) if found.code in checks else found
        for found in findings
        if checks.get(found.code) != "off"
    )
