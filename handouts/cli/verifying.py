"""`handouts verify`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handouts.cli.asking import examples, json_option, setting, the_project
from handouts.cli.talk import print_json, tell, tell_finding
from handouts.findings import ExitCode


@click.command(
    epilog=examples("verify leaflet.pdf", "verify --code 7KXM3-P3QHT", "verify output/*/*.pdf")
)
@click.argument(
    "files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path, dir_okay=True)
)
@click.option(
    "--code", "codes", multiple=True, metavar="CODE", help="A code from a sheet's small print."
)
@click.option(
    "-o",
    "output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder with the journal codes.json, instead of output/.",
)
@json_option
def verify(
    files: tuple[Path, ...], codes: tuple[str, ...], output: Path | None, as_json: bool
) -> int:
    """Say of sheets whether they are current, superseded, recalled or unknown.

    A sheet is a PDF, or the code in the small print of a printed one; of a pack, each sheet is
    judged. Exit code 0 if all are current, else 1.
    """
    from handouts.build.verifying import Standing, Verifier

    if not files and not codes:
        raise click.UsageError("Name a PDF, or a code with --code.")
    verifier = Verifier(the_project(), datetime.date.today(), output)
    verdicts = [verdict for path in files for verdict in verifier.file(path)]
    verdicts += map(verifier.code, codes)
    unsure = any(verdict.standing is Standing.UNKNOWN for verdict in verdicts)
    for found in verifier.history.findings if unsure else ():
        tell_finding(found)
    if as_json:
        print_json({"sheets": [verdict.as_json() for verdict in verdicts]})
    else:
        for verdict in verdicts:
            if verdict.finding:
                tell_finding(verdict.finding, err=False)
            elif not setting("quiet"):
                tell(f"{verdict.given}: {verdict.said}", err=False)
    current = all(verdict.standing is Standing.CURRENT for verdict in verdicts)
    return ExitCode.OK if current else ExitCode.FINDINGS
