"""Builds: one bad handout harms no other, what is up to date stays, and bytes never differ."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from handouts.build import Outcome, Result, exit_code
from handouts.build.making import Maker
from handouts.build.pool import Queue, run_jobs
from handouts.build.printing import Printer
from handouts.build.results import Ending
from handouts.findings import ExitCode, finding
from handouts.project import Handout, Job, Selection, open_project, plan_jobs
from tests.projects import (
    ARTICLE,
    SPANISH,
    catalog,
    command,
    manifest,
    own_environment,
    project,
    run,
    spawn,
)

KEYS = {
    *(
        "slug",
        "language",
        "format",
        "target",
        "clinic",
        "paper",
        "path",
        "sha256",
        "pages",
        "sheets",
    ),
    *("state", "outcome", "scale", "findings", "seconds", "fingerprint", "code", "edition"),
}
TOOTH = "articles/tooth-pain.md"
PDF = "output/{}/tooth-pain.one-pager.{}.pdf"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small project once; tests that change it work on a copy."""
    folder = project(tmp_path_factory.mktemp("built") / "clinic")
    ran = run("-C", folder, "build")
    assert ran.code == ExitCode.OK, ran.said
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "clinic"))


def outcomes(folder: Path) -> dict[tuple[str, str], str]:
    return {(e["language"], e["target"]): e["outcome"] for e in manifest(folder)}


def digests(folder: Path) -> dict[str, str]:
    found = sorted((folder / "output").rglob("*.pdf"))
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


# ── the manifest ─────────────────────────────────────────────────────────────────────────────────


def test_the_manifest_lists_every_handout_with_all_its_keys(built: Path) -> None:
    entries = manifest(built)

    assert [(e["language"], e["target"]) for e in entries] == [
        ("en", "screen"),
        ("en", "office"),
        ("es", "screen"),
        ("es", "office"),
    ]
    for entry in entries:
        assert set(entry) == KEYS
        data = (built / entry["path"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert entry["outcome"] == "built"
        assert entry["state"] == "draft"
        assert (entry["clinic"], entry["paper"]) == ("main", "a4")
        assert (entry["pages"], entry["sheets"]) == (1, 1)


def test_the_manifest_says_its_version_and_tool(built: Path) -> None:
    data = json.loads((built / "output/manifest.json").read_text())

    assert data["version"] == 1
    assert data["tool"].startswith("handouts ")


def test_json_prints_the_manifest(copy: Path) -> None:
    ran = run("-C", copy, "build", "-l", "es", "--json")

    assert ran.json == json.loads((copy / "output/manifest.json").read_text())
    assert [entry["language"] for entry in ran.json["handouts"]] == ["es", "es"]


def test_a_pdf_says_who_made_it_of_what(built: Path) -> None:
    import pikepdf

    with pikepdf.open(built / PDF.format("es", "office")) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Cuando duele un diente"
        assert str(pdf.docinfo["/Author"]) == "Example Clinic"
        assert str(pdf.Root.Lang) == "es"
        assert "tooth-pain/es/1.0" in bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"


# ── fingerprints ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_up_to_date_is_left_alone(copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (copy / "output").rglob("*.pdf")}

    assert run("-C", copy, "build").code == ExitCode.OK

    assert set(outcomes(copy).values()) == {"unchanged"}
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert all(entry["sha256"] and entry["pages"] == 1 for entry in manifest(copy))


def test_a_build_with_nothing_to_do_loads_no_engine(copy: Path) -> None:
    fake = copy.parent / "fake"
    (fake / "weasyprint").mkdir(parents=True)
    (fake / "weasyprint/__init__.py").write_text("raise OSError('loaded')")

    ran = spawn("-C", copy, "build", PYTHONPATH=str(fake))

    assert ran.code == ExitCode.OK, ran.err
    assert "4 unchanged" in ran.err


@pytest.mark.parametrize(
    ("name", "change", "again"),
    [
        ("articles/tooth-pain.md", lambda text: text.replace("hurts", "aches"), {"en", "es"}),
        (
            "locales/es/LC_MESSAGES/tooth-pain.po",
            lambda text: text.replace("agua tibia", "agua"),
            {"es"},
        ),
        ("handouts.toml", lambda text: text.replace("0142", "0143"), {"en", "es"}),
        ("handouts.toml", lambda text: 'paper = "letter"\n' + text, {"en", "es"}),
        ("handouts.toml", lambda text: text + "[languages.es]\nleading = 7.0\n", {"es"}),
        ("handouts.toml", lambda text: text + '[checks]\nH113 = "note"\n', {"en", "es"}),
    ],
)
def test_what_changes_is_built_again_and_nothing_else(
    copy: Path, name: str, change: Callable[[str], str], again: set[str]
) -> None:
    path = copy / name
    path.write_text(change(path.read_text()))

    run("-C", copy, "build", "-t", "screen")

    rebuilt = {language for (language, _), outcome in outcomes(copy).items() if outcome == "built"}
    assert rebuilt == again


def test_a_template_or_words_of_ones_own_count(copy: Path) -> None:
    (copy / "templates").mkdir()
    (copy / "templates/tokens.css").write_bytes(
        (open_project(copy).template_folders[-1] / "tokens.css").read_bytes() + b"/* own */"
    )
    run("-C", copy, "build", "-t", "screen")
    assert set(outcomes(copy).values()) == {"built"}

    words = copy / "locales/es/LC_MESSAGES/interface.po"
    words.write_text(catalog({"Patient information": "Para usted"}))
    run("-C", copy, "build", "-t", "screen")
    assert outcomes(copy) == {("en", "screen"): "unchanged", ("es", "screen"): "built"}


def test_a_changed_or_lost_pdf_is_made_again(copy: Path) -> None:
    (copy / PDF.format("en", "screen")).write_bytes(b"%PDF- changed by somebody")
    (copy / PDF.format("es", "office")).unlink()

    run("-C", copy, "build")

    assert outcomes(copy) == {
        ("en", "screen"): "built",
        ("en", "office"): "unchanged",
        ("es", "screen"): "unchanged",
        ("es", "office"): "built",
    }


def test_a_build_of_some_forgets_nothing_of_the_others(copy: Path) -> None:
    run("-C", copy, "build", "-l", "es")
    run("-C", copy, "build")

    assert set(outcomes(copy).values()) == {"unchanged"}


def test_force_builds_all(copy: Path) -> None:
    run("-C", copy, "build", "--force", "-l", "es", "-t", "screen")

    assert outcomes(copy) == {("es", "screen"): "built"}


def test_a_damaged_record_is_no_reason_to_stop(copy: Path) -> None:
    (copy / "output/.built.json").write_text('{"version": 1, "built": {"en": 3}')

    assert run("-C", copy, "build", "-l", "es", "-t", "screen").code == ExitCode.OK
    assert outcomes(copy) == {("es", "screen"): "built"}


# ── determinism and workers ──────────────────────────────────────────────────────────────────────


def test_bytes_are_the_same_in_any_process_with_any_hash_seed_and_workers(
    built: Path, tmp_path: Path
) -> None:
    """The PDFs of a serial build in this process, of two workers, and of another hash seed."""
    made = {}
    for name, words in {"two": ("-j", "2"), "one": ("-j", "1")}.items():
        folder = project(tmp_path / name)
        ran = spawn("-C", folder, "build", *words, PYTHONHASHSEED=str(len(words) + len(name)))
        assert ran.code == ExitCode.OK, ran.err
        made[name] = digests(folder)

    assert made["two"] == made["one"] == digests(built)
    assert len(made["one"]) == 4


def jobs_of(folder: Path) -> tuple[Job, ...]:
    return plan_jobs(open_project(folder), Selection())


def result(handout: Handout, outcome: Outcome, *codes: str) -> Result:
    found = tuple(finding(code, "x") for code in codes)
    return Result(handout=handout, outcome=outcome, state="draft", findings=found)


def test_a_worker_stays_with_its_language(tmp_path: Path) -> None:
    names = {f"articles/a{n}.md": ARTICLE for n in range(2)}
    catalogs = {f"locales/{tag}/LC_MESSAGES/a0.po": catalog({}, tag) for tag in ("de", "fr")}
    queue = Queue(jobs_of(project(tmp_path, {**names, **catalogs, TOOTH: None})))
    taken: dict[str, list[str]] = {"one": [], "two": []}
    for worker in ["one", "two"] * 4:
        job = queue.next(taken[worker][-1] if taken[worker] else "")
        assert job
        taken[worker].append(job.first.tag)

    assert taken == {"one": ["en", "en", "es", "es"], "two": ["de", "de", "fr", "fr"]}
    assert queue.next("es") is None


def test_a_worker_without_work_helps_with_the_longest_queue(tmp_path: Path) -> None:
    names = {f"articles/a{n}.md": ARTICLE for n in range(3)}
    queue = Queue(jobs_of(project(tmp_path, dict(names))))
    for tag in ("", "en", "en", "en"):
        assert queue.next(tag)

    helped = queue.next("en")

    assert helped
    assert helped.first.tag == "es"


def in_pool(folder: Path, tmp_path: Path) -> None:
    """Run in a process of its own: pytest has threads, and threads and fork do not go together."""
    jobs = jobs_of(folder)

    def work(job: Job) -> Sequence[Result]:
        if job.first.tag == "es":
            os.kill(os.getpid(), signal.SIGKILL)
        return tuple(result(handout, Outcome.BUILT) for handout in job.handouts)

    def died(job: Job, ending: Ending) -> Sequence[Result]:
        return tuple(result(handout, Outcome.FAILED, "H304") for handout in job.handouts)

    found = [r for results in run_jobs(jobs, work, died, 2) for r in results]  # type: ignore[arg-type]
    told = sorted((r.handout.slug, r.handout.tag, r.handout.target, str(r.outcome)) for r in found)
    (tmp_path / "told.json").write_text(json.dumps(told))


def in_pool_of_one(folder: Path, tmp_path: Path) -> None:
    """As `in_pool`; writes down which process made which language."""
    jobs = jobs_of(folder)

    def work(job: Job) -> Sequence[Result]:
        with (tmp_path / "told.txt").open("a") as told:
            told.write(f"{job.first.tag} {os.getpid()}\n")
        return tuple(result(handout, Outcome.BUILT) for handout in job.handouts)

    assert len(list(run_jobs(jobs, work, None, 1))) == len(jobs)  # type: ignore[arg-type]


@pytest.mark.parametrize(("articles", "processes"), [(205, 3), (45, 2), (5, 1)])
def test_a_worker_that_has_made_many_leaves_the_rest_to_another(
    tmp_path: Path, articles: int, processes: int
) -> None:
    names = {f"articles/a{n}.md": ARTICLE for n in range(articles)}
    folder = project(tmp_path / "clinic", {**names, TOOTH: None})
    code = "from tests.test_build import in_pool_of_one; import sys; from pathlib import Path;"
    code += "in_pool_of_one(Path(sys.argv[1]), Path(sys.argv[2]))"
    words = [*command()[:2], "-c", code, str(folder), str(tmp_path)]
    subprocess.run(words, check=True, env=own_environment({}), timeout=60)

    told = [line.split() for line in (tmp_path / "told.txt").read_text().splitlines()]
    assert [tag for tag, _ in told] == ["en"] * articles + ["es"] * articles
    assert len({pid for _, pid in told}) == processes


def test_a_worker_that_dies_takes_only_its_own_job_along(tmp_path: Path) -> None:
    folder = project(tmp_path / "clinic", {"articles/back-pain.md": ARTICLE})
    code = "from tests.test_build import in_pool; import sys; from pathlib import Path;"
    code += "in_pool(Path(sys.argv[1]), Path(sys.argv[2]))"
    words = [*command()[:2], "-c", code, str(folder), str(tmp_path)]
    subprocess.run(words, check=True, env=own_environment({}), timeout=60)

    assert json.loads((tmp_path / "told.json").read_text()) == [
        [slug, tag, target, "built" if tag == "en" else "failed"]
        for slug in ("back-pain", "tooth-pain")
        for tag in ("en", "es")
        for target in ("office", "screen")
    ]


def test_an_exception_in_one_job_is_its_own_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = open_project(project(tmp_path))
    maker = Maker(found, Printer(found, tmp_path / "cache"), False, datetime.date(2026, 11, 22))

    def fall_over(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(Printer, "lay_out", fall_over)
    (job, _) = plan_jobs(found, Selection())
    results = maker.make(job)

    assert [r.outcome for r in results] == [Outcome.FAILED, Outcome.FAILED]
    assert results[0].findings[-1].code == "H304"
    assert "ZeroDivisionError: a bug" in results[0].findings[-1].message
    assert "fall_over" in results[0].trace


def test_ctrl_c_stops_all_and_leaves_whole_files(tmp_path: Path) -> None:
    articles = {f"articles/tooth-{n}.md": ARTICLE for n in range(12)}
    folder = project(tmp_path / "clinic", dict(articles))
    with subprocess.Popen(
        command("-C", folder, "build", "-j", "2"),
        stderr=subprocess.PIPE,
        text=True,
        env=own_environment({}),
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        assert "built" in process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stderr.read()

    assert process.returncode == ExitCode.INTERRUPTED, rest
    assert "Traceback" not in rest
    made = [path for path in (folder / "output").rglob("*") if path.is_file()]
    pdfs = [path for path in made if path.suffix == ".pdf"]
    assert 0 < len(pdfs) < 52
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in pdfs)
    assert {path.name for path in made if path not in pdfs} <= {".built.json", "codes.json"}
    _no_process_of(process.pid)
    remembered = json.loads((folder / "output/.built.json").read_text())["built"]
    assert remembered
    for name, entry in remembered.items():
        data = (folder / "output" / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]


def _no_process_of(group: int) -> None:
    """Workers end with their parent: nobody is left in its group a moment later."""
    for _ in range(50):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, 0)
            time.sleep(0.1)
            continue
        return
    pytest.fail("a worker is still there")


# ── outcomes and exit codes ──────────────────────────────────────────────────────────────────────

HANDOUT = Handout(
    slug="a", tag="es", format="one-pager", target="screen", clinic="", paper="a4", path=Path("a")
)


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([], ExitCode.OK),
        ([result(HANDOUT, Outcome.BUILT, "H203")], ExitCode.OK),
        (
            [result(HANDOUT, Outcome.BUILT), result(HANDOUT, Outcome.REFUSED, "H301")],
            ExitCode.FINDINGS,
        ),
        ([result(HANDOUT, Outcome.FAILED, "H505")], ExitCode.FINDINGS),
        (
            [result(HANDOUT, Outcome.BUILT), result(HANDOUT, Outcome.FAILED, "H304")],
            ExitCode.RENDER,
        ),
        (
            [result(HANDOUT, Outcome.REFUSED, "H104"), result(HANDOUT, Outcome.FAILED, "H303")],
            ExitCode.FINDINGS,
        ),
    ],
)
def test_the_exit_code_says_how_a_build_ended(results: list[Result], code: ExitCode) -> None:
    assert exit_code(results) is code


def test_a_draft_with_a_wrong_translation_is_printed_and_says_so(tmp_path: Path) -> None:
    wrong = {**SPANISH, "Call us at {clinic.phone}.": "Llámenos."}
    folder = project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": catalog(wrong)})

    ran = run("-C", folder, "build", "-l", "es", "-t", "screen")

    assert ran.code == ExitCode.OK
    (entry,) = manifest(folder)
    assert (entry["outcome"], [f["code"] for f in entry["findings"]]) == ("built", ["H203"])
    assert "error[H203]" in ran.err


def test_what_is_not_translated_prints_in_the_source_language(tmp_path: Path) -> None:
    from pypdf import PdfReader

    part = {text: SPANISH[text] for text in list(SPANISH)[:4]}
    folder = project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": catalog(part)})

    assert run("-C", folder, "build", "-l", "es", "-t", "screen").code == ExitCode.OK

    text = PdfReader(folder / PDF.format("es", "screen")).pages[0].extract_text()
    assert "Cuando duele un diente" in text
    assert "Take no more than 400 mg" in text


def test_a_project_without_a_clinic_works(tmp_path: Path) -> None:
    folder = project(tmp_path, {"handouts.toml": None})

    assert run("-C", folder, "build", "-l", "es", "-t", "screen").code == ExitCode.OK
    assert [entry["clinic"] for entry in manifest(folder)] == [None]


def test_front_matter_chooses_formats_unless_the_command_does(tmp_path: Path) -> None:
    article = ARTICLE.replace("version:", "formats: [one-pager]\nversion:")
    folder = project(tmp_path, {"articles/tooth-pain.md": article})

    jobs = plan_jobs(open_project(folder), Selection(formats=("one-pager",)))
    assert {job.first.format for job in jobs} == {job.first.format for job in jobs_of(folder)}
