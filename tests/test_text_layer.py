"""The text that a screen reader, a search or a copy gets from this repository's own handouts."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from handouts.compose import render_page
from handouts.languages import language
from tests import pdffacts
from tests.printed import SLUG, TRANSLATIONS, Printed, Small, catalog, small

WARNING = ("Get help right away", "Do I have it?")
PHONE = "(202) 555-0142"
#: Never printed: for lists, and for those who do not see the picture.
UNPRINTED = ("short title", "alt text")
#: Nastaliq draws parts of letters; vowel signs and spaces move in Arabic script (see test_pdf.py).
UNREADABLE_BY_POPPLER = ("ar", "fa", "ur")
WORD = re.compile(r"[\w\u200c\u064b-\u0652]+")


def plain(markdown: str) -> str:
    """Give the words of a message as they are printed: facts filled in, marks for bold dropped."""
    text = re.sub(r"\*\*|\\(?=[*_\[])", "", markdown).replace("{clinic.phone}", PHONE)
    return normal(text)


def normal(text: str) -> str:
    """Give NFC, one space for white space, and nothing that is there for line breaking alone."""
    text = re.sub("[\u200b\u2060\u00ad\u200e\u200f\u2066-\u2069]", "", text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def squeezed(text: str) -> str:
    return re.sub(r"[\s\-\u2010]", "", normal(text))


def copied(printed: Printed, tag: str) -> str:
    """Give the text as poppler copies it, in the order in which it was drawn."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(printed.path(tag)), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def out_of_order(texts: list[str], page: str) -> list[str]:
    """Name the texts that a page does not say, or says before the one that it should follow."""
    found, place = [], 0
    for text in texts:
        at = page.find(text, place)
        if at < 0:
            found.append(text)
        else:
            place = at + len(text)
    return found


def split(tag: str) -> tuple[list[str], list[str], list[str]]:
    """Give an article's translated texts in its order: lead, running text, and the warning's."""
    lead: list[str] = []
    running: list[str] = []
    warning: list[str] = []
    into = running
    for entry in catalog(tag):
        if entry.msgctxt in UNPRINTED or entry.obsolete:
            continue
        if entry.msgid in WARNING:
            into = warning if entry.msgid == WARNING[0] else running
        summary = "summary" in entry.comment
        (lead if summary else into).append(plain(entry.msgstr))
    return lead, running, warning


@pytest.mark.parametrize("tag", TRANSLATIONS)
def test_every_sentence_is_read_in_the_articles_order(printed: Printed, tag: str) -> None:
    lead, running, warning = split(tag)
    assert len(lead) == 1
    assert len(running) > 30
    assert len(warning) > 10
    page = normal(printed.facts(tag).document.text())
    assert out_of_order(running, page) == []
    assert out_of_order(warning, page) == []
    assert out_of_order([running[0], lead[0], warning[0]], page) == []


def test_a_sentence_that_is_missing_or_elsewhere_is_noticed(printed: Printed) -> None:
    _, running, warning = split("es")
    page = normal(printed.facts("es").document.text())
    assert out_of_order(warning[::-1], page)
    assert out_of_order(running, page.replace(running[7], running[7][:-2]))
    assert out_of_order(split("fr")[1], page)


@pytest.mark.parametrize("tag", [t for t in TRANSLATIONS if t not in UNREADABLE_BY_POPPLER])
def test_poppler_reads_every_sentence_too(printed: Printed, tag: str) -> None:
    page = squeezed(copied(printed, tag))
    lead, running, warning = split(tag)
    assert [text for text in lead + running + warning if squeezed(text) not in page] == []
    assert squeezed(catalog(tag).find("Who to call").msgid) not in page


@pytest.mark.parametrize("tag", ["ar", "fa"])
def test_poppler_reads_arabic_words(printed: Printed, tag: str) -> None:
    page = set(WORD.findall(normal(pdffacts.pdftotext(printed.data(tag)))))
    words = {w for part in split(tag) for text in part for w in WORD.findall(text)}
    unvowelled = {w for w in words if not re.search("[\u064b-\u0652]", w)}
    assert len(unvowelled) > 100
    assert unvowelled - page == set()


@pytest.mark.parametrize("tag", TRANSLATIONS)
def test_running_matter_can_be_copied(printed: Printed, tag: str) -> None:
    for line in (f"{SLUG} · {tag} · Version ", "When back pain stays after surgery · "):
        assert line.strip() in normal(copied(printed, tag))


# ── no sentence is left in English ─────────────────────────────────────────────────────────────


def english(facts: pdffacts.Facts, translations: str) -> list[str]:
    """Find English words not marked as English, unless the translators wrote them."""
    return [
        text
        for element in facts.document.walk()
        if element.language.split("-")[0] != "en"
        for kid in element.kids
        if isinstance(kid, str)
        for text in re.findall(r"[A-Za-z]{2,}(?:[ ,'’-]+[A-Za-z]{2,}){2,}", kid)
        if normal(text) not in translations
    ]


def said(tag: str) -> str:
    """Give all that the translators of a language wrote."""
    names = (SLUG, "interface", "clinics")
    return " ".join(plain(e.msgstr) for name in names for e in catalog(tag, name))


@pytest.mark.parametrize("tag", TRANSLATIONS)
def test_no_english_sentence_is_left(printed: Printed, tag: str) -> None:
    facts = printed.facts(tag)
    page = normal(facts.document.text())
    left = [
        e.msgid
        for e in catalog(tag)
        if plain(e.msgid) != plain(e.msgstr) and len(e.msgid) > 14 and plain(e.msgid) in page
    ]
    assert left == []
    if language(tag).script != "Latn":
        assert english(facts, said(tag)) == []
    spans = {
        normal(element.text())
        for element in facts.document.walk()
        if element.language == "en" and element.role == "Span"
    }
    draft, clinic = "Draft translation: not yet reviewed", "Example Spine and Pain Clinic"
    assert {draft, clinic} <= spans
    others = " ".join(spans - {draft, clinic})
    assert re.fullmatch(r"(.*MedlinePlus: Spine surgery - discharge.*medicines, 2019)?", others)


# ── what is not translated ─────────────────────────────────────────────────────────────────────

MISSING, FUZZY = "Which tests do I need?", "Pain can have many causes."


@pytest.fixture
def gaps(tmp_path: Path, root: Path) -> Small:
    """Give a copy of the Arabic handout in which one message is missing and one fuzzy."""
    project = small(tmp_path)
    for path in (f"articles/{SLUG}.md", "articles/images/spine-path.svg"):
        project.write(path, (root / path).read_text(encoding="utf-8"))
    entries = list(catalog("ar"))
    for entry in entries:
        if entry.msgid == MISSING:
            entry.msgstr = ""
        if entry.msgid == FUZZY:
            entry.flags.append("fuzzy")
    project.write_entries("ar", entries, SLUG)
    return project


def test_untranslated_and_fuzzy_sentences_print_in_english_and_say_so(
    gaps: Small, printed: Printed
) -> None:
    (result,) = gaps.build(tags=("ar",), formats=("one-pager",))
    assert result.outcome == "built", result.findings[-1]
    facts = gaps.facts(result)
    for text in (MISSING, FUZZY):
        (span,) = [e for e in facts.document.find("Span") if normal(e.text()) == text]
        assert span.language == "en"
        # the twin: where it is translated, the sentence is not on the page
        assert text not in normal(printed.facts("ar").document.text())
    codes = {f.code for f in result.findings}
    assert {"H208", "H209"} <= codes


def test_untranslated_sentences_are_marked_for_the_style_sheet(gaps: Small) -> None:
    pages = []

    def watched(*arguments: Any) -> str:
        pages.append(render_page(*arguments))
        return pages[-1]

    with mock.patch("handouts.typeset.fit.render_page", watched):
        gaps.build(tags=("ar",), formats=("one-pager",))
    assert pages
    for text in (MISSING, FUZZY):
        assert f'<span lang="en" dir="ltr" class="source">{text}</span>' in pages[-1]
    assert pages[-1].count('class="source"') == 2
