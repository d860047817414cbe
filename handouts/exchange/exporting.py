"""Project → files for translators and reviewers, one for each catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.catalogs import Catalog
from handouts.checks import step_findings
from handouts.exchange.forms import FORMS, Form
from handouts.exchange.packing import Label, pack
from handouts.findings import Finding, HandoutsError, Location, finding
from handouts.languages import Language
from handouts.localize import localize
from handouts.project import Project
from handouts.project.jobs import OUTPUT
from handouts.project.project import CLINICS, INTERFACE, LOCALES
from handouts.project.signable import sign_off
from handouts.project.writing import write_output

FOLDER = "handoff"
"""Where files go below output/ when no place is named."""

WORDS = (INTERFACE, CLINICS)
"""Catalogs that belong to no article: the sheet's own words, and the clinics' texts."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files of an export, and why some catalogs could not be handed off."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def export(
    project: Project,
    names: Sequence[str],
    languages: Sequence[Language],
    to: str,
    output: Path | None = None,
) -> Exported:
    """Write the catalogs of some articles in some languages in the form `to`.

    `output` names a file where one catalog is wanted, else a folder. A catalog that is not there,
    cannot be read or is out of step with its article is a finding (H210 and others).
    """
    form = FORMS[to]
    wanted = [(name, known) for name in names for known in languages]
    wanted = [pair for pair in wanted if pair[1].tag != project.source.tag]
    files: list[Path] = []
    findings: list[Finding] = []
    for name, known in wanted:
        catalog, problems = _catalog(project, name, known)
        findings += problems
        if catalog is None:
            continue
        path = _path(project, output, form, f"{name}.{known.tag}", alone=len(wanted) == 1)
        try:
            approved = _signed(project, name, known, catalog)
            parcel = pack(catalog, _label(project, name, known), approved=approved)
            write_output(path, form.write(parcel))
            files.append(path)
        except HandoutsError as problem:
            findings += problem.findings
    return Exported(tuple(files), tuple(dict.fromkeys(findings)))


def _signed(project: Project, name: str, known: Language, catalog: Catalog) -> frozenset[str]:
    """The ids of an article's messages that somebody has signed as they are now."""
    article = None if name in WORDS else project.article(name).article
    if article is None:
        return frozenset()
    localized = localize(article, catalog, known, project.source)
    part = sign_off(project, localized, project.clinics).text
    return frozenset(one.id for one in part.subjects if part.signature(one))


def _catalog(
    project: Project, name: str, known: Language
) -> tuple[Catalog | None, tuple[Finding, ...]]:
    read = project.catalog(name, known.tag)
    if read is not None and read.catalog is None:
        return None, read.findings
    catalog = read.catalog if read else None
    problems = tuple(_out_of_step(project, name, known, catalog))
    return (None if problems else catalog), problems


def _out_of_step(
    project: Project, name: str, known: Language, catalog: Catalog | None
) -> Iterator[Finding]:
    path = project.catalog_path(name, known.tag)
    if name not in project.article_paths:
        if catalog is None:
            yield finding("H210", "there is no such catalog", Location(path, 1))
        return
    loaded = project.article(name)
    if loaded.article is None:
        yield from (found for found in loaded.findings if found.severity == "error")
        return
    yield from step_findings(
        localize(loaded.article, catalog, known, project.source), catalog, path
    )


def _label(project: Project, name: str, known: Language) -> Label:
    paths = project.article_paths.get(name)
    return Label(
        slug=name,
        original=paths[0] if paths else f"{LOCALES}/{name}.pot",
        source_tag=project.source.tag if paths or name == CLINICS else "en",
        is_rtl=known.direction == "rtl",
    )


def _path(project: Project, output: Path | None, form: Form, name: str, *, alone: bool) -> Path:
    if output is None:
        return project.root / OUTPUT / FOLDER / f"{name}{form.suffix}"
    if alone and output.suffix and not output.is_dir():
        return output
    return output / f"{name}{form.suffix}"
