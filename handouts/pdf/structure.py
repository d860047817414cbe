"""The structure tree of a PDF: elements with a role, a language and kids, and how they are written.

Roles are the standard structure types of ISO 32000-1, 14.8.4, without the solidus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pydyf

from handouts.pdf.characters import is_right_to_left

#: Elements that group blocks and hold no text of their own (ISO 32000-1, 14.8.4.2).
GROUPING = frozenset({"Document", "Art", "Sect", "Div", "BlockQuote"})


@dataclass(slots=True, eq=False)
class Canvas:
    """What holds marked content: a page, or a group that is drawn on a page (text with opacity).

    `stream` is the drawn content, `page` the page's reference; `owners` says which element each
    sequence belongs to, by its number (MCID).
    """

    stream: Any
    page: bytes
    is_page: bool
    owners: dict[int, bytes] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Content:
    """One marked-content sequence: a piece of a line of text, or a picture.

    `text` is what a reader should get, in logical order; it may grow while the page is walked.
    """

    canvas: Canvas
    number: int
    text: str = ""


@dataclass(slots=True, eq=False)
class Annotation:
    """A link's rectangle on a page."""

    dictionary: Any
    page: bytes


@dataclass(slots=True, eq=False)
class Element:
    """A structure element. `html` is the HTML element that it stands for."""

    role: str
    language: str
    parent: Element | None = None
    html: Any = None
    says_language: bool = False
    alternative: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | Content | Annotation] = field(default_factory=list)

    def add(self, role: str, html: Any, language: str | None = None) -> Element:
        """Append a new element, and return it."""
        language = language or self.language
        kid = Element(role, language, self, html, says_language=language != self.language)
        self.kids.append(kid)
        return kid

    def text(self) -> str:
        """Join the text of all content inside."""
        return "".join(
            kid.text() if isinstance(kid, Element) else kid.text
            for kid in self.kids
            if not isinstance(kid, Annotation)
        )


def embed(pdf: Any, document: Element, canvases: Sequence[Canvas]) -> None:
    """Write the tree into a `pydyf.PDF`, and tell pages and annotations where they belong in it."""
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(root)
    links: list[tuple[bytes, Any]] = []
    root["K"] = _write(pdf, document, root.reference, links)
    numbers = pydyf.Array()
    for key, canvas in enumerate(canvases):
        if not canvas.is_page:
            canvas.stream.extra["StructParents"] = key
        owners = (canvas.owners.get(n, b"null") for n in range(max(canvas.owners, default=-1) + 1))
        numbers += [key, pydyf.Array(owners)]
    for key, (reference, annotation) in enumerate(links, start=len(canvases)):
        annotation["StructParent"] = key
        numbers += [key, reference]
    parents = pydyf.Dictionary({"Nums": numbers})
    pdf.add_object(parents)
    root["ParentTree"] = parents.reference
    root["ParentTreeNextKey"] = len(canvases) + len(links)
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def _write(pdf: Any, element: Element, parent: bytes, links: list[tuple[bytes, Any]]) -> bytes:
    written = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{element.role}", "P": parent})
    pdf.add_object(written)
    if element.says_language:
        written["Lang"] = pydyf.String(element.language)
    if element.alternative:
        written["Alt"] = pydyf.String(element.alternative)
    if element.attributes:
        written["A"] = pydyf.Dictionary(element.attributes)
    kids = pydyf.Array()
    for is_content, group in groupby(element.kids, lambda kid: isinstance(kid, Content)):
        if is_content:
            kids += _write_run(pdf, [kid for kid in group if isinstance(kid, Content)], written)
            continue
        for kid in group:
            if isinstance(kid, Element):
                kids.append(_write(pdf, kid, written.reference, links))
            elif isinstance(kid, Annotation):
                links.append((written.reference, kid.dictionary))
                target = {"Type": "/OBJR", "Obj": kid.dictionary.reference, "Pg": kid.page}
                kids.append(pydyf.Dictionary(target))
    written["K"] = kids
    return bytes(written.reference)


def _write_run(pdf: Any, run: Sequence[Content], element: Any) -> list[Any]:
    """Write content that follows each other.

    Right-to-left text stands in a stream in the order of its shapes, and viewers reverse an
    ActualText that is given there: so its text is given here, for the run as a whole.
    """
    text = "".join(content.text for content in run)
    if not is_right_to_left(text):
        return _refer(run, element)
    span = pydyf.Dictionary({"Type": "/StructElem", "S": "/Span", "P": element.reference})
    pdf.add_object(span)
    span["ActualText"] = pydyf.String(text)
    span["K"] = pydyf.Array(_refer(run, span))
    return [span.reference]


def _refer(run: Sequence[Content], element: Any) -> list[Any]:
    kids: list[Any] = []
    for content in run:
        canvas = content.canvas
        canvas.owners[content.number] = element.reference
        page = element.setdefault("Pg", canvas.page)
        if canvas.is_page and page == canvas.page:
            kids.append(content.number)
            continue
        reference = pydyf.Dictionary({"Type": "/MCR", "Pg": canvas.page, "MCID": content.number})
        if not canvas.is_page:
            reference["Stm"] = canvas.stream.reference
        kids.append(reference)
    return kids
