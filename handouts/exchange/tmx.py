"""TMX 1.4: a translation memory, out and in.

Out go only translations that print; what comes in fills empty messages and never more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from handouts import __version__
from handouts.exchange.inline import ILLEGAL, Code, Pieces, Tag, plain, protect, protect_like
from handouts.exchange.markup import document, name_of, text_of, write
from handouts.exchange.model import Memory, Pair, Parcel, Progress, Read

_LEAVES = frozenset({"seg", "prop", "note"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTEXT, _ARTICLE = "x-context", "x-article"
_LETTER = re.compile("U\\+([0-9A-F]{4,6})")


def write_tmx(parcel: Parcel) -> bytes:
    """Write the finished translations of a parcel as a memory."""
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "handouts",
            "creationtoolversion": __version__,
            "segtype": "paragraph",
            "o-tmf": "gettext",
            "adminlang": "en",
            "srclang": parcel.source_tag,
            "datatype": "plaintext",
        },
    )
    body = etree.SubElement(root, "body")
    for item in parcel.items:
        if item.progress is not Progress.TRANSLATED or not item.target.strip():
            continue
        unit = etree.SubElement(body, "tu", {"tuid": item.id})
        etree.SubElement(unit, "prop", {"type": _ARTICLE}).text = plain(parcel.slug)
        if item.context is not None:
            etree.SubElement(unit, "prop", {"type": _CONTEXT}).text = plain(item.context)
        pieces, codes = protect(item.source)
        _variant(unit, parcel.source_tag, pieces, codes)
        _variant(unit, parcel.tag, protect_like(item.target, codes), codes)
    return document(root, _LEAVES)


def _variant(unit: Any, tag: str, pieces: Pieces, codes: tuple[Code, ...]) -> None:
    known = {code.id: code for code in codes}
    variant = etree.SubElement(unit, "tuv", {_LANG: tag})
    seg = etree.SubElement(variant, "seg")
    for piece in pieces:
        if isinstance(piece, str):
            write(seg, piece)
        else:
            seg.append(_mark(piece, known.get(piece.id)))


def _mark(tag: Tag, code: Code | None) -> Any:
    """An element that holds the marks themselves, so that the text is whole without it."""
    if code is None:
        mark = etree.Element("ph", {"type": "x-character"})
        mark.text = f"U+{tag.id[1:].upper()}"
        return mark
    if tag.role == "open":
        mark = etree.Element("bpt", {"i": code.id, "x": code.id, "type": code.kind})
    elif tag.role == "close":
        mark = etree.Element("ept", {"i": code.id})
    else:
        mark = etree.Element("ph", {"x": code.id, "type": code.kind})
    mark.text = plain(code.end if tag.role == "close" else code.start)
    return mark


# ── reading ────────────────────────────────────────────────────────────────────────────────────


def read_tmx(root: Any, path: str, source_tag: str) -> Read:
    """Read a memory's pairs with a source in `source_tag`, or in a region's kind of it."""
    pairs: dict[str, list[Pair]] = {}
    for unit in root.iterfind("body/tu"):
        texts = [(_tag(variant), _text(variant.find("seg"))) for variant in unit.iterfind("tuv")]
        source = next((text for tag, text in texts if alike(tag, source_tag)), "")
        context = next(
            (text_of(p) for p in unit.iterfind("prop") if p.get("type") == _CONTEXT), None
        )
        for tag, text in texts:
            if source and text.strip() and not alike(tag, source_tag):
                pairs.setdefault(tag, []).append(Pair(source=source, target=text, context=context))
    known = {tag: tuple(found) for tag, found in pairs.items()}
    return Read(memory=Memory(path=path, source_tag=source_tag, pairs=known))


def alike(tag: str, other: str) -> bool:
    """Whether two tags name the same language, maybe in two regions."""
    one, two = tag.lower(), other.lower()
    return one == two or one.split("-")[0] == two.split("-")[0]


def _tag(variant: Any) -> str:
    return str(variant.get(_LANG) or variant.get("lang") or "")


def _text(seg: Any) -> str:
    return "" if seg is None else "".join(_texts(seg))


def _texts(element: Any) -> Iterator[str]:
    match = _LETTER.fullmatch(element.text or "")
    if name_of(element) == "ph" and element.get("type") == "x-character" and match:
        letter = chr(min(int(match[1], 16), 0x10FFFF))
        sound = ILLEGAL.fullmatch(letter) and not "\ud800" <= letter <= "\udfff"
        yield letter if sound else match[0]
    else:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
