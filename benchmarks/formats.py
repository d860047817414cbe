"""Which format holds the sample article in which language, after how many layouts and in what time.

    python benchmarks/formats.py [-f FORMAT]… [--paper a4|letter]… [-l TAG]…

Prints Markdown: a summary for each format and paper, then a table of all languages. A cell says how
many pages the screen file has, with a star for each further layout; a dash is a refusal.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.build.engine import warm_up
from handouts.build.printing import Printer
from handouts.findings import HandoutsError
from handouts.formats import FORMATS
from handouts.project import Handout, Project, Selection, open_project, plan_jobs, read_handout

ROOT = Path(__file__).resolve().parent.parent
SLUG = "post-laminectomy-syndrome"


@dataclass(frozen=True)
class Try:
    """What became of one handout: pages 0 means refused, `why` with how many mm."""

    pages: int
    layouts: int
    scale: float
    seconds: float
    why: str = ""

    @property
    def cell(self) -> str:
        """The entry of the table."""
        return f"{self.pages}{'*' * (self.layouts - 1)}" if self.pages else "–"


def wanted(project: Project, tag: str, format_id: str, paper: str) -> Handout | None:
    """The handout to try; None where the format has nothing to do in a language."""
    selection = Selection(
        slugs=(SLUG,), tags=(tag,), formats=(format_id,), targets=("screen",), paper=paper
    )
    jobs = plan_jobs(project, selection)
    return jobs[0].first if jobs else None


def attempt(printer: Printer, handout: Handout) -> Try:
    """Lay one handout out."""
    project = printer.project
    language = project.language(handout.tag)
    reading = read_handout(project, SLUG, language, project.clinic(handout.clinic))
    started = time.perf_counter()
    try:
        fitted = printer.lay_out(handout, reading, signed=False).fitted
    except HandoutsError as problem:
        message = problem.findings[0].message
        return Try(0, 0, 0.0, time.perf_counter() - started, message)
    seconds = time.perf_counter() - started
    return Try(len(fitted.document.pages), fitted.layouts, fitted.scale, seconds)


def summary(name: str, tries: Sequence[Try]) -> str:
    """One line of figures."""
    fit = [one for one in tries if one.pages]
    layouts = sum(one.layouts for one in fit) / max(1, len(fit))
    median = sorted(one.seconds for one in tries)[len(tries) // 2]
    return f"| {name} | {len(fit)} of {len(tries)} | {layouts:.2f} | {median:.2f} |"


def main() -> None:
    """Try all, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-f", dest="formats", action="append", choices=list(FORMATS))
    parser.add_argument("--paper", dest="papers", action="append", choices=("a4", "letter"))
    parser.add_argument("-l", dest="tags", action="append")
    asked = parser.parse_args()
    warm_up()
    with tempfile.TemporaryDirectory() as cache:
        printer = Printer(open_project(ROOT), Path(cache))
        tags = asked.tags or [language.tag for language in printer.project.languages]
        found: dict[str, dict[str, Try]] = {}
        for format_id in asked.formats or list(FORMATS):
            for paper in asked.papers or ("a4", "letter"):
                column = found.setdefault(f"{format_id} {paper}", {})
                for tag in tags:
                    if handout := wanted(printer.project, tag, format_id, paper):
                        column[tag] = attempt(printer, handout)
                        print(format_id, paper, tag, column[tag].why or "fits", file=sys.stderr)
    print("| format | fits | layouts | median s |\n|---|---|---|---|")
    for name, column in found.items():
        print(summary(name, list(column.values())))
    print(f"\n| | {' | '.join(found)} |\n|---|{'---|' * len(found)}")
    for tag in tags:
        cells = [column[tag].cell if tag in column else "" for column in found.values()]
        print(f"| {tag} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
