"""Builds on real dask clusters: the same bytes as on one machine, whatever is lost on the way."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import Client, LocalCluster

from handouts.build import Order, Outcome, Result, build, exit_code
from handouts.build.cluster import connecting
from handouts.build.cluster.program import difference, parts
from handouts.findings import ExitCode, Finding, HandoutsError
from handouts.project import Selection, open_project
from tests.clusters import IDLE, Processes, kill, mischief, processes
from tests.projects import (
    ARTICLE,
    ROOT,
    SETTINGS,
    SPANISH,
    catalog,
    command,
    manifest,
    own_environment,
    project,
    run,
    spawn,
)

WORDS = "locales/es/LC_MESSAGES/tooth-pain.po"
PNG = (ROOT / "docs/images/three-scripts.png").read_bytes()
OTHER = (ROOT / "docs/images/source-and-sheets.png").read_bytes()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of two workers with nannies, on which some articles are fatal."""
    folder = tmp_path_factory.mktemp("cluster")
    settings = {
        **IDLE,
        "distributed.scheduler.allowed-failures": 1,
        "temporary-directory": str(folder),
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=":0",
            env={"PYTHONPATH": mischief(folder / "mischief")},
        ) as local,
    ):
        yield local.scheduler_address


@pytest.fixture(scope="module")
def changed_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the program with one comment more."""
    folder = tmp_path_factory.mktemp("changed")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "handouts", folder / "handouts", ignore=ignored)
    for name in ("fonts", "templates", "locales", "profiles"):
        (folder / name).symlink_to(ROOT / name)
    with (folder / "handouts/compose/page.py").open("a") as module:
        module.write("\n# changed\n")
    return folder


@pytest.fixture(scope="module")
def separate(
    tmp_path_factory: pytest.TempPathFactory, changed_program: Path
) -> Iterator[Processes]:
    """Give workers in folders of their own: two, one with another program, one without any."""
    with processes(tmp_path_factory.mktemp("separate"), workers=2) as cluster:
        cluster.start_worker("changed", str(changed_program))
        bare = tmp_path_factory.mktemp("bare")  # whether or not it is installed where we run
        (bare / "handouts.py").write_text(
            "raise ModuleNotFoundError(\"No module named 'handouts'\")"
        )
        cluster.start_worker("bare", str(bare))
        when_there(cluster, 4)
        yield cluster


def when_there(cluster: Processes, workers: int) -> None:
    """Wait for some workers: a build would begin with one."""
    with closing(Client(cluster.address, set_as_default=False)) as client:
        client.wait_for_workers(workers, timeout=60)


@dataclass
class Watching:
    """A reporter that keeps what it is told, and does something after the first result."""

    then: Callable[[], object] = lambda: None
    results: list[Result] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def started(self, total: int) -> None:
        """Nothing to keep."""

    def finished(self, result: Result) -> None:
        self.results.append(result)
        if len(self.results) == 1:
            self.then()

    def found(self, finding: Finding) -> None:
        self.findings.append(finding)


def on(address: str, folder: Path, watching: Watching | None = None) -> tuple[Result, ...]:
    return build(open_project(folder), Order(cluster=address), watching or Watching())


def written(folder: Path) -> dict[str, object]:
    """All files of an output, PDFs by their digests, JSON without seconds, codes in any order."""
    found: dict[str, object] = {}
    for path in sorted((folder / "output").rglob("*")):
        if path.suffix == ".json":
            found[path.name] = json.loads(path.read_text(), object_hook=_timeless)
        elif path.suffix == ".pdf":
            name = path.relative_to(folder).as_posix()
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _timeless(entry: dict[str, Any]) -> dict[str, Any]:
    if "made" in entry:  # codes.json, in the order of making
        entry["made"].sort(key=lambda one: str(one["code"]))
    return {key: value for key, value in entry.items() if key != "seconds"}


def many(folder: Path, *slugs: str) -> Path:
    """Make a project of some articles in one language."""
    articles: dict[str, str | bytes | None] = {f"articles/{slug}.md": ARTICLE for slug in slugs}
    settings = f'targets = ["screen"]\n{SETTINGS}'
    nothing = {"articles/tooth-pain.md": None, WORDS: None}
    return project(folder, {**articles, **nothing, "handouts.toml": settings})


# ── the same as on one machine ───────────────────────────────────────────────────────────────────

PAIR = ARTICLE.replace("summary:", "formats: [one-pager, bilingual]\nsummary:")
FOLDED = ARTICLE.replace("summary:", "formats: [z-fold]\nimage:\n  file: pictures/a.png\nsummary:")
LONG = ARTICLE.replace("## What", "A tooth can hurt for many reasons.\n\n" * 120 + "## What")
RICH: dict[str, str | bytes | None] = {
    "handouts.toml": """\
languages = ["es", "zh-Hans"]
formats = ["one-pager"]
targets = ["screen"]

[policy]
overflow = "reflow"

[clinics.north]
name = "North Clinic"
phone = "(202) 555-0142"
hours = "Ask at the desk."
logo = "logos/north.png"

[clinics.south]
name = "South Clinic"
""",
    "logos/north.png": PNG,
    "articles/tooth-pain.md": PAIR,
    "articles/children/fever.md": FOLDED,
    "articles/children/pictures/a.png": PNG,
    "articles/broken.md": ARTICLE + "\n![none](none.png)\n",
    "articles/long.md": LONG,
    "locales/es/LC_MESSAGES/fever.po": "msgid broken",
    "locales/es/LC_MESSAGES/clinics.po": catalog({"Ask at the desk.": "Pregunte."}).replace(
        'msgid "Ask', 'msgctxt "hours"\nmsgid "Ask'
    ),
    "locales/es/LC_MESSAGES/interface.po": catalog({"Patient information": "Para usted"}),
    "locales/zh_CN/LC_MESSAGES/tooth-pain.po": catalog(SPANISH, "zh-Hans"),
    "glossary/es.tsv": "tooth\tmuela\n",
    "templates/tokens.css": (ROOT / "templates/tokens.css").read_bytes() + b"/* ours */",
}
"""All kinds of input, and handouts that are made, set larger, and refused for several reasons."""


def test_results_manifest_record_and_bytes_are_those_of_one_machine(
    cluster: str, tmp_path: Path
) -> None:
    selection = Selection(clinics=("north",))
    here, there = project(tmp_path / "here", RICH), project(tmp_path / "there", RICH)

    build(open_project(here), Order(selection=selection, workers=1))
    results = build(open_project(there), Order(selection=selection, cluster=cluster))

    assert written(there) == written(here)
    made = {(r.handout.slug, r.handout.tag): r for r in results}
    assert {slug for (slug, _), r in made.items() if r.outcome == "built"} == {
        *("tooth-pain", "fever", "long")
    }
    assert {found.code for r in results for found in r.findings} >= {
        *("H106", "H201", "H235", "H306", "H508")
    }
    assert made["long", "es"].larger


def test_only_what_changed_is_made_and_a_changed_comment_changes_nothing(
    cluster: str, tmp_path: Path
) -> None:
    here, there = project(tmp_path / "here"), project(tmp_path / "there")
    changes = {
        WORDS: catalog({**SPANISH, "When a tooth hurts": "Si duele un diente"}),
        "locales/es/LC_MESSAGES/interface.po": "# a comment\n",
        "handouts.toml": SETTINGS.replace("0142", "0143"),
    }
    for number in range(len(changes) + 1):
        for folder in (here, there):
            project(folder, dict(list(changes.items())[:number]))
        run("-C", here, "build")
        on(cluster, there)

        assert written(there) == written(here)

    seconds = {(e["language"], e["target"]): e["seconds"] for e in manifest(there)}
    assert min(seconds.values()) >= 0


def test_a_text_that_is_only_read_again_is_unchanged(cluster: str, tmp_path: Path) -> None:
    folder = project(tmp_path / "clinic")
    on(cluster, folder)
    (folder / WORDS).write_text(catalog(SPANISH) + "\n# the end\n")

    results = on(cluster, folder)

    assert [result.outcome for result in results] == [Outcome.UNCHANGED] * 4
    assert [result.seconds > 0 for result in results] == [False, False, True, True]


def test_what_cannot_be_sent_is_judged_here(cluster: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text("")
    made = []
    for name in ("here", "there"):
        folder = project(tmp_path / name)
        (folder / "reviews/es").mkdir(parents=True)
        (folder / "reviews/es/tooth-pain.toml").symlink_to(secret)
        order = Order(workers=1, cluster=cluster if name == "there" else "")
        build(open_project(folder), order)
        made.append(written(folder))

    assert made[0] == made[1]
    assert [entry["outcome"] for entry in manifest(tmp_path / "there")] == [
        *("built", "built", "refused", "refused")
    ]


# ── lost on the way ──────────────────────────────────────────────────────────────────────────────


def test_a_fatal_handout_is_named_and_the_others_are_made(cluster: str, tmp_path: Path) -> None:
    """None of those who wait on a worker that is lost, and on the next one, is to blame."""
    bystanders = [f"near-{number}" for number in range(6)]
    fatal = ("crash", "greed", "hang", "murder")
    folder = many(tmp_path / "clinic", *fatal, *bystanders)
    with (folder / "handouts.toml").open("a") as settings:
        settings.write("[build]\nseconds = 8\nmemory = 500\n")

    results = on(cluster, folder)

    said = {r.handout.slug: (r.outcome, [f.code for f in r.findings]) for r in results}
    assert said == {
        **dict.fromkeys(bystanders, ("built", [])),
        "crash": ("failed", ["H304"]),
        "greed": ("failed", ["H552"]),
        "hang": ("failed", ["H551"]),
        "murder": ("failed", ["H558"]),
    }
    messages = {r.handout.slug: found.message for r in results for found in r.findings}
    assert "sudden end (SIGKILL" in messages["crash"]
    assert "hang, en, one-pager, screen, main: took longer than 8 s" in messages["hang"]
    assert "2 workers" in messages["murder"]
    assert exit_code(results) is ExitCode.FINDINGS


def test_the_same_sheet_for_many_clinics_travels_together_and_one_harms_no_other(
    cluster: str, tmp_path: Path
) -> None:
    clinics = [f'\n[clinics.{name}]\nname = "Clinic {name}"\n' for name in ("crash", *"abcdefghi")]
    settings = "".join(['formats = ["one-pager"]\ntargets = ["screen"]\n', *clinics])
    here, there = (project(tmp_path / name, {"handouts.toml": settings}) for name in ("a", "b"))
    run("-C", here, "build")

    results = on(cluster, there)

    failed = [result.handout.clinic for result in results if result.outcome is Outcome.FAILED]
    assert failed == ["crash"] * 2
    made = {r.handout.path.relative_to(there): r.sha256 for r in results if r.sha256}
    assert made == {
        path.relative_to(here): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (here / "output").rglob("*.pdf")
        if "crash" not in path.parts
    }


def test_a_worker_that_is_killed_costs_nothing(separate: Processes, tmp_path: Path) -> None:
    slugs = [f"a{number}" for number in range(6)]
    here, there = many(tmp_path / "here", *slugs), many(tmp_path / "there", *slugs)
    run("-C", here, "build")

    results = on(separate.address, there, Watching(lambda: kill(separate.workers[0])))

    assert [result.outcome for result in results] == [Outcome.BUILT] * 6
    assert written(there) == written(here)


@pytest.mark.parametrize("returns", [True, False])
def test_a_scheduler_that_is_killed_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, returns: bool
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE", 60.0 if returns else 0.5)
    monkeypatch.setattr(connecting, "CONNECT", 2.0)
    folder = many(tmp_path / "clinic", *(f"a{number}" for number in range(8)))
    with processes(tmp_path, workers=1) as cluster:
        when_there(cluster, 1)

        def lose() -> None:
            assert cluster.scheduler
            kill(cluster.scheduler)
            if returns:
                cluster.start_scheduler()
                cluster.start_worker("later")

        results = on(cluster.address, folder, Watching(lose))

    outcomes = {result.outcome for result in results}
    if returns:
        assert outcomes == {Outcome.BUILT}
        return
    assert outcomes == {Outcome.BUILT, Outcome.FAILED}
    lost = [result for result in results if result.outcome is Outcome.FAILED]
    assert {found.code for result in lost for found in result.findings} == {"H557"}
    assert {entry["outcome"] for entry in manifest(folder)} == {"built", "failed"}

    again = build(open_project(folder), Order(workers=1))  # on this machine

    expected = {r.handout.slug: "built" if r in lost else "unchanged" for r in results}
    assert {r.handout.slug: str(r.outcome) for r in again} == expected


def test_ctrl_c_ends_it_and_leaves_the_cluster_alone(cluster: str, tmp_path: Path) -> None:
    folder = many(tmp_path / "clinic", *(f"a{number}" for number in range(30)))
    with subprocess.Popen(
        command("-C", folder, "build", "--cluster", cluster),
        stderr=subprocess.PIPE,
        text=True,
        env=own_environment({}),
    ) as process:
        assert process.stderr is not None
        assert "built" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()

    assert process.returncode == ExitCode.INTERRUPTED, rest
    assert "Traceback" not in rest
    pdfs = list((folder / "output").rglob("*.pdf"))
    assert 0 < len(pdfs) < 30
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in pdfs)
    assert on(cluster, many(tmp_path / "next", "good"))[0].outcome is Outcome.BUILT


# ── workers that are not like us ─────────────────────────────────────────────────────────────────


def test_workers_that_are_not_like_us_are_left_out_and_bytes_are_the_same(
    separate: Processes, tmp_path: Path
) -> None:
    here, there = project(tmp_path / "here"), project(tmp_path / "there")
    run("-C", here, "build")

    ran = spawn("-C", there, "build", "--cluster", separate.address, cwd=tmp_path)

    assert ran.code == ExitCode.OK, ran.err
    assert ran.err.count("[H556]") == 2
    assert "program text" in ran.err
    assert "No module named 'handouts'" in ran.err
    assert written(there) == written(here)


def test_a_cluster_of_other_programs_is_refused_and_one_that_comes_later_is_left_out(
    tmp_path: Path, changed_program: Path
) -> None:
    folder = many(tmp_path / "clinic", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7")
    with processes(tmp_path, workers=0) as cluster:
        cluster.start_worker("changed", str(changed_program))
        with pytest.raises(HandoutsError) as refused:
            on(cluster.address, folder)
        kill(cluster.workers[0])
        cluster.start_worker("good")

        def exchange() -> None:
            kill(cluster.workers[1])
            cluster.start_worker("late", str(changed_program))
            when_named(cluster, "late")
            cluster.start_worker("last")

        watching = Watching(exchange)
        results = on(cluster.address, folder, watching)

    assert [found.code for found in refused.value.findings] == ["H555"]
    assert refused.value.exit_code is ExitCode.MISSING_DEPENDENCY
    assert {result.outcome for result in results} == {Outcome.BUILT}
    assert [found.code for found in watching.findings] == ["H556"]


def when_named(cluster: Processes, name: str) -> None:
    """Wait for a worker of that name."""
    with closing(Client(cluster.address, set_as_default=False)) as client:
        while name not in (
            worker["name"] for worker in client.scheduler_info(n_workers=-1)["workers"].values()
        ):
            client.wait_for_workers(1, timeout=60)


def test_what_differs_is_said_part_by_part() -> None:
    ours = parts()
    theirs = tuple((name, "1.0" if name == "Pango" else value) for name, value in ours)

    assert difference(ours, ours) == ""
    assert difference(theirs, ours) == f"Pango 1.0 instead of {dict(ours)['Pango']}"
    assert difference(ours[1:], ours).startswith("handouts missing instead of ")


# ── clusters that are none ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "carrier-pigeon://roof", "tcp://"])
def test_a_cluster_that_is_not_there_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(connecting, "CONNECT", 0.3)
    folder = project(tmp_path)
    run("-C", folder, "build", "-l", "en")
    before = written(folder)

    ran = run("-C", folder, "build", "--force", "--cluster", address)

    assert ran.code == ExitCode.MISSING_DEPENDENCY
    assert "error[H555]" in ran.err
    assert "Traceback" not in ran.said
    assert written(folder) == before


def test_without_distributed_the_command_says_what_to_install(tmp_path: Path) -> None:
    fake = tmp_path / "fake/distributed"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text("raise ModuleNotFoundError('not here')")

    ran = spawn(
        "-C",
        project(tmp_path / "clinic"),
        "build",
        "--cluster",
        "tcp://127.0.0.1:1",
        PYTHONPATH=str(fake.parent),
    )

    assert ran.code == ExitCode.MISSING_DEPENDENCY
    assert "error[H506]" in ran.err
    assert "pip install 'handouts[cluster]'" in ran.err


def test_workers_are_counted_here_or_there(tmp_path: Path) -> None:
    ran = run("-C", project(tmp_path), "build", "--cluster", "tcp://127.0.0.1:1", "-j", "2")

    assert ran.code == ExitCode.USAGE


def test_a_build_on_one_machine_does_not_load_dask(tmp_path: Path) -> None:
    code = "import sys; from handouts.build import *; from handouts.cli.building import *"
    code += "; sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=own_environment({}), cwd=tmp_path)

    assert done.returncode == 0
