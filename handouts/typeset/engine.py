"""HTML → laid-out pages with WeasyPrint: private fonts, no network, text prepared once."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache, partial
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinyhtml5
import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.fonts import fontconfig_file
from handouts.languages import Language
from handouts.typeset.afresh import Kept, Others, Shelf, reaches_out
from handouts.typeset.bidi import isolate
from handouts.typeset.breaks import break_words, keep_last_spaces
from handouts.typeset.cascade import keep_styles
from handouts.typeset.counters import LateCounters
from handouts.typeset.hyphens import read_patterns
from handouts.typeset.lines import Lines
from handouts.typeset.loading import COUNTERS
from handouts.typeset.recording import install, recorded
from handouts.typeset.repairs import repair
from handouts.typeset.shortcuts import take_shortcuts
from handouts.typeset.source import elements_of, read_source, tokens
from handouts.typeset.styles import fill_styles

fill_styles()
keep_styles()
repair()
install()
take_shortcuts()

PROJECT = "project:"
"""Scheme of the addresses that a page may use: files of the project, by their path in it."""

_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}


class _Files(URLFetcher):  # type: ignore[misc]
    """Hands out pictures of the project and nothing else: no other file, no network."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        super().__init__(fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        path = self.files.get(url)
        if path is None or path.suffix.lower() not in _TYPES:
            raise HandoutsError(
                [finding("H107", f"the page asks for {url}", Location("templates"))],
                ExitCode.RENDER,
            )
        return URLFetcherResponse(
            url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix.lower()]}
        )


class _Page(weasyprint.HTML):  # type: ignore[misc]
    """A page that is parsed already: WeasyPrint's own class only takes text."""

    def __init__(self, tree: Element, fetcher: URLFetcher, *, has_notes: bool) -> None:
        self.base_url = f"{PROJECT}/"
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self._has_notes = has_notes

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        sheets: list[weasyprint.CSS] = super()._ua_stylesheets(forms)
        return sheets if self._has_notes else [_without_notes(sheet) for sheet in sheets]

    def _ua_counter_style(self) -> list[CounterStyle]:
        counters: list[CounterStyle] = [] if COUNTERS else super()._ua_counter_style()
        return counters


@dataclass(frozen=True, slots=True, kw_only=True)
class Typesetter:
    """Lays pages out; one per process, because fonts and styles are kept between pages.

    `fonts` is the folder of the shipped fonts, `cache` a writable folder for fontconfig; `shelf`
    keeps pages for the next clinic's.
    """

    fonts: Path
    cache: Path
    shelf: Shelf = field(default_factory=lambda: Shelf(0))

    def lines(self, language: Language) -> Lines:
        """Return what counts the lines of a language's texts, in the fonts of its pages."""
        if language.hyphenate:
            read_patterns(language.tag)
        return _lines(language, self._loaded(language.fonts))

    def lay_out(
        self,
        html: str,
        families: tuple[str, ...],
        styles: tuple[str, ...],
        files: Mapping[str, Path],
        breaking_of: Callable[[str], str],
    ) -> weasyprint.Document:
        """Return the laid-out pages; raises HandoutsError H304 where the engine fails."""
        fonts = self._loaded(families)
        fetcher = _Files(files)
        try:
            if not self.shelf:
                return _rendered(_prepared(html, breaking_of), fetcher, styles, fonts)
            others = Others(tokens(html), partial(_prepared, breaking_of=breaking_of), fetcher)
            setting = (fonts, styles, breaking_of)
            signed = {address: _signature(path) for address, path in files.items()}
            found = self.shelf.find(setting, others, signed)
            return found or self._kept(html, setting, others, signed)
        except HandoutsError:
            raise
        except FatalURLFetchingError as problem:  # no Exception: it would end the whole program
            cause = problem.__cause__
            raise (cause if isinstance(cause, HandoutsError) else _fault(problem)) from None
        except Exception as problem:  # the engine may fail in any way on a damaged picture
            raise _fault(problem) from problem

    def _kept(
        self, html: str, setting: tuple[Any, ...], others: Others, signed: Mapping[str, Any]
    ) -> weasyprint.Document:
        """Lay a page out whole, and keep it for those like it."""
        fonts, styles, breaking_of = setting
        tree = _parsed(html)
        source = read_source(others.tokens, tree)
        elements = elements_of(tree)
        _prepare(tree, breaking_of)
        said = EngineLog()
        logger = logging.getLogger("weasyprint")
        logger.addHandler(said)
        try:
            with recorded() as recording:
                document = _rendered(tree, others.fetcher, styles, fonts)
        finally:
            logger.removeHandler(said)
        if source and not said.messages and not reaches_out(html, *styles):
            kept = Kept(document, document._html, source, elements, recording, signed)
            self.shelf.keep(setting, kept)
        return document

    def _loaded(self, families: tuple[str, ...]) -> FontConfiguration:
        return _font_configuration(str(fontconfig_file(families, self.fonts, self.cache)))


def _parsed(html: str) -> Element:
    tree: Element = tinyhtml5.parse(StringIO(html), namespace_html_elements=False)
    return tree


def _prepare(tree: Element, breaking_of: Callable[[str], str]) -> None:
    """Write into a page what the engine does not know of order and of breaks."""
    isolate(tree)
    break_words(tree, breaking_of)
    keep_last_spaces(tree)


def _prepared(html: str, breaking_of: Callable[[str], str]) -> Element:
    tree = _parsed(html)
    _prepare(tree, breaking_of)
    return tree


def _rendered(
    tree: Element, fetcher: URLFetcher, styles: Sequence[str], fonts: FontConfiguration
) -> weasyprint.Document:
    has_notes = any("note" in style for style in styles)
    return _Page(tree, fetcher, has_notes=has_notes).render(
        font_config=fonts,
        counter_style=LateCounters(),
        stylesheets=[_sheet(style) for style in styles],
        pdf_variant="pdf/ua-1",
    )


def _signature(path: Path) -> tuple[Path, int, int]:
    """What tells a picture from an earlier one at its address."""
    found = path.stat()
    return path, found.st_mtime_ns, found.st_size


def _fault(problem: BaseException) -> HandoutsError:
    message = f"{type(problem).__name__}: {problem}"
    return HandoutsError([finding("H304", message)], ExitCode.RENDER)


def has_fonts() -> bool:
    """Whether this process has loaded fonts: what is forked of it cannot lay anything out.

    Newer Pango waits there for ever for a thread of its own that is not forked along.
    """
    return bool(_font_configuration.cache_info().currsize)


@lru_cache(maxsize=64)
def _font_configuration(file: str) -> FontConfiguration:
    """Load a language's fonts from a private fontconfig: nothing of the system can leak in."""
    os.environ["FONTCONFIG_FILE"] = file
    return FontConfiguration()


@lru_cache(maxsize=2)
def _lines(language: Language, fonts: FontConfiguration) -> Lines:
    """Kept for the next clinic, whose texts are mostly the same."""
    return Lines(language, fonts)


@lru_cache(maxsize=4)
def _without_notes(sheet: weasyprint.CSS) -> weasyprint.CSS:
    """WeasyPrint's own style sheet without its rules for footnotes.

    They give every element five pseudo-elements more, with a style each.
    """
    slim = copy(sheet)
    slim.matcher = copy(sheet.matcher)
    # A rule: test, specificity, order, pseudo-element, declarations.
    slim.matcher.other_selectors = [
        rule for rule in sheet.matcher.other_selectors if "note-" not in (rule[3] or "")
    ]
    return slim


@lru_cache(maxsize=64)
def _sheet(style: str) -> weasyprint.CSS:
    """A style sheet, parsed once for all languages: it can bring no fonts of its own."""
    return weasyprint.CSS(string=style, url_fetcher=_Files({}))


class EngineLog(logging.Handler):
    """Collects what WeasyPrint says while it works: unknown CSS, missing glyphs, lost pictures."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message; raises MemoryError for a picture that memory ran out for."""
        for problem in record.args or ():
            if isinstance(problem, Exception) and isinstance(problem.__cause__, MemoryError):
                raise MemoryError
        self.messages.append(record.getMessage())


def boxes_of(document: weasyprint.Document) -> Sequence[Any]:
    """The laid-out page boxes, for measuring and auditing."""
    return [page._page_box for page in document.pages]
