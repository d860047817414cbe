"""Disks that take no more: what cannot be written is named, what was there stays, and it is made
good as soon as there is room.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from handouts.findings import ExitCode
from tests.projects import own_environment, run
from tests.test_faults import change, english


@cache
def mounting() -> tuple[str, ...]:
    """What gives a process mounts of its own: as root, or as root of a namespace; else nothing."""
    for words in (("unshare", "-m"), ("unshare", "-rm")):
        if not shutil.which("unshare"):
            break
        tried = [*words, "mount", "-t", "tmpfs", "none", "/tmp"]
        if subprocess.run(tried, capture_output=True).returncode == 0:
            return words
    return ()


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was found after each build; where nothing can be mounted, limits stand for a disk."""
    place = tmp_path_factory.mktemp("disks")
    folder = english(place / "project", ["old"], "")
    drill = [
        sys.executable,
        "-P",
        "-m",
        "tests.crashing",
        "disks",
        str(folder),
        str(place / "found"),
    ]
    words = [*mounting(), *drill, str(int(bool(mounting())))]
    done = subprocess.run(words, capture_output=True, text=True, env=own_environment({}))
    assert done.returncode == 0, done.stderr
    return place


def sheets(output: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in output.rglob("*.pdf")
    }


def clean(disks: Path, number: str, target: Path) -> dict[str, str]:
    """What a build of the same texts makes on a sound disk."""
    folder = shutil.copytree(disks / "project", target, ignore=lambda *_: ["output"])
    change(folder, number)
    assert run("-C", folder, "build").code == ExitCode.OK
    return sheets(folder / "output")


def refused(disks: Path, step: str, *reasons: str) -> list[str]:
    """Every failure is named with its reason and a next step; the names that failed."""
    log = (disks / f"found/{step}.log").read_text()
    assert log.splitlines()[-1] == str(int(ExitCode.FINDINGS)), log
    assert "Traceback" not in log
    failed = [line.split()[2] for line in log.splitlines() if line.startswith("failed ")]
    errors = [line for line in log.splitlines() if "error[" in line]
    assert errors
    assert all("error[H505]: cannot be written: " in line for line in errors)
    assert any(reason in log for reason in reasons), log
    assert len(errors) >= len(failed) == log.count("H505\n")
    assert not list((disks / f"found/{step}").rglob("*.part"))
    return failed


def test_a_full_disk_leaves_the_old_files_and_the_next_build_finishes(
    disks: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("disk", " ".join(mounting()) or "limit on the size of files")
    before, full = sheets(disks / "found/1 before"), sheets(disks / "found/2 full")
    expected = clean(disks, "0111", tmp_path / "clean")

    failed = refused(disks, "2 full", "No space left on device", "File too large")

    log = (disks / "found/2 full.log").read_text()
    assert "hint: Make room on the disk, or choose another folder with -o DIR" in log
    assert full.items() <= {*before.items(), *expected.items()}
    assert set(full) >= set(before)
    made = {name.split(".")[0] for name in full if full[name] == expected[name]}
    assert made.isdisjoint(failed)
    assert len(made) + len(failed) == len(expected)
    assert bool(made) == bool(mounting())  # a real disk takes some, and then no more
    for name in ("codes.json", "manifest.json"):
        json.loads((disks / "found/2 full" / name).read_text())
    log = (disks / "found/3 room.log").read_text()
    assert log.endswith(" s\n0\n")
    assert sheets(disks / "found/3 room") == expected


def test_a_folder_that_takes_no_files_keeps_its_own_and_the_next_build_finishes(
    disks: Path, tmp_path: Path
) -> None:
    """Without permission, which root needs not ask for unless it gives that up; and mounted so."""
    steps = {"4 forbidden": "Permission denied"}
    if mounting():
        steps["5 read-only"] = "Read-only file system"
    before = contents(disks / "found/3 room")

    for step, reason in steps.items():
        assert len(refused(disks, step, reason)) == len(sheets(disks / "found/3 room"))
        assert contents(disks / "found" / step) == before
        log = (disks / f"found/{step}.log").read_text()
        assert "a folder that you may write to, or choose another with -o DIR" in log

    assert (disks / "found/6 writable.log").read_text().endswith("\n0\n")
    expected = clean(disks, "0122", tmp_path / "clean")
    assert sheets(disks / "found/6 writable") == expected
    assert not expected.items() & sheets(disks / "found/3 room").items()


def contents(output: Path) -> dict[str, bytes]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }
