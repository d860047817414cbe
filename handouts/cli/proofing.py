"""`handouts proof`."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.cli import completing
from handouts.cli.asking import examples, setting, the_project, usage_errors
from handouts.cli.completing import from_project
from handouts.cli.talk import tell
from handouts.findings import ExitCode


@click.command(
    epilog=examples("proof asthma -l es", "proof asthma -l ar --in-layout -f brochure -o ar.pdf")
)
@click.argument("slug", shell_complete=from_project(completing.slugs))
@click.option(
    "-l",
    "--language",
    "tag",
    required=True,
    metavar="TAG",
    shell_complete=from_project(completing.tags),
    help="The language to prove.",
)
@click.option("--in-layout", is_flag=True, help="The real page, with the ids of its messages.")
@click.option(
    "-f",
    "--format",
    "shape",
    default="",
    metavar="FORMAT",
    shell_complete=from_project(completing.formats),
    help="With --in-layout: the format; one-pager unless given.",
)
@click.option(
    "--clinic",
    default="",
    metavar="ID",
    shell_complete=from_project(completing.clinics),
    help="The clinic whose facts are printed; the first one unless given.",
)
@click.option(
    "--paper", default="", metavar="[a4|letter]", help="The paper, instead of the project's."
)
@click.option(
    "-o",
    "output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of output/TAG/SLUG.proof.pdf.",
)
def proof(
    slug: str, tag: str, in_layout: bool, shape: str, clinic: str, paper: str, output: Path | None
) -> int:
    """Make a PDF for a reviewer: source and translation side by side, message by message.

    Numbers are boxed, findings and notes stand below their message, and there is room to tick and
    to write. Fuzzy texts are shown, too: every page says that it is not for patients.
    """
    from handouts.exchange.proof import ProofOrder, prove
    from handouts.project import known_languages, known_slugs

    if shape and not in_layout:
        raise click.UsageError("-f names the format of --in-layout.")
    project = the_project()
    with usage_errors():
        (name,) = known_slugs(project, [slug])
        (language,) = known_languages(project, [tag])
        order = ProofOrder(
            slug=name,
            language=language,
            format=(shape or "one-pager") if in_layout else "",
            paper=paper,
            clinic=clinic,
            output=output,
        )
        done = prove(project, order)
    tell(str(done.path), err=False)
    if not setting("quiet"):
        tell(f"{done.pages} pages")
    return ExitCode.OK
