"""Proof of print: what a sheet says of itself, and what is said of it later."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from handouts.findings import ExitCode
from handouts.pdf.proof import read_proofs
from tests.projects import ARTICLE, SETTINGS, SPANISH, Ran, catalog, manifest, project, run
from tests.verapdf import judge

PDF = "output/{}/tooth-pain.one-pager.{}.pdf"
PO = "locales/es/LC_MESSAGES/tooth-pain.po"
MD = "articles/tooth-pain.md"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = SETTINGS.replace("formats", 'targets = ["screen", "press"]\nformats')
    folder = project(tmp_path_factory.mktemp("verify"), {"handouts.toml": settings})
    ran = run("-C", folder, "build")
    assert ran.code == ExitCode.OK, ran.said
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "clinic"))


def change(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")


def verify(folder: Path, *given: str | Path) -> tuple[ExitCode, list[dict[str, object]]]:
    ran = run("-C", folder, "verify", "--json", *given)
    assert not ran.err, ran.err
    return ExitCode(ran.code), ran.json["sheets"]


def standing(folder: Path, *given: str | Path) -> tuple[str, list[str]]:
    """The standing of one sheet and what has changed; the exit code goes with it."""
    code, (said,) = verify(folder, *given)
    assert (code == ExitCode.OK) == (said["standing"] == "current")
    changed = said["changed"]
    assert isinstance(changed, list)
    return str(said["standing"]), changed


def code_of(folder: Path, tag: str = "es") -> str:
    return str(next(e["code"] for e in manifest(folder) if e["language"] == tag))


# ── what a sheet says of itself ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("target", ["screen", "press"])
def test_a_pdf_says_in_xmp_what_it_is(built: Path, target: str) -> None:
    (proof,) = read_proofs(built / PDF.format("es", target))

    assert proof.is_sound
    made = proof.edition
    assert (made.slug, made.language, made.version) == ("tooth-pain", "es", "1.0")
    assert (made.state, made.clinic, proof.format) == ("draft", "main", "one-pager")
    assert proof.clinic_name == "Example Clinic"
    assert proof.code == code_of(built)


@pytest.mark.parametrize("target", ["screen", "press"])
def test_its_code_stands_in_the_small_print_once_a_page(built: Path, target: str) -> None:
    pages = [page.extract_text() for page in PdfReader(built / PDF.format("es", target)).pages]

    found = [re.findall(r"Code ([2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5})", page) for page in pages]
    assert found == [[code_of(built)]] * len(pages)


def test_verapdf_finds_nothing_in_a_file_with_its_proof(built: Path) -> None:
    path = built / PDF.format("es", "screen")
    assert not judge([path])[path]


def test_languages_have_codes_of_their_own_and_targets_do_not(built: Path) -> None:
    codes = {(e["language"], e["target"]): e["code"] for e in manifest(built)}

    assert len(set(codes.values())) == 2
    assert codes["es", "screen"] == codes["es", "press"]


# ── current, superseded, recalled, unknown ───────────────────────────────────────────────────────


def test_what_was_just_built_is_current(built: Path) -> None:
    files = [PDF.format(tag, target) for tag in ("en", "es") for target in ("screen", "press")]
    codes = [word for tag in ("en", "es") for word in ("--code", code_of(built, tag).lower())]

    code, said = verify(built, *(built / file for file in files), *codes)

    assert code == ExitCode.OK
    assert [one["standing"] for one in said] == ["current"] * 6
    assert (
        "current: tooth-pain, es, version 1.0, draft"
        in run("-C", built, "verify", built / files[2]).out
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "changed"),
    [
        (MD, "400 mg", "200 mg", ["source", "translation"]),
        (MD, 'version: "1.0"', 'version: "1.1"', ["source"]),
        (MD, "review_by: 2028-11-22", "review_by: 2029-11-22", ["source"]),
        (MD, "example.org/more", "example.org/less", ["source", "translation"]),
        (PO, "No tome más de", "Tome como máximo", ["translation"]),
        ("handouts.toml", "555-0142", "555-0143", ["clinic"]),
    ],
)
def test_a_sheet_whose_text_has_changed_is_superseded(
    copy: Path, path: str, old: str, new: str, changed: list[str]
) -> None:
    before = code_of(copy)
    change(copy, path, old, new)

    assert standing(copy, copy / PDF.format("es", "screen")) == ("superseded", changed)
    assert standing(copy, "--code", before) == ("superseded", changed)
    change(copy, path, new, old)
    assert standing(copy, copy / PDF.format("es", "screen")) == ("current", [])
    assert standing(copy, "--code", before) == ("current", [])


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (MD, "- Rinse", "<!-- note: warm -->\n\n- Rinse"),
        (MD, "for many reasons. See", "for many reasons.\nSee"),
        (MD, "version:", "owner: Somebody\nversion:"),
        (PO, 'msgid "Take', '# a note\nmsgid "Take'),
        ("handouts.toml", 'name = "', 'colour = "#0C4A52"\nname = "'),
        ("handouts.toml", 'formats = ["one-pager"]', 'paper = "letter"'),
    ],
)
def test_what_nobody_reads_makes_no_other_edition(
    copy: Path, path: str, old: str, new: str
) -> None:
    change(copy, path, old, new)

    assert standing(copy, copy / PDF.format("es", "screen")) == ("current", [])


def test_another_clinics_sheets_and_other_languages_stay_current(copy: Path) -> None:
    change(copy, PO, "No tome más de", "Tome como máximo")

    assert standing(copy, copy / PDF.format("en", "screen")) == ("current", [])
    assert standing(copy, copy / PDF.format("es", "screen"))[0] == "superseded"


def sign(folder: Path) -> Ran:
    words = ("--by", "Ana Pérez", "--role", "translator", "--date", "2026-11-28")
    return run("-C", folder, "sign", "tooth-pain", "-l", "es", *words)


def test_a_draft_is_superseded_by_its_signature_and_a_final_sheet_by_its_loss(copy: Path) -> None:
    draft, path = code_of(copy), copy / PDF.format("es", "screen")
    assert sign(copy).code == ExitCode.OK
    assert standing(copy, path) == ("superseded", ["review"])

    ran = run("-C", copy, "build", "--final", "-l", "es")
    assert ran.code == ExitCode.OK, ran.said
    final = code_of(copy)
    assert final != draft
    assert standing(copy, path) == ("current", [])
    assert standing(copy, "--code", final) == ("current", [])
    assert standing(copy, "--code", draft) == ("superseded", ["review"])
    shutil.rmtree(copy / "reviews")
    assert standing(copy, path) == ("superseded", ["review"])
    assert standing(copy, "--code", draft) == ("current", [])


RECALL = '[recall.dose]\n{}\nreason = "The dose was wrong."\ndate = 2026-11-27\n'


@pytest.mark.parametrize(
    ("which", "hit"),
    [
        ('code = "{code}"', {"es"}),
        ('slug = "tooth-pain"\nversion = "1.0"\nlanguage = "es"', {"es"}),
        ('slug = "tooth-pain"\nversion = "1.0"', {"en", "es"}),
        ('slug = "tooth-pain"\nversion = "0.9"', set()),
    ],
)
def test_a_recalled_sheet_is_recalled_and_no_other(copy: Path, which: str, hit: set[str]) -> None:
    text = RECALL.format(which.format(code=code_of(copy)))
    (copy / "recalls.toml").write_text(text, encoding="utf-8")

    for tag in ("en", "es"):
        for given in ([copy / PDF.format(tag, "press")], ["--code", code_of(copy, tag)]):
            said = standing(copy, *given)[0]
            assert said == ("recalled" if tag in hit else "current"), given
    if hit:
        said_to_people = run("-C", copy, "verify", copy / PDF.format("es", "press"))
        assert "error[H541]" in said_to_people.out
        assert "The dose was wrong." in said_to_people.out


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[recall.dose]\nreason = 'x'\ndate = 2026-11-27\n", 1),
        (RECALL.format('code = "7KXM3"'), 2),
        (RECALL.format('slug = "a"'), 1),
        (RECALL.format('slug = "a"\nversion = "1"\nlanguages = "es"'), 4),
        (RECALL.format('code = "2222222222"\nslug = "a"'), 1),
        ("[recall.dose\n", 0),
    ],
)
def test_no_sheet_is_current_while_a_recall_cannot_be_read(
    built: Path, tmp_path: Path, text: str, line: int
) -> None:
    folder = Path(shutil.copytree(built, tmp_path / "clinic"))
    (folder / "recalls.toml").write_text(text, encoding="utf-8")

    ran = run("-C", folder, "verify", folder / PDF.format("es", "screen"))

    assert ran.code == ExitCode.PROJECT
    assert "H543" in ran.err
    assert (f"recalls.toml:{line}:" if line else "recalls.toml:") in ran.err


def test_what_is_no_handout_is_unknown_and_no_traceback(copy: Path, tmp_path: Path) -> None:
    good = (copy / PDF.format("es", "screen")).read_bytes()
    files = {
        "empty.pdf": b"",
        "text.pdf": b"no PDF",
        "half.pdf": good[: len(good) // 2],
        "head.pdf": good[:200],
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    pikepdf.new().save(tmp_path / "other.pdf")
    with pikepdf.open(copy / PDF.format("es", "screen")) as pdf:
        xmp = bytes(pdf.Root.Metadata.read_bytes())
        pdf.Root.Metadata.write(xmp.replace(b">1.0<", b">1.1<"))
        pdf.save(tmp_path / "forged.pdf")
        pdf.Root.Metadata.write(b"<x")
        pdf.save(tmp_path / "broken.pdf")
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="u", owner="o"))
    names = [*files, "other.pdf", "forged.pdf", "broken.pdf", "locked.pdf", "none.pdf", "."]

    code, said = verify(copy, *(tmp_path / name for name in names))

    assert code == ExitCode.FINDINGS
    assert {name: one["standing"] for name, one in zip(names, said, strict=True)} == dict.fromkeys(
        names, "unknown"
    )
    assert all(one["reason"] for one in said)


def test_another_projects_sheets_are_unknown(built: Path, tmp_path: Path) -> None:
    other: dict[str, str | bytes | None] = {
        "handouts.toml": SETTINGS.replace("Example Clinic", "Other Clinic"),
        MD: ARTICLE.replace("many reasons", "some reasons"),
        PO: catalog({**SPANISH, "What you can do": "Qué puede hacer"}),
    }
    elsewhere = project(tmp_path / "elsewhere", other)

    assert standing(elsewhere, built / PDF.format("es", "screen"))[0] == "unknown"
    assert standing(elsewhere, "--code", code_of(built))[0] == "unknown"
    renamed = project(tmp_path / "renamed", {MD: None, "articles/other.md": ARTICLE})
    assert standing(renamed, built / PDF.format("es", "screen"))[0] == "unknown"


@pytest.mark.parametrize("typed", ["", "x", "00000-00000", "7KXM3-P3QH", "7KXM3-P3QHT9", "é"])
def test_what_cannot_be_a_code_was_mistyped(built: Path, typed: str) -> None:
    assert standing(built, "--code", typed)[0] == "unknown"


def test_the_project_without_its_journal_knows_current_codes_alone(copy: Path) -> None:
    before = code_of(copy)
    shutil.move(copy / "output/codes.json", copy / "kept.json")
    assert standing(copy, "--code", before) == ("current", [])

    change(copy, PO, "No tome más de", "Tome como máximo")
    assert standing(copy, "--code", before) == ("unknown", [])
    assert standing(copy, copy / PDF.format("es", "screen"))[0] == "superseded"
    shutil.move(copy / "kept.json", copy / "output/codes.json")
    assert standing(copy, "--code", before)[0] == "superseded"


def test_verify_wants_something_to_verify(built: Path) -> None:
    assert run("-C", built, "verify").code == ExitCode.USAGE


# ── the journal ──────────────────────────────────────────────────────────────────────────────────


def journal(folder: Path) -> list[dict[str, str]]:
    data = json.loads((folder / "output/codes.json").read_text(encoding="utf-8"))
    assert data["version"] == 1
    return list(data["made"])


def test_the_journal_grows_by_editions_and_never_otherwise(copy: Path) -> None:
    first = journal(copy)
    assert sorted(row["language"] for row in first) == ["en", "es"]
    text = (copy / "output/codes.json").read_bytes()

    assert run("-C", copy, "build").code == ExitCode.OK
    assert run("-C", copy, "build", "--force").code == ExitCode.OK
    assert (copy / "output/codes.json").read_bytes() == text
    change(copy, PO, "No tome más de", "Tome como máximo")
    assert run("-C", copy, "build").code == ExitCode.OK
    assert journal(copy)[:2] == first
    assert [row["code"] for row in journal(copy)[2:]] == [code_of(copy)]


def test_a_damaged_journal_is_said_kept_aside_and_started_anew(copy: Path) -> None:
    (copy / "output/codes.json").write_text('{"version": 1, "made": [{}]}', encoding="utf-8")

    ran = run("-C", copy, "verify", "--code", "22222-22222")
    assert (ran.code, "H544" in ran.err) == (ExitCode.FINDINGS, True)
    for name in ("codes.damaged.json", "codes.damaged-2.json", "codes.damaged-3.json"):
        (copy / "output/codes.json").write_text(f'{{"version": 1, "{name}', encoding="utf-8")
        ran = run("-C", copy, "build")
        assert ran.code == ExitCode.OK
        assert f"warning[H544]: codes.json is damaged; it is kept as {name}" in ran.err
        assert len(journal(copy)) == 2
        assert name in (copy / "output" / name).read_text(encoding="utf-8")
    assert "H544" not in run("-C", copy, "build").err
