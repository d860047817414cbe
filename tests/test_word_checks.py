"""The words around an article, `interface.po` and `clinics.po`, are checked like its own texts."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from handouts.findings import ExitCode
from handouts.project import open_project
from tests.projects import SETTINGS, project, run

WORDS = "locales/es/LC_MESSAGES/interface.po"
CLINICS = "locales/es/LC_MESSAGES/clinics.po"
HEAD = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
ASK = "Ask us for an interpreter before 5 p.m. It is not expensive."
SAID = "Pídanos un intérprete antes de las 5 p. m. No es caro."


def words(translation: str) -> dict[str, str | bytes | None]:
    return {WORDS: f'{HEAD}msgid "Sources"\nmsgstr "{translation}"\n'}


def texts(translation: str) -> dict[str, str | bytes | None]:
    return {
        "handouts.toml": f'{SETTINGS}interpreter = "{ASK}"\n',
        CLINICS: f'{HEAD}msgctxt "interpreter"\nmsgid "{ASK}"\nmsgstr "{translation}"\n',
    }


def found(folder: Path, path: str) -> list[tuple[str, str, int]]:
    ran = run("-C", folder, "check", "-l", "es", "--json")
    return [
        (one["code"], one["severity"], one["location"]["line"])
        for one in ran.json["findings"]
        if one["location"] and one["location"]["path"] == path
    ]


@pytest.mark.parametrize(
    ("translation", "codes"),
    [
        ("Fuentes", []),
        ("Fuentes\u202e", ["H211"]),
        ("Fuentes <b>", ["H206"]),
        ("**Fuentes**", ["H206"]),
        ("Fuentes {clinic.phone}", ["H203"]),
        ("Fuentes {{ clinic }}", ["H203"]),
        ("Fuentes %(name)s", ["H203"]),
        ("Fuentes: https://example.org/x", ["H205"]),
        ("Fuentes: www.example.org", ["H205"]),
        ("Fuentes: evil.example", ["H205"]),
        ("Fuentes: a@example.org", ["H205"]),
        ("Fuentes (202) 555-0199", ["H216"]),
        ("Fuentes 5", ["H232"]),
    ],
)
def test_a_word_of_the_sheet_says_no_more_than_its_source(
    tmp_path: Path, translation: str, codes: list[str]
) -> None:
    folder = project(tmp_path, words(translation))
    assert found(folder, WORDS) == [(code, "error", 7) for code in codes]


@pytest.mark.parametrize(
    ("translation", "codes"),
    [
        (SAID, []),
        (SAID.replace("5", "6"), [("H217", "error")]),
        (SAID.replace("No es", "Es"), [("H219", "warning")]),
        (SAID + " Tel. 202-555-0199.", [("H216", "error")]),
        (SAID + " Vea x.example.", [("H205", "error")]),
    ],
)
def test_a_text_of_the_clinic_says_what_its_source_says(
    tmp_path: Path, translation: str, codes: list[tuple[str, str]]
) -> None:
    folder = project(tmp_path, texts(translation))
    assert found(folder, CLINICS) == [(*code, 7) for code in codes]


@pytest.mark.parametrize(
    ("files", "code"), [(words("Fuentes 5"), "H232"), (texts(SAID + " {x}"), "H203")]
)
def test_such_an_error_keeps_a_sheet_from_being_final(
    tmp_path: Path, files: dict[str, str | bytes | None], code: str
) -> None:
    ran = run("-C", project(tmp_path, files), "build", "-l", "es", "--final")
    assert ran.code == ExitCode.FINDINGS
    assert f"error[{code}]" in ran.err
    assert "error[H404]" in ran.err


def test_what_prints_nowhere_is_not_looked_at(tmp_path: Path) -> None:
    old = texts(SAID + " {x}")
    old["handouts.toml"] = SETTINGS
    assert found(project(tmp_path / "old", old), CLINICS) == []
    fuzzy = f'{HEAD}#, fuzzy\nmsgid "Sources"\nmsgstr "Fuentes 5"\n'
    assert found(project(tmp_path / "fuzzy", {WORDS: fuzzy}), WORDS) == [("H209", "warning", 7)]


def test_the_shipped_words_raise_no_alarm(root: Path) -> None:
    survey = importlib.import_module("handouts.project.survey")
    shipped = open_project(root)
    keys = frozenset(message.key for message in survey.clinic_messages(shipped))
    assert len(shipped.folders) >= 25
    for tag in shipped.folders:
        assert survey._word_findings(shipped, tag, keys) == ()
