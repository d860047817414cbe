"""XLIFF 1.2 (OASIS, 1 February 2008), the form that every translation tool reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from handouts import __version__
from handouts.exchange.inline import Code, Pieces, Tag, plain, protect, protect_like
from handouts.exchange.markup import document, fill, flat, name_of, text_of
from handouts.exchange.model import Answer, Item, Parcel, Progress, Read, Returned

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_LEAVES = frozenset({"source", "target", "note", "context"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BASE = "x-handouts-base"
_SECTION = "x-section"
_STATES = {
    Progress.NEW: "new",
    Progress.FUZZY: "needs-review-translation",
    Progress.TRANSLATED: "translated",
}
_PAIRS = {"bold": "bold", "italic": "italic", "link": "link", "image": "x-image"}
_LONE = {"break": "lb", "placeholder": "x-placeholder", "code": "x-code"}
_DONE = ("final", "signed-off", "translated")
_OURS = ("developer", "handouts")
_HELP = (
    "Tags stand for bold type, links and facts of the clinic: keep each of them. "
    "What comes back is checked against the source, and is taken as not yet reviewed."
)


def write_xliff1(parcel: Parcel) -> bytes:
    """Write a parcel as XLIFF 1.2 (strict)."""
    root = etree.Element(f"{{{NAMESPACE}}}xliff", nsmap={None: NAMESPACE}, version="1.2")
    file = _add(
        root,
        "file",
        {
            "original": parcel.original,
            "source-language": parcel.source_tag,
            "target-language": parcel.tag,
            "datatype": "x-gettext-markdown",
            "tool-id": "handouts",
            "product-name": "handouts",
        },
    )
    header = _add(file, "header")
    tool = {"tool-id": "handouts", "tool-name": "handouts", "tool-version": __version__}
    _add(header, "tool", tool)
    _add(header, "note", {"from": "handouts"}).text = _HELP
    body = _add(file, "body")
    for item in parcel.items:
        _unit(body, item)
    return document(root, _LEAVES)


def _add(parent: Any, name: str, attributes: dict[str, str] | None = None) -> Any:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes or {})


def _unit(body: Any, item: Item) -> None:
    attributes = {"id": item.id}
    if item.context is not None:
        attributes["resname"] = plain(item.context)
    attributes["approved"] = "yes" if item.approved else "no"
    if item.locked:
        attributes["translate"] = "no"
    if item.limit:
        attributes |= {"maxwidth": str(item.limit), "size-unit": "char"}
    attributes[f"{_XML}space"] = "preserve"
    unit = _add(body, "trans-unit", attributes)
    pieces, codes = protect(item.source)
    fill(_add(unit, "source"), pieces, _maker(codes))
    if item.target or item.progress is not Progress.NEW:
        state = "final" if item.approved else _STATES[item.progress]
        target = _add(unit, "target", {"state": state})
        fill(target, protect_like(item.target, codes), _maker(codes))
    _context(unit, "information", _BASE, item.base)
    if item.section:
        _context(unit, "location", _SECTION, item.section)
    for comment in item.comments:
        _add(unit, "note", {"from": "developer"}).text = plain(comment)
    if item.remark:
        _add(unit, "note", {"from": "translator"}).text = plain(item.remark)
    if item.previous:
        old = _add(unit, "alt-trans", {"alttranstype": "previous-version", "origin": "catalog"})
        pieces, codes = protect(item.previous)
        fill(_add(old, "source"), pieces, _maker(codes))
        fill(_add(old, "target"), protect_like(item.target, codes), _maker(codes))


def _context(unit: Any, purpose: str, kind: str, text: str) -> None:
    group = _add(unit, "context-group", {"purpose": purpose})
    _add(group, "context", {"context-type": kind}).text = plain(text)


def _maker(codes: tuple[Code, ...]) -> Any:
    known = {code.id: code for code in codes}

    def make(tag: Tag) -> Any:
        code = known.get(tag.id)
        if code is None:
            said = {"id": tag.id, "ctype": "x-character", "equiv-text": f"U+{tag.id[1:].upper()}"}
            return etree.Element(f"{{{NAMESPACE}}}x", said)
        if tag.role == "open":
            said = {"id": code.id, "ctype": _PAIRS[code.kind]}
            said["equiv-text"] = plain(f"{code.start}…{code.end}")
            return etree.Element(f"{{{NAMESPACE}}}g", said)
        said = {"id": code.id, "ctype": _LONE.get(code.kind, "x-character")}
        said["equiv-text"] = "\n" if code.kind == "break" else plain(code.start)
        if code.kind in ("break", "character"):
            return etree.Element(f"{{{NAMESPACE}}}x", said)
        element = etree.Element(f"{{{NAMESPACE}}}ph", said)
        element.text = plain(code.start)
        return element

    return make


# ── reading ────────────────────────────────────────────────────────────────────────────────────


def read_xliff1(root: Any, path: str) -> Read:
    """Read what came back; `root` is the parsed document."""
    return Read(returned=tuple(_file(file, path) for file in root.iterfind(f"{{{NAMESPACE}}}file")))


def _file(file: Any, path: str) -> Returned:
    return Returned(
        path=path,
        slug=PurePosixPath(file.get("original", "").replace("\\", "/")).stem,
        source_tag=file.get("source-language", ""),
        tag=file.get("target-language", ""),
        answers=tuple(map(_answer, file.iter(f"{{{NAMESPACE}}}trans-unit"))),
        line=file.sourceline or 0,
    )


def _answer(unit: Any) -> Answer:
    target = unit.find(f"{{{NAMESPACE}}}target")
    contexts = unit.iterfind(f"{{{NAMESPACE}}}context-group/{{{NAMESPACE}}}context")
    base = next((text_of(c) for c in contexts if c.get("context-type") == _BASE), "")
    notes = unit.iterfind(f"{{{NAMESPACE}}}note")
    return Answer(
        id=unit.get("id", ""),
        source=flat(_inner(unit.find(f"{{{NAMESPACE}}}source"))),
        target=flat(_inner(target)),
        progress=_progress(unit, target),
        base=base.strip(),
        remarks=tuple(text_of(note) for note in notes if note.get("from") not in _OURS),
        line=unit.sourceline or 0,
    )


def _progress(unit: Any, target: Any) -> Progress | None:
    state = "" if target is None else target.get("state", "")
    if state.startswith("needs-") or state == "new":
        return Progress.FUZZY
    if state in _DONE or unit.get("approved") == "yes":
        return Progress.TRANSLATED
    return None


def _inner(element: Any) -> Iterator[str | Tag]:
    if element is None:
        return
    yield element.text or ""
    for child in element:
        yield from _inline(child)
        yield child.tail or ""


def _inline(child: Any) -> Iterator[str | Tag]:
    name, own, pair = name_of(child), child.get("id", ""), child.get("rid") or child.get("id", "")
    if name == "g":
        yield Tag(own, "open")
        yield from _inner(child)
        yield Tag(own, "close")
    elif name in ("ph", "x"):
        yield Tag(own, "alone")
    elif name in ("bx", "bpt"):
        yield Tag(pair, "open")
    elif name in ("ex", "ept"):
        yield Tag(pair, "close")
    elif name == "it":
        yield Tag(own, "close" if child.get("pos") == "close" else "open")
    else:  # mrk: what a tool says about a stretch of text
        yield from _inner(child)


def pieces_of(element: Any) -> Pieces:
    """The pieces of a source or target element."""
    return flat(_inner(element))
