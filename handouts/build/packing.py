"""Making packs: one PDF for each print run, with a cover sheet that lists what is inside."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.build.cover import cover_sheet
from handouts.build.engine import cache_folder, warm_up
from handouts.build.locking import locked
from handouts.build.manifest import write_manifest
from handouts.build.packs import Pack, PackBy, Packed, Plan, not_packed, plan_packs
from handouts.build.printing import Printer
from handouts.build.results import Result
from handouts.build.running import Order
from handouts.findings import ExitCode, Finding, HandoutsError, finding
from handouts.project import Project
from handouts.project.jobs import OUTPUT
from handouts.project.writing import write_output

PACKS = "packs"
LONGEST = 10_000
"""Pages of one pack: merging takes about 10 ms for each copy of a sheet."""


@dataclass(frozen=True, slots=True)
class Packing:
    """The packs of a batch, and what is wrong with them."""

    packs: tuple[Pack, ...]
    findings: tuple[Finding, ...]


def pack(project: Project, order: Order, results: Sequence[Result], by: PackBy) -> Packing:
    """Merge what a build made for the office printer, and add the packs to its manifest.

    A pack that cannot be made is a finding and stops no other. Raises HandoutsError where a part of
    the system is missing, H505 where the manifest cannot be written, and H550 where another build
    has begun to write to the same folder.
    """
    output = order.selection.output or project.root / OUTPUT
    with locked(output):
        return _pack(project, order, results, by, output)


def _pack(
    project: Project, order: Order, results: Sequence[Result], by: PackBy, output: Path
) -> Packing:
    findings = list(not_packed(results))
    packs = []
    if plans := plan_packs(results, by):
        warm_up()
        printer = Printer(project, cache_folder())
        for plan in plans:
            try:
                packs.append(_made(printer, plan, output / PACKS / f"{plan.name}.pdf"))
            except HandoutsError as problem:
                findings += problem.findings
    whole = (*(order.printing.findings if order.printing else ()), *findings)
    write_manifest(results, project.root, output, whole, packs)
    return Packing(tuple(packs), tuple(findings))


def _made(printer: Printer, plan: Plan, path: Path) -> Pack:
    """Write one pack; raises HandoutsError H505, H536, H537, and what a cover may raise."""
    from handouts.pdf import Part, merge, with_blank

    pages = with_blank(1) + sum(_copies(r) * with_blank(r.pages) for r in plan.inside)
    if pages > LONGEST:
        said = f"the pack {plan.name} would have {pages} pages, more than {LONGEST}"
        raise HandoutsError([finding("H536", said)], ExitCode.FINDINGS)
    first = with_blank(1)
    while True:  # the longer the list, the later the first handout begins
        inside = _places(printer.project, plan, first)
        cover, count = cover_sheet(printer, plan, inside)
        if with_blank(count) == first:
            break
        first = max(first + 2, with_blank(count))
    parts = [Part(_entry(printer.project, p), _file(p.result), p.copies) for p in inside]
    data = merge(cover, parts)
    write_output(path, data)
    last = inside[-1]
    pages = last.page - 1 + last.copies * with_blank(last.result.pages)
    return Pack(plan, path, hashlib.sha256(data).hexdigest(), pages, inside)


def _copies(result: Result) -> int:
    return result.copies or 1


def _places(project: Project, plan: Plan, first: int) -> tuple[Packed, ...]:
    """Where each handout begins, after a cover of `first` pages."""
    from handouts.pdf import with_blank

    placed, page = [], first + 1
    for result in plan.inside:
        article = project.article(result.made.slug).article
        title = article.title if article else result.made.slug
        placed.append(Packed(result, title, _copies(result), page))
        page += _copies(result) * with_blank(result.pages)
    return tuple(placed)


def _entry(project: Project, packed: Packed) -> str:
    made = packed.result.made
    name = project.language(made.tag).name
    parts = [packed.title, name, made.format, *([made.clinic] if made.clinic else [])]
    return ", ".join(parts)


def _file(result: Result) -> bytes:
    """The PDF of a handout, as it was made; raises HandoutsError H537."""
    path = result.made.path
    try:
        data = path.read_bytes()
    except OSError as problem:
        said = f"{path.name} cannot be read: {problem.strerror or problem}"
        raise HandoutsError([finding("H537", said)], ExitCode.FINDINGS) from None
    if hashlib.sha256(data).hexdigest() != result.sha256:
        said = f"{path.name} is not the file that was made"
        raise HandoutsError([finding("H537", said)], ExitCode.FINDINGS)
    return data
