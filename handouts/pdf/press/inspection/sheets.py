"""Faults of each sheet: boxes, annotations, and what its content paints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from handouts.pdf.press.frame import boxes
from handouts.pdf.press.inspection.content import Content
from handouts.pdf.press.inspection.faults import Faults
from handouts.pdf.press.inspection.pictures import Pictures
from handouts.pdf.press.settings import Press, PressPage

_TOLERANCE: Final = 0.01  # points: a press cuts to a tenth of a millimetre


def check_sheets(pdf: Any, press: Press, pages: Sequence[PressPage], faults: Faults) -> None:
    """Look at all pages of a `pikepdf.Pdf`, which should be these sheets."""
    if len(pdf.pages) != len(pages):
        faults.add("H314", f"The file has {len(pdf.pages)} pages in place of {len(pages)}")
    pictures = Pictures(press, faults)
    for number, page in enumerate(pdf.pages, 1):
        if number <= len(pages):
            _check_boxes(page.obj, boxes(pages[number - 1], press), number, faults)
        bleed = [float(edge) for edge in page.obj.get("/BleedBox", page.mediabox)]
        for annotation in page.obj.get("/Annots", ()):
            if _overlap([float(edge) for edge in annotation.get("/Rect", (0, 0, 0, 0))], bleed):
                kind = str(annotation.get("/Subtype", "/Annotation"))[1:]
                faults.add("H317", f"An annotation ({kind}) lies inside the bleed", number)
        if not press.has_transparency and "/Group" in page.obj:
            faults.add("H316", f"The page is a transparency group; {press.name} has none", number)
        Content(press, faults, pictures, number, bleed).read_page(page)


def _check_boxes(page: Any, wanted: dict[str, Any], number: int, faults: Faults) -> None:
    for name, box in wanted.items():
        found = page.get(f"/{name}")
        if found is None:
            faults.add("H314", f"The page has no {name}", number)
        elif not _same([float(edge) for edge in found], box):
            shown, right = (" ".join(f"{edge:g}" for edge in b) for b in (map(float, found), box))
            faults.add("H314", f"The {name} is {shown} in place of {right} points", number)
    if "/ArtBox" in page:
        faults.add("H314", "The page has an ArtBox beside its TrimBox", number)
    crop = page.get("/CropBox", page.get("/MediaBox"))
    if crop is not None and not _same([float(edge) for edge in crop], wanted["MediaBox"]):
        faults.add("H314", "The page has a CropBox, which hides bleed or marks", number)


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= _TOLERANCE for a, b in zip(one, other, strict=True))


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
