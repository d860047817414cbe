"""Proofs: PDFs for reviewers, a list of messages in two columns or the real page with ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handouts import __version__
from handouts.build.engine import cache_folder, warm_up
from handouts.build.printing import Printer
from handouts.catalogs import Catalog
from handouts.compose import Words
from handouts.compose.page import template_error
from handouts.exchange.proof_rows import ProofSection, proof_sections, short_id
from handouts.findings import ExitCode, Finding, HandoutsError, finding
from handouts.formats import PAPERS, Paper
from handouts.languages import Language
from handouts.localize import LocalizedArticle, localize
from handouts.project import Handout, Project, Reading, Selection, plan_jobs, read_handout
from handouts.project.jobs import OUTPUT
from handouts.project.writing import write_output

WARNING = "Not for patients"
_STYLES = ("tokens.css", "proof.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofOrder:
    """What to prove: `format` is empty for the list, `paper` and `clinic` for the project's own."""

    slug: str
    language: Language
    format: str = ""
    paper: str = ""
    clinic: str = ""
    output: Path | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """The file, its pages, and the findings that it shows."""

    path: Path
    pages: int
    findings: tuple[Finding, ...]


def prove(project: Project, order: ProofOrder) -> Proof:
    """Make a proof; raises HandoutsError with the findings where there is nothing to print.

    Raises UnknownName for a format, clinic or paper that is not there.
    """
    warm_up()
    (job,) = plan_jobs(
        project,
        Selection(
            slugs=(order.slug,),
            tags=(order.language.tag,),
            formats=(order.format or "one-pager",),
            targets=("screen",),
            clinics=(order.clinic,) if order.clinic else _first_clinic(project),
            paper=order.paper,
        ),
    )
    handout = job.first
    reading = read_handout(project, order.slug, order.language, project.clinic(handout.clinic))
    if reading.article is None:
        raise HandoutsError(reading.findings, ExitCode.FINDINGS)
    printer = Printer(project, cache_folder())
    path = order.output or _path(project, order)
    if order.format:
        data, pages = _in_layout(project, printer, handout, reading)
    else:
        data, pages = _list(project, printer, PAPERS[handout.paper], reading)
    write_output(path, data)
    return Proof(path, pages, reading.findings)


def _first_clinic(project: Project) -> tuple[str, ...]:
    clinic = project.clinics[0]
    return (clinic.id,) if clinic else ()


def _path(project: Project, order: ProofOrder) -> Path:
    name = ".".join(filter(None, [order.slug, order.format, "proof", "pdf"]))
    return project.root / OUTPUT / order.language.tag / name


# ── the list ───────────────────────────────────────────────────────────────────────────────────


def _list(project: Project, printer: Printer, paper: Paper, reading: Reading) -> tuple[bytes, int]:
    from handouts.pdf import PdfFacts, write
    from handouts.typeset.measure import lost_texts, overflows

    article = reading.article
    assert article is not None
    html = _html(printer, article, _sections(project, reading), reading, paper)
    styles = tuple(map(printer.templates.style, _STYLES))
    document = printer.typesetter.lay_out(
        html, article.language.fonts, styles, {}, project.breaking
    )
    lost = [
        finding("H305", f"“{text}” is not on the page") for text in lost_texts(document, html, ())
    ]
    lost += [
        finding("H302", f"page {o.page}: “{o.text}” leaves its {o.place}")
        for o in overflows(document)
    ]
    if lost:
        raise HandoutsError(lost[:5], ExitCode.RENDER)
    facts = PdfFacts(
        title=f"{WARNING}: {article.article.title}, {article.language.name}",
        language="en",
        creator=f"handouts {__version__}",
        subject="Proof for reviewers",
        identifier=f"{article.article.slug}/{article.language.tag}/proof",
        edition=paper.name,
    )
    return write(document, facts), len(document.pages)


def _sections(project: Project, reading: Reading) -> tuple[ProofSection, ...]:
    article = reading.article
    assert article is not None
    return proof_sections(article, _catalog(project, article), reading.findings)


def _catalog(project: Project, article: LocalizedArticle) -> Catalog | None:
    if article.language.tag == project.source.tag:
        return None
    read = project.catalog(article.article.slug, article.language.tag)
    return read.catalog if read else None


def _html(
    printer: Printer,
    article: LocalizedArticle,
    sections: Sequence[ProofSection],
    reading: Reading,
    paper: Paper,
) -> str:
    rows = [row for section in sections for row in section.rows]
    context = {
        "article": article.article,
        "meta": article.meta,
        "language": article.language,
        "source": article.source,
        "is_pair": article.language.tag != article.source.tag,
        "sections": sections,
        "count": len(rows),
        "open": sum(row.open for row in rows),
        "found": sum(len(row.findings) for row in rows),
        "title": next((r.target for r in rows if r.kind == "title"), ""),
        "_": _words(article.language, reading),
        "paper": paper,
        "version": article.meta.version,
    }
    try:
        return printer.templates.environment.get_template("proof.html").render(context)
    except Exception as problem:  # a project may have a template of its own
        raise template_error(printer.templates, problem) from None


def _words(language: Language, reading: Reading) -> Callable[[str], str]:
    """Look words up in the reader's language; nothing where the interface has none."""
    words = Words(language=language, source=language, catalogs=reading.words)
    return lambda text: words.translation(None, text)


# ── the real page ──────────────────────────────────────────────────────────────────────────────


def _in_layout(
    project: Project, printer: Printer, handout: Handout, reading: Reading
) -> tuple[bytes, int]:
    """The page as patients would get it, fuzzy text printed, with ids and the warning on top."""
    from handouts.typeset.marks import Mark, mark_pages

    article = reading.article
    assert article is not None
    shown = replace(reading, article=_as_if_reviewed(project, article))
    laid_out = printer.lay_out(handout, shown, signed=False)
    assert shown.article is not None
    marks = [Mark(short_id(unit.unit.key), unit.tokens) for unit in shown.article.units.values()]
    said = [(WARNING, "en", "ltr")]
    if own := _words(article.language, reading)(WARNING):
        said.append((own, article.language.tag, article.language.direction))
    marked = mark_pages(laid_out.fitted.document, marks, said, printer.typesetter, article.language)
    proof = replace(
        laid_out, fitted=replace(laid_out.fitted, document=marked), _drawn={}, printed=None
    )
    pages = proof.pages("screen")
    return proof.pdf("screen"), pages


def _as_if_reviewed(project: Project, article: LocalizedArticle) -> LocalizedArticle:
    """The article with its fuzzy translations printed: a reviewer must see what is to be judged."""
    catalog = _catalog(project, article)
    if catalog is None:
        return article
    entries = tuple(replace(entry, fuzzy=False) for entry in catalog.entries)
    return localize(
        article.article, replace(catalog, entries=entries), article.language, article.source
    )
