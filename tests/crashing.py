"""Builds that are killed, as forks of a process that has loaded everything: no start is waited for.

A child is the command itself, with workers of its own; nothing is laid out before the fork. Run as
a program, a drill kills builds and leaves what is found then for a test to look at.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "fcntl.flock")
RANDOM = r"\.\d+\.[a-z0-9_]{8}\.part"


NEW, LITTLE = 4, 50 * 1024
"""Sheets that are new to a full disk, and the bytes that are left there: enough for some."""


def build(folder: Path, *words: str, log: Path, before: Callable[[], None] | None = None) -> int:
    """Fork a process that builds a project, in a group of its own; return its number."""
    from handouts.cli import main

    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.argv = ["handouts", "-C", str(folder), "build", *words]
        if before:
            before()
        main()
    except SystemExit as problem:
        sys.stderr.flush()
        os._exit(int(problem.code or 0))
    finally:
        os._exit(99)


def ended(child: int) -> int:
    """Wait for a child: its exit code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def group_is_gone(group: int) -> None:
    """Wait until nobody is left of a build, its workers included."""
    with suppress(ProcessLookupError):
        while True:
            os.killpg(group, 0)
            time.sleep(0.01)


def at_every_step(project: Path, place: Path) -> None:
    """Copy the output before each step of a build: that is what a kill would leave there.

    What a process has not yet handed to the system is in no file, whether it dies or not. The
    copies have the names of the steps.
    """
    output = project / "output"
    count, busy = 0, False

    def look(event: str, words: tuple[Any, ...]) -> None:
        nonlocal count, busy
        if busy or event not in STEPS:
            return
        busy = True  # what is done here is no step of the build
        path = output / ".lock" if event == "fcntl.flock" else Path(str(words[0]))
        reads = event == "open" and not (isinstance(words[2], int) and words[2] & WRITES)
        if path.is_relative_to(output) and not path.is_dir() and not reads:
            count += 1
            name = re.sub(RANDOM, ".part", path.name)
            shutil.copytree(output, place / f"{count:02} {event.removeprefix('os.')} {name}")
        busy = False

    sys.addaudithook(look)
    assert ended(build(project, "-j", "0", log=place / "log")) == 0


def at_random_moments(project: Path, place: Path, times: int) -> None:
    """Kill a build of two workers so many times, at random; then let one come to its end.

    The whole group is killed, and the next time the build alone. `place` gets the output after
    each kill, and what each build has said.
    """
    chance = random.Random(2026)
    for number in range(times):
        log = place / f"{number:03}.log"
        child = build(project, "-j", "2", log=log)
        enough = chance.randrange(3)
        while not log.exists() or log.read_text().count("built  ") < enough:
            time.sleep(0.002)
        time.sleep(chance.random() * (0.03 if enough else 0.2))
        (os.killpg if number % 2 else os.kill)(child, signal.SIGKILL)
        if (code := ended(child)) == 0:
            break  # a quick machine
        assert code == -signal.SIGKILL, log.read_text()
        group_is_gone(child)
        with suppress(FileNotFoundError), (project / "output/.lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises where it is still held
        shutil.copytree(project / "output", place / f"{number:03}", dirs_exist_ok=True)
    assert ended(build(project, "-j", "2", log=place / "last.log")) == 0


def on_bad_disks(project: Path, place: Path, may_mount: int) -> None:
    """Build onto a full disk, and into folders that take no files; then mend it, and build again.

    `place` gets the output after each build, and its log with the exit code in the last line.
    """
    output = project / "output"
    output.mkdir()
    folders = [output, output / "en"]

    def step(name: str, before: Callable[[], None] | None = None) -> None:
        log = place / f"{name}.log"
        code = ended(build(project, "-j", "1", log=log, before=before))
        log.write_text(f"{log.read_text()}{code}\n")
        shutil.copytree(output, place / name, ignore=lambda *_: ["filler"])

    if may_mount:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", output], check=True)
    step("1 before")
    call("0111", project)
    for number in range(NEW):
        shutil.copy(project / "articles/old.md", project / f"articles/new-{number}.md")
    if may_mount:
        room = os.statvfs(output)
        (output / "filler").write_bytes(bytes(room.f_bavail * room.f_bsize - LITTLE))
        step("2 full")
        (output / "filler").unlink()
    else:
        step("2 full", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)))
    step("3 room")
    call("0122", project)
    for folder in folders:
        folder.chmod(0o555)
    step("4 forbidden", without_rights)
    for folder in folders:
        folder.chmod(0o755)
    if may_mount:
        subprocess.run(["mount", "-o", "remount,ro", output], check=True)
        step("5 read-only")
        subprocess.run(["mount", "-o", "remount,rw", output], check=True)
    step("6 writable")


def call(number: str, project: Path) -> None:
    """Give the clinic another phone number: every sheet must be made anew."""
    path = project / "handouts.toml"
    path.write_text(re.sub(r"555-\d{4}", f"555-{number}", path.read_text()))


def without_rights() -> None:
    """Give up what root alone may do: the modes of folders count for this process, too."""
    if os.geteuid() == 0:
        header = struct.pack("Ii", 0x20080522, 0)  # version 3 of the capabilities, this process
        assert ctypes.CDLL(None).capset(header, bytes(24)) == 0


def main() -> None:
    """`python -m tests.crashing DRILL PROJECT PLACE [TIMES]`."""
    from handouts.build.engine import warm_up
    from handouts.build.making import Maker
    from handouts.build.pool import cores
    from handouts.cli import app, building

    assert all((Maker, cores, app, building))
    warm_up()
    drill, project, place, *times = sys.argv[1:]
    Path(place).mkdir(exist_ok=True)
    drills: dict[str, Callable[..., None]] = {
        "steps": at_every_step,
        "moments": at_random_moments,
        "disks": on_bad_disks,
    }
    drills[drill](Path(project), Path(place), *map(int, times))


if __name__ == "__main__":
    main()
