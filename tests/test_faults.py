"""Faults in a worker: whatever one handout does, it is named, and all others are made."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from handouts.findings import ExitCode
from tests import poisoned
from tests.projects import ARTICLE, SETTINGS, Ran, manifest, project, run, spawn

SECONDS = 6
MEMORY = 500
LIMITS = f"[build]\nseconds = {SECONDS}\nmemory = {MEMORY}\n"

ENDED = "the layout engine came to a sudden end"
FAULTS = {
    "segfault": ("H304", f"{ENDED} (SIGSEGV)"),
    "abort": ("H304", f"{ENDED} (SIGABRT)"),
    "leave": ("H304", f"{ENDED} (exit code 3)"),
    "killed": ("H304", f"{ENDED} (SIGKILL, as the system does where memory runs out)"),
    "hang": ("H551", f"took longer than {SECONDS} s"),
    "stopped": ("H551", f"took longer than {SECONDS} s"),
}
if sys.platform == "linux":
    FAULTS["python_memory"] = ("H552", f"needed more than {MEMORY} MB of memory")
    FAULTS["c_memory"] = ("H552", f"needed more than {MEMORY} MB of memory")
POISONS = {kind.replace("_", "-"): kind for kind in FAULTS}  # a slug for each


def english(folder: Path, slugs: list[str], settings: str = LIMITS) -> Path:
    """A project with some articles in English alone."""
    files: dict[str, str | bytes | None] = {f"articles/{slug}.md": ARTICLE for slug in slugs}
    return project(
        folder,
        {
            **files,
            "articles/tooth-pain.md": None,
            "locales/es/LC_MESSAGES/tooth-pain.po": None,
            "handouts.toml": 'targets = ["screen"]\nlanguages = ["en"]\n' + SETTINGS + settings,
        },
    )


def digests(folder: Path) -> dict[str, str]:
    """The PDFs of a project by slug."""
    return {
        path.name.split(".")[0]: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "output").rglob("*.pdf")
    }


def told(folder: Path) -> dict[str, tuple[str, str]]:
    """The code and the message of each handout that failed, by slug."""
    failed = {}
    for entry in manifest(folder):
        if entry["outcome"] == "failed":
            (found,) = (found for found in entry["findings"] if found["severity"] == "error")
            failed[entry["slug"]] = (found["code"], found["message"])
    return failed


def nothing_left_over(folder: Path) -> bool:
    """Whether no unfinished file, no lock and no journal is there."""
    hidden = {path.name for path in (folder / "output").rglob(".*")}
    return hidden <= {".built.json"}


def change(folder: Path, number: str = "0199") -> None:
    """Give the clinic another phone number: every sheet must be made anew."""
    path = folder / "handouts.toml"
    path.write_text(re.sub(r"555-\d{4}", f"555-{number}", path.read_text()))


def said(poisons: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What `told` must be: every finding names its handout."""
    return {
        slug: (FAULTS[kind][0], f"{slug}, en, one-pager, screen, main: {FAULTS[kind][1]}")
        for slug, kind in poisons.items()
    }


def test_each_fault_costs_its_own_handout_and_names_it(tmp_path: Path) -> None:
    """One build with every fault there is; the earlier files of what fails stay as they were."""
    folder = english(tmp_path / "clinic", [*POISONS, "good", "sound"])
    assert run("-C", folder, "build").code == ExitCode.OK
    before = digests(folder)
    change(folder)

    ran = poisoned.run(POISONS, "-v", "-C", folder, "build", "-j", "3", marks=tmp_path)

    assert ran.code == ExitCode.RENDER, ran.err
    assert f"handouts: 2 built, {len(POISONS)} failed" in ran.err
    assert told(folder) == said(POISONS)
    after = digests(folder)
    assert {slug for slug in after if after[slug] != before[slug]} == {"good", "sound"}
    assert nothing_left_over(folder)
    for place in ("in segfault", "in abort", "in hang"):  # -v shows where it was
        assert place in ran.err

    mended = run("-C", folder, "build")

    assert mended.code == ExitCode.OK, mended.err
    assert f"{len(POISONS)} built, 2 unchanged" in mended.err
    assert not digests(folder).items() & before.items()


def test_without_a_worker_the_same_fault_ends_the_build(tmp_path: Path) -> None:
    folder = english(tmp_path / "clinic", ["bad", "good"])

    ran = poisoned.run({"bad": "segfault"}, "-C", folder, "build", "-j", "0", marks=tmp_path)

    assert ran.code == -signal.SIGSEGV
    assert digests(folder) == {}


def test_who_is_not_at_fault_is_made_in_the_end(tmp_path: Path) -> None:
    """Three of them: a victim of another one, a target of a layout, and who has no limit.

    The system ends what takes the most memory at that moment, which may be anybody.
    """
    folder = english(tmp_path / "clinic", ["half", "large", "victim"], "[build]\nmemory = 0\n")
    poisons = {"half:office": "segfault", "large": "python_memory", "victim": "killed_once"}

    words = ("-C", folder, "build", "-t", "screen", "-t", "office")
    ran = poisoned.run(poisons, *words, marks=tmp_path)

    assert ran.code == ExitCode.RENDER, ran.err
    assert (tmp_path / "killed").exists()
    outcomes = {(e["slug"], e["target"]): e["outcome"] for e in manifest(folder)}
    assert [name for name, outcome in outcomes.items() if outcome == "failed"] == [
        ("half", "office")
    ]
    assert len(outcomes) == 6
    assert ran.err.count("error[") == 1
    assert "half, en, one-pager, office, main: " in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone keeps to the limit")
def test_memory_is_counted_from_the_worker_not_from_who_started_the_build(tmp_path: Path) -> None:
    """A large program runs the build; its own peak is handed on to whatever it starts."""
    folder = english(tmp_path / "clinic", ["large", "good"])
    program = bytes(b"\x01" * (MEMORY * 2**20))

    ran = poisoned.run({"large": "c_memory"}, "-C", folder, "build", "-j", "1", marks=tmp_path)

    assert len(program) == MEMORY * 2**20
    assert {slug: code for slug, (code, _) in told(folder).items()} == {"large": "H552"}, ran.err


def test_a_template_of_ones_own_that_takes_all_memory(tmp_path: Path) -> None:
    """A fault without any wrapping: it comes as an error of the template, and is seen through."""
    folder = english(tmp_path / "clinic", ["big", "good"])
    page = (Path(__file__).parent.parent / "templates/one-pager.html").read_text(encoding="utf-8")
    (folder / "articles/big.md").write_text(ARTICLE.replace("# When a tooth hurts", "# Big"))
    eats = '{% if sheet.plain_title == "Big" %}{% set x = "x" * 4000000000 %}{% endif %}\n'
    (folder / "templates").mkdir()
    (folder / "templates/one-pager.html").write_text(eats + page)

    ran = spawn("-C", folder, "build", "-j", "1")

    assert ran.code == ExitCode.RENDER, ran.err
    assert {slug: code for slug, (code, _) in told(folder).items()} == {"big": "H552"}
    assert set(digests(folder)) == {"good"}


def test_where_no_process_can_be_started_every_handout_is_named(tmp_path: Path) -> None:
    folder = english(tmp_path / "clinic", ["one", "two"])
    refuse = (
        "def fork(): raise BlockingIOError(11, 'Resource temporarily unavailable')\nos.fork = fork"
    )

    ran = poisoned.run({}, "-C", folder, "build", marks=tmp_path, code=refuse)

    assert ran.code == ExitCode.RENDER, ran.err
    assert {code for code, _ in told(folder).values()} == {"H304"}
    assert ran.err.count("no process could be started to make it") == 2
    assert nothing_left_over(folder)


# ── a build that stands still ────────────────────────────────────────────────────────────────────


def test_a_build_that_stood_still_blames_no_handout(tmp_path: Path) -> None:
    """Ctrl-Z for longer than a handout may take; the same without the guard shows the fault."""
    codes = {"guarded": "", "bare": "from handouts.build import pool\npool._LATE = 10**6"}
    running, ended = {}, {}
    for name, code in codes.items():
        folder = english(tmp_path / name, ["slow"], "[build]\nseconds = 5\n")
        (tmp_path / f"{name}-marks").mkdir()
        running[name] = poisoned.start(
            {"slow:screen": "wait"},
            *("-C", folder, "build", "-j", "1"),
            marks=tmp_path / f"{name}-marks",
            code=code,
        )
    for name, process in running.items():
        poisoned.wait_for(tmp_path / f"{name}-marks", "waits-*")
        os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(6.5)
    (tmp_path / "guarded-marks/go").touch()
    for name, process in running.items():
        os.killpg(process.pid, signal.SIGCONT)
        _, err = process.communicate()
        ended[name] = Ran(process.returncode, "", err)

    assert ended["guarded"].code == ExitCode.OK, ended["guarded"].err
    assert ended["bare"].code == ExitCode.RENDER
    assert "error[H551]" in ended["bare"].err
