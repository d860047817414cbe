"""Laid-out pages become a PDF: tags, text layer, links, metadata, the same bytes every time."""

from handouts.pdf.facts import Inside, PdfFacts
from handouts.pdf.merging import Part, merge, with_blank
from handouts.pdf.write import Drawn, draw, draw_press, write

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
