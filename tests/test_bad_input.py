"""Bad input: a finding with place and next step, the right exit code, earlier PDFs untouched."""

from __future__ import annotations

import hashlib
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from handouts import shipped
from handouts.findings import ExitCode
from tests.projects import (
    ARTICLE,
    SETTINGS,
    SPANISH,
    Ran,
    catalog,
    command,
    own_environment,
    project,
    run,
    spawn,
)

ES = "locales/es/LC_MESSAGES/tooth-pain.po"
TOOTH = "articles/tooth-pain.md"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("good") / "clinic", {"articles/other.md": ARTICLE})
    ran = run("-C", folder, "build", "-t", "screen")
    assert ran.code == ExitCode.OK, ran.err
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "clinic"))


def pdfs(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "output").rglob("*.pdf"))
    }


def said(ran: Ran, code: str, place: str = "") -> None:
    """The finding is there with its place and a next step, and no traceback."""
    line = next((x for x in ran.err.splitlines() if f"error[{code}]" in x), "")
    assert line, ran.err
    assert line.startswith(place), line
    assert "hint: " in ran.err
    assert "Traceback" not in ran.said


ONE_ARTICLE: list[tuple[str, str, str | bytes, str, int]] = [
    ("unknown key", TOOTH, ARTICLE.replace("reviewed:", "revewed:"), "H101", 4),
    ("wrong date", TOOTH, ARTICLE.replace("2028-11-22", "22.11.2028"), "H102", 5),
    (
        "unknown format",
        TOOTH,
        ARTICLE.replace("version:", "formats: [one-page]\nversion:"),
        "H102",
        3,
    ),
    ("open front matter", TOOTH, ARTICLE.replace("---\n\n#", "\n#"), "H103", 1),
    ("no title", TOOTH, ARTICLE.replace("# When a tooth hurts\n", ""), "H104", 12),
    ("unknown placeholder", TOOTH, ARTICLE.replace("clinic.phone", "clinic.fone"), "H105", 21),
    ("missing picture", TOOTH, ARTICLE + "\n![x](x.png)\n", "H106", 24),
    ("picture outside", TOOTH, ARTICLE + "\n![x](../../x.png)\n", "H107", 24),
    ("http picture", TOOTH, ARTICLE + "\n![x](http://x.org/x.png)\n", "H107", 24),
    ("local link", TOOTH, ARTICLE.replace("https://example.org/more", "/etc/passwd"), "H107", 13),
    ("unknown box", TOOTH, ARTICLE.replace("::: call", "::: cal"), "H109", 20),
    ("open box", TOOTH, ARTICLE.replace("\n:::\n", "\n"), "H110", 20),
    ("not UTF-8", TOOTH, ARTICLE.encode() + b"caf\xe9\n", "H114", 23),
    ("open string", ES, catalog({"A": 'x"'}), "H201", 8),
    ("duplicate", ES, catalog({"A": "x"}) + 'msgid "A"\nmsgstr "y"\n', "H202", 9),
    ("conflict", ES, catalog({"A": "x"}) + "<<<<<<< HEAD\n", "H204", 9),
    ("wrong charset", ES, catalog({"A": "x"}).encode() + b"# \xe9\n", "H204", 9),
]


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [case[1:] for case in ONE_ARTICLE],
    ids=[case[0] for case in ONE_ARTICLE],
)
def test_a_bad_article_or_catalog_is_refused_and_nothing_else(
    copy: Path, name: str, content: str | bytes, code: str, line: int
) -> None:
    (copy / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = pdfs(copy)

    ran = run("-C", copy, "build", "-t", "screen", "-l", "es", "--json")

    assert ran.code == ExitCode.FINDINGS, ran.err
    said(ran, code, f"{name}:{line}")
    results = {entry["slug"]: entry for entry in ran.json["handouts"]}
    assert results["other"]["outcome"] == "unchanged"
    assert results["tooth-pain"]["outcome"] == "refused"
    assert results["tooth-pain"]["sha256"] is None
    assert code in {found["code"] for found in results["tooth-pain"]["findings"]}
    assert pdfs(copy) == before


def test_all_mistakes_of_an_article_come_at_once(copy: Path) -> None:
    article = ARTICLE.replace("reviewed:", "revewed:").replace("2028-11-22", "soon")
    article = article.replace("clinic.phone", "clinic.fone").replace("::: call", "::: cal")
    (copy / TOOTH).write_text(article)

    ran = run("-C", copy, "build", "tooth-pain", "-l", "en")

    for code in ("H101", "H102", "H105", "H109"):
        said(ran, code, f"{TOOTH}:")
    assert 'Did you mean "reviewed"?' in ran.err
    assert 'Did you mean "clinic.phone"?' in ran.err


def test_all_mistakes_of_a_catalog_come_at_once(copy: Path) -> None:
    text = catalog({"A": "x"}) + '\nmsgid "B\nmsgstr "y"\n\nnonsense\n'
    (copy / ES).write_text(text)

    ran = run("-C", copy, "build", "tooth-pain", "-l", "es", "-t", "screen")

    assert ran.err.count("error[H201]") == 2


def test_a_slug_given_twice_refuses_both(copy: Path) -> None:
    (copy / "articles/more").mkdir()
    shutil.copy(copy / TOOTH, copy / "articles/more/tooth-pain.md")
    before = pdfs(copy)

    ran = run("-C", copy, "build", "-t", "screen")

    assert ran.code == ExitCode.FINDINGS
    said(ran, "H112", "articles/more/tooth-pain.md")
    assert pdfs(copy) == before


SETTINGS_FAULTS = [
    ("langauges = ['es']\n", "H503", 1, 'Did you mean "languages"?'),
    ("paper = 'A5'\n", "H504", 1, ""),
    ("formats = ['onepager']\n", "H504", 1, 'Did you mean "one-pager"?'),
    ("paper = \n", "H502", 1, ""),
    ("[clinics.main]\nphone = '1'\n", "H504", 1, ""),
    ("[checks]\nH203 = 'off'\n", "H504", 2, ""),
    ("[languages.es]\nsize = 0.2\n", "H504", 1, ""),
]


@pytest.mark.parametrize(("text", "code", "line", "hint"), SETTINGS_FAULTS)
@pytest.mark.parametrize("name", ["build", "check", "sync", "status"])
def test_bad_settings_stop_every_command(
    copy: Path, name: str, text: str, code: str, line: int, hint: str
) -> None:
    (copy / "handouts.toml").write_text(text)
    before = pdfs(copy)

    ran = run("-C", copy, name)

    assert ran.code == ExitCode.PROJECT
    said(ran, code, f"handouts.toml:{line}")
    assert hint in ran.err
    assert pdfs(copy) == before


def test_settings_that_are_not_text_or_a_folder(copy: Path) -> None:
    (copy / "handouts.toml").write_bytes(b"\xff\xfe")
    said(run("-C", copy, "build"), "H502", "handouts.toml:1")

    (copy / "handouts.toml").unlink()
    (copy / "handouts.toml").mkdir()
    ran = run("-C", copy, "build")
    said(ran, "H509", "handouts.toml")
    assert ran.code == ExitCode.PROJECT


def test_articles_that_are_no_folder(copy: Path) -> None:
    shutil.rmtree(copy / "articles")
    (copy / "articles").write_text("a file")

    ran = run("-C", copy, "build")

    assert ran.code == ExitCode.PROJECT
    said(ran, "H509", "articles: ")


def test_a_catalog_that_cannot_be_read_is_refused(copy: Path) -> None:
    """A folder or a link to nowhere in its place: root cannot read those either."""
    for spoil in (Path.mkdir, lambda path: path.symlink_to("nowhere.po")):
        shutil.rmtree(copy / ES) if (copy / ES).is_dir() else (copy / ES).unlink()
        spoil(copy / ES)
        before = pdfs(copy)

        ran = run("-C", copy, "build", "tooth-pain", "-l", "es")

        assert ran.code == ExitCode.FINDINGS
        said(ran, "H509", ES)
        assert pdfs(copy) == before
        assert run("-C", copy, "sync").code == ExitCode.FINDINGS


# ── layout ─────────────────────────────────────────────────────────────────────────────────────


def refused(folder: Path, code: str, exit_code: ExitCode, outcome: str = "refused") -> Ran:
    before = pdfs(folder)
    ran = run("-C", folder, "build", "tooth-pain", "-l", "es", "-t", "screen", "--json")
    assert ran.code == exit_code, ran.err
    said(ran, code)
    (entry,) = ran.json["handouts"]
    assert entry["outcome"] == outcome
    assert pdfs(folder) == before
    return ran


def test_a_character_without_a_glyph_names_character_and_message(copy: Path) -> None:
    texts = {**SPANISH, "Who to call": "A quién llamar \U0001f9b7"}
    (copy / ES).write_text(catalog(texts))

    ran = refused(copy, "H207", ExitCode.FINDINGS)

    line = (copy / ES).read_text().splitlines().index('msgctxt "box title"') + 1
    said(ran, "H207", f"{ES}:{line}")
    assert "U+1F9B7" in ran.err
    assert "A quién llamar" in ran.err


def test_text_that_does_not_fit_is_never_cut(copy: Path) -> None:
    (copy / TOOTH).write_text(ARTICLE + "\n" + "It hurts and hurts and hurts a lot.\n\n" * 300)

    ran = refused(copy, "H301", ExitCode.FINDINGS)

    assert " mm" in ran.err


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("one-pager.html", "<p>\n{{ clinik.name }}</p>", 2),
        ("one-pager.html", "<p>\n\n{% if %}</p>", 3),
        ("one-pager.html", '{% include "none.html" %}', 1),
        ("one-pager.html", "{{ 1 // 0 }}", 1),
        ("one-pager.html", "{{ sheet.__class__.__mro__ }}", 1),
        ("one-pager.html", '{% include "../../handouts.toml" %}', 1),
    ],
)
def test_a_template_error_names_file_and_line(copy: Path, name: str, text: str, line: int) -> None:
    (copy / "templates").mkdir()
    (copy / "templates" / name).write_text(text)

    ran = refused(copy, "H303", ExitCode.RENDER, "failed")

    said(ran, "H303", f"templates/{name}:{line}")


def test_a_template_that_leaves_text_out_is_refused(copy: Path) -> None:
    (copy / "templates").mkdir()
    (copy / "templates/one-pager.html").write_text("<p>{{ sheet.title }}</p>")

    ran = refused(copy, "H305", ExitCode.RENDER, "failed")

    assert "not yet reviewed” is not on the page" in ran.err
    texts = (copy / ES).read_text().splitlines()
    quoted = texts.index('msgid "What to do when a tooth hurts."') + 1
    assert f"{ES}:{quoted}: error[H305]" in ran.err
    said(ran, "H305", f"{TOOTH}:{ARTICLE.splitlines().index('# When a tooth hurts') + 1}")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.org/a.png"])
def test_a_style_sheet_that_asks_for_other_files_is_refused(copy: Path, address: str) -> None:
    (copy / "templates").mkdir()
    css = (shipped.TEMPLATES / "one-pager.css").read_text()
    (copy / "templates/one-pager.css").write_text(f"{css}body {{ background: url({address}) }}")

    ran = refused(copy, "H107", ExitCode.FINDINGS)

    assert address in ran.err


def test_a_style_sheet_that_is_not_text(copy: Path) -> None:
    (copy / "templates").mkdir()
    (copy / "templates/tokens.css").write_bytes(b"/* caf\xe9 */")

    said(refused(copy, "H303", ExitCode.RENDER, "failed"), "H303", "templates/tokens.css")


def test_a_picture_that_breaks_only_when_it_is_drawn_is_refused(copy: Path) -> None:
    from tests.test_project import png

    (copy / "articles/cut.png").write_bytes(png(300, 300)[:60])
    (copy / TOOTH).write_text(ARTICLE + "\n![A tooth](cut.png)\n")

    refused(copy, "H106", ExitCode.FINDINGS)


# ── the machine ────────────────────────────────────────────────────────────────────────────────


def test_output_that_cannot_be_written(copy: Path, tmp_path: Path) -> None:
    """A file stands where the folder should be: that stops root, too."""
    place = tmp_path / "taken"
    place.write_text("mine")

    ran = run("-C", copy, "build", "-l", "es", "-t", "screen", "-o", place)

    assert ran.code == ExitCode.FINDINGS
    said(ran, "H505", str(place))
    assert "2 failed" in ran.err
    assert place.read_text() == "mine"


def test_a_folder_in_the_place_of_one_pdf_harms_no_other(copy: Path) -> None:
    path = copy / "output/es/tooth-pain.one-pager.screen.pdf"
    path.unlink()
    (path / "inside").mkdir(parents=True)

    ran = run("-C", copy, "build", "-l", "es", "-t", "screen", "--force", "--json")

    assert ran.code == ExitCode.FINDINGS
    outcomes = {entry["slug"]: entry["outcome"] for entry in ran.json["handouts"]}
    assert outcomes == {"other": "built", "tooth-pain": "failed"}


def test_a_full_disk(copy: Path) -> None:
    """No file may grow beyond some kilobytes, as on a disk without room."""
    before = pdfs(copy)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    done = subprocess.run(
        command("-C", copy, "build", "-l", "es", "-t", "screen", "--force"),
        capture_output=True,
        text=True,
        env=own_environment({"PYTHONDONTWRITEBYTECODE": "1"}),
        preexec_fn=limit,
    )

    ran = Ran(done.returncode, done.stdout, done.stderr)
    assert ran.code == ExitCode.FINDINGS, ran.err
    said(ran, "H505", str(copy / "output/es"))
    assert "Make room" in ran.err
    assert pdfs(copy) == before
    assert not list((copy / "output").rglob("*.part"))


def test_missing_pango(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "fake/weasyprint").mkdir(parents=True)
    (tmp_path / "fake/weasyprint/__init__.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0'\\nand more\")"
    )
    before = pdfs(copy)

    ran = spawn("-C", copy, "build", "--force", PYTHONPATH=str(tmp_path / "fake"))

    assert ran.code == ExitCode.MISSING_DEPENDENCY
    said(ran, "H506")
    assert "libpango" in ran.err
    assert "install" in ran.err
    assert pdfs(copy) == before
    doctor = spawn("doctor", PYTHONPATH=str(tmp_path / "fake"))
    assert doctor.code == ExitCode.MISSING_DEPENDENCY
    assert "missing  Pango" in doctor.out


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "articles").rename(folder / "texts"),
        lambda folder: shutil.rmtree(folder / "locales"),
        lambda folder: (folder / "output/manifest.json").write_text("{"),
        lambda folder: (folder / "output/.built.json").unlink(),
    ],
)
def test_a_project_that_lost_a_part_still_works(
    copy: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(copy)

    assert run("-C", copy, "build", "-l", "en", "-t", "screen").code == ExitCode.OK
    assert run("-C", copy, "check").code == ExitCode.OK
    assert run("-C", copy, "status").code == ExitCode.OK


def test_a_fault_of_the_program_is_one_line(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("handouts.project.checking.survey", fall_over)

    ran = run("-C", copy, "check")
    assert ran.code == ExitCode.RENDER
    said(ran, "H304")
    assert "ZeroDivisionError: a bug" in ran.err
    assert "Traceback" in run("-v", "-C", copy, "check").err


def test_articles_may_be_many_and_odd(tmp_path: Path) -> None:
    """An empty file, one that is a folder, one with odd line ends: each gets its own finding."""
    folder = project(
        tmp_path,
        {
            "handouts.toml": SETTINGS,
            "articles/empty.md": "",
            "articles/folder.md/x": "",
            "articles/mac.md": ARTICLE.replace("\n", "\r"),
            "articles/windows.md": "\ufeff" + ARTICLE.replace("\n", "\r\n"),
        },
    )

    ran = run("-C", folder, "build", "-l", "en", "-t", "screen", "--json")

    outcomes = {entry["slug"]: entry["outcome"] for entry in ran.json["handouts"]}
    assert outcomes == {
        **{"empty": "refused", "mac": "built"},
        **{"tooth-pain": "built", "windows": "built"},
    }
