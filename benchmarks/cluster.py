"""What a dask cluster costs: the same handouts on this machine's pool and on clusters of it.

    python benchmarks/cluster.py [ROUNDS]

**All of it**: one-pagers of this repository's article in six languages, `screen` and `office` of
each, by `handouts build -j 2`, by `--cluster` on a LocalCluster of two workers with one thread
each, and on a scheduler and two workers that are processes in folders of their own.

**The way alone**: the same without laying anything out. Whoever makes a job hands back a file of
random bytes, as large as such a PDF, so that what is left is planning, sending, and writing.

Each way makes a small batch and a large one, in turns; from the two come what a build costs by
itself and what each layout adds. Work is CPU seconds of all processes together. Clusters run and
have loaded their engines before anything is counted; what dask spends on looking at itself,
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
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
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
FORMAT = "one-pager"
PARTS = ("command", "scheduler", "worker", "layout")
WHOLE, BARE = (1, 4), (5, 30)
"""How many copies of the article the small and the large batch have, in six languages."""

NOTHING_LAID_OUT = """\
import sys

words = " ".join(sys.orig_argv)
if "cluster.child" in words or "-m handouts" in words:
    import hashlib, os
    from handouts.build.making import Maker
    from handouts.editions import Edition
    from handouts.build.results import Outcome, Result

    PDF = os.urandom(53_000)
    DIGEST = hashlib.sha256(PDF).hexdigest()

    def make(self, job):
        for handout in job.handouts:
            self.printer.put(handout.path, PDF)
        return tuple(
            Result(
                handout=h,
                outcome=Outcome.BUILT,
                state="draft",
                sha256=DIGEST,
                edition=Edition(
                    slug=h.slug, language=h.tag, version="1", state="draft", clinic=h.clinic,
                    source="", translation="", facts="", review="",
                ),
            )
            for h in job.handouts
        )

    Maker.make = make
"""

Spent = Mapping[str, float]
"""CPU seconds by the part that spent them, and `time` on the clock."""


@dataclass(frozen=True)
class Way:
    """Options of a build, the processes that work for it besides the command, its PYTHONPATH."""

    words: Sequence[str]
    pids: Sequence[int] = ()
    path: str = str(ROOT)


def main() -> None:
    """Measure in turns and print what a build and a layout cost."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    dask.config.set(IDLE)
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        local = stack.enter_context(LocalCluster(n_workers=2, threads_per_worker=1))
        apart = way_apart(folder / "apart", str(ROOT), stack)
        ways = {
            "`-j 2`": Way(["-j", "2"]),
            "LocalCluster 2 × 1": Way(["--cluster", local.scheduler_address], [os.getpid()]),
            "separate processes 2 × 1": apart,
        }
        print("\nAll of it:\n")
        report(measured(folder / "whole", WHOLE, ways, rounds), WHOLE)
        shipped(folder / "whole" / str(WHOLE[1]))
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        (folder / "sitecustomize.py").write_text(NOTHING_LAID_OUT)
        path = f"{folder}:{ROOT}"
        bare = {
            "`-j 2`": Way(["-j", "2"], path=path),
            "separate processes 2 × 1": way_apart(folder / "apart", path, stack),
        }
        print("\nThe way alone:\n")
        report(measured(folder / "bare", BARE, bare, rounds), BARE)


def way_apart(folder: Path, path: str, stack: ExitStack) -> Way:
    """Start a scheduler and two workers as processes."""
    folder.mkdir()
    cluster = stack.enter_context(processes(folder, workers=0))
    workers = [cluster.start_worker(f"worker-{number}", path) for number in range(2)]
    assert cluster.scheduler
    pids = [cluster.scheduler.pid, *(worker.pid for worker in workers)]
    return Way(["--cluster", cluster.address], pids, path)


def measured(
    folder: Path, sizes: Sequence[int], ways: Mapping[str, Way], rounds: int
) -> Mapping[str, Mapping[int, list[Spent]]]:
    """Build batches of some sizes by each way, in turns."""
    spent: dict[str, dict[int, list[Spent]]] = defaultdict(lambda: defaultdict(list))
    folders = {size: library(folder / str(size), size) for size in sizes}
    for way in ways.values():  # engines loaded, addresses right
        build(folders[sizes[0]], way)
    for number in range(rounds):
        for size in sizes:
            for name, way in ways.items():
                spent[name][size].append(build(folders[size], way))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    return spent


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


def build(folder: Path, way: Way) -> Spent:
    """Build everything anew and say who spent what."""
    before, others = used(way.pids), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    words = ["-q", "-C", str(folder), "build", "-f", FORMAT, "--force", *way.words]
    done = subprocess.run(
        [sys.executable, "-m", "handouts", *words],
        env={**os.environ, "PYTHONPATH": way.path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    taken = time.perf_counter() - began
    after, own = used(way.pids), resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = {"time": taken}
    spent["command"] = own.ru_utime + own.ru_stime - others.ru_utime - others.ru_stime
    return spent | {role: after[role] - before[role] for role in PARTS[1:]}


def used(pids: Sequence[int]) -> dict[str, float]:
    """CPU seconds so far of a cluster's processes, by what they do; each process counts once."""
    sums = dict.fromkeys(PARTS[1:], 0.0)
    for pid in pids:
        top = psutil.Process(pid)
        for process in (top, *top.children(recursive=True)):
            if process is not top and ("apart" in process.cwd()) != ("apart" in top.cwd()):
                continue  # a child of this benchmark, but of another cluster
            words = " ".join(process.cmdline())
            role = "layout" if "cluster.child" in words else "worker"
            if process is top and ("scheduler" in words or pid == os.getpid()):
                role = "scheduler"
            times = process.cpu_times()
            sums[role] += times.user + times.system
    return sums


def shipped(folder: Path) -> None:
    """Print how many bytes go to the cluster for each layout, and how many come back."""
    project = open_project(folder)
    bundles, jobs = Bundles(project), plan_jobs(project, Selection(formats=(FORMAT,)))
    files: dict[str, int] = {}
    for job in jobs:
        files |= {one.digest: len(one.data) for one in bundles.of(job)}
    back = sum(path.stat().st_size for path in (folder / "output").rglob("*.pdf"))
    each = sum(files.values()) / 1000 / len(jobs), back / 1000 / len(jobs)
    work = len(pickle.dumps(jobs[0])) / 1000
    print(f"\nEach of {len(jobs)} layouts: {each[0]:.0f} kB of files (in {len(files)} parcels for")
    print(f"all) and {work:.1f} kB of order out, {each[1]:.0f} kB of PDFs back.")


def report(spent: Mapping[str, Mapping[int, list[Spent]]], sizes: Sequence[int]) -> None:
    """Print what a build costs by itself, and what each layout adds, medians of the rounds."""
    print("| | a build by itself | a layout | ratio | " + " | ".join(PARTS) + " | on the clock |")
    print("|" + "---|" * (len(PARTS) + 5))
    first = 0.0
    for name, batches in spent.items():
        fixed, each = line(batches, sizes, PARTS)
        first = first or each
        figures = [f"{fixed:.1f} s", f"{each:.1f} ms", f"{each / first:.2f}"]
        figures += [f"{line(batches, sizes, (part,))[1]:.1f} ms" for part in (*PARTS, "time")]
        print(f"| {name} | " + " | ".join(figures) + " |")


def line(
    batches: Mapping[int, list[Spent]], sizes: Sequence[int], parts: Sequence[str]
) -> tuple[float, float]:
    """The cost of a build in seconds, and of each layout in milliseconds, by two sizes."""
    small, large = (
        statistics.median(sum(one[part] for part in parts) for one in batches[size])
        for size in sizes
    )
    each = (large - small) / (sizes[1] - sizes[0]) / len(TAGS)
    return small - each * sizes[0] * len(TAGS), each * 1000


if __name__ == "__main__":
    main()
