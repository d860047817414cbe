"""What the shell offers after TAB: the project's own articles and clinics, languages, formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from handouts.findings import HandoutsError

if TYPE_CHECKING:
    from handouts.project import Project

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def from_project(names: Callable[[Project], Iterable[str]]) -> Complete:
    """Offer names of the project of `-C`; none where it cannot be read."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        from handouts.project import open_project

        try:
            found = names(open_project(ctx.find_root().params.get("folder", ".")))
            return [name for name in found if name.startswith(incomplete)]
        except HandoutsError:
            return []

    return complete


def slugs(project: Project) -> Iterable[str]:
    """The articles."""
    return project.article_paths


def tags(project: Project) -> Iterable[str]:
    """The project's languages, then all others that are known."""
    from handouts.languages import languages

    return dict.fromkeys([*(known.tag for known in project.languages), *languages()])


def clinics(project: Project) -> Iterable[str]:
    """The clinics."""
    return [clinic.id for clinic in project.config.clinics]


def formats(project: Project) -> Iterable[str]:
    """The formats that exist."""
    from handouts.formats import FORMATS

    return FORMATS


def targets(project: Project) -> Iterable[str]:
    """The targets of any format."""
    from handouts.formats import FORMATS

    return dict.fromkeys(target for known in FORMATS.values() for target in known.targets)
