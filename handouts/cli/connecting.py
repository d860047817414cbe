"""`handouts connect`: settings for other people's tools."""

from __future__ import annotations

import click

from handouts.cli.asking import examples, the_project
from handouts.cli.talk import print_json, tell
from handouts.findings import ExitCode


@click.group()
def connect() -> None:
    """Print the settings that connect a project to another program.

    Nothing is written: put what is printed where that program wants it.
    """


@connect.command(
    epilog=examples(
        "connect weblate --repository https://git.example.org/clinic/sheets > weblate.json"
    )
)
@click.option("--repository", required=True, metavar="URL", help="Where Weblate clones from.")
@click.option("--branch", default="main", show_default=True, help="The branch it works on.")
@click.option(
    "--group",
    default="handouts",
    show_default=True,
    metavar="SLUG",
    help="The project in Weblate that the components belong to.",
)
def weblate(repository: str, branch: str, group: str) -> int:
    """Print a Weblate component for each template, for `weblate import_json`.

    Run `handouts sync` first: it writes the templates.
    """
    from handouts.project.connecting import weblate_components

    components = weblate_components(the_project(), repository, branch, group)
    print_json(components)
    if not components:
        tell("hint: there are no templates yet: run `handouts sync`")
    return ExitCode.OK


@connect.command("pre-commit", epilog=examples("connect pre-commit > .pre-commit-config.yaml"))
def pre_commit() -> int:
    """Print a pre-commit configuration that runs `sync --check` and `check` before a commit."""
    from handouts.project.connecting import pre_commit_config

    click.echo(pre_commit_config(), nl=False)
    return ExitCode.OK
