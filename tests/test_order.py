"""Orders of copies: exactly what the table says is made, and a bad row costs that row alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handouts.findings import ExitCode
from tests.projects import Ran, manifest, project, run

CLINICS = """\
formats = ["one-pager"]

[clinics.north]
name = "North Clinic"
phone = "(202) 555-0142"

[clinics.south]
name = "South Clinic"
phone = "(202) 555-0143"
"""
HEAD = "slug,language,format,copies,clinic"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path / "clinic", {"handouts.toml": CLINICS})


def ordered(folder: Path, text: str | bytes, *more: str) -> Ran:
    path = folder / "order.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run("-C", folder, "build", "--order", path, "-t", "office", "--json", *more)


def table(*rows: str) -> str:
    return "\n".join([HEAD, *rows]) + "\n"


def found(ran: Ran) -> list[tuple[str, int]]:
    """The codes of the order's findings with their lines."""
    return [(f["code"], f["location"]["line"]) for f in ran.json["findings"]]


def made(folder: Path) -> list[tuple[Any, ...]]:
    keys = ("slug", "language", "format", "clinic", "copies", "outcome")
    return [tuple(entry[key] for key in keys) for entry in manifest(folder)]


def test_exactly_what_is_ordered_is_made_with_its_copies(folder: Path) -> None:
    ran = ordered(folder, table("tooth-pain,es,one-pager,20,north", "tooth-pain,en,bifold,3,south"))

    assert ran.code == ExitCode.OK, ran.said
    assert made(folder) == [
        ("tooth-pain", "es", "one-pager", "north", 20, "built"),
        ("tooth-pain", "en", "bifold", "south", 3, "built"),
    ]
    pdfs = sorted(p.relative_to(folder / "output").as_posix() for p in folder.rglob("*.pdf"))
    assert pdfs == [
        "north/es/tooth-pain.one-pager.office.pdf",
        "south/en/tooth-pain.bifold.office.pdf",
    ]
    assert ran.json["findings"] == []


def test_an_order_that_was_made_before_keeps_its_files_and_takes_its_new_copies(
    folder: Path,
) -> None:
    ordered(folder, table("tooth-pain,es,one-pager,20,north"))
    ordered(folder, table("tooth-pain,es,one-pager,5,north"))

    assert made(folder) == [("tooth-pain", "es", "one-pager", "north", 5, "unchanged")]


def test_a_build_without_an_order_says_no_copies(folder: Path) -> None:
    ran = run("-C", folder, "build", "-l", "es", "-t", "office", "--json")

    assert "findings" not in ran.json
    assert all("copies" not in entry for entry in ran.json["handouts"])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(
    folder: Path, mark: bytes, delimiter: str, end: str
) -> None:
    rows = ['"Clinic"', "copies", "format", "language", "slug"]
    cells = ['"north"', " 7 ", "one-pager", "es", "tooth-pain"]
    text = end.join([delimiter.join(rows), delimiter.join(cells), delimiter * 4, ""])

    ran = ordered(folder, mark + text.encode(), "--paper", "letter")

    assert ran.code == ExitCode.OK, ran.said
    assert made(folder) == [("tooth-pain", "es", "one-pager", "north", 7, "built")]
    assert manifest(folder)[0]["paper"] == "letter"


BAD_ROWS = [
    ("tooth-pian,es,one-pager,1,north", "H532", 'Did you mean "tooth-pain"?'),
    ("tooth-pain,ess,one-pager,1,north", "H532", 'Did you mean "es"?'),
    ("tooth-pain,fr,one-pager,1,north", "H532", "There are: en, es."),
    ("tooth-pain,es,one-pagr,1,north", "H532", 'Did you mean "one-pager"?'),
    ("tooth-pain,es,one-pager,1,nort", "H532", 'Did you mean "north"?'),
    ("tooth-pain,es,one-pager,1,", "H532", "the row names no clinic"),
    (",es,one-pager,1,north", "H532", 'unknown article ""'),
    ("tooth-pain,es,poster,1,north", "H532", "no chosen format has the target office"),
    ("tooth-pain,es,one-pager,0,north", "H533", '"0" is no number of copies'),
    ("tooth-pain,es,one-pager,100001,north", "H533", "from 1 to 100000"),
    ("tooth-pain,es,one-pager,2.5,north", "H533", '"2.5"'),
    ("tooth-pain,es,one-pager,٣,north", "H533", '"٣"'),
    ("tooth-pain,es,one-pager,-1,north", "H533", '"-1"'),
    ("tooth-pain,es,one-pager,,north", "H533", '""'),
    ("tooth-pain,es,one-pager,1", "H531", "4 cells, not 5"),
    ("tooth-pain,es,one-pager,1,north,soon", "H531", "6 cells, not 5"),
    ('"tooth-pain,es,one-pager,1,north', "H531", "a quotation mark is not closed"),
]


def test_every_bad_row_is_named_with_its_line_and_stops_no_other(folder: Path) -> None:
    good = ["tooth-pain,es,one-pager,2,north", "tooth-pain,es,one-pager,3,south"]
    rows = [good[0], *(row for row, _, _ in BAD_ROWS), good[1]]

    ran = ordered(folder, table(*rows))

    assert ran.code == ExitCode.FINDINGS
    assert found(ran) == [(code, line) for line, (_, code, _) in enumerate(BAD_ROWS, start=3)]
    for told, (_, _, said) in zip(ran.json["findings"], BAD_ROWS, strict=True):
        assert said in told["message"]
        assert told["location"]["path"] == "order.csv"
    assert "order.csv:3: error[H532]" in ran.err
    assert [entry[3:] for entry in made(folder)] == [("north", 2, "built"), ("south", 3, "built")]


def test_a_row_with_two_faults_tells_both(folder: Path) -> None:
    ran = ordered(folder, table("tooth-pain,ess,one-pager,none,north"))

    assert found(ran) == [("H532", 2), ("H533", 2)]
    assert ran.json["handouts"] == []


def test_rows_of_one_handout_are_added_up_with_a_note(folder: Path) -> None:
    row = "tooth-pain,es,one-pager,{},north"

    ran = ordered(folder, table(row.format(20), row.format(30)))

    assert ran.code == ExitCode.OK
    assert found(ran) == [("H534", 3)]
    assert ran.json["findings"][0]["severity"] == "note"
    assert ran.json["findings"][0]["related"][0]["location"]["line"] == 2
    assert [entry[4] for entry in made(folder)] == [50]


def test_rows_that_add_up_to_too_many_copies_are_refused(folder: Path) -> None:
    row = "tooth-pain,es,one-pager,{},north"

    ran = ordered(folder, table(row.format(100000), row.format(1)))

    assert ran.code == ExitCode.FINDINGS
    assert found(ran) == [("H533", 3)]
    assert [entry[4] for entry in made(folder)] == [100000]


def test_one_clinic_need_not_be_named(tmp_path: Path) -> None:
    folder = project(tmp_path / "clinic")

    ran = ordered(folder, table("tooth-pain,es,one-pager,2,"))

    assert ran.code == ExitCode.OK, ran.said
    assert [entry[3:5] for entry in made(folder)] == [("main", 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "column slug is missing"),
        ("tooth-pain,es,one-pager,2,north\n", "column slug is missing"),
        ("slug,language,format,copies\n", "column clinic is missing"),
        (f"{HEAD},urgent\n", 'unknown column "urgent"'),
        ("slug,language,format,copys,clinic\n", 'Did you mean "copies"?'),
        (f"{HEAD},slug\n", "column slug stands there twice"),
        (f"{HEAD}\ntooth-pain,espa\xf1ol".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_makes_nothing(
    folder: Path, text: str | bytes, said: str
) -> None:
    ran = ordered(folder, text)

    assert ran.code == ExitCode.FINDINGS
    assert "error[H530]" in ran.err
    assert said in ran.err
    assert not (folder / "output").exists()


@pytest.mark.parametrize(
    "more", [["tooth-pain"], ["-l", "es"], ["-f", "bifold"], ["--clinic", "north"]]
)
def test_an_order_takes_no_other_selection(folder: Path, more: list[str]) -> None:
    ran = ordered(folder, table("tooth-pain,es,one-pager,2,north"), *more)

    assert ran.code == ExitCode.USAGE
    assert "--order says which" in ran.err


def test_an_unknown_target_is_a_mistake_of_the_command_not_of_a_row(folder: Path) -> None:
    ran = ordered(folder, table("tooth-pain,es,one-pager,2,north"), "-t", "ofice")

    assert ran.code == ExitCode.USAGE
    assert 'Did you mean "office"?' in ran.err
