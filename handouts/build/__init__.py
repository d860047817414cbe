"""Builds: what is up to date is left alone, forked workers make the rest, a manifest says all."""

from handouts.build.manifest import manifest, manifest_text
from handouts.build.results import Outcome, Reporter, Result, Silent, exit_code
from handouts.build.running import Order, build

__all__ = [
    "Order",
    "Outcome",
    "Reporter",
    "Result",
    "Silent",
    "build",
    "exit_code",
    "manifest",
    "manifest_text",
]
