"""XLIFF 2.0 (OASIS, 5 August 2014)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from handouts.exchange.inline import ILLEGAL, Code, Tag, plain, protect, protect_like
from handouts.exchange.markup import document, fill, flat, name_of, text_of, write
from handouts.exchange.model import Answer, Item, Parcel, Progress, Read, Returned

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_LEAVES = frozenset({"source", "target", "note", "data"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NS = f"{{{NAMESPACE}}}"
_TYPES = {
    "bold": ("fmt", "xlf:b"),
    "italic": ("fmt", "xlf:i"),
    "link": ("link", ""),
    "image": ("image", ""),
    "break": ("fmt", "xlf:lb"),
    "placeholder": ("ui", "xlf:var"),
    "code": ("other", "handouts:code"),
    "character": ("other", "handouts:character"),
}
_BASE, _SECTION = "handouts-base", "section"
_OURS = (_BASE, _SECTION, "description", "previous-source", "length")


def write_xliff2(parcel: Parcel) -> bytes:
    """Write a parcel as XLIFF 2.0."""
    languages = {"version": "2.0", "srcLang": parcel.source_tag, "trgLang": parcel.tag}
    root = etree.Element(f"{_NS}xliff", languages, nsmap={None: NAMESPACE})
    named = {"id": "f1", "original": parcel.original, "canResegment": "no"}
    file = _add(root, "file", named)
    for item in parcel.items:
        _unit(file, item)
    if not parcel.items:  # the standard wants one
        unit = _add(file, "unit", {"id": "none", "translate": "no"})
        _add(_add(unit, "segment"), "source")
    return document(root, _LEAVES)


def _add(parent: Any, name: str, attributes: dict[str, str] | None = None) -> Any:
    return etree.SubElement(parent, f"{_NS}{name}", attributes or {})


def _unit(file: Any, item: Item) -> None:
    attributes = {"id": item.id}
    if item.context is not None:
        attributes["name"] = plain(item.context)
    if item.locked:
        attributes["translate"] = "no"
    attributes[f"{_XML}space"] = "preserve"
    unit = _add(file, "unit", attributes)
    pieces, codes = protect(item.source)
    _notes(unit, item)
    if codes:
        data = _add(unit, "originalData")
        for code in codes:
            _raw(_add(data, "data", {"id": f"d{code.id}"}), code.start)
            if code.end:
                _raw(_add(data, "data", {"id": f"e{code.id}"}), code.end)
    segment = _add(unit, "segment", _state(item))
    make = _maker(codes)
    _put(_add(segment, "source"), pieces, make)
    if item.target or item.progress is not Progress.NEW:
        _put(_add(segment, "target"), protect_like(item.target, codes), make)


def _state(item: Item) -> dict[str, str]:
    if item.approved:
        return {"state": "final"}
    if item.progress is Progress.TRANSLATED:
        return {"state": "translated"}
    fuzzy = {"subState": "handouts:fuzzy"} if item.progress is Progress.FUZZY else {}
    return {"state": "initial"} | fuzzy


def _notes(unit: Any, item: Item) -> None:
    said = [(_BASE, item.base), (_SECTION, item.section)]
    said += [("description", comment) for comment in item.comments]
    said += [("previous-source", item.previous), ("translator", item.remark)]
    if item.limit:
        said.append(("length", f"at most {item.limit} characters"))
    notes = _add(unit, "notes")
    for category, text in said:
        if text:
            _add(notes, "note", {"category": category}).text = plain(text)


def _put(element: Any, pieces: Sequence[str | Tag], make: Callable[[Tag], Any]) -> None:
    fill(element, tuple(pieces), make)


def _raw(element: Any, text: str) -> None:
    """Write a code's marks; characters that XML cannot hold have an element of their own."""
    place = 0
    for match in ILLEGAL.finditer(text):
        write(element, text[place : match.start()])
        element.append(_letter(f"{ord(match[0]):04x}"))
        place = match.end()
    write(element, text[place:])


def _letter(digits: str) -> Any:
    even = digits if len(digits) % 2 == 0 else f"0{digits}"
    return etree.Element(f"{_NS}cp", {"hex": even.upper()})


def _maker(codes: tuple[Code, ...]) -> Callable[[Tag], Any]:
    known = {code.id: code for code in codes}

    def make(tag: Tag) -> Any:
        code = known.get(tag.id)
        if code is None:
            return _letter(tag.id[1:])
        kind, more = _TYPES[code.kind]
        said = {"id": code.id, "canDelete": "no", "type": kind} | (
            {"subType": more} if more else {}
        )
        if tag.role == "open":
            ends = {"equivStart": code.start, "equivEnd": code.end}
            said |= {name: plain(mark) for name, mark in ends.items()}
            said |= {"dataRefStart": f"d{code.id}", "dataRefEnd": f"e{code.id}"}
            return etree.Element(f"{_NS}pc", said)
        said |= {"equiv": plain(code.start), "disp": plain(code.start), "dataRef": f"d{code.id}"}
        return etree.Element(f"{_NS}ph", said)

    return make


# ── reading ────────────────────────────────────────────────────────────────────────────────────


def read_xliff2(root: Any, path: str) -> Read:
    """Read what came back; `root` is the parsed document, of version 2.0 or 2.1."""
    tags = root.get("srcLang", ""), root.get("trgLang", "")
    files = root.iterfind(f"{_NS}file")
    return Read(returned=tuple(_file(file, path, *tags) for file in files))


def _file(file: Any, path: str, source_tag: str, tag: str) -> Returned:
    units = (unit for unit in file.iter(f"{_NS}unit") if unit.get("id") != "none")
    return Returned(
        path=path,
        slug=PurePosixPath(file.get("original", "").replace("\\", "/")).stem,
        source_tag=source_tag,
        tag=tag,
        answers=tuple(map(_answer, units)),
        line=file.sourceline or 0,
    )


def _answer(unit: Any) -> Answer:
    notes = list(unit.iterfind(f"{_NS}notes/{_NS}note"))
    base = next((text_of(note) for note in notes if note.get("category") == _BASE), "")
    parts = [child for child in unit if child.tag in (f"{_NS}segment", f"{_NS}ignorable")]
    starts = {
        code.get("id"): code.get("copyOf") or code.get("id")
        for code in unit.iter(f"{_NS}sc", f"{_NS}pc", f"{_NS}ph")
    }
    return Answer(
        id=unit.get("id", ""),
        source=flat(p for part in parts for p in _inner(part.find(f"{_NS}source"), starts)),
        target=flat(p for part in parts for p in _inner(part.find(f"{_NS}target"), starts)),
        progress=_progress([part for part in parts if part.tag == f"{_NS}segment"]),
        base=base.strip(),
        remarks=tuple(text_of(note) for note in notes if note.get("category") not in _OURS),
        line=unit.sourceline or 0,
    )


def _progress(segments: Sequence[Any]) -> Progress:
    done = [segment.get("state", "initial") != "initial" for segment in segments]
    return Progress.TRANSLATED if done and all(done) else Progress.FUZZY


def _inner(element: Any, starts: dict[str, str]) -> Iterator[str | Tag]:
    if element is None:
        return
    yield element.text or ""
    for child in element:
        yield from _inline(child, starts)
        yield child.tail or ""


def _inline(child: Any, starts: dict[str, str]) -> Iterator[str | Tag]:
    name, own = name_of(child), starts.get(child.get("id"), child.get("id", ""))
    if name == "pc":
        yield Tag(own, "open")
        yield from _inner(child, starts)
        yield Tag(own, "close")
    elif name == "ph":
        yield Tag(own, "alone")
    elif name == "sc":
        yield Tag(own, "open")
    elif name == "ec":
        start = child.get("startRef") or child.get("id", "")
        yield Tag(starts.get(start, start), "close")
    elif name == "cp":
        yield Tag(f"u{child.get('hex', '').lower().zfill(4)}", "alone")
    else:  # mrk, and markers that stand alone
        yield from _inner(child, starts)
