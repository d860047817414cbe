"""`handouts doctor` and `handouts completion`."""

from __future__ import annotations

import click

from handouts.cli.asking import examples
from handouts.cli.talk import tell
from handouts.findings import ExitCode


@click.command(epilog=examples("doctor"))
def doctor() -> int:
    """See whether this machine has all that is needed.

    Each fault comes with the line that mends it. Exit code 5 if something is missing.
    """
    from handouts.build.doctor import examine

    parts = list(examine())
    for part in parts:
        mark = click.style("ok     ", fg="green") if part.fine else click.style("missing", fg="red")
        tell(f"{mark}  {part.name}: {part.said}", err=False)
        if not part.fine:
            tell(f"         {part.fix}", err=False)
    return ExitCode.OK if all(part.fine for part in parts) else ExitCode.MISSING_DEPENDENCY


@click.command(
    epilog=examples(
        "completion bash >> ~/.bashrc", "completion fish > ~/.config/fish/completions/handouts.fish"
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the shell's completion script."""
    from click.shell_completion import get_completion_class

    from handouts.cli.app import handouts

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(handouts, {}, "handouts", "_HANDOUTS_COMPLETE")
    # source() of bash looks for bash's version first; the script itself does not depend on it
    tell(script.source_template % script.source_vars(), err=False)
    return ExitCode.OK
