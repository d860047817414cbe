"""The parsed article and the tree of its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handouts.article.front_matter import FrontMatter
from handouts.findings import Location

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: `path` is relative to the project, `tokens` are markdown-it's, never changed."""

    slug: str
    path: str
    meta: FrontMatter
    tokens: tuple[Token, ...]
    digest: str

    @property
    def title(self) -> str:
        """The plain text of the H1, in the source language."""
        for index, token in enumerate(self.tokens):
            if token.type == "heading_open" and token.tag == "h1":
                return plain_text(self.tokens[index + 1].children or [])
        return self.slug

    @property
    def title_line(self) -> int:
        """The line of the H1, counted from 1: where findings on the article as a whole point."""
        titles = (token for token in self.tokens if token.type == "heading_open")
        first = next((token for token in titles if token.tag == "h1"), None)
        return first.map[0] + 1 if first and first.map else 1

    def place(self, key: str = "") -> Location:
        """Where a key of the front matter stands; the title where it is not there."""
        if key in self.meta.positions:
            return self.meta.place(self.path, key)
        return Location(self.path, self.title_line)


@dataclass(frozen=True, slots=True)
class Node:
    """One block: its opening or inline token, and what lies inside; `index` is its place."""

    token: Token
    index: int
    children: tuple[Node, ...] = field(default=())

    def inlines(self) -> Iterator[Node]:
        """All inline tokens in this block, in reading order."""
        if self.token.type == "inline":
            yield self
        for child in self.children:
            yield from child.inlines()


def nodes(tokens: Sequence[Token]) -> tuple[Node, ...]:
    """Return the blocks of a flat token list as trees."""
    stack: list[list[Node]] = [[]]
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.nesting > 0:
            opened.append(index)
            stack.append([])
        elif token.nesting < 0:
            children = tuple(stack.pop())
            start = opened.pop()
            stack[-1].append(Node(tokens[start], start, children))
        else:
            stack[-1].append(Node(token, index))
    return tuple(stack[0])


def plain_text(children: Sequence[Token]) -> str:
    """Return inline tokens as plain text; placeholders keep their braces."""
    parts = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "placeholder":
            parts.append(child.markup)
        elif child.type == "image":
            parts.append(plain_text(child.children or []))
        else:
            parts.append(child.content)
    return "".join(parts)
