"""From an article's text to an Article, with every mistake of the file at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from handouts.article import front_matter
from handouts.article.code_blocks import code_findings
from handouts.article.front_matter import FrontMatter
from handouts.article.markdown import CONTAINERS, MAX_NESTING, parse_inline, parser
from handouts.article.model import Article, plain_text
from handouts.article.pins import pin_blocks
from handouts.findings import Finding, Location, finding, nearest

if TYPE_CHECKING:
    from markdown_it.token import Token

CLINIC_FACTS = ("name", "phone", "url", "address", "hours", "interpreter", "email")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RESERVED = ("interface", "clinics")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|<!--|-->")
_BROKEN_LINK = re.compile(r"\]\(|\]\[|<[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*>")
_FENCE = re.compile(r"[\s>]*:{3,}\s*")
_ADDRESS_HINT = "Give the address as https://…, mailto: or tel:."
_LOST = "\ufffd"
_CONTROL = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """What one file gave: an article, unless a finding is an error, and all findings.

    `draft` is the article all the same, to be looked at for further faults, never to be used.
    """

    article: Article | None
    findings: tuple[Finding, ...]
    draft: Article


def is_slug(name: str) -> bool:
    """Whether a file's stem can name an article."""
    return bool(_SLUG.fullmatch(name)) and name not in _RESERVED


def parse_article(path: str, text: str) -> ParsedArticle:
    """Parse one article; `path` is relative to the project and names the slug by its stem."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    block, body, closing = front_matter.split(text)
    findings: list[Finding] = []
    meta = FrontMatter()
    if block and not closing:
        message = "the front matter is opened with --- but never closed"
        findings.append(finding("H103", message, Location(path, 1)))
    else:
        meta, problems = front_matter.read(block, path)
        findings += problems
    tokens = parser().parse(body)
    if closing or not block:
        findings += _structure(tokens, body.split("\n"), path)
        findings += code_findings(body, path)
    slug = path.rsplit("/", 1)[-1].removesuffix(".md")
    if not is_slug(slug):
        findings.append(finding("H116", f'"{slug}" is no slug', Location(path, 1)))
    findings += pin_blocks(tokens, path)
    tokens = _annotated(tokens)
    findings += _inline_findings(tokens, meta, path)
    findings += _critical_findings(tokens, meta, path)
    findings += _lost_findings(text, path)
    findings.sort(key=lambda f: f.location.line if f.location else 0)
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = Article(slug=slug, path=path, meta=meta, tokens=tuple(tokens), digest=digest)
    broken = any(f.severity == "error" for f in findings)
    return ParsedArticle(None if broken else article, tuple(findings), article)


def _structure(tokens: Sequence[Token], lines: Sequence[str], path: str) -> Iterator[Finding]:
    headings = [token for token in tokens if token.type == "heading_open" and token.tag == "h1"]
    titles = [token for token in headings if token.level == 0]
    if not titles:
        message = "the article has no title (a line `# Title`)"
        yield finding("H104", message, Location(path, _first(lines)))
    for extra in headings:
        if extra not in titles[:1]:
            message = "a second H1: an article has one title, outside lists and boxes"
            yield finding("H104", message, Location(path, _line(extra)))
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and not plain_text(inline.children or []).strip():
            yield finding("H104", "an empty heading", Location(path, _line(opening)))
    deep = next((token for token in tokens if token.level >= MAX_NESTING - 2), None)
    if deep:
        hint = "Put fewer lists, quotes and boxes inside each other."
        yield finding(
            "H114", "nested too deeply to be read", Location(path, _line(deep)), hint=hint
        )
    yield from _boxes(tokens, lines, path)


def _boxes(tokens: Sequence[Token], lines: Sequence[str], path: str) -> Iterator[Finding]:
    used: set[int] = set()
    for token in tokens:
        if token.type == "container_box_open":
            name = token.info.split()[0]
            place = Location(path, _line(token))
            if name not in CONTAINERS:
                hint = f"{nearest(name, CONTAINERS)}Containers: {', '.join(CONTAINERS)}."
                yield finding("H109", f'unknown container "{name}"', place, hint=hint)
            last = token.map[1] if token.map else 0
            if last >= len(lines) or last in used or not _FENCE.fullmatch(lines[last]):
                yield finding("H110", f"the {name} box is never closed", place)
            used.add(last)
        elif token.type == "inline":
            for number, line in enumerate(token.content.split("\n"), _line(token)):
                if line.startswith("::"):
                    hint = "Open a box with `::: name`; a box around another needs more colons."
                    message = f"{line.split()[0]} opens and closes no box"
                    yield finding("H110", message, Location(path, number), hint=hint)


def _annotated(tokens: list[Token]) -> list[Token]:
    """Give boxes their title as a block of its own, and blocks their notes and skips."""
    result: list[Token] = []
    notes: list[str] = []
    skip = False
    scope: list[tuple[int, list[str], bool]] = []
    for token in tokens:
        if token.type == "comment":
            word, _, rest = token.content.partition(":")
            if word.strip() == "note" and rest.strip():
                notes.append(rest.strip())
            skip = skip or token.content.strip() == "skip"
            continue
        if token.nesting < 0:  # a comment at the end of a block has no next one to speak of
            notes, skip = [], False
        if notes or skip:
            scope.append((token.level, notes, skip))
            notes, skip = [], False
        if scope:
            token.meta["notes"] = [note for _, held, _ in scope for note in held]
            token.meta["skip"] = any(skipped for _, _, skipped in scope)
            if token.level == scope[-1][0] and (
                token.nesting < 0 or not token.type.endswith("_open")
            ):
                scope.pop()
        result.append(token)
        if token.type == "container_box_open":
            name, *title = token.info.split(maxsplit=1)
            token.meta["name"] = name
            result += _box_title(title[0].strip(), token) if title else []
    return result


def _box_title(title: str, box: Token) -> list[Token]:
    from markdown_it.token import Token

    level = box.level + 1
    meta = {key: box.meta[key] for key in ("notes", "skip") if key in box.meta}
    opening = Token(
        "box_title_open", "h2", 1, map=box.map, level=level, block=True, meta=dict(meta)
    )
    inline = Token(
        "inline",
        "",
        0,
        map=box.map,
        level=level + 1,
        content=title,
        children=parse_inline(title),
        block=True,
    )
    inline.meta.update(meta)
    return [opening, inline, Token("box_title_close", "h2", -1, level=level, block=True)]


def _inline_findings(tokens: Sequence[Token], meta: FrontMatter, path: str) -> Iterator[Finding]:
    alt = meta.image.alt if meta.image else ""
    for key, value in (
        ("summary", meta.summary),
        ("short_title", meta.short_title),
        ("image", alt),
    ):
        place = meta.place(path, key)
        yield from _text_findings(parse_inline(value), place, value)
    for source in meta.sources:
        place = meta.place(path, "sources")
        yield from _control_findings(source.title, place)
        if source.url:
            yield from _address_findings(source.url, place)
    line = 1
    for token in tokens:
        line = _line(token) or line
        if token.type == "inline":
            yield from _text_findings(token.children or [], Location(path, line), token.content)


def _text_findings(children: Sequence[Token], place: Location, content: str) -> Iterator[Finding]:
    shown = plain_text(children)
    yield from _markup_findings(children, place)
    yield from _control_findings(content + shown, place)
    if _LOST in shown and _LOST not in content:  # written as a number: &#0;
        yield _lost(place)


def _lost_findings(text: str, path: str) -> Iterator[Finding]:
    """What a program puts for a letter that it could not read; the parser makes it of NUL, too."""
    for number, line in enumerate(text.split("\n"), 1):
        if _LOST in line or "\0" in line:
            yield _lost(Location(path, number))


def _lost(place: Location) -> Finding:
    message = "a character was lost here, perhaps in a dose or a number"
    return finding("H211", message, place, hint="Compare with the original, and write it again.")


def _markup_findings(children: Sequence[Token], place: Location) -> Iterator[Finding]:
    for child in children:
        if child.type == "placeholder":
            yield from _placeholder_findings(child.content, place)
        elif child.type == "link_open":
            yield from _address_findings(str(child.attrs.get("href", "")), place)
        elif child.type == "image":
            yield from _markup_findings(child.children or [], place)
        elif child.type == "text":
            if match := _BROKEN_LINK.search(child.content):
                message = f"{match[0]} is no link that works: its address is missing or refused"
                yield finding("H115", message, place)
            elif match := _TAG.search(child.content):
                yield finding("H111", f"{match[0]} would print as text", place)


def _control_findings(text: str, place: Location) -> Iterator[Finding]:
    if match := _CONTROL.search(text):
        yield finding("H211", f"invisible control character U+{ord(match[0]):04X}", place)


def _critical_findings(tokens: Sequence[Token], meta: FrontMatter, path: str) -> Iterator[Finding]:
    """A name in `critical` that no heading bears would leave its sentences unguarded."""
    if not isinstance(meta.critical, tuple):
        return
    titles = [
        plain_text(inline.children or [])
        for opening, inline in pairwise(tokens)
        if opening.type in ("heading_open", "box_title_open")
    ]
    for name in meta.critical:
        if name not in titles:
            place = meta.place(path, "critical")
            hint = f"{nearest(name, titles)}Name headings and box titles as they stand in the text."
            yield finding("H102", f'"critical" names no section or box: {name}', place, hint=hint)


def _placeholder_findings(name: str, place: Location) -> Iterator[Finding]:
    known = [f"clinic.{fact}" for fact in CLINIC_FACTS]
    if name not in known:
        hint = f"{nearest(name, known)}Placeholders: {', '.join('{' + n + '}' for n in known)}."
        yield finding("H105", f"unknown placeholder {{{name}}}", place, hint=hint)


def _address_findings(address: str, place: Location) -> Iterator[Finding]:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("mailto", "tel") or (
            parts.scheme in ("http", "https") and bool(parts.hostname)
        )
    except ValueError:
        usable = False
    if not usable:
        local = address.startswith(("file:", "/", ".")) or ":" not in address
        message = f'"{address}" is no address a reader can use'
        yield finding("H107" if local else "H115", message, place, hint=_ADDRESS_HINT)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _first(lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
