"""What must be reached, and whether it is: always the median of the rounds' ratios or figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.peers.spent import Spread, figure


@dataclass(frozen=True)
class Target:
    """A figure with what it must at least, or at most, be; without a limit it only stands there."""

    what: str
    values: Sequence[float]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> str:
        """`yes`, `no`, or nothing where nothing is asked."""
        if self.at_least is None and self.at_most is None:
            return ""
        middle = Spread.of(self.values).middle
        enough = self.at_least is None or middle >= self.at_least
        return "yes" if enough and (self.at_most is None or middle <= self.at_most) else "**no**"

    @property
    def wanted(self) -> str:
        """The limit in words."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"


def table(targets: Iterable[Target]) -> str:
    """Write the targets as a Markdown table."""
    lines = ["| | wanted | min | median | max | reached |", "|---|---|---|---|---|---|"]
    for target in targets:
        spread = Spread.of(target.values)
        figures = " | ".join(figure(one) for one in (spread.low, spread.middle, spread.high))
        lines.append(f"| {target.what} | {target.wanted} | {figures} | {target.reached} |")
    return "\n".join(lines)
