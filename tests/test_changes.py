"""Which sheets must be replaced, and the manifest as a table."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from handouts.findings import ExitCode
from tests.projects import ARTICLE, SETTINGS, SPANISH, catalog, manifest, project, run

MD = "articles/tooth-pain.md"
PO = "locales/es/LC_MESSAGES/tooth-pain.po"
TWO = SETTINGS + '\n[clinics.north]\nname = "North Clinic"\nphone = "(202) 555-0199"\n'
SINCE = "2026-11-20"


def change(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")


def git(folder: Path, *words: str) -> None:
    name = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", folder, *name, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project in a folder of a repository, with one revision."""
    folder = project(tmp_path / "repository" / "clinic", {"handouts.toml": TWO})
    (tmp_path / "repository/other.txt").write_text("not of the project")
    git(tmp_path / "repository", "init", "-q")
    git(tmp_path / "repository", "add", "-A")
    git(tmp_path / "repository", "commit", "-q", "-m", "first")
    return folder


def sheets(folder: Path, since: str) -> dict[tuple[str, str], list[str]]:
    """What must be replaced, by language and clinic, and what has changed of it."""
    ran = run("-C", folder, "changes", "--since", since, "--json")
    assert ran.code == ExitCode.OK, ran.err
    assert ran.json["since"] == since
    return {(one["language"], one["clinic"]): one["changed"] for one in ran.json["sheets"]}


# ── since a revision ─────────────────────────────────────────────────────────────────────────────


def test_nothing_must_be_replaced_where_nothing_has_changed(repository: Path) -> None:
    assert sheets(repository, "HEAD") == {}
    change(repository, MD, "version:", "owner: Somebody\nversion:")
    assert sheets(repository, "HEAD") == {}


@pytest.mark.parametrize(
    ("path", "old", "new", "hit"),
    [
        (PO, "No tome más de", "Tome como máximo", {("es", "main"), ("es", "north")}),
        ("handouts.toml", "555-0199", "555-0198", {("en", "north"), ("es", "north")}),
        (MD, "many", "some", {(t, c) for t in ("en", "es") for c in ("main", "north")}),
    ],
)
def test_exactly_what_has_changed_since_a_revision_must_be_replaced(
    repository: Path, path: str, old: str, new: str, hit: set[tuple[str, str]]
) -> None:
    change(repository, path, old, new)

    assert set(sheets(repository, "HEAD")) == hit
    git(repository, "commit", "-q", "-a", "-m", "second")
    assert sheets(repository, "HEAD") == {}
    assert set(sheets(repository, "HEAD~1")) == hit
    status = ["git", "-C", str(repository), "status", "--porcelain"]
    assert not subprocess.run(status, check=True, capture_output=True).stdout


def test_a_new_sheet_replaces_nothing_and_a_lost_one_is_named(repository: Path) -> None:
    (repository / "articles/new.md").write_text(ARTICLE, encoding="utf-8")
    assert sheets(repository, "HEAD") == {}
    (repository / MD).unlink()
    ran = run("-C", repository, "changes", "--since", "HEAD")
    assert ran.out.count("this project has no article tooth-pain") == 4
    assert "4 sheets to replace" in ran.err


@pytest.mark.parametrize("revision", ["nothing-of-this-name", "--help", "HEAD~9", "", "a b"])
def test_a_revision_that_is_none_is_a_finding(repository: Path, revision: str) -> None:
    ran = run("-C", repository, "changes", "--since", revision)

    assert (ran.code, "error[H545]" in ran.err) == (ExitCode.FINDINGS, True), ran.err


def test_no_repository_and_no_git_are_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = project(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "error[H545]: git says:" in run("-C", folder, "changes", "--since", "HEAD").err
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = run("-C", folder, "changes", "--since", "HEAD")
    assert (ran.code, "git is not installed" in ran.err) == (ExitCode.FINDINGS, True)


def test_a_revision_without_a_project_is_a_finding(repository: Path) -> None:
    good = (repository / "handouts.toml").read_text(encoding="utf-8")
    (repository / "handouts.toml").write_text("formats = [", encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    (repository / "handouts.toml").write_text(good, encoding="utf-8")

    ran = run("-C", repository, "changes", "--since", "HEAD")
    assert (ran.code, "error[H545]" in ran.err) == (ExitCode.FINDINGS, True)


# ── since a day ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose sheets were made on a day."""
    folder = project(
        tmp_path_factory.mktemp("changes"),
        {
            "handouts.toml": SETTINGS.replace("formats", 'targets = ["screen"]\nformats'),
            MD: ARTICLE.replace('"1.0"', '"=1+1"'),
            PO: catalog(SPANISH),
        },
    )
    assert run("-C", folder, "build").code == ExitCode.OK
    path = folder / "output/codes.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "made": [{**row, "date": SINCE} for row in data["made"]]}))
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "clinic"))


def test_what_has_changed_since_a_day_must_be_replaced(copy: Path) -> None:
    assert sheets(copy, SINCE) == {}
    change(copy, PO, "No tome más de", "Tome como máximo")
    assert sheets(copy, SINCE) == {("es", "main"): ["translation"]}
    assert sheets(copy, "2027-01-01") == {("es", "main"): ["translation"]}
    assert run("-C", copy, "build").code == ExitCode.OK
    assert sheets(copy, SINCE) == {("es", "main"): ["translation"]}
    assert sheets(copy, "2999-01-01") == {}


def test_before_the_first_build_there_was_nothing_to_replace(built: Path) -> None:
    ran = run("-C", built, "changes", "--since", "2026-11-19")

    assert ran.code == ExitCode.OK
    assert "warning[H544]" in ran.err
    assert "it begins on 2026-11-20" in ran.err
    assert "0 sheets to replace" in ran.err
    assert sheets(built, "2026-11-19") == {}


def test_a_day_that_is_none_is_an_error(built: Path) -> None:
    ran = run("-C", built, "changes", "--since", "2026-13-01")

    assert (ran.code, "error[H545]" in ran.err) == (ExitCode.FINDINGS, True)


@pytest.mark.parametrize("journal", ["", "{}"])
def test_without_a_journal_nobody_can_say_what_was_there(copy: Path, journal: str) -> None:
    (copy / "output/codes.json").unlink()
    if journal:
        (copy / "output/codes.json").write_text(journal)

    ran = run("-C", copy, "changes", "--since", SINCE)

    assert (ran.code, "error[H544]" in ran.err) == (ExitCode.FINDINGS, True)


# ── the manifest as a table ──────────────────────────────────────────────────────────────────────


def test_the_table_says_what_the_manifest_says(built: Path) -> None:
    data = (built / "output/manifest.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfslug,language,")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))

    for row, entry in zip(rows, manifest(built), strict=True):
        same = entry.keys() & row.keys() - {"findings"}
        assert len(same) == 16
        assert {name: row[name] for name in same} == {name: str(entry[name]) for name in same}
        assert row["source"] == entry["edition"]["source"]
        codes = [found["code"] for found in entry["findings"]]
        assert row["findings"].split() == list(dict.fromkeys(codes))


def test_no_cell_is_a_formula(built: Path) -> None:
    text = (built / "output/manifest.csv").read_text(encoding="utf-8-sig")

    assert [row["version"] for row in csv.DictReader(io.StringIO(text))] == ["'=1+1"] * 2
