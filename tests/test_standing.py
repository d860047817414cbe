"""What `handouts status` keeps is what it would count, whatever has changed since."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.build import standing
from handouts.build.inputs import Inputs
from handouts.project import counting, open_project
from handouts.project.status import ArticleStatus, LanguageStatus
from tests.incremental import CLINICS, EDITS, folder_of
from tests.projects import run

TODAY = datetime.date(2026, 11, 29)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "clinic")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(standing, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "status"


def kept(folder: Path, today: datetime.date = TODAY) -> tuple[ArticleStatus, ...]:
    return standing.standing(open_project(folder), today)


def counted(folder: Path, today: datetime.date = TODAY) -> tuple[ArticleStatus, ...]:
    """The same, with nothing that was kept."""
    with mock.patch.object(standing, "_read", return_value=standing.Counted()):
        return kept(folder, today)


def counts(folder: Path) -> list[tuple[str, str]]:
    """The articles and languages that are counted anew."""
    found: list[tuple[str, str]] = []
    stock = counting.count

    def count(project: Any, slug: str, language: Any, today: datetime.date) -> LanguageStatus:
        found.append((slug, language.tag))
        return stock(project, slug, language, today)

    with mock.patch.object(counting, "count", count):
        kept(folder)
    return found


@given(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=12))
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_what_would_be_counted(folder: Path, names: list[str]) -> None:
    for name in names:
        EDITS[name](folder)
        assert kept(folder) == counted(folder)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_every_edit_is_seen(folder: Path, name: str) -> None:
    kept(folder)
    EDITS[name](folder)
    assert kept(folder) == counted(folder)
    EDITS[name](folder)
    assert kept(folder) == counted(folder)


def test_nothing_is_counted_twice(folder: Path) -> None:
    assert len(counts(folder)) == 4
    assert counts(folder) == []
    EDITS["a translation"](folder)
    assert counts(folder) == [("tooth-pain", "es")]
    EDITS["a phone"](folder)
    assert len(counts(folder)) == 4


def test_a_digest_that_forgets_something_is_found_out(folder: Path) -> None:
    with mock.patch.object(Inputs, "_text", return_value=""):
        kept(folder)
        EDITS["a lost placeholder"](folder)
        assert kept(folder) != counted(folder)


def test_a_signature_counts_at_once(folder: Path) -> None:
    desk = '\nmsgctxt "interpreter"\nmsgid "Ask at the desk."\nmsgstr "Pregunte."\n'
    (folder / CLINICS).write_text((folder / CLINICS).read_text() + desk)
    before = kept(folder)
    who = ("--by", "Ana Example", "--role", "translator")
    assert run("-C", folder, "sign", "tooth-pain", "-l", "es", *who).code == 0
    after = kept(folder)
    assert after != before
    assert after == counted(folder)


def test_a_sheet_is_overdue_on_its_day_though_nothing_changes(folder: Path) -> None:
    late = datetime.date(2028, 11, 23)
    assert not any(row.overdue for article in kept(folder) for row in article.languages)
    with mock.patch.object(counting, "count", side_effect=AssertionError):
        assert all(row.overdue for article in kept(folder, late) for row in article.languages)
        assert not any(row.overdue for article in kept(folder) for row in article.languages)


def test_an_article_that_cannot_be_used_is_read_every_time(folder: Path) -> None:
    (folder / "articles/broken.md").write_text("no front matter and no title\n")
    assert kept(folder) == counted(folder)
    assert {slug for slug, _ in counts(folder)} == {"broken"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", "null", '{"version": 2}', '{"version": 1, "rows": 3}', "[" * 100_000),
        '{"version": 1, "rows": {"x": {"tag": "es"}}, "facts": {}}',
        '{"version": 1, "rows": {}, "facts": {"tooth-pain": {"digest": 3}}}',
    ],
)
def test_a_damaged_file_is_as_good_as_none(folder: Path, cache: Path, text: str) -> None:
    right = kept(folder)
    (file,) = cache.iterdir()
    file.write_text(text)
    assert kept(folder) == right
    assert counts(folder) == []


@pytest.mark.parametrize("value", ["12", -1.5, None, True])
def test_a_count_of_another_kind_is_not_believed(folder: Path, cache: Path, value: Any) -> None:
    right = kept(folder)
    (file,) = cache.iterdir()
    content = json.loads(file.read_text())
    for row in content["rows"].values():
        row["errors"] = value
    file.write_text(json.dumps(content))
    assert kept(folder) == right


def test_a_cache_that_cannot_be_written_costs_only_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(standing, "cache_folder", lambda: tmp_path / "file")
    (tmp_path / "file").write_text("")
    assert kept(folder) == counted(folder)
