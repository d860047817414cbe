"""Paper and the frames on it; all lengths in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper, portrait."""

    name: str
    width: float
    height: float

    @property
    def is_inch(self) -> bool:
        """Whether its trade thinks in inches: bleed and allowances follow."""
        return self.name in ("letter", "tabloid")


PAPERS = {
    "a4": Paper("a4", 210.0, 297.0),  # ISO 216
    "letter": Paper("letter", 215.9, 279.4),  # ANSI/ASME Y14.1, 8.5 × 11 in
    "a3": Paper("a3", 297.0, 420.0),  # ISO 216
    "tabloid": Paper("tabloid", 279.4, 431.8),  # ANSI/ASME Y14.1, 11 × 17 in
}

TWICE = {"a4": "a3", "letter": "tabloid"}
"""The paper of twice the area, for formats that are not printed on the smaller one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowances:
    """What folding and cutting ask for, in mm; None means what is usual for the paper.

    `flap`: how much narrower the panel is that folds in. `bleed`: how far colour runs over the
    edge. `safe`: how far text stays away from edges and folds. `slug`: paper around the trimmed
    sheet, for marks. `margin`: white that an office printer leaves on every side (6 mm is what
    most need).
    """

    flap: float | None = None
    bleed: float | None = None
    safe: float = 5.0
    slug: float = 10.0
    margin: float = 6.5

    def flap_on(self, paper: Paper) -> float:
        """The flap allowance: 3 mm, or 1/16 in on inch paper."""
        usual = _INCH / 16 if paper.is_inch else 3.0
        return usual if self.flap is None else self.flap

    def bleed_on(self, paper: Paper) -> float:
        """The bleed: 3 mm, or 1/8 in on inch paper."""
        usual = _INCH / 8 if paper.is_inch else 3.0
        return usual if self.bleed is None else self.bleed


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where text may stand on one page: margins, and columns with a gutter between them.

    `above_foot` is the white between text and the rule above the page's foot, where it has one.
    """

    paper: Paper
    top: float
    side: float
    bottom: float
    columns: int = 1
    gutter: float = 0.0
    above_foot: float = 0.0

    @property
    def width(self) -> float:
        """Width of the text area."""
        return self.paper.width - 2 * self.side

    @property
    def height(self) -> float:
        """Height of the text area."""
        return self.paper.height - self.top - self.bottom

    @property
    def column(self) -> float:
        """Width of one column."""
        return (self.width - (self.columns - 1) * self.gutter) / self.columns


def one_pager_frame(paper: Paper, density: int = 0) -> Frame:
    """Return the one-pager's text area: two columns of about 40 characters, wider when denser.

    The margins stay clear of the 6 mm that office printers cannot reach.
    """
    top, side, bottom, gutter, foot = (
        (15, 15, 23, 9, 3.7),
        (15, 10, 21, 7, 2.7),
        (13, 8, 19.5, 6, 1.7),
    )[density]
    return Frame(
        paper=paper,
        top=top,
        side=side,
        bottom=bottom,
        columns=2,
        gutter=gutter,
        above_foot=foot,
    )
