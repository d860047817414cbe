"""Printing one handout: compose, lay out, write the PDF of each target."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from handouts.article import Article
from handouts.build.laid_out import LaidOut, Target
from handouts.compose import Request, Sheet, Templates, Words, arrangement, compose_sheet
from handouts.config import FILE
from handouts.findings import ExitCode, Finding, HandoutsError, Location, finding
from handouts.formats import FORMATS, PAPERS, Format
from handouts.localize import LocalizedArticle, localize
from handouts.project import Handout, Project, Reading
from handouts.project.files import Unreadable, read_file
from handouts.project.pictures import (
    SAVE_AGAIN,
    NamedPicture,
    picture_address,
    pictures_of,
    project_path,
)
from handouts.project.printed import edition
from handouts.project.writing import write_output
from handouts.reviews import Approval
from handouts.shipped import FONTS, PROFILE

if TYPE_CHECKING:
    from handouts.compose import Beside
    from handouts.typeset.engine import Typesetter
    from handouts.typeset.fit import Fitted, Style

KEPT = 4
"""Pages kept for the next clinic: a sheet may take several layouts, and a booklet two sheets."""


@dataclass(frozen=True)
class Printer:
    """Prints one project's handouts in one process.

    Templates, fonts and styles are kept between them; `cache` is a writable folder for fontconfig.
    `put` is handed each finished file: it is written, or taken along from another machine.
    """

    project: Project
    cache: Path
    put: Callable[[Path, bytes], None] = write_output

    @cached_property
    def templates(self) -> Templates:
        """The project's templates before the shipped ones."""
        return Templates(self.project.template_folders, self.cache, self.project.root)

    @cached_property
    def typesetter(self) -> Typesetter:
        """The one typesetter of this process; raises OSError where Pango is missing."""
        from handouts.typeset.afresh import Shelf
        from handouts.typeset.engine import Typesetter

        has_more = len(self.project.clinics) > 1
        return Typesetter(fonts=FONTS, cache=self.cache, shelf=Shelf(KEPT if has_more else 0))

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

    def lay_out(
        self,
        handout: Handout,
        reading: Reading,
        *,
        signed: bool,
        approvals: Mapping[str, Approval] | None = None,
    ) -> LaidOut:
        """Lay the sheet out; raises HandoutsError where it does not fit or cannot be rendered.

        A sheet that is not `signed` carries the strip of drafts; `approvals` are the names that a
        final one prints, by the tag of the text that they are for.
        """
        from handouts.typeset.fit import Style

        article = reading.article
        assert article is not None
        shape, allowances = FORMATS[handout.format], self.project.config.allowances
        if not shape.suits(article.language, article.source):
            raise HandoutsError([_no_pair(shape, article)], ExitCode.FINDINGS)
        clinic = self.project.clinic(handout.clinic)
        pictures = {picture.file: picture for picture in pictures_of(article.article)}
        logo = self.project.logo(clinic)
        paper = PAPERS[handout.paper]
        approval = (approvals or {}).get(article.language.tag)
        printed = edition(self.project, article, clinic, approval)
        request = Request(
            article=article,
            clinic=clinic,
            words=Words(language=article.language, source=article.source, catalogs=reading.words),
            paper=paper,
            picture=lambda file: picture_address(pictures[file]),
            logo=picture_address(logo) if logo else "",
            signed=signed,
            approval=approval,
            code=printed.code,
        )
        sheet = compose_sheet(request)
        files = self._files([*pictures.values(), *([logo] if logo else [])])
        grey = self.project.config.grey
        style = Style(self.templates, self.typesetter, files, self.project.breaking, grey)
        with _pictures_loaded(article.article):
            fitted, halves = self._fitted(shape, request, sheet, style, approvals or {})
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
            halves=halves,
            printed=printed,
            press_line=self.project.config.lines.get(("press",), 1),
        )

    def _fitted(
        self,
        shape: Format,
        request: Request,
        sheet: Sheet,
        style: Style,
        approvals: Mapping[str, Approval],
    ) -> tuple[Fitted, tuple[int, int] | None]:
        """Fit a sheet, or two that meet in the middle; then the pages of each are told, too."""
        from handouts.typeset.fit import fit
        from handouts.typeset.meeting import meet

        paper, allowances = request.paper, self.project.config.allowances
        if shape.pair == "directions":
            approval = approvals.get(request.article.source.tag)
            other = compose_sheet(replace(self._in_source(request), approval=approval))
            return meet(
                other,
                sheet,
                lambda one, most: arrangement(shape, one, paper, allowances, most=most),
                shape,
                style,
            )
        beside = self._beside(request) if shape.pair == "languages" else None
        return fit(arrangement(shape, sheet, paper, allowances, beside), shape, style), None

    def _beside(self, request: Request) -> Beside:
        """The same sheet in the source language; the strip of drafts stands on the other one."""
        from handouts.compose import Beside

        sheet = compose_sheet(replace(self._in_source(request), signed=True))
        source, translation = sheet.language, request.article.language
        return Beside(sheet, (self.typesetter.lines(source), self.typesetter.lines(translation)))

    def _in_source(self, request: Request) -> Request:
        source = request.article.source
        catalogs, _ = self.project.words(source.tag)
        return replace(
            request,
            approval=None,
            article=localize(request.article.article, None, source, source),
            words=Words(language=source, source=source, catalogs=catalogs),
        )

    def _files(self, pictures: Iterable[NamedPicture]) -> Mapping[str, Path]:
        return {
            picture_address(picture): (self.project.root / project_path(picture)).resolve()
            for picture in pictures
        }

    def write(self, handout: Handout, laid_out: LaidOut) -> str:
        """Write one target's PDF and return its sha256; raises HandoutsError H207 or H505."""
        pdf = laid_out.pdf(cast(Target, handout.target))
        self.put(handout.path, pdf)
        return hashlib.sha256(pdf).hexdigest()


def _no_pair(shape: Format, article: LocalizedArticle) -> Finding:
    """H307: why a language does not suit a format that prints two."""
    language, source = article.language, article.source
    if language.tag == source.tag:
        why = f"{language.name} is the source language"
    else:
        side = "left" if source.direction == "ltr" else "right"
        why = f"{language.name} and {source.name} are both read from the {side}"
    message = f"a {shape.title.lower()} needs a pair of languages: {why}"
    whole = article.article
    place = whole.place("formats")
    return finding("H307", message, place)


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
        place = article.place("image")
        found = [finding("H106", message, place, hint=SAVE_AGAIN) for message in lost]
        raise HandoutsError(found, ExitCode.FINDINGS)
