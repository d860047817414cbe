"""Reads what a page paints, through forms, patterns and soft masks, and notes what is no ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from handouts.pdf.press.inspection.faults import Faults
from handouts.pdf.press.inspection.pictures import ROUNDING, Matrix, Pictures
from handouts.pdf.press.inspection.spaces import (
    CMYK,
    FOREIGN,
    GREY,
    PATTERN,
    REGISTRATION,
    Space,
    space_of,
)
from handouts.pdf.press.settings import Press

_IDENTITY: Final[Matrix] = (1, 0, 0, 1, 0, 0)
_DEEPEST: Final = 24  # forms in forms; a file that nests deeper goes round in circles
_NOT_A_COLOUR: Final = 3  # text rendering mode: neither filled nor stroked
_RICH_BLACK: Final = 0.9

_FILLS: Final = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_STROKES: Final = frozenset(("S", "s", "B", "B*", "b", "b*"))
_DEVICE: Final = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}


@dataclass(slots=True)
class _Paint:
    """A current colour; the first is black (ISO 32000-1, table 52)."""

    space: Space = Space(GREY, "DeviceGray")  # noqa: RUF009  a frozen value
    parts: tuple[float, ...] = (0.0,)


@dataclass(slots=True)
class _State:
    matrix: Matrix
    fill: _Paint
    stroke: _Paint
    text_mode: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a content stream is read: its resources, its own space, how deep it lies."""

    resources: Any
    base: Matrix
    depth: int = 0


class Content:
    """The content of one page."""

    def __init__(
        self, press: Press, faults: Faults, pictures: Pictures, page: int, bleed: Sequence[float]
    ) -> None:
        """Take what is asked for, where to note faults, the page's number and its BleedBox."""
        self._press, self._faults, self._pictures = press, faults, pictures
        self._page, self._bleed = page, bleed
        self._patterns: set[tuple[int, int]] = set()
        self._path: list[tuple[float, float]] = []

    def read_page(self, page: Any) -> None:
        """Read a page, and everything that it draws."""
        place = _Place(page.obj.get("/Resources", {}), _IDENTITY)
        self._read(page, place, _State(_IDENTITY, _Paint(), _Paint()))

    def _note(self, code: str, text: str) -> None:
        self._faults.add(code, text, self._page)

    def _read(self, stream: Any, place: _Place, state: _State) -> None:
        import pikepdf

        if place.depth > _DEEPEST:
            self._note("H319", "Forms are nested without an end")
            return
        stack: list[_State] = []
        for instruction in pikepdf.parse_content_stream(stream):
            name = str(instruction.operator)
            operands: Any = instruction.operands
            if name == "q":
                stack.append(replace(state))
            elif name == "Q":
                state = stack.pop() if stack else state
            elif name == "cm":
                state.matrix = _times(_matrix(operands), state.matrix)
            elif name == "Tr":
                state.text_mode = int(operands[0])
            elif name in ("Tj", "TJ", "'", '"'):
                self._check_text(state)
            elif name == "Do":
                self._draw(place.resources.XObject[str(operands[0])], place, state)
            elif name == "sh":
                self._check_shading(place.resources.Shading[str(operands[0])], place)
            elif name == "gs":
                self._check_state(place.resources.ExtGState[str(operands[0])], place, state)
            elif name == "INLINE IMAGE":
                self._check_inline(operands[0], place)
            elif REGISTRATION in (state.fill.space.kind, state.stroke.space.kind):
                self._follow(name, operands, state)
            if name.lower() in ("cs", "sc", "scn", "g", "rg", "k"):
                self._set_colour(name, operands, place, state)

    # ── colour ──────────────────────────────────────────────────────────────────────────────────

    def _set_colour(self, name: str, operands: Any, place: _Place, state: _State) -> None:
        before = state.stroke if name.isupper() else state.fill
        kind = name.lower()
        if kind == "cs":
            after = _Paint(space_of(operands[0], place.resources), ())
        elif kind in _DEVICE:
            after = _Paint(space_of(_name(_DEVICE[kind]), None), _parts(operands))
        else:
            after = _Paint(before.space, _parts(operands))
        if after.space.kind == FOREIGN:
            self._note("H310", f"A colour is {after.space.name}")
        elif after.space.kind == PATTERN and kind != "cs":
            self._check_pattern(place.resources.Pattern[str(operands[-1])], place)
        elif after.space.kind == CMYK:
            self._check_ink(after.parts, "A colour")
        if name.isupper():
            state.stroke = after
        else:
            state.fill = after

    def _check_ink(self, parts: Sequence[float], what: str) -> None:
        ink, limit = sum(parts) * 100, self._press.ink_limit
        if ink > limit + ROUNDING:
            self._note("H312", f"{what} has {ink:.0f} % ink, over {limit:g} %")

    def _check_text(self, state: _State) -> None:
        fill = state.fill
        if state.text_mode == _NOT_A_COLOUR or fill.space.kind != CMYK or len(fill.parts) != 4:
            return
        c, m, y, k = fill.parts
        if k > _RICH_BLACK and min(c, m, y) > 0:
            inks = " ".join(f"{part * 100:.0f}" for part in fill.parts)
            self._note("H311", f"Black text is printed in four inks (C M Y K {inks})")

    def _check_pattern(self, pattern: Any, place: _Place) -> None:
        if pattern.objgen in self._patterns and pattern.objgen != (0, 0):
            return
        self._patterns.add(pattern.objgen)
        matrix = _times(_matrix(pattern.get("/Matrix", _IDENTITY)), place.base)
        if pattern.get("/PatternType") == 2:
            self._check_shading(pattern.Shading, place)
            return
        resources = pattern.get("/Resources", place.resources)
        inside = _Place(resources, matrix, place.depth + 1)
        self._read(pattern, inside, _State(matrix, _Paint(), _Paint()))

    def _check_shading(self, shading: Any, place: _Place) -> None:
        space = space_of(shading.ColorSpace, place.resources)
        if space.kind == FOREIGN:
            self._note("H310", f"A gradient is {space.name}")
        if space.kind != CMYK:
            return
        waiting = [shading.get("/Function", {})]
        while waiting:
            function = waiting.pop()
            waiting += list(function.get("/Functions", ()))
            for end in ("/C0", "/C1"):
                if end in function:
                    self._check_ink(_parts(function[end]), "A gradient")

    def _check_inline(self, image: Any, place: _Place) -> None:
        space = space_of(_name(str(image.colorspace)), place.resources)
        if not image.image_mask and space.kind == FOREIGN:
            self._note("H310", f"A picture in the content is {space.name}")

    # ── forms, pictures, transparency ───────────────────────────────────────────────────────────

    def _draw(self, item: Any, place: _Place, state: _State) -> None:
        if item.get("/Subtype") == "/Image":
            self._pictures.check(item, place.resources, state.matrix, self._page)
        elif item.get("/Subtype") == "/Form":
            self._read_form(item, place, state)

    def _read_form(self, form: Any, place: _Place, state: _State) -> None:
        group = form.get("/Group")
        if group is not None and group.get("/S") == "/Transparency":
            if not self._press.has_transparency:
                self._note("H316", f"A transparency group; {self._press.name} has none")
            if "/CS" in group and space_of(group.CS, place.resources).kind == FOREIGN:
                self._note("H310", "A transparency group blends in other colours than inks")
        matrix = _times(_matrix(form.get("/Matrix", _IDENTITY)), state.matrix)
        inside = _Place(form.get("/Resources", place.resources), matrix, place.depth + 1)
        self._read(form, inside, replace(state, matrix=matrix))

    def _check_state(self, graphics: Any, place: _Place, state: _State) -> None:
        mask = graphics.get("/SMask", "/None")
        is_masked = str(mask) != "/None"
        mode = str(graphics.get("/BM", "/Normal"))
        is_live = (
            is_masked
            or mode not in ("/Normal", "/Compatible")
            or any(float(graphics.get(key, 1)) < 1 for key in ("/ca", "/CA"))
        )
        if is_live and not self._press.has_transparency:
            self._note("H316", f"Live transparency; {self._press.name} has none")
        if is_masked and "/G" in mask:
            self._read_form(mask.G, place, replace(state, fill=_Paint(), stroke=_Paint()))

    # ── marks ───────────────────────────────────────────────────────────────────────────────────

    def _follow(self, name: str, operands: Any, state: _State) -> None:
        """Follow a path while the current colour is that of the marks."""
        if name in ("m", "l", "c", "v", "y", "re"):
            numbers = _parts(operands)
            if name == "re":
                x, y, width, height = numbers
                numbers = (x, y, x + width, y, x, y + height, x + width, y + height)
            self._path += [
                _apply(state.matrix, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
            ]
            return
        paints = (name in _FILLS and state.fill.space.kind == REGISTRATION) or (
            name in _STROKES and state.stroke.space.kind == REGISTRATION
        )
        if paints and self._path:
            xs, ys = zip(*self._path, strict=True)
            left, bottom, right, top = self._bleed
            if min(xs) < right and max(xs) > left and min(ys) < top and max(ys) > bottom:
                self._note("H317", "A mark lies inside the bleed")
        if paints or name == "n" or name in _FILLS | _STROKES:
            self._path = []


def _name(name: str) -> Any:
    import pikepdf

    return pikepdf.Name(name)


def _parts(operands: Any) -> tuple[float, ...]:
    import pikepdf

    return tuple(float(part) for part in operands if not isinstance(part, pikepdf.Name))


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(part) for part in operands)
    return a, b, c, d, e, f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
