"""One more clinic: where a page differs in a few texts alone, only their blocks are laid out anew.

A page that was laid out whole is kept, with a record of how each block was asked for. When the next
page has the same tags and other words in some, each of these blocks is made and laid out again with
what its surroundings handed in. If what it hands back is the same to the last digit, nothing around
it can differ, and the page is the kept one with these blocks exchanged. Everything else is laid out
whole. So the outcome is the same whichever way it came, and tests/test_afresh.py holds it to that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element, tostring

import cssselect2
import weasyprint
from weasyprint.css import StyleFor
from weasyprint.css.targets import TargetCollector
from weasyprint.document import Page
from weasyprint.formatting_structure.build import create_anonymous_boxes, element_to_box
from weasyprint.images import get_image_from_uri
from weasyprint.layout import LayoutContext
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_box_backgrounds

from handouts.typeset.recording import SIZES, Call, Recording, is_installed
from handouts.typeset.source import Source

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "div", "figure", "footer", "header", "main"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "nav", "p", "section", "svg"),
        *("dd", "dl", "dt", "li", "ol", "ul"),
    )
)
_REACHING = (":has(", "string-set", "target-", 'dir="auto"')
_DRAWINGS = "drawings"  # what hangs on a box that was drawn (pdf.redrawing)


@dataclass(frozen=True, slots=True)
class Others:
    """The other page: its tokens, how its text is prepared, how its pictures are fetched."""

    tokens: Sequence[str]
    prepare: Callable[[str], Element]
    fetcher: Any


@dataclass(slots=True, eq=False)
class Kept:
    """A page that was laid out whole, and all that is needed to exchange blocks of it."""

    document: weasyprint.Document
    page: Any
    source: Source
    elements: Sequence[Element]
    recording: Recording
    files: Mapping[str, Any]
    _sound: dict[int, bool] = field(default_factory=dict)
    _parents: dict[Element, Element] = field(default_factory=dict)
    _places: dict[int, tuple[int, tuple[Any, ...]]] = field(default_factory=dict)

    def with_words_of(self, others: Others, files: Mapping[str, Any]) -> weasyprint.Document | None:
        """The document of another page; None where more than words differ, or a size does."""
        common = self.files.keys() & files.keys()
        changed = self.source.changed(others.tokens)
        if changed is None or any(self.files[name] != files[name] for name in common):
            return None
        exchanged: dict[int, list[tuple[Call, Any]]] = {}
        for place in sorted(changed):
            if not {*self.source.lineage(place)}.isdisjoint(exchanged):
                continue
            for outer in self.source.lineage(place):
                found = self._exchanged(outer, others)
                if found is not None:
                    within = [one for one in exchanged if outer in self.source.lineage(one)]
                    for one in within:
                        del exchanged[one]
                    exchanged[outer] = found
                    break
            else:
                return None
        return self._document([pair for pairs in exchanged.values() for pair in pairs], others)

    def _exchanged(self, place: int, others: Others) -> list[tuple[Call, Any]] | None:
        """The block of another page with the call that it takes the place of; None if it cannot."""
        node, element = self.source.nodes[place], self.elements[place]
        calls = self.recording.calls.get(element, ())
        if node.tag not in _BLOCKS or not calls or element in self.recording.sized:
            return None
        if self.source.tokens[node.first] != others.tokens[node.first] and not node.drawing:
            return None
        if not self._sound.get(place, True) or self._runs(element):
            return None
        found = self._laid_out(place, others, calls)
        if found is not None and place not in self._sound:
            self._sound[place] = self._is_sound(place, others, calls)
        return found if self._sound.get(place) else None

    def _runs(self, element: Element) -> bool:
        """Whether something within stands at the edge of pages instead."""
        style_for = self.recording.style_for
        inner = (style_for(one) for one in element.iter() if one is not element)
        return any(style and style["position"][0] == "running()" for style in inner)

    def _is_sound(self, place: int, others: Others, calls: Sequence[Call]) -> bool:
        """Whether the kept block comes out as it is when it is laid out by itself."""
        mine = Others(self.source.tokens, others.prepare, self.document.url_fetcher)
        again = self._laid_out(place, mine, calls)
        if again is None:
            return False
        places = self._all_places()
        return all(id(call.box) not in places or _same(call.box, box) for call, box in again)

    def _laid_out(
        self, place: int, others: Others, calls: Sequence[Call]
    ) -> list[tuple[Call, Any]] | None:
        if any(call.outcome is None for call in calls):
            return None
        context = self._context(calls[0].context, others.fetcher)
        box = self._box(place, others, context)
        found = []
        for call in calls:
            if box is None or type(box) is not type(call.box):
                return None
            laid_out, outcome = call.again(context, box)
            if outcome is None or outcome != call.outcome:
                return None
            found.append((call, laid_out))
        return found

    def _context(self, kept: Any, fetcher: Any) -> Any:
        options = kept.get_image_from_uri.keywords["options"]
        images = partial(get_image_from_uri, cache={}, url_fetcher=fetcher, options=options)
        return LayoutContext(
            kept.style_for, images, kept.font_config, kept.counter_style, TargetCollector()
        )

    def _box(self, place: int, others: Others, context: Any) -> Any:
        """Make the box of a block of the other page, as if it stood in the kept one."""
        root = others.prepare(self.source.alone(place, others.tokens))
        element = root
        for _ in range(self.source.depth(place)):
            element = element[-1]
        mine = self.elements[place]
        if mine in self._parents_of() and element.tag == mine.tag:
            style_for = self._styles(mine, element, context)
            state: Any = ([0], {"footnote": [0], "note": [0]}, [{"footnote", "note"}], [])
            found = element_to_box(
                element,
                style_for,
                context.get_image_from_uri,
                self.page.base_url,
                context.target_collector,
                context.counter_style,
                context.footnotes,
                state,
            )
            if len(found) == 1 and state[1:3] == (
                {"footnote": [0], "note": [0]},
                [{"footnote", "note"}],
            ):
                box = found[0]
                box.process_whitespace()
                box.process_text_transform()
                return create_anonymous_boxes(box)
        return None

    def _styles(self, mine: Element, element: Element, context: Any) -> Any:
        """Work out the styles of an element in the place of one of the kept page."""
        kept = context.style_for
        parent = self._parents_of()[mine]
        wrapper = self._wrapper(parent)
        place = wrapper.etree_children.index(mine)
        before = None
        for sibling in wrapper.iter_children():
            if sibling.index == place:
                before = sibling.previous
        new = cssselect2.ElementWrapper(
            element, parent=wrapper, index=place, previous=before, in_html_document=True
        )
        styles = StyleFor.__new__(StyleFor)

        def subtree() -> Iterator[Any]:
            styles._computed_styles.update(kept.get_computed_styles())
            styles.initial_page_sizes.update(kept.initial_page_sizes)
            yield from new.iter_subtree()

        page = SimpleNamespace(
            etree_element=_Root(self.page.etree_element, element),
            wrapper_element=SimpleNamespace(iter_subtree=subtree),
            base_url=self.page.base_url,
        )
        styles.__init__(page, kept._sheets, False, kept.font_config, context.target_collector)
        return styles

    def _wrapper(self, element: Element) -> Any:
        """Wrap an element for matching; those around it come first."""
        parents = self._parents_of()
        if element not in parents:
            return self.page.wrapper_element
        around = self._wrapper(parents[element])
        return next(one for one in around.iter_children() if one.etree_element is element)

    def _parents_of(self) -> Mapping[Element, Element]:
        if not self._parents:
            root = self.page.etree_element
            self._parents = {child: parent for parent in root.iter() for child in parent}
        return self._parents

    def _all_places(self) -> Mapping[int, tuple[int, tuple[Any, ...]]]:
        """Every laid-out box by its id: the number of its page, and the boxes around it."""
        if not self._places:
            for number, page in enumerate(self.document.pages):
                self._note_places(number, page._page_box, ())
        return self._places

    def _note_places(self, number: int, box: Any, around: tuple[Any, ...]) -> None:
        within = (*around, box)
        for child in box.children:
            inner = child._box if isinstance(child, AbsolutePlaceholder) else child
            self._places[id(inner)] = number, within
            self._note_places(number, inner, within)

    def _document(
        self, exchanged: Sequence[tuple[Call, Any]], others: Others
    ) -> weasyprint.Document:
        """The kept document with other blocks in some places; what is unchanged is shared."""
        places = self._all_places()
        pages: dict[int, dict[int, Any]] = {}
        for call, box in exchanged:
            if id(call.box) not in places:  # laid out in vain, as the first time
                continue
            number, around = places[id(call.box)]
            new = pages.setdefault(number, {})
            for key, value in call.box.__dict__.items():
                if key != _DRAWINGS:
                    box.__dict__.setdefault(key, value)
            images = self._context(call.context, others.fetcher).get_image_from_uri
            layout_box_backgrounds(around[0], box, images)
            new[id(call.box)] = box
            for one in around:
                new.setdefault(id(one), None)
        kept = self.document
        made = [
            Page(_with(page._page_box, pages[number])) if number in pages else page
            for number, page in enumerate(kept.pages)
        ]
        return weasyprint.Document(
            made,
            kept.metadata,
            kept.url_fetcher,
            kept.font_config,
            kept.color_profiles,
            kept.output_intent,
        )


class _Root:
    """The root of the kept page, of which the style attributes of one element alone are read."""

    def __init__(self, root: Element, element: Element) -> None:
        self._root = root
        self._element = element

    def __eq__(self, other: object) -> bool:
        return other is self._root

    def __hash__(self) -> int:
        return hash(self._root)

    def iter(self) -> Iterator[Element]:
        return self._element.iter()


def _with(box: Any, new: Mapping[int, Any]) -> Any:
    """Copy a box on the way down to blocks that are exchanged."""
    if isinstance(box, AbsolutePlaceholder):
        inner = _with(box._box, new)
        if inner is box._box:
            return box
        placeholder = AbsolutePlaceholder(inner)
        placeholder.set_laid_out_box(inner)
        return placeholder
    if id(box) not in new:
        return box
    if new[id(box)] is not None:
        return new[id(box)]
    mine = box.copy()
    mine.__dict__.pop(_DRAWINGS, None)
    mine.children = type(box.children)(_with(child, new) for child in box.children)
    return mine


_COMPARED = (
    *SIZES,
    *("text", "baseline", "justification_spacing"),
    *("element_tag", "link", "bookmark_label", "string_set"),
)


def _same(one: Any, other: Any) -> bool:
    """Whether two laid-out boxes are alike, and all in them."""
    one = one._box if isinstance(one, AbsolutePlaceholder) else one
    other = other._box if isinstance(other, AbsolutePlaceholder) else other
    return (
        type(one) is type(other)
        and all(getattr(one, n, None) == getattr(other, n, None) for n in _COMPARED)
        and (one.element is None) == (other.element is None)
        and (one.element is None or _text(one.element) == _text(other.element))
        and len(one.children) == len(other.children)
        and all(map(_same, one.children, other.children))
    )


def _text(element: Element) -> bytes:
    tail, element.tail = element.tail, None
    try:
        return bytes(tostring(element))
    finally:
        element.tail = tail


def reaches_out(*texts: str) -> bool:
    """Whether page or style sheets let a block's content decide about things around it.

    By a selector, as a running title, as the target of a reference, or for their direction.
    """
    return any(word in text for text in texts for word in _REACHING)


class Shelf:
    """The pages kept by one process: the last few, because the next clinic follows at once."""

    def __init__(self, size: int) -> None:
        """Keep that many; none where no page has a like."""
        self._kept: deque[tuple[tuple[Any, ...], Kept]] = deque(maxlen=size)

    def __bool__(self) -> bool:
        """Whether pages are kept at all."""
        return bool(self._kept.maxlen) and is_installed()

    def find(
        self, setting: tuple[Any, ...], others: Others, files: Mapping[str, Any]
    ) -> weasyprint.Document | None:
        """The document of a page, made from one that was laid out in the same setting."""
        alike = [kept for known, kept in self._kept if known == setting]
        for kept in sorted(alike, key=lambda kept: kept.source.distance(others.tokens)):
            if document := kept.with_words_of(others, files):
                return document
        return None

    def keep(self, setting: tuple[Any, ...], kept: Kept) -> None:
        """Keep a page, and let the oldest go."""
        self._kept.appendleft((setting, kept))
