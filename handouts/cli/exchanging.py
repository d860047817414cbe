"""`handouts export` and `handouts import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli import completing
from handouts.cli.asking import (
    examples,
    json_option,
    languages_option,
    setting,
    the_project,
    usage_errors,
)
from handouts.cli.talk import print_json, tell, tell_finding
from handouts.findings import ExitCode

if TYPE_CHECKING:
    from handouts.exchange import Imported

_KINDS = ("xliff", "xliff2", "tmx", "csv", "xlsx")


@click.command(
    epilog=examples(
        "export asthma -l es --to xliff", "export asthma -l ar --to xlsx -o for-review.xlsx"
    )
)
@click.argument(
    "slugs",
    nargs=-1,
    metavar="[SLUG]...",
    shell_complete=completing.from_project(completing.slugs),
)
@languages_option
@click.option(
    "--to",
    "to",
    type=click.Choice(_KINDS),
    default="xliff",
    show_default=True,
    help="The form: for translation tools (xliff, xliff2), memories (tmx), people (csv, xlsx).",
)
@click.option(
    "-o",
    "output",
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    help="Write to this file or folder instead of output/handoff/.",
)
def export(slugs: tuple[str, ...], tags: tuple[str, ...], to: str, output: Path | None) -> int:
    """Write catalogs for translators and reviewers, one file for each article and language.

    Besides articles, `interface` and `clinics` may be named: the words of the sheets themselves,
    and the texts of the clinics. The names of the files are printed on stdout.
    """
    from handouts.exchange import WORDS
    from handouts.exchange import export as run
    from handouts.project import known_languages, known_slugs

    project = the_project()
    with usage_errors():
        articles = [slug for slug in slugs if slug not in WORDS]
        names = known_slugs(project, articles) if articles or not slugs else ()
        languages = known_languages(project, tags)
    if tags and all(known.tag == project.source.tag for known in languages):
        raise click.UsageError(f"{project.source.name} is the language of the articles.")
    names = (*names, *(slug for slug in slugs if slug in WORDS))
    done = run(project, names, languages, to, output)
    for path in done.files:
        tell(str(path), err=False)
    for found in done.findings:
        tell_finding(found)
    return ExitCode.FINDINGS if done.findings else ExitCode.OK


@click.command("import", epilog=examples("import asthma.es.xlf", "import memory.tmx -l es --check"))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@languages_option
@click.option(
    "--trusted",
    is_flag=True,
    help="Take finished texts as finished; else all is fuzzy until somebody has looked at it.",
)
@click.option("--check", is_flag=True, help="Write nothing; only say what would become of it.")
@json_option
def import_(
    files: tuple[Path, ...], tags: tuple[str, ...], trusted: bool, check: bool, as_json: bool
) -> int:
    """Take back what `export` has handed off: XLIFF, tables; fill empty messages from TMX.

    Texts are matched by id. What changed in the catalog since the export is never overwritten: a
    text that changed on both sides is named with both versions and left as it is. -l keeps to one
    language, or names it where a file says it in another way.
    """
    from handouts.exchange import Terms, import_files
    from handouts.project import known_languages

    project = the_project()
    with usage_errors():
        languages = known_languages(project, tags) if tags else ()
    done = import_files(project, files, Terms(trusted=trusted, check=check, languages=languages))
    if as_json:
        catalogs = [catalog.as_json() for catalog in done.catalogs]
        print_json({"catalogs": catalogs, "findings": [f.as_json() for f in done.findings]})
    else:
        _tell(done, check=check)
    wrong = any(found.severity == "error" for found in done.findings)
    return ExitCode.FINDINGS if wrong else ExitCode.OK


def _tell(done: Imported, *, check: bool) -> None:
    for catalog in done.catalogs:
        counts = ", ".join(f"{count} {name}" for name, count in catalog.outcomes.items())
        word = "written" if catalog.written else "looked at" if check else "unchanged"
        if not setting("quiet"):
            tell(f"{word}  {catalog.path}" + (f"  ({counts})" if counts else ""))
    for found in done.findings:
        tell_finding(found)
