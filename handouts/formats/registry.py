"""The formats that exist, by their id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from handouts.formats.folds import Fold
from handouts.languages import Language

Pair: TypeAlias = Literal["", "languages", "directions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One shape: where it goes, on which paper, folded how.

    `duplex` is the edge to flip on, empty for one side; `template` the family of templates it
    shares; `handling` what staff do with the printed sheets; `larger` the format that takes a text
    which is too long for this one, where policy allows; `pair` says that source and translation are
    both printed, and whether they must be read from opposite sides.
    """

    id: str
    title: str
    shape: str
    targets: tuple[str, ...]
    papers: tuple[str, ...] = ("a4", "letter")
    duplex: str = "short-edge"
    fold: Fold | None = None
    template: str = ""
    handling: str = ""
    larger: str = ""
    pair: Pair = ""

    def suits(self, language: Language, source: Language) -> bool:
        """Whether a language can be printed in it, beside an article's source where it takes both.

        A source makes no pair with itself, and a booklet that is read from both sides needs two
        languages that are.
        """
        if self.pair == "directions":
            return language.direction != source.direction
        return not self.pair or language.tag != source.tag


_ALL = ("screen", "office", "press")

FORMATS = {
    known.id: known
    for known in (
        Format(
            id="one-pager",
            title="One-pager",
            shape="1 sheet, 1 or 2 sides, portrait",
            targets=_ALL,
            duplex="long-edge",
            larger="booklet",
        ),
        Format(
            id="brochure",
            title="Brochure (C-fold)",
            shape="1 sheet folded in three, 6 panels, the one folded in is narrower",
            targets=_ALL,
            fold="c-fold",
            template="panels",
            handling="fold the narrow panel in first, then the cover over it",
            larger="booklet",
        ),
        Format(
            id="z-fold",
            title="Brochure (Z-fold)",
            shape="1 sheet folded in three like a Z, 6 equal panels",
            targets=_ALL,
            fold="z-fold",
            template="panels",
            handling="fold at both lines in a zigzag, the cover on top",
            larger="booklet",
        ),
        Format(
            id="bifold",
            title="Bifold",
            shape="1 sheet folded once, 4 panels",
            targets=_ALL,
            fold="half-fold",
            template="panels",
            handling="fold once in the middle, the cover outside",
            larger="booklet",
        ),
        Format(
            id="booklet",
            title="Booklet",
            shape="sheets folded once and stitched, 4, 8, 12 … pages",
            targets=_ALL,
            fold="stitched",
            template="panels",
            handling="keep the sheets in order, fold them together in the middle, staple the fold",
        ),
        Format(
            id="large-print",
            title="Large print",
            shape="18 pt, one column, as many pages as it needs, portrait",
            targets=("screen", "office"),
            duplex="long-edge",
        ),
        Format(
            id="bilingual",
            title="Bilingual sheet",
            shape="source and translation side by side, as many pages as it needs, portrait",
            targets=("screen", "office"),
            duplex="long-edge",
            pair="languages",
        ),
        Format(
            id="bilingual-booklet",
            title="Bilingual booklet",
            shape="source and translation, read from opposite sides, meet in the middle,"
            " 8, 12, 16 … pages",
            targets=_ALL,
            fold="stitched",
            template="panels",
            handling="keep the sheets in order, fold them together in the middle, staple the fold",
            pair="directions",
        ),
        Format(
            id="poster",
            title="Poster",
            shape="1 side, portrait",
            targets=("screen", "press"),
            papers=("a3", "tabloid"),
            duplex="",
        ),
    )
}
