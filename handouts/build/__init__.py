"""Builds: what is up to date is left alone, forked workers make the rest, a manifest says all."""

from typing import TYPE_CHECKING

from handouts.ondemand import on_demand

if TYPE_CHECKING:
    from handouts.build.results import Outcome, Reporter, Result, Silent, exit_code
    from handouts.build.running import Order, build
else:
    __getattr__ = on_demand(
        __name__,
        results="Outcome Reporter Result Silent exit_code",
        running="Order build",
    )

__all__ = [
    "Order",
    "Outcome",
    "Reporter",
    "Result",
    "Silent",
    "build",
    "exit_code",
]
