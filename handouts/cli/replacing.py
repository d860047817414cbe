"""`handouts changes`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handouts.cli.asking import examples, json_option, setting, the_project
from handouts.cli.talk import counted, print_json, print_table, tell, tell_finding
from handouts.findings import ExitCode


@click.command(epilog=examples("changes --since 2026-11-01", "changes --since v1.2 --json"))
@click.option(
    "--since",
    required=True,
    metavar="DATE|REV",
    help="A day, YYYY-MM-DD, or a git commit, tag or branch.",
)
@click.option(
    "-o",
    "output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder with the journal codes.json, instead of output/.",
)
@json_option
def changes(since: str, output: Path | None, as_json: bool) -> int:
    """List the sheets in the waiting room that must be replaced.

    Those are the sheets that say something else than on a day, by the journal of the builds, or
    than in a git revision, by its texts. Exit code 0, also if there are some; 1 where the journal
    or the revision cannot be read.
    """
    from handouts.build.replacing import replacements

    answer = replacements(the_project(), since, datetime.date.today(), output)
    found = answer.sheets
    for warning in answer.findings:
        tell_finding(warning)
    if as_json:
        print_json({"since": since, "sheets": [one.as_json() for one in found]})
        return ExitCode.OK
    if found:
        rows = [
            (
                *(one.before.slug, one.before.language, one.before.clinic),
                *(one.before.code, one.now.code if one.now else "-"),
                one.reason or ", ".join(one.changed),
            )
            for one in found
        ]
        print_table(("article", "language", "clinic", "old code", "new code", "changed"), rows)
    if not setting("quiet"):
        tell(f"{counted(len(found), 'sheet')} to replace")
    return ExitCode.OK
