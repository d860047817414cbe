"""What a format measures on a paper, for people and for machines."""

from __future__ import annotations

from itertools import groupby

from handouts.formats.folds import Panel, panels
from handouts.formats.geometry import PAPERS, Allowances
from handouts.formats.registry import Format


def panels_on(shape: Format, paper: str, allowances: Allowances) -> tuple[Panel, ...]:
    """The panels of a format in reading order, in mm; a format that is not folded has one page.

    A booklet's inner pages are all alike: two of them stand for as many as it needs.
    """
    sheet = PAPERS[paper]
    if shape.fold is None:
        return (Panel("inside", sheet.width, sheet.height),)
    return panels(shape.fold, sheet, allowances.flap_on(sheet))


def sizes_in_words(shape: Format, paper: str, allowances: Allowances) -> str:
    """One line: `297 × 210: cover 100, inside 100 100 97, flap 97, back 100`."""
    sheet = PAPERS[paper]
    found = panels_on(shape, paper, allowances)
    if shape.fold is None:
        return f"{sheet.width:g} × {sheet.height:g}"
    groups = groupby(found, key=lambda panel: panel.kind)
    said = [f"{kind} {' '.join(f'{panel.width:.4g}' for panel in same)}" for kind, same in groups]
    return f"{sheet.height:g} × {sheet.width:g}: {', '.join(said)}"
