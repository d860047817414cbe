"""What WeasyPrint 70 does while it lays a page out, written down: every block, as it was asked for.

The layout of a block is a function of the block and of what its surroundings hand in, and the
surroundings go on with nothing but what it hands back. Both are noted here, so that a block with
other words can be laid out in its place (`afresh`). The private parts that this rests on are
watched by tests/test_upstream.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import weasyprint
from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, column, page, preferred, table

_MAJOR = "70"
_SIDES = ("top", "right", "bottom", "left")
SIZES = (
    *("position_x", "position_y", "width", "height"),
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
)
"""Where a box is and how large, as attributes of it."""


@dataclass(slots=True)
class Call:
    """One layout of a block: what was handed in, what came out, how it was moved afterwards.

    `arguments` are those of `block_level_layout` after the box; `shapes` the floats beside it.
    `outcome` is None where the block was cut, or left something for its surroundings to finish.
    """

    context: Any
    state: tuple[Any, ...]
    position: tuple[float, float]
    arguments: tuple[Any, ...]
    shapes: tuple[Any, ...]
    box: Any = None
    outcome: tuple[Any, ...] | None = None
    moves: list[tuple[float, float, bool]] = field(default_factory=list)

    def again(self, context: Any, box: Any) -> tuple[Any, tuple[Any, ...] | None]:
        """Lay another block out in the place of this one; returns its box and the outcome."""
        _set_state(context, self.state)
        box.position_x, box.position_y = self.position
        before, margins, after = self.arguments
        shapes = [shape.copy() for shape in self.shapes]
        absolute: list[Any] = []
        fixed: list[Any] = []
        beside = list(margins)
        context.create_block_formatting_context(new_list=shapes)
        try:
            result = _stock_layout(context, box, *before, absolute, fixed, beside, *after)
            laid_out, outcome = result[0], _outcome(context, result, beside)
        finally:
            context.finish_block_formatting_context()
        if absolute or fixed:
            return laid_out, None
        if outcome is not None:
            for dx, dy, ignores_floats in self.moves:
                laid_out.translate(dx, dy, ignores_floats)
        return laid_out, outcome


@dataclass(slots=True, eq=False)
class Recording:
    """The calls of one layout by element; `sized` are elements whose content made others wide."""

    calls: dict[Any, list[Call]] = field(default_factory=dict)
    sized: set[Any] = field(default_factory=set)
    style_for: Any = None
    _open: set[Any] = field(default_factory=set)
    _results: dict[int, Call] = field(default_factory=dict)

    def layout(self, context: Any, box: Any, *given: Any, **named: Any) -> Any:
        """Stand in for `block_level_layout`, and note it."""
        element = box.element
        if element is None or element in self._open or isinstance(box.style, AnonymousStyle):
            return _stock_layout(context, box, *given, **named)
        self.style_for = context.style_for
        arguments = _arguments(*given, **named)
        bottom, skip, around, is_empty, absolute, fixed, margins, *after = arguments
        call = Call(
            context,
            _state(context),
            (box.position_x, box.position_y),
            ((bottom, skip, around.copy(), is_empty), tuple(margins), tuple(after)),
            tuple(shape.copy() for shape in _shapes(context)),
        )
        waiting = len(absolute), len(fixed)
        self.calls.setdefault(element, []).append(call)
        self._open.add(element)
        try:
            result = _stock_layout(context, box, *arguments)
        finally:
            self._open.discard(element)
        call.box = result[0]
        if skip is None and waiting == (len(absolute), len(fixed)):
            call.outcome = _outcome(context, result, margins)
        self._results[id(call.box)] = call
        return result

    def move(self, box: Any, dx: float, dy: float, ignores_floats: bool) -> None:
        """Note that a laid-out block is moved."""
        if call := self._results.get(id(box)):
            call.moves.append((dx, dy, ignores_floats))


def _arguments(
    bottom: float,
    skip: Any,
    around: Any,
    page_is_empty: bool = True,
    absolute_boxes: list[Any] | None = None,
    fixed_boxes: list[Any] | None = None,
    adjoining_margins: list[float] | None = None,
    *after: Any,
    **named: Any,
) -> tuple[Any, ...]:
    names = ("first_letter_style", "first_line_style", "discard", "max_lines")
    defaults = (None, None, False, None)
    rest = [*after, *defaults[len(after) :]]
    for name, value in named.items():
        rest[names.index(name)] = value
    return (
        bottom,
        skip,
        around,
        page_is_empty,
        [] if absolute_boxes is None else absolute_boxes,
        [] if fixed_boxes is None else fixed_boxes,
        [] if adjoining_margins is None else adjoining_margins,
        *rest,
    )


def _state(context: Any) -> tuple[Any, ...]:
    names = ("current_page", "page_bottom", "forced_break", "in_column", "current_footnote_area")
    return tuple(getattr(context, name) for name in names)


def _set_state(context: Any, state: tuple[Any, ...]) -> None:
    (
        context.current_page,
        context.page_bottom,
        context.forced_break,
        context.in_column,
        context.current_footnote_area,
    ) = state


def _shapes(context: Any) -> list[Any]:
    return context.excluded_shapes if context._excluded_shapes_root_boxes else []


def _outcome(context: Any, result: Any, margins: list[float]) -> tuple[Any, ...] | None:
    """All that the surroundings of a block can know of its layout."""
    box, resume_at, next_page, adjoining, through, max_lines = result
    if box is None or resume_at is not None or context.broken_out_of_flow or context.footnotes:
        return None
    return (
        type(box),
        *(getattr(box, name, None) for name in SIZES),
        table.find_in_flow_baseline(box),
        table.find_in_flow_baseline(box, last=True),
        repr(next_page),
        tuple(adjoining),
        tuple(margins),
        through,
        max_lines,
        box.clearance,
        _state(context),
        tuple(
            (shape.position_x, shape.position_y, shape.margin_width(), shape.margin_height())
            for shape in _shapes(context)
        ),
    )


_stock_layout = block.block_level_layout
_current: list[Recording] = []


def _layout(context: Any, box: Any, *given: Any, **named: Any) -> Any:
    if not _current:
        return _stock_layout(context, box, *given, **named)
    return _current[-1].layout(context, box, *given, **named)


@contextmanager
def recorded() -> Iterator[Recording]:
    """Write down the layout that is done within."""
    recording = Recording()
    _current.append(recording)
    try:
        yield recording
    finally:
        _current.pop()


def install() -> None:
    """Let WeasyPrint 70 be watched; a second call does nothing, any other version is left alone."""
    if weasyprint.VERSION.split(".")[0] != _MAJOR or block.block_level_layout is _layout:
        return
    for module in (block, column, page):
        module.block_level_layout = _layout
    _watch_moves()
    _watch_sizes()


def is_installed() -> bool:
    """Whether WeasyPrint is one that can be watched."""
    return block.block_level_layout is _layout


def _watch_moves() -> None:
    stock = boxes.Box.translate

    def translate(box: Any, dx: float = 0, dy: float = 0, ignore_floats: bool = False) -> None:
        if _current and (dx or dy):
            _current[-1].move(box, dx, dy, ignore_floats)
        stock(box, dx, dy, ignore_floats)

    boxes.Box.translate = translate


def _watch_sizes() -> None:
    for name in ("min_content_width", "max_content_width"):
        stock = getattr(preferred, name)

        def width(context: Any, box: Any, outer: bool = True, stock: Any = stock) -> Any:
            if _current:
                _current[-1].sized.add(box.element)
            return stock(context, box, outer)

        setattr(preferred, name, width)
