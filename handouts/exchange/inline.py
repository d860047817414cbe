"""What translators must not break in a text: bold, links, placeholders, code, and line breaks.

A text is cut into plain strings and tags; joined again it is the same text, whatever it was. The
tags stand for codes of the source, so only the source's own can come back. Where marks do not read
as the article's parser reads them they stay text: then nothing is protected, and nothing lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from handouts.messages import parse_text

if TYPE_CHECKING:
    from markdown_it.token import Token

Role: TypeAlias = Literal["open", "close", "alone"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A code's place in a text; `id` names the code among those of the source."""

    id: str
    role: Role


Pieces: TypeAlias = tuple[str | Tag, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A protected part: what it is, and the marks that it stands for (`end` only of pairs)."""

    id: str
    kind: str  # bold, italic, link, image, placeholder, code, break, character
    start: str
    end: str = ""


class UnknownTag(ValueError):
    """A tag that no code of the source belongs to; the text says which."""


ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""

_LEXEMES = re.compile(
    r"""(?P<break>\\\n)
    |(?P<escape>\\[!-/:-@\[-`{-~])
    |(?P<code>(?<!`)(?P<fence>`+)(?!`).*?(?<!`)(?P=fence)(?!`))
    |(?P<placeholder>\{[^\W\d_][\w.-]*\})
    |(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    |(?P<image>!\[)
    |(?P<link>\[)
    |(?P<target>\]\[\d+\])
    |(?P<stars>\*+|_+)
    |(?P<illegal>[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])""",
    re.VERBOSE | re.DOTALL,
)
_ALONE = {
    "break": "break",
    "escape": "character",
    "entity": "character",
    "code": "code",
    "placeholder": "placeholder",
}
_ADDRESSES = tuple(f"x:{number}" for number in range(1, 100))
_MARKS = frozenset({"bold", "italic"})
_LINKS = frozenset({"link", "image"})


@dataclass(slots=True)
class _Part:
    """A lexeme on its way to become part of a code; `mate` is the other end of a pair."""

    text: str
    kind: str = ""
    role: Role | None = None
    mate: int = -1


def protect(source: str) -> tuple[Pieces, tuple[Code, ...]]:
    """Cut a source text into pieces, and return the codes that its tags stand for, in order."""
    parts = _parts(source)
    codes: list[Code] = []
    ids: dict[int, str] = {}
    for place, part in enumerate(parts):
        if part.role in ("open", "alone"):
            end = parts[part.mate].text if part.role == "open" else ""
            codes.append(Code(str(len(codes) + 1), part.kind, part.text, end))
            ids[place] = codes[-1].id
    return tuple(_pieces(parts, ids)), tuple(codes)


def protect_like(text: str, codes: Sequence[Code]) -> Pieces:
    """Cut a translation into pieces with the codes of its source; others stay plain text."""
    parts = _parts(text)
    left = list(codes)
    ids: dict[int, str] = {}
    for place, part in enumerate(parts):
        if part.role in ("open", "alone"):
            end = parts[part.mate].text if part.role == "open" else ""
            wanted = (part.kind, part.text, end)
            found = next((c for c in left if (c.kind, c.start, c.end) == wanted), None)
            if found:
                left.remove(found)
                ids[place] = found.id
    return tuple(_pieces(parts, ids))


def restore(pieces: Iterable[str | Tag], codes: Sequence[Code]) -> str:
    """Join pieces to the text they came from; raises UnknownTag for a tag without a code."""
    known = {code.id: code for code in codes}
    return "".join(p if isinstance(p, str) else _marks(p, known) for p in pieces)


def _marks(tag: Tag, known: Mapping[str, Code]) -> str:
    if match := re.fullmatch(r"u([0-9a-f]{4,6})", tag.id):
        letter = chr(min(int(match[1], 16), 0x10FFFF))
        if ILLEGAL.fullmatch(letter) and not "\ud800" <= letter <= "\udfff" and letter != "\0":
            return letter
    code = known.get(tag.id)
    if code is None or (tag.role != "alone") != bool(code.end):
        raise UnknownTag(tag.id)
    return code.end if tag.role == "close" else code.start


def plain(text: str) -> str:
    """A text with the characters that XML cannot hold replaced, for notes and attributes."""
    return ILLEGAL.sub("\ufffd", text)


def letter_tag(letter: str) -> Tag:
    """The tag of a character that XML cannot hold; it needs no code."""
    return Tag(f"u{ord(letter):04x}", "alone")


def nested(pieces: Pieces) -> Pieces:
    """The same pieces; raises UnknownTag where pairs do not nest, or lack an end."""
    stack: list[str] = []
    for piece in pieces:
        if isinstance(piece, Tag) and piece.role == "open":
            stack.append(piece.id)
        elif (
            isinstance(piece, Tag)
            and piece.role == "close"
            and (not stack or stack.pop() != piece.id)
        ):
            raise UnknownTag(piece.id)
    if stack:
        raise UnknownTag(stack[-1])
    return pieces


# ── cutting ────────────────────────────────────────────────────────────────────────────────────


def _parts(text: str) -> list[_Part]:
    """Cut a text at its marks and pair those that the article's parser takes for marks, too."""
    parts = list(_lexemes(text))
    _pair(parts, text)
    wanted = _counts(parse_text(text, _ADDRESSES))
    for kinds in (_MARKS, _LINKS):
        ours = Counter(
            name
            for part in parts
            if part.role == "open" and part.kind in kinds
            for name in _said(part)
        )
        if any(ours[kind] != wanted[kind] for kind in kinds):
            _give_up(parts, kinds)
    return parts


def _lexemes(text: str) -> Iterator[_Part]:
    place = 0
    for match in _LEXEMES.finditer(text):
        if match.start() > place:
            yield _Part(text[place : match.start()])
        place = match.end()
        kind = match.lastgroup or ""
        kind = "code" if kind == "fence" else kind
        if kind in _ALONE:
            yield _Part(match[0], _ALONE[kind], "alone")
        else:
            yield _Part(match[0], kind)
    if place < len(text):
        yield _Part(text[place:])


def _pair(parts: list[_Part], text: str) -> None:
    """Pair stars with stars and brackets with what closes them; pairs nest in each other."""
    stack: list[int] = []
    end = 0
    for place, part in enumerate(parts):
        start, end = end, end + len(part.text)
        if part.kind in ("link", "image"):
            stack.append(place)
        elif part.kind == "target":
            openers = [n for n in stack if parts[n].kind in _LINKS]
            if openers:
                _join(parts, openers[-1], place, parts[openers[-1]].kind)
                del stack[stack.index(openers[-1]) :]
        elif part.kind == "stars":
            inner = stack[
                max((i + 1 for i, n in enumerate(stack) if parts[n].kind in _LINKS), default=0) :
            ]
            openers = [n for n in inner if parts[n].text == part.text]
            if openers and not text[start - 1].isspace():
                _join(parts, openers[-1], place, "italic" if len(part.text) == 1 else "bold")
                del stack[stack.index(openers[-1]) :]
            elif end < len(text) and not text[end].isspace():
                stack.append(place)


def _join(parts: list[_Part], start: int, end: int, kind: str) -> None:
    parts[start].kind = parts[end].kind = kind
    parts[start].role, parts[end].role = "open", "close"
    parts[start].mate, parts[end].mate = end, start


def _said(part: _Part) -> tuple[str, ...]:
    """What the parser counts a pair as: three stars are bold and italic at once."""
    return ("bold", "italic") if part.kind == "bold" and len(part.text) > 2 else (part.kind,)


def _counts(tokens: Sequence[Token]) -> Counter[str]:
    found: Counter[str] = Counter()
    names = {"strong_open": "bold", "em_open": "italic", "image": "image"}
    for token in tokens:
        if token.type in names:
            found[names[token.type]] += 1
        elif token.type == "link_open" and token.info != "auto":
            found["link"] += 1
    return found


def _give_up(parts: list[_Part], kinds: frozenset[str]) -> None:
    for part in parts:
        if part.kind in kinds and part.role:
            part.role, part.mate = None, -1


def _pieces(parts: Sequence[_Part], ids: Mapping[int, str]) -> Iterator[str | Tag]:
    """Write parts as strings and tags; strings that touch are joined."""
    said: list[str] = []
    for place, part in enumerate(parts):
        tag = None
        owner = part.mate if part.role == "close" else place
        if part.role and owner in ids:
            tag = Tag(ids[owner], part.role)
        elif part.kind == "illegal":
            tag = letter_tag(part.text)
        if tag is None:
            said.append(part.text)
            continue
        if said:
            yield from _legal("".join(said))
            said = []
        yield tag
    if said:
        yield from _legal("".join(said))


def _legal(text: str) -> Iterator[str | Tag]:
    """A string, cut once more at what XML cannot hold: marks that stayed text may contain it."""
    place = 0
    for match in ILLEGAL.finditer(text):
        if match.start() > place:
            yield text[place : match.start()]
        yield letter_tag(match[0])
        place = match.end()
    if place < len(text):
        yield text[place:]
