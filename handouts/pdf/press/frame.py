"""The frame of a press sheet: page boxes, artwork cut at the bleed, crop and fold marks.

The sheet is painted with its trim box `slug` mm inside of the page, on all sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pydyf

from handouts.pdf.press.settings import (
    MARK_GAP,
    MARK_LENGTH,
    MARK_WEIGHT,
    POINTS,
    Press,
    PressPage,
)

Box = tuple[float, float, float, float]
Line = tuple[float, float, float, float]

#: Name of the colour of marks in the resources: all inks there are, so that plates can be aligned.
REGISTRATION: Final = "Registration"
_REGISTRATION_SPACE: Final = (
    b"[/Separation /All /DeviceCMYK"
    b" <</FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [1 1 1 1] /N 1>>]"
)
_FOLD_DASH: Final = b"[2 1.5] 0 d"
_TOLERANCE: Final = 0.05  # points


def boxes(page: PressPage, press: Press) -> dict[str, Box]:
    """Give MediaBox, BleedBox and TrimBox of a sheet in points, the media at the origin."""
    width, height = page.width, page.height
    slug, bleed = press.slug, press.bleed
    in_mm = {
        "MediaBox": (0.0, 0.0, width + 2 * slug, height + 2 * slug),
        "BleedBox": (slug - bleed, slug - bleed, slug + width + bleed, slug + height + bleed),
        "TrimBox": (slug, slug, slug + width, slug + height),
    }
    return {
        name: (_points(left), _points(bottom), _points(right), _points(top))
        for name, (left, bottom, right, top) in in_mm.items()
    }


def set_frame(pdf: Any, number: int, stream: Any, page: PressPage, press: Press) -> None:
    """Set the boxes of the page with this object number, cut its artwork and draw its marks.

    `stream` is the page's content. Raises ValueError when the page has another size than trim and
    slug make.
    """
    dictionary = pdf.objects[number]
    wanted = boxes(page, press)
    painted = [float(edge) for edge in dictionary["MediaBox"]]
    if any(abs(a - b) > _TOLERANCE for a, b in zip(painted, wanted["MediaBox"], strict=True)):
        raise ValueError(f"the sheet is {painted[2:]} pt, not {wanted['MediaBox'][2:]}")
    dictionary.pop("CropBox", None)
    dictionary.pop("ArtBox", None)
    for name, box in wanted.items():
        dictionary[name] = pydyf.Array(box)
    if press.has_transparency:
        dictionary["Group"] = pydyf.Dictionary(
            {"Type": "/Group", "S": "/Transparency", "CS": "/DeviceCMYK", "I": "true"}
        )
    left, bottom, right, top = wanted["BleedBox"]
    edge = b"%.4f %.4f %.4f %.4f re" % (left, bottom, right - left, top - bottom)
    stream.stream = [
        b"q",
        edge,
        b"W",
        b"n",
        *stream.stream,
        b"Q",
        *_marks(page, wanted["TrimBox"], press),
    ]


def add_registration(pdf: Any, stream: Any) -> None:
    """Put the colour of the marks into the colour spaces of a page's content."""
    reference = stream._resources["ColorSpace"]
    pdf.objects[int(reference.split()[0])][REGISTRATION] = _REGISTRATION_SPACE


def _marks(page: PressPage, trim: Box, press: Press) -> Iterator[bytes]:
    near = (press.bleed + MARK_GAP) * POINTS
    far = near + MARK_LENGTH * POINTS
    left, bottom, right, top = trim
    yield b"/Artifact <</Type /Page>> BDC"
    yield b"q"
    yield b"/%b CS 1 SCN" % REGISTRATION.encode()
    yield b"%g w 0 J" % MARK_WEIGHT
    yield b"[] 0 d"
    for x in (left, right):
        yield _line((x, top + near, x, top + far))
        yield _line((x, bottom - near, x, bottom - far))
    for y in (bottom, top):
        yield _line((left - near, y, left - far, y))
        yield _line((right + near, y, right + far, y))
    if page.folds:
        yield _FOLD_DASH
    for fold in page.folds:
        x = left + fold * POINTS
        yield _line((x, top + near, x, top + far))
        yield _line((x, bottom - near, x, bottom - far))
    yield b"Q"
    yield b"EMC"


def _line(ends: Line) -> bytes:
    return b"%.4f %.4f m %.4f %.4f l S" % ends


def _points(mm: float) -> float:
    return round(mm * POINTS, 4)
