"""Judges a finished press file by its bytes alone, whoever made it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from handouts.findings import Finding
from handouts.pdf.press.inspection.faults import Faults
from handouts.pdf.press.settings import Press, PressPage

__all__ = ["preflight"]


def preflight(data: bytes, press: Press, pages: Sequence[PressPage]) -> tuple[Finding, ...]:
    """Find what a print shop would send a file back for; nothing found is a good file.

    `pages` are the sheets that the file should have, in order. Findings are H310 to H319, one for
    each kind of fault, with the pages that have it; H318 (a coarse picture) is a warning.
    """
    import pikepdf

    from handouts.pdf.press.inspection.file import check_file
    from handouts.pdf.press.inspection.sheets import check_sheets

    faults = Faults()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            check_file(pdf, press, faults)
            check_sheets(pdf, press, pages, faults)
    except pikepdf.PasswordError:
        faults.add("H319", "The file is encrypted")
    except pikepdf.PdfError as error:
        faults.add("H319", f"The file cannot be read: {error}")
    return faults.findings()
