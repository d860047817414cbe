"""Copy-fitting a sheet: predict, lay out, measure, and lay out once more where the guess was wrong.

The ladder of a format is its own (`Arrangement.steps`); then the sheet is refused.
No type goes under 12 pt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import weasyprint

from handouts.compose import (
    Arrangement,
    Atom,
    Fixed,
    Plan,
    Sheet,
    Step,
    Templates,
    atoms,
    page_styles,
    render_page,
    texts_of,
)
from handouts.compose.plan import CLEAN
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.formats import Format
from handouts.typeset.collisions import collisions
from handouts.typeset.engine import Typesetter
from handouts.typeset.grey import pale_parts
from handouts.typeset.lines import Lines
from handouts.typeset.measure import Overflow, heights, lost_texts, overflows

_LAYOUTS = 3
_HOPELESS = 0.5  # mm of predicted overflow beyond which a step is not even tried
_SPARE_LINES = 2
_WHITE_ENOUGH = 0.85  # of the white that larger type is going to take


@dataclass(frozen=True, slots=True)
class Fitted:
    """A sheet that fits: its pages, the layouts it took, leading as a share of the normal one."""

    document: weasyprint.Document
    layouts: int
    scale: float
    sides: int


@dataclass(frozen=True, slots=True)
class Style:
    """What pages are laid out with: templates, the engine, pictures by address, line breaking.

    With `grey`, a sheet must survive a copy in grey.
    """

    templates: Templates
    typesetter: Typesetter
    files: Mapping[str, Path]
    breaking_of: Callable[[str], str]
    grey: bool = False


def fit(arrangement: Arrangement, shape: Format, style: Style) -> Fitted:
    """Lay a sheet out so that nothing is cut; raises HandoutsError H301 or H302 where it cannot."""
    sheet, ladder = arrangement.sheet, arrangement.steps
    styles = tuple(map(style.templates.style, page_styles(shape)))
    layouts, start = 0, 0
    measured: Measured | None = None
    refusal: HandoutsError | None = None
    count = style.typesetter.lines(sheet.language)
    while start < len(ladder):
        expect = partial(_expected, arrangement, count, measured)
        likely, start = _next_step(ladder, start, expect, sheet.language.size)
        step = likely.step
        for _ in range(_LAYOUTS):
            variables = arrangement.variables(likely.plan, step, count)
            html = render_page(style.templates, shape, sheet, likely.plan, step, variables)
            document = style.typesetter.lay_out(
                html, sheet.language.fonts, styles, style.files, style.breaking_of
            )
            layouts += 1
            measured = _measured(heights(document), likely, arrangement)
            if _good_enough(likely.plan, measured.plan):
                _refuse_what_is_lost(document, html, sheet)
                if problem := _out_of_place(document, arrangement):
                    refusal = problem  # smaller type or wider columns may do
                    break
                if style.grey:
                    _refuse_what_fades(document, arrangement)
                scale = round(step.leading / step.unit / sheet.language.leading, 3)
                return Fitted(document, layouts, scale, len(likely.plan.sides))
            likely = measured
            expect = partial(_expected, arrangement, count, measured)
            if likely.plan.overflow or _one_side(measured, ladder[start + 1 :], expect):
                break
        start += 1
    raise refusal or HandoutsError(arrangement.too_long(likely.plan), ExitCode.RENDER)


@dataclass(frozen=True, slots=True)
class Measured:
    """A step with heights, guessed or read from a layout, and the best plan for them."""

    step: Step
    flow: tuple[Atom, ...]
    heights: Mapping[str, float]
    fixed: Fixed
    plan: Plan


def _next_step(
    ladder: Sequence[Step], start: int, expect: Callable[[Step], Measured], size: float
) -> tuple[Measured, int]:
    """Choose the next step worth a layout, and its place on the ladder.

    Steps of larger type than the language's own `size` come first on a ladder, but are only tried
    where the plain one leaves enough white, and never cost another page.
    """
    plain = next((n for n in range(start, len(ladder)) if ladder[n].size <= size), start)
    usual = likely = expect(ladder[plain])
    if usual.plan.thin:
        for number, step in enumerate(ladder[plain:], plain):
            denser = expect(step)
            if len(denser.plan.sides) == 1 and not denser.plan.overflow:
                return denser, number
    white, pages = usual.plan.white, len(usual.plan.sides)
    parted: tuple[Measured, int] | None = None
    for number, step in enumerate(ladder[start:], start):
        growth = (step.size / size) ** 2
        if number < plain and white < _WHITE_ENOUGH * (1 - 1 / growth):
            continue
        likely = usual if number == plain else expect(step)
        # Leading gives way before a list is torn apart.
        torn = step.name == "normal" and likely.plan.broken > CLEAN
        fits = likely.plan.overflow <= _HOPELESS and not torn
        if fits and (number >= plain or len(likely.plan.sides) <= pages):
            # A folded sheet's panels are read one by one: rather closer than a list without its
            # first words.
            if not (step.pages and likely.plan.parted):
                return likely, number
            parted = parted or (likely, number)
    return parted or (likely, len(ladder) - 1)


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


def _expected(
    arrangement: Arrangement, count: Lines, measured: Measured | None, step: Step
) -> Measured:
    """Heights in a step: predicted, with the errors that a layout of another step has shown."""
    flow = atoms(arrangement.running(step))
    expected, fixed = arrangement.expect(flow, step, count)
    guess = dict(expected)
    if measured is not None:
        guessed, fixed_before = arrangement.expect(measured.flow, measured.step, count)
        guess |= {
            name: _in_proportion(measured.heights[name], guessed[name], guess[name])
            for name in guess.keys() & guessed.keys()
        }
        fixed = Fixed(
            masthead=_in_proportion(measured.fixed.masthead, fixed_before.masthead, fixed.masthead),
            warning=_in_proportion(measured.fixed.warning, fixed_before.warning, fixed.warning),
            foot=_in_proportion(measured.fixed.foot, fixed_before.foot, fixed.foot),
        )
    return Measured(step, flow, guess, fixed, arrangement.plan(flow, guess, fixed, step))


def _in_proportion(measured: float, guessed: float, guess: float) -> float:
    return measured * guess / guessed if guessed else guess


def _measured(found: Mapping[str, float], tried: Measured, arrangement: Arrangement) -> Measured:
    """Heights as laid out; write-in lines are counted as the fewest allowed."""
    step = tried.step
    spring = (tried.plan.lines - step.min_lines) * step.line_pitch
    result = {
        atom.id: found.get(atom.id, tried.heights[atom.id]) - (spring if atom.spring else 0.0)
        for atom in tried.flow
    }
    fixed = Fixed(
        masthead=found.get("masthead", 0.0),
        warning=found.get("warning", 0.0),
        foot=found.get("foot", 0.0),
    )
    plan = arrangement.plan(tried.flow, result, fixed, step)
    return Measured(step, tried.flow, result, fixed, plan)


def _refuse_what_is_lost(document: weasyprint.Document, html: str, sheet: Sheet) -> None:
    lost = lost_texts(document, html, texts_of(sheet))
    if lost:
        raise HandoutsError(
            [finding("H305", f"“{text}” is not on the page") for text in lost[:5]], ExitCode.RENDER
        )


def _out_of_place(document: weasyprint.Document, arrangement: Arrangement) -> HandoutsError | None:
    """What is to be said of texts that stick out (H302) or lie on each other (H309)."""
    found = [
        finding("H302", f"{arrangement.place(o.page - 1)}: {_left(o)} by {o.excess} mm")
        for o in overflows(document)
    ]
    found += [
        finding("H309", f"{arrangement.place(c.page - 1)}: “{c.texts[1]}” lies on “{c.texts[0]}”")
        for c in collisions(document)
    ]
    return HandoutsError(found[:5], ExitCode.RENDER) if found else None


def _left(overflow: Overflow) -> str:
    return f"“{overflow.text}” leaves its {overflow.place}"


def _refuse_what_fades(document: weasyprint.Document, arrangement: Arrangement) -> None:
    found = [
        finding(
            "H308",
            f"{arrangement.place(pale.page - 1)}: {pale.what} has a contrast of {pale.contrast:g}"
            " to its ground in grey",
        )
        for pale in pale_parts(document)
    ]
    if found:
        raise HandoutsError(found, ExitCode.FINDINGS)
