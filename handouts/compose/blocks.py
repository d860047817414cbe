"""Localized tokens → blocks of HTML in reading order, each with its own name in the layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, zip_longest
from typing import TYPE_CHECKING

from markupsafe import Markup

from handouts.article import Node
from handouts.article.model import plain_text
from handouts.compose.inline import foreign, inline_html
from handouts.compose.model import Block, Box, Item, Tier
from handouts.compose.tables import column_group
from handouts.localize import LocalizedArticle, State
from handouts.messages import Place

if TYPE_CHECKING:
    from markdown_it.token import Token

_LISTS = ("bullet_list_open", "ordered_list_open")
_QUOTE = Markup('<blockquote class="{}">{}</blockquote>')
_LEAD_IN = 240  # letters of a paragraph that stays with the list after it


class Blocks:
    """Builds an article's blocks; `fact` fills placeholders, `picture` finds pictures."""

    def __init__(
        self,
        article: LocalizedArticle,
        fact: Callable[[str], Markup],
        picture: Callable[[str], str],
        default_title: Callable[[str], Markup],
    ) -> None:
        """Remember what the parts need; ids count from b1 in reading order."""
        self._article = article
        self._fact = fact
        self._picture = picture
        self._default_title = default_title
        self._ids = count(1)
        self._level = 1

    def build(self, nodes: Sequence[Node]) -> Iterator[Block]:
        """Yield the blocks of some sibling nodes; headings stay with what follows them."""
        previous = ""
        for node, after in zip_longest(nodes, nodes[1:]):
            block = self._block(node, previous)
            previous = node.token.type
            if block and block.kind == "paragraph" and after and after.token.type in _LISTS:
                leads = len(block.text) <= _LEAD_IN or block.announces
                block = replace(block, keep=leads)
            if block:
                pin = node.token.meta.get("pin", "")
                yield replace(block, pin=pin) if pin else block

    def text(self, node: Node) -> Markup:
        """The HTML of an inline node: translated, or the source marked as such."""
        children = node.token.children or []
        index = node.index
        localized = self._article.units.get(Place(index))
        if localized:
            html = self._html(localized.tokens)
            return self._marked(html, localized.state)
        for n, child in enumerate(children):
            alt = self._article.units.get(Place(index, n))
            if alt and child.type == "image":
                children = [
                    *children[:n],
                    child.copy(children=list(alt.tokens)),
                    *children[n + 1 :],
                ]
        skipped = bool(node.token.meta.get("skip"))
        return self._marked(
            self._html(children), State.MISSING if skipped else State.SOURCE, skipped
        )

    def field(self, key: str) -> Markup:
        """The HTML of a front-matter text, or nothing."""
        localized = self._article.field(key)
        return (
            self._marked(self._html(localized.tokens), localized.state) if localized else Markup("")
        )

    def _html(self, children: Sequence[Token]) -> Markup:
        return inline_html(children, self._fact, self._picture)

    def _marked(self, html: Markup, state: State, skipped: bool = False) -> Markup:
        if state in (State.SOURCE, State.TRANSLATED):
            return html
        article = self._article
        return foreign(html, article.source, article.language, "kept" if skipped else "source")

    def _block(self, node: Node, previous: str) -> Block | None:
        kind = node.token.type
        if kind == "heading_open":
            return self._heading(node)
        if kind == "paragraph_open":
            return self._paragraph(node)
        if kind in _LISTS:
            return self._list(node)
        if kind == "table_open":
            return Block(kind="table", id=self._id(), html=self._table(node), text=self._text(node))
        if kind == "blockquote_open":
            html = self._inside(node)
            return Block(kind="quote", id=self._id(), html=html, text=self._text(node))
        if kind == "container_box_open":
            return self._box(node, titled=previous != "heading_open")
        return None

    def _heading(self, node: Node) -> Block:
        # PDF/UA-1, 7.4.2: a heading is at most one level below the one before.
        self._level = min(int(node.token.tag[1]), self._level + 1)
        html = self.text(node.children[0])
        return Block(
            kind="heading",
            id=self._id(),
            html=html,
            text=self._text(node),
            level=self._level,
            keep=True,
        )

    def _paragraph(self, node: Node) -> Block:
        return Block(
            kind="paragraph", id=self._id(), html=self.text(node.children[0]), text=self._text(node)
        )

    def _list(self, node: Node) -> Block:
        ordered = node.token.type == "ordered_list_open"
        start = int(node.token.attrs.get("start", 1))
        items = tuple(
            Item(id=self._id(), html=self._item(child), number=number, text=self._text(child))
            for number, child in enumerate(node.children, start)
        )
        return Block(kind="list", id=self._id(), items=items, ordered=ordered)

    def _item(self, node: Node) -> Markup:
        paragraphs = [child for child in node.children if child.token.type == "paragraph_open"]
        parts = []
        for child in node.children:
            if child.token.type == "paragraph_open":
                html = self.text(child.children[0])
                parts.append(html if len(paragraphs) == 1 else Markup("<p>{}</p>").format(html))
            elif child.token.type in _LISTS:
                parts.append(self._nested(child))
            elif child.token.type == "table_open":
                parts.append(self._inner_table(child))
            elif child.token.type == "blockquote_open":
                parts.append(_QUOTE.format("gap-item", self._inside(child)))
            else:
                parts += self._bare(child)
        return Markup("").join(parts)

    def _inside(self, quote: Node) -> Markup:
        """The HTML of a quote: paragraphs, lists, tables and quotes in it."""
        return Markup("").join(self._parts(quote.children))

    def _parts(self, nodes: Sequence[Node]) -> Iterator[Markup]:
        before = ""
        for node in nodes:
            kind = node.token.type
            if kind in _LISTS:
                yield self._nested(node, gap="gap-item" if before else "gap-none", apart=True)
            elif kind == "table_open":
                yield self._inner_table(node, "gap-text" if before else "gap-none")
            elif kind == "blockquote_open":
                yield _QUOTE.format("gap-text" if before else "gap-none", self._inside(node))
            elif kind == "paragraph_open" and before not in ("", kind):
                yield Markup('<p class="gap-text">{}</p>').format(self.text(node.children[0]))
            elif kind == "paragraph_open":
                yield Markup("<p>{}</p>").format(self.text(node.children[0]))
            else:
                yield from self._bare(node)
            before = kind

    def _bare(self, node: Node) -> Iterator[Markup]:
        """A heading or box has no form of its own in a list or quote: a bold line, and its text."""
        if node.token.type in ("heading_open", "box_title_open"):
            html = self.text(node.children[0])
            yield Markup('<p class="gap-text"><strong>{}</strong></p>').format(html)
        else:
            yield from self._parts(node.children)

    def _nested(self, node: Node, gap: str = "", *, apart: bool = False) -> Markup:
        ordered = node.token.type == "ordered_list_open"
        start = int(node.token.attrs.get("start", 1))
        count = Markup('<span class="n" data-raw aria-hidden="true">{}</span>')
        items = [
            Markup("<li{}>{}{}</li>").format(
                Markup(' class="gap-item"') if apart and number > start else "",
                count.format(number) if ordered else "",
                self._item(child),
            )
            for number, child in enumerate(node.children, start)
        ]
        tag, css = ("ol", "steps") if ordered else ("ul", "dots")
        css = f"{css} {gap}".strip()
        return Markup('<{} class="{}">{}</{}>').format(
            Markup(tag), css, Markup("").join(items), Markup(tag)
        )

    def _inner_table(self, node: Node, gap: str = "") -> Markup:
        """A table in a list or quote, with its columns."""
        table = self._table(node)
        columns = column_group(table)
        css = f"{'fit' if columns else ''} {gap}".strip()
        attribute = Markup(' class="{}"').format(css) if css else Markup("")
        return Markup("<table{}>{}{}</table>").format(attribute, columns, table)

    def _table(self, node: Node) -> Markup:
        rows: dict[str, list[Markup]] = {"thead": [], "tbody": []}
        for part in node.children:
            for row in part.children:
                cells = [self._cell(cell) for cell in row.children]
                rows[part.token.tag].append(Markup("<tr>{}</tr>").format(Markup("").join(cells)))
        head, body = (Markup("").join(rows[part]) for part in ("thead", "tbody"))
        body = Markup("<tbody>{}</tbody>").format(body) if body else Markup("")
        return Markup("<thead>{}</thead>{}").format(head, body)

    def _cell(self, cell: Node) -> Markup:
        style = str(cell.token.attrs.get("style", ""))
        end = Markup(' class="end"') if "right" in style else Markup("")
        tag = Markup('th scope="col"') if cell.token.tag == "th" else Markup("td")
        html = self.text(cell.children[0]) if cell.children else Markup("")
        return Markup("<{}{}>{}</{}>").format(tag, end, html, Markup(cell.token.tag))

    def _box(self, node: Node, *, titled: bool) -> Block:
        name = str(node.token.meta.get("name", ""))
        inner = list(node.children)
        title = Markup("")
        if inner and inner[0].token.type == "box_title_open":
            title = self.text(inner.pop(0).children[0])
        elif titled:
            title = self._default_title(name)
        level, self._level = self._level, 2 if title else self._level
        blocks, tiers = self._tiers(tuple(self.build(inner)))
        self._level = max(level, 2) if title else level
        box = Box(name=name, title=title, blocks=blocks, tiers=tiers, facts=frozenset(_facts(node)))
        return Block(kind="box", id=self._id(), box=box, text=self._text(node))

    def _tiers(self, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Tier, ...]]:
        """Cut a box at its headings; what stands before the first one belongs to all."""
        starts = [n for n, block in enumerate(blocks) if block.kind == "heading"]
        if not starts:
            return blocks, ()
        ends = [*starts[1:], len(blocks)]
        tiers = tuple(
            Tier(title=blocks[a].html, blocks=blocks[a + 1 : b])
            for a, b in zip(starts, ends, strict=True)
        )
        return blocks[: starts[0]], tiers

    def _text(self, node: Node) -> str:
        """What is printed of a node, as plain text."""
        parts = []
        for inline in node.inlines():
            localized = self._article.units.get(Place(inline.index))
            parts.append(plain_text(localized.tokens if localized else inline.token.children or []))
        return " ".join(parts)

    def _id(self) -> str:
        return f"b{next(self._ids)}"


def _facts(node: Node) -> Iterator[str]:
    for inline in node.inlines():
        for child in inline.token.children or []:
            if child.type == "placeholder":
                yield child.content.removeprefix("clinic.")
