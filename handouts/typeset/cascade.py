"""Which declarations win for an element and what they come to: kept from page to page.

The pages of a language are set in a few steps of size with the same style sheets, so most elements
of a page stand under the same rules and within the same parents as some of the page before. For
each such place this keeps the declarations that win, and the values worked out so far: a sixth of
a sheet's time.

No value is kept that could come out otherwise on another page: one that WeasyPrint has written
over, that it warned of, or that depends on the size of the page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint import css
from weasyprint.css import ComputedStyle, InitialStyle, StyleFor

from handouts.typeset.styles import FilledStyle

_MAJOR = "70"
_MOST = 1_200  # places that are kept: those of some ten pages that have little in common
# Written over on each page; no other value depends on them.
_ALONE = frozenset(("overflow", "counter_set", "counter_reset", "counter_increment"))
_ALL = "all"
_OWN = ("style", "lang", "id", "name", "width", "height")  # attributes that declare something
_PLAIN = re.compile(r"(?:[^@]|@(?:page|media|top|right|bottom|left)\b)*", re.IGNORECASE)

stock_sheet, stock_styles = css.CSS, css.StyleFor

_Matches = Sequence[Sequence[tuple[Any, int, str | None, Any]]]


class _Warnings(logging.Filter):
    """Counts what WeasyPrint warns of."""

    count = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a warning and let it pass."""
        self.count += 1
        return True


_warnings = _Warnings()


@dataclass(slots=True)
class Kept:
    """What is kept of a style: the declarations that win, and values, specified and computed."""

    cascaded: dict[str, Any]
    specified: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Place:
    """Where elements stand under the same rules, within the same parents."""

    styles: dict[str | None, Kept] = field(default_factory=dict)
    """By pseudo-element; those of the element itself are under None."""
    within: dict[tuple[Any, ...], Place] = field(default_factory=dict)


@dataclass(slots=True)
class _Memory:
    """All that is kept: style sheets within pages, and places, by the style sheets that rule."""

    sheets: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    tops: dict[tuple[Any, ...], Place] = field(default_factory=dict)
    places: int = 0

    def forget(self) -> None:
        """Keep nothing."""
        self.sheets.clear()
        self.tops.clear()
        self.places = 0

    def top(self, sheets: tuple[Any, ...], base_url: str, fonts: Any) -> Place:
        """Return what stands around the root of a page."""
        if self.places > _MOST:
            self.forget()
        return self.tops.setdefault((sheets, base_url, fonts), Place())


_memory = _Memory()


class KeptStyle(FilledStyle):
    """A style that begins with what is known of its place, and adds to it.

    `working` is above 0 while what is set is decided by the place.
    """

    def __init__(self, parent: Any, kept: Kept, pseudo: str | None, *others: Any) -> None:
        """Take over the values known so far."""
        self.working, self.written = 0, set[str]()
        if kept.values:
            ComputedStyle.__init__(self, parent, kept.cascaded, pseudo, *others)
            self.update(kept.values)
            self.specified.update(kept.specified)
        else:
            super().__init__(parent, kept.cascaded, pseudo, *others)
            kept.values.update(self)
        self.kept = kept

    def __missing__(self, name: str) -> Any:
        """Work a value out, and keep it if this place alone decides it."""
        warned = _warnings.count
        self.working += 1
        try:
            value = super().__missing__(name)
        finally:
            self.working -= 1
        if warned != _warnings.count:
            self.written.add(_ALL)
            _memory.forget()  # a declaration that is kept may warn but once
        if self._is_decided(name):
            self.kept.values[name] = value
            if name in self.specified:
                self.kept.specified[name] = self.specified[name]
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        """Set a value; one that is written over from outside belongs to this page alone."""
        super().__setitem__(name, value)
        if not self.working:
            self.written.add(name if name in _ALONE else _ALL)

    @property
    def initial_page_sizes(self) -> Any:
        """Sizes of the first page, which the place does not decide."""
        self.written.add(_ALL)
        return self._page_sizes

    @initial_page_sizes.setter
    def initial_page_sizes(self, sizes: Any) -> None:
        self._page_sizes = sizes

    def _is_decided(self, name: str) -> bool:
        style: Any = self
        while style is not None:
            if style.written and not style.written.isdisjoint((name, _ALL)):
                return False
            style = style.parent_style
        return True


class KeptStyles(StyleFor):  # type: ignore[misc]
    """The styles of a page's elements, by what is known of their places."""

    def __init__(
        self,
        html: Any,
        sheets: Any,
        presentational_hints: bool,
        font_config: Any,
        target_collector: Any,
    ) -> None:
        """Find the place of each element, and its style."""
        nothing = SimpleNamespace(
            etree_element=Element("html"),
            wrapper_element=SimpleNamespace(iter_subtree=tuple),
            base_url=html.base_url,
        )
        super().__init__(nothing, sheets, presentational_hints, font_config, target_collector)
        self._html, self._targets = html, target_collector
        self._places: dict[Any, Place] = {}  # by element, or by kind of page
        top = _memory.top(tuple(sheets), html.base_url, font_config)
        made: dict[int, KeptStyle] = {}
        for element in html.wrapper_element.iter_subtree():
            here = element.etree_element
            parent = element.parent.etree_element if element.parent else None
            around = top if parent is None else self._places[parent]
            place = _place(around, element, sheets, html.base_url)
            self._places[here] = place
            if id(place) in made:
                self._computed_styles[here, None] = made[id(place)]
            else:
                made[id(place)] = self._collect_anchor(self._make(here, None, parent))
            for pseudo, kept in place.styles.items():
                if pseudo and "anchor" in kept.cascaded:
                    self._collect_anchor(self._make(here, pseudo, here))

    def __call__(self, element: Any, pseudo: str | None = None) -> Any:
        """Return a style; that of a pseudo-element is made when it is first asked for."""
        style = self._computed_styles.get((element, pseudo))
        if style is None:
            place = self._places.get(element)
            if place is None or pseudo not in place.styles:
                return None
            style = self._make(element, pseudo, element)
        if not isinstance(style, KeptStyle):
            return super().__call__(element, pseudo)
        style.working += 1  # what is written here, the style itself decides
        try:
            return super().__call__(element, pseudo)
        finally:
            style.working -= 1

    def set_computed_styles(
        self, element: Any, parent: Any, root: Any = None, pseudo_type: str | None = None, **_: Any
    ) -> None:
        """Set the style of a kind of page, or of a box at the edge of such pages."""
        around = self._places[self._html.etree_element]
        place = around.within.get(("@page", element))
        if place is None:
            place = around.within["@page", element] = Place()
            _memory.places += 1
        self._places[element] = place
        if pseudo_type not in place.styles:
            cascaded = self._cascaded_styles.get((element, pseudo_type), {})
            place.styles[pseudo_type] = Kept(cascaded)
        self._make(element, pseudo_type, parent)

    def _make(self, element: Any, pseudo: str | None, parent: Any) -> KeptStyle:
        """Make a style; its parent is that of the parent element, or of a pseudo-element's own."""
        styles = self._computed_styles
        root = self._html.etree_element
        made = KeptStyle(
            None if parent is None else styles[parent, None],
            self._places[element].styles[pseudo],
            pseudo,
            InitialStyle(self.font_config) if parent is None else styles[root, None],
            self._html.base_url,
            self.font_config,
            self.initial_page_sizes,
        )
        styles[element, pseudo] = made
        return made

    def _collect_anchor(self, style: KeptStyle) -> KeptStyle:
        if self._targets and style["anchor"]:
            self._targets.collect_anchor(style["anchor"])
        return style


def _place(around: Place, element: Any, sheets: Any, base_url: str) -> Place:
    """Return the place of an element; it is not kept if WeasyPrint warned of a declaration."""
    here = element.etree_element
    said = tuple((name, value) for name in _OWN if (value := here.get(name)))
    matches = [sheet.matcher.match(element) for sheet, _, _ in sheets]
    key = (said and here.tag, said, *(tuple(order for _, order, *_ in m) for m in matches))
    place = around.within.get(key)
    if place is None:
        warned = _warnings.count
        place = Place(_winning(Element(here.tag, dict(said)), matches, sheets, base_url))
        if warned == _warnings.count:
            around.within[key] = place
            _memory.places += 1
    return place


def _winning(
    alone: Element, matches: _Matches, sheets: Any, base_url: str
) -> dict[str | None, Kept]:
    """Let the declarations for an element compete as WeasyPrint does, which keeps none of it."""
    cascaded: dict[str | None, dict[str, Any]] = {None: {}}

    def compete(
        pseudo: str | None, declarations: Any, origin: str, layer: float, specificity: Any
    ) -> None:
        style = cascaded.setdefault(pseudo, {})
        for name, values, importance in declarations:
            weight = (css.declaration_precedence(origin, importance), layer, specificity)
            if name not in style or style[name][1] <= weight:
                style[name] = values, weight

    for specificity, _, said, url in css.find_style_attributes(alone, False, base_url):
        compete(None, css.preprocess_declarations(url, said), "author", inf, specificity)
    for (sheet, origin, fixed), found in zip(sheets, matches, strict=True):
        for specificity, _, pseudo, (declarations, layer) in found:
            order = inf if layer is None else sheet.layers.index(layer)
            compete(pseudo, declarations, origin, order, fixed or specificity)
    return {pseudo: Kept(style) for pseudo, style in cascaded.items()}


def page_sheet(*, string: str | None = None, **others: Any) -> Any:
    """Parse the style sheet within a page once, if it says nothing but rules, and all is right."""
    if string is None or not _PLAIN.fullmatch(string):
        return stock_sheet(string=string, **others)
    key = (string, others["base_url"], others["media_type"])
    sheet = _memory.sheets.get(key)
    if sheet is None:
        warned = _warnings.count
        sheet = stock_sheet(string=string, base_url=key[1], media_type=key[2])
        if warned == _warnings.count:
            _memory.sheets[key] = sheet
    return sheet


def styles_of(html: Any, sheets: Any, presentational_hints: bool, *others: Any) -> StyleFor:
    """Return a page's styles; attributes such as `bgcolor` are not asked for by this program."""
    made = stock_styles if presentational_hints else KeptStyles
    return made(html, sheets, presentational_hints, *others)


def keep_styles() -> None:
    """Let WeasyPrint 70 keep what it finds out of styles; any other version works it out anew."""
    if weasyprint.VERSION.split(".")[0] == _MAJOR:
        logging.getLogger("weasyprint").addFilter(_warnings)
        css.CSS, css.StyleFor = page_sheet, styles_of
