"""How much work the whole batch is, against WeasyPrint used plainly: ratios, from one run.

    python benchmarks/batch.py [ROUNDS]

Three ways to the same fifty files (25 languages, `screen` and `office`), in turns, a few rounds:

- `handouts build`, everything of it: reading, checking, fitting, writing, the manifest;
- a loop in one process, `HTML(…).write_pdf()` for every file, from the finished pages: no reading,
  no fitting, and the fonts of all languages in one fontconfig;
- the `weasyprint` command for every file, of some languages.

Work (CPU seconds of the whole process tree) and time are compared, a PDF against a PDF.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ("en", "ar", "zh-Hans", "hi", "th")
TARGETS = 2


@dataclass(frozen=True)
class Spent:
    """What a PDF took: seconds of all cores together, and seconds on the clock."""

    work: float
    time: float


def main() -> None:
    """Measure in turns and print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pages = finished_pages(folder / "pages")
        files = len(pages) * TARGETS
        own_fonts = os.environ | {"FONTCONFIG_FILE": str(all_fonts(folder))}
        ways: dict[str, list[Spent]] = {}
        for _ in range(rounds):
            for workers in ("1", "2"):
                build = ["-m", "handouts", "build", "-f", "one-pager", "--force", "-j", workers]
                spent = run(
                    [*build, "-o", str(folder / f"output-{workers}")], ROOT, os.environ, files
                )
                ways.setdefault(f"handouts build -j {workers}", []).append(spent)
            spent = run([__file__, "--loop", str(folder / "pages")], folder, own_fonts, files)
            ways.setdefault("WeasyPrint, a loop", []).append(spent)
            each = [
                run(["-m", "weasyprint", f"{tag}.html", "x.pdf"], folder / "pages", own_fonts, 1)
                for tag in SAMPLE
            ]
            mean = Spent(
                *(statistics.mean(values) for values in zip(*map(astuple, each), strict=True))
            )
            ways.setdefault("WeasyPrint, a command", []).append(mean)
    report(ways)


def report(ways: dict[str, list[Spent]]) -> None:
    """Print each way as a multiple of the first: min, median and max over the rounds."""
    first = next(iter(ways))
    print(f"| a PDF, as a multiple of `{first}` | work: min | median | max | time: median |")
    print("|---|---|---|---|---|")
    for name, spent in ways.items():
        pairs = list(zip(spent, ways[first], strict=True))
        work = sorted(other.work / mine.work for other, mine in pairs)
        clock = statistics.median(other.time / mine.time for other, mine in pairs)
        figures = (work[0], statistics.median(work), work[-1], clock)
        print(f"| {name} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |")


def run(arguments: list[str], folder: Path, environment: Any, files: int) -> Spent:
    """Run Python with some arguments; what it took, its children too, for each of its files."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if process.returncode:
        sys.exit(process.stderr)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(work / files, (ended - began) / files)


def finished_pages(folder: Path) -> list[Path]:
    """Write the HTML of every language's last layout, its styles and pictures inside."""
    from handouts.build.printing import Printer
    from handouts.project import Selection, open_project, plan_jobs, read_handout
    from handouts.typeset.engine import Typesetter

    folder.mkdir()
    pages: dict[str, str] = {}
    lay_out = Typesetter.lay_out

    def noted(self: Typesetter, html: str, *arguments: Any) -> Any:
        _, styles, files, _ = arguments
        head = "".join(f"<style>{style}</style>" for style in styles)
        pages[tag] = html.replace("<style>", f"{head}<style>", 1)
        for address, path in files.items():
            pages[tag] = pages[tag].replace(address, path.as_uri())
        return lay_out(self, html, *arguments)

    Typesetter.lay_out = noted  # type: ignore[method-assign, assignment]
    project = open_project(ROOT)
    printer = Printer(project, folder / "cache")
    for job in plan_jobs(project, Selection(targets=("screen",))):
        tag = job.first.tag
        clinic = project.clinic(job.first.clinic)
        reading = read_handout(project, job.first.slug, project.language(tag), clinic)
        printer.lay_out(job.first, reading, signed=False)
        (folder / f"{tag}.html").write_text(pages[tag], encoding="utf-8")
    return sorted(folder.glob("*.html"))


def all_fonts(folder: Path) -> Path:
    """A fontconfig of all shipped fonts, as on a machine that has them installed."""
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{ROOT / 'fonts'}</dir>"
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    return file


def loop(folder: Path) -> None:
    """Render every page for every target, each time from the beginning."""
    from weasyprint import HTML

    for page in sorted(folder.glob("*.html")):
        for target in range(TARGETS):
            HTML(filename=page).write_pdf(folder / f"{target}.pdf", pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["--loop"]:
        loop(Path(sys.argv[2]))
    else:
        main()
