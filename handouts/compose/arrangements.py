"""The arrangement of each format."""

from __future__ import annotations

from handouts.compose.arrange import Arrangement
from handouts.compose.bilingual import Beside, Bilingual
from handouts.compose.halves import Half
from handouts.compose.large_print import LargePrint
from handouts.compose.model import Sheet
from handouts.compose.one_pager import OnePager
from handouts.compose.panels import Panels
from handouts.compose.poster import Poster
from handouts.formats import Allowances, Format, Paper


def arrangement(
    shape: Format,
    sheet: Sheet,
    paper: Paper,
    allowances: Allowances,
    beside: Beside | None = None,
    most: int = 0,
) -> Arrangement:
    """How a format places a sheet on a paper.

    `beside` is the source's sheet where it is printed on the same pages; `most` the pages that half
    a booklet may have, 0 for as many as it needs.
    """
    if beside:
        return Bilingual(sheet, beside, paper)
    if shape.pair == "directions":
        return Half(sheet, paper, shape, allowances, most)
    if shape.fold:
        return Panels(sheet, paper, shape, allowances)
    if shape.id == "large-print":
        return LargePrint(sheet, paper)
    if shape.id == "poster":
        return Poster(sheet, paper)
    return OnePager(sheet, paper)
