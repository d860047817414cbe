"""The race: every way makes the same sheets, in turns, a few rounds."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.peers.places import (
    TAGS,
    handouts,
    own_environment,
    peer,
    peers_environment,
    write_project,
)
from benchmarks.peers.spent import Spent, Spread, Together, figure, run
from benchmarks.peers.targets import Target, table

Command = list[str | Path]


@dataclass(frozen=True)
class Job:
    """What to make: articles of a project in some languages, below a folder."""

    project: Path
    out: Path
    slugs: Sequence[str]
    tags: Sequence[str] = TAGS

    @property
    def peers(self) -> tuple[str, ...]:
        """The words that peers are told it with."""
        return (str(self.project), str(self.out), ",".join(self.slugs), ",".join(self.tags))


@dataclass(frozen=True)
class Way:
    """One way to make sheets; `each` starts a process for every sheet and makes fewer of them.

    `wrong` is what was seen wrong in its pages.
    """

    name: str
    command: Callable[[Job], Command]
    wrong: str
    own: bool = False
    each: bool = False
    needs: Sequence[str] = ()

    @property
    def missing(self) -> bool:
        """Whether none of the programs that it needs is installed."""
        return bool(self.needs) and not any(map(shutil.which, self.needs))


def _build(workers: int) -> Callable[[Job], Command]:
    def command(job: Job) -> Command:
        tags = [word for tag in job.tags for word in ("-l", tag)]
        words = ("-f", "one-pager", "-t", "screen", "--force", "-j", str(workers))
        return handouts("-C", job.project, "build", *job.slugs, *words, *tags, "-o", job.out)

    return command


def _peer(module: str, *more: str) -> Callable[[Job], Command]:
    return lambda job: peer(module, *job.peers, *more)


CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ONE, TWO = "`handouts build -j 1`", "`handouts build -j 2`"
LOOP, COMMAND = "WeasyPrint, a loop", "`weasyprint` for each sheet"
WARM, TYPST = "Chromium, one warm page", "Typst, one warm compiler"
WAYS = (
    Way(ONE, _build(1), "", own=True),
    Way(TWO, _build(2), "", own=True),
    Way(LOOP, _peer("naive"), ""),
    Way("… columns filled, not balanced", _peer("naive", "--fill"), ""),
    Way(COMMAND, _peer("commands", "weasyprint"), "", each=True),
    Way(WARM, _peer("chromium"), "", needs=CHROMIUM),
    Way("Chromium for each sheet", _peer("chromium", "--each"), "", each=True, needs=CHROMIUM),
    Way(TYPST, _peer("typst"), ""),
    Way("pandoc + WeasyPrint", _peer("commands", "pandoc+weasyprint"), "", each=True),
    Way("pandoc + Typst", _peer("commands", "pandoc+typst"), "", each=True),
    Way("Sphinx + simplepdf", _peer("sphinx"), "", each=True),
    Way("fpdf2", _peer("fpdf"), ""),
)


@dataclass
class Result:
    """A way's rounds, a sheet at a time: seconds of work and on the clock, kB; MB of its processes."""

    spent: list[Spent] = field(default_factory=list)
    together: float = 0.0
    kilobytes: float = 0.0


@dataclass(frozen=True)
class Race:
    """Where it is run, on how many articles; those that start a process a sheet get fewer."""

    folder: Path
    slugs: Sequence[str]
    few: int

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

    def once(self, way: Way, job: Job, look: Callable[[], None] | None = None) -> tuple[Spent, float]:
        """Run a way; what it took for a sheet, and the mean kB of its files."""
        shutil.rmtree(job.out, ignore_errors=True)
        environment = own_environment() if way.own else peers_environment(self.folder)
        spent = run(way.command(job), self.folder, environment, look)
        sizes = [path.stat().st_size for path in job.out.rglob("*.pdf")]
        count = len(job.slugs) * len(job.tags)
        if len(sizes) != count:
            sys.exit(f"{way.name} made {len(sizes)} of {count} sheets")
        a_sheet = replace(spent, work=spent.work / count, time=spent.time / count)
        return a_sheet, statistics.mean(sizes) / 1024

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


def race(folder: Path, rounds: int, articles: int, few: int) -> None:
    """Run the race and print its tables."""
    slugs = write_project(folder / "project", articles)
    contest = Race(folder, slugs, few)
    for way in contest.ways():  # fontconfig's cache and Python's are made now, and faults are seen
        contest.once(way, Job(folder / "project", folder / "out", slugs[:1], TAGS[:1]))
    results = contest.run(rounds)
    print(f"{articles} articles in {len(TAGS)} languages, {rounds} rounds\n")
    print(_ratios(results))
    print(f"\n{_figures(results)}\n\n{table(_targets(results))}")


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
        targets.append(Target("one worker / warm Chromium, work", over(ONE, WARM, "work"), at_most=0.5))
    return [*targets, Target("one worker / Typst, work", over(ONE, TYPST, "work"))]
