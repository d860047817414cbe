"""How the source reads, a project's glossary, and what only the whole project shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.article import parse_article
from handouts.catalogs import read_catalog
from handouts.checks import (
    Glossary,
    consistency_findings,
    plural_findings,
    read_glossary,
    source_findings,
    translation_findings,
)
from handouts.checks.conversions import converted
from handouts.checks.glossary import glossary_faults
from handouts.checks.pair import Pair
from handouts.checks.readability import count, scores
from handouts.checks.scripts import foreign, share
from handouts.checks.wording import sentences
from handouts.findings import Finding
from handouts.languages import language, languages
from handouts.localize import LocalizedArticle, localize
from tests.projects import catalog, codes, project, run

# ── the source ─────────────────────────────────────────────────────────────────────────────────


def written(text: str) -> list[Finding]:
    parsed = parse_article("articles/a.md", f"# Title\n\n{text}\n")
    assert parsed.article
    return list(source_findings(parsed.article, language("en")))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("H119", "Take 5.0 mg."),
        ("H120", "Take .5 mg."),
        ("H121", "Come on 03/04/2026."),
        ("H122", "We check your INR."),
        ("H123", f"You {'can walk and ' * 9}rest."),
        ("H125", "Take 10 U of insulin."),
        ("H125", "Take 50 µg."),
        ("H125", "Take it QID."),
    ],
)
def test_a_risky_way_of_writing_is_named_with_its_line(code: str, text: str) -> None:
    found = written(text)
    assert [(f.code, str(f.location)) for f in found] == [(code, "articles/a.md:3")]
    assert found[0].severity == "warning"
    assert found[0].hint


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("```\nTake 1.\nTake 2.\n```", 3, 2),
        ("~~~\nTake 1.\n~~~", 3, 1),
        ("Now:\n\n    Morning 5 mg\n    Evening 10 mg", 5, 2),
        ("- Now:\n\n  ```\n  a\n  b\n\n  c\n  ```", 5, 4),
        ("> ```\n> a\n> b\n> ```", 3, 2),
        ("1. Now:\n\n       Take 1.", 5, 1),
    ],
)
def test_a_code_block_is_named_because_its_lines_run_together(
    text: str, line: int, lines: int
) -> None:
    (found,) = parse_article("articles/a.md", f"# Title\n\n{text}\n").findings[1:]

    assert (found.code, found.severity) == ("H126", "warning")
    assert str(found.location) == f"articles/a.md:{line}"
    assert (f"its {lines} lines run together" in found.message) == (lines > 1)


@pytest.mark.parametrize(
    "text",
    [
        "Say `ls` or ``a ` b`` and ``` c ```.",
        "- a\n    - b\n        - c\n\n      more of c",
        "1. a\n\n   more of a\n   - b",
        "Text\n    goes on.",
        "| a |    b |\n|---|---|\n| 1    | 2 |",
        "::: tip\n- a\n\n  b\n:::",
    ],
)
def test_what_is_no_code_block_is_left_alone(text: str) -> None:
    parsed = parse_article("articles/a.md", f"# Title\n\n{text}\n")

    assert [found.code for found in parsed.findings] == ["H113"]


@pytest.mark.parametrize(
    "text",
    [
        "Take 5 mg or 0.5 mg.",
        "INR results: 2.0 to 3.0 is fine; the international normalized ratio (INR) tells.",
        "INR (a blood test) is checked. Your INR is fine.",
        "Come on 13/04/2026, or on March 4, 2026.",
        "Take 10 units of insulin, or 50 mcg.",
        "Call 911. Ask for an MRI. OK?",
        "See https://example.org/03/04/2026.",
    ],
)
def test_a_safe_way_of_writing_is_left_alone(text: str) -> None:
    assert written(text) == []


HARD = "Immunosuppressive medications necessitate comprehensive laboratory monitoring regularly. "
EASY = "Take the pill each day. Call us if you feel ill. Do not stop on your own. "


def test_a_text_that_asks_for_much_schooling_is_named() -> None:
    assert [f.code for f in written(HARD * 16)] == ["H124"]
    assert written(EASY * 16) == []
    assert written(HARD) == []  # too short to say


# ── readability ────────────────────────────────────────────────────────────────────────────────

TEXTS = {
    "en": (EASY, HARD),
    "es": (
        "Tome la pastilla cada día. Llame si se siente mal. No la deje solo. ",
        "Los medicamentos inmunosupresores requieren monitorización exhaustiva de parámetros"
        " analíticos. ",
    ),
    "fr": (
        "Prenez la pilule le soir. Ne la mangez pas. Dites-le à la dame. ",
        "Les médicaments immunosuppresseurs nécessitent une surveillance approfondie et régulière"
        " des paramètres biologiques individuels. ",
    ),
    "de": (
        "Nehmen Sie die Pille am Tag. Rufen Sie uns an. Es geht Ihnen gut. ",
        "Immunsuppressive Medikamente erfordern regelmäßige umfassende Laboruntersuchungen"
        " verschiedener Blutbestandteile. ",
    ),
    "ru": (
        "Пейте воду. Звоните нам, если вам плохо. Мы вам поможем. ",
        "Иммуносупрессивные медикаменты предполагают регулярное лабораторное обследование"
        " пациентов. ",
    ),
    "it": (
        "Prenda la pillola la sera. Ci chiami se sta male. ",
        "I medicinali immunosoppressori richiedono approfonditi monitoraggi laboratoristici. ",
    ),
    "sv": (
        "Ta en tablett om dagen. Ring oss om du mår illa. ",
        "Immunhämmande läkemedel kräver regelbunden laboratorieuppföljning av patienterna. ",
    ),
}


@pytest.mark.parametrize("tag", TEXTS)
def test_formulas_tell_easy_from_hard(tag: str) -> None:
    easy, hard = (
        [score.hard for score in scores(count([text * 12], tag), tag)] for text in TEXTS[tag]
    )
    assert not any(easy)
    assert any(hard)


@pytest.mark.parametrize("tag", sorted({tag.split("-")[0] for tag in languages()}))
def test_every_language_has_a_score_and_short_sentences_are_easy(tag: str) -> None:
    found = count(["ab cd ef. ab cd ef."] * 20, tag)
    assert found.sentences == 40
    assert scores(found, tag)
    assert scores(count([], tag), tag) == ()


def test_a_known_grade() -> None:
    """The cat sat on the mat: 6 words and syllables in a sentence, worked out by hand."""
    (grade, _) = scores(count(["The cat sat on the mat."], "en"), "en")
    assert grade.value == pytest.approx(0.39 * 6 + 11.8 - 15.59)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", 3),
        ("Dr. Smith took 2.5 mg.", 1),
        ("no end", 1),
        ("第一句。第二句！", 2),
        ("पहला। दूसरा।", 2),
        ("پہلا۔ دوسرا۔", 2),
        ("የመጀመሪያ። ሁለተኛ።", 2),
        ("أولا. هل؟", 2),
    ],
)
def test_sentences_are_counted_in_every_script(text: str, expected: int) -> None:
    assert sentences(text) == expected


# ── scripts and measures ───────────────────────────────────────────────────────────────────────


def test_scripts_are_told_apart() -> None:
    for text, script in (("abc", "Latn"), ("где", "Cyrl"), ("أين", "Arab"), ("どこ漢", "Jpan")):
        assert share(text, script) == (1.0, 3)
        assert share(text, "Taml")[0] == 0
    assert foreign("كتاب", "fa") == ["ك"]
    assert foreign("کتاب", "ar") == ["ک"]
    assert foreign("کتاب", "fa") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("101 temperature-fahrenheit", "38.3 temperature-celsius", True),
        ("101 temperature-fahrenheit", "40 temperature-celsius", False),
        ("10 mass-pound", "4.5 mass-kilogram", True),
        ("1 mass-gram", "1000 mass-milligram", True),
        ("1 mass-gram", "100 mass-milligram", False),
        ("1 mass-gram", "1 volume-liter", False),
        ("2 volume-teaspoon", "10 volume-milliliter", True),
        ("1/2 mass-gram", "500 mass-milligram", False),
    ],
)
def test_converted_measures_are_known(one: str, other: str, same: bool) -> None:
    assert converted(one, [other]) == same


# ── glossary ───────────────────────────────────────────────────────────────────────────────────

TERMS = """\
# our words
term\ttranslation\tnote\tflags
blood thinner\tanticoagulante\tnot “diluyente”\trequired
tablet\ttableta|comprimido
\tdiluyente\t\tforbidden
Tylenol\t\t\tdo-not-translate
nurse\tenfermer[ao]s?\t\trequired, regex
"""


def said(source: str, translation: str, tag: str = "es", terms: str = TERMS) -> list[str]:
    glossary, wrong = read_glossary("glossary/es.tsv", terms)
    assert wrong == ()
    pair = Pair(source, translation, language("en"), language(tag))
    return [fault.code for fault in glossary_faults(pair, glossary)]


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("A blood thinner.", "Un anticoagulante.", []),
        ("Blood thinners help.", "Los anticoagulantes ayudan.", []),
        ("A blood thinner.", "Un medicamento.", ["H222"]),
        ("Take the tablet.", "Tome el comprimido.", []),
        ("Take the tablets.", "Tome las tabletas.", []),
        ("Take the tablet.", "Tome la gragea.", ["H235"]),
        ("A medicine.", "Un diluyente.", ["H222"]),
        ("Take Tylenol.", "Tome Tylenol.", []),
        ("Take Tylenol.", "Tome paracetamol.", ["H223"]),
        ("Ask the nurse.", "Pregunte a la enfermera.", []),
        ("Ask the nurse.", "Pregunte a la doctora.", ["H222"]),
        ("Bloody.", "Otra cosa.", []),
    ],
)
def test_a_glossary_is_kept_to(source: str, translation: str, expected: list[str]) -> None:
    assert said(source, translation) == expected


@pytest.mark.parametrize(
    ("tag", "term", "good", "bad"),
    [
        ("ru", "таблетка", "Примите две таблетки.", "Примите две пилюли."),
        ("ar", "قرص", "تناول القرص الآن.", "تناول الدواء الآن."),
        ("hi", "गोली", "एक गोली लें।", "एक दवा लें।"),
        ("zh-Hans", "药片", "服用药片。", "服用药物。"),
        ("ja", "錠剤", "錠剤を飲みます。", "薬を飲みます。"),
    ],
)
def test_terms_are_found_with_their_endings(tag: str, term: str, good: str, bad: str) -> None:
    terms = f"tablet\t{term}\t\trequired\n"
    assert said("Take the tablet.", good, tag, terms) == []
    assert said("Take the tablet.", bad, tag, terms) == ["H222"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("warfarin warfarina", "no translation"),
        ("a\tb\tc\td\te", "5 columns"),
        ("a\tb\tc\trequird", 'Did you mean "required"?'),
        ("\tb", "without a term"),
        ("a\t(\t\tregex", "is no pattern"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: str, message: str) -> None:
    glossary, (problem,) = read_glossary("glossary/es.tsv", f"good\tbueno\n{row}\n")
    assert (problem.code, str(problem.location)) == ("H234", "glossary/es.tsv:2")
    assert message in problem.message
    assert len(glossary.terms) == 1


def test_an_empty_glossary_says_nothing() -> None:
    pair = Pair("A tablet.", "Una cosa.", language("en"), language("es"))
    assert list(glossary_faults(pair, Glossary())) == []


# ── catalogs and projects ──────────────────────────────────────────────────────────────────────

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("tag", "forms", "whole"),
    [
        ("es", ("uno", "dos"), True),
        ("es", ("uno", ""), False),
        ("pl", ("a", "b", "c"), True),
        ("pl", ("a", "b"), False),
        ("ar", tuple("abcdef"), True),
        ("ar", ("a", "b"), False),
        ("ja", ("a",), True),
        ("ja", ("a", "b"), False),
        ("ru", ("", "", ""), True),
    ],
)
def test_every_plural_form_is_there(tag: str, forms: tuple[str, ...], whole: bool) -> None:
    entry = 'msgid "%d pill"\nmsgid_plural "%d pills"\n'
    entry += "".join(f'msgstr[{n}] "{form}"\n' for n, form in enumerate(forms))
    read = read_catalog("i.po", tag, (HEAD + entry).encode())
    assert read.catalog, read.findings
    found = list(plural_findings(read.catalog, language(tag)))
    assert [(f.code, str(f.location)) for f in found] == ([] if whole else [("H230", "i.po:5")])


def article(name: str, translation: str, tag: str = "es") -> LocalizedArticle:
    parsed = parse_article(f"articles/{name}.md", "# 1\n\nCall the clinic.\n").article
    assert parsed
    text = f'{HEAD}msgid "Call the clinic."\nmsgstr "{translation}"\n'
    read = read_catalog(f"{tag}/{name}.po", tag, text.encode())
    assert read.catalog
    return localize(parsed, read.catalog, language(tag), language("en"))


def test_one_source_has_one_translation_across_articles() -> None:
    one, other = article("a", "Llame a la clínica."), article("b", "Llámenos.")

    (problem,) = consistency_findings([one, other])

    assert (problem.code, str(problem.location)) == ("H229", "es/b.po:5")
    assert str(problem.related[0].location) == "es/a.po:5"
    assert list(consistency_findings([one, article("b", "Llame a la clínica.")])) == []
    assert list(consistency_findings([one, article("b", "Appelez-nous.", "fr")])) == []


def test_a_finding_stands_at_the_entry_with_its_source_and_a_next_step() -> None:
    found = list(translation_findings(article("a", "No llame a la clínica.")))

    assert [f.code for f in found] == ["H219"]
    assert str(found[0].location) == "es/a.po:5"
    assert str(found[0].related[0].location) == "articles/a.md:3"
    assert found[0].hint


WRONG = {
    "What to do when a tooth hurts.": "Qué hacer cuando duele un diente.",
    "Take no more than 400 mg at a time.": "No tome más de 400 g a la vez.",
}


def test_check_reads_the_projects_glossary_and_severities(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "locales/es/LC_MESSAGES/tooth-pain.po": catalog(WRONG),
            "glossary/es.tsv": "tooth\tmuela\t\trequired\nbroken row\n",
        },
    )
    found = codes(run("-C", folder, "check", "--json"))

    assert {"H214", "H222", "H234"} <= set(found)


def test_an_error_of_the_guards_cannot_be_lowered(tmp_path: Path) -> None:
    from handouts.config import parse_config
    from handouts.findings import HandoutsError

    for code in ("H212", "H214", "H216", "H217", "H221", "H223", "H224", "H230"):
        with pytest.raises(HandoutsError):
            parse_config(f'[checks]\n{code} = "warning"\n')
    assert parse_config('[checks]\nH219 = "error"\nH220 = "off"\n').checks["H220"] == "off"
