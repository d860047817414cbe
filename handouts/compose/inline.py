"""Inline tokens → HTML: text is escaped, addresses are printed, facts of the clinic are put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from handouts.languages import Language

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAGS = {
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "softbreak": " ",
    "hardbreak": "<br>",
}


def inline_html(
    children: Sequence[Token], fact: Callable[[str], Markup], picture: Callable[[str], str]
) -> Markup:
    """Render inline tokens; `fact` gives a placeholder's text, `picture` a picture's address."""
    parts: list[str] = []
    closing = ""
    for token in children:
        if token.type == "link_open":
            address = str(token.attrs["href"])
            parts.append(f'<a href="{escape(address)}">')
            # On paper nobody can click: the address follows its label.
            closing = "</a>" if token.info == "auto" else f"</a> ({address_html(address)})"
        elif token.type == "link_close":
            parts.append(closing)
        elif token.type == "placeholder":
            parts.append(fact(token.content))
        elif token.type == "image":
            parts.append(_picture(token, fact, picture))
        elif token.type == "code_inline":
            parts.append(f"<code>{escape(token.content)}</code>")
        else:
            parts.append(_TAGS.get(token.type) or str(escape(token.content)))
    return Markup("".join(parts))


def address_html(address: str) -> Markup:
    """Write an address as people read it: no scheme, no slash at its end, left to right."""
    shown = address.split("://", 1)[-1].removeprefix("mailto:").removeprefix("tel:").rstrip("/")
    return Markup('<bdi dir="ltr" class="url">{}</bdi>').format(shown)


def foreign(html: Markup, language: Language, around: Language, css_class: str = "") -> Markup:
    """Mark a run of another language with its own `lang` and `dir`."""
    if language.tag == around.tag:
        return html
    named = Markup(' class="{}"').format(css_class) if css_class else Markup("")
    return Markup('<span lang="{}" dir="{}"{}>{}</span>').format(
        language.tag, language.direction, named, html
    )


def _picture(token: Token, fact: Callable[[str], Markup], picture: Callable[[str], str]) -> Markup:
    alt = inline_html(token.children or [], fact, picture).striptags()
    return Markup('<img src="{}" alt="{}">').format(picture(str(token.attrs["src"])), alt)
