"""A first guess at heights, from lengths of text: good enough to try, always measured afterwards."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handouts.compose.model import Block, Sheet
from handouts.compose.plan import Atom, Fixed, Step
from handouts.languages import Language

_MM_PER_PT = 25.4 / 72
_BODY, _HEADING = 12.0, 15.0


def predict(sheet: Sheet, flow: Sequence[Atom], step: Step) -> tuple[dict[str, float], Fixed]:
    """Return the likely heights of atoms and of what stands across the sheet, in mm."""
    guess = _Guess(sheet.language, step)
    heights = {atom.id: guess.block(atom.block, step.frame.column) for atom in flow}
    return heights, Fixed(
        masthead=guess.masthead(sheet, step), warning=guess.warning(sheet, step), foot=guess.foot(sheet, step)
    )


class _Guess:
    def __init__(self, language: Language, step: Step) -> None:
        self.em = language.em_width * step.size * _MM_PER_PT
        self.leading = step.leading
        self.title_leading = step.leading * language.leading_title
        self.spring = step.min_lines * step.line_pitch + step.leading

    def lines(self, text: str, width: float, points: float) -> int:
        # Ragged lines lose about half a word each.
        return max(1, math.ceil(len(text) * self.em * points / (width * 0.95)))

    def text(self, text: str, width: float, points: float = _BODY) -> float:
        return self.lines(text, width, points) * self.leading

    def block(self, block: Block, width: float) -> float:
        if block.kind == "list":
            items = [self.lines(item.text, width - 6, _BODY) for item in block.items]
            return sum(items) * self.leading + 0.25 * self.leading * (len(items) - 1)
        if block.box:
            inner = sum(self.block(b, width - 8) + 0.5 * self.leading for b in block.box.every_block)
            spring = self.spring if block.box.name == "questions" else 0.0
            contact = 7 * self.leading if block.box.name == "call" else 0.0
            return inner + 2 * self.leading + spring + contact
        return self.text(block.text, width, _HEADING if block.kind == "heading" else _BODY)

    def masthead(self, sheet: Sheet, step: Step) -> float:
        half, dense = self.leading / 2, step.name == "dense"
        art = 0.0 if dense or not (sheet.picture or sheet.logo) else (40.0 if step.name == "normal" else 34.0)
        width = step.frame.width - (art + 8 if art else 0)
        points = {"normal": 27.0, "tight": 24.0, "dense": 21.0}[step.name]
        words = self.leading + self.lines(sheet.plain_title, width, points) * self.title_leading * points / 27
        words += sum(half + self.text(block.text, width) for block in sheet.intro)
        opening = 0.0
        if sheet.summary or sheet.points:
            both = bool(sheet.summary and sheet.points)
            column = step.frame.width / 2 - 6 if both else step.frame.width
            lead = self.text(sheet.summary.striptags(), column, 12.5 if dense else 15) * (1 if dense else 1.1)
            opening = max(lead, self._points(sheet, column)) + 2 * half
        return max(art, words) + opening + (half if dense else self.leading)

    def _points(self, sheet: Sheet, width: float) -> float:
        if not sheet.points:
            return 0.0
        return 1.25 * self.leading + sum(self.block(b, width) for b in sheet.points.every_block)

    def warning(self, sheet: Sheet, step: Step) -> float:
        if not sheet.warning:
            return 0.0
        tiers = sheet.warning.tiers
        wide = step.frame.width - 12
        width = wide / 2 - 5 if len(tiers) == 2 else wide
        parts = [
            sum(self.block(b, width) for b in tier.blocks)
            + 1.6 * self.leading * self.lines(tier.title.striptags(), width, 17)
            + self.leading
            for tier in tiers
        ]
        across = max(parts, default=0.0) if len(tiers) == 2 else sum(parts)
        return 2 * self.leading + sum(self.block(b, wide) for b in sheet.warning.blocks) + across

    def foot(self, sheet: Sheet, step: Step) -> float:
        card = sources = 0.0
        if sheet.card and step.name != "dense":
            say = sum(self.block(b, 62) + self.leading / 2 for b in sheet.card.every_block)
            card = self.leading + max(5.5 * self.leading, say + 2 * self.leading)
        if sheet.sources:
            text = "; ".join(source.striptags() for source in sheet.sources)
            sources = (0.5 + 0.85 * math.ceil(len(text) / 95)) * self.leading
        return card + sources
