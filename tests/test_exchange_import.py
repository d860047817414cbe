"""What an import takes, leaves alone, and says: on a real project, by the command."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from handouts.messages import message_id
from tests.projects import ARTICLE, SPANISH, Ran, catalog, project, run

PO = "locales/es/LC_MESSAGES/tooth-pain.po"
DOSE = "Take no more than 400 mg at a time."
RINSE = "Rinse with warm water **3 times** a day."
PHONE = "Call us at {clinic.phone}."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project in step, in Spanish, with one fuzzy and one empty message."""
    folder = project(tmp_path / "p")
    assert run("-C", folder, "sync").code == 0
    _edit(folder, lambda po: po.find(DOSE).flags.append("fuzzy"))
    _edit(folder, lambda po: setattr(po.find(RINSE), "msgstr", ""))
    return folder


def _edit(home: Path, change: Callable[[polib.POFile], object]) -> None:
    po = polib.pofile(str(home / PO), wrapwidth=0)
    change(po)
    po.save()
    run("-C", home, "sync")


def _po(home: Path) -> polib.POFile:
    return polib.pofile(str(home / PO))


def _export(home: Path, to: str = "csv") -> Path:
    path = home / f"out.{to}"
    ran = run("-C", home, "export", "tooth-pain", "-l", "es", "--to", to, "-o", path)
    assert (ran.code, ran.out) == (0, f"{path}\n"), ran.said
    return path


def _translate(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _import(home: Path, *options: str | Path) -> Ran:
    return run("-C", home, "import", *options)


def _row(path: Path, source: str, translation: str) -> None:
    """Write a translation into a row of the table."""
    text = path.read_text(encoding="utf-8")
    pattern = re.compile(f'("{re.escape(source)}",)"[^"]*"')
    assert pattern.search(text)
    path.write_text(pattern.sub(rf'\1"{translation}"', text), encoding="utf-8")


def test_only_the_answered_entry_changes_and_is_fuzzy(home: Path) -> None:
    path = _export(home)
    before = (home / PO).read_text(encoding="utf-8")
    _row(path, RINSE, "Enjuague **3 veces** al día.")
    ran = _import(home, path)
    assert ran.code == 0, ran.said
    assert "written" in ran.err
    assert "1 new" in ran.err
    after = (home / PO).read_text(encoding="utf-8")
    assert after == before.replace(
        f'msgid "{RINSE}"\nmsgstr ""',
        f'#, fuzzy\nmsgid "{RINSE}"\nmsgstr "Enjuague **3 veces** al día."',
    )
    again = _import(home, path)  # the same file once more
    assert again.code == 0
    assert "unchanged  " in again.err
    assert (home / PO).read_text(encoding="utf-8") == after


def test_trusted_text_prints(home: Path) -> None:
    path = _export(home)
    _row(path, RINSE, "Enjuague **3 veces** al día.")
    assert _import(home, path, "--trusted").code == 0
    assert not _po(home).find(RINSE).fuzzy
    assert _po(home).find(DOSE).fuzzy  # the table still says that it needs review


@pytest.mark.parametrize("trust", [(), ("--trusted",)])
def test_a_wrong_dose_is_found_and_stays_fuzzy(home: Path, trust: tuple[str, ...]) -> None:
    path = _export(home)
    _row(path, RINSE, "Enjuague **5 veces** al día.")
    _row(path, PHONE, "Llámenos.")
    ran = _import(home, path, "--json", *trust)
    assert ran.code == 1
    found = {one["code"]: one for one in ran.json["findings"]}
    assert {"H203", "H212"} <= set(found)
    line = found["H203"]["location"]["line"]
    assert found["H203"]["location"]["path"] == PO
    block = "\n".join((home / PO).read_text(encoding="utf-8").split("\n")[line - 1 : line + 6])
    assert f'msgid "{PHONE}"' in block
    assert _po(home).find(RINSE).fuzzy
    assert _po(home).find(PHONE).fuzzy


def test_newer_work_is_never_overwritten(home: Path) -> None:
    path = _export(home)
    _row(path, PHONE, "Llame al {clinic.phone}.")
    _edit(home, lambda po: setattr(po.find(PHONE), "msgstr", "Llámenos ya al {clinic.phone}."))
    ran = _import(home, path, "--trusted", "--json")
    assert ran.code == 1
    (conflict,) = [one for one in ran.json["findings"] if one["code"] == "H241"]
    assert "Llame al {clinic.phone}." in conflict["message"]
    assert "Llámenos ya al {clinic.phone}." in conflict["message"]
    assert conflict["location"]["path"] == "out.csv"
    assert conflict["related"][0]["location"]["path"] == PO
    assert _po(home).find(PHONE).msgstr == "Llámenos ya al {clinic.phone}."


def test_what_only_the_catalog_changed_stays(home: Path) -> None:
    path = _export(home)
    _edit(home, lambda po: setattr(po.find(PHONE), "msgstr", "Llámenos ya al {clinic.phone}."))
    ran = _import(home, path, "--trusted")
    assert ran.code == 0, ran.said
    assert "1 newer here" in ran.err
    assert _po(home).find(PHONE).msgstr == "Llámenos ya al {clinic.phone}."


def test_a_confirmation_made_here_is_work_too(home: Path) -> None:
    path = _export(home)
    _row(path, DOSE, "No tome más de 400 mg cada vez.")
    _edit(home, lambda po: po.find(DOSE).flags.remove("fuzzy"))
    assert "H241" in _import(home, path).said
    assert not _po(home).find(DOSE).fuzzy


def test_without_its_base_a_file_may_only_fill(home: Path) -> None:
    path = _export(home, "xliff")
    text = re.sub(
        r"<context context-type=\"x-handouts-base\">[^<]*",
        '<context context-type="x-a">',
        path.read_text(encoding="utf-8"),
    )
    text = text.replace("A quién llamar", "A quién debe llamar")
    path.write_text(text, encoding="utf-8")
    assert "H241" in _import(home, path).said


@pytest.mark.parametrize("form", ["csv", "xliff"])
def test_a_changed_source_is_named_and_its_work_kept(home: Path, form: str) -> None:
    path = _export(home, form)
    _translate(path, "No tome más de 400 mg a la vez.", "Nunca tome más de 400 mg a la vez.")
    article = home / "articles/tooth-pain.md"
    article.write_text(ARTICLE.replace("more than 400 mg", "more than 300 mg"), encoding="utf-8")
    run("-C", home, "sync")
    ran = _import(home, path, "--trusted", "--json")
    found = {one["code"]: one for one in ran.json["findings"]}
    assert "300 mg" in found["H240"]["message"]
    assert "400 mg" in found["H240"]["message"]
    entry = _po(home).find(DOSE.replace("400", "300"))
    assert entry.fuzzy
    assert entry.msgstr == "Nunca tome más de 400 mg a la vez."
    assert entry.previous_msgid == DOSE


def test_a_message_that_left_the_article(home: Path) -> None:
    path = _export(home)
    _translate(path, "No tome más de 400 mg a la vez.", "Nunca tome más de 400 mg a la vez.")
    article = home / "articles/tooth-pain.md"
    article.write_text(ARTICLE.replace(f"- {DOSE}\n", ""), encoding="utf-8")
    run("-C", home, "sync")
    ran = _import(home, path)
    assert ran.code == 1
    assert "H240" in ran.err
    assert "Nunca tome más de 400 mg a la vez." in ran.err  # nobody loses it out of sight


def test_an_edited_source_column(home: Path) -> None:
    path = _export(home)
    _translate(path, RINSE, RINSE.replace("3", "4"))
    ran = _import(home, path)
    assert ran.code == 1
    assert "H243" in ran.err
    assert _po(home).find(RINSE).msgstr == ""


def test_two_rows_for_one_message(home: Path) -> None:
    path = _export(home)
    lines = path.read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in lines if RINSE in line]
    one, two = (row.replace(f'"{RINSE}",""', f'"{RINSE}","Enjuague **3 {w}**."') for w in "ab")
    path.write_text("\n".join([*lines, one, two]), encoding="utf-8")
    ran = _import(home, path)
    assert "H246" in ran.err
    assert _po(home).find(RINSE).msgstr == ""


def test_locked_text_stays(home: Path) -> None:
    _edit(home, lambda po: po.find(PHONE).flags.append("read-only"))
    path = _export(home)
    _row(path, PHONE, "Llame al {clinic.phone}.")
    ran = _import(home, path, "--trusted")
    assert ran.code == 0  # a warning
    assert "H245" in ran.err
    assert _po(home).find(PHONE).msgstr == SPANISH[PHONE]


def test_what_cannot_be_in_a_catalog(home: Path) -> None:
    path = _export(home)
    _row(path, RINSE, "Enjuague\x00 **3 veces**")
    ran = _import(home, path)
    assert "H211" in ran.err
    assert run("-C", home, "check").code == 0


def test_empty_answers_erase_nothing(home: Path) -> None:
    path = _export(home)
    _row(path, PHONE, "")
    before = (home / PO).read_bytes()
    assert _import(home, path, "--trusted").code == 0
    assert (home / PO).read_bytes() == before


def test_check_writes_nothing(home: Path) -> None:
    path = _export(home)
    _row(path, RINSE, "Enjuague **3 veces** al día.")
    before = (home / PO).read_bytes()
    ran = _import(home, path, "--check")
    assert "1 new" in ran.err
    assert (home / PO).read_bytes() == before


def test_a_file_may_name_its_language_in_another_way(home: Path) -> None:
    path = _export(home, "xliff")
    _translate(path, 'target-language="es"', 'target-language="es-MX"')
    _translate(path, "A quién llamar", "A quién debe llamar")
    assert "H522" in _import(home, path).err
    assert _import(home, path, "-l", "es").code == 0
    assert _po(home).find("Who to call", by="msgid").msgstr == "A quién debe llamar"
    assert "H522" in _import(home, path, "-l", "fr").err


def test_a_memory_fills_the_gaps_of_another_article(home: Path) -> None:
    _edit(home, lambda po: setattr(po.find(RINSE), "msgstr", SPANISH[RINSE]))
    memory = _export(home, "tmx")
    _edit(home, lambda po: setattr(po.find(RINSE), "msgstr", ""))
    ran = _import(home, memory, "--trusted")
    assert ran.code == 0, ran.said
    assert "1 filled" in ran.err
    entry = _po(home).find(RINSE)
    assert entry.msgstr == SPANISH[RINSE]
    assert entry.fuzzy  # never otherwise
    assert entry.tcomment == "from the memory out.tmx: exact match, same context"
    assert "H522" in _import(home, memory, "-l", "fr").err


def test_export_tells_what_it_cannot_hand_off(home: Path, tmp_path: Path) -> None:
    article = home / "articles/tooth-pain.md"
    article.write_text(ARTICLE.replace("400", "300"), encoding="utf-8")
    ran = run("-C", home, "export", "tooth-pain", "-l", "es", "-l", "fr", "-o", tmp_path / "x")
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.count("H210") == 2
    assert not (tmp_path / "x").exists()
    assert run("-C", home, "export", "nothing").code == 2
    assert run("-C", home, "export", "-l", "xx-klingon").code == 2
    assert run("-C", home, "export", "-l", "en").code == 2


def test_names_of_files(home: Path) -> None:
    ran = run("-C", home, "export", "--to", "xliff2")
    assert ran.out == f"{home}/output/handoff/tooth-pain.es.xliff\n"


def test_the_sheets_own_words_go_out_too(home: Path) -> None:
    locale = home / "locales/es/LC_MESSAGES"
    (locale / "interface.po").write_text(catalog({"Sources": ""}), encoding="utf-8")
    ran = run("-C", home, "export", "interface", "-l", "es", "-o", home / "words.xlf")
    assert ran.code == 0, ran.said
    _translate(
        home / "words.xlf",
        "<source>Sources</source>",
        "<source>Sources</source><target>Fuentes</target>",
    )
    assert _import(home, home / "words.xlf", "--trusted").code == 0
    assert "Fuentes" in (locale / "interface.po").read_text(encoding="utf-8")


def test_ids_are_short_and_of_the_text_alone() -> None:
    assert message_id((None, "a")) != message_id(("", "a")) != message_id(("x", "a"))
    assert re.fullmatch("[0-9a-f]{8}", message_id((None, "a")))
