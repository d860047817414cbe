"""Pieces of a text as children of an XML element, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from handouts.exchange.inline import Pieces, Tag

Make = Callable[[Tag], Any]


def fill(parent: Any, pieces: Pieces, make: Make) -> None:
    """Put pieces into an element; `make` gives the element of an opening or a lone tag."""
    stack = [parent]
    for piece in pieces:
        if isinstance(piece, str):
            write(stack[-1], piece)
        elif piece.role == "close":
            stack.pop()
        else:
            element = make(piece)
            stack[-1].append(element)
            if piece.role == "open":
                stack.append(element)


def write(element: Any, text: str) -> None:
    """Add text at the end of an element's content."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def flat(pieces: Iterable[str | Tag]) -> Pieces:
    """Join strings that touch, drop empty ones."""
    result: list[str | Tag] = []
    for piece in pieces:
        if piece == "":
            continue
        if isinstance(piece, str) and result and isinstance(result[-1], str):
            result[-1] += piece
        else:
            result.append(piece)
    return tuple(result)


def name_of(element: Any) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def text_of(element: Any) -> str:
    """All text inside an element; nothing for none."""
    return "" if element is None else "".join(element.itertext())


def document(root: Any, leaves: frozenset[str]) -> bytes:
    """The bytes of a whole XML document; elements named in `leaves` keep their inside as it is."""
    _indent(root, leaves, "\n ")
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _indent(element: Any, leaves: frozenset[str], space: str) -> None:
    if name_of(element) in leaves or not len(element):
        return
    element.text = space
    for child in element:
        child.tail = space
        _indent(child, leaves, space + " ")
    element[-1].tail = space[:-1]
