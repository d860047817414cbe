"""Files that somebody planted: links that lead out, pipes, odd names, odd characters, no output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handouts.findings import ExitCode, HandoutsError
from handouts.project.writing import write_whole
from tests.projects import ARTICLE, ROOT, SETTINGS, command, own_environment, project, run, spawn

FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
SECRET = "a secret of this machine"


# ── templates that link out of the project ─────────────────────────────────────────────────────


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.html").write_text(f"<p>{SECRET}</p>", encoding="utf-8")
    return folder


def link(folder: Path, name: str, target: Path) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / name).symlink_to(target)


@pytest.mark.parametrize("name", ["one-pager.html", "tokens.css", "leak.html"])
def test_a_template_that_links_out_of_the_project_is_refused(
    tmp_path: Path, outside: Path, name: str
) -> None:
    page = '{% include "leak.html" %}'
    folder = project(tmp_path / "p", {"templates/one-pager.html": page if "leak" in name else None})
    link(folder, name, outside / "secret.html")

    checked = run("-C", folder, "check")
    built = run("-C", folder, "build", "-l", "en")

    for ran in (checked, built):
        assert ran.code != ExitCode.OK
        assert f"templates/{name}:1: error[H507]" in ran.said
        assert SECRET not in ran.said
    assert not list(folder.rglob("*.pdf"))


def test_a_folder_of_templates_that_links_out_is_refused(tmp_path: Path, outside: Path) -> None:
    folder = project(tmp_path / "p")
    (folder / "templates").symlink_to(outside)
    (outside / "one-pager.html").write_text("<p>", encoding="utf-8")

    assert "templates: error[H507]" in run("-C", folder, "check").said
    built = run("-C", folder, "build", "-l", "en")
    assert built.code == ExitCode.FINDINGS
    assert "templates/one-pager.html:1: error[H507]" in built.said


def test_the_words_of_a_template_that_links_out_are_not_extracted(
    tmp_path: Path, outside: Path
) -> None:
    (outside / "secret.html").write_text(f"{{{{ _('{SECRET}') }}}}", encoding="utf-8")
    folder = project(tmp_path / "p")
    link(folder, "leak.html", outside / "secret.html")

    ran = run("-C", folder, "sync")

    assert "templates/leak.html:1: error[H507]" in ran.said
    assert not (folder / "locales/interface.pot").exists()


def test_a_link_inside_of_the_project_is_followed(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", {"design/tokens.css": "p { color: #000 }"})
    link(folder, "extra.css", folder / "design/tokens.css")
    assert run("-C", folder, "check", "-l", "en").code == ExitCode.OK


# ── pictures that no file system has, and files that are asked for late ────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("A tooth can", "![x](a%00.png) A tooth can", 13),
        ("version:", 'image: {file: "a\\0.png", alt: "x"}\nversion:', 3),
    ],
)
def test_a_picture_with_nul_in_its_name_stops_its_own_article_alone(
    tmp_path: Path, old: str, new: str, line: int
) -> None:
    article = ARTICLE.replace(old, new, 1)
    assert article != ARTICLE
    folder = project(tmp_path, {"articles/broken.md": article})

    checked = run("-C", folder, "check", "-l", "en")
    built = run("-C", folder, "build", "-l", "en", "-t", "screen")

    assert checked.code == built.code == ExitCode.FINDINGS
    for ran in (checked, built):
        assert f"articles/broken.md:{line}: error[H10" in ran.said
    assert [path.name for path in folder.rglob("*.pdf")] == ["tooth-pain.one-pager.screen.pdf"]


def test_an_attachment_of_a_template_is_refused_without_ending_the_program(tmp_path: Path) -> None:
    page = (ROOT / "templates/one-pager.html").read_text(encoding="utf-8")
    attached = page.replace("</body>", '<a rel="attachment" href="file:///x"></a></body>')
    folder = project(tmp_path, {"templates/one-pager.html": attached})

    for target in ("screen", "press"):
        ran = spawn("-C", folder, "build", "-l", "en", "-t", target, "-j", "0")
        assert ran.code == ExitCode.FINDINGS
        assert "error[H107]: the page asks for file:///x" in ran.said
        assert "Traceback" not in ran.said


# ── output that cannot be written ──────────────────────────────────────────────────────────────


def shell(folder: Path, words: str) -> subprocess.CompletedProcess[str]:
    """Run `handouts` in a shell, which can close what it prints to."""
    line = f'"$0" -P -m handouts -C "$1" {words}'
    return subprocess.run(
        ["/bin/sh", "-c", line, sys.executable, str(folder)],
        capture_output=True,
        text=True,
        env=own_environment({}),
    )


@pytest.mark.parametrize(
    "words",
    [
        "list languages >&-",
        "--version >&-",
        "--help >&-",
        "status --json >&-",
        pytest.param("status --json >/dev/full", marks=FULL),
        pytest.param("--version >/dev/full", marks=FULL),
    ],
)
def test_an_output_that_cannot_be_written_is_a_finding(tmp_path: Path, words: str) -> None:
    ran = shell(project(tmp_path), words)
    assert ran.returncode == ExitCode.FINDINGS
    assert ran.stderr.startswith("error[H505]: the output cannot be written: ")
    assert "Traceback" not in ran.stderr
    assert "fault of the program" not in ran.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_build_needs_nobody_who_listens(tmp_path: Path, closed: str) -> None:
    folder = project(tmp_path)
    ran = shell(folder, f"build -l en -t screen {closed}")
    assert ran.returncode == ExitCode.OK
    assert ran.stdout == ""
    assert len(list(folder.rglob("*.pdf"))) == 1


# ── odd files ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system has no such names")
def test_an_article_whose_name_is_not_utf8_stops_no_other(tmp_path: Path) -> None:
    folder = project(tmp_path)
    Path(os.fsdecode(os.fsencode(folder / "articles") + b"/\xff.md")).write_text(ARTICLE)
    page = tmp_path / "status.html"

    checked = run("-C", folder, "check", "-l", "en", "--json")
    built = run("-C", folder, "build", "-l", "en", "-t", "screen")
    status = run("-C", folder, "status", "--html", page)

    (found,) = [one for one in checked.json["findings"] if one["code"] == "H116"]
    assert found["location"]["path"] == r"articles/\xff.md"
    assert (built.code, status.code) == (ExitCode.FINDINGS, ExitCode.OK)
    assert r"articles/\xff.md:1: error[H116]: the name is not UTF-8" in built.said
    assert [path.name for path in folder.rglob("*.pdf")] == ["tooth-pain.one-pager.screen.pdf"]
    assert "tooth-pain" in page.read_text(encoding="utf-8")


def test_a_folder_of_articles_whose_name_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path)
    odd = Path(os.fsdecode(os.fsencode(folder / "articles") + b"/\xff"))
    try:
        odd.mkdir()
    except OSError:
        pytest.skip("this file system has no such names")
    (odd / "other.md").write_text(ARTICLE, encoding="utf-8")
    ran = run("-C", folder, "build", "-l", "en", "-t", "screen")
    assert r"articles/\xff/other.md:1: error[H116]" in ran.said
    assert [path.name for path in folder.rglob("*.pdf")] == ["tooth-pain.one-pager.screen.pdf"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("articles/b.md", "H509"),
        ("articles/pipe.png", "H106"),
        ("logo.png", "H106"),
        ("locales/es/LC_MESSAGES/tooth-pain.po", "H509"),
        ("templates/pipe.css", "H509"),
        ("glossary/es.tsv", "H509"),
    ],
)
def test_a_named_pipe_is_a_finding_and_waits_for_nobody(
    tmp_path: Path, name: str, code: str
) -> None:
    settings = SETTINGS + ('logo = "logo.png"\n' if "logo" in name else "")
    article = ARTICLE + ("\n![x](pipe.png)\n" if "pipe.png" in name else "")
    files = {"articles/b.md": article, "handouts.toml": settings}
    folder = project(tmp_path, {**files, name: None})
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)

    more = [["status"], ["sync"]] if name.endswith((".md", ".po")) else []
    for words in (["check"], ["build", "-t", "screen", "-j", "0"], *more):
        done = subprocess.run(
            command("-C", folder, *words),
            capture_output=True,
            text=True,
            timeout=60,
            env=own_environment({}),
        )
        assert "Traceback" not in done.stderr
        assert "fault of the program" not in done.stderr
        if words == ["check"]:
            assert f"error[{code}]" in done.stdout + done.stderr
            assert "no ordinary file" in done.stdout + done.stderr


def test_a_pipe_in_the_place_of_the_settings_or_a_finished_file_is_not_opened(
    tmp_path: Path,
) -> None:
    folder = project(tmp_path)
    build = ("-C", folder, "build", "-l", "en", "-t", "screen")
    assert run(*build).code == ExitCode.OK
    made = folder / "output/en/tooth-pain.one-pager.screen.pdf"
    made.unlink()
    os.mkfifo(made)
    done = subprocess.run(command(*build), timeout=60, env=own_environment({}), check=False)
    assert done.returncode == ExitCode.OK
    assert made.is_file()
    (folder / "handouts.toml").unlink()
    os.mkfifo(folder / "handouts.toml")
    done = subprocess.run(command(*build), timeout=60, env=own_environment({}), check=False)
    assert done.returncode == ExitCode.PROJECT


# ── next steps that fit ────────────────────────────────────────────────────────────────────────


def test_next_steps_fit_what_is_wrong(tmp_path: Path) -> None:
    deep = ARTICLE + "\n" + ">" * 80 + " deep\n"
    damaged = ARTICLE + "\n![x](bad.png)\n"
    files: dict[str, str | bytes | None] = {
        "articles/deep.md": deep,
        "articles/bad.md": damaged,
        "articles/bad.png": b"bad",
    }
    ran = run("-C", project(tmp_path, files), "check", "-l", "en", "--json")
    hints = {found["code"]: found["hint"] for found in ran.json["findings"]}
    assert "UTF-8" not in hints["H114"]
    assert "inside each other" in hints["H114"]
    assert "spelling" not in hints["H106"]
    assert "save it again" in hints["H106"]


@pytest.mark.parametrize("is_output", [True, False])
def test_only_what_has_the_option_names_it(tmp_path: Path, is_output: bool) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(HandoutsError) as raised:
        write_whole(tmp_path / "file" / "x.po", b"", is_output=is_output)
    (found,) = raised.value.findings
    assert found.code == "H505"
    assert ("-o DIR" in found.hint) == is_output
