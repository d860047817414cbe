"""The text of a composed page, paragraph by paragraph, and how to wrap parts of it in elements.

A paragraph is what the reader takes in as one stretch: the inline content of one element, over all
its `<strong>`, `<a>` and `<span>`. WeasyPrint orders and breaks text inside each of these boxes
alone; the passes built on this module look at the whole and write the outcome back into the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from xml.etree.ElementTree import Element

OBJECT = "\ufffc"
"""Stands in a paragraph's text for a picture or an isolated element: one neutral character."""
BREAK = "\u2029"
"""Stands for a block or a forced line break: text on its two sides does not meet."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _names(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark output q s samp small span "
    "strong sub sup time u var"
)
_SPLITTABLE = _names("b em i mark small span strong u")
_CELLS = _names("td th")
_OPAQUE = _names(
    "head style script title template iframe object img input canvas video audio meter progress"
)


class Kind(Enum):
    """What a piece of a paragraph is."""

    OPEN = auto()
    CLOSE = auto()
    TEXT = auto()
    ATOM = auto()


@dataclass(slots=True)
class Piece:
    """One step of the walk through a paragraph; `text` stands at `start` of the paragraph's text.

    A TEXT piece is `element.text`, or `element.tail` when `is_tail`. For an ATOM, which is not
    looked into here, the text is a stand-in.
    """

    kind: Kind
    element: Element
    start: int
    text: str = ""
    is_tail: bool = False
    language: str = ""


@dataclass(slots=True)
class Paragraph:
    """The inline content of `container`; `text` joins its pieces.

    `in_cell` says that it stands in a table, where lines are short. `nested` are the elements with
    paragraphs of their own, and their language.
    """

    container: Element
    direction: str
    language: str
    in_cell: bool = False
    pieces: list[Piece] = field(default_factory=list)
    text: str = ""
    nested: list[tuple[Element, str]] = field(default_factory=list)

    def extents(self) -> list[tuple[Element, int, int]]:
        """Each inline element with the start and end of its text, in document order."""
        ends: dict[Element, int] = {
            piece.element: piece.start for piece in self.pieces if piece.kind is Kind.CLOSE
        }
        return [
            (piece.element, piece.start, ends[piece.element])
            for piece in self.pieces
            if piece.kind is Kind.OPEN
        ]


@dataclass(frozen=True, slots=True)
class Wrap:
    """An element to put around text[start:end] of a paragraph."""

    start: int
    end: int
    tag: str
    direction: str = ""
    css_class: str = ""

    def element(self) -> Element:
        """A new, empty element of this kind."""
        attributes = {}
        if self.direction:
            attributes["dir"] = self.direction
        if self.css_class:
            attributes["class"] = self.css_class
        return Element(self.tag, attributes)


def classes(element: Element) -> list[str]:
    """The CSS classes of an element."""
    return element.get("class", "").split()


def paragraphs(root: Element) -> Iterator[Paragraph]:
    """Every paragraph of the tree in document order; each may be rebuilt before the next comes."""
    todo = [(root, root.get("dir", "ltr").lower(), root.get("lang", ""), False)]
    while todo:
        container, direction, language, in_cell = todo.pop()
        direction = container.get("dir", direction).lower()
        in_cell = in_cell or container.tag in _CELLS
        paragraph = Paragraph(container, direction, container.get("lang", language), in_cell)
        _read(container, paragraph, paragraph.language)
        paragraph.text = "".join(piece.text for piece in paragraph.pieces)
        yield paragraph
        todo.extend((child, direction, said, in_cell) for child, said in reversed(paragraph.nested))


def _read(element: Element, paragraph: Paragraph, language: str) -> None:
    """Append the content of `element` to the paragraph."""
    pieces = paragraph.pieces

    def place() -> int:
        return pieces[-1].start + len(pieces[-1].text) if pieces else 0

    if element.text:
        pieces.append(Piece(Kind.TEXT, element, place(), element.text, False, language))
    for child in element:
        if child.tag in _INLINE and "dir" not in child.attrib and "data-raw" not in child.attrib:
            pieces.append(Piece(Kind.OPEN, child, place()))
            _read(child, paragraph, child.get("lang", language))
            pieces.append(Piece(Kind.CLOSE, child, place()))
        else:
            stand_in, is_read = _stand_in(child)
            pieces.append(Piece(Kind.ATOM, child, place(), stand_in))
            if is_read:
                paragraph.nested.append((child, language))
        if child.tail:
            pieces.append(Piece(Kind.TEXT, child, place(), child.tail, True, language))


def _stand_in(element: Element) -> tuple[str, bool]:
    """The character that keeps an atom's place, and whether there is text to read inside it."""
    if callable(element.tag):  # a comment
        return "", False
    is_foreign = element.tag.startswith("{")  # SVG and MathML bear a namespace
    if is_foreign or element.tag in _OPAQUE or "data-raw" in element.attrib:
        return OBJECT, False
    if element.tag in _INLINE:
        return OBJECT, True
    return BREAK, element.tag != "br"


def rebuild(paragraph: Paragraph, wraps: Iterable[Wrap]) -> list[Element]:
    """Write the paragraph back with the wraps in it; returns the new elements.

    Wraps must nest in each other. One that would cross an element's border splits that element if
    it is a plain one (`<strong>` and the like without an id), else it is itself cut in two there.
    """
    parts = sorted(_fit(paragraph, list(wraps)), key=lambda wrap: (wrap.start, -wrap.end))
    writer = _Writer(paragraph)
    for piece in paragraph.pieces:
        if piece.kind is Kind.OPEN:
            writer.open(piece.element)
        elif piece.kind is Kind.CLOSE:
            writer.close()
        else:
            start, end = piece.start, piece.start + len(piece.text)
            if start == end:
                writer.append(piece.element)
            while start < end:
                while parts and parts[0].start <= start:
                    writer.open_wrap(parts.pop(0))
                stop = min(end, writer.wrap_end(), parts[0].start if parts else end)
                if piece.kind is Kind.ATOM:
                    writer.append(piece.element)
                else:
                    writer.write(piece.text[start - piece.start : stop - piece.start])
                start = stop
                writer.close_wraps(stop)
    return writer.created


def _fit(paragraph: Paragraph, wraps: list[Wrap]) -> list[Wrap]:
    """Cut the wraps at the borders of elements that cannot be split."""
    for element, start, end in paragraph.extents():
        if element.tag in _SPLITTABLE and "id" not in element.attrib:
            continue
        for border in (start, end):
            fitted = []
            for wrap in wraps:
                crosses = wrap.start < border < wrap.end
                if crosses and not (wrap.start <= start and end <= wrap.end):
                    fitted += [_trimmed(paragraph, wrap, wrap.start, border)]
                    fitted += [_trimmed(paragraph, wrap, border, wrap.end)]
                else:
                    fitted.append(wrap)
            wraps = [wrap for wrap in fitted if wrap.start < wrap.end]
    return wraps


def _trimmed(paragraph: Paragraph, wrap: Wrap, start: int, end: int) -> Wrap:
    while start < end and paragraph.text[start].isspace():
        start += 1
    while start < end and paragraph.text[end - 1].isspace():
        end -= 1
    return Wrap(start, end, wrap.tag, wrap.direction, wrap.css_class)


@dataclass(slots=True)
class _Level:
    """An element that is open while a paragraph is written; `wrap` is set for a new one."""

    element: Element
    end: int
    start: int = 0
    wrap: Wrap | None = None
    is_continued: bool = False

    def is_empty(self) -> bool:
        return not self.element.text and not len(self.element)


class _Writer:
    """Writes a paragraph anew, text, elements and wraps in order; splits elements for wraps."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.created: list[Element] = []
        self._extent = {element: (start, end) for element, start, end in paragraph.extents()}
        for element in (paragraph.container, *self._extent):
            element.text = None
            del element[:]
        self._stack = [_Level(paragraph.container, len(paragraph.text))]

    def append(self, element: Element) -> None:
        """Put an element after what is written; its text after it comes later."""
        element.tail = None
        self._stack[-1].element.append(element)

    def write(self, text: str) -> None:
        """Add text."""
        parent = self._stack[-1].element
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text

    def open(self, element: Element) -> None:
        """Begin an inline element of the source."""
        self.append(element)
        start, end = self._extent[element]
        self._stack.append(_Level(element, end, start))

    def close(self) -> None:
        """End the innermost element; a continuation into which nothing came vanishes."""
        level = self._stack.pop()
        if level.is_continued and level.is_empty():
            self._stack[-1].element.remove(level.element)

    def open_wrap(self, wrap: Wrap) -> None:
        """Begin a wrap; elements that end within it move inside, and so does a link it covers."""
        depth = len(self._stack)
        while depth > 1 and self._moves_into(self._stack[depth - 1], wrap):
            depth -= 1
        moved = self._suspend(depth)
        level = _Level(wrap.element(), wrap.end, wrap.start, wrap)
        self.append(level.element)
        self.created.append(level.element)
        self._stack.append(level)
        self._resume(moved)

    def wrap_end(self) -> int:
        """Where the innermost open wrap ends."""
        return min(level.end for level in self._stack if level.wrap or level is self._stack[0])

    def close_wraps(self, place: int) -> None:
        """End the wraps that end here; elements still open go on behind them."""
        for depth in range(len(self._stack) - 1, 0, -1):
            level = self._stack[depth]
            if level.wrap and level.end <= place:
                going_on = self._suspend(depth + 1)
                self._stack.pop()
                self._resume(going_on)

    @staticmethod
    def _moves_into(level: _Level, wrap: Wrap) -> bool:
        if level.wrap:
            return False
        covers = (level.start, level.end) == (wrap.start, wrap.end)
        # One text box in a link makes one link annotation: the wrap goes around, not inside.
        return level.end < wrap.end or (covers and level.element.tag == "a")

    def _suspend(self, depth: int) -> list[_Level]:
        """Close all elements from `depth` on; returns what is to be opened again."""
        suspended = []
        while len(self._stack) > depth:
            level = self._stack.pop()
            if level.is_empty():
                self._stack[-1].element.remove(level.element)
                suspended.append(level)
            else:
                rest = Element(level.element.tag, level.element.attrib)
                suspended.append(_Level(rest, level.end, level.start, is_continued=True))
        return suspended[::-1]

    def _resume(self, levels: Iterable[_Level]) -> None:
        for level in levels:
            self.append(level.element)
            self._stack.append(level)
