"""Files of the hand-off in other people's tools: translate-toolkit and openpyxl."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.exchange.taking import take
from handouts.project import open_project
from tests.handoff import read, returned, sent
from tests.second_tools import look
from tests.test_exchange_forms import SAMPLE

SLUG = "post-laminectomy-syndrome"


@pytest.mark.parametrize("form", ["xliff", "xliff2"])
def test_translate_toolkit_reads_xliff(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_bytes(sent(SAMPLE, form))
    first, second, third, fourth = look(form, path)
    assert "now" in first["source"]
    assert "ya" in first["target"]
    assert "polite" in first["notes"] or form == "xliff2"  # it reads notes of segments alone
    # In XLIFF 1.2 the toolkit takes all that nobody has approved for fuzzy.
    assert (first["fuzzy"], second["fuzzy"]) == (form == "xliff", True)
    assert (third["translated"], third["target"]) == (False, "")
    assert fourth["source"] == "Locked"


@pytest.mark.parametrize("form", ["xliff", "xliff2"])
def test_what_translate_toolkit_saves_comes_back(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_bytes(sent(SAMPLE, form))
    look(f"{form}+", path, "Sin traducir")
    taken = take(SAMPLE, returned(path.read_bytes()), trusted=False)
    assert not taken.findings
    assert taken.catalog.entries[2].translation == "Sin traducir"
    assert taken.catalog.entries[2].fuzzy
    for n in (0, 1, 3):
        assert taken.catalog.entries[n] == SAMPLE.entries[n]


def test_translate_toolkit_reads_a_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(sent(SAMPLE, "tmx"))
    units = look("tmx", path)
    assert [(unit["source"], unit["target"]) for unit in units][1] == ("Locked", "Fijo")
    assert units[0]["source"] == SAMPLE.entries[0].text
    assert units[0]["target"] == SAMPLE.entries[0].translation


def test_openpyxl_reads_and_saves_a_table(root: Path, tmp_path: Path) -> None:
    found = open_project(root).catalog(SLUG, "ar")
    assert found is not None
    assert found.catalog is not None
    path = tmp_path / "a.xlsx"
    path.write_bytes(sent(found.catalog, "xlsx"))
    rows = look("xlsx", path)
    assert [row[3] for row in rows[1:]] == [entry.text for entry in found.catalog.entries]
    assert [row[4] for row in rows[1:]] == [entry.translation for entry in found.catalog.entries]
    look("save", path, "نص جديد")
    taken = take(found.catalog, returned(path.read_bytes()), trusted=False)
    first = taken.catalog.entries[0]
    assert (first.translation, first.fuzzy) == ("نص جديد", True)
    assert taken.catalog.entries[1:] == found.catalog.entries[1:]
    assert not taken.findings


def test_odd_characters_come_through_openpyxl(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sent(SAMPLE, "xlsx"))
    rows = look("xlsx", path)
    assert rows[1][3].split("\\\n") == SAMPLE.entries[0].text.split("\\\n")
    assert rows[2][3] == "=SUM(A1)"
    look("save", path, "Llame **ya**")
    assert not read(path.read_bytes()).findings
