"""Printing one handout: compose, lay out, write the PDF of each target."""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from handouts import __version__
from handouts.article import Article
from handouts.compose import Request, Sheet, Templates, Words, arrangement, compose_sheet
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.formats import FORMATS, LEAVES, PAPERS, Allowances, Format, Paper
from handouts.project import Handout, Project, Reading
from handouts.project.pictures import NamedPicture, picture_address, pictures_of, project_path
from handouts.project.writing import write_whole
from handouts.shipped import FONTS

if TYPE_CHECKING:
    from handouts.pdf import Drawn, PdfFacts
    from handouts.sheets import Imposition
    from handouts.typeset.engine import Typesetter
    from handouts.typeset.fit import Fitted

Target: TypeAlias = Literal["screen", "office", "press"]
Duplex: TypeAlias = Literal["long-edge", "short-edge", ""]


@dataclass(frozen=True)
class LaidOut:
    """A sheet on its pages, to be drawn once for each way that its pages lie on paper."""

    article: Article
    sheet: Sheet
    fitted: Fitted
    author: str
    shape: Format
    paper: Paper
    allowances: Allowances
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
        """The file of a target; raises HandoutsError H207."""
        from handouts.pdf import draw

        imposed = self._imposition(target)
        facts = self._facts(target)
        key = imposed is not None
        if key not in self._drawn:
            self._drawn[key] = draw(self.fitted.document, facts, imposed)
        return self._drawn[key].file(facts)

    def _imposition(self, target: Target) -> Imposition | None:
        from handouts.sheets import imposition

        return imposition(
            self.shape,
            self.paper,
            self.allowances,
            target,
            len(self.fitted.document.pages),
            is_rtl=self.sheet.language.direction == "rtl",
        )

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
        )


@dataclass(frozen=True)
class Printer:
    """Prints one project's handouts in one process.

    Templates, fonts and styles are kept between them; `cache` is a writable folder for fontconfig.
    """

    project: Project
    cache: Path

    @cached_property
    def templates(self) -> Templates:
        """The project's templates before the shipped ones."""
        return Templates(self.project.template_folders)

    @cached_property
    def typesetter(self) -> Typesetter:
        """The one typesetter of this process; raises OSError where Pango is missing."""
        from handouts.typeset.engine import Typesetter

        return Typesetter(fonts=FONTS, cache=self.cache)

    def lay_out(self, handout: Handout, reading: Reading, *, signed: bool) -> LaidOut:
        """Lay the sheet out; raises HandoutsError where it does not fit or cannot be rendered."""
        from handouts.typeset.fit import Style, fit

        article = reading.article
        assert article is not None
        clinic = self.project.clinic(handout.clinic)
        pictures = {picture.file: picture for picture in pictures_of(article.article)}
        logo = self.project.logo(clinic)
        paper = PAPERS[handout.paper]
        sheet = compose_sheet(
            Request(
                article=article,
                clinic=clinic,
                words=Words(
                    language=article.language, source=article.source, catalogs=reading.words
                ),
                paper=paper,
                picture=lambda file: picture_address(pictures[file]),
                logo=picture_address(logo) if logo else "",
                signed=signed,
            )
        )
        files = self._files([*pictures.values(), *([logo] if logo else [])])
        shape, allowances = FORMATS[handout.format], self.project.config.allowances
        style = Style(self.templates, self.typesetter, files, self.project.breaking)
        with _pictures_loaded(article.article):
            fitted = fit(arrangement(shape, sheet, paper, allowances), shape, style)
        author = clinic.name if clinic else ""
        return LaidOut(article.article, sheet, fitted, author, shape, paper, allowances)

    def _files(self, pictures: Iterable[NamedPicture]) -> Mapping[str, Path]:
        return {
            picture_address(picture): (self.project.root / project_path(picture)).resolve()
            for picture in pictures
        }

    def write(self, handout: Handout, laid_out: LaidOut) -> str:
        """Write one target's PDF and return its sha256; raises HandoutsError H207 or H505."""
        pdf = laid_out.pdf(cast("Target", handout.target))
        write_whole(handout.path, pdf)
        return hashlib.sha256(pdf).hexdigest()


@contextmanager
def _pictures_loaded(article: Article) -> Iterator[None]:
    """Raise HandoutsError H106 where the engine goes on without a picture it could not read."""
    from handouts.typeset.engine import EngineLog

    said = EngineLog()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(said)
    try:
        yield
    finally:
        logger.removeHandler(said)
    lost = dict.fromkeys(m for m in said.messages if m.startswith("Failed to load image"))
    if lost:
        place = Location(article.path)
        raise HandoutsError(
            [finding("H106", message, place) for message in lost], ExitCode.FINDINGS
        )
