"""`handouts sign` and `waive`: who may answer for what, and what is written down."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from handouts.findings import ExitCode
from handouts.project import open_project
from tests.projects import ARTICLE, SETTINGS, SPANISH, Ran, catalog, codes, project, run

PO = "locales/es/LC_MESSAGES/tooth-pain.po"
FILE = "reviews/es/tooth-pain.toml"
RINSE = "Rinse with warm water **3 times** a day."
IN_WORDS = {**SPANISH, RINSE: "Enjuague con agua tibia **varias veces** al día."}
TODAY = datetime.date.today()


def sign(folder: Path, *more: str, tag: str = "es", name: str = "Ana Pérez") -> Ran:
    words = ("sign", "tooth-pain", "-l", tag, "--by", name, "--role", "translator", *more)
    return run("-C", folder, *words)


def waive(folder: Path, *more: str, code: str = "H212", message: str = "") -> Ran:
    words = (
        "waive",
        "tooth-pain",
        "-l",
        "es",
        "--code",
        code,
        "--message",
        message or an_id(folder),
    )
    return run(
        "-C", folder, *words, "--by", "Ana Pérez", "--reason", "three is said in words", *more
    )


def an_id(folder: Path) -> str:
    """The id that `check` shows with the first finding about a message."""
    found = re.search(r"\(message ([0-9a-f]{8})\)", run("-C", folder, "check", "-l", "es").out)
    assert found
    return found[1]


def state(folder: Path, tag: str = "es") -> dict[str, object]:
    (article,) = run("-C", folder, "status", "--json").json["articles"]
    (row,) = [row for row in article["languages"] if row["tag"] == tag]
    return {name: row[name] for name in ("signed", "stale", "overdue")}


def change(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path)


# ── sign ─────────────────────────────────────────────────────────────────────────────────────────


def test_signing_says_what_it_signs_and_writes_it_down(folder: Path) -> None:
    ran = sign(folder, "--second", "Ben Cho", "--date", "2026-11-20", "--credential", "certified")

    assert ran.code == ExitCode.OK
    assert "tooth-pain in Spanish (es), signed by Ana Pérez" in ran.err
    assert "8 messages of the article: 8 signed now" in ran.err
    assert "10 words of the sheet: 10 signed now" in ran.err
    assert "reviews/es/interface.toml" in ran.err
    text = (folder / FILE).read_text(encoding="utf-8")
    assert text.count("[signed.") == 8
    for line in ('by = "Ana Pérez"', 'second = "Ben Cho"', "date = 2026-11-20"):
        assert text.count(f"\n{line}\n") >= 8
    assert 'credential = "certified"' in text
    assert 'method = "translated"' in text
    assert state(folder) == {"signed": True, "stale": False, "overdue": False}
    assert state(folder, "en")["signed"] is False


def test_signing_twice_changes_nothing(folder: Path) -> None:
    sign(folder)
    before = {path: path.read_bytes() for path in (folder / "reviews").rglob("*.toml")}

    ran = sign(folder, name="Somebody Else")

    assert ran.code == ExitCode.OK
    assert "8 signed before" in ran.err
    assert "nothing new to sign" in ran.err
    assert {path: path.read_bytes() for path in (folder / "reviews").rglob("*.toml")} == before


def test_a_changed_translation_voids_one_signature_and_a_new_one_covers_it(folder: Path) -> None:
    sign(folder)
    before = (folder / FILE).read_text(encoding="utf-8")
    change(folder, PO, "No tome más de 400 mg", "No tome nunca más de 400 mg")

    assert state(folder) == {"signed": False, "stale": False, "overdue": False}
    assert "17 of 18" in run("-C", folder, "status").out
    ran = sign(folder, name="Ben Cho")
    assert "8 messages of the article: 1 signed now, 7 signed before" in ran.err
    assert state(folder)["signed"] is True
    after = (folder / FILE).read_text(encoding="utf-8")
    assert after.count('by = "Ben Cho"') == 1
    assert after.count('by = "Ana Pérez"') == before.count('by = "Ana Pérez"') - 1


def test_a_changed_source_makes_a_signed_text_stale_and_undo_is_free(folder: Path) -> None:
    sign(folder)
    change(folder, "articles/tooth-pain.md", "400 mg", "200 mg")
    assert state(folder) == {"signed": False, "stale": True, "overdue": False}

    change(folder, "articles/tooth-pain.md", "200 mg", "400 mg")
    assert state(folder) == {"signed": True, "stale": False, "overdue": False}


def test_a_deleted_sentence_makes_it_stale(folder: Path) -> None:
    sign(folder, "--method", "reviewed", tag="en")
    change(folder, "articles/tooth-pain.md", "- Take no more than 400 mg at a time.\n", "")
    assert state(folder, "en") == {"signed": False, "stale": True, "overdue": False}


def test_a_word_of_the_sheet_is_signed_once_for_all_articles(folder: Path) -> None:
    (folder / "articles/other.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "locales/es/LC_MESSAGES/other.po").write_text(catalog(SPANISH), encoding="utf-8")
    sign(folder)

    ran = run("-C", folder, "sign", "other", "-l", "es", "--by", "Ben", "--role", "nurse")

    assert "8 messages of the article: 8 signed now" in ran.err
    assert "10 words of the sheet: 0 signed now, 10 signed before" in ran.err


def test_a_changed_word_of_the_sheet_is_open_again(folder: Path) -> None:
    sign(folder)
    words = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    words += 'msgid "Sources"\nmsgstr "De dónde viene"\n'
    (folder / "locales/es/LC_MESSAGES/interface.po").write_text(words, encoding="utf-8")

    assert state(folder)["signed"] is False
    assert "10 words of the sheet: 1 signed now, 9 signed before" in sign(folder).err
    assert state(folder)["signed"] is True


def test_texts_of_clinics_are_signed_with_the_sheet(tmp_path: Path) -> None:
    settings = SETTINGS + 'interpreter = "Ask us."\n'
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entry = head + 'msgctxt "interpreter"\nmsgid "Ask us."\nmsgstr "{}"\n'
    files: dict[str, str | bytes | None] = {"handouts.toml": settings}
    folder = project(tmp_path, files)
    path = folder / "locales/es/LC_MESSAGES/clinics.po"

    refused = sign(folder)
    assert refused.code == ExitCode.FINDINGS
    assert "1 of 1 texts of the clinic" in refused.err
    path.write_text(entry.format("Pregunte."), encoding="utf-8")
    assert "1 texts of the clinic: 1 signed now" in sign(folder).err
    assert state(folder)["signed"] is True
    path.write_text(entry.format("Llame."), encoding="utf-8")
    assert state(folder)["signed"] is False


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({**SPANISH, "Who to call": ""}, "H402"),
        ({**SPANISH, "Call us at {clinic.phone}.": "Llámenos."}, "H203"),
        ({**SPANISH, RINSE: "Enjuague con agua tibia **4 veces** al día."}, "H404"),
        ({**SPANISH, RINSE: "Enjuague 3 veces al día."}, "H206"),
    ],
)
def test_what_is_missing_or_wrong_is_not_signed(
    tmp_path: Path, texts: dict[str, str], code: str
) -> None:
    folder = project(tmp_path, {PO: catalog(texts)})

    ran = sign(folder)

    assert ran.code == ExitCode.FINDINGS
    assert f"error[{code}]" in ran.err
    assert not (folder / "reviews").exists()


def test_a_fuzzy_message_is_not_signed(folder: Path) -> None:
    change(folder, PO, 'msgid "Take no', '#, fuzzy\nmsgid "Take no')
    ran = sign(folder)
    assert ran.code == ExitCode.FINDINGS
    assert "1 of 8 messages of the article are missing, fuzzy or broken" in ran.err


def test_an_article_that_has_moved_on_is_not_signed_in_a_catalog_that_has_not(folder: Path) -> None:
    change(folder, "articles/tooth-pain.md", "400 mg", "200 mg")
    ran = sign(folder)
    assert ran.code == ExitCode.FINDINGS
    assert "error[H402]" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("sign", "tooth-pian", "-l", "es", "--by", "A", "--role", "b"),
        ("sign", "tooth-pain", "-l", "klingon", "--by", "A", "--role", "b"),
        ("sign", "tooth-pain", "--by", "A", "--role", "b"),
        ("sign", "tooth-pain", "-l", "es", "--by", " ", "--role", "b"),
        ("sign", "tooth-pain", "-l", "es", "--by", "A" * 61, "--role", "b"),
        ("sign", "tooth-pain", "-l", "es", "--by", "A", "--role", "b", "--method", "guessed"),
        ("sign", "tooth-pain", "-l", "en", "--by", "A", "--role", "b", "--method", "translated"),
        ("sign", "tooth-pain", "-l", "es", "--by", "A", "--role", "b", "--date", "28.11.2026"),
        ("sign", "tooth-pain", "-l", "es", "--by", "A", "--role", "b", "--date", "2999-01-01"),
        ("waive", "tooth-pain", "-l", "es", "--code", "H999", "--message", "0", "--by", "A"),
    ],
)
def test_what_is_no_command_is_a_usage_error(folder: Path, words: tuple[str, ...]) -> None:
    more = ("--reason", "r") if words[0] == "waive" else ()
    assert run("-C", folder, *words, *more).code == ExitCode.USAGE
    assert not (folder / "reviews").exists()


def test_a_machines_translation_is_recorded_as_one(folder: Path) -> None:
    assert sign(folder, "--method", "Machine-translated and reviewed").code == ExitCode.OK
    assert 'method = "machine-translated and reviewed"' in (folder / FILE).read_text()


def test_damaged_reviews_are_named_and_never_overwritten(folder: Path) -> None:
    sign(folder)
    change(folder, FILE, 'role = "translator"', 'rolle = "translator"')
    change(folder, PO, "No tome más", "No tome nunca más")
    before = (folder / FILE).read_bytes()
    lines = (folder / FILE).read_text(encoding="utf-8").split("\n")
    line = lines.index('rolle = "translator"') + 1

    checked = run("-C", folder, "check", "-l", "es")
    assert checked.code == ExitCode.FINDINGS
    assert f'{FILE}:{line}: error[H406]: unknown key "rolle"' in checked.out
    for ran in (sign(folder), waive(folder, message="08ba1530")):
        assert ran.code == ExitCode.FINDINGS
        assert "error[H406]" in ran.err
        assert "Traceback" not in ran.err
    assert (folder / FILE).read_bytes() == before
    assert state(folder)["signed"] is False


@pytest.mark.parametrize("data", [b"\xff\xfe", b"<<<<<<< ours\n", b"[signed", b"a = 1\na = 2\n"])
def test_no_file_of_reviews_stops_the_program(folder: Path, data: bytes) -> None:
    (folder / "reviews/es").mkdir(parents=True)
    (folder / FILE).write_bytes(data)
    ran = run("-C", folder, "check", "-l", "es", "--json")
    assert codes(ran) == ["H406"]
    assert run("-C", folder, "build", "-l", "es", "-t", "screen").code == ExitCode.OK, "a draft"


def test_reviews_outside_of_the_project_are_not_written(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (folder / "reviews").symlink_to(outside)
    ran = sign(folder)
    assert ran.code == ExitCode.FINDINGS
    assert "error[H507]" in ran.err
    assert not list(outside.iterdir())


def test_a_name_that_no_font_can_print_is_refused_before_it_is_on_paper(folder: Path) -> None:
    for name in ("王小明", "Ana 王"):
        ran = sign(folder, name=name)
        assert ran.code == ExitCode.FINDINGS
        assert "error[H207]" in ran.err
    assert sign(folder, name="Ана Иванова").code == ExitCode.OK


# ── two names ────────────────────────────────────────────────────────────────────────────────────


def test_policy_asks_for_a_second_reader(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[clinics", "[policy]\nsignatures = 2\n\n[clinics")
    folder = project(tmp_path, {"handouts.toml": settings})

    assert "wait for a second reader" in sign(folder).err
    assert state(folder)["signed"] is False
    same = sign(folder, "--method", "second-reader")
    assert same.code == ExitCode.FINDINGS
    assert "error[H405]" in same.err
    assert sign(folder, "--method", "second reader", name="Ben Cho").code == ExitCode.OK
    assert state(folder)["signed"] is True
    assert 'second_role = "translator"' in (folder / FILE).read_text()


@pytest.mark.parametrize("value", ["0", "3", '"2"', "true", "1.0"])
def test_policy_asks_for_one_name_or_two(tmp_path: Path, value: str) -> None:
    folder = project(tmp_path, {"handouts.toml": f"[policy]\nsignatures = {value}\n"})
    ran = run("-C", folder, "check")
    assert ran.code == ExitCode.PROJECT
    assert "handouts.toml:2: error[H504]" in ran.err


def test_both_names_are_not_one_persons(folder: Path) -> None:
    ran = sign(folder, "--second", "ana pérez")
    assert ran.code == ExitCode.FINDINGS
    assert "error[H405]" in ran.err
    assert not (folder / "reviews").exists()


# ── waive ────────────────────────────────────────────────────────────────────────────────────────


def test_check_names_the_message_of_a_finding(tmp_path: Path) -> None:
    folder = project(tmp_path, {PO: catalog(IN_WORDS)})
    findings = run("-C", folder, "check", "-l", "es", "--json").json["findings"]
    assert [found["code"] for found in findings] == ["H212", "H218"]  # no figure, and no “3 times”
    found = findings[0]
    assert an_id(folder) in found["hint"]
    assert set(found) == {"code", "severity", "message", "location", "related", "hint"}


def test_a_waiver_lets_one_finding_pass_until_the_text_changes(tmp_path: Path) -> None:
    folder = project(tmp_path, {PO: catalog(IN_WORDS)})
    name = an_id(folder)
    assert sign(folder).code == ExitCode.FINDINGS

    ran = waive(folder, message=name[:5])

    assert ran.code == ExitCode.OK
    assert "note[H212]" in ran.err
    checked = run("-C", folder, "check", "-l", "es")
    assert checked.code == ExitCode.OK
    assert "waived by Ana Pérez" in checked.out
    assert "three is said in words" in checked.out
    assert sign(folder).code == ExitCode.OK
    text = (folder / FILE).read_text(encoding="utf-8")
    assert f"[waived.{name}.H212]" in text
    assert waive(folder, message=name).code == ExitCode.OK
    assert (folder / FILE).read_text(encoding="utf-8") == text, "once"

    change(folder, PO, "**varias veces**", "**cuatro veces**")
    again = run("-C", folder, "check", "-l", "es")
    assert again.code == ExitCode.FINDINGS
    assert "error[H212]" in again.out
    assert "warning[H407]" in again.out
    assert f"{FILE}:" in again.out
    assert sign(folder).code == ExitCode.FINDINGS


def test_a_waiver_is_for_one_code_and_one_message(tmp_path: Path) -> None:
    other = "Take no more than 400 mg at a time."
    texts = {**IN_WORDS, other: "No tome más de cuatrocientos mg a la vez."}
    folder = project(tmp_path, {PO: catalog(texts)})
    waive(folder)
    assert codes(run("-C", folder, "check", "-l", "es", "--json")) == ["H212", "H218", "H212"]
    severities = [
        one["severity"] for one in run("-C", folder, "check", "-l", "es", "--json").json["findings"]
    ]
    assert severities == ["note", "warning", "error"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Llámenos.", "H203"),
        ("Llámenos **al {clinic.phone}.", "H206"),
        ("Llámenos al {clinic.phone}. \u202e", "H211"),
    ],
)
def test_lost_placeholders_and_markup_are_never_waived(
    tmp_path: Path, text: str, code: str
) -> None:
    folder = project(tmp_path, {PO: catalog({**SPANISH, "Call us at {clinic.phone}.": text})})

    ran = waive(folder, code=code)

    assert ran.code == ExitCode.FINDINGS
    assert f"error[H408]: {code} is never waived" in ran.err
    assert not (folder / "reviews").exists()


def test_a_waiver_that_was_written_by_hand_for_such_a_code_counts_for_nothing(
    tmp_path: Path,
) -> None:
    folder = project(tmp_path, {PO: catalog(IN_WORDS)})
    waive(folder)
    change(folder, FILE, ".H212]", ".H203]")
    assert {"H212", "H406"} <= set(codes(run("-C", folder, "check", "-l", "es", "--json")))


def test_what_is_no_finding_cannot_be_waived(folder: Path) -> None:
    ran = waive(folder, message="08ba1530")
    assert ran.code == ExitCode.FINDINGS
    assert "there is no H212 on message 08ba1530" in ran.err


@pytest.mark.parametrize("message", ["ffffffff", " ", "nothing"])
def test_an_unknown_message_is_a_usage_error(folder: Path, message: str) -> None:
    assert waive(folder, message=message).code == ExitCode.USAGE


def test_the_beginning_of_several_ids_is_not_enough(folder: Path) -> None:
    """The sample has 0314…, 08ba…"""
    ran = waive(folder, message="0")
    assert ran.code == ExitCode.USAGE
    assert "2 messages" in ran.err


# ── status ───────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_the_status_is_whole_in_itself(folder: Path, tmp_path: Path) -> None:
    sign(folder)
    change(folder, PO, "Lo que puede hacer", "")
    page = tmp_path / "pages" / "status.html"

    ran = run("-C", folder, "status", "--html", page)

    assert ran.code == ExitCode.OK
    assert ran.out == ""
    html = page.read_text(encoding="utf-8")
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert "http" not in html
    assert "<script" not in html
    assert html.count("<h2") == html.count("<table>") == html.count("<caption>") == 1
    assert html.count('<th scope="row">') == 2
    assert 'role="img" aria-label="7 translated, 0 fuzzy, 1 missing"' in html
    assert '<span lang="es" dir="ltr">Español</span> Spanish (es)' in html
    assert "translate 1<br>sign" in html
    assert "@media print" in html


def test_the_page_escapes_what_articles_say(tmp_path: Path) -> None:
    article = ARTICLE.replace("# When a tooth hurts", "# Teeth & <gums> {clinic.name}")
    folder = project(tmp_path, {"articles/tooth-pain.md": article})
    run("-C", folder, "status", "--html", tmp_path / "s.html")
    html = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "Teeth &amp; &lt;gums&gt;" in html


def test_json_and_page_go_together(folder: Path, tmp_path: Path) -> None:
    ran = run("-C", folder, "status", "--json", "--html", tmp_path / "s.html")
    assert ran.json["articles"]
    assert (tmp_path / "s.html").exists()


def test_overdue_and_signed_are_two_things(tmp_path: Path) -> None:
    article = ARTICLE.replace("2028-11-22", "2026-11-23").replace(
        "reviewed: 2026", "reviewed: 2025"
    )
    folder = project(tmp_path, {"articles/tooth-pain.md": article})
    sign(folder)
    late = datetime.date(2026, 11, 23) < TODAY
    assert state(folder) == {"signed": True, "stale": False, "overdue": late}


def test_nobody_signs_in_a_folder_of_another_name(tmp_path: Path) -> None:
    """The folder of a locale is the one that its catalogs are in."""
    files: dict[str, str | bytes | None] = {
        PO: None,
        "locales/pt_BR/LC_MESSAGES/tooth-pain.po": catalog(SPANISH, "pt_BR"),
    }
    folder = project(tmp_path, files)
    assert sign(folder, tag="pt-br").code == ExitCode.OK
    assert (folder / "reviews/pt_BR/tooth-pain.toml").exists()
    assert open_project(folder).reviews("tooth-pain", "pt-BR").reviews.signed


def test_what_is_signed_goes_out_as_approved_until_it_changes(tmp_path: Path) -> None:
    folder = project(tmp_path)

    def approved() -> int:
        out = tmp_path / "sheet.xlf"
        ran = run("-C", folder, "export", "tooth-pain", "-l", "es", "--to", "xliff", "-o", str(out))
        assert ran.code == ExitCode.OK, ran.err
        return out.read_text(encoding="utf-8").count('approved="yes"')

    assert approved() == 0
    assert sign(folder).code == ExitCode.OK
    all_of_them = approved()
    assert all_of_them > 3
    change(folder, PO, "No tome más", "Nunca tome más")
    assert approved() == all_of_them - 1
