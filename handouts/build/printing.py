"""Printing one handout: compose, lay out, write the PDF of each target."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from handouts import __version__
from handouts.article import Article
from handouts.compose import Request, Sheet, Templates, Words, compose_sheet
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.formats import FORMATS, PAPERS
from handouts.project import Handout, Project, Reading
from handouts.project.pictures import NamedPicture, picture_address, pictures_of, project_path
from handouts.project.writing import write_whole
from handouts.shipped import FONTS

if TYPE_CHECKING:
    from handouts.pdf import Drawn, PdfFacts
    from handouts.typeset.engine import Typesetter
    from handouts.typeset.fit import Fitted

Target: TypeAlias = Literal["screen", "office"]
Duplex: TypeAlias = Literal["long-edge", "short-edge", ""]


@dataclass(frozen=True)
class LaidOut:
    """A sheet on its pages, to be drawn once and written for each target."""

    article: Article
    sheet: Sheet
    fitted: Fitted
    author: str
    duplex: Duplex

    @property
    def pages(self) -> int:
        """Pages of the PDF."""
        return len(self.fitted.document.pages)

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on both sides."""
        return (self.fitted.sides + 1) // 2

    @property
    def scale(self) -> float:
        """Leading as a share of the language's normal one."""
        return self.fitted.scale

    @cached_property
    def drawn(self) -> Drawn:
        """The PDF, drawn for no target yet; raises HandoutsError H207."""
        from handouts.pdf import draw

        return draw(self.fitted.document, self.facts())

    def facts(self, target: Target = "screen") -> PdfFacts:
        """What the file of a target says about itself."""
        from handouts.pdf import PdfFacts

        sheet, meta = self.sheet, self.article.meta
        names = (self.article.slug, sheet.language.tag, meta.version)
        return PdfFacts(
            title=sheet.plain_title,
            language=sheet.language.tag,
            author=self.author,
            creator=f"handouts {__version__}",
            subject=sheet.summary.striptags(),
            keywords=meta.topics,
            target=target,
            duplex=self.duplex if target == "office" and self.pages > 1 else "",
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
        from handouts.typeset.fit import fit

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
        with _pictures_loaded(article.article):
            fitted = fit(
                sheet,
                handout.format,
                paper,
                self.templates,
                self.typesetter,
                files,
                self.project.breaking,
            )
        author, duplex = clinic.name if clinic else "", FORMATS[handout.format].duplex
        return LaidOut(article.article, sheet, fitted, author, cast("Duplex", duplex))

    def _files(self, pictures: Iterable[NamedPicture]) -> Mapping[str, Path]:
        return {
            picture_address(picture): (self.project.root / project_path(picture)).resolve()
            for picture in pictures
        }

    def write(self, handout: Handout, laid_out: LaidOut) -> str:
        """Write one target's PDF and return its sha256; raises HandoutsError H207 or H505."""
        target: Target = "office" if handout.target == "office" else "screen"
        pdf = laid_out.drawn.file(laid_out.facts(target))
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
