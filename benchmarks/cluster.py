"""What a dask cluster costs: the same handouts on this machine's pool and on two clusters of it.

    python benchmarks/cluster.py [ROUNDS]

Three ways to the same one-pagers (`screen` and `office` of each), in turns, a few rounds:

- `handouts build -j 2`;
- `handouts build --cluster`, on a LocalCluster of two workers with one thread each;
- the same on a scheduler and two workers that are processes in folders of their own.

Each way makes a small batch and a large one; from the two come what a build costs by itself and
what each layout adds. Work is CPU seconds of all processes together: those of the command, of the
scheduler, of the workers, and of the processes below them that lay pages out. The clusters run
and have loaded their engines before anything is counted; what dask spends on looking at itself,
whether there is work or not, is turned down as in the tests. Needs the development environment.
"""

from __future__ import annotations

import os
import pickle
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dask
import psutil
from distributed import LocalCluster

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from handouts.build.cluster.bundles import Bundles  # noqa: E402
from handouts.project import Selection, open_project, plan_jobs  # noqa: E402
from tests.clusters import IDLE, processes  # noqa: E402

SLUG = "post-laminectomy-syndrome"
TAGS = ("en", "es", "ar", "hi", "th", "zh-Hans")
SMALL, LARGE = 1, 4
"""How many copies of the article each batch has, in six languages."""

ONE = ("-f", "one-pager")

Spent = Mapping[str, float]
"""CPU seconds by the part that spent them, and `time` on the clock."""


def main() -> None:
    """Measure in turns and print what a build and a layout cost."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    spent: dict[str, dict[int, list[Spent]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as temporary, ways(Path(temporary)) as found:
        folders = {size: library(Path(temporary) / f"{size}", size) for size in (SMALL, LARGE)}
        for name, (words, pids) in found.items():  # engines loaded, addresses right
            build(folders[SMALL], words, pids)
            print(f"warm: {name}", file=sys.stderr)
        for number in range(rounds):
            for size, folder in folders.items():
                for name, (words, pids) in found.items():
                    spent[name][size].append(build(folder, words, pids))
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
        shipped(folders[LARGE])
    report(spent)


def library(folder: Path, copies: int) -> Path:
    """Make a project of some copies of this repository's article."""
    sample = "articles/" + SLUG
    for number in range(copies):
        copy(f"{sample}.md", folder / f"articles/a{number}.md")
        for tag in TAGS[1:]:
            part = f"locales/{tag.replace('-', '_')}/LC_MESSAGES"
            copy(f"{part}/{SLUG}.po", folder / part / f"a{number}.po")
            copy(f"{part}/interface.po", folder / part / "interface.po")
    copy("handouts.toml", folder / "handouts.toml")
    shutil.copytree(ROOT / "articles/images", folder / "articles/images")
    return folder


def copy(path: str, target: Path) -> None:
    """Copy a file of this repository."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / path, target)


@contextmanager
def ways(folder: Path) -> Iterator[dict[str, tuple[list[str], list[int]]]]:
    """Give the options of each way, and the processes that work for it besides the command."""
    (folder / "apart").mkdir()
    dask.config.set(IDLE)
    local = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0")
    with local, processes(folder / "apart", workers=2) as apart:
        assert apart.scheduler
        yield {
            "-j 2": (["-j", "2"], []),
            "LocalCluster 2 × 1": (["--cluster", local.scheduler_address], [os.getpid()]),
            "separate processes 2 × 1": (
                ["--cluster", apart.address],
                [apart.scheduler.pid, *(worker.pid for worker in apart.workers)],
            ),
        }


def build(folder: Path, words: list[str], pids: list[int]) -> Spent:
    """Build everything anew and say who spent what."""
    before, others = dict(used(pids)), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "handouts",
            "-q",
            "-C",
            str(folder),
            "build",
            *ONE,
            "--force",
            *words,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    taken = time.perf_counter() - began
    after, own = dict(used(pids)), resource.getrusage(resource.RUSAGE_CHILDREN)
    spent: dict[str, float] = {"time": taken}
    spent["command"] = own.ru_utime + own.ru_stime - others.ru_utime - others.ru_stime
    for role in ("scheduler", "worker", "layout"):
        spent[role] = after.get(role, 0.0) - before.get(role, 0.0)
    return spent


def used(pids: list[int]) -> Iterator[tuple[str, float]]:
    """CPU seconds so far of a cluster's processes, by what they do."""
    sums: dict[str, float] = defaultdict(float)
    seen = set()
    for pid in pids:
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            if process.pid in seen or ("apart" in process.cwd()) != ("apart" in top.cwd()):
                continue
            seen.add(process.pid)
            words = " ".join(process.cmdline())
            role = "layout" if "cluster.child" in words else "worker"
            if process is top and ("scheduler" in words or pid == os.getpid()):
                role = "scheduler"
            times = process.cpu_times()
            sums[role] += times.user + times.system
    yield from sums.items()


def shipped(folder: Path) -> None:
    """Print how many bytes go to the cluster for each layout, and how many come back."""
    project = open_project(folder)
    bundles, jobs = Bundles(project), plan_jobs(project, Selection(formats=ONE[1:]))
    files: dict[str, int] = {}
    for job in jobs:
        files |= {one.digest: len(one.data) for one in bundles.of(job)}
    back = sum(path.stat().st_size for path in (folder / "output").rglob("*.pdf"))
    kinds = sum(files.values()) / 1000 / len(jobs), back / 1000 / len(jobs)
    work = len(pickle.dumps(jobs[0])) / 1000
    print(f"{len(jobs)} layouts: {kinds[0]:.0f} kB of files and {work:.1f} kB of order out,")
    print(f"{kinds[1]:.0f} kB of PDF back for each; {len(files)} parcels in all\n")


def report(spent: Mapping[str, Mapping[int, list[Spent]]]) -> None:
    """Print what a build costs by itself, and what each layout adds, medians of the rounds."""
    print("| | a build by itself | a layout | the same, as a ratio | time of a layout |")
    print("|---|---|---|---|---|")
    first = 0.0
    for name, sizes in spent.items():
        fixed, each = line(sizes, ("command", "scheduler", "worker", "layout"))
        clock = line(sizes, ("time",))[1]
        first = first or each
        print(f"| {name} | {fixed:.2f} s | {each:.0f} ms | {each / first:.2f} | {clock:.0f} ms |")
    print("\n| of it, a layout costs | command | scheduler | workers | layout processes |")
    print("|---|---|---|---|---|")
    for name, sizes in spent.items():
        parts = [line(sizes, (part,))[1] for part in ("command", "scheduler", "worker", "layout")]
        print(f"| {name} | " + " | ".join(f"{part:.1f} ms" for part in parts) + " |")


def line(sizes: Mapping[int, list[Spent]], parts: tuple[str, ...]) -> tuple[float, float]:
    """The cost of a build in seconds, and of each layout in milliseconds, by two sizes."""
    small, large = (
        statistics.median(sum(one[part] for part in parts) for one in sizes[size])
        for size in (SMALL, LARGE)
    )
    each = (large - small) / (LARGE - SMALL) / len(TAGS)
    return small - each * SMALL * len(TAGS), each * 1000


if __name__ == "__main__":
    main()
