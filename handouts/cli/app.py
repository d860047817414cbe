"""The command `handouts` and its options; each command's code is loaded only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from handouts import __version__
from handouts.findings import ExitCode, nearest

_COMMANDS = {
    "init": "starting",
    "new": "starting",
    "build": "building",
    "sync": "catalogs",
    "check": "checking",
    "status": "checking",
    "sign": "signing",
    "waive": "signing",
    "export": "exchanging",
    "import": "exchanging",
    "proof": "proofing",
    "verify": "verifying",
    "changes": "replacing",
    "list": "listing",
    "connect": "connecting",
    "explain": "explaining",
    "doctor": "machine",
    "completion": "machine",
}
_NAMES = {"list": "list_", "import": "import_"}  # what Python has another use for
_ABOUT = {
    "init": "Start a project with a real article and its catalogs.",
    "new": "Start an article, empty or from a text that you have.",
    "build": "Make the PDFs.",
    "sync": "Bring catalogs up to date with the articles.",
    "check": "Look for mistakes in articles, catalogs and settings.",
    "status": "Show what is translated, article by language.",
    "sign": "Sign a text: you have read it, and answer for it.",
    "waive": "Let a finding pass that is no fault.",
    "export": "Write catalogs for translators and reviewers: XLIFF, TMX, CSV, XLSX.",
    "import": "Take back what translators and reviewers have done.",
    "proof": "Make a PDF for a reviewer: source and translation side by side.",
    "verify": "Say whether a printed sheet is current.",
    "changes": "List the sheets in the waiting room that must be replaced.",
    "list": "List articles, languages, formats, targets, clinics or codes.",
    "connect": "Print the settings that connect Weblate or pre-commit.",
    "explain": "Explain the code of a finding.",
    "doctor": "See whether this machine has all that is needed.",
    "completion": "Print the shell's completion script.",
}

_EPILOG = """\b
Exit codes: 0 all is well; 1 something was refused, failed or found wrong;
2 the command is wrong; 3 the project cannot be read; 4 rendering failed;
5 a part of the system is missing; 130 interrupted.

\b
Examples:
  handouts init my-clinic
  handouts -C my-clinic build -l es -l ar
  handouts explain H203"""


class Commands(click.Group):
    """A group whose commands live in modules that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of work."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"handouts.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, _NAMES.get(cmd_name, cmd_name))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none of this name."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            hint = nearest(args[0], _COMMANDS)
            ctx.fail(f'No such command "{args[0]}". {hint}Commands: {", ".join(_COMMANDS)}.')
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a reader that goes away (`handouts list languages | head`) is no fault."""
        try:
            result: object = super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.OK
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_ABOUT.items()))


@click.group(
    cls=Commands,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path),
    help="The project's folder, instead of this one.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say more: all findings, tracebacks.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="When to use colour; NO_COLOR is honoured too.",
)
@click.version_option(
    __version__, "-V", "--version", prog_name="handouts", message="%(prog)s %(version)s"
)
@click.pass_context
def handouts(ctx: click.Context, folder: Path, quiet: bool, verbose: bool, color: str) -> None:
    """One Markdown article and gettext catalogs become localized, print-ready patient handouts."""
    if quiet and verbose:
        raise click.UsageError("-q and -v exclude each other.")
    ctx.obj = {"folder": folder, "quiet": quiet, "verbose": verbose}
