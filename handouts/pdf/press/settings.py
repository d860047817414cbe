"""What a print shop asks for, and the geometry of a press sheet."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from handouts.shipped import ROOT

Standard = Literal["x-4", "x-1a", "x-3"]

#: Points of PDF in a millimetre.
POINTS: Final = 72 / 25.4

#: The profile that comes with the tool, and the printing condition that it describes.
DEFAULT_PROFILE: Final = ROOT / "profiles" / "FOGRA39L_coated.icc"
DEFAULT_CONDITION: Final = "FOGRA39"
DEFAULT_CONDITION_INFO: Final = "Coated FOGRA39 (ISO 12647-2:2004)"

#: Crop and fold marks: white between bleed and mark, and their length, in mm; their weight in pt.
MARK_GAP: Final = 0.5
MARK_LENGTH: Final = 5.0
MARK_WEIGHT: Final = 0.25

#: What the standards call themselves, and the PDF version that each is written in
#: (ISO 15930-7, -4 and -6; the two of 2003 stand on PDF 1.4).
NAMES: Final[dict[Standard, str]] = {
    "x-4": "PDF/X-4",
    "x-1a": "PDF/X-1a:2003",
    "x-3": "PDF/X-3:2003",
}
_VERSIONS: Final[dict[Standard, str]] = {"x-4": "1.6", "x-1a": "1.4", "x-3": "1.4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """How a file for the print shop is made.

    `profile` is the ICC profile of the press (data, not a path); `condition`, `condition_info` and
    `registry` name the same printing condition in words, as the registry of characterizations
    spells it. `bleed` and `slug` are mm around the trim size, `ink_limit` the percentage of all
    four inks together. `date` stands in the file as its date of creation and change, which PDF/X
    demands; a fixed one keeps the file the same every time.

    Raises ValueError, with words for the user, for a profile or measures that cannot be used.
    """

    profile: bytes = field(repr=False)
    date: datetime.date
    standard: Standard = "x-4"
    condition: str = DEFAULT_CONDITION
    condition_info: str = DEFAULT_CONDITION_INFO
    registry: str = "http://www.color.org"
    bleed: float = 3.0
    slug: float = 10.0
    ink_limit: float = 300.0

    def __post_init__(self) -> None:
        """Refuse what no press sheet could be made of."""
        if self.standard not in NAMES:
            raise ValueError(f"“{self.standard}” is no standard; there are {', '.join(NAMES)}")
        # ICC.1:2010, 7.2: device class at 12, colour space at 16, signature at 36
        kind = (self.profile[12:16], self.profile[16:20], self.profile[36:40])
        if kind != (b"prtr", b"CMYK", b"acsp"):
            raise ValueError("the profile is no ICC output profile for CMYK")
        if int.from_bytes(self.profile[:4], "big") != len(self.profile):
            raise ValueError("the profile is damaged: it is not as long as it says")
        if not self.condition:
            raise ValueError("the printing condition has no name")
        if self.bleed < 0:
            raise ValueError("the bleed cannot be negative")
        if self.slug < self.bleed + MARK_GAP + MARK_LENGTH:
            least = self.bleed + MARK_GAP + MARK_LENGTH
            raise ValueError(f"the slug needs at least {least:g} mm for bleed and marks")
        if not 100 <= self.ink_limit <= 400:
            raise ValueError("the ink limit is a percentage from 100 to 400")

    @property
    def name(self) -> str:
        """What the standard calls itself: `PDF/X-4`."""
        return NAMES[self.standard]

    @property
    def pdf_version(self) -> str:
        """The version of PDF that the standard is written in."""
        return _VERSIONS[self.standard]

    @property
    def has_transparency(self) -> bool:
        """Whether the standard allows live transparency."""
        return self.standard == "x-4"


@dataclass(frozen=True, slots=True)
class PressPage:
    """One side of a sheet: its trim size, and its folds from the left trim edge; all in mm."""

    width: float
    height: float
    folds: tuple[float, ...] = ()


def write_options(press: Press) -> dict[str, Any]:
    """Give the options of WeasyPrint's `write_pdf` for a standard.

    No `pdf_variant`: WeasyPrint's own PDF/X has today's date and a random identifier in it.
    """
    return {"pdf_tags": True, "pdf_version": press.pdf_version, "pdf_identifier": True}


def default_profile() -> bytes:
    """Read the profile that comes with the tool; raises OSError when it is not there."""
    return DEFAULT_PROFILE.read_bytes()
