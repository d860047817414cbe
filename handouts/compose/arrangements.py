"""The arrangement of each format; each is loaded when a sheet has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handouts.compose.arrange import Arrangement
from handouts.compose.model import Sheet
from handouts.formats import Allowances, Format, Paper

if TYPE_CHECKING:
    from handouts.compose.bilingual import Beside


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
        from handouts.compose.bilingual import Bilingual

        return Bilingual(sheet, beside, paper)
    if shape.pair == "directions":
        from handouts.compose.halves import Half

        return Half(sheet, paper, shape, allowances, most)
    if shape.fold:
        from handouts.compose.panels import Panels

        return Panels(sheet, paper, shape, allowances)
    if shape.id == "large-print":
        from handouts.compose.large_print import LargePrint

        return LargePrint(sheet, paper)
    if shape.id == "poster":
        from handouts.compose.poster import Poster

        return Poster(sheet, paper)
    from handouts.compose.one_pager import OnePager

    return OnePager(sheet, paper)
