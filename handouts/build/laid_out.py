"""A sheet on its laid-out pages, and the file of each target."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from handouts import __version__
from handouts.article import Article
from handouts.compose import Sheet
from handouts.config import FILE, PressSettings
from handouts.editions import Edition
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.formats import LEAVES, Allowances, Format, Paper, met

if TYPE_CHECKING:
    from handouts.pdf import Drawn, PdfFacts
    from handouts.pdf.press import Press
    from handouts.sheets import Imposition
    from handouts.typeset.fit import Fitted

Target: TypeAlias = Literal["screen", "office", "press"]
Duplex: TypeAlias = Literal["long-edge", "short-edge", ""]


_NO_DATE = datetime.date(2000, 1, 1)
"""PDF/X demands a date; one of an article that was never reviewed must not change by itself."""


@dataclass(frozen=True)
class LaidOut:
    """A sheet on its pages, to be drawn once for each way that its pages lie on paper.

    `halves` counts the pages of source and translation where the two meet in one booklet;
    `printed` is what the file proves to hold, nothing for what is no sheet; `press_line` is where
    the settings of press files stand in handouts.toml.
    """

    article: Article
    sheet: Sheet
    fitted: Fitted
    author: str
    shape: Format
    paper: Paper
    allowances: Allowances
    press: PressSettings
    profile: Callable[[], bytes]
    halves: tuple[int, int] | None = None
    printed: Edition | None = None
    press_line: int = 1
    _drawn: dict[bool, Drawn] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        """Leading as a share of the language's normal one."""
        return self.fitted.scale

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on both sides."""
        sides = len(self.fitted.document.pages)
        return math.ceil(sides / LEAVES) if self._is_stitched else (self._sides + 1) // 2

    @property
    def _is_stitched(self) -> bool:
        return self.shape.fold == "stitched"

    @property
    def _sides(self) -> int:
        pages = len(self.fitted.document.pages)
        if self._is_stitched:
            return pages // 2
        return 2 if self.shape.fold else pages

    def pages(self, target: Target) -> int:
        """Pages of a target's PDF: panels on the screen, else sides of paper."""
        imposed = self._imposition(target)
        return len(imposed.faces) if imposed else len(self.fitted.document.pages)

    def pdf(self, target: Target) -> bytes:
        """The file of a target.

        Raises HandoutsError: H207 for characters without a glyph, H31x for what no press can print.
        """
        from handouts.pdf import draw

        imposed = self._imposition(target)
        facts = self._facts(target)
        if imposed and target == "press":
            return self._press_file(imposed, facts)
        key = imposed is not None
        if key not in self._drawn:
            self._drawn[key] = draw(self.fitted.document, facts, imposed)
        return self._drawn[key].file(facts)

    def _press_file(self, imposed: Imposition, facts: PdfFacts) -> bytes:
        """The file for the print shop, which is looked through before anybody gets it."""
        from handouts.pdf import draw_press
        from handouts.pdf.press import PressPage, preflight

        sides = [PressPage(face.width, face.height, face.folds) for face in imposed.faces]
        try:
            press = self._press()
        except ValueError as problem:
            place = Location(FILE, self.press_line)
            problems = [finding("H504", str(problem), place)]
            raise HandoutsError(problems, ExitCode.PROJECT) from problem
        data = draw_press(self.fitted.document, facts, imposed, press)
        faults = preflight(data, press, sides)
        if any(fault.severity == "error" for fault in faults):
            raise HandoutsError(faults, ExitCode.FINDINGS)
        return data

    def _press(self) -> Press:
        from handouts.pdf.press import DEFAULT_CONDITION, DEFAULT_CONDITION_INFO, Press

        settings, own = self.press, bool(self.press.profile)
        condition = settings.condition or ("Custom" if own else DEFAULT_CONDITION)
        if not own and condition != DEFAULT_CONDITION:
            raise ValueError(
                f"the condition {condition} needs its own profile: ours is of {DEFAULT_CONDITION}"
            )
        usual = not own and condition == DEFAULT_CONDITION
        return Press(
            profile=self.profile(),
            date=self.article.meta.reviewed or _NO_DATE,
            standard=settings.standard,
            condition=condition,
            condition_info=DEFAULT_CONDITION_INFO if usual else condition,
            bleed=self.allowances.bleed_on(self.paper),
            slug=self.allowances.slug,
            ink_limit=settings.ink_limit,
        )

    def _imposition(self, target: Target) -> Imposition | None:
        from handouts.sheets import imposition

        pages, is_rtl = len(self.fitted.document.pages), self.sheet.language.direction == "rtl"
        if self.halves:  # the source has the front
            pages, is_rtl = math.ceil(pages / LEAVES) * LEAVES, not is_rtl
        found = imposition(self.shape, self.paper, self.allowances, target, pages, is_rtl=is_rtl)
        if not found or not self.halves:
            return found
        return replace(found, faces=met(found.faces, *self.halves))

    def _facts(self, target: Target) -> PdfFacts:
        """What the file of a target says about itself."""
        from handouts.pdf import PdfFacts

        sheet, meta = self.sheet, self.article.meta
        names = (self.article.slug, sheet.language.tag, meta.version)
        duplex = cast("Duplex", self.shape.duplex)
        return PdfFacts(
            title=sheet.plain_title,
            language=sheet.language.tag,
            author=self.author,
            creator=f"handouts {__version__}",
            subject=sheet.summary.striptags(),
            keywords=meta.topics,
            target=target,
            duplex=duplex if target == "office" and self.pages(target) > 1 else "",
            identifier="/".join(filter(None, names)),
            edition=f"{self.shape.id}/{self.paper.name}/{self.author}",
            printed=self.printed,
            format=self.shape.id,
        )
