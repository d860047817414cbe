"""What commands have in common: the project they work on, and names that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import completing

if TYPE_CHECKING:
    from handouts.project import Project

languages_option = click.option(
    "-l",
    "--language",
    "tags",
    multiple=True,
    metavar="TAG",
    shell_complete=completing.from_project(completing.tags),
    help="A language, such as es or zh-Hans; may be repeated.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
slugs_argument = click.argument(
    "slugs",
    nargs=-1,
    metavar="[SLUG]...",
    shell_complete=completing.from_project(completing.slugs),
)


def the_project() -> Project:
    """Open the project of `-C`; raises HandoutsError where there is none."""
    from handouts.project import open_project

    return open_project(setting("folder"))


def setting(name: str) -> Any:
    """A global option: `folder`, `quiet` or `verbose`."""
    return click.get_current_context().find_root().obj[name]


@contextmanager
def usage_errors() -> Iterator[None]:
    """Turn names that do not exist into usage errors, exit code 2."""
    from handouts.languages import UnknownLanguage
    from handouts.project import UnknownName

    try:
        yield
    except (UnknownName, UnknownLanguage) as problem:
        raise click.UsageError(str(problem)) from None


def examples(*lines: str) -> str:
    """The end of a command's help."""
    return "\n".join(["\b", "Examples:", *(f"  handouts {line}" for line in lines)])
