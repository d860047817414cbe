"""`handouts build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.build.packs import PACK_BY, PackBy
from handouts.cli import completing
from handouts.cli.asking import (
    examples,
    json_option,
    languages_option,
    slugs_argument,
    usage_errors,
)
from handouts.cli.completing import from_project
from handouts.cli.progress import WAYS, Way, reporter_for

if TYPE_CHECKING:
    pass

_EPILOG = """\b
Exit codes: 0 every handout is up to date; 1 one was refused or could not be
written; 4 rendering failed and nothing else went wrong; 5 Pango is missing.

""" + examples(
    "build",
    "build asthma -l es -l ar -t office",
    "build --clinic north --paper letter -o print",
    "build --order order.csv --pack",
    "build --progress json 2> build.jsonl",
)


@click.command(epilog=_EPILOG)
@slugs_argument
@languages_option
@click.option(
    "-f",
    "--format",
    "formats",
    shell_complete=from_project(completing.formats),
    multiple=True,
    metavar="FORMAT",
    help="A format, such as one-pager.",
)
@click.option(
    "-t",
    "--target",
    "targets",
    shell_complete=from_project(completing.targets),
    multiple=True,
    metavar="TARGET",
    help="Where the PDF goes: screen, office, press.",
)
@click.option(
    "--clinic",
    "clinics",
    shell_complete=from_project(completing.clinics),
    multiple=True,
    metavar="ID",
    help="A clinic of handouts.toml.",
)
@click.option(
    "--paper", default="", metavar="[a4|letter]", help="The paper, instead of the project's."
)
@click.option(
    "--final", is_flag=True, help="Make final sheets: only what is complete and signed off."
)
@click.option(
    "-j",
    "--jobs",
    "workers",
    type=click.IntRange(min=0),
    help="Workers; all cores unless given. 0 starts none, for debuggers: no limits hold then.",
)
@click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Have the workers of a dask scheduler make them: tcp://HOST:PORT or tls://HOST:PORT.",
)
@click.option("--grey", is_flag=True, help="Refuse what would not survive a copy in grey.")
@click.option("--force", is_flag=True, help="Make anew what is up to date, too.")
@click.option(
    "-o",
    "output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=True),
    help="Write to this folder instead of output/.",
)
@click.option(
    "--order",
    "table",
    metavar="FILE.csv",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Make what a table orders: slug, language, format, copies, clinic.",
)
@click.option(
    "--pack", "packed", is_flag=True, help="Merge the office files into one PDF for each print run."
)
@click.option(
    "--pack-by",
    "by",
    type=click.Choice(PACK_BY),
    help="What a pack holds together; clinic unless given. Asks for packs by itself.",
)
@click.option(
    "--watch", "watched", is_flag=True, help="Build again whenever a file changes, until Ctrl-C."
)
@click.option(
    "--progress",
    "way",
    type=click.Choice(WAYS),
    default="auto",
    help="How to tell what is done; auto is a bar on a terminal, lines elsewhere, and none tells"
    " only what is wrong and a summary.",
)
@json_option
def build(
    slugs: tuple[str, ...],
    tags: tuple[str, ...],
    formats: tuple[str, ...],
    targets: tuple[str, ...],
    clinics: tuple[str, ...],
    paper: str,
    final: bool,
    grey: bool,
    workers: int | None,
    cluster: str,
    force: bool,
    output: Path | None,
    table: Path | None,
    packed: bool,
    by: PackBy | None,
    watched: bool,
    way: Way,
    as_json: bool,
) -> int:
    """Make the PDFs of all articles, or of some.

    A draft carries a strip that says so; what is not translated, or lost a placeholder in its
    translation, prints in the source language, marked. What cannot be printed whole is refused with
    its reasons; its earlier PDF stays, and the others are made.

    Packs are PDFs for one print run each, in packs/ below the output: a cover sheet in English that
    lists what is inside, then every copy that the order asks for, each on a sheet of its own.
    """
    from handouts.cli.rounds import Asked, once, watch
    from handouts.project import Selection

    if table and (slugs or tags or formats or clinics):
        raise click.UsageError("--order says which articles, languages, formats and clinics.")
    if cluster and workers is not None:
        raise click.UsageError("-j counts workers of this machine; a cluster has its own.")
    if watched and (force or as_json):
        raise click.UsageError("--watch goes on for ever: it takes neither --force nor --json.")
    selection = Selection(
        slugs=slugs,
        tags=tags,
        formats=formats,
        targets=targets,
        clinics=clinics,
        paper=paper,
        output=output.absolute() if output else None,
    )
    asked = Asked(
        selection=selection,
        table=table,
        final=final,
        grey=grey,
        workers=workers,
        cluster=cluster,
        force=force,
        pack_by=by or ("clinic" if packed else None),
    )
    with reporter_for(way) as telling, usage_errors():
        if watched:
            watch(asked, telling)
        code, made = once(asked, telling)
    if as_json:
        click.echo(made(), nl=False)
    return code
