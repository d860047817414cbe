"""What a build may call final, and how its files are written."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from handouts.build import Order, Outcome, Result, build
from handouts.findings import ExitCode, HandoutsError
from handouts.messages import message_id
from handouts.project import Selection, open_project
from handouts.project.writing import write_whole
from handouts.shipped import TEMPLATES
from tests import pdfink
from tests.projects import (
    ARTICLE,
    SETTINGS,
    SPANISH,
    catalog,
    manifest,
    project,
    run,
)

# ── what is refused ──────────────────────────────────────────────────────────────────────────────


def final(folder: Path, today: datetime.date) -> list[str]:
    """Ask for a final sheet that must be refused; return the codes of the reasons."""
    only = one_final(folder, today)
    assert only.outcome is Outcome.REFUSED
    assert not only.handout.path.exists()
    assert only.state == "final"
    return [found.code for found in only.findings]


def one_final(folder: Path, today: datetime.date, tag: str = "es") -> Result:
    selection = Selection(tags=(tag,), formats=("one-pager",), targets=("screen",))
    order = Order(selection=selection, final=True, workers=0, today=today)
    (only,) = build(open_project(folder), order)
    return only


def sign(folder: Path, *more: str, tag: str = "es", name: str = "Ana Pérez") -> None:
    words = ("sign", "tooth-pain", "-l", tag, "--by", name, "--role", "translator", *more)
    ran = run("-C", folder, *words)
    assert ran.code == ExitCode.OK, ran.err


def change(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


DAY = datetime.date(2026, 11, 28)
PO = "locales/es/LC_MESSAGES/tooth-pain.po"


def test_a_final_sheet_is_refused_until_somebody_signs(tmp_path: Path) -> None:
    folder = project(tmp_path)

    assert final(folder, DAY) == ["H401"]
    ran = run("-C", folder, "build", "--final")
    assert ran.code == ExitCode.FINDINGS
    assert "error[H401]" in ran.err
    assert not list((folder / "output").rglob("*.pdf"))
    sign(folder)
    assert one_final(folder, DAY).outcome is Outcome.BUILT


def test_a_final_sheet_gives_all_its_reasons(tmp_path: Path) -> None:
    wrong = {**SPANISH, "Call us at {clinic.phone}.": "Llámenos.", "Who to call": ""}
    folder = project(tmp_path, {PO: catalog(wrong)})

    assert final(folder, datetime.date(2028, 11, 23)) == [
        *("H208", "H203"),
        *("H401", "H402", "H403", "H404"),
    ]


def test_the_day_of_review_itself_is_not_past(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)

    assert one_final(folder, datetime.date(2028, 11, 22)).outcome is Outcome.BUILT
    only = one_final(folder, datetime.date(2028, 11, 23))
    assert only.outcome is Outcome.REFUSED, "although nothing else has changed since it was built"
    assert [found.code for found in only.findings] == ["H403"]


def test_an_article_without_a_day_of_review_is_never_final(tmp_path: Path) -> None:
    article = ARTICLE.replace("review_by: 2028-11-22\n", "")
    folder = project(tmp_path, {"articles/tooth-pain.md": article})
    sign(folder)

    assert final(folder, DAY) == ["H113", "H403"]


@pytest.mark.parametrize(
    ("path", "old", "new", "reasons"),
    [
        (PO, "No tome más de 400", "No tome nunca más de 400", ["H401"]),
        (PO, "400 mg a la vez", "800 mg a la vez", ["H212", "H401", "H404"]),
        (PO, 'msgid "Take no', '#, fuzzy\nmsgid "Take no', ["H209", "H402"]),
        ("articles/tooth-pain.md", "400 mg", "200 mg", ["H210", "H401", "H402"]),
        ("articles/tooth-pain.md", "example.org/more", "example.org/less", ["H401"]),
        ("reviews/es/tooth-pain.toml", 'method = "', 'methode = "', ["H406", "H401", "H404"]),
        ("reviews/es/interface.toml", "[signed.", "[singed.", ["H406", "H401", "H404"]),
    ],
)
def test_a_change_after_the_signature_keeps_a_sheet_from_being_final(
    tmp_path: Path, path: str, old: str, new: str, reasons: list[str]
) -> None:
    folder = project(tmp_path)
    sign(folder)
    before = one_final(folder, DAY)
    data = before.handout.path.read_bytes()
    change(folder, path, old, new)

    after = one_final(folder, DAY)

    assert after.outcome is Outcome.REFUSED
    codes = [found.code for found in after.findings]
    assert set(reasons) <= set(codes)
    if reasons == ["H401"]:
        assert codes == reasons
    assert before.handout.path.read_bytes() == data, "the earlier file stays as it was"
    change(folder, path, new, old)
    assert one_final(folder, DAY).outcome is Outcome.UNCHANGED


def test_two_names_where_policy_asks_for_two(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[clinics", "[policy]\nsignatures = 2\n\n[clinics")
    folder = project(tmp_path, {"handouts.toml": settings})
    sign(folder)
    assert final(folder, DAY) == ["H405"]
    sign(folder, "--method", "second-reader", name="Ben Cho")
    assert one_final(folder, DAY).outcome is Outcome.BUILT


def test_a_waived_finding_does_not_keep_a_sheet_from_being_final(tmp_path: Path) -> None:
    rinse = "Rinse with warm water **3 times** a day."
    texts = {**SPANISH, rinse: "Enjuague con agua tibia **varias veces** al día."}
    folder = project(tmp_path, {PO: catalog(texts)})
    assert "H404" in final(folder, DAY)
    waived = ("waive", "tooth-pain", "-l", "es", "--code", "H212", "--message")
    ran = run("-C", folder, *waived, message_id((None, rinse)), "--by", "Ana", "--reason", "words")
    assert ran.code == ExitCode.OK
    sign(folder)

    only = one_final(folder, DAY)

    assert only.outcome is Outcome.BUILT
    found = {(found.code, str(found.severity)) for found in only.findings}
    assert found == {("H212", "note"), ("H218", "warning")}


def test_a_sheet_in_two_languages_needs_both_texts_signed(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)
    wanted = ("build", "-l", "es", "-f", "bilingual", "-t", "screen", "--final")
    refused = run("-C", folder, *wanted)
    assert refused.code == ExitCode.FINDINGS
    assert "nobody has signed off the text in English" in refused.err
    sign(folder, tag="en", name="Dr. Lee")
    assert run("-C", folder, *wanted).code == ExitCode.OK


def test_the_others_go_on(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)
    ran = run("-C", folder, "build", "--final", "-t", "screen")
    assert ran.code == ExitCode.FINDINGS
    assert [(e["language"], e["outcome"], e["state"]) for e in manifest(folder)] == [
        ("en", "refused", "final"),
        ("es", "built", "final"),
    ]


# ── what a final sheet prints ────────────────────────────────────────────────────────────────────


def text_of(path: Path) -> str:
    pages = [page.extract_text() for page in PdfReader(path).pages]
    return " ".join(" ".join(pages).split()).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "shape", ["one-pager", "brochure", "booklet", "large-print", "bilingual", "poster"]
)
def test_a_final_sheet_has_no_strip_and_names_who_signed(tmp_path: Path, shape: str) -> None:
    folder = project(tmp_path)
    wanted = ("build", "-l", "es", "-f", shape, "-t", "screen")
    path = folder / f"output/es/tooth-pain.{shape}.screen.pdf"
    names = "Translator: Ana Pérez · Second reader: Ben Cho · signed November 20, 2026"
    sign(folder, "--second", "Ben Cho", "--date", "2026-11-20")
    sign(folder, tag="en", name="Dr. Lee")

    assert run("-C", folder, *wanted).code == ExitCode.OK
    draft = text_of(path)
    assert "Draft translation: not yet reviewed" in draft
    assert "Ana Pérez" not in draft
    assert run("-C", folder, *wanted, "--final").code == ExitCode.OK
    said = text_of(path)
    assert "not yet reviewed" not in said
    assert "Borrador" not in said
    assert names in said
    assert [entry["outcome"] for entry in manifest(folder)] == ["built"], "final is not draft"


def test_the_source_names_its_reviewer(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder, tag="en", name="Dr. Lee")
    only = one_final(folder, DAY, "en")
    said = text_of(only.handout.path)
    assert "Translator: Dr. Lee · signed" in said
    assert "Draft" not in said


def test_a_machines_translation_says_so(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder, "--method", "machine-translated")
    said = text_of(one_final(folder, DAY).handout.path)
    assert "Machine translation, reviewed · Translator: Ana Pérez" in said


def test_another_name_makes_another_sheet(tmp_path: Path) -> None:
    folder = project(tmp_path)
    sign(folder)
    assert one_final(folder, DAY).outcome is Outcome.BUILT
    assert one_final(folder, DAY).outcome is Outcome.UNCHANGED
    change(folder, "reviews/es/tooth-pain.toml", 'by = "Ana Pérez"\nrole', 'by = "Ana Díaz"\nrole')
    only = one_final(folder, DAY)
    assert only.outcome is Outcome.BUILT
    assert "Ana Díaz" in text_of(only.handout.path)


def test_long_names_stay_on_the_paper(tmp_path: Path) -> None:
    folder = project(tmp_path)
    long = "Maria de los Ángeles Fernández-Castellanos y Higginbotham"
    sign(folder, "--second", f"B. {long}", name=long)
    (page,) = pdfink.read(one_final(folder, DAY).handout.path.read_bytes())
    lowest = max(glyph.y for glyph in page.glyphs)
    assert 250 < lowest < page.height - 6


def test_a_template_that_does_not_name_who_signed_is_refused(tmp_path: Path) -> None:
    parts = (TEMPLATES / "parts.html").read_text(encoding="utf-8")
    silent = parts.replace("{{ made.signatures }}", "")
    assert silent != parts
    folder = project(tmp_path, {"templates/parts.html": silent})
    sign(folder)
    assert final_codes(folder) == ["H305"]


def final_codes(folder: Path) -> list[str]:
    only = one_final(folder, DAY)
    assert not only.handout.path.exists()
    return [found.code for found in only.findings]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, b"old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(HandoutsError, match=r"error\[H505\].*No space left"):
        write_whole(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_made_again_is_on_the_disk_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def noted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: (steps.append(name), real(*given))  # type: ignore[func-returns-value]

    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))

    write_whole(tmp_path / "codes.json", b"{}", to_last=True)
    write_whole(tmp_path / "a.pdf", b"%PDF")

    assert steps == ["fsync", "replace", "replace"]


def test_written_files_have_ordinary_permissions(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"")
    (tmp_path / "b").write_bytes(b"")

    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_clinics_have_folders_of_their_own(tmp_path: Path) -> None:
    settings = SETTINGS + '[clinics.north]\nname = "North"\nphone = "1"\n'
    folder = project(tmp_path, {"handouts.toml": settings})

    run("-C", folder, "build", "-l", "en", "-t", "screen")

    assert [entry["path"] for entry in manifest(folder)] == [
        "output/main/en/tooth-pain.one-pager.screen.pdf",
        "output/north/en/tooth-pain.one-pager.screen.pdf",
    ]
