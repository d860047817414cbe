"""Copy-fitting a sheet: predict, lay out, measure, and lay out once more where the guess was wrong.

The ladder: write-in lines give way first, then leading and list gaps, then margins and the picture,
then the sheet is refused.
The size of the type is not on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import weasyprint

from handouts.compose import Fixed, Plan, Sheet, Step, Templates, atoms, plan, predict, render_page
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.formats import Paper, one_pager_frame
from handouts.typeset.engine import Typesetter
from handouts.typeset.measure import balanced_width, heights, overflows

_LAYOUTS = 3


@dataclass(frozen=True, slots=True)
class Fitted:
    """A sheet that fits: its pages, how many layouts it took, and leading as a share of the normal one."""

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
    """Lay a sheet out so that nothing is cut; raises HandoutsError H301 or H302 when it cannot be."""
    styles = (templates.style("tokens.css"), templates.style(f"{format_id}.css"))
    flow = atoms(sheet.flow)
    layouts = 0
    for step in _ladder(sheet, paper):
        title_width = 0.0
        measured = predict(sheet, flow, step)
        for _ in range(_LAYOUTS):
            tried = plan(flow, *measured, step)
            html = render_page(templates, format_id, sheet, tried, step, title_width)
            document = typesetter.lay_out(html, sheet.language.fonts, styles, files, breaking_of)
            layouts += 1
            title_width = title_width or balanced_width(document, "title")
            measured = _measured(heights(document), tried, measured)
            better = plan(flow, *measured, step)
            if better.shape == tried.shape or better.overflow:
                break
        if not better.overflow:
            _refuse_what_sticks_out(document)
            scale = round(step.leading / sheet.language.leading, 3)
            return Fitted(document, layouts, scale, len(tried.sides))
    raise _too_long(better, paper)


def _ladder(sheet: Sheet, paper: Paper) -> tuple[Step, ...]:
    language, frame = sheet.language, one_pager_frame(paper)
    dense = one_pager_frame(paper, dense=True)
    return (
        Step(name="normal", leading=language.leading, frame=frame),
        Step(name="tight", leading=language.leading_tight, frame=frame),
        Step(name="dense", leading=language.leading_tight, frame=dense),
    )


def _measured(
    found: Mapping[str, float], tried: Plan, before: tuple[dict[str, float], Fixed]
) -> tuple[dict[str, float], Fixed]:
    """Heights as laid out; write-in lines are counted as the fewest allowed."""
    from handouts.compose.plan import LINE_PITCH, MIN_LINES

    result = dict(before[0])
    for side in tried.sides:
        for column in side:
            for atom in column:
                spring = (tried.lines - MIN_LINES) * LINE_PITCH if atom.spring else 0.0
                result[atom.id] = found.get(atom.id, result[atom.id]) - spring
    fixed = Fixed(
        masthead=found.get("masthead", 0.0),
        warning=found.get("warning", 0.0),
        foot=found.get("foot", 0.0),
    )
    return result, fixed


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


def _too_long(best: Plan, paper: Paper) -> HandoutsError:
    message = f"the text is {best.overflow:.0f} mm of column too long for two sides of {paper.name.upper()}"
    return HandoutsError([finding("H301", message)], ExitCode.RENDER)
