"""What a finished PDF puts on paper, and where: every glyph and every filled or stroked shape.

Lengths are points from the paper's top left corner, `y` of a glyph is its baseline. Own reading of
the content streams: nothing is guessed from the look of the text, as text extractors do.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from tests.pdffacts import letters_of

MM = 72 / 25.4
Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One glyph: its letters and edges; `tag` is its sequence: the page's object, its number."""

    text: str
    left: float
    right: float
    y: float
    size: float
    font: str
    colour: Colour
    tag: tuple[tuple[int, int], int] | None


@dataclass(frozen=True, slots=True)
class Shape:
    """A painted path: its box, as far as it is not clipped away, and its colour."""

    left: float
    top: float
    right: float
    bottom: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs that stand together on one baseline, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @property
    def y(self) -> float:
        return self.glyphs[0].y

    @property
    def size(self) -> float:
        return max(glyph.size for glyph in self.glyphs)

    def seen(self) -> str:
        """What the eye meets from left to right; a gap is a space."""
        parts, edge = [], self.left
        for glyph in self.glyphs:
            if glyph.left - edge > 0.12 * glyph.size:
                parts.append(" ")
            parts.append(glyph.text)
            edge = glyph.right
        return " ".join("".join(parts).split())


@dataclass(slots=True)
class Page:
    """One side of paper."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    def lines(self, gap: float = 1.2) -> list[Line]:
        """The lines from top to bottom; white of more than `gap` em cuts a line in two."""
        rows: dict[float, list[Glyph]] = {}
        for glyph in self.glyphs:
            if not glyph.text.isspace():
                rows.setdefault(round(glyph.y, 1), []).append(glyph)
        found = []
        for _, row in sorted(rows.items()):
            row.sort(key=lambda glyph: (glyph.left, glyph.right))
            start, edge = 0, row[0].right
            for n, glyph in enumerate(row):
                if glyph.left - edge > gap * glyph.size:
                    found.append(Line(tuple(row[start:n])))
                    start = n
                edge = max(edge, glyph.right)
            found.append(Line(tuple(row[start:])))
        return found


def read(data: bytes) -> list[Page]:
    """Read what the pages of a PDF show."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [_page(page) for page in pdf.pages]


def _page(page: Any) -> Page:
    left, bottom, right, top = (float(edge) for edge in page.MediaBox)
    result = Page(right - left, top - bottom)
    flip: Matrix = (1, 0, 0, -1, -left, top)
    _Reader(result, page.obj.objgen).read(page, page.Resources, flip)
    return result


@dataclass
class _State:
    matrix: Matrix
    clip: tuple[float, float, float, float] = (-1e6, -1e6, 1e6, 1e6)
    fill: Colour = (0.0,)
    stroke: Colour = (0.0,)
    font: str = ""
    size: float = 0.0


class _Reader:
    def __init__(self, page: Page, name: tuple[int, int]) -> None:
        self._page = page
        self._name = name
        self._fonts: dict[str, _Font] = {}
        self._marks: list[tuple[tuple[int, int], int] | None] = []

    def read(self, stream: Any, resources: Any, matrix: Matrix) -> None:
        state, stack, path = _State(matrix), list[_State](), list[tuple[float, float]]()
        text: Matrix = (1, 0, 0, 1, 0, 0)
        name, pen = "", 0.0
        for instruction in pikepdf.parse_content_stream(stream):
            operands: Any = instruction.operands
            before, name = name, str(instruction.operator)
            if name == "q":
                stack.append(_State(**vars(state)))
            elif name == "Q":
                state = stack.pop()
            elif name == "cm":
                state.matrix = _times(_matrix(operands), state.matrix)
            elif name in ("rg", "g", "scn"):
                state.fill = _colour(operands)
            elif name in ("RG", "G", "SCN"):
                state.stroke = _colour(operands)
            elif name in ("m", "l", "c", "v", "y", "re"):
                if before == name == "m":
                    path.pop()  # nothing was drawn from there
                path += _points(name, [float(part) for part in operands])
            elif name in ("f", "F", "f*", "S", "s", "B", "B*", "b", "n"):
                if path and before in ("W", "W*"):
                    state.clip = _box(path, state)
                elif path:
                    colour = state.stroke if name in "Ss" else state.fill
                    self._page.shapes.append(Shape(*_box(path, state), colour))
                path = []
            elif name in ("BMC", "BDC"):
                known = name == "BDC" and "/MCID" in operands[1]
                tag = (self._name, int(operands[1].MCID)) if known else None
                self._marks.append(tag or (self._marks[-1] if self._marks else None))
            elif name == "EMC":
                self._marks.pop()
            elif name == "Tf":
                state.font, state.size = str(operands[0]), float(operands[1])
                if state.font not in self._fonts:
                    self._fonts[state.font] = _Font(resources.Font[state.font])
            elif name == "Tm":
                text, pen = _matrix(operands), 0.0
            elif name == "TJ":
                pen = self._show(operands[0], _times(text, state.matrix), state, pen)
            elif name == "Do":
                form = resources.XObject[str(operands[0])]
                if form.Subtype == "/Form":
                    inner = _matrix(form.get("/Matrix", (1, 0, 0, 1, 0, 0)))
                    self.read(form, form.get("/Resources"), _times(inner, state.matrix))

    def _show(self, parts: Any, matrix: Matrix, state: _State, pen: float) -> float:
        """Note the glyphs of some strings from `pen` on, and give where the pen is then."""
        font = self._fonts[state.font]
        size = state.size * abs(matrix[3])
        for part in parts:
            if not isinstance(part, pikepdf.String):
                pen -= float(part) / 1000 * state.size
                continue
            codes = bytes(part)
            for code in (int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2)):
                advance = font.widths.get(code, 1000.0) / 1000 * state.size
                left, y = _apply(matrix, pen, 0)
                right, _ = _apply(matrix, pen + advance, 0)
                pen += advance
                self._page.glyphs.append(
                    Glyph(
                        text=font.letters.get(code, ""),
                        left=left,
                        right=right,
                        y=y,
                        size=size,
                        font=font.family,
                        colour=state.fill,
                        tag=self._marks[-1] if self._marks else None,
                    )
                )
        return pen


class _Font:
    def __init__(self, font: Any) -> None:
        self.letters = letters_of(font)
        self.family = str(font.DescendantFonts[0].FontDescriptor.FontFamily)
        self.widths = dict(_widths(list(font.DescendantFonts[0].W)))


def _widths(entries: list[Any]) -> Iterator[tuple[int, float]]:
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((first + n, float(width)) for n, width in enumerate(second))
        else:
            width = float(entries.pop(0))
            yield from ((code, width) for code in range(first, int(second) + 1))


def _colour(operands: Any) -> Colour:
    """Give the parts of a colour; a pattern (a gradient) has none."""
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


def _points(name: str, numbers: list[float]) -> list[tuple[float, float]]:
    if name == "re":
        x, y, width, height = numbers
        return [(x, y), (x + width, y + height)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _box(path: list[tuple[float, float]], state: _State) -> tuple[float, float, float, float]:
    """Give the box of a path as far as it is not clipped away."""
    placed = [_apply(state.matrix, x, y) for x, y in path]
    xs, ys = [x for x, _ in placed], [y for _, y in placed]
    left, top, right, bottom = state.clip
    return max(min(xs), left), max(min(ys), top), min(max(xs), right), min(max(ys), bottom)
