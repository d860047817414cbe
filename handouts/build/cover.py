"""The cover sheet of a pack: what is inside, in English, for those who print and hand it on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from handouts import __version__
from handouts.build.packs import Packed, Plan
from handouts.build.printing import Printer
from handouts.build.results import Result
from handouts.compose.page import template_error
from handouts.findings import ExitCode, Finding, HandoutsError, finding
from handouts.formats import FORMATS, PAPERS
from handouts.project import Project

if TYPE_CHECKING:
    from handouts.pdf import Inside

_STYLES = ("tokens.css", "pack.css")
_TOLD = 5  # findings of a cover that is not whole


def cover_sheet(printer: Printer, plan: Plan, inside: Sequence[Packed]) -> tuple[bytes, int]:
    """Return the cover as a PDF, and its pages.

    Raises HandoutsError H303 for a fault of a project's own pack.html, H302 or H305 where something
    of the list is not on the paper.
    """
    from handouts.pdf import PdfFacts, write

    html = _html(printer, plan, inside)
    styles = tuple(map(printer.templates.style, _STYLES))
    project = printer.project
    document = printer.typesetter.lay_out(html, project.source.fonts, styles, {}, project.breaking)
    if lost := list(_lost(document, html)):
        raise HandoutsError(lost[:_TOLD], ExitCode.RENDER)
    facts = PdfFacts(
        title=f"Print pack: {_title(project, plan)}",
        language="en",
        creator=f"handouts {__version__}",
        subject=f"{len(inside)} handouts for one print run",
        target="office",
        duplex="short-edge" if plan.duplex == "short-edge" else "long-edge",
        identifier=f"pack/{plan.by}/{plan.key}",
        edition=f"{plan.paper}/{plan.duplex}",
        inside=tuple(_inside(project, packed) for packed in inside if packed.result.edition),
    )
    return write(document, facts), len(document.pages)


def _inside(project: Project, packed: Packed) -> Inside:
    from handouts.pdf import Inside

    made, printed = packed.result.made, packed.result.edition
    assert printed is not None
    clinic = project.clinic(made.clinic)
    author = clinic.name if clinic else ""
    return Inside(printed=printed, format=made.format, author=author, page=packed.page)


def _lost(document: Any, html: str) -> Iterator[Finding]:
    from handouts.typeset.measure import lost_texts, overflows

    for text in lost_texts(document, html, ()):
        yield finding("H305", f"cover of the pack: “{text}” is not on the page")
    for over in overflows(document):
        said = f"cover of the pack, page {over.page}: “{over.text}” leaves its {over.place}"
        yield finding("H302", said)


def _html(printer: Printer, plan: Plan, inside: Sequence[Packed]) -> str:
    project, paper = printer.project, PAPERS[plan.paper]
    lies = plan.duplex == "short-edge"  # folded sheets lie on their side
    size = (paper.height, paper.width) if lies else (paper.width, paper.height)
    folded = dict.fromkeys(packed.result.made.format for packed in inside)
    context = {
        "title": _title(project, plan),
        "by": plan.by,
        "paper": paper,
        "width": size[0],
        "height": size[1],
        "edge": plan.duplex.replace("-", " "),
        "source": project.source,
        "has_clinics": plan.by != "clinic" and len(project.config.clinics) > 1,
        "rows": [_row(project, packed.result, packed) for packed in inside],
        "missing": [_row(project, result) for result in plan.missing],
        "copies": sum(packed.copies for packed in inside),
        "sheets": sum(packed.copies * ((packed.result.pages + 1) // 2) for packed in inside),
        "handling": [
            (FORMATS[name].title, FORMATS[name].handling)
            for name in folded
            if FORMATS[name].handling
        ],
    }
    try:
        return printer.templates.environment.get_template("pack.html").render(context)
    except Exception as problem:  # a project may have a template of its own
        raise template_error(printer.templates, problem) from None


def _row(project: Project, result: Result, packed: Packed | None = None) -> dict[str, object]:
    """A row of the list; what is missing has no copies and no page."""
    made = result.made
    article = project.article(made.slug).article
    clinic = project.clinic(made.clinic)
    return {
        "title": article.title if article else made.slug,
        "language": project.language(made.tag).name,
        "format": FORMATS[made.format].title,
        "clinic": clinic.name if clinic else "",
        "state": result.state,
        "pages": result.pages,
        "copies": packed.copies if packed else 0,
        "page": packed.page if packed else 0,
        "codes": " ".join(dict.fromkeys(f.code for f in result.findings if f.severity == "error")),
    }


def _title(project: Project, plan: Plan) -> str:
    if plan.by == "language":
        return project.language(plan.key).name
    if plan.by == "format":
        return FORMATS[plan.key].title
    clinic = project.clinic(plan.key)
    return clinic.name if clinic else "all handouts"
