"""Write a laid-out document as PDF/UA-1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handouts.pdf import patches
from handouts.pdf.facts import PdfFacts

if TYPE_CHECKING:
    import weasyprint


def write(document: weasyprint.Document, facts: PdfFacts) -> bytes:
    """Write laid-out pages as a tagged, searchable PDF (PDF/UA-1), the same bytes every time.

    `document` comes from `HTML.render()`, which needs no options for this; it is not changed, so
    one layout can be written for several targets. Pictures are as small as the layout made them
    (`optimize_images`, `dpi` and `jpeg_quality` are options of `render`).

    Raises HandoutsError: H207 for characters that no font has, H506 for a WeasyPrint other than 70.
    """
    patches.install()
    from handouts.pdf.document import HandoutDocument

    pdf: bytes = HandoutDocument(document, facts).write_pdf(pdf_variant="pdf/ua-1")
    return pdf
