"""`build --watch`: a page is there again soon after its file was saved, whatever was in it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handouts.findings import ExitCode
from handouts.project.watching import look, wait
from tests.projects import command, own_environment, project, run, spawn

CATALOG = "locales/es/LC_MESSAGES/tooth-pain.po"
PDF = "output/es/tooth-pain.one-pager.screen.pdf"


class Watched:
    """A `build --watch` in a process of its own; every round is read to its end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def round(self) -> list[dict[str, Any]]:
        """All events until the build waits again."""
        assert self.process.stderr is not None
        events: list[dict[str, Any]] = []
        while not events or events[-1]["event"] != "waiting":
            line = self.process.stderr.readline()
            assert line, "the watch has ended"
            events.append(json.loads(line))
        return events

    def outcomes(self) -> dict[str, str]:
        found = [event for event in self.round() if event["event"] == "finished"]
        return {event["language"]: event["outcome"] for event in found}


@contextlib.contextmanager
def watched(folder: Path, *words: str) -> Iterator[Watched]:
    line = command("-C", folder, "build", "-t", "screen", "--watch", "--progress", "json", *words)
    with subprocess.Popen(
        line, stderr=subprocess.PIPE, text=True, env=own_environment({}), start_new_session=True
    ) as process:
        guard = threading.Timer(90, lambda: os.killpg(process.pid, signal.SIGKILL))
        guard.start()
        try:
            yield Watched(process)
        finally:
            guard.cancel()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_saved_translation_is_on_its_page_and_no_other_page_is_made(tmp_path: Path) -> None:
    import pypdf

    folder = project(tmp_path / "clinic")
    with watched(folder) as build:
        assert build.outcomes() == {"en": "built", "es": "built"}

        _change(folder / CATALOG, "agua tibia", "agua salada")

        assert build.outcomes() == {"en": "unchanged", "es": "built"}
        assert "agua salada" in pypdf.PdfReader(folder / PDF).pages[0].extract_text()
        build.process.send_signal(signal.SIGINT)
        assert build.process.wait(30) == ExitCode.INTERRUPTED


def test_what_is_at_fault_is_told_and_may_be_mended(tmp_path: Path) -> None:
    folder = project(tmp_path / "clinic")
    settings = (folder / "handouts.toml").read_text()
    with watched(folder, "tooth-pain") as build:
        build.round()

        (folder / "handouts.toml").write_text("formats = [")
        assert [e["code"] for e in build.round() if e["event"] == "finding"] == ["H502"]
        (folder / "handouts.toml").write_text(settings)
        assert build.outcomes() == {"en": "unchanged", "es": "unchanged"}

        (folder / "articles/tooth-pain.md").rename(folder / "articles/teeth.md")
        assert [e["code"] for e in build.round() if e["event"] == "finding"] == ["H538"]
        (folder / "articles/teeth.md").rename(folder / "articles/tooth-pain.md")
        assert build.outcomes() == {"en": "unchanged", "es": "unchanged"}

        (folder / "templates").mkdir()
        (folder / "templates/one-pager.html").write_text("{{ nothing.here }}")
        assert build.outcomes() == {"en": "failed", "es": "failed"}
        (folder / "templates/one-pager.html").unlink()
        assert build.outcomes() == {"en": "unchanged", "es": "unchanged"}


def test_where_the_first_round_cannot_begin_none_does(tmp_path: Path) -> None:
    folder = project(tmp_path / "clinic", {"handouts.toml": "formats = ["})

    ran = spawn("-C", folder, "build", "--watch")

    assert (ran.code, ran.err.count("H502")) == (ExitCode.PROJECT, 1)


def test_where_the_engine_dies_the_next_change_is_built_all_the_same(tmp_path: Path) -> None:
    folder = project(tmp_path / "clinic")
    with watched(folder) as build:
        build.round()
        process = build.process.pid
        listed = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True)
        os.kill(int(listed.stdout.split()[0]), signal.SIGSEGV)

        told = [event for event in build.round() if event["event"] == "finding"]
        assert [event["code"] for event in told] == ["H304"]
        assert "SIGSEGV" in told[0]["message"]

        _change(folder / CATALOG, "agua tibia", "agua salada")
        assert build.outcomes() == {"en": "unchanged", "es": "built"}


@pytest.mark.parametrize("word", ["--json", "--force"])
def test_a_build_without_end_has_no_one_result(tmp_path: Path, word: str) -> None:
    ran = run("-C", project(tmp_path), "build", "--watch", word)

    assert ran.code == ExitCode.USAGE
    assert "--watch" in ran.err


# ── looking ──────────────────────────────────────────────────────────────────────────────────────


def test_a_look_sees_all_that_a_build_reads_and_nothing_that_it_writes(tmp_path: Path) -> None:
    folder = project(tmp_path / "clinic", {"logo.svg": "<svg/>", "articles/.x.md.swp": "x"})
    before = look(folder, (folder / "logo.svg",))
    names = {Path(path).relative_to(folder).as_posix() for path in before}
    assert names == {"handouts.toml", "articles/tooth-pain.md", CATALOG, "logo.svg"}

    (folder / "output/es").mkdir(parents=True)
    (folder / "output/es/x.pdf").write_text("x")
    (folder / "articles/.y.md.swp").write_text("x")
    assert look(folder, (folder / "logo.svg",)) == before

    for name in ("reviews/es/tooth-pain.toml", "glossary/es.tsv", "templates/icons/a.svg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
        now = look(folder, (folder / "logo.svg",))
        assert now.keys() - before.keys() == {str(folder / name)}
        before = now


def test_waiting_ends_when_nobody_writes_any_more() -> None:
    looks = iter([{"a": (1, 1, 1)}, {"a": (2, 1, 1)}, {"a": (2, 9, 1)}, {"a": (2, 9, 1)}])

    wait({"a": (1, 1, 1)}, lambda: next(looks))

    assert next(looks, None) is None
