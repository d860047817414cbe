"""Folded handouts as the builder leaves them, and where their panels lie on paper.

The places of panels are worked out here from the figures of print shops, not from the program.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from tests import pdffacts, pdfink
from tests.pdfink import MM, Page
from tests.printed import ROOT, SLUG

FOLDED = ("brochure", "z-fold", "bifold", "booklet")
SAFE = 5.0
BODY, SMALL = 12.0, 10.5
RTL = ("ar", "ur")

_GEOMETRY = json.loads(Path(__file__).with_name("fold_geometry.json").read_text(encoding="utf-8"))
_ENTRIES = {"brochure": "trifold_c", "z-fold": "trifold_z"}
_NUMBERS = {
    **{"O-cover": 0, "I1": 1, "I2": 2, "I3": 3, "O-flap": 4, "O-back": 5},
    **{"COVER": 0, "X1": 1, "X2": 2, "Y1": 3, "Y2": 4, "X3=closed back": 5},
    **{"cover": 0, "2": 1, "3": 2, "back": 3},
}


@dataclass(frozen=True)
class Place:
    """A panel on a sheet's side: its number in reading order, its left edge and width in mm."""

    panel: int
    left: float
    width: float


def places(name: str, paper: str, *, is_rtl: bool, count: int = 4) -> list[list[Place]]:
    """Give the panels of each side from left to right; `count` is that of a booklet's pages."""
    known = _GEOMETRY["A4" if paper == "a4" else "Letter"]
    reading = "rtl" if is_rtl else "ltr"
    if name in _ENTRIES:
        sides = [known[_ENTRIES[name]][reading][side] for side in ("outside", "inside")]
        return [_beside([(_NUMBERS[n], width) for n, width in side]) for side in sides]
    half = known["bifold"]["panel"]
    rows: list[tuple[int, int]] = []
    for i in range(count // 4):  # research of print shops' guides, pages counted from 1
        rows += [(count - 2 * i, 2 * i + 1), (2 * i + 2, count - 2 * i - 1)]
    if is_rtl:
        rows = [(right, left) for left, right in rows]
    return [_beside([(page - 1, half) for page in row]) for row in rows]


def _beside(row: Sequence[tuple[int, float]]) -> list[Place]:
    left, found = 0.0, []
    for panel, width in row:
        found.append(Place(panel, left, width))
        left += width
    return found


def sheet_size(paper: str) -> tuple[float, float]:
    """Give width and height of a sheet on its side."""
    width, height = _GEOMETRY["A4" if paper == "a4" else "Letter"]["sheet"]
    return width, height


# ── files ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class File:
    """One PDF, and what was ordered."""

    path: Path
    format: str
    target: str
    paper: str
    tag: str

    @property
    def is_rtl(self) -> bool:
        return self.tag in RTL

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def facts(self) -> pdffacts.Facts:
        """What its tags say."""
        return _facts(self.path)

    @property
    def pages(self) -> list[Page]:
        """What stands where on its pages."""
        return _pages(self.path)

    @property
    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of its pages in mm."""
        return [(page.width / MM, page.height / MM) for page in self.pages]

    def on_screen(self) -> File:
        """The same for the screen."""
        name = self.path.name.replace(f".{self.target}.", ".screen.")
        return replace(self, path=self.path.with_name(name), target="screen")

    def placed(self, count: int) -> list[list[Place]]:
        """Where its panels lie: the whole page each on a screen."""
        sides = places(self.format, self.paper, is_rtl=self.is_rtl, count=count)
        if self.target != "screen":
            return sides
        widths = {place.panel: place.width for side in sides for place in side}
        return [[Place(panel, 0.0, widths[panel])] for panel in sorted(widths)]

    def __str__(self) -> str:
        return f"{self.path.name} ({self.tag}, {self.paper})"


@cache
def _facts(path: Path) -> pdffacts.Facts:
    return pdffacts.read(path.read_bytes())


@cache
def _pages(path: Path) -> list[Page]:
    return pdfink.read(path.read_bytes())


@dataclass(frozen=True)
class Folder:
    """What one `handouts build -o` made of this repository's article."""

    folder: Path
    paper: str

    def manifest(self) -> list[dict[str, Any]]:
        """The entries of the manifest."""
        data = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        entries: list[dict[str, Any]] = data["handouts"]
        return entries

    def file(self, tag: str, name: str, target: str) -> File:
        """One of its files."""
        path = self.folder / tag / f"{SLUG}.{name}.{target}.pdf"
        return File(path, name, target, self.paper, tag)

    def files(self, target: str) -> Iterator[File]:
        """All that were built for a target."""
        for entry in self.manifest():
            made = entry["outcome"] == "built" and "ordered" not in entry
            if made and entry["target"] == target:
                yield self.file(entry["language"], entry["format"], target)


def build(folder: Path, paper: str, *words: str, seed: str = "random") -> Folder:
    """Build this repository's article as a user does; what is refused is in the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "handouts",
            "-q",
            "build",
            "--paper",
            paper,
            "-o",
            str(folder),
            *words,
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
    )
    assert run.returncode in (0, 1), run.stderr
    return Folder(folder, paper)


# ── what is on them ────────────────────────────────────────────────────────────────────────────


def letters(page: Page) -> Iterator[pdfink.Glyph]:
    """Give the glyphs that leave ink."""
    return (glyph for glyph in page.glyphs if glyph.text.strip() and glyph.text.isprintable())


def near_edges(file: File, safe: float = SAFE) -> list[str]:
    """Name the letters that stand nearer to a panel's edge or fold than they may."""
    found = []
    count = len(file.pages) * (1 if file.target == "screen" else 2)
    for number, (page, side) in enumerate(zip(file.pages, file.placed(count), strict=True), 1):
        for glyph in letters(page):
            left, right = glyph.left / MM, glyph.right / MM
            holds = [p for p in side if p.left + safe <= left and right <= p.left + p.width - safe]
            top, bottom = (glyph.y - 0.75 * glyph.size) / MM, (glyph.y + 0.2 * glyph.size) / MM
            if not holds or top < safe or bottom > page.height / MM - safe:
                found.append(f"page {number}: {glyph.text!r} at {left:.1f}, {glyph.y / MM:.1f} mm")
    return found


def blocks(facts: pdffacts.Facts) -> dict[tuple[tuple[int, int], int], str]:
    """Give for each marked-content sequence the text of the block around it."""
    found: dict[tuple[tuple[int, int], int], str] = {}
    for block in facts.document.walk():
        if block.role in ("P", "H1", "H2", "H3", "LBody", "Lbl", "TD", "TH"):
            for inside in block.walk():
                found |= dict.fromkeys(inside.content, block.text())
    return found


def too_small(file: File, small_print: set[str]) -> list[str]:
    """Find text under its floor; what is no text in the tags (strip, page numbers) may be small."""
    known, found = blocks(file.facts), []
    for page in file.pages:
        for glyph in letters(page):
            block = known.get(glyph.tag, "") if glyph.tag else ""
            small = glyph.tag is None or block in small_print
            if glyph.size < (SMALL if small else BODY) - 0.01:
                found.append(f"{glyph.size:.2f} pt: {block or glyph.text}")
    return found


def panel_of(file: File, count: int) -> dict[tuple[tuple[int, int], int], int]:
    """Give for each marked-content sequence the number of the panel that it stands on."""
    found: dict[tuple[tuple[int, int], int], int] = {}
    for page, side in zip(file.pages, file.placed(count), strict=True):
        for glyph in letters(page):
            if glyph.tag is None:
                continue
            middle = (glyph.left + glyph.right) / 2 / MM
            (panel,) = [p.panel for p in side if p.left <= middle < p.left + p.width]
            assert found.setdefault(glyph.tag, panel) == panel, glyph
    return found


def read_panels(file: File, count: int) -> list[int]:
    """Give the panels in the order in which the tags are read."""
    where = panel_of(file, count)
    order = [where[tag] for e in file.facts.document.walk() for tag in e.content if tag in where]
    return order


@dataclass(frozen=True)
class Mark:
    """An entry of the outline: its depth, its text, and where it leads, in mm from the top left."""

    depth: int
    title: str
    page: int
    left: float
    top: float


def outline(data: bytes) -> list[Mark]:
    """Read a PDF's outline in its order."""
    found: list[Mark] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        heights = [float(page.MediaBox[3]) for page in pdf.pages]

        def gather(items: Any, depth: int) -> None:
            for item in items:
                target: Any = item.destination
                page = numbers[target[0].objgen]
                left, top = float(target[2]), heights[page] - float(target[3])
                found.append(Mark(depth, item.title, page, left / MM, top / MM))
                gather(item.children, depth + 1)

        with pdf.open_outline() as bookmarks:
            gather(bookmarks.root, 0)
    return found


def behind_strip(file: File, count: int) -> list[str]:
    """Name the letters that stand as low as the draft strip of their panel, which hides them."""
    notes = file.facts.document.find("P")[:1]
    strip = {tag for note in notes for inside in note.walk() for tag in inside.content}
    found = []
    for page, side in zip(file.pages, file.placed(count), strict=True):
        for place in side:
            left, right = place.left * MM, (place.left + place.width) * MM
            here = [g for g in letters(page) if left <= g.left and g.right <= right]
            own = [g for g in here if g.y > 40 * MM and (g.tag is None or g.tag in strip)]
            if own:
                top = min(g.y - g.size for g in own)
                text = [g for g in here if g.tag is not None and g.tag not in strip]
                found += [f"panel {place.panel}: {g.text!r}" for g in text if g.y + 1 > top]
    return found
