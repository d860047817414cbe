"""Files that somebody planted: links that lead out, pipes, odd names, odd characters, no output."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from handouts.findings import ExitCode
from tests.projects import ARTICLE, ROOT, own_environment, project, run, spawn

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
        assert f"templates/{name}: error[H507]" in ran.said
        assert SECRET not in ran.said
    assert not list(folder.rglob("*.pdf"))


def test_a_folder_of_templates_that_links_out_is_refused(tmp_path: Path, outside: Path) -> None:
    folder = project(tmp_path / "p")
    (folder / "templates").symlink_to(outside)
    (outside / "one-pager.html").write_text("<p>", encoding="utf-8")

    assert "templates: error[H507]" in run("-C", folder, "check").said
    built = run("-C", folder, "build", "-l", "en")
    assert built.code == ExitCode.FINDINGS
    assert "templates/one-pager.html: error[H507]" in built.said


def test_the_words_of_a_template_that_links_out_are_not_extracted(
    tmp_path: Path, outside: Path
) -> None:
    (outside / "secret.html").write_text(f"{{{{ _('{SECRET}') }}}}", encoding="utf-8")
    folder = project(tmp_path / "p")
    link(folder, "leak.html", outside / "secret.html")

    ran = run("-C", folder, "sync")

    assert "templates/leak.html: error[H507]" in ran.said
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
