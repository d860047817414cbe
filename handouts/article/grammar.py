"""The rules of the one Markdown parser: what CommonMark lacks, and what it does otherwise here."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from handouts.article.markdown import (
    MAX_NESTING,
    PLACEHOLDER,
    address_link,
    parser,
    plain_token,
    shown_address,
)

# Addresses in running text are ASCII (RFC 3986): Chinese goes on without a space behind them.
_BARE_URL = re.compile(r"https?://[!#-;=?-~]*[A-Za-z0-9/#=&_-]")
# Scripts written without spaces between words, and Korean, where a mark touches the next word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3130-\u318f"
    "\u31c0-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


def _is_mark(character: str) -> bool:
    """Punctuation or symbol, as CommonMark 0.31 counts them."""
    return unicodedata.category(character)[0] in "PS"


def _flanks(before: str, after: str, underscore: bool) -> tuple[bool, bool]:
    """Whether a run of stars between two characters can open and close emphasis.

    CommonMark asks for a space or a mark on the far side of `**` beside punctuation, which
    Chinese, Japanese, Korean and Thai do not write: `**注意：**如果` would print its stars. Their
    letters count like marks here, their marks like letters (`**注意：**2`).
    """
    before_mark, after_mark = (_is_mark(c) and not _UNSPACED.match(c) for c in (before, after))
    left = not after.isspace() and (
        not after_mark or before.isspace() or before_mark or bool(_UNSPACED.match(before))
    )
    right = not before.isspace() and (
        not before_mark or after.isspace() or after_mark or bool(_UNSPACED.match(after))
    )
    if underscore:
        return left and (not right or before_mark), right and (not left or after_mark)
    return left, right


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Collect the stars and underscores that may be emphasis; markdown-it pairs them later."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    start = end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[start - 1] if start > 0 else " "
    after = state.src[end] if end < state.posMax else " "
    can_open, can_close = _flanks(before, after, marker == "_")
    for _ in range(end - start):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=end - start,
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open,
                close=can_close,
            )
        )
    state.pos = end
    return True


def _placeholder(state: StateInline, silent: bool) -> bool:
    """`{clinic.phone}` becomes a token of its own."""
    match = PLACEHOLDER.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("placeholder", "", 0)
        token.content = match[1]
        token.markup = match[0]
    state.pos = match.end()
    return True


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`<!-- … -->` on lines of its own speaks to translators and the program, not to readers."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", begin):
        return False
    close = state.src.find("-->", begin, state.eMarks[end - 1])
    last = next((n for n in range(start, end) if close < state.eMarks[n]), end)
    if close < 0 or state.src[close + 3 : state.eMarks[last]].strip():
        return False
    if silent:
        return True
    state.line = last + 1
    token = state.push("comment", "", 0)
    token.map = [start, last + 1]
    token.content = " ".join(state.src[begin + 4 : close].split())
    token.hidden = True
    return True


def _settle(state: StateCore) -> None:
    """Give every address, and the text of every picture, one form however it was written."""
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "image":
                child.children, child.content = _plain(child.children or []), ""
        if token.children:
            token.children = _once(_with_addresses(token.children))


def _once(children: list[Token]) -> list[Token]:
    """Bold inside bold or right behind it is one bold, and so with italics."""
    result: list[Token] = []
    depth = {"em": 0, "strong": 0}
    for child in children:
        if child.tag in depth:
            before = depth[child.tag]
            depth[child.tag] += child.nesting
            if before and depth[child.tag]:
                continue
            if result and child.nesting > 0 and result[-1].type == f"{child.tag}_close":
                result.pop()
                continue
        if child.type == "code_inline" and result and result[-1].type == "code_inline":
            child = child.copy(content=result.pop().content + child.content)
        if child.type != "text" or child.content:  # markdown-it leaves husks of stars
            result.append(child)
    return result


def _plain(children: list[Token]) -> list[Token]:
    """Text and placeholders only: nobody sees marks and links in a picture's text."""
    result: list[Token] = []
    for child in children:
        if child.type == "placeholder":
            result.append(child)
        elif child.type == "image":
            result += _plain(child.children or [])
        elif child.type in ("softbreak", "hardbreak"):
            result.append(plain_token(" "))
        elif child.content:
            result.append(plain_token(child.content))
    return result


def _with_addresses(children: list[Token]) -> list[Token]:
    """Make links of bare addresses, and address links of links labelled with their own address."""
    result: list[Token] = []
    opened: list[int] = []
    for child in children:
        if child.type == "link_open":
            opened.append(len(result))
            result += [] if opened[1:] else [child]  # an address in a link's label is text
        elif child.type == "link_close":
            start = opened.pop()
            result += [] if opened else [child]
            href = str(result[start].attrs["href"]) if not opened else ""
            if href and (child.markup == "autolink" or _says(result[start + 1 : -1], href)):
                result[start:] = address_link(href)
        elif child.type == "text" and not opened and "://" in child.content:
            result += _split(child.content)
        else:
            result.append(child)
    return result


def _says(label: list[Token], href: str) -> bool:
    """Whether a link's label is nothing but its address."""
    if len(label) != 1 or label[0].type != "text":
        return False
    text, bare = label[0].content.strip().rstrip("/"), href.rstrip("/")
    known = (bare, bare.split("://")[-1], shown_address(href).rstrip("/"))
    return text in known or parser().normalizeLink(text) == bare


def _split(text: str) -> list[Token]:
    result: list[Token] = []
    at = 0
    for match in _BARE_URL.finditer(text):
        result += [plain_token(text[at : match.start()])] if match.start() > at else []
        result += address_link(parser().normalizeLink(match[0]))
        at = match.end()
    return result + ([plain_token(text[at:])] if at < len(text) else [])


def grammar() -> MarkdownIt:
    """Return a parser with these rules."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.disable(["code", "fence", "html_block", "html_inline"])
    markdown.inline.ruler.at("emphasis", _emphasis)
    markdown.block.ruler.before(
        "reference", "comment", _comment, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.inline.ruler.before("emphasis", "placeholder", _placeholder)
    markdown.core.ruler.after("text_join", "settle", _settle)
    markdown.options["maxNesting"] = MAX_NESTING
    container_plugin(markdown, "box", validate=lambda params, _: bool(params.strip()))
    return markdown
