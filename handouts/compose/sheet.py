"""LocalizedArticle + clinic + paper → Sheet: what a template prints, not yet placed on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup, escape

from handouts.article import nodes
from handouts.article.model import plain_text
from handouts.compose.blocks import Blocks
from handouts.compose.inline import address_html
from handouts.compose.model import Block, Box, Fact, Imprint, Picture, Sheet
from handouts.compose.words import BOX_TITLES, Facts, Words
from handouts.config import CLINIC_FIELDS, Clinic
from handouts.findings import Location, Related
from handouts.formats import Paper
from handouts.languages import format_date, format_month, language
from handouts.localize import LocalizedArticle, State
from handouts.reviews import Approval

_PRINTED = (State.SOURCE, State.TRANSLATED)

_PANEL_OF = {"warning": "flap", "key-points": "flap", "call": "back"}
_SHORT_INTRO = 260
_SHORT_ADDRESS = 36
_IMPRINT_TITLE = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a sheet is made of; `picture` turns a path beside the article into an address.

    `signed` is for sheets without the strip of drafts, `approval` for those that name who signed;
    `code` is that of the edition.
    """

    article: LocalizedArticle
    clinic: Clinic | None
    words: Words
    paper: Paper
    picture: Callable[[str], str]
    logo: str = ""
    signed: bool = False
    approval: Approval | None = None
    code: str = ""


def compose_sheet(request: Request) -> Sheet:
    """Sort the article's blocks into the parts of a sheet and fill in the clinic's facts."""
    article, words = request.article, request.words
    facts = Facts(clinic=request.clinic, words=words, slug=article.article.slug)
    blocks = Blocks(
        article,
        facts,
        request.picture,
        lambda name: words.find("box title", BOX_TITLES.get(name, name)),
    )
    every = tuple(blocks.build(nodes(article.article.tokens)))
    title = next((b.html for b in every if b.kind == "heading" and b.level == 1), Markup(""))
    flow = [b for b in every if not (b.kind == "heading" and b.level == 1)]
    intro = _intro(flow)
    points = _taken(flow[: _first_heading(flow)], "key-points", flow)
    warning = _taken(flow, "warning", flow)
    card = _taken(list(reversed(flow)), "call", flow)
    if card is None and request.clinic and request.clinic.phone:
        card = Box(name="call", title=words.find("box title", "Who to call"), blocks=())
    given = {name: facts.fact(name) for name in CLINIC_FIELDS}
    clinic = {name: Fact(name=name, html=html) if html else None for name, html in given.items()}
    return Sheet(
        language=article.language,
        source=article.source,
        title=title,
        plain_title=_plain_title(article, facts),
        summary=blocks.field("summary"),
        intro=intro,
        points=points,
        flow=tuple(flow),
        warning=warning,
        card=card,
        clinic=clinic,
        logo=_logo(request),
        colour=request.clinic.colour if request.clinic else "",
        picture=_picture(article, facts, request.picture),
        imprint=_imprint(article, request.approval, request.code),
        sources=tuple(_sources(article)),
        qr=qr_code(facts.address),
        draft=not request.signed,
        mixed=any(unit.state not in _PRINTED for unit in article.units.values()),
        paper_name=request.paper.name,
        paper_width=request.paper.width,
        paper_height=request.paper.height,
        words=words,
        longest=_longest(article),
    )


def texts_of(sheet: Sheet) -> Iterator[str]:
    """Every text that a template must print, plain: the article's, and who signed it or nobody."""
    if sheet.draft:
        draft = "Draft translation" if sheet.language.tag != sheet.source.tag else "Draft"
        yield f"{draft}: not yet reviewed"
    yield sheet.imprint.signatures.striptags()
    yield from (text.striptags() for text in (sheet.title, sheet.summary))
    yield from _block_texts((*sheet.intro, *sheet.flow))
    for box in filter(None, (sheet.points, sheet.warning, sheet.card)):
        yield from _box_texts(box)
    if sheet.beside:
        yield from texts_of(sheet.beside)


def _block_texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        # A table may be cut between its rows.
        yield from (Markup(row).striptags() for row in block.html.split("</tr>"))
        yield from (item.html.striptags() for item in block.items)
        if block.box:
            yield from _box_texts(block.box)


def _box_texts(box: Box) -> Iterator[str]:
    yield box.title.striptags()
    yield from _block_texts(box.blocks)
    for tier in box.tiers:
        yield tier.title.striptags()
        yield from _block_texts(tier.blocks)


def _longest(article: LocalizedArticle) -> tuple[Related, ...]:
    """The three messages that grew most against the source; without one, the longest."""
    grown = []
    for localized in article.units.values():
        unit, location = localized.unit, localized.location
        growth = len(localized.text) - (len(unit.text) if location else 0)
        place = location or Location(article.article.path, unit.line)
        became = f"{len(unit.text)} letters became {len(localized.text)}"
        grown.append((growth, place, became if location else f"{len(unit.text)} letters"))
    grown.sort(key=lambda entry: -entry[0])
    return tuple(Related(place, message) for _, place, message in grown[:3])


def _intro(flow: list[Block]) -> tuple[Block, ...]:
    """Take the first paragraphs, if they are short enough to stand under the title."""
    first = []
    for block in flow:
        if block.kind != "paragraph" or block.keep or block.pin:
            break
        first.append(block)
    if not first or sum(len(block.text) for block in first) > _SHORT_INTRO:
        return ()
    del flow[: len(first)]
    return tuple(first)


def _first_heading(flow: Sequence[Block]) -> int:
    return next((n for n, block in enumerate(flow) if block.kind == "heading"), len(flow))


def _taken(candidates: Sequence[Block], name: str, flow: list[Block]) -> Box | None:
    """Take a box out of the running text, because it has a place of its own on the sheet."""
    for block in candidates:
        if block.box and block.box.name == name and block.pin in ("", _PANEL_OF[name]):
            place = flow.index(block)
            headed = place > 0 and flow[place - 1].kind == "heading"
            alone = place + 1 == len(flow) or flow[place + 1].kind == "heading"
            if headed and (alone or not block.box.title):
                return None  # its heading is its title, or has nothing but this box: they stay
            flow.remove(block)
            return block.box
    return None


def _plain_title(article: LocalizedArticle, facts: Facts) -> str:
    for localized in article.units.values():
        if localized.unit.kind == "title":
            return _filled(plain_text(localized.tokens), facts)
    return article.article.title


def _filled(text: str, facts: Facts) -> str:
    for name in CLINIC_FIELDS:
        if f"{{clinic.{name}}}" in text:
            text = text.replace(f"{{clinic.{name}}}", Markup(facts.fact(name)).striptags())
    return text


def _logo(request: Request) -> Picture | None:
    if not request.logo or not request.clinic:
        return None
    return Picture(address=request.logo, alt=request.clinic.name)


def _picture(
    article: LocalizedArticle, facts: Facts, picture: Callable[[str], str]
) -> Picture | None:
    image = article.meta.image
    if image is None:
        return None
    alt = article.field("image")
    shown = alt is not None and alt.state in _PRINTED
    text = _filled(plain_text(alt.tokens), facts) if alt and shown else ""
    return Picture(
        address=picture(image.file),
        alt=text or (image.alt if article.language == article.source else ""),
    )


def _imprint(article: LocalizedArticle, approval: Approval | None, code: str) -> Imprint:
    meta, english = article.meta, language("en")  # staff everywhere must know what they hold
    return Imprint(
        title=_named(article.article.title, meta.short_title),
        language=article.language.name,
        autonym=article.language.autonym,
        id=f"{article.article.slug} · {article.language.tag}",
        version=meta.version,
        date=format_date(meta.reviewed, english) if meta.reviewed else "",
        review_by=format_month(meta.review_by, english) if meta.review_by else "",
        approval=approval.signers if approval else (),
        others=approval.others if approval else 0,
        machine=approval.machine if approval else False,
        signed=format_date(approval.date, english) if approval else "",
        code=code,
    )


def _named(title: str, short: str) -> str:
    """A title that leaves room for the language on the imprint's first line."""
    if len(title) <= _IMPRINT_TITLE:
        return title
    if short and len(short) <= _IMPRINT_TITLE:
        return short
    return title[: _IMPRINT_TITLE - 1].rsplit(" ", 1)[0][: _IMPRINT_TITLE - 1] + "…"


def _sources(article: LocalizedArticle) -> list[Markup]:
    """The sources by title; a long address helps nobody on paper, and the title finds the page."""
    result = []
    for source in article.meta.sources:
        short = bool(source.url) and len(source.url.split("://", 1)[-1]) <= _SHORT_ADDRESS
        address = Markup(", {}").format(address_html(source.url)) if short else ""
        result.append(escape(source.title) + address)
    return result


@lru_cache(maxsize=64)
def qr_code(address: str) -> Markup:
    """Return an SVG of an address' QR code with 2 modules of white; nothing for no address."""
    if not address:
        return Markup("")
    import segno

    matrix = segno.make(address, error="m", micro=False).matrix
    # One stroke for each run of dark modules: half the work of drawing squares, and half the size.
    runs = "".join(
        f"M{x + 2} {y + 2.5}h{length}" for y, row in enumerate(matrix) for x, length in _runs(row)
    )
    size = len(matrix) + 4
    return Markup(
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'aria-hidden="true"><path fill="none" stroke="#000" d="{runs}"/></svg>'
    )


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the dark modules of a row are that follow each other, and how many they are."""
    place = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield place, length
        place += length
