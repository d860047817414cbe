"""`handouts sync`: catalogs follow the articles, and nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from handouts.findings import ExitCode
from tests.projects import (
    ARTICLE,
    SPANISH,
    catalog,
    project,
    run,
)

COMMANDS = ["init", "new", "build", "sync", "check", "status", "list", "explain", "doctor"]


# ── sync ─────────────────────────────────────────────────────────────────────────────────────────


def test_sync_writes_template_and_catalogs_once(tmp_path: Path) -> None:
    folder = project(tmp_path)

    first = run("-C", folder, "sync")
    files = sorted(path for path in (folder / "locales").rglob("*") if path.is_file())
    before = {path: path.stat().st_mtime_ns for path in files}
    second = run("-C", folder, "sync")

    assert first.code == second.code == ExitCode.OK
    assert [path.relative_to(folder).as_posix() for path in files] == [
        "locales/es/LC_MESSAGES/tooth-pain.po",
        "locales/tooth-pain.pot",
    ]
    assert {path: path.stat().st_mtime_ns for path in files} == before
    assert "8 kept" in first.err
    assert "0 written" in second.err


def test_sync_starts_a_language_with_the_sheets_own_words(tmp_path: Path) -> None:
    """Welsh is no language that the shipped templates speak; Somali is one."""
    folder = project(tmp_path)

    assert run("-C", folder, "sync", "-l", "sw", "-l", "so").code == ExitCode.OK

    catalogs = sorted(path.name for path in (folder / "locales/sw/LC_MESSAGES").iterdir())
    assert catalogs == ["interface.po", "tooth-pain.po"]
    assert [p.name for p in (folder / "locales/so/LC_MESSAGES").iterdir()] == ["tooth-pain.po"]
    text = (folder / "locales/sw/LC_MESSAGES/tooth-pain.po").read_text()
    assert '"Language: sw\\n"' in text
    assert '"X-Handouts-Status: draft translation, not reviewed\\n"' in text
    words = (folder / "locales/sw/LC_MESSAGES/interface.po").read_text()
    assert 'msgid "Draft translation: not yet reviewed"' in words
    assert 'msgctxt "box title"' in words


def test_sync_check_writes_nothing_and_says_what_is_due(tmp_path: Path) -> None:
    folder = project(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    ran = run("-C", folder, "sync", "--check")

    assert ran.code == ExitCode.FINDINGS
    assert "warning[H210]" in ran.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert run("-C", folder, "sync").code == ExitCode.OK
    assert run("-C", folder, "sync", "--check").code == ExitCode.OK


def test_sync_carries_clinics_texts_and_own_templates(tmp_path: Path) -> None:
    settings = '[clinics.main]\nname = "A"\nphone = "1"\nhours = "Mo-Fr 08:00-17:00"\n'
    settings += 'interpreter = "Ask us."\n[clinics.north]\nname = "B"\nhours = "By appointment"\n'
    settings += 'interpreter = "Ask us."\n'
    page = '<p>{# note: greeting #}{{ _("Hello") }}</p>{{ pgettext("label", "Phone") }}'
    folder = project(tmp_path, {"handouts.toml": settings, "templates/parts.html": page})

    assert run("-C", folder, "sync").code == ExitCode.OK

    clinics = (folder / "locales/clinics.pot").read_text()
    assert clinics.count('msgid "Ask us."') == 1
    assert "#. clinic “main”, “north”: how to get an interpreter" in clinics
    assert 'msgid "By appointment"' in clinics
    assert "08:00" not in clinics
    words = (folder / "locales/es/LC_MESSAGES/interface.po").read_text()
    assert '#. greeting\n#: templates/parts.html\nmsgid "Hello"' in words
    assert 'msgctxt "label"\nmsgid "Phone"' in words


def test_sync_keeps_words_that_a_project_puts_in_other_words(tmp_path: Path) -> None:
    words = "locales/es/LC_MESSAGES/interface.po"
    folder = project(
        tmp_path,
        {words: catalog({"Sources": "De dónde"}), "templates/own.html": '{{ _("Hello") }}'},
    )

    assert run("-C", folder, "sync").code == ExitCode.OK

    text = (folder / words).read_text()
    assert 'msgid "Sources"\nmsgstr "De dónde"' in text
    assert 'msgid "Hello"\nmsgstr ""' in text
    assert "#~" not in text


def test_sync_never_touches_a_catalog_that_it_cannot_read(tmp_path: Path) -> None:
    broken = catalog(SPANISH) + 'msgid "never closed\nmsgstr ""\n'
    folder = project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": broken})

    ran = run("-C", folder, "sync")

    assert ran.code == ExitCode.FINDINGS
    assert "error[H201]" in ran.err
    assert (folder / "locales/es/LC_MESSAGES/tooth-pain.po").read_text() == broken
    assert (folder / "locales/tooth-pain.pot").exists()


def test_sync_keeps_what_an_article_no_longer_says(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run("-C", folder, "sync")
    article = folder / "articles/tooth-pain.md"
    article.write_text(ARTICLE.replace("- Rinse with warm water **3 times** a day.\n", ""))

    ran = run("-C", folder, "sync")

    assert "1 retired" in ran.err
    assert "#~ msgstr" in (folder / "locales/es/LC_MESSAGES/tooth-pain.po").read_text()


def test_sync_lists_what_it_carries_and_says_all_as_json(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run("-C", folder, "sync")
    article = folder / "articles/tooth-pain.md"
    text = article.read_text().replace("A tooth can", "A  tooth&nbsp;can").replace("400", "600")
    article.write_text(text)

    checked = run("-C", folder, "sync", "--check", "--json")
    ran = run("-C", folder, "sync")
    article.write_text(text.replace("600", "400"))
    undone = run("-C", folder, "sync", "--json")

    assert checked.code == ExitCode.FINDINGS
    (file,) = (file for file in checked.json["files"] if file["path"].endswith(".po"))
    assert (file["change"], file["kept"], file["carried"], file["fuzzy"]) == ("due", 6, 1, 1)
    assert file["carries"][0]["reason"] == "white space"
    assert {found["code"] for found in checked.json["findings"]} == {"H210"}
    assert "carried (white space): A tooth" in ran.err
    assert "1 translations carried over" in ran.err
    assert undone.json["files"][1]["restored"] == 1
    text = (folder / "locales/es/LC_MESSAGES/tooth-pain.po").read_text()
    assert "fuzzy" not in text


def test_sync_takes_the_old_order_from_the_template_and_does_without_a_broken_one(
    tmp_path: Path,
) -> None:
    folder = project(tmp_path)
    run("-C", folder, "sync")
    (folder / "locales/tooth-pain.pot").write_text("<<<<<<< ours\n")

    assert run("-C", folder, "sync").code == ExitCode.OK
    assert "<<<" not in (folder / "locales/tooth-pain.pot").read_text()


# ── connect ──────────────────────────────────────────────────────────────────────────────────────


def test_connect_describes_a_weblate_component_for_each_template(tmp_path: Path) -> None:
    folder = project(tmp_path)
    url = "https://git.example.org/sheets"
    assert run("-C", folder, "connect", "weblate", "--repository", url).json == []
    (folder / "articles/second.md").write_text(ARTICLE)
    run("-C", folder, "sync")

    ran = run("-C", folder, "connect", "weblate", "--repository", url, "--group", "clinic")
    first, second = ran.json

    assert (first["slug"], first["repo"], first["branch"]) == ("second", url, "main")
    assert second["repo"] == "weblate://clinic/second"
    for component in ran.json:
        assert (folder / component["new_base"]).is_file()
        assert component["file_format"] == "po"
    assert list(folder.glob(second["filemask"])) == [
        folder / "locales/es/LC_MESSAGES/tooth-pain.po"
    ]
    assert run("-C", folder, "connect", "weblate").code == ExitCode.USAGE


def test_connect_prints_hooks_that_are_real_commands(tmp_path: Path, root: Path) -> None:
    folder = project(tmp_path)
    ran = run("connect", "pre-commit")
    hooks = YAML(typ="safe").load(ran.out)["repos"][0]["hooks"]

    assert ran.code == ExitCode.OK
    run("-C", folder, "sync")
    for hook in hooks:
        program, *words = hook["entry"].split()
        assert program == "handouts"
        assert run("-C", folder, *words).code == ExitCode.OK
        assert re.match(hook["files"], "articles/tooth-pain.md")
        assert not re.match(hook["files"], "README.md")
    offered = YAML(typ="safe").load((root / ".pre-commit-hooks.yaml").read_text())
    assert offered == [{**hook, "language": "python"} for hook in hooks]
