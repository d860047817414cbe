"""A first guess at heights, from lengths of text: good enough to try, always measured afterwards."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handouts.compose.model import Block, Sheet
from handouts.compose.plan import LINE_PITCH, MIN_LINES, Atom, Fixed, Step
from handouts.languages import Language

_MM_PER_PT = 25.4 / 72
_BODY, _HEADING = 12.0, 15.0


def predict(sheet: Sheet, flow: Sequence[Atom], step: Step) -> tuple[dict[str, float], Fixed]:
    """Return the likely heights of atoms and of what stands across the sheet, in mm."""
    frame, leading = step.frame, step.leading
    guess = _Guess(sheet.language, leading)
    heights = {atom.id: guess.block(atom.block, frame.column) for atom in flow}
    warning = 0.0
    if sheet.warning:
        parts = [sum(guess.block(b, frame.width / 2 - 11) for b in tier.blocks) for tier in sheet.warning.tiers]
        top = sum(guess.block(b, frame.width - 10) for b in sheet.warning.blocks)
        warning = 5 * leading + top + max(parts, default=0.0)
    card = 6.5 * leading if sheet.card else 0.0
    sources = 1.2 * leading * (1 + len(sheet.sources) // 2) if sheet.sources else 0.0
    masthead = 44 + 2 * leading + (3 * leading if sheet.points else 0.0)
    return heights, Fixed(masthead=masthead, warning=warning, foot=card + sources)


class _Guess:
    def __init__(self, language: Language, leading: float) -> None:
        self.em = language.em_width * language.size * _MM_PER_PT
        self.leading = leading

    def lines(self, text: str, width: float, points: float) -> int:
        # Ragged lines lose about half a word each.
        return max(1, math.ceil(len(text) * self.em * points / (width * 0.95)))

    def block(self, block: Block, width: float) -> float:
        if block.kind == "list":
            items = [self.lines(item.text, width - 6, _BODY) for item in block.items]
            return sum(items) * self.leading + 0.5 * self.leading * (len(items) - 1)
        if block.box:
            inner = sum(self.block(b, width - 8) + 0.5 * self.leading for b in block.box.every_block)
            spring = MIN_LINES * LINE_PITCH + self.leading if block.box.name == "questions" else 0.0
            return inner + 2 * self.leading + spring
        points = _HEADING if block.kind == "heading" else _BODY
        return self.lines(block.text, width, points) * self.leading
