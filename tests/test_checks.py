"""What a translation must share with its source: faults are found, good text is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handouts.article import parse_article
from handouts.catalogs import read_catalog
from handouts.checks import (
    clinic_findings,
    clinic_text_findings,
    coverage_findings,
    glyph_findings,
    graded,
    step_findings,
    translation_findings,
    word_findings,
)
from handouts.checks.numbers import lost_numbers
from handouts.config import Clinic
from handouts.findings import RULES, Finding, Location, finding
from handouts.languages import language
from handouts.localize import LocalizedArticle, localize
from handouts.messages import extract_texts
from handouts.project import open_project
from handouts.project.survey import survey
from handouts.shipped import FONTS

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def localized(source: str, entries: str, tag: str = "es") -> LocalizedArticle:
    """Put an article's one paragraph and a catalog together; lines of entries begin at 5."""
    parsed = parse_article("articles/a.md", f"# 1\n\n{source}\n").article
    assert parsed
    read = read_catalog("a.po", tag, (HEAD + entries).encode())
    assert read.catalog, read.findings
    return localize(parsed, read.catalog, language(tag), language("en"))


def entry(source: str, translation: str, flags: str = "") -> str:
    text, said = (t.replace("\\", "\\\\").replace("\n", "\\n") for t in (source, translation))
    return f'{flags}msgid "{text}"\nmsgstr "{said}"\n'


def found(message: str, translation: str, markdown: str = "") -> list[str]:
    """The codes of a message and its translation; `markdown` is the paragraph it comes from."""
    article = localized(markdown or message, entry(message, translation))
    assert article.coverage.translated == 1, article.units
    return [f.code for f in translation_findings(article) if f.severity != "note"]


GOOD = [
    ("Call {clinic.phone} now.", "Llame ahora al {clinic.phone}.", ""),
    ("See [our page][1].", "Vea [nuestra página][1].", "See [our page](https://example.org)."),
    ("Go to {url.1}.", "Vaya a {url.1}.", "Go to <https://example.org>."),
    ("Take **2 pills**.", "Tome **2 pastillas**.", ""),
    ("Take **2 pills**.", "如果**注意：**2", ""),
    ("Wait 1,000 steps, 2.5 hours.", "Espere 1.000 pasos, 2,5 horas.", ""),
    ("Wait 1,000 steps.", "Espere 1 000 pasos.", ""),
    ("On 11/22/2026 at 8:30.", "El 22.11.2026 a las 8:30.", ""),
    ("1. not a list", "1. no es una lista", "1\\. not a list"),
    ("Stars like this: 3 * 4", "Estrellas: 3 * 4", ""),
    ("Write <b> here.", "Escriba aquí <b>.", ""),
]

BAD = [
    ("H203", "Call {clinic.phone} now.", "Llame ahora.", ""),
    ("H203", "Call {clinic.phone} now.", "Llame al {clinica.telefono}.", ""),
    ("H203", "Call now.", "Llame al {clinic.phone}.", ""),
    ("H203", "Call {clinic.phone} now.", "Llame {clinic.phone} y {clinic.phone}.", ""),
    ("H205", "See [our page][1].", "Vea nuestra página.", "See [our page](https://example.org)."),
    ("H205", "See our page.", "Vea [la página](https://evil.example).", ""),
    ("H205", "See our page.", "Vea https://evil.example.", ""),
    ("H205", "Go to {url.1}.", "Vaya ahí.", "Go to <https://example.org>."),
    (
        "H205",
        "See [us][1] {url.2}",
        "Vea [{url.2}][1]",
        "See [us](https://example.org) <https://b.example>",
    ),
    ("H206", "Take **all** pills.", "Tome **todas las pastillas.", ""),
    ("H206", "Take **all** pills.", "Tome todas las pastillas.", ""),
    ("H206", "Take pills.", "Tome <b>pastillas</b>.", ""),
    ("H206", "Take pills.", "- Tome pastillas.", ""),
    ("H206", "Take pills.", "# Tome pastillas.", ""),
    ("H206", "Take pills.", "Tome pastillas.\n\nTodas.", ""),
    ("H206", "Take pills.", "> Tome pastillas.", ""),
    ("H211", "Take pills.", "Tome \u202epastillas.", ""),
    ("H211", "Take pills.", "Tome \u200fpastillas.", ""),
    ("H211", "Take pills.", "Tome &#8238;pastillas.", ""),
    ("H211", "Take pills.", "Tome \u0090pastillas.", ""),
    ("H211", "Take pills.", "Tome past\ufffdllas.", ""),
    ("H211", "Take pills.", "Tome past&#0;llas.", ""),
    ("H212", "Over 38 °C (100.4 °F).", "Más de 38 °C (104 °F).", ""),
    ("H212", "Take 2 pills.", "Tome 3 pastillas.", ""),
    ("H212", "Take 2.5 mg.", "Tome 25 mg.", ""),
    ("H212", "Take 25 mg.", "Tome 2,5 mg.", ""),
    ("H212", "Take 2 mg.", "Tome 2,5 mg.", ""),
    ("H212", "Take 1,000 mg.", "Tome 100 mg.", ""),
    ("H213", "Take 25 mg.", "خذ ٢٥ ملغ", ""),
    ("H213", "Take 2.5 mg.", "खुराक २.५ mg.", ""),
]


@pytest.mark.parametrize(("message", "translation", "markdown"), GOOD)
def test_good_translations_are_left_alone(message: str, translation: str, markdown: str) -> None:
    assert found(message, translation, markdown) == []


@pytest.mark.parametrize(("code", "message", "translation", "markdown"), BAD)
def test_each_fault_is_found(code: str, message: str, translation: str, markdown: str) -> None:
    assert code in found(message, translation, markdown)


def test_native_digits_count_by_value_and_are_only_a_warning() -> None:
    for said, codes in (("خذ ٢٫٥ ملغ.", ["H213"]), ("خذ ٢٥ ملغ.", ["H212", "H213"])):
        article = localized("Take 2.5 mg.", entry("Take 2.5 mg.", said), "ar")
        assert sorted(f.code for f in translation_findings(article)) == codes
    assert RULES["H213"].severity == "warning"


def test_a_finding_stands_at_the_entry_and_names_the_source() -> None:
    article = localized("Take 2 pills.", entry("Take 2 pills.", "Tome 3 pastillas."))

    (problem,) = translation_findings(article)

    assert str(problem.location) == "a.po:5"
    assert str(problem.related[0].location) == "articles/a.md:3"
    assert "Take 2 pills." in problem.related[0].message


def test_fuzzy_translations_are_not_compared() -> None:
    article = localized("Take 2 pills.", entry("Take 2 pills.", "Tome 3.", "#, fuzzy\n"))

    assert list(translation_findings(article)) == []
    assert [problem.code for problem in coverage_findings(article)] == ["H209"]


def test_an_empty_entry_is_missing_at_its_own_line() -> None:
    article = localized("Take 2 pills.", entry("Take 2 pills.", ""))

    (problem,) = coverage_findings(article)

    assert (problem.code, str(problem.location)) == ("H208", "a.po:5")


def steps(source: str, entries: str) -> list[Finding]:
    article = localized(source, entries)
    read = read_catalog("a.po", "es", (HEAD + entries).encode())
    return list(step_findings(article, read.catalog, "a.po"))


def test_a_catalog_in_step_says_nothing() -> None:
    assert steps("Take 2 pills.", entry("Take 2 pills.", "")) == []


def test_a_catalog_out_of_step_says_what_it_lacks_and_what_is_gone() -> None:
    (problem,) = steps("Take 3 pills.", entry("Take 2 pills.", "Tome 2."))

    assert problem.code == "H210"
    assert problem.message == (
        "not in it: 1 of 1 messages; no longer in the article: 1 of its entries"
    )
    assert "Take 3 pills." in problem.related[0].message


WORDS = "locales/es/LC_MESSAGES/interface.po"


@pytest.mark.parametrize(
    ("path", "entries", "found_"),
    [
        (WORDS, entry("Sources", "Fuentes"), []),
        (WORDS, entry("Sources", ""), [("H208", f"{WORDS}:5")]),
        (WORDS, entry("Sources", "Fuentes", "#, fuzzy\n"), [("H209", f"{WORDS}:5")]),
        ("shipped/es/interface.po", entry("Sources", ""), []),
        ("locales/es/LC_MESSAGES/clinics.po", entry("Sources", ""), [("H210", f"{WORDS}:1")]),
    ],
)
def test_the_sheets_own_words_are_translated_or_named(
    path: str, entries: str, found_: list[tuple[str, str]]
) -> None:
    read = read_catalog(path, "es", (HEAD + entries).encode())
    assert read.catalog

    problems = word_findings([read.catalog], WORDS, language("es"))

    assert [(problem.code, str(problem.location)) for problem in problems] == found_


# ── numbers ────────────────────────────────────────────────────────────────────────────────────

ARABIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


@given(st.decimals(min_value=0, max_value=100_000, places=2))
def test_a_number_is_the_same_in_every_way_of_writing(value: object) -> None:
    english = f"{value:,}"
    german = english.translate(str.maketrans(",.", ".,"))
    for other in (german, english.translate(ARABIC), english.translate(DEVANAGARI), str(value)):
        assert lost_numbers(f"Take {english} mg", f"{other} mg") == ()


@given(st.integers(0, 99_999), st.integers(0, 99_999))
@example(112, 0)  # an emergency number, were it not a dose
def test_another_number_is_not_the_same(one: int, other: int) -> None:
    lost = lost_numbers(f"Take {one} mg", f"Tome {other} mg")

    assert lost == (() if one == other else (str(one),))


def test_numbers_of_placeholders_and_links_do_not_count() -> None:
    assert lost_numbers("See [page][1], {url.2}", "Vea [página][1]") == ()


# ── glyphs, clinics, severities ────────────────────────────────────────────────────────────────


def test_a_character_without_a_glyph_names_itself_and_its_message() -> None:
    article = localized("Take pills.", entry("Take pills.", "Tome \U0001f48a pastillas."))

    (problem,) = glyph_findings(article, FONTS)

    assert (problem.code, str(problem.location)) == ("H207", "a.po:5")
    assert "U+1F48A" in problem.message
    assert "pastillas" in problem.message


def test_a_language_prints_its_own_letters() -> None:
    article = localized("Take pills.", entry("Take pills.", "薬を飲んでください。"), "ja")

    assert list(glyph_findings(article, FONTS)) == []


def asked(clinic: Clinic | None) -> list[Finding]:
    parsed = parse_article("articles/a.md", "# T\n\nCall {clinic.phone} or {clinic.email}.\n")
    assert parsed.article
    return list(clinic_findings(parsed.article, clinic, 4))


def test_a_fact_that_the_clinic_lacks_is_an_error_at_its_table() -> None:
    (problem,) = asked(Clinic(id="main", name="Main", phone="1"))

    assert (problem.code, str(problem.location)) == ("H117", "handouts.toml:4")
    assert problem.severity == "error"
    assert "email" in problem.message


def test_without_any_clinic_it_is_a_warning() -> None:
    assert [(problem.code, problem.severity) for problem in asked(None)] == [
        ("H117", "warning"),
        ("H117", "warning"),
    ]
    assert asked(Clinic(id="a", name="A", phone="1", email="a@example.org")) == []


@pytest.mark.parametrize(("text", "codes"), [("Pida un intérprete.", []), ("", ["H508"])])
def test_a_clinics_text_is_translated_or_named(text: str, codes: list[str]) -> None:
    messages = extract_texts([("interpreter", "Ask for help.", "", 3)], "handouts.toml")
    entries = f'msgctxt "interpreter"\nmsgid "Ask for help."\nmsgstr "{text}"\n'
    read = read_catalog("clinics.po", "es", (HEAD + entries).encode())
    assert read.catalog

    problems = clinic_text_findings(messages, [read.catalog], language("es"))

    assert [problem.code for problem in problems] == codes
    assert {str(problem.location) for problem in problems} <= {"handouts.toml:3"}


def test_severities_are_the_projects_own() -> None:
    found_ = [finding(code, "x", Location("a.po", 1)) for code in ("H208", "H209", "H203")]

    result = graded(found_, {"H208": "off", "H209": "error"})

    assert [(problem.code, problem.severity) for problem in result] == [
        ("H209", "error"),
        ("H203", "error"),
    ]


def test_this_repositorys_own_catalogs_raise_no_alarm(root: Path) -> None:
    """Two dozen real translations: what the checks say of them would be a false alarm."""
    project = open_project(root)
    read = list(survey(project, project.article_paths, project.languages))

    assert len(read) >= 25
    for _, known, reading in read:
        assert reading.article is not None
        assert [str(f) for f in reading.findings if f.severity == "error"] == [], known.tag
