"""`handouts init` and `handouts new`."""

from __future__ import annotations

import datetime
import re
import unicodedata
from pathlib import Path

import click

from handouts.cli.asking import examples, setting, the_project
from handouts.cli.talk import tell
from handouts.findings import ExitCode


@click.command(epilog=examples("init my-clinic", "-C my-clinic build"))
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Start a project in a new folder: settings, an article and its catalogs in many languages.

    Nothing that is there is overwritten.
    """
    from handouts.project.starting import start_project

    target = setting("folder") / folder
    try:
        count = start_project(target)
    except FileExistsError as problem:
        raise click.UsageError(f"{problem} is there already; nothing was written.") from None
    if not setting("quiet"):
        tell(f"{target}: {count} files. Next: put your clinic's facts into handouts.toml, then")
        tell(f"  handouts -C {target} build" if target != Path(".") else "  handouts build")
    return ExitCode.OK


@click.command(epilog=examples("new asthma", "new wound-care --from leaflet.docx"))
@click.argument("slug")
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A text to start from: .txt, .md, .html or .docx.",
)
def new(slug: str, source: Path | None) -> int:
    """Start the article articles/SLUG.md, empty or from a text that you have."""
    from handouts.article import is_slug
    from handouts.project.starting import UnreadableText, start_article

    if not is_slug(slug):
        better = _slug_of(slug)
        hint = f'Did you mean "{better}"? ' if is_slug(better) else ""
        raise click.UsageError(
            f'"{slug}" cannot name an article. {hint}Lower-case letters, digits and hyphens can.'
        )
    project = the_project()
    if slug in project.article_paths:
        raise click.UsageError(f"{project.article_paths[slug][0]} is there already.")
    try:
        path = start_article(project, slug, source, datetime.date.today())
    except UnreadableText as problem:
        raise click.UsageError(str(problem)) from None
    tell(f"{path}: write the text, then `handouts build {slug}` and `handouts sync {slug}`")
    return ExitCode.OK


def _slug_of(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.removesuffix(".md")).strip("-")
