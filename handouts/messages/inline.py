"""A message's text: one block's inline Markdown on one line, its addresses kept aside.

`[our page](https://…)` reads `[our page][1]` for translators, `<https://…>` reads `{url.1}`, so a
changed address touches no translation and no translator can mistype one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handouts.article import address_link, parse_inline

if TYPE_CHECKING:
    from markdown_it.token import Token

_SPECIAL = re.compile(r"([\\`*_\[\]{}<>&!])")


@dataclass(frozen=True, slots=True)
class Text:
    """A message's text, and the addresses behind its `[label][1]`, `![alt][2]` and `{url.3}`."""

    text: str
    addresses: tuple[str, ...] = ()


def to_text(children: Sequence[Token]) -> Text:
    """Write inline tokens as Markdown; escapes appear only where the text would read otherwise."""
    wanted = signature(children)
    text = Text("")
    for spelling in _SPELLINGS:
        text = Text(*_write(children, spelling))
        if signature(parse_text(text.text, text.addresses)) == wanted:
            break
    return text


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How to write text and marks: the plainest way that reads the same is taken.

    Whether a star is a mark hangs on the characters beside it as they are written, so the `edges`
    of a text (all, or only odd spaces) are spelt as numbers where the author did the like.
    """

    escaped: bool = True
    edges: Callable[[str], bool] = lambda edge: False
    marks: Mapping[str, str] = field(default_factory=dict)

    def write(self, text: str) -> str:
        if not self.escaped:
            return text
        ends = {0, len(text) - 1}
        return "".join(
            f"&#{ord(c)};" if n in ends and self.edges(c) else _SPECIAL.sub(r"\\\1", c)
            for n, c in enumerate(text)
        )


_SPELLINGS = (
    _Spelling(escaped=False),
    _Spelling(),
    _Spelling(edges=lambda edge: edge != " " and edge.isspace()),
    _Spelling(edges=lambda edge: True, marks={"em": "_", "strong": "**"}),
)


def parse_text(text: str, addresses: Sequence[str] = ()) -> list[Token]:
    """Parse a message's text, or its translation, back into inline tokens."""
    numbered = {str(number): address for number, address in enumerate(addresses, 1)}
    result: list[Token] = []
    inside = 0
    for token in parse_inline(text, numbered):
        inside += token.nesting if token.tag == "a" else 0
        address = numbered.get(token.content[4:]) if token.content.startswith("url.") else None
        if token.type == "placeholder" and address and not inside:  # no link inside a link
            result += address_link(address)
        else:
            result.append(token)
    return result


def signature(children: Sequence[Token]) -> list[tuple[object, ...]]:
    """What a reader gets from inline tokens: text pieces joined, marks and addresses kept."""
    result: list[tuple[object, ...]] = []
    for child in children:
        inner = tuple(signature(child.children)) if child.children else ()
        content = " " if child.type == "softbreak" else child.content
        kind = "text" if child.type == "softbreak" else child.type
        entry = (kind, child.attrs.get("href") or child.attrs.get("src"), inner, content)
        if kind == "text" and not content:
            continue
        if kind == "text" and result and result[-1][0] == "text":
            entry = ("text", None, (), str(result.pop()[3]) + content)
        result.append(entry)
    return result


def _write(children: Sequence[Token], spelling: _Spelling) -> tuple[str, tuple[str, ...]]:
    parts: list[str] = []
    addresses: list[str] = []
    labels: list[int] = []
    skip = False
    for child in children:
        if child.type == "link_open":
            addresses.append(str(child.attrs["href"]))
            skip = child.markup == "autolink"
            labels.append(len(addresses))
            parts.append(f"{{url.{len(addresses)}}}" if skip else "[")
        elif child.type == "link_close":
            number = labels.pop()
            parts += [] if skip else [f"][{number}]"]
            skip = False
        elif not skip:
            parts.append(_one(child, addresses, spelling))
    return "".join(parts), tuple(addresses)


def _one(child: Token, addresses: list[str], spelling: _Spelling) -> str:
    if child.type in ("text", "text_special"):
        return spelling.write(child.content)
    if child.type == "softbreak":
        return " "
    if child.type == "hardbreak":
        return "\\\n"
    if child.type == "placeholder":
        return child.markup
    if child.type == "code_inline":
        fence = "`" * (1 + max(map(len, re.findall("`+", child.content)), default=0))
        edged = child.content[:1] in "` " or child.content[-1:] in "` "
        pad = " " if edged and child.content.strip() else ""
        return f"{fence}{pad}{child.content}{pad}{fence}"
    if child.type == "image":
        addresses.append(str(child.attrs["src"]))
        number = len(addresses)
        alt, _ = _write(child.children or [], spelling)  # text and placeholders only
        return f"![{alt}][{number}]"
    return spelling.marks.get(child.tag, child.markup)
