"""What one more clinic costs for a whole library: ratios, from one run.

    python benchmarks/clinics.py [-f FORMAT]… [-l TAG]… [--rounds N]

The library is this repository's article in some languages and formats, `screen` and `office`, for
five clinics with invented facts, whose names differ in length. In turns, each sheet is made as if
it were the only one, and then those of all clinics one after the other, as a worker does. CPU time
of one process counts, engine warm.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "ar", "zh-Hans", "de", "km")
FORMATS = ("one-pager", "brochure")
NAMES = (
    "Example Spine and Pain Clinic",
    "North Harbour Pain Centre",
    "Westside Clinic",
    "St. Mary’s Hospital, Department of Anaesthesia",
    "Kings Road Surgery",
)


@dataclass
class Spent:
    """CPU seconds of a sheet made alone, and of the first, second … clinic's of a library."""

    alone: list[float]
    clinics: list[list[float]]
    exchanged: list[int]


def main() -> None:
    """Measure in turns and print the ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("-f", dest="formats", action="append")
    options.add_argument("-l", dest="tags", action="append")
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        library(folder)
        spent = {
            (tag, name): measured(folder, tag, name, asked.rounds)
            for tag in asked.tags or LANGUAGES
            for name in asked.formats or FORMATS
        }
    report(spent)


def report(spent: dict[tuple[str, str], Spent]) -> None:
    """Print each clinic's sheet as a share of one that is made alone; a star: laid out whole."""
    heads = [f"clinic {number}" for number in range(1, len(NAMES) + 1)]
    print("| | " + " | ".join([*heads, "2 to 5"]) + " |")
    print("|---|" + "---|" * (len(NAMES) + 1))
    alone, later = 0.0, 0.0
    for (tag, name), found in spent.items():
        one = statistics.median(found.alone)
        shares = [statistics.median(seconds) / one for seconds in found.clinics]
        alone += one
        later += one * statistics.mean(shares[1:])
        cells = [
            f"{share:.2f}{'' if n in found.exchanged else '*'}" for n, share in enumerate(shares)
        ]
        print(f"| {tag} {name} | {' | '.join(cells)} | {statistics.mean(shares[1:]):.2f} |")
    print(f"| all | {' | '.join([''] * len(NAMES))} | {later / alone:.2f} |")


def measured(folder: Path, tag: str, name: str, rounds: int) -> Spent:
    """Make the sheets of a language and format in both ways, in turns."""
    from handouts.build import printing
    from handouts.build.making import Maker
    from handouts.project import Selection, open_project, plan_jobs
    from handouts.typeset.afresh import Shelf

    project = open_project(folder)
    jobs = plan_jobs(project, Selection(tags=(tag,), formats=(name,)))
    today = date(2026, 11, 29)

    def maker(kept: int) -> Maker:
        printer = printing.Printer(project, folder / "fonts")
        object.__setattr__(printer.typesetter, "shelf", Shelf(kept))
        return Maker(project, printer, final=False, today=today)

    spent = Spent([], [[] for _ in jobs], [])
    alone, found = maker(0), Shelf.find
    alone.make(jobs[0])  # fonts, patterns, templates: what every process does once

    def noted(shelf: Shelf, *given: Any) -> Any:
        document = found(shelf, *given)
        if document:
            spent.exchanged.append(number)
        return document

    Shelf.find = noted  # type: ignore[method-assign]
    gc.disable()  # as workers do
    for _ in range(rounds):
        for job in jobs:
            forget()
            began = time.process_time()
            alone.make(job)
            spent.alone.append(time.process_time() - began)
        library = maker(printing.KEPT)
        library.printer.templates.environment.cache = alone.printer.templates.environment.cache
        forget()
        for number, job in enumerate(jobs):
            began = time.process_time()
            library.make(job)
            spent.clinics[number].append(time.process_time() - began)
        gc.collect()
    Shelf.find = found  # type: ignore[method-assign]
    return spent


def forget() -> None:
    """Drop what one sheet leaves to the next."""
    from handouts.pdf import fontfiles
    from handouts.project.survey import survey
    from handouts.typeset import engine

    sys.modules[survey.__module__]._localized.cache_clear()  # type: ignore[attr-defined]
    engine._lines.cache_clear()
    fontfiles.forget()


def library(folder: Path) -> None:
    """Write a project of this repository's article for some clinics."""
    for name in ("articles", "locales", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    settings = ['paper = "a4"\ntargets = ["screen", "office"]\n']
    for number, name in enumerate(NAMES):
        settings.append(
            f'[clinics.c{number}]\nname = "{name}"\nphone = "(202) 555-01{42 + number}"\n'
            f'url = "https://clinic{number}.example.org/{{slug}}"\n'
            f'address = "{12 + number} Example Street, Springfield"\nhours = "Mo-Fr 08:00-17:00"\n'
            'interpreter = "Ask us for an interpreter. It is free for you."\n'
        )
    (folder / "handouts.toml").write_text("\n".join(settings), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
