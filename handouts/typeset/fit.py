"""Copy-fitting a sheet: predict, lay out, measure, and lay out once more where the guess was wrong.

The ladder: write-in lines give way first, then leading and list gaps, then margins and the picture,
then the extra size of scripts that look small; then the sheet is refused.
No type goes under 12 pt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import weasyprint

from handouts.compose import Atom, Fixed, Plan, Sheet, Step, Templates, atoms, plan, predict, render_page, running
from handouts.compose.plan import CLEAN
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.formats import Paper, one_pager_frame
from handouts.typeset.engine import Typesetter
from handouts.typeset.measure import balanced_width, heights, lost_texts, overflows

_LAYOUTS = 3
_HOPELESS = 10.0  # mm beyond which a step is not even tried
_SPARE_LINES = 2

Heights: TypeAlias = tuple[dict[str, float], Fixed]


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
    layouts = 0
    width = 0.0
    measured: Heights | None = None
    ladder = _ladder(sheet, paper)
    for step in ladder[_one_side(sheet, ladder) :]:
        flow = atoms(running(sheet, step))
        likely = predict(sheet, flow, step) if measured is None else _rescaled(measured, last, step, sheet, flow)
        tried = plan(flow, *likely, step)
        last = step
        # Leading gives way before a list is torn apart.
        torn = step.name == "normal" and tried.broken > CLEAN
        if measured is None and (tried.overflow > _HOPELESS or torn) and step is not ladder[-1]:
            continue
        for _ in range(_LAYOUTS):
            html = render_page(templates, format_id, sheet, tried, step, width)
            document = typesetter.lay_out(html, sheet.language.fonts, styles, files, breaking_of)
            layouts += 1
            width = width or balanced_width(document, "title")
            measured = _measured(heights(document), tried, likely, step)
            likely = measured
            best = plan(flow, *measured, step)
            if _good_enough(tried, best):
                _refuse_what_is_lost(document, html)
                _refuse_what_sticks_out(document)
                scale = round(step.leading / sheet.language.leading, 3)
                return Fitted(document, layouts, scale, len(tried.sides))
            tried = best
            if tried.overflow:
                break
    raise _too_long(tried, sheet, paper)


def _one_side(sheet: Sheet, ladder: Sequence[Step]) -> int:
    """Where to start: a second side that would be nearly empty is worth a tighter first one."""
    for number, step in enumerate(ladder):
        flow = atoms(running(sheet, step))
        likely = plan(flow, *predict(sheet, flow, step), step)
        if number == 0 and not likely.thin:
            return 0
        if len(likely.sides) == 1:
            return number
    return 0


def _good_enough(tried: Plan, best: Plan) -> bool:
    """Accept a layout that fits: a few write-in lines more would cost another layout."""
    same = tried.shape[0] == best.shape[0] and best.overflow == 0
    return same and best.lines - _SPARE_LINES <= tried.lines <= best.lines


def _rescaled(measured: Heights, before: Step, step: Step, sheet: Sheet, flow: Sequence[Atom]) -> Heights:
    """Heights in another step: the same lines with other leading, fewer of them in wider columns."""
    factor = (step.leading / before.leading) * (step.size / before.size)
    factor *= before.frame.column / step.frame.column
    old, old_fixed = predict(sheet, flow, before)
    new, new_fixed = predict(sheet, flow, step)
    found, fixed = measured
    heights = {atom.id: found[atom.id] * factor if atom.id in found else new[atom.id] for atom in flow}

    def part(name: str) -> float:
        was, guessed, now = (getattr(f, name) for f in (fixed, old_fixed, new_fixed))
        return float(was * now / guessed) if guessed else float(now)

    return heights, Fixed(masthead=part("masthead"), warning=part("warning"), foot=part("foot"))


def _ladder(sheet: Sheet, paper: Paper) -> tuple[Step, ...]:
    language = sheet.language
    normal, dense, densest = (one_pager_frame(paper, density) for density in range(3))
    tight, size = language.leading_tight, language.size
    # Scripts that look small are set larger than 12 pt; before a sheet is refused, they give that up.
    return (
        Step(name="normal", leading=language.leading, size=size, frame=normal),
        Step(name="tight", leading=tight, size=size, frame=normal),
        Step(name="dense", leading=tight, size=size, frame=dense),
        Step(name="dense", leading=tight / size, size=1.0, frame=densest),
    )


def _measured(found: Mapping[str, float], tried: Plan, before: Heights, step: Step) -> Heights:
    """Heights as laid out; write-in lines are counted as the fewest allowed."""
    result = dict(before[0])
    for side in tried.sides:
        for column in side:
            for atom in column:
                spring = (tried.lines - step.min_lines) * step.line_pitch if atom.spring else 0.0
                result[atom.id] = found.get(atom.id, result[atom.id]) - spring
    fixed = Fixed(
        masthead=found.get("masthead", 0.0),
        warning=found.get("warning", 0.0),
        foot=found.get("foot", 0.0),
    )
    return result, fixed


def _refuse_what_is_lost(document: weasyprint.Document, html: str) -> None:
    lost = lost_texts(document, html)
    if lost:
        raise HandoutsError([finding("H305", f"“{text}” is not on the page") for text in lost[:5]], ExitCode.RENDER)


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
    parts = [f"side {number} by {excess:.0f} mm" for number, excess in enumerate(best.excess, 1) if excess]
    message = f"the text does not fit two sides of {paper.name.upper()}: {' and '.join(parts)} of column too long"
    return HandoutsError([finding("H301", message, related=sheet.longest)], ExitCode.RENDER)
