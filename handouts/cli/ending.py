"""How a command ends: every exception becomes printed findings and an exit code."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import click

from handouts.cli.talk import tell_finding
from handouts.findings import ExitCode, HandoutsError, finding


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command with some arguments and return its exit code."""
    try:
        result = command.main(list(arguments), prog_name="handouts", standalone_mode=False)
    except click.exceptions.Exit as problem:
        return problem.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except HandoutsError as problem:
        for found in problem.findings:
            tell_finding(found)
        return problem.exit_code
    except Exception as problem:
        hint = "This is a fault of the program. Run it again with -v and report what it prints."
        tell_finding(finding("H304", f"{type(problem).__name__}: {problem}", hint=hint))
        if "-v" in arguments or "--verbose" in arguments:
            traceback.print_exc()
        return ExitCode.RENDER
    return result if isinstance(result, int) else ExitCode.OK
