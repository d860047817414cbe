"""Faults of pictures: colours that are no inks, too much ink, too few pixels."""

from __future__ import annotations

import math
from typing import Any, Final

from handouts.pdf.press.inspection.faults import Faults
from handouts.pdf.press.inspection.spaces import CMYK, FOREIGN, space_of
from handouts.pdf.press.pixels import ink_of, most_ink
from handouts.pdf.press.settings import Press

Matrix = tuple[float, float, float, float, float, float]

#: Below this many pixels to the inch, eyes see steps on paper.
COARSE: Final = 150
#: What rounding to 8 bits may add, in percent.
ROUNDING: Final = 0.5


class Pictures:
    """Judges each picture of a file once, and each place where it stands."""

    def __init__(self, press: Press, faults: Faults) -> None:
        """Take what is asked for, and where to note faults."""
        self._press, self._faults = press, faults
        self._inks: dict[tuple[int, int], float] = {}

    def check(self, image: Any, resources: Any, matrix: Matrix, page: int) -> None:
        """Judge a picture that is drawn in the unit square under a matrix to points."""
        width, height = int(image.Width), int(image.Height)
        name = f"The picture of {width} × {height} pixels"
        across, up = math.hypot(*matrix[:2]) / 72, math.hypot(*matrix[2:4]) / 72
        if across and up and (resolution := min(width / across, height / up)) < COARSE - 0.5:
            self._faults.add("H318", f"{name} prints at {resolution:.0f} pixels an inch", page)
        if "/SMask" in image and not self._press.has_transparency:
            self._faults.add("H316", f"{name} has soft edges; {self._press.name} has none", page)
        if image.get("/ImageMask", False):
            return
        space = space_of(image.get("/ColorSpace"), resources)
        if space.kind == FOREIGN:
            self._faults.add("H310", f"{name} is {space.name}", page)
        elif space.kind == CMYK:
            ink = self._ink(image, space.lookup)
            if ink is None:
                self._faults.add("H319", f"{name} cannot be read", page)
            elif ink > self._press.ink_limit + ROUNDING:
                limit = self._press.ink_limit
                self._faults.add("H312", f"{name} has {ink:.0f} % ink, over {limit:g} %", page)

    def _ink(self, image: Any, lookup: bytes) -> float | None:
        key = image.objgen
        if key not in self._inks:
            inks = None if lookup else _read(image)
            if lookup:
                most = max(sum(lookup[i : i + 4]) for i in range(0, len(lookup), 4))
                self._inks[key] = most * 100 / 255
            elif inks is None:
                return None
            else:
                self._inks[key] = most_ink(inks)
        return self._inks[key]


def _read(image: Any) -> Any:
    """Give the inks of a CMYK picture (PIL), or None when they cannot be read."""
    import pikepdf
    from PIL import Image, ImageChops

    is_inverted = [float(part) for part in image.get("/Decode", ())] == [1, 0] * 4
    try:
        if image.get("/Filter") == "/DCTDecode":
            return ink_of(image.read_raw_bytes(), is_inverted=is_inverted)
        size = int(image.Width), int(image.Height)
        inks = Image.frombytes("CMYK", size, image.read_bytes())
        return ImageChops.invert(inks) if is_inverted else inks
    except (OSError, ValueError, pikepdf.PdfError):
        return None
