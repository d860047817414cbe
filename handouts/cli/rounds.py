"""The rounds of `handouts build`: one, or one more whenever a file has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from handouts.build import Order, build, exit_code, manifest, manifest_text
from handouts.build.packs import PackBy
from handouts.cli.asking import setting, the_project
from handouts.cli.progress import Telling
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.languages import UnknownLanguage
from handouts.project import Project, Selection, UnknownName, read_order
from handouts.project.watching import look, wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the words of a command ask for; `table` is an order's, `pack_by` what packs hold."""

    selection: Selection
    table: Path | None
    final: bool
    grey: bool
    workers: int | None
    cluster: str
    force: bool
    pack_by: PackBy | None

    def read(self) -> tuple[Project, Order]:
        """Open the project as it is now, and its order."""
        project = the_project()
        if self.grey:
            project = project.with_settings(grey=True)
        order = Order(
            selection=self.selection,
            final=self.final,
            workers=self.workers,
            cluster=self.cluster,
            force=self.force,
            printing=read_order(project, self.table, self.selection) if self.table else None,
        )
        return project, order


def once(asked: Asked, telling: Telling) -> tuple[ExitCode, Callable[[], str]]:
    """Build, pack where packs are asked for, tell of all; return how it ended, and its manifest."""
    project, order = asked.read()
    findings = order.printing.findings if order.printing else None
    for found in findings or ():
        telling.found(found)
    results = build(project, order, telling)
    packs = None
    if asked.pack_by:
        from handouts.build.packing import pack

        packing = pack(project, order, results, asked.pack_by)
        findings, packs = (*(findings or ()), *packing.findings), packing.packs
        for found in packing.findings:
            telling.found(found)
        for made in packs:
            telling.packed(made)
    code = exit_code(results, findings or ())
    telling.ended(results, code)
    return code, lambda: manifest_text(manifest(results, project.root, findings, packs))


def watch(asked: Asked, telling: Telling) -> NoReturn:
    """Build, and once more whenever a file has changed, until Ctrl-C.

    What is wrong then is told, and may be mended; where the first round cannot begin, none does.
    """
    first = True
    while True:
        root, more = _root(), _elsewhere(asked)
        seen = look(root, more)
        try:
            once(asked, telling)
        except (HandoutsError, UnknownName, UnknownLanguage) as problem:
            if first:
                raise
            known = problem.findings if isinstance(problem, HandoutsError) else ()
            for found in known or (finding("H538", str(problem)),):
                telling.found(found)
        first = False
        telling.waiting()
        wait(seen, partial(look, root, more))


def _root() -> Path:
    folder: Path = setting("folder")
    return folder.resolve()


def _elsewhere(asked: Asked) -> tuple[Path, ...]:
    """The files of a build that the settings or the command name; none while they are at fault."""
    try:
        project = the_project()
    except HandoutsError:
        return ()
    named = [clinic.logo for clinic in project.config.clinics] + [project.config.press.profile]
    paths = [project.root / name for name in named if name]
    return (*paths, *([asked.table.resolve()] if asked.table else []))
