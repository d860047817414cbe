"""Formats: the physical shapes of a handout, as pure geometry in millimetres."""

from handouts.formats.folds import (
    LEAVES,
    PANEL_KINDS,
    Face,
    Fold,
    Kind,
    Panel,
    Placed,
    faces,
    flat_face,
    panels,
)
from handouts.formats.geometry import PAPERS, TWICE, Allowances, Frame, Paper, one_pager_frame
from handouts.formats.meeting import met
from handouts.formats.registry import FORMATS, Format
from handouts.formats.sizes import panels_on, sizes_in_words

__all__ = [
    "FORMATS",
    "LEAVES",
    "PANEL_KINDS",
    "PAPERS",
    "TWICE",
    "Allowances",
    "Face",
    "Fold",
    "Format",
    "Frame",
    "Kind",
    "Panel",
    "Paper",
    "Placed",
    "faces",
    "flat_face",
    "met",
    "one_pager_frame",
    "panels",
    "panels_on",
    "sizes_in_words",
]
