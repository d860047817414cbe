"""From laid-out boxes to the structure tree, in reading order.

An HTML element becomes one structure element, however many lines, columns or pages it is cut into;
boxes without a meaning of their own (div, span, bdi, flex and table layout) leave no trace. Text
that stands in no paragraph gets one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.logger import LOGGER

from handouts.pdf import roles
from handouts.pdf.characters import collapsed, has_words, line_end, readable
from handouts.pdf.links import describe, is_hidden
from handouts.pdf.structure import GROUPING, Annotation, Content, Element
from handouts.pdf.textlayer import LAYOUT, RUNNING, DrawnContent

_POINTS = 0.75  # points in a CSS pixel


class Tagger:
    """Walks the pages of one document; `document` is the root of the tree that it grows."""

    def __init__(self, content: DrawnContent, language: str) -> None:
        """Start an empty tree."""
        self.document = Element("Document", language)
        self._content = content
        self._elements: dict[tuple[Any, str], Element] = {}
        self._annotated: dict[Any, Annotation] = {}
        self._links: list[tuple[Element, Annotation]] = []
        self._origin = 0.0, 0.0
        self._page_height = 0.0
        self._line: list[Content] = []
        self._last_lines: dict[tuple[Any, str], tuple[list[Content], str]] = {}
        self._sources: dict[Any, str] = {}
        self._block: Any = None
        self._groups: dict[Any, Any] = {}
        self._notes: dict[Any, Any] = {}
        self._settled: list[Content] = []

    def add_page(
        self, page: Any, reference: bytes, origin: tuple[float, float], height: float
    ) -> None:
        """Add the content of a laid-out page whose links have got their annotations.

        `origin` is where its top left corner lies on its sheet, `height` that sheet's; in px.
        """
        self._origin, self._page_height = origin, height
        self._annotated = {
            box: Annotation(box.link_annotation, reference)
            for kind, _, _, box in page.links
            if kind in ("external", "internal") and box.link_annotation is not None
        }
        self._walk(page._page_box, self.document)

    def finish(self) -> None:
        """Settle what could only be known at the end: texts of pieces and of links."""
        for content in self._settled:
            self._content.settle(content)
        for element, annotation in self._links:
            describe(annotation.dictionary, element.text())

    def sample(self, characters: Iterable[str]) -> str:
        """Give the first piece of text with one of some characters, to find the place by."""
        wanted = set(characters)
        found = (content.text for content in self._settled if wanted & set(content.text))
        return next(found, "running matter or a picture").strip()

    # ── the walk ───────────────────────────────────────────────────────────────────────────────

    def _walk(self, box: Any, parent: Element) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            self._run(box, RUNNING.get(box.at_keyword.split("-")[0], RUNNING[""]))
        elif self._is_label(box, parent):
            self._children(box, parent.add("Lbl", box.element))
        elif self._is_decoration(box, parent):
            self._decorate(box, LAYOUT)
        elif isinstance(box, boxes.TextBox):
            self._add_text(box, parent)
        elif isinstance(box, boxes.ReplacedBox):
            self._add_figure(box, parent)
        else:
            self._children(box, self._enter(box, parent))

    def _children(self, box: Any, element: Element) -> None:
        if not isinstance(box, boxes.LineBox):
            for child in box.children:
                self._walk(child, element)
            return
        outer, self._line, self._block = (self._line, self._block), [], box.element
        for child in box.children:
            self._walk(child, element)
        line = self._line
        self._line, self._block = outer[0] + line, outer[1]
        if line:
            self._end_line(box, line)

    def _run(self, box: Any, properties: Mapping[str, str]) -> None:
        """Pass over running matter, except for notes (role="note"), which are read once, first."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.element is not None and box.element.get("role") == "note":
            if self._notes.setdefault(box.element, box) is box:
                end = len(self.document.kids)
                self._walk(box, self.document)
                self.document.kids[:] = self.document.kids[end:] + self.document.kids[:end]
            else:
                self._decorate(box, properties)
        elif isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.LineBox):
            for child in box.children:
                self._run(child, properties)
        else:
            self._decorate(box, properties)

    def _decorate(self, box: Any, properties: Mapping[str, str]) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if content := self._content.of(box):
            self._content.make_artifact(content, properties)
        for child in box.children:
            self._decorate(child, properties)

    def _is_label(self, box: Any, parent: Element) -> bool:
        """Tell a list item's number or bullet, at its beginning, from its text."""
        if parent.role != "LI" or any(isinstance(kid, Element) for kid in parent.kids):
            return False
        tag = roles.tag_of(box)
        if tag.endswith("::marker"):
            return True
        items = parent.parent.html if parent.parent is not None else None
        numbered = items is not None and items.tag == "ol"
        by_hand = tag.endswith("::before") or is_hidden(box)
        return numbered and by_hand and has_words(roles.box_text(box))

    def _is_decoration(self, box: Any, parent: Element) -> bool:
        if parent.role == "Lbl" and box.element is parent.html:
            return False  # a label stays one although its author hid it
        return roles.is_decoration(box) or self._is_repeated(box)

    def _is_repeated(self, box: Any) -> bool:
        """Tell the header of a table that goes on from an earlier page or column."""
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            return self._groups.setdefault(box.element, box) is not box
        return False

    # ── elements ───────────────────────────────────────────────────────────────────────────────

    def _enter(self, box: Any, parent: Element) -> Element:
        """Give the element that a box's content belongs to: its own, or `parent`."""
        if box.element is None or box.element is parent.html:
            return parent
        tag, language = roles.tag_of(box), box.style["lang"] or parent.language
        role = roles.ROLES.get(tag, "")
        annotation = self._annotated.get(box)
        if annotation or (tag == "a" and self._known(box.element, "Link")):
            link = self._element(box.element, "Link", self._inline(parent), language)
            if annotation:
                link.kids.append(annotation)
                self._links.append((link, annotation))
            return link
        if role in ("Lbl", "LBody"):
            return self._definition(box.element, role, parent, language)
        if role:
            element = self._element(box.element, role, self._body(parent), language)
            if not element.attributes:
                row = element.parent.html if element.parent is not None else None
                element.attributes = roles.attributes(role, box, row)
            return element
        if language != parent.language:
            # A span stays one where the style sheet sets it as a block.
            if isinstance(box, boxes.InlineLevelBox) or tag == "span":
                return self._element(box.element, "Span", self._inline(parent), language)
            return self._element(box.element, "Div", self._body(parent), language)
        return parent

    def _known(self, html: Any, role: str) -> bool:
        return (html, role) in self._elements

    def _element(self, html: Any, role: str, parent: Element, language: str) -> Element:
        """Give the element of an HTML element, which an earlier line or page may have begun."""
        key = html, role
        if key not in self._elements:
            self._elements[key] = parent.add(role, html, language)
        return self._elements[key]

    def _definition(self, html: Any, role: str, parent: Element, language: str) -> Element:
        """Put a term and what is said about it into one list item."""
        if self._known(html, role):
            return self._elements[html, role]
        item = parent.kids[-1] if parent.kids else None
        if role == "Lbl" or not isinstance(item, Element) or item.role != "LI":
            item = parent.add("LI", html)
        return self._element(html, role, item, language)

    def _body(self, parent: Element) -> Element:
        """Give the place for content in `parent`: a list item keeps its content in a body."""
        if parent.role == "LI":
            return self._element(parent.html, "LBody", parent, parent.language)
        return parent

    def _inline(self, parent: Element) -> Element:
        """Give the place for text in `parent`: where only blocks may stand, a paragraph."""
        parent = self._body(parent)
        if parent.role not in GROUPING:
            return parent
        last = parent.kids[-1] if parent.kids else None
        if isinstance(last, Element) and last.role == "P" and last.html is self._block:
            return last
        return parent.add("P", self._block)

    # ── content ────────────────────────────────────────────────────────────────────────────────

    def _add_figure(self, box: Any, parent: Element) -> None:
        content = self._content.of(box)
        if content is None:
            return
        figure = self._body(parent).add("Figure", box.element, box.style["lang"] or None)
        figure.alternative = readable(roles.alternative(box.element))
        if not figure.alternative:
            LOGGER.error("Picture without a description: <%s>", box.element_tag)
        left, top = box.content_box_x() + self._origin[0], box.content_box_y() + self._origin[1]
        bottom, right = top + box.height, left + box.width
        corners = (left, self._page_height - bottom, right, self._page_height - top)
        bounds = [round(corner * _POINTS, 3) for corner in corners]
        figure.attributes = {"O": "/Layout", "BBox": "[" + " ".join(map(str, bounds)) + "]"}
        figure.kids.append(content)

    def _add_text(self, box: Any, parent: Element) -> None:
        content = self._content.of(box)
        if content is None:
            return
        content.text = readable(box.text)
        if not content.text.strip():
            if self._line:
                self._line[-1].text += content.text  # a space alone draws no glyph
            self._content.make_artifact(content, LAYOUT)
            return
        self._inline(parent).kids.append(content)
        self._line.append(content)
        self._settled.append(content)

    def _end_line(self, box: Any, line: list[Content]) -> None:
        """Mend the end of the line before, now that its sequel is known."""
        key = box.element, box.element_tag
        if key in self._last_lines:
            before, hyphen = self._last_lines[key]
            following = "".join(content.text for content in line)
            text = "".join(content.text for content in before)
            cut, add = line_end(text, following, self._source(box.element), hyphen)
            end = before[-1]
            end.text = end.text[: len(end.text) - cut] + add
        self._last_lines[key] = line, box.style["hyphenate_character"]

    def _source(self, html: Any) -> str:
        """Give the text of an HTML element as it was written, white space collapsed."""
        if html not in self._sources:
            self._sources[html] = collapsed(readable("".join(_texts(html))))
        return self._sources[html]


def _texts(html: Any) -> Iterable[str]:
    if html.tag == "br":
        yield " "
    yield html.text or ""
    for child in html:
        yield from _texts(child)
        yield child.tail or ""
