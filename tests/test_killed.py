"""Builds that are killed, and two at once: nothing is lost, the next build finishes the work."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.build import journal, locking
from handouts.build.record import read_record
from handouts.findings import ExitCode
from tests import poisoned
from tests.crashing import group_is_gone
from tests.projects import manifest, own_environment, run
from tests.test_faults import change, digests, english, nothing_left_over

KILLS = 6
SLUGS = [f"sheet-{number:02}" for number in range(16)]


def drill(*words: str | Path) -> None:
    """Run one of the drills of tests.crashing."""
    command = [sys.executable, "-P", "-m", "tests.crashing", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=own_environment({}))
    assert done.returncode == 0, done.stderr


def built_twice(folder: Path, slugs: list[str]) -> tuple[dict[str, str], dict[str, str], Path]:
    """Build, change the clinic's phone: the digests before, those that come of it, their folder."""
    english(folder, slugs, "")
    assert run("-C", folder, "build", *slugs[:4]).code == ExitCode.OK
    before = digests(folder)
    change(folder)
    clean = shutil.copytree(folder, folder.with_name("clean"))
    assert run("-C", clean, "build").code == ExitCode.OK
    assert not before.items() & digests(clean).items()
    return before, digests(clean), clean


def lasting(value: Any) -> Any:
    """A manifest or a record without what differs from one build to the next."""
    if isinstance(value, dict):
        passing = ("seconds", "outcome")
        return {key: lasting(part) for key, part in value.items() if key not in passing}
    return [lasting(part) for part in value] if isinstance(value, list) else value


def codes_of(output: Path) -> list[str]:
    return [row["code"] for row in json.loads((output / "codes.json").read_text())["made"]]


def whole_pdfs(output: Path) -> dict[str, str]:
    """The digests of a folder's PDFs, each opened by another program."""
    found = {}
    for path in sorted(output.rglob("*.pdf")):
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == 1
        found[path.name.split(".")[0]] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


# ── kill -9 ──────────────────────────────────────────────────────────────────────────────────────


def test_whatever_a_kill_leaves_the_next_build_finishes_the_work(tmp_path: Path) -> None:
    """Every state of the output folder between two steps of a build."""
    before, after, clean = built_twice(tmp_path / "clinic", ["one"])
    drill("steps", shutil.copytree(tmp_path / "clinic", tmp_path / "work"), tmp_path / "states")
    states = sorted(path for path in (tmp_path / "states").iterdir() if path.is_dir())
    old_codes, new_codes = codes_of(tmp_path / "clinic/output"), codes_of(clean / "output")
    assert len(new_codes) == len(old_codes) + 1
    unfinished = again = 0

    for state in states:
        step = state.name
        assert whole_pdfs(state).items() <= {*before.items(), *after.items()}, step
        assert codes_of(state) in (old_codes, new_codes), step
        for name in (".built.json", "manifest.json"):
            json.loads((state / name).read_text())
        unfinished += bool(list(state.rglob("*.part")))
        known = {line.name: line.entry["sha256"] for line in journal.read(state)}
        known |= {
            n: e["sha256"]
            for n, e in read_record(state).built.items()
            if e["sha256"] == after["one"]
        }
        output = tmp_path / "clinic/output"
        shutil.rmtree(output)
        state.rename(output)

        assert run("-C", tmp_path / "clinic", "build").code == ExitCode.OK, step

        (entry,) = manifest(tmp_path / "clinic")
        assert entry["outcome"] == ("unchanged" if known else "built"), step
        again += entry["outcome"] == "built"
        assert digests(tmp_path / "clinic") == after, step
        assert nothing_left_over(tmp_path / "clinic"), step
        assert codes_of(output) == new_codes, step
        for name in (".built.json", "manifest.json"):
            one, other = (json.loads((f / name).read_text()) for f in (output, clean / "output"))
            assert lasting(one) == lasting(other), step

    assert len(states) >= 20
    assert unfinished >= 10  # the fault is real: without the next build's broom they stay
    assert 6 <= again < len(states) / 2  # and the journal is not the only way to know


def test_a_build_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    """Six times, at random: the whole group of processes, or the build alone."""
    before, after, _ = built_twice(tmp_path / "clinic", SLUGS)

    drill("moments", tmp_path / "clinic", tmp_path / "kills", str(KILLS))

    made: set[str] = set()
    killed = sum(path.is_dir() for path in (tmp_path / "kills").iterdir())
    assert killed > KILLS / 2
    for number in range(killed):
        state, log = (
            tmp_path / f"kills/{number:03}",
            (tmp_path / f"kills/{number:03}.log").read_text(),
        )
        assert whole_pdfs(state).items() <= {*before.items(), *after.items()}
        again = {line.split()[2] for line in log.splitlines() if line.startswith("built")}
        assert not again & made  # what was made is not made again
        known = {Path(line.name).name.split(".")[0] for line in journal.read(state)}
        assert again <= known  # what was told was noted before
        made |= known
    assert len(made) > 1
    last = (tmp_path / "kills/last.log").read_text()
    assert f"{len(made)} unchanged" in last
    assert digests(tmp_path / "clinic") == after
    assert nothing_left_over(tmp_path / "clinic")


def test_a_journal_may_be_cut_off_anywhere(tmp_path: Path) -> None:
    entries: list[dict[str, Any]] = [{"sha256": "0" * 4, "findings": [{"a": "é\n[1]"}]}, {}]
    lines = [
        journal.Line(f"en/{n}.pdf", datetime.date(2026, 11, 22), e) for n, e in enumerate(entries)
    ]
    for line in lines:
        journal.append(tmp_path, line)
    text = (tmp_path / journal.JOURNAL).read_bytes()
    assert journal.read(tmp_path) == tuple(lines)

    for length in range(len(text)):
        (tmp_path / journal.JOURNAL).write_bytes(text[:length])
        found = journal.read(tmp_path)
        assert found == tuple(lines[: len(found)])
        journal.append(tmp_path, lines[1])
        assert journal.read(tmp_path) == (*found, lines[1])


def test_an_edition_that_a_killed_build_made_is_not_forgotten(tmp_path: Path) -> None:
    """It may have been printed: its code must be known, even where the text has changed since."""
    _, _, clean = built_twice(tmp_path / "clinic", ["one"])
    folder, (entry,) = tmp_path / "clinic", manifest(clean)
    day, code = datetime.date(2026, 11, 22), entry["code"]

    assert said_of(folder, code) == "current"  # as long as the project says the same
    change(folder, "0155")
    assert said_of(folder, code) == "unknown"
    journal.append(folder / "output", journal.Line("en/one.one-pager.screen.pdf", day, entry))
    assert said_of(folder, code) == "superseded"
    assert run("-C", folder, "build").code == ExitCode.OK

    assert nothing_left_over(folder)
    assert said_of(folder, code) == "superseded"
    assert codes_of(folder / "output")[1:] == [code, manifest(folder)[0]["code"]]


def said_of(folder: Path, code: str) -> str:
    (sheet,) = run("-C", folder, "verify", "--json", "--code", code).json["sheets"]
    return str(sheet["standing"])


# ── two builds at once ───────────────────────────────────────────────────────────────────────────


def test_a_second_build_of_a_folder_is_refused_at_once_and_touches_nothing(tmp_path: Path) -> None:
    folder = english(tmp_path / "clinic", ["one", "two"], "")
    words = ("-C", folder, "build", "-j", "1")
    with poisoned.start({"two": "wait"}, *words, marks=tmp_path) as first:
        poisoned.wait_for(tmp_path, "waits-*")
        assert first.stderr
        assert first.stderr.readline().startswith("built  ")
        before = snapshot(folder / "output")

        second = run("-C", folder, "build", "--force")

        assert second.code == ExitCode.FINDINGS
        assert (
            f"{folder / 'output'}: error[H550]: another build (process {first.pid}, since 2"
            in second.err
        )
        assert "hint: Wait until it has ended" in second.err
        assert "Traceback" not in second.said
        assert snapshot(folder / "output") == before
        assert run("-C", folder, "build", "-o", tmp_path / "elsewhere").code == ExitCode.OK

        first.terminate()
        _, said = first.communicate()
    assert first.returncode == ExitCode.INTERRUPTED
    assert said.splitlines()[-1].startswith("interrupted: 1 of 2 handouts are up to date")
    group_is_gone(first.pid)
    assert nothing_left_over(folder)
    ran = run("-C", folder, "build")
    assert ran.code == ExitCode.OK
    assert "1 built, 1 unchanged" in ran.err


def test_without_the_lock_two_builds_write_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is real: the lock alone keeps the second one out."""
    folder = english(tmp_path / "clinic", ["one"], "")
    with locking.locked(folder / "output"):
        assert run("-C", folder, "build").code == ExitCode.FINDINGS
        monkeypatch.setattr(locking, "_lock", lambda file: None)
        assert run("-C", folder, "build").code == ExitCode.OK


def test_an_orphan_keeps_the_lock_and_ends_by_itself(tmp_path: Path) -> None:
    """Where the system does not end workers with their build, as Linux does: macOS."""
    folder = english(tmp_path / "clinic", ["one"], "[build]\nseconds = 2\n")
    code = "from handouts.build import worker\nworker._GRACE = 0\nworker._end_with = print"
    words = ("-C", folder, "build", "-j", "1")
    with poisoned.start({"one": "hang"}, *words, marks=tmp_path, code=code) as first:
        poisoned.wait_for(tmp_path, "hangs")
        first.kill()
        first.wait()

        refused = run("-C", folder, "build")
        group_is_gone(first.pid)
        allowed = run("-C", folder, "build")

    assert refused.code == ExitCode.FINDINGS
    assert f"error[H550]: another build (process {first.pid}, " in refused.err
    assert allowed.code == ExitCode.OK
    assert nothing_left_over(folder)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }
