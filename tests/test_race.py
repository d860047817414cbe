"""The articles that benchmarks/peers makes: whole in every language, for handouts and for peers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from benchmarks.peers.articles import write_project
from benchmarks.peers.places import TAGS
from benchmarks.peers.ways.reading import Document, read
from tests.projects import codes, run

FORMS = {"", ":::", "|---|---|", "::: warning"}
SLUG = "back-pain-2"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("race") / "project"
    write_project(folder, 2)
    return folder


def lines(project: Path, tag: str) -> list[str]:
    document: Document = read(project, SLUG, tag, Path("x.pdf"))
    return document.markdown.splitlines()


def untranslated(project: Path) -> int:
    ran = run("-C", project, "check", "--json")
    assert ran.code == 0
    return codes(ran).count("H208")


def test_handouts_finds_no_mistake_and_nothing_untranslated(project: Path, tmp_path: Path) -> None:
    assert untranslated(project) == 0

    other = shutil.copytree(project, tmp_path / "other")  # the twin: one text is lost
    catalog = other / f"locales/es/LC_MESSAGES/{SLUG}.po"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(re.sub(r'msgstr ".+"\n*\Z', 'msgstr ""\n', text), encoding="utf-8")
    assert untranslated(other) == 1


def test_peers_read_every_line_in_every_language(project: Path) -> None:
    english = lines(project, "en")
    for tag in TAGS[1:]:
        other = lines(project, tag)
        assert len(other) == len(english)
        same = {one for one, two in zip(other, english, strict=True) if one == two}
        assert same <= FORMS, tag


def test_no_line_comes_twice_in_two_articles(project: Path) -> None:
    one, two = (read(project, f"back-pain-{n}", "th", Path("x.pdf")).markdown for n in (1, 2))
    assert set(one.splitlines()) & set(two.splitlines()) <= FORMS
