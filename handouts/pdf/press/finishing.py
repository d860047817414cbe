"""A drawn PDF becomes a file for the print shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handouts.pdf.press.annotations import take_out_annotations
from handouts.pdf.press.description import describe
from handouts.pdf.press.frame import add_registration, set_frame
from handouts.pdf.press.invisible import take_out_invisible
from handouts.pdf.press.objects import number_of, settle
from handouts.pdf.press.pictures import convert_pictures
from handouts.pdf.press.separation import separate
from handouts.pdf.press.settings import Press, PressPage


def finish(
    pdf: Any,
    page_streams: Sequence[Any],
    pages: Sequence[PressPage],
    press: Press,
    *,
    identifier: str = "",
    more: str = "",
) -> None:
    """Make a drawn `pydyf.PDF` press-ready, as the last step before it is written.

    Inks, page boxes, marks, output intent and metadata; written with `write_options(press)`, the
    bytes are the same every time. `pages` are the sheets in order, each painted with its trim box
    `press.slug` mm inside of the page on all sides. `more` is RDF for the XMP.
    Nothing may be added to `pdf` afterwards.

    Raises HandoutsError (H304) for a picture that cannot be read, ValueError when a sheet has
    another size than `pages` says.
    """
    take_out_annotations(pdf)
    take_out_invisible(pdf)
    masks = separate(pdf, page_streams, press)
    convert_pictures(pdf, press, masks)
    for reference, stream, page in zip(pdf.page_references, page_streams, pages, strict=True):
        add_registration(pdf, stream)
        set_frame(pdf, number_of(reference), stream, page, press)
    settle(pdf)
    describe(pdf, press, identifier, more)
