"""How a command ends: every exception becomes printed findings and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

import click

from handouts.cli.talk import tell_finding
from handouts.findings import ExitCode, Finding, HandoutsError, finding

_UNWRITABLE = (errno.EBADF, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Why what a command prints cannot be written; files of the project have their names with them."""
_OUTPUT = "Print to a terminal, or to a file on a disk with room."


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
    except Exception as problem:
        findings, code = meaning(problem)
        for found in findings:
            tell_finding(found)
        if not isinstance(problem, HandoutsError) and {"-v", "--verbose"} & set(arguments):
            traceback.print_exc()
        return code
    return result if isinstance(result, int) else ExitCode.OK


def meaning(problem: BaseException) -> tuple[tuple[Finding, ...], ExitCode]:
    """Say what an exception means: findings, and how the command ends."""
    if isinstance(problem, KeyboardInterrupt):
        return (), ExitCode.INTERRUPTED
    if isinstance(problem, HandoutsError):
        return problem.findings, problem.exit_code
    if isinstance(problem, OSError) and problem.errno in _UNWRITABLE and not problem.filename:
        with suppress(OSError, ValueError):  # what is left of it shall not be tried again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        said = finding("H505", f"the output cannot be written: {problem.strerror}", hint=_OUTPUT)
        return (said,), ExitCode.FINDINGS
    hint = "This is a fault of the program. Run it again with -v and report what it prints."
    return (finding("H304", f"{type(problem).__name__}: {problem}", hint=hint),), ExitCode.RENDER
