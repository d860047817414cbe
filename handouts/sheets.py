"""Laid-out pages become sheets of paper before the PDF is written: tags, links, outline survive.

A sheet stands in for a page of WeasyPrint's: it paints its panels where they lie, and answers for
their links, bookmarks and anchors. Lengths of the public functions are in mm, WeasyPrint's in px.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from handouts.formats import Allowances, Face, Format, Paper, faces, flat_face, panels

PX = 96 / 25.4  # CSS px in a mm
_TICK = 3.0
_OVERLAP = 0.05  # mm
_TICK_INSET = 6.0  # mm: what no office printer reaches
_HAIRLINE = 0.25 * 96 / 72  # px


@dataclass(frozen=True, slots=True)
class Cut:
    """How far a panel's picture may reach: beyond the paper's edges, and beyond its folds; in mm.

    Negative numbers cut it off before the edge.
    """

    edge: float = 0.0
    fold: float = 0.0


@dataclass(frozen=True, slots=True)
class Imposition:
    """How pages become sheets: the faces in print order, what of a panel shows, what is around it.

    `slug` is the paper around the trimmed sheet; `ticks` asks for fold ticks inside the sheet, for
    printers that leave nothing outside.
    """

    faces: tuple[Face, ...]
    cut: Cut = Cut()
    slug: float = 0.0
    ticks: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A laid-out page on a sheet: where its top left corner is, in px, and its reading number."""

    page: Any
    number: int
    x: float
    y: float
    clip: tuple[float, float, float, float]  # left, top, right, bottom on the sheet


class Sheet:
    """One side of paper with its panels: what WeasyPrint takes for a page."""

    def __init__(self, face: Face, panels: Sequence[Panel], imposition: Imposition) -> None:
        """Take the panels with their own links and bookmarks; the sheet moves them along."""
        slug = imposition.slug * PX
        self.face = face
        self.width, self.height = face.width * PX + 2 * slug, face.height * PX + 2 * slug
        self.bleed = dict.fromkeys(("top", "right", "bottom", "left"), 0.0)
        self.panels = sorted(panels, key=lambda panel: panel.number)
        self.forms: dict[None, list[object]] = {None: []}
        self.links: list[Any] = []
        self.bookmarks: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self._ticks = imposition.ticks
        for panel in self.panels:
            self._gather(panel)

    def _gather(self, panel: Panel) -> None:
        page, x, y = panel.page, panel.x, panel.y
        self.links += [
            (kind, target, (box[0] + x, box[1] + y, box[2] + x, box[3] + y), owner)
            for kind, target, box, owner in page.links
        ]
        self.bookmarks += [
            (level, label, (place[0] + x, place[1] + y), state)
            for level, label, place, state in page.bookmarks
        ]
        for name, place in page.anchors.items():
            moved = tuple(at + (x, y)[number % 2] for number, at in enumerate(place))
            self.anchors.setdefault(name, moved)

    def paint(self, stream: Any, scale: float = 1.0) -> None:
        """Paint every panel within its clip, then the ticks at the folds."""
        for panel in self.panels:
            left, top, right, bottom = (edge * scale for edge in panel.clip)
            with stream.stacked():
                stream.rectangle(left, top, right - left, bottom - top)
                stream.clip()
                stream.end()
                stream.transform(e=panel.x * scale, f=panel.y * scale)
                panel.page.paint(stream, scale)
        if self._ticks:
            self._paint_ticks(stream, scale)

    def _paint_ticks(self, stream: Any, scale: float) -> None:
        """Hairlines at the folds, between the white edge and the text: decoration in the tags."""
        start, end = _TICK_INSET * PX, (_TICK_INSET + _TICK) * PX
        stream.stream.append(b"/Artifact <</Type /Layout>> BDC")
        with stream.stacked():
            stream.set_color_rgb(0, 0, 0, stroke=True)
            stream.set_line_width(_HAIRLINE * scale)
            for fold in self.face.folds:
                x = fold * PX * scale
                for top, bottom in ((start, end), (self.height - end, self.height - start)):
                    stream.move_to(x, top * scale)
                    stream.line_to(x, bottom * scale)
                    stream.stroke()
        stream.stream.append(b"EMC")


def imposition(
    shape: Format, paper: Paper, allowances: Allowances, target: str, pages: int, *, is_rtl: bool
) -> Imposition | None:
    """How the pages of a format lie on paper for a target; None where each page is a sheet's side.

    On the screen panels are pages, in reading order. Office printers leave a white edge, and
    colour keeps as far from folds; a press gets the bleed, and paper around it for its marks.
    """
    if target == "screen" or (target == "office" and shape.fold is None):
        return None
    if shape.fold:
        folded = panels(shape.fold, paper, allowances.flap_on(paper), pages)
        sides = faces(shape.fold, folded, is_rtl=is_rtl)
    else:
        sides = tuple(flat_face(paper.width, paper.height, page) for page in range(pages))
    if target == "office":
        return Imposition(sides, Cut(-allowances.margin, -allowances.margin), ticks=True)
    # Neighbours overlap by a hair: two edges on one line let the paper shine through.
    cut = Cut(edge=allowances.bleed_on(paper), fold=_OVERLAP)
    return Imposition(sides, cut, slug=allowances.slug)


def impose(pages: Sequence[Any], imposition: Imposition) -> list[Sheet]:
    """Return the sheets of some pages, which are numbered from 0 in reading order."""
    return [
        Sheet(face, list(_placed(pages, face, imposition)), imposition) for face in imposition.faces
    ]


def _placed(pages: Sequence[Any], face: Face, imposition: Imposition) -> Iterable[Panel]:
    cut, slug = imposition.cut, imposition.slug
    for place, placed in enumerate(face.placed):
        if placed.panel is None:
            continue
        first, last = place == 0, place == len(face.placed) - 1
        left = placed.x - (cut.edge if first else cut.fold)
        right = placed.x + placed.width + (cut.edge if last else cut.fold)
        clip = (left, -cut.edge, right, face.height + cut.edge)
        yield Panel(
            page=pages[placed.panel],
            number=placed.panel,
            x=(placed.x + slug) * PX,
            y=slug * PX,
            clip=tuple((edge + slug) * PX for edge in clip),  # type: ignore[arg-type]
        )
