"""The arrangement of each format."""

from __future__ import annotations

from handouts.compose.arrange import Arrangement
from handouts.compose.model import Sheet
from handouts.compose.one_pager import OnePager
from handouts.compose.panels import Panels
from handouts.formats import Allowances, Format, Paper


def arrangement(shape: Format, sheet: Sheet, paper: Paper, allowances: Allowances) -> Arrangement:
    """How a format places a sheet on a paper."""
    if shape.fold:
        return Panels(sheet, paper, shape, allowances)
    return OnePager(sheet, paper)
