"""Copy-fitting a sheet: predict, lay out, measure, and lay out once more where the guess was wrong.

The ladder: write-in lines give way first, then leading and list gaps, then margins and the picture,
then the extra size of scripts that look small; then the sheet is refused.
No type goes under 12 pt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import weasyprint

from handouts.compose import (
    Fixed,
    Plan,
    Sheet,
    Step,
    Templates,
    atoms,
    plan,
    predict,
    render_page,
    running,
    texts_of,
)
from handouts.compose.plan import CLEAN
from handouts.compose.predict import balanced, title_room, title_size
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.formats import Paper, one_pager_frame
from handouts.typeset.engine import Typesetter
from handouts.typeset.lines import Lines
from handouts.typeset.measure import heights, lost_texts, overflows

_TALL = 9.0  # mm of leading from which the draft strip is taller, too: Nastaliq
_LAYOUTS = 3
_HOPELESS = 0.5  # mm of predicted overflow beyond which a step is not even tried
_SPARE_LINES = 2


@dataclass(frozen=True, slots=True)
class Fitted:
    """A sheet that fits: its pages, the layouts it took, leading as a share of the normal one."""

    document: weasyprint.Document
    layouts: int
    scale: float
    sides: int


def fit(
    sheet: Sheet,
    format_id: str,
    paper: Paper,
    templates: Templates,
    typesetter: Typesetter,
    files: Mapping[str, Path],
    breaking_of: Callable[[str], str],
) -> Fitted:
    """Lay a sheet out so that nothing is cut; raises HandoutsError H301 or H302 where it cannot."""
    styles = (templates.style("tokens.css"), templates.style(f"{format_id}.css"))
    layouts, start = 0, 0
    measured: Measured | None = None
    ladder = _ladder(sheet, paper)
    count = typesetter.lines(sheet.language)
    while start < len(ladder):
        likely, start = _next_step(ladder, start, partial(_expected, sheet, count, measured))
        step = likely.step
        for _ in range(_LAYOUTS):
            title_width = _title_width(sheet, step, count)
            html = render_page(templates, format_id, sheet, likely.plan, step, title_width)
            document = typesetter.lay_out(html, sheet.language.fonts, styles, files, breaking_of)
            layouts += 1
            measured = _measured(heights(document), likely, sheet)
            if _good_enough(likely.plan, measured.plan):
                _refuse_what_is_lost(document, html, sheet)
                _refuse_what_sticks_out(document)
                scale = round(step.leading / sheet.language.leading, 3)
                return Fitted(document, layouts, scale, len(likely.plan.sides))
            likely = measured
            expect = partial(_expected, sheet, count, measured)
            if likely.plan.overflow or _one_side(measured, ladder[start + 1 :], expect):
                break
        start += 1
    raise _too_long(likely.plan, sheet, paper)


@dataclass(frozen=True, slots=True)
class Measured:
    """A step with heights, guessed or read from a layout, and the best plan for them."""

    step: Step
    heights: Mapping[str, float]
    fixed: Fixed
    plan: Plan


def _next_step(
    ladder: Sequence[Step], start: int, expect: Callable[[Step], Measured]
) -> tuple[Measured, int]:
    """Choose the next step worth a layout, and its place on the ladder."""
    likely = expect(ladder[start])
    if likely.plan.thin:
        for number, step in enumerate(ladder[start:], start):
            denser = expect(step)
            if len(denser.plan.sides) == 1 and not denser.plan.overflow:
                return denser, number
    for number, step in enumerate(ladder[start:], start):
        likely = expect(step)
        # Leading gives way before a list is torn apart.
        torn = step.name == "normal" and likely.plan.broken > CLEAN
        if likely.plan.overflow <= _HOPELESS and not torn:
            return likely, number
    return likely, len(ladder) - 1


def _one_side(
    measured: Measured, later: Sequence[Step], expect: Callable[[Step], Measured]
) -> bool:
    """Whether a second side that is nearly empty can be saved in a later step."""
    return measured.plan.thin and any(
        len(likely.plan.sides) == 1 and not likely.plan.overflow for likely in map(expect, later)
    )


def _good_enough(tried: Plan, best: Plan) -> bool:
    """Accept a layout that fits: a few write-in lines more would cost another layout."""
    same = tried.shape[0] == best.shape[0] and best.overflow == 0
    return same and best.lines - _SPARE_LINES <= tried.lines <= best.lines


def _expected(sheet: Sheet, count: Lines, measured: Measured | None, step: Step) -> Measured:
    """Heights in a step: predicted, with the errors that a layout of another step has shown."""
    flow = atoms(running(sheet, step))
    guess, fixed = predict(sheet, flow, step, count)
    if measured is not None:
        before = atoms(running(sheet, measured.step))
        guessed, fixed_before = predict(sheet, before, measured.step, count)
        guess = guess | {
            name: _in_proportion(measured.heights[name], guessed[name], guess[name])
            for name in guess.keys() & guessed.keys()
        }
        fixed = Fixed(
            masthead=_in_proportion(measured.fixed.masthead, fixed_before.masthead, fixed.masthead),
            warning=_in_proportion(measured.fixed.warning, fixed_before.warning, fixed.warning),
            foot=_in_proportion(measured.fixed.foot, fixed_before.foot, fixed.foot),
        )
    return Measured(step, guess, fixed, plan(flow, guess, fixed, step))


def _title_width(sheet: Sheet, step: Step, count: Lines) -> float:
    room, points = title_room(sheet, step), title_size(step) * step.size
    return balanced(count.widths(sheet.title.striptags(), room, points, "heading"))


def _in_proportion(measured: float, guessed: float, guess: float) -> float:
    return measured * guess / guessed if guessed else guess


def _ladder(sheet: Sheet, paper: Paper) -> tuple[Step, ...]:
    language = sheet.language
    normal, dense, densest = (one_pager_frame(paper, density) for density in range(3))
    tight, size = language.leading_tight, language.size
    if language.leading > _TALL:
        normal, dense, densest = (replace(f, top=f.top + 1.5) for f in (normal, dense, densest))
    # Scripts that look small are set larger than 12 pt; they give that up before a refusal.
    return (
        Step(name="normal", leading=language.leading, size=size, frame=normal),
        Step(name="tight", leading=tight, size=size, frame=normal),
        Step(name="dense", leading=tight, size=size, frame=dense),
        Step(name="dense", leading=tight / size, size=1.0, frame=densest),
    )


def _measured(found: Mapping[str, float], tried: Measured, sheet: Sheet) -> Measured:
    """Heights as laid out; write-in lines are counted as the fewest allowed."""
    step = tried.step
    flow = atoms(running(sheet, step))
    spring = (tried.plan.lines - step.min_lines) * step.line_pitch
    result = {
        atom.id: found.get(atom.id, tried.heights[atom.id]) - (spring if atom.spring else 0.0)
        for atom in flow
    }
    fixed = Fixed(
        masthead=found.get("masthead", 0.0),
        warning=found.get("warning", 0.0),
        foot=found.get("foot", 0.0),
    )
    return Measured(step, result, fixed, plan(flow, result, fixed, step))


def _refuse_what_is_lost(document: weasyprint.Document, html: str, sheet: Sheet) -> None:
    lost = lost_texts(document, html, texts_of(sheet))
    if lost:
        raise HandoutsError(
            [finding("H305", f"“{text}” is not on the page") for text in lost[:5]], ExitCode.RENDER
        )


def _refuse_what_sticks_out(document: weasyprint.Document) -> None:
    found = overflows(document)
    if found:
        raise HandoutsError(
            [
                finding("H302", f"side {o.page}: “{o.text}” leaves its {o.place} by {o.excess} mm")
                for o in found[:5]
            ],
            ExitCode.RENDER,
        )


def _too_long(best: Plan, sheet: Sheet, paper: Paper) -> HandoutsError:
    parts = [
        f"side {number} by {excess:.0f} mm"
        for number, excess in enumerate(best.excess, 1)
        if excess
    ]
    sides = f"two sides of {paper.name.upper()}"
    message = f"the text does not fit {sides}: {' and '.join(parts)} of column too long"
    place = sheet.longest[0].location if sheet.longest else None
    return HandoutsError([finding("H301", message, place, related=sheet.longest)], ExitCode.RENDER)
