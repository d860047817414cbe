"""Real clusters on the loopback: schedulers and workers as processes, in folders of their own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.projects import ROOT

MISCHIEF = """\
import os, signal, sys, time

if "handouts.build.cluster.child" in " ".join(sys.orig_argv):
    import psutil
    from handouts.build.printing import Printer

    lay_out = Printer.lay_out

    def mischievous(self, handout, *others, **named):
        if "crash" in (handout.slug, handout.clinic):
            os.kill(os.getpid(), signal.SIGKILL)
        if handout.slug == "murder":
            os.kill(psutil.Process().parents()[1].pid, signal.SIGKILL)
            time.sleep(3600)
        if handout.slug == "greed":
            bytearray(10**9)
        if handout.slug == "hang":
            time.sleep(3600)
        return lay_out(self, handout, *others, **named)

    Printer.lay_out = mischievous
"""
"""A sitecustomize.py: articles of four names bring down the process that prints them."""


IDLE = {
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.profile.enabled": False,
}
"""Settings with which waiting costs nothing: by itself dask looks at itself all the time."""


def mischief(folder: Path) -> str:
    """Write what makes some articles fatal; return the PYTHONPATH that switches it on."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(MISCHIEF)
    return f"{folder}:{ROOT}"


@dataclass
class Processes:
    """A scheduler and its workers; each has a folder of its own, and nothing of a project."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        """Start a scheduler, at the address of the one before it."""
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        place = ["--port", self.address.rpartition(":")[2] or "0"]
        words = ["scheduler", "--host", "127.0.0.1", *place, "--scheduler-file", str(file)]
        self.scheduler = self._start("scheduler", [*words, "--no-dashboard", "--no-show"])
        self.address = _when_written(file)

    def start_worker(self, name: str, path: str = str(ROOT)) -> subprocess.Popen[bytes]:
        """Start a worker with the program on a path."""
        words = ["worker", self.address, "--name", name, "--nthreads", "1", "--no-nanny"]
        words += ["--host", "127.0.0.1", "--no-dashboard", "--local-directory", "scratch"]
        worker = self._start(name, words, path)
        self.workers.append(worker)
        return worker

    def _start(self, name: str, words: list[str], path: str = str(ROOT)) -> subprocess.Popen[bytes]:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": path}
        for key, value in IDLE.items():
            environment["DASK_" + key.replace("-", "_").replace(".", "__").upper()] = str(value)
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "dask", *words],
                cwd=home,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def end(self) -> None:
        """Kill all of them."""
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process as a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def processes(folder: Path, workers: int) -> Iterator[Processes]:
    """Give a scheduler with some workers."""
    cluster = Processes(folder)
    try:
        cluster.start_scheduler()
        for number in range(workers):
            cluster.start_worker(f"worker-{number}")
        yield cluster
    finally:
        cluster.end()


def _when_written(file: Path) -> str:
    for _ in range(600):
        with contextlib.suppress(OSError, ValueError, KeyError):
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.1)
    raise TimeoutError("the scheduler does not start")
