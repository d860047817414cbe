"""Printing one handout: compose, lay out, write the PDF of each target."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from handouts.article import Article
from handouts.build.laid_out import LaidOut, Target
from handouts.compose import Request, Templates, Words, arrangement, compose_sheet
from handouts.config import FILE
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.formats import FORMATS, PAPERS
from handouts.project import Handout, Project, Reading
from handouts.project.files import Unreadable, read_file
from handouts.project.pictures import NamedPicture, picture_address, pictures_of, project_path
from handouts.project.writing import write_whole
from handouts.shipped import FONTS, PROFILE

if TYPE_CHECKING:
    from handouts.typeset.engine import Typesetter


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

    def _profile(self) -> bytes:
        """The ICC profile of press files; raises HandoutsError H504 for one that is not there."""
        own = self.project.config.press.profile
        if not own:
            return PROFILE.read_bytes()
        try:
            return read_file(self.project.root, own)
        except Unreadable as problem:
            line = self.project.config.lines.get(("press", "profile"), 1)
            message = f"the profile {own} cannot be read: {problem.finding.message}"
            place = Location(FILE, line)
            raise HandoutsError([finding("H504", message, place)], ExitCode.PROJECT) from problem

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
        grey = self.project.config.grey
        style = Style(self.templates, self.typesetter, files, self.project.breaking, grey)
        with _pictures_loaded(article.article):
            fitted = fit(arrangement(shape, sheet, paper, allowances), shape, style)
        return LaidOut(
            article.article,
            sheet,
            fitted,
            author=clinic.name if clinic else "",
            shape=shape,
            paper=paper,
            allowances=allowances,
            press=self.project.config.press,
            profile=self._profile,
        )

    def _files(self, pictures: Iterable[NamedPicture]) -> Mapping[str, Path]:
        return {
            picture_address(picture): (self.project.root / project_path(picture)).resolve()
            for picture in pictures
        }

    def write(self, handout: Handout, laid_out: LaidOut) -> str:
        """Write one target's PDF and return its sha256; raises HandoutsError H207 or H505."""
        pdf = laid_out.pdf(cast(Target, handout.target))
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
