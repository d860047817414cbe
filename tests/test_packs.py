"""Packs for one print run: what is in them, what their cover says, and when there is none."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.build import packing
from handouts.build.packs import plan_packs
from handouts.findings import ExitCode
from tests import pdffacts
from tests.folded import outline
from tests.projects import ARTICLE, Ran, project, run
from tests.test_order import CLINICS, table
from tests.verapdf import judge

LONG = "packs/{}.a4.long-edge.pdf"
SHORT = "packs/{}.a4.short-edge.pdf"
ROWS = (
    "tooth-pain,es,one-pager,3,north",
    "tooth-pain,en,one-pager,1,north",
    "tooth-pain,es,bifold,2,north",
    "tooth-pain,es,large-print,2,south",
)
LONG_TITLE = "what to do when a tooth hurts at night, no dentist is there, and sleep will not come"
#: An article whose picture is not there.
BROKEN = ARTICLE.replace("## What you can do", "![A tooth](images/none.png)\n\n## What you can do")


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack an order of two clinics once."""
    folder = project(tmp_path_factory.mktemp("packed") / "clinic", {"handouts.toml": CLINICS})
    ran = build(folder, "--pack", rows=ROWS)
    assert ran.code == ExitCode.OK, ran.said
    return folder


@pytest.fixture
def copy(packed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(packed, tmp_path / "clinic"))


def build(folder: Path, *words: str, rows: tuple[str, ...] = ()) -> Ran:
    if rows:
        (folder / "order.csv").write_text(table(*rows))
        words = ("--order", str(folder / "order.csv"), *words)
    return run("-C", folder, "build", "-t", "office", *words)


def packs(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "output/manifest.json").read_text())["packs"]
    return found


def pack(folder: Path, name: str) -> bytes:
    return (folder / "output" / name).read_bytes()


def page_texts(data: bytes) -> list[str]:
    """Give the text that is tagged on each page, one line for each block."""
    facts = pdffacts.read(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts = {page.obj.objgen: "" for page in pdf.pages}
    for element in facts.document.walk():
        for place, _ in element.content[:1]:
            own = "".join(kid for kid in element.kids if isinstance(kid, str))
            texts[place] += f"{own}\n"
    return list(texts.values())


def test_each_pack_has_one_clinic_one_paper_and_one_edge(packed: Path) -> None:
    found = packs(packed)

    assert [(p["by"], p["name"], p["paper"], p["duplex"]) for p in found] == [
        ("clinic", "north.a4.long-edge", "a4", "long-edge"),
        ("clinic", "north.a4.short-edge", "a4", "short-edge"),
        ("clinic", "south.a4.long-edge", "a4", "long-edge"),
    ]
    inside = [
        (h["slug"], h["language"], h["format"], h["copies"], h["page"])
        for h in found[0]["handouts"]
    ]
    assert inside == [
        ("tooth-pain", "es", "one-pager", 3, 3),
        ("tooth-pain", "en", "one-pager", 1, 9),
    ]
    for entry in found:
        with pikepdf.open(packed / entry["path"]) as pdf:
            assert len(pdf.pages) == entry["pages"] == 2 * entry["sheets"]
            edge = {"long-edge": "/DuplexFlipLongEdge", "short-edge": "/DuplexFlipShortEdge"}
            assert str(pdf.Root.ViewerPreferences.Duplex) == edge[entry["duplex"]]
            assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"
            sizes = {tuple(round(float(n)) for n in page.mediabox) for page in pdf.pages}
            assert sizes == {(0, 0, 595, 842) if "long" in entry["duplex"] else (0, 0, 842, 595)}


def test_every_copy_begins_on_a_front_with_a_blank_back(packed: Path) -> None:
    texts = page_texts(pack(packed, LONG.format("north")))

    assert ["Print pack" in texts[0], *texts[1::2]] == [True, "", "", "", "", ""]
    assert [
        next(t for t in ("Cuando duele", "When a tooth") if t in text) for text in texts[2::2]
    ] == [
        *["Cuando duele"] * 3,
        "When a tooth",
    ]


def test_the_cover_lists_what_is_inside_in_english(packed: Path) -> None:
    facts = pdffacts.read(pack(packed, LONG.format("north")))
    (grid,) = facts.document.find("Table")

    assert [
        [cell.text() for cell in row.walk() if cell.role in ("TH", "TD")] for row in grid.find("TR")
    ] == [
        ["Title", "Language", "Format", "Copies", "Pages", "State", "From page"],
        ["When a tooth hurts", "Spanish", "One-pager", "3", "1", "draft", "3"],
        ["When a tooth hurts", "English", "One-pager", "1", "1", "draft", "9"],
    ]
    text = facts.document.text()
    assert "North Clinic" in text
    assert "2 handouts, 4 copies, 4 sheets of paper" in text
    assert "Print on A4 at actual size, on both sides, flip on the long edge." in text
    assert facts.info["/Title"] == "Print pack: North Clinic"
    assert facts.catalog["Lang"] == "en"


def test_the_cover_of_folded_sheets_says_how_to_fold(packed: Path) -> None:
    text = pdffacts.read(pack(packed, SHORT.format("north"))).document.text()

    assert "flip on the short edge" in text
    assert "Bifold: fold once in the middle, the cover outside." in text


def test_tags_outline_and_links_survive(packed: Path) -> None:
    data = pack(packed, LONG.format("north"))
    facts = pdffacts.read(data)
    own = pdffacts.read((packed / "output/north/es/tooth-pain.one-pager.office.pdf").read_bytes())

    parts = facts.document.find("Part")
    assert [part.language for part in parts] == ["es", "es", "es", "en"]
    assert parts[1].text() == own.document.text()
    assert facts.untagged == []
    assert len(facts.links) == 3 * len(own.links) + len(own.links)
    entries = [(mark.depth, mark.title, mark.page) for mark in outline(data) if not mark.depth]
    assert entries == [
        (0, "When a tooth hurts, Spanish, one-pager, north", 2),
        (0, "When a tooth hurts, English, one-pager, north", 8),
    ]
    assert (1, "Cuando duele un diente", 2) in [(m.depth, m.title, m.page) for m in outline(data)]


def test_verapdf_finds_nothing(packed: Path) -> None:
    files = sorted((packed / "output/packs").iterdir())

    assert [path.name for path in files] == [
        "north.a4.long-edge.pdf",
        "north.a4.short-edge.pdf",
        "south.a4.long-edge.pdf",
    ]
    assert set(map(str, judge(files).values())) == {"{}"}


def test_each_sheet_of_a_pack_is_verified(copy: Path) -> None:
    path = copy / "output" / LONG.format("north")
    sheets = run("-C", copy, "verify", path, "--json").json["sheets"]
    assert [(s["given"], s["language"], s["clinic"]) for s in sheets] == [
        (f"{path}, page 3", "es", "north"),
        (f"{path}, page 9", "en", "north"),
    ]
    assert {sheet["standing"] for sheet in sheets} == {"current"}

    po = copy / "locales/es/LC_MESSAGES/tooth-pain.po"
    po.write_text(po.read_text().replace("agua tibia", "agua salada"))
    ran = run("-C", copy, "verify", path, "--json")

    assert [sheet["standing"] for sheet in ran.json["sheets"]] == ["superseded", "current"]
    assert ran.code == ExitCode.FINDINGS


def test_a_pack_whose_proof_was_changed_proves_nothing_of_that_sheet(copy: Path) -> None:
    path = copy / "output" / LONG.format("north")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        xmp = bytes(pdf.Root.Metadata.read_bytes())
        changed = xmp.replace(b"<print:slug>tooth-pain<", b"<print:slug>tooth-care<", 1)
        assert changed != xmp
        pdf.Root.Metadata.write(changed)
        pdf.save(path)

    sheets = run("-C", copy, "verify", path, "--json").json["sheets"]

    assert [sheet["standing"] for sheet in sheets] == ["unknown", "current"]


def test_packing_again_gives_the_same_bytes(copy: Path) -> None:
    before = {path: path.read_bytes() for path in (copy / "output/packs").iterdir()}

    ran = build(copy, "--pack", "--force", rows=ROWS)

    assert ran.code == ExitCode.OK
    assert {path: path.read_bytes() for path in (copy / "output/packs").iterdir()} == before


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("language", ["en.a4.long-edge", "es.a4.long-edge", "es.a4.short-edge"]),
        ("format", ["bifold.a4.short-edge", "large-print.a4.long-edge", "one-pager.a4.long-edge"]),
    ],
)
def test_packs_by_language_and_by_format(copy: Path, by: str, names: list[str]) -> None:
    ran = build(copy, "--pack-by", by, "--json", rows=ROWS)

    assert [entry["name"] for entry in ran.json["packs"]] == names
    assert ran.json["packs"] == packs(copy)
    text = pdffacts.read(pack(copy, f"packs/{names[1]}.pdf")).document.text()
    assert "South Clinic" in text


def test_without_an_order_each_handout_is_packed_once(copy: Path) -> None:
    ran = build(copy, "--pack", "--clinic", "north", "--paper", "letter")

    assert ran.code == ExitCode.OK, ran.said
    (entry,) = packs(copy)
    assert entry["name"] == "north.letter.long-edge"
    assert [h["copies"] for h in entry["handouts"]] == [1, 1]
    assert "packed     2 handouts, 2 copies, 6 pages" in ran.err


def test_a_build_without_packs_names_none(copy: Path) -> None:
    ran = build(copy, "--json", rows=ROWS)

    assert "packs" not in ran.json


def test_what_has_no_office_file_is_named_and_not_packed(copy: Path) -> None:
    ran = run(
        "-C", copy, "build", "-l", "es", "-t", "screen", "--clinic", "north", "--pack", "--json"
    )

    assert ran.code == ExitCode.OK
    assert ran.json["packs"] == []
    (found,) = ran.json["findings"]
    assert (found["code"], found["severity"]) == ("H535", "warning")
    assert "tooth-pain (es, one-pager)" in found["message"]


def test_what_could_not_be_made_stands_on_the_cover(copy: Path) -> None:
    (copy / "articles/broken.md").write_text(BROKEN)

    ran = build(copy, "--pack", "-l", "en", "--clinic", "north")

    assert ran.code == ExitCode.FINDINGS
    text = pdffacts.read(pack(copy, LONG.format("north"))).document.text()
    assert "Not in this pack: could not be made" in text
    assert "broken, English, One-pager (H106)" in text
    assert [h["slug"] for h in packs(copy)[0]["handouts"]] == ["tooth-pain"]


def test_a_pack_that_is_too_long_is_refused_and_the_others_are_made(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(copy / "output/packs")
    monkeypatch.setattr(packing, "LONGEST", 9)

    ran = build(copy, "--pack", "--json", rows=ROWS)

    assert ran.code == ExitCode.FINDINGS
    assert [(f["code"], f["severity"]) for f in ran.json["findings"]] == [("H536", "error")]
    assert "north.a4.long-edge would have 10 pages" in ran.json["findings"][0]["message"]
    assert not (copy / "output" / LONG.format("north")).exists()
    assert len(ran.json["packs"]) == 2


def test_a_file_that_changes_while_it_is_packed_costs_its_pack(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = copy / "output/south/es/tooth-pain.large-print.office.pdf"

    def meddled(*given: Any) -> Any:
        changed.write_bytes(changed.read_bytes() + b"%")
        return plan_packs(*given)

    monkeypatch.setattr("handouts.build.packing.plan_packs", meddled)
    before = pack(copy, LONG.format("south"))

    ran = build(copy, "--pack", "--json", rows=ROWS)

    assert ran.code == ExitCode.FINDINGS
    assert [f["code"] for f in ran.json["findings"]] == ["H537"]
    assert len(ran.json["packs"]) == 2
    assert pack(copy, LONG.format("south")) == before


def test_a_long_list_moves_what_follows_it(copy: Path) -> None:
    for number in range(45):
        text = ARTICLE.replace("# When a tooth hurts", f"# Advice number {number}: {LONG_TITLE}")
        (copy / f"articles/advice-{number:02}.md").write_text(text)
    rows = tuple(f"advice-{number:02},en,one-pager,1,north" for number in range(45))

    ran = build(copy, "--pack", rows=rows)

    assert ran.code == ExitCode.OK, ran.said
    (entry,) = packs(copy)
    texts = page_texts(pack(copy, LONG.format("north")))
    assert entry["handouts"][0]["page"] > 3
    for number, handout in enumerate(entry["handouts"]):
        assert f"Advice number {number}" in texts[handout["page"] - 1]


def test_a_template_of_the_project_lays_the_cover_out(copy: Path) -> None:
    (copy / "templates").mkdir()
    (copy / "templates/pack.html").write_text("<html lang=en><title>x</title><h1>{{ titel }}</h1>")

    ran = build(copy, "--pack", "--json", rows=ROWS[:1])

    assert ran.code == ExitCode.FINDINGS
    (found,) = ran.json["findings"]
    assert found["code"] == "H303"
    assert "titel" in found["message"]
    assert found["location"]["path"].endswith("pack.html")
