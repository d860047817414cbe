"""Renders whole articles with the product's own rendering, and reads the result."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lxml import html  # type: ignore[import-untyped]
from markdown_it.token import Token
from markupsafe import Markup

from handouts.article import CLINIC_FACTS, PLACEHOLDER, Article, nodes, parse_article, parser
from handouts.article.markdown import shown_address
from handouts.article.model import plain_text
from handouts.catalogs import Catalog, Coverage, Entry, catalog_text, read_catalog
from handouts.compose.blocks import Blocks
from handouts.compose.model import Block
from handouts.languages import language
from handouts.localize import LocalizedArticle, LocalizedUnit, State, localize, replaced
from handouts.messages import Unit, extract, walk
from tests.strategies import ADDRESSES, BARE

ENGLISH = language("en")
SPANISH = language("es")


def parsed(text: str) -> Article:
    """The article of a text that must be sound."""
    result = parse_article("articles/a.md", text)
    assert result.article is not None, [str(found) for found in result.findings]
    return result.article


def article_of(body: str, front: str = "") -> Article:
    """An article with this body under a title without letters."""
    return parsed(f"---\n{front}\n---\n# 1\n\n{body}\n" if front else f"# 1\n\n{body}\n")


def render(localized: LocalizedArticle) -> str:
    """The HTML of everything a sheet prints of an article."""

    def fact(name: str) -> Markup:
        return Markup("<b>{}</b>").format(1000 + CLINIC_FACTS.index(name.removeprefix("clinic.")))

    blocks = Blocks(localized, fact, lambda path: path, lambda name: Markup("<i>0</i>"))
    parts = [f"<h6>{blocks.field(key)}</h6>" for key in ("summary", "short_title")]
    alt = localized.field("image")
    shown = PLACEHOLDER.sub("0", plain_text(alt.tokens)) if alt else ""
    parts.append(str(Markup('<img alt="{}">').format(shown)))
    parts += [
        text for block in blocks.build(nodes(localized.article.tokens)) for text in _block(block)
    ]
    return "\n".join(parts)


def render_source(article: Article) -> str:
    """The HTML of an article in its own language."""
    return render(localize(article, None, ENGLISH, ENGLISH))


def render_replaced(article: Article, texts: Callable[[Unit], Sequence[Token]]) -> str:
    """The HTML of an article whose units' tokens were put in by `localize.replaced`."""
    tokens, fields = replaced(article, texts)
    units = {
        unit.place: LocalizedUnit(unit, State.SOURCE, "", tuple(fields[unit.place.key]))
        for unit in walk(article)
        if unit.place.key
    }
    return render(
        LocalizedArticle(
            article=replace(article, tokens=tokens),
            language=ENGLISH,
            source=ENGLISH,
            units=units,
            coverage=Coverage(),
        )
    )


def translated(article: Article, translation: Callable[[str], str]) -> LocalizedArticle:
    """The article in Spanish, each message translated by a function, through a PO file."""
    entries = tuple(
        Entry(context=message.context, text=message.text, translation=translation(message.text))
        for message in extract(article)
    )
    data = catalog_text(Catalog(path="a.po", tag="es", entries=entries)).encode()
    read = read_catalog("a.po", "es", data)
    assert read.catalog is not None, read.findings
    return localize(article, read.catalog, SPANISH, ENGLISH)


def _block(block: Block) -> Iterator[str]:
    if block.box:
        yield f"<div><h2>{block.box.title}</h2>"
        for inner in block.box.blocks:
            yield from _block(inner)
        for tier in block.box.tiers:
            yield f"<h3>{tier.title}</h3>"
            for inner in tier.blocks:
                yield from _block(inner)
        yield "</div>"
    elif block.kind == "list":
        yield "".join(f"<li>{item.number} {item.html}</li>" for item in block.items)
    elif block.kind == "table":
        yield f"<table>{block.html}</table>"
    else:
        yield f"<p class='{block.kind}{block.level}'>{block.html}</p>"


def unmarked(rendered: str) -> str:
    """Rendered HTML without the spans that say which language a run is in."""
    root = html.fragment_fromstring(rendered, create_parent="div")
    for span in root.xpath("//span[@lang]"):
        span.drop_tag()
    return str(html.tostring(root, encoding="unicode"))


def letters(rendered: str) -> set[str]:
    """The letters that a reader sees or hears: no addresses, nor blocks kept from translation."""
    root = html.fragment_fromstring(rendered, create_parent="div")
    for element in root.xpath("//bdi[@class='url'] | //*[@class='kept']"):
        element.drop_tree()
    for link in root.xpath("//a"):
        if link.text_content() == shown_address(link.get("href")):
            link.drop_tree()
    alts = "".join(root.xpath("//@alt"))
    for address in sorted((*ADDRESSES, BARE), key=len, reverse=True):
        alts = alts.replace(shown_address(parser().normalizeLink(address)), "")
    seen = root.text_content() + alts
    return {character for character in seen if unicodedata.category(character)[0] == "L"}
