"""What a build may call final, and how its files are written."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

import pytest

from handouts.build import Order, Outcome, build
from handouts.findings import ExitCode, HandoutsError
from handouts.project import Selection, open_project
from handouts.project.writing import write_whole
from tests.projects import (
    ARTICLE,
    SETTINGS,
    SPANISH,
    catalog,
    manifest,
    project,
    run,
)

# ── final sheets ─────────────────────────────────────────────────────────────────────────────────


def final(folder: Path, today: datetime.date) -> list[str]:
    """Ask for a final sheet; it must be refused, whatever else is said."""
    selection = Selection(tags=("es",), targets=("screen",))
    order = Order(selection=selection, final=True, workers=1, today=today)
    (only,) = build(open_project(folder), order)
    assert only.outcome is Outcome.REFUSED
    assert not only.handout.path.exists()
    assert only.state == "final"
    return [found.code for found in only.findings]


DAY = datetime.date(2026, 11, 23)


def test_a_final_sheet_is_refused_until_somebody_signs(tmp_path: Path) -> None:
    folder = project(tmp_path)

    assert final(folder, DAY) == ["H401"]
    ran = run("-C", folder, "build", "--final")
    assert ran.code == ExitCode.FINDINGS
    assert "error[H401]" in ran.err
    assert not list((folder / "output").rglob("*.pdf"))


def test_a_final_sheet_gives_all_its_reasons(tmp_path: Path) -> None:
    wrong = {**SPANISH, "Call us at {clinic.phone}.": "Llámenos.", "Who to call": ""}
    folder = project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": catalog(wrong)})

    assert final(folder, datetime.date(2028, 11, 23)) == [
        *("H208", "H203"),
        *("H401", "H402", "H403", "H404"),
    ]


def test_the_day_of_review_itself_is_not_past(tmp_path: Path) -> None:
    folder = project(tmp_path)

    assert "H403" not in final(folder, datetime.date(2028, 11, 22))
    assert "H403" in final(folder, datetime.date(2028, 11, 23))


def test_an_article_without_a_day_of_review_is_never_final(tmp_path: Path) -> None:
    article = ARTICLE.replace("review_by: 2028-11-22\n", "")
    folder = project(tmp_path, {"articles/tooth-pain.md": article})

    assert "H403" in final(folder, DAY)


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
