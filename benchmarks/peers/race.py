"""The race: every way makes the same sheets, in turns, a few rounds."""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.peers.contestants import (
    CHROMIUM,
    COMMAND,
    LOOP,
    ONE,
    TWO,
    TYPST,
    WARM,
    WAYS,
    Command,
    Job,
    Way,
)
from benchmarks.peers.places import (
    TAGS,
    own_environment,
    peers_environment,
    peers_python,
    write_project,
)
from benchmarks.peers.spent import Spent, Spread, Together, figure, run
from benchmarks.peers.targets import Target, table


@dataclass
class Result:
    """What the rounds of a way took for a sheet; MB of all its processes, kB of a file."""

    spent: list[Spent] = field(default_factory=list)
    together: float = 0.0
    kilobytes: float = 0.0


@dataclass(frozen=True)
class Race:
    """Where it is run, on how many articles; those that start a process a sheet get fewer."""

    folder: Path
    slugs: Sequence[str]
    few: int
    machine_fonts: bool = False

    def ways(self) -> list[Way]:
        """Those that can run here; the others are named."""
        for way in WAYS:
            if way.missing:
                print(f"not installed: {way.name} needs {way.needs[0]}", file=sys.stderr)
        return [way for way in WAYS if not way.missing]

    def job(self, way: Way) -> Job:
        """What a way has to make."""
        slugs = self.slugs[: self.few] if way.each else self.slugs
        return Job(self.folder / "project", self.folder / "out", slugs)

    def once(
        self, way: Way, job: Job, look: Callable[[], None] | None = None
    ) -> tuple[Spent, float]:
        """Run a way; what it took for a sheet, and the mean kB of its files."""
        shutil.rmtree(job.out, ignore_errors=True)
        environment = self._environment(way)
        spent = run(way.command(job), self.folder, environment, look)
        sizes = [path.stat().st_size for path in job.out.rglob("*.pdf")]
        count = len(job.slugs) * len(job.tags)
        if len(sizes) != count:
            sys.exit(f"{way.name} made {len(sizes)} of {count} sheets")
        a_sheet = replace(spent, work=spent.work / count, time=spent.time / count)
        return a_sheet, statistics.mean(sizes) / 1024

    def _environment(self, way: Way) -> dict[str, str]:
        if way.own:
            return own_environment()
        return peers_environment(self.folder, machine_fonts=self.machine_fonts)

    def run(self, rounds: int) -> dict[str, Result]:
        """Run all ways in turns; the first round also looks at their memory."""
        results: dict[str, Result] = {}
        for number in range(rounds):
            for way in self.ways():
                result = results.setdefault(way.name, Result())
                look = Together() if number == 0 else None
                spent, result.kilobytes = self.once(way, self.job(way), look)
                result.spent.append(spent)
                result.together = look.most if look else result.together
                print(f"round {number + 1}: {way.name}: {spent}", file=sys.stderr)
        return results


def race(contest: Race, rounds: int) -> str:
    """Run the race and return its tables."""
    folder, slugs = contest.folder, contest.slugs
    for way in contest.ways():  # fontconfig's cache and Python's are made now, and faults are seen
        contest.once(way, Job(folder / "project", folder / "out", slugs[:1], TAGS[:1]))
    results = contest.run(rounds)
    head = f"{len(slugs)} articles in {len(TAGS)} languages, {rounds} rounds; {versions()}"
    return "\n\n".join((head, _ratios(results), _figures(results), table(_targets(results))))


def pages(folder: Path, target: Path) -> str:
    """Make one article by every way, to look at: TARGET/WAY/LANGUAGE/….pdf; what programs see."""
    project = folder / "project"
    slugs = write_project(project, 7)[-1:]
    contest = Race(folder, slugs, 1)
    for way in contest.ways():
        name = re.sub(r"\W+", "-", way.name).strip("-").lower()
        contest.once(way, Job(project, target / name, slugs))
    look: Command = [sys.executable, "-m", "benchmarks.peers.looking", project, target]
    done = subprocess.run(
        look, env=own_environment(), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def versions() -> str:
    """Say what raced, without what would tell the machine."""
    program = (
        "from importlib.metadata import version as v; import pypandoc;"
        "print(*(f'{n} {v(n)}' for n in ('weasyprint', 'typst', 'fpdf2', 'sphinx-simplepdf')),"
        "'pandoc ' + str(pypandoc.get_pandoc_version()), sep=', ')"
    )
    said = [f"{os.cpu_count()} cores, Python {platform.python_version()}"]
    commands = [[str(peers_python()), "-c", program]]
    commands += [[found, "--version"] for found in map(shutil.which, CHROMIUM) if found][:1]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        said.append(done.stdout.strip().split(" built on")[0])
    return ", ".join(said)


def _over(results: dict[str, Result], name: str, other: str, what: str) -> list[float]:
    pairs = zip(results[name].spent, results[other].spent, strict=True)
    return [getattr(one, what) / getattr(two, what) for one, two in pairs]


def _ratios(results: dict[str, Result]) -> str:
    lines = [
        f"| a sheet, as a multiple of {ONE} | work: min | median | max | time: median "
        "| what it gets wrong |",
        "|---|---|---|---|---|---|",
    ]
    wrong = {way.name: way.wrong for way in WAYS}
    for name in results:
        work = Spread.of(_over(results, name, ONE, "work"))
        clock = Spread.of(_over(results, name, ONE, "time")).middle
        cells = [figure(one) for one in (work.low, work.middle, work.high, clock)]
        lines.append(f"| {name} | {' | '.join(cells)} | {wrong[name]} |")
    return "\n".join(lines)


def _figures(results: dict[str, Result]) -> str:
    lines = [
        "| a sheet | work, ms | time, ms | largest process, MB | all together, MB | kB |",
        "|---|---|---|---|---|---|",
    ]
    for name, result in results.items():
        cells = (
            1000 * statistics.median(one.work for one in result.spent),
            1000 * statistics.median(one.time for one in result.spent),
            max(one.largest for one in result.spent),
            result.together,
            result.kilobytes,
        )
        lines.append(f"| {name} | {' | '.join(f'{cell:.0f}' for cell in cells)} |")
    return "\n".join(lines)


def _targets(results: dict[str, Result]) -> list[Target]:
    def over(name: str, other: str, what: str = "time") -> list[float]:
        return _over(results, name, other, what)

    targets = [
        Target("loop / one worker, time", over(LOOP, ONE), at_least=3.5),
        Target("loop / two workers, time", over(LOOP, TWO), at_least=5),
        Target("command / one worker, time", over(COMMAND, ONE), at_least=10),
        Target("one worker / two workers, time", over(ONE, TWO), at_least=1.8),
    ]
    if WARM in results:
        targets.append(
            Target("one worker / warm Chromium, work", over(ONE, WARM, "work"), at_most=0.5)
        )
    return [*targets, Target("one worker / Typst, work", over(ONE, TYPST, "work"))]
