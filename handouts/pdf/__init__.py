"""Laid-out pages become a PDF: tags, text layer, links, metadata, the same bytes every time."""

from typing import TYPE_CHECKING

import handouts.typeset  # noqa: F401  # loads WeasyPrint, and fast
from handouts.ondemand import on_demand
from handouts.pdf.facts import Inside, PdfFacts
from handouts.pdf.write import Drawn, draw, draw_press, write

if TYPE_CHECKING:
    from handouts.pdf.merging import Part, merge, with_blank
else:
    __getattr__ = on_demand(
        __name__,
        merging="Part merge with_blank",
    )

__all__ = [
    "Drawn",
    "Inside",
    "Part",
    "PdfFacts",
    "draw",
    "draw_press",
    "merge",
    "with_blank",
    "write",
]
