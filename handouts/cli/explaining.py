"""`handouts explain`: what a finding's code means; it loads the rules alone, to start fast."""

from __future__ import annotations

import click

from handouts.cli.asking import examples
from handouts.cli.talk import tell
from handouts.findings import RULES, ExitCode, nearest


@click.command(epilog=examples("explain H203", "list codes"))
@click.argument("code")
def explain(code: str) -> int:
    """Explain the code of a finding: what, why, an example, and what to do."""
    rule = RULES.get(code.upper())
    if rule is None:
        raise click.UsageError(
            f'unknown code "{code}". {nearest(code.upper(), RULES)}See `handouts list codes`.'
        )
    tell(click.style(f"{rule.code}: {rule.title} ({rule.severity})", bold=True), err=False)
    for head, text in (("Why", rule.why), ("Example", rule.example), ("What to do", rule.fix)):
        tell(f"\n{head}:\n  {text}", err=False)
    return ExitCode.OK
