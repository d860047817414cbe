"""`handouts check` and `handouts status`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from handouts.cli.talk import counted, print_json, print_table, tell, tell_finding
from handouts.findings import ExitCode

if TYPE_CHECKING:
    from handouts.project.status import ArticleStatus, LanguageStatus


@click.command(
    epilog=examples("check", "check asthma -l es", "check --strict --json > findings.json")
)
@slugs_argument
@languages_option
@json_option
@click.option("--strict", is_flag=True, help="Exit code 1 for warnings too.")
def check(slugs: tuple[str, ...], tags: tuple[str, ...], as_json: bool, strict: bool) -> int:
    """Look for mistakes in articles, catalogs, pictures, templates and settings.

    Exit code 0 if there are no errors, 1 if there are.
    """
    from handouts.project import known_languages, known_slugs
    from handouts.project.checking import check as run

    project = the_project()
    with usage_errors():
        wanted = known_slugs(project, slugs) if slugs else ()
        findings = run(project, wanted, known_languages(project, tags))
    if as_json:
        print_json({"findings": [found.as_json() for found in findings]})
    else:
        for found in findings:
            tell_finding(found, err=False)
    errors = sum(found.severity == "error" for found in findings)
    warnings = sum(found.severity == "warning" for found in findings)
    if not setting("quiet"):
        tell(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}")
    return ExitCode.FINDINGS if errors or (strict and warnings) else ExitCode.OK


@click.command(epilog=examples("status", "status --json", "status --html status.html"))
@json_option
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page for the browser and the printer to this file instead.",
)
def status(as_json: bool, page: Path | None) -> int:
    """Show what is translated, missing, found wrong, signed and overdue: article by language.

    `signed` says `yes` where all texts of a sheet are signed as they are now, else how many are.
    `stale` says that the article has changed since somebody signed.
    """
    from handouts.build.standing import standing

    project = the_project()
    articles = standing(project)
    if page:
        from handouts.project.status_page import write_status_page

        write_status_page(project, articles, page.absolute())
        if not setting("quiet"):
            tell(f"written to {page}")
    if as_json:
        print_json({"articles": [article.as_json() for article in articles]})
    elif not page:
        print_table(_HEAD, [row for article in articles for row in _rows(article)])
    return ExitCode.OK


_HEAD = (
    *("article", "language", "translated", "fuzzy", "missing"),
    *("errors", "warnings", "signed", "stale", "overdue"),
)


def _rows(article: ArticleStatus) -> list[tuple[str, ...]]:
    return [
        (
            *(article.slug, row.tag, str(row.translated), str(row.fuzzy), str(row.missing)),
            *(str(row.errors), str(row.warnings)),
            *(_signed(row), "yes" if row.stale else "no", "yes" if row.overdue else "no"),
        )
        for row in article.languages
    ]


def _signed(row: LanguageStatus) -> str:
    if row.signed or not row.texts_signed:
        return "yes" if row.signed else "no"
    return f"{row.texts_signed} of {row.texts}"
