"""The recipes of docs/batch.md do what the page says."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from handouts.findings import ExitCode
from tests.projects import ROOT, project, run

PAGE = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")
BROKEN = {"articles/broken.md": "no title"}
SMALL = {"handouts.toml": 'languages = ["en"]\nformats = ["one-pager"]\ntargets = ["screen"]\n'}
SMALL["handouts.toml"] += '[clinics.main]\nname = "A"\nphone = "1"\n'


def blocks(kind: str) -> list[str]:
    """The page's blocks of code of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A project with the program beside it, where the page has both."""
    tool = tmp_path / "handouts" / "run"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m handouts "$@"\n')
    tool.chmod(0o755)
    folder = project(tmp_path / "clinic", dict(SMALL))
    assert run("-C", folder, "sync").code == ExitCode.OK
    return folder


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as cron does: by sh, in hardly any environment."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True
    )


def test_the_crontab_says_nothing_until_something_is_wrong(clinic: Path) -> None:
    (table,) = blocks("crontab")
    mail, entry = table.splitlines()
    assert mail.startswith("MAILTO=")
    times, line = re.fullmatch(r"((?:[\d*]+ ){4}[\d*]+) +(.*)", entry, re.DOTALL).groups()  # type: ignore[union-attr]
    assert len(times.split()) == 5
    line = line.replace("/srv/clinic", str(clinic))

    fine = shell(line, clinic)
    project(clinic, {**SMALL, **BROKEN})
    wrong = shell(line, clinic)

    assert (fine.returncode, fine.stdout, fine.stderr) == (ExitCode.OK, "", "")
    assert (clinic / "output/en/tooth-pain.one-pager.screen.pdf").is_file()
    assert (wrong.returncode, wrong.stdout) == (ExitCode.FINDINGS, "")
    assert "error[H104]" in wrong.stderr
    assert "tooth-pain" not in wrong.stderr


def test_the_timer_starts_the_service_and_stops_it_as_ctrl_c_does() -> None:
    units = []
    for text in blocks("ini"):
        unit = configparser.ConfigParser()
        unit.read_string(text)
        units.append(unit)
    service, timer = units

    words = service["Service"]["ExecStart"].split()
    assert words[1:] == ["build", "--progress", "lines"]
    assert service["Service"]["KillSignal"] == "SIGINT"
    assert timer["Timer"]["OnCalendar"]


def recipes() -> list[tuple[list[str], Any]]:
    """The commands of each CI recipe that start the program, and the recipe."""
    github, gitlab = (YAML(typ="safe").load(text) for text in blocks("yaml"))
    steps = [step["run"] for step in github["jobs"]["build"]["steps"] if "run" in step]
    return [(steps, github), (gitlab["sheets"]["script"], gitlab)]


def test_the_ci_recipes_pass_a_sound_project_and_stop_a_faulty_one(clinic: Path) -> None:
    github, gitlab = (
        [re.sub(r"^\S+/run", "../handouts/run", line) for line in lines] for lines, _ in recipes()
    )
    assert github == gitlab
    sync, check, build = github
    assert [line.split()[1] for line in github] == ["sync", "check", "build"]

    assert all(shell(line, clinic).returncode == ExitCode.OK for line in (sync, check, build))
    article = clinic / "articles/tooth-pain.md"
    article.write_text(article.read_text() + "\nOne more.\n")
    assert shell(sync, clinic).returncode == ExitCode.FINDINGS
    project(clinic, {**SMALL, **BROKEN})
    assert shell(check, clinic).returncode == ExitCode.FINDINGS


def test_ci_keeps_what_was_built_also_when_something_was_refused() -> None:
    (_, github), (_, gitlab) = recipes()
    uses = {step["uses"]: step for step in github["jobs"]["build"]["steps"] if "uses" in step}
    restored, saved = uses["actions/cache/restore@v4"], uses["actions/cache/save@v4"]

    assert saved["if"] == "always()"
    assert saved["with"]["key"] == restored["with"]["key"]
    assert saved["with"]["path"] == restored["with"]["path"] == "output"
    for part in ("cache", "artifacts"):
        assert gitlab["sheets"][part]["paths"] == ["output/"]
        assert gitlab["sheets"][part]["when"] == "always"


def test_output_that_was_kept_is_up_to_date_in_another_checkout(
    clinic: Path, tmp_path: Path
) -> None:
    assert run("-C", clinic, "build").code == ExitCode.OK
    other = project(tmp_path / "elsewhere" / "clinic", dict(SMALL))
    run("-C", other, "sync")
    shutil.copytree(clinic / "output", other / "output", copy_function=shutil.copyfile)

    assert "1 handout: 1 unchanged" in run("-C", other, "build").err


# ── JSON lines ───────────────────────────────────────────────────────────────────────────────────


def told(folder: Path) -> list[dict[str, Any]]:
    said = run("-C", folder, "build", "--progress", "json").err
    (folder / "build.jsonl").write_text(said)
    return [json.loads(line) for line in said.splitlines()]


def shapes() -> dict[str, list[str]]:
    """The keys that the page names for each event."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.*) \|$", PAGE.partition("## JSON lines")[2], re.M)
    return {event: re.findall(r"`([a-z_0-9]+)`", keys) for event, keys in rows if event != "event"}


def test_the_page_names_all_keys_of_the_json_lines(clinic: Path) -> None:
    project(clinic, {**SMALL, **BROKEN})
    events = {event["event"]: set(event) - {"event"} for event in told(clinic)}
    named = shapes()

    assert set(named) == {"finding", "started", "finished", "progress", "packed", "summary"}
    assert set(named["started"]) == events["started"]
    assert set(named["summary"]) == events["summary"]
    assert set(named["finished"]) - {"copies"} < events["finished"]


def jq(line: str, folder: Path) -> tuple[int, str]:
    done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout.strip()


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not here")
def test_jq_reads_failures_counts_and_the_end(clinic: Path) -> None:
    failed, counts, whole = blocks("sh")
    project(clinic, {**SMALL, **BROKEN})
    events = told(clinic)

    assert jq(failed, clinic) == (0, "broken\ten\tone-pager\tscreen\tH104")
    code, said = jq(counts, clinic)
    assert (code, json.loads(said)) == (0, {k: events[-1][k] for k in json.loads(said)})
    assert jq(whole, clinic) == (0, "true")
    _cut((clinic / "build.jsonl"), events[:-1])
    assert jq(whole, clinic) == (1, "false")


def _cut(path: Path, events: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
