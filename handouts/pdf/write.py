"""Write a laid-out document as PDF/UA-1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.findings import ExitCode, HandoutsError, finding
from handouts.pdf import patches
from handouts.pdf.facts import PdfFacts

if TYPE_CHECKING:
    import weasyprint

    from handouts.pdf.preferences import Preferences
    from handouts.pdf.press import Press
    from handouts.sheets import Imposition


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF that is drawn once and becomes the file of each target."""

    data: bytes
    preferences: Preferences

    def file(self, facts: PdfFacts) -> bytes:
        """Return the file for the target of `facts`; all else in it is as it was drawn."""
        return self.preferences.written_into(self.data, facts)


def draw(
    document: weasyprint.Document, facts: PdfFacts, imposition: Imposition | None = None
) -> Drawn:
    """Draw laid-out pages as a tagged, searchable PDF (PDF/UA-1), the same bytes every time.

    With an `imposition` the pages lie on their sheets, and are read in their own order all the
    same.

    `document` comes from `HTML.render()`, which needs no options for this; it is not changed.
    Pictures are as small as the layout made them (`optimize_images`, `dpi` and `jpeg_quality` are
    options of `render`).

    Raises HandoutsError: H107 for a file that the page asks for and may not have, H207 for
    characters that no font has, H304 for a font that is not shipped, H506 for a WeasyPrint other
    than 70.
    """
    patches.install()
    from handouts.pdf.document import HandoutDocument

    mine = HandoutDocument(document, facts, imposition)
    with _nothing_fetched():
        return Drawn(mine.write_pdf(pdf_variant="pdf/ua-1"), mine.preferences)


def draw_press(
    document: weasyprint.Document, facts: PdfFacts, imposition: Imposition, press: Press
) -> bytes:
    """Draw sheets for the print shop: PDF/X with inks, boxes and marks, the same bytes every time.

    Raises what `draw` does, and HandoutsError H304 for a damaged picture.
    """
    patches.install()
    from handouts.pdf.document import HandoutDocument
    from handouts.pdf.press import write_options

    mine = HandoutDocument(document, facts, imposition, press)
    with _nothing_fetched():
        data: bytes = mine.write_pdf(**write_options(press))
    return data


def write(document: weasyprint.Document, facts: PdfFacts) -> bytes:
    """Draw a document and return the file of one target; raises what `draw` does."""
    return draw(document, facts).file(facts)


@contextmanager
def _nothing_fetched() -> Iterator[None]:
    """Turn what is asked for only now, such as an attachment, into HandoutsError H107.

    The engine's own error is no Exception, and would end the whole program.
    """
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as problem:
        cause = problem.__cause__
        if isinstance(cause, HandoutsError):
            raise cause from None
        refused = finding("H107", f"the page asks for a file: {problem}")
        raise HandoutsError([refused], ExitCode.RENDER) from None
