"""Formats: the physical shapes of a handout, as pure geometry in millimetres."""

from handouts.formats.geometry import PAPERS, Frame, Paper, one_pager_frame
from handouts.formats.registry import FORMATS, Format

__all__ = ["FORMATS", "PAPERS", "Format", "Frame", "Paper", "one_pager_frame"]
