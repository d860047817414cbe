"""Likely heights of the parts of a poster, before anything is laid out; in mm.

The figures repeat those of templates/poster.css, as `predict` repeats those of tokens.css.
"""

from __future__ import annotations

from markupsafe import Markup

from handouts.compose.imprint import signed_lines
from handouts.compose.model import Box
from handouts.compose.predict import Guess

OVER = 6.0
"""How far colour runs over the edge: no bleed is wider."""

ART, BESIDE_ART, CODE = 52.0, 10.0, 38.0  # mm at 12 pt
FIELD_TOP, FIELD_BOTTOM = 15.0, 7.0
LEAST_TITLE, MOST_TITLE = 2.6, 4.6  # of body type
TITLE_LINE = 27.0  # pt of a title whose line is `leading_title` times the leading
_STEP = 0.1
_BODY, _LEAD = 12.0, 14.0
_REACH, _CELL, _SCAN_TEXT = 74.0, 4.0, 44.0
_SMALL, _SMALL_LINE = 10.5, 5.0
_STRIP, _STRIP_TALL, _TALL = 6.4, 7.9, 9.0
_SCAN = "Scan to read this sheet on your phone."


class PosterGuess(Guess):
    """Heights of the parts of a poster in one step."""

    def box(self, box: Box, width: float) -> float:
        """A box in a column; nobody writes on a poster: questions get no lines."""
        if box.name == "questions":
            return self._inside(box, width, icon=True, indent=8.0)
        return super().box(box, width)

    def title_room(self) -> float:
        """The width that the title may take beside the picture."""
        art = (ART + BESIDE_ART) * self.unit if self.sheet.picture else 0.0
        return self.step.frame.width - art

    def title_points(self) -> float:
        """The title's size in pt of 12 pt text: as large as two lines allow, else three or four."""
        title, room = self.sheet.title.striptags(), self.title_room()
        span = round((MOST_TITLE - LEAST_TITLE) / _STEP)
        sizes = [_BODY * (MOST_TITLE - _STEP * number) for number in range(span + 1)]
        for most in (2, 3, 4):
            for points in sizes:
                widths = self.count.widths(title, room, points * self.step.size, "heading")
                if len(widths) <= most and max(widths) <= room:
                    # A third line is worth it where two would need a much smaller title.
                    if most < 4 and points < sizes[len(sizes) // 2]:
                        break
                    return points
        return sizes[-1]

    def masthead(self) -> float:
        """The coloured field with title, summary and picture, and the opening below it."""
        sheet, room = self.sheet, self.title_room()
        points = self.title_points()
        words = self.text(Markup(self._kicker()), room, _LEAD, "bold") * self.line * 1.1
        if sheet.mixed:
            note = self._word("Text beside a dashed line is not translated yet.")
            words += self.text(Markup(note), room) * self.line
        line = self.line * sheet.language.leading_title * points / TITLE_LINE
        words += self.text(sheet.title, room, points, "heading") * line
        if sheet.summary:
            words += self.line / 2
            words += self.text(sheet.summary, room, _LEAD, "bold") * 1.1 * self.line
        art = ART * self.unit if sheet.picture else 0.0
        return FIELD_TOP + max(art, words) + FIELD_BOTTOM * self.unit + self._opening()

    def _kicker(self) -> str:
        clinic = self.sheet.clinic.get("name")
        said = self._word("Patient information")
        return f"{said} · {clinic.html.striptags()}" if clinic else said

    def _opening(self) -> float:
        """The first paragraphs beside the key points."""
        sheet, width = self.sheet, self.step.frame.width
        if not sheet.intro and not sheet.points:
            return 0.0
        both = bool(sheet.intro and sheet.points)
        intro = points = 0.0
        if sheet.intro:
            room = width / 2 - 6 * self.unit if both else width
            gaps = self.gaps["text"] * (len(sheet.intro) - 1)
            lines = sum(self.text(block.html, room, _LEAD) for block in sheet.intro)
            intro = lines * 1.1 * self.line + gaps
        if sheet.points:
            room = width / 2 - 6 * self.unit if both else width - 6 * self.unit
            points = self._inside(sheet.points, room)
        return self.gaps["section"] + max(intro, points)

    def warning(self) -> float:
        """The warning across the poster, its parts side by side."""
        box = self.sheet.warning
        if not box:
            return 0.0
        width, number = self.step.frame.width, max(1, len(box.tiers))
        padding = 7.0 if self.dense else 10.0
        beside = number if number <= 3 else 1
        room = (width - 1.8 * self.unit) / beside - (padding + 0.35) * self.unit
        return self._warning(box, [room] * len(box.tiers), width)

    def foot(self) -> float:
        """Who to call, the sources, the draft strip and the imprint."""
        sheet, width = self.sheet, self.step.frame.width
        total = self._card(sheet.card) if sheet.card else 0.0
        if not sheet.card and sheet.qr:
            total += CODE * self.unit
        if sheet.sources:
            sources = "; ".join(source.striptags() for source in sheet.sources)
            text = Markup(f"{self._word('Sources')}\u2002{sources}")
            lines = self.text(text, width, _SMALL / self.step.size)
            total += lines * _SMALL_LINE + (self.line / 2 if total else 0.0)
        if sheet.draft:
            total += 2.0 + (_STRIP_TALL if sheet.language.leading > _TALL else _STRIP)
        return total + 2.0 + (2 + signed_lines(sheet.imprint, width)) * _SMALL_LINE

    def _card(self, box: Box) -> float:
        unit = self.unit
        scan = (CODE + _SCAN_TEXT) * unit if self.sheet.qr else 0.0
        reach = (_REACH - 2 * _CELL) * unit
        say = self.step.frame.width - 1.4 * unit - _REACH * unit - scan - 2 * _CELL * unit
        left = self._head(box, reach, icon=True) + self._name(box, reach) + self._phone(reach)
        if hours := self._fact(box, "hours"):
            left += 0.2 * self.line + self._row(hours, reach)
        right = self.blocks(box.blocks, say) + self.tiers(box.tiers, say)
        if interpreter := self._fact(box, "interpreter"):
            right += self.gaps["text"] + self._row(interpreter, say)
        code = 0.0
        if scan:
            room = scan - (CODE + 2 * _CELL + 3.35) * unit
            code = max(CODE * unit, self.text(Markup(self._word(_SCAN)), room) * self.line)
        return max(left, right, code) + self.line + 1.4 * unit
