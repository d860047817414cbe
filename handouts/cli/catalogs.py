"""`handouts sync`."""

from __future__ import annotations

import click

from handouts.cli.asking import (
    examples,
    json_option,
    languages_option,
    setting,
    slugs_argument,
    the_project,
    usage_errors,
)
from handouts.cli.talk import print_json, tell, tell_finding
from handouts.findings import ExitCode


@click.command(epilog=examples("sync", "sync -l so", "sync asthma --check", "sync --json"))
@slugs_argument
@languages_option
@json_option
@click.option(
    "--check", is_flag=True, help="Write nothing; exit code 1 if there is something to do."
)
def sync(slugs: tuple[str, ...], tags: tuple[str, ...], as_json: bool, check: bool) -> int:
    """Extract the articles' messages and merge them into the catalogs.

    A language named with -l gets its catalogs started. No translation is ever lost: what an
    article no longer says stays at the end of its catalog, and comes back when it is said again.
    A changed sentence keeps its old translation as fuzzy, with what changed in a comment; it keeps
    it as its own only where the change cannot matter (white space, typography, a corrected
    misspelling), and each of those is listed. A catalog that cannot be read is left as it is.
    """
    from handouts.project import known_languages, known_slugs
    from handouts.project.sync import Change, lines
    from handouts.project.sync import sync as run

    project = the_project()
    with usage_errors():
        wanted = known_slugs(project, slugs) if slugs else ()
        languages = known_languages(project, tags)
    done = run(project, wanted, languages, check=check)
    if as_json:
        print_json(done.as_json())
    for file in done.files:
        if setting("verbose") or (file.change is not Change.UNCHANGED and not setting("quiet")):
            for said in lines(file):
                tell(said)
    for found in done.findings:
        tell_finding(found)
    if not done.findings and not setting("quiet"):
        written = sum(file.change is Change.WRITTEN for file in done.files)
        carried = sum(len(file.carries) for file in done.files)
        more = f", {carried} translations carried over" if carried else ""
        tell(f"{len(done.files)} catalogs and templates: {written} written{more}")
    return ExitCode.FINDINGS if done.findings else ExitCode.OK
