"""The rounds of `handouts build`: one, or one more whenever a file has changed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from handouts.build import Order, build, exit_code
from handouts.build.manifest import manifest, manifest_text
from handouts.build.packs import PackBy
from handouts.cli.asking import setting, the_project
from handouts.cli.progress import Telling
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.languages import UnknownLanguage
from handouts.project import Project, Selection, UnknownName, read_order
from handouts.project.watching import Look, look, wait

_AT_HAND = 4  # jobs of a round that are sooner made here than in processes that load fonts anew
_POLITE = 0.5  # seconds that a process has for its own end after Ctrl-C


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the words of a command ask for; `table` is an order's, `pack_by` what packs hold.

    So many jobs are made `at_hand`, in the process that was asked.
    """

    selection: Selection
    table: Path | None
    final: bool
    grey: bool
    workers: int | None
    cluster: str
    force: bool
    pack_by: PackBy | None
    at_hand: int = 0

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
            at_hand=self.at_hand,
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

    Small rounds are made where fonts and styles are loaded already, in one process that goes on
    from round to round. Where it comes to a sudden end, that is told, and another one waits for the
    next change.
    """
    asked, begun = replace(asked, at_hand=_AT_HAND), False
    while process := os.fork() if hasattr(os, "fork") else 0:
        code = _awaited(process)
        if code >= 0:
            raise click.exceptions.Exit(code)
        said = f"the layout engine came to a sudden end ({signal.Signals(-code).name})"
        hint = "Undo the last change; a build without --watch names the handout."
        telling.found(finding("H304", said, hint=hint))
        begun = True
    _rounds(asked, telling, begun=begun)


def _awaited(process: int) -> int:
    """Wait for a process; return its exit code, less than nothing for a signal that ended it."""
    while True:
        try:
            return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        except KeyboardInterrupt:  # on a terminal, the process was told at the same time
            time.sleep(_POLITE)
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)


def _rounds(asked: Asked, telling: Telling, *, begun: bool) -> NoReturn:
    """Build and wait in turns; what is wrong after the first round is told, and may be mended.

    Where the first round cannot begin, none does.
    """
    parent, root, more = os.getppid(), _root(), _elsewhere(asked)
    seen = look(root, more)
    if not begun:
        once(asked, telling)
    while True:
        telling.waiting()
        wait(seen, partial(_look, parent, root, more))
        more = _elsewhere(asked) or more
        seen = look(root, more)
        try:
            once(asked, telling)
        except (HandoutsError, UnknownName, UnknownLanguage) as problem:
            known = problem.findings if isinstance(problem, HandoutsError) else ()
            for found in known or (finding("H538", str(problem)),):
                telling.found(found)


def _look(parent: int, root: Path, more: tuple[Path, ...]) -> Look:
    """Look at the files, unless nobody is there any more who would end this."""
    if os.getppid() != parent:
        raise KeyboardInterrupt
    return look(root, more)


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
