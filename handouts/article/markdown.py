"""The one Markdown parser: CommonMark, tables and `:::` containers, raw HTML off.

The article's renderer, the extraction of messages and the checks of translations all use it, so a
text means the same everywhere. It is loaded when a text is first read.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CONTAINERS = ("warning", "call", "key-points", "tip", "questions", "checklist")

MAX_NESTING = 60
"""Levels of blocks inside blocks; what is nested deeper is not read, and reported."""

PLACEHOLDER = re.compile(r"\{([^\W\d_][\w.-]*)\}")


@cache
def parser() -> MarkdownIt:
    """Return the parser; it keeps no state between texts."""
    from handouts.article.grammar import grammar

    return grammar()


def parse_inline(text: str, addresses: dict[str, str] | None = None) -> list[Token]:
    """Parse one message's text; `[label][1]` takes its address from `addresses`."""
    references = {
        key: {"href": address, "title": "", "map": [0, 0]}
        for key, address in (addresses or {}).items()
    }
    (inline,) = parser().parseInline(text, {"references": references})
    return inline.children or []


def plain_token(content: str) -> Token:
    """Return text as a token."""
    from markdown_it.token import Token

    return Token("text", "", 0, content=content)


def shown_address(href: str) -> str:
    """Write an address as people read it: its own letters, no `mailto:` or `tel:`."""
    text = parser().normalizeLinkText(href)
    text = href if any(character.isspace() for character in text) else text
    return text.removeprefix("mailto:").removeprefix("tel:")


def address_link(href: str) -> list[Token]:
    """Return the tokens of a link that shows its own address."""
    from markdown_it.token import Token

    opening = Token("link_open", "a", 1, attrs={"href": href}, markup="autolink", info="auto")
    closing = Token("link_close", "a", -1, markup="autolink", info="auto")
    return [opening, plain_token(shown_address(href)), closing]
