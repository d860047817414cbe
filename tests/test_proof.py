"""Proofs for reviewers, read back from their PDFs: the list of messages, and the real page."""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from handouts.compose import Words
from handouts.exchange.proof import ProofOrder, prove
from handouts.exchange.proof_rows import boxed, proof_sections, short_id
from handouts.localize import localize
from handouts.messages import walk
from handouts.project import open_project, read_handout
from tests import pdffacts, pdfink
from tests.pdfink import MM
from tests.printed import LANGUAGES, ROOT, SLUG
from tests.projects import ARTICLE, SPANISH, Ran, catalog, project, run
from tests.verapdf import judge

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
JUDGED = ("en", "ar", "km")
DOSE = "Take no more than 400 mg at a time."


def made(path: Path, tag: str, *options: str, home: Path = ROOT, slug: str = SLUG) -> Path:
    """A proof, made by the command."""
    ran = command(home, slug, tag, "-o", str(path), *options)
    assert ran.code == 0, ran.said
    return path


def command(home: Path, *words: str) -> Ran:
    slug, tag, *options = words
    with mock.patch.dict(os.environ):  # the typesetter names its fonts there
        return run("-C", home, "proof", slug, "-l", tag, *options)


@cache
def _ids() -> list[str]:
    article = open_project(ROOT).article(SLUG).article
    assert article is not None
    return list(dict.fromkeys(short_id(unit.key) for unit in walk(article)))


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad\u2060\u2010-]", "", text)


def small(folder: Path) -> Path:
    """A project with one message of each state, and a finding."""
    texts = dict(SPANISH)
    del texts["Who to call"]
    texts["Rinse with warm water **3 times** a day."] = "Enjuague **5 veces** al día."
    text = catalog(texts).replace(
        f'msgid "{DOSE}"', f'#, fuzzy\n#| msgid "Take no more than 200 mg."\nmsgid "{DOSE}"'
    )
    article = ARTICLE.replace("- Take", "\n<!-- note: ask a nurse -->\n- Take")
    files = {"articles/tooth-pain.md": article, "locales/es/LC_MESSAGES/tooth-pain.po": text}
    home = project(folder, dict(files))
    run("-C", home, "sync")
    return home


# ── the list ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", JUDGED)
def test_every_message_is_in_the_list_in_both_languages(tag: str, tmp_path: Path) -> None:
    project_ = open_project(ROOT)
    with mock.patch.dict(os.environ):
        order = ProofOrder(slug=SLUG, language=project_.language(tag), output=tmp_path / "p.pdf")
        done = prove(project_, order)
    facts = pdffacts.read(done.path.read_bytes())
    said = {element.language: "" for element in facts.document.walk()}
    for element in facts.document.find("P"):
        said[element.language] = said.get(element.language, "") + bare(element.text()) + "|"
    read_catalog = project_.catalog(SLUG, tag)
    assert read_catalog is None or read_catalog.catalog is not None
    article = project_.article(SLUG).article
    assert article is not None
    words = localize(
        article,
        read_catalog.catalog if read_catalog else None,
        project_.language(tag),
        project_.source,
    )
    for unit in words.units.values():
        first = re.split(r"[*\[{\\`]", unit.unit.text)[0]
        assert bare(first) in said["en"]
        if tag != "en":
            assert bare(re.split(r"[*\[{\\`]", unit.translation)[0]) in said[tag]
    found = re.findall(r"\d+·([0-9a-f]{6})", said["en"])
    assert found == _ids()
    assert not facts.untagged
    pages = pdfink.read(done.path.read_bytes())
    assert done.pages == len(pages) < 15


def test_every_language_has_a_list() -> None:
    known = open_project(ROOT)
    for tag in LANGUAGES:
        reading = read_handout(known, SLUG, known.language(tag), known.clinics[0])
        assert reading.article is not None
        catalog_ = known.catalog(SLUG, tag)
        sections = proof_sections(
            reading.article, catalog_.catalog if catalog_ else None, reading.findings
        )
        rows = [row for section in sections for row in section.rows]
        assert [row.id for row in rows] == _ids()
        assert all(bool(row.target) == (tag != "en") for row in rows)
        words = Words(language=known.language(tag), source=known.source, catalogs=reading.words)
        assert bool(words.translation(None, "Not for patients")) == (tag != "en")


def test_each_page_says_that_it_is_not_for_patients(tmp_path: Path) -> None:
    home = small(tmp_path / "p")
    (home / "locales/es").rename(home / "locales/ar")
    for paper, size in PAPERS.items():
        path = made(tmp_path / "p.pdf", "ar", "--paper", paper, home=home, slug="tooth-pain")
        data = path.read_bytes()
        pages = pdfink.read(data)
        for number, page in enumerate(pages, 1):
            assert (page.width / MM, page.height / MM) == pytest.approx(size, abs=0.01)
            lines = [line.seen() for line in page.lines()]
            assert any("Not for patients" in line for line in lines[:3])
            assert any(f"Page {number} of {len(pages)}" in line for line in lines[-3:])
            for glyph in page.glyphs:
                assert 6 * MM < glyph.left <= glyph.right < page.width - 6 * MM
                assert 6 * MM < glyph.y < page.height - 6 * MM
        text = pdffacts.read(data).document.text()
        assert text.count("Not for patients") == 1  # read once, not on every page
        assert "ليس للمرضى" in text
        assert {"Reviewer", "Role", "Date", "Signature"} <= set(text.split("\n"))


def test_states_findings_and_notes_stand_below_their_message(tmp_path: Path) -> None:
    home = small(tmp_path / "p")
    data = made(tmp_path / "p.pdf", "es", home=home, slug="tooth-pain").read_bytes()
    text = pdffacts.read(data).document.text()
    rinse, dose = (
        text.index(short_id((None, t))) for t in ("Rinse with warm water **3 times** a day.", DOSE)
    )
    assert rinse < dose
    assert "error H212" in text[rinse:dose]
    assert "the source was: Take no more than 200 mg." in text[dose:]
    assert "note: ask a nurse" in text[dose:]
    assert "fuzzy: the source prints" in text[dose:]
    assert "No tome más de 400 mg a la vez." in text[dose:]  # the reviewer sees it all the same
    assert "not translated: the source prints" in text
    assert "8 messages, 2 of them not finished; 2 findings." in " ".join(text.split())
    said = text.split("\n")
    assert said.count("remark") == said.count("change") == 8
    assert "clinic.phone" in text


def test_numbers_stand_in_boxes(tmp_path: Path) -> None:
    home = small(tmp_path / "p")
    data = made(tmp_path / "p.pdf", "es", home=home, slug="tooth-pain").read_bytes()
    boxed_ = 0
    for page in pdfink.read(data):
        for line in page.lines():
            for _ in re.finditer("400", line.seen()):
                glyphs = [g for g in line.glyphs if g.text in "40"]
                left, right = min(g.left for g in glyphs), max(g.right for g in glyphs)
                boxed_ += any(
                    s.left <= left
                    and s.right >= right
                    and s.top < line.y - 6
                    and s.bottom >= line.y
                    and s.right - s.left < 12 * MM
                    and s.bottom - s.top < 8 * MM
                    for s in page.shapes
                )
    assert boxed_ >= 2


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5 mg, 2.5 ml", ["5", "2.5"]),
        ("(202) 555-0142", ["202", "555-0142"]),
        ("٥ ملغ و ٢٫٥", ["٥", "٢٫٥"]),
        ("१०१ और ½", ["१०१", "½"]),
        ("1½ Tabletten <b>", ["1½"]),
        ("none", []),
    ],
)
def test_numbers_in_any_digits(text: str, numbers: list[str]) -> None:
    html = boxed(text)
    assert re.findall('<span class="num">(.*?)</span>', html) == numbers
    assert "<b>" not in html
    assert html.striptags().replace("&lt;b&gt;", "<b>").split() == text.split()


# ── the real page ──────────────────────────────────────────────────────────────────────────────


def _places(page: pdfink.Page) -> Counter[tuple[float, float, float]]:
    """Where every glyph stands; what it is called may differ from file to file."""
    return Counter((round(g.left, 2), round(g.y, 2), round(g.size, 2)) for g in page.glyphs)


@pytest.mark.parametrize(("tag", "shape"), [("de", "brochure"), ("ur", "one-pager")])
def test_ids_and_warning_change_nothing_of_the_page(tag: str, shape: str, tmp_path: Path) -> None:
    proof = made(tmp_path / "p.pdf", tag, "--in-layout", "-f", shape)
    with mock.patch.dict(os.environ):
        built = run(
            "-C", ROOT, "build", SLUG, "-l", tag, "-f", shape, "-t", "screen", "-o", tmp_path
        )
    assert built.code == 0, built.said
    (real,) = tmp_path.rglob(f"{SLUG}.{shape}.screen.pdf")
    pages = pdfink.read(proof.read_bytes())
    originals = pdfink.read(real.read_bytes())
    assert len(pages) == len(originals)
    seen: list[str] = []
    for page, original in zip(pages, originals, strict=True):
        assert not _places(original) - _places(page)
        more = "".join(g.text for g in page.glyphs if g.size < 5)
        seen += re.findall("[0-9a-f]{6}", more)
        grey = "".join(g.text for g in page.glyphs if 0.8 < min(g.colour) < 0.95)
        assert "Notforpatients" in bare(grey)
    ids = _ids()
    assert set(seen) <= set(ids)
    assert len(seen) == len(set(seen))
    assert len(ids) - len(seen) <= 4, set(ids) - set(seen)  # texts of pictures, the short title
    said, before = (pdffacts.read(path.read_bytes()) for path in (proof, real))
    assert said.document.text() == before.document.text()
    assert said.outline == before.outline


def test_the_page_of_a_proof_shows_fuzzy_text(tmp_path: Path) -> None:
    home = small(tmp_path / "p")
    path = made(tmp_path / "l.pdf", "es", "--in-layout", home=home, slug="tooth-pain")
    text = pdffacts.read(path.read_bytes()).document.text()
    assert "No tome más de 400 mg a la vez." in " ".join(text.split())


def test_verapdf_finds_nothing_in_proofs(tmp_path: Path) -> None:
    home = small(tmp_path / "p")
    files = [
        made(tmp_path / "a.pdf", "es", home=home, slug="tooth-pain"),
        made(tmp_path / "d.pdf", "fa", "--in-layout", "-f", "brochure"),
    ]
    assert judge(files) == {path.resolve(): {} for path in files}


# ── the command ────────────────────────────────────────────────────────────────────────────────


def test_the_same_proof_has_the_same_bytes(tmp_path: Path) -> None:
    home = small(tmp_path / "p")
    one, two = (
        made(tmp_path / f"{n}.pdf", "es", home=home, slug="tooth-pain").read_bytes() for n in "ab"
    )
    assert one == two


def test_usage(tmp_path: Path) -> None:
    home = small(tmp_path / "p")
    assert command(home, "nothing", "es").code == 2
    assert command(home, "tooth-pain", "xx-klingon").code == 2
    assert command(home, "tooth-pain", "es", "-f", "brochure").code == 2
    assert command(home, "tooth-pain", "es", "--in-layout", "-f", "leaflet").code == 2
    assert command(home, "tooth-pain", "es", "--paper", "a7").code == 2
    assert command(home, "tooth-pain", "es", "--clinic", "none").code == 2
    ran = command(home, "tooth-pain", "es")
    assert ran.out == f"{home}/output/es/tooth-pain.proof.pdf\n"
    (home / "locales/es/LC_MESSAGES/tooth-pain.po").write_bytes(b"\xff")
    ran = command(home, "tooth-pain", "es")
    assert ran.code == 1
    assert "H204" in ran.err
