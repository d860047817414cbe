"""Colours as ink: the design's own exactly, greys in black alone, all others through a profile."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from typing import Any, Final

Rgb = tuple[int, int, int]
Cmyk = tuple[float, float, float, float]

PAPER: Final[Cmyk] = (0.0, 0.0, 0.0, 0.0)

#: The colours of the design, as they were chosen for the press: sRGB -> percent of C, M, Y, K.
#: Chosen for coated paper, once; any other profile prints the same inks.
_DESIGN: Final[dict[str, tuple[int, int, int, int]]] = {
    "0c4a52": (90, 45, 45, 50),  # pine: headings, rules
    "8f1d1a": (5, 95, 85, 45),  # alert: act now
    "b5482f": (5, 78, 80, 27),  # clay: bullets, steps
    "56696c": (60, 36, 38, 32),  # rule: lines to write on
    "f6eadb": (4, 8, 16, 0),  # sand; from here on in drawings only
    "edb04f": (6, 35, 77, 0),  # sun
    "ebc4a4": (8, 27, 38, 0),  # peach
    "2a7276": (80, 32, 42, 22),  # teal
    "6fa09c": (58, 20, 37, 9),  # sage
    "bfd6d3": (30, 8, 19, 0),  # mist
}

#: Differences between red, green and blue that nobody sees: such a colour is a grey.
_UNSEEN: Final = 2


class Inks:
    """How colours print under one profile and ink limit."""

    def __init__(self, profile: bytes, limit: float) -> None:
        """Take an ICC output profile for CMYK and the most ink allowed, in percent."""
        self._profile = profile
        self.limit = limit
        self._known: dict[Rgb, Cmyk] = {
            (int(name[:2], 16), int(name[2:4], 16), int(name[4:], 16)): (
                parts[0] / 100,
                parts[1] / 100,
                parts[2] / 100,
                parts[3] / 100,
            )
            for name, parts in _DESIGN.items()
        }

    def of(self, red: float, green: float, blue: float) -> Cmyk:
        """Give the inks of an sRGB colour; all parts from 0 to 1."""
        key = (_byte(red), _byte(green), _byte(blue))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._convert(key)
        return known

    def _convert(self, colour: Rgb) -> Cmyk:
        if max(colour) - min(colour) <= _UNSEEN:
            # ISO 32000-1, 10.3.3: black is what is missing to white
            return 0.0, 0.0, 0.0, _tidy(1 - colour[1] / 255)
        from PIL import Image

        pixel = self.photograph(Image.new("RGB", (1, 1), colour)).getpixel((0, 0))
        c, m, y, k = (part / 255 for part in pixel)
        room = max(self.limit / 100 - k, 0)
        share = min(1.0, room / (c + m + y)) if c + m + y else 1.0
        return _tidy(c * share), _tidy(m * share), _tidy(y * share), _tidy(k)

    def photograph(self, image: Any) -> Any:
        """Convert an RGB picture (PIL) to CMYK through the profile; the limit is not looked at.

        Relative colorimetric with black point compensation: paper stays white, shadows stay open.
        """
        from PIL import ImageCms

        return ImageCms.applyTransform(image, self._transform)

    @functools.cached_property
    def _transform(self) -> Any:
        from PIL import ImageCms

        return ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"),
            ImageCms.ImageCmsProfile(io.BytesIO(self._profile)),
            "RGB",
            "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )


@functools.lru_cache(maxsize=4)
def inks(profile: bytes, limit: float) -> Inks:
    """Give the inks for a profile and limit; one a process, for they remember what they meet."""
    return Inks(profile, limit)


def grey(red: float, green: float, blue: float) -> float:
    """Give the luminosity of a colour, from 0 to 1 (ISO 32000-1, 11.3.5.3)."""
    return _tidy(0.3 * red + 0.59 * green + 0.11 * blue)


def srgb_of_lab(lab: Sequence[float], *, is_d50: bool) -> tuple[float, float, float]:
    """Give the sRGB colour of CIE L*a*b*, cut to what sRGB can show (CSS Color 4, section 18)."""
    lightness, a, b = lab
    f1 = (lightness + 16) / 116
    f0, f2 = f1 + a / 500, f1 - b / 200
    white = (0.96422, 1.0, 0.82521) if is_d50 else (0.95046, 1.0, 1.08906)
    x, y, z = (
        w * (f**3 if f**3 > 216 / 24389 else (116 * f - 16) * 27 / 24389)
        for w, f in zip(white, (f0, f1, f2), strict=True)
    )
    if is_d50:  # Bradford
        x, y, z = (
            0.95547 * x - 0.02310 * y + 0.06326 * z,
            -0.02837 * x + 1.00999 * y + 0.02104 * z,
            0.01231 * x - 0.02051 * y + 1.33037 * z,
        )
    return (
        _gamma(3.24097 * x - 1.53738 * y - 0.49861 * z),
        _gamma(-0.96924 * x + 1.87597 * y + 0.04156 * z),
        _gamma(0.05563 * x - 0.20398 * y + 1.05697 * z),
    )


def _gamma(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _byte(part: float) -> int:
    return min(max(round(part * 255), 0), 255)


def _tidy(part: float) -> float:
    return round(part, 4)
