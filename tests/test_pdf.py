"""Finished PDFs, read back: PDF/UA by veraPDF, text, tags, links, metadata, the same bytes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.findings import ExitCode, HandoutsError
from handouts.pdf import write
from handouts.pdf.characters import SOFT_HYPHEN, line_end, readable
from handouts.pdf.patches import check_version
from tests import pdffacts, pdfpages
from tests.verapdf import judge

JUDGED = ("en", "ar", "zh-Hans", "hi", "km", "ur")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fontconfig")


@pytest.fixture(scope="session")
def articles(cache: Path) -> dict[str, Any]:
    """Articles laid out once, to be written by many tests."""
    return {tag: pdfpages.lay_out(tag, pdfpages.article(tag), cache) for tag in JUDGED}


def build(cache: Path, body: str, tag: str = "en", style: str = "", **facts: Any) -> pdffacts.Facts:
    document = pdfpages.lay_out(tag, pdfpages.page(tag, body, style), cache)
    return pdffacts.read(write(document, pdfpages.facts(tag, **facts)))


def plain(text: str) -> str:
    """Normalize as a comparison of texts may: NFC, one space, nothing that only breaks lines."""
    text = re.sub("[\u200b\u2060\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\f]", "", text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def squeezed(text: str) -> str:
    return plain(text).replace(" ", "").replace("-", "")  # poppler drops hyphens at line ends


def words(text: str) -> list[str]:
    return re.findall("[\\w\u200c]+", plain(text))


# ── PDF/UA ─────────────────────────────────────────────────────────────────────────────────────


def test_verapdf_finds_nothing_in_any_script_and_much_in_stock_output(
    articles: dict[str, Any], tmp_path: Path
) -> None:
    files = {}
    for tag, document in articles.items():
        files[tag] = tmp_path / f"{tag}.pdf"
        files[tag].write_bytes(write(document, pdfpages.facts(tag, target="office")))
    stock = tmp_path / "stock.pdf"
    articles["ar"].write_pdf(stock, pdf_variant="pdf/ua-1")
    verdicts = judge([*files.values(), stock])
    assert {tag: verdicts[path] for tag, path in files.items()} == {tag: {} for tag in JUDGED}
    # links not tagged as links, content in no tag, pictures without a description
    assert {"7.18.5-1", "7.1-3", "7.3-1"} <= set(verdicts[stock])


@pytest.mark.parametrize("tag", JUDGED)
def test_everything_drawn_is_tagged_or_an_artifact(articles: dict[str, Any], tag: str) -> None:
    read = pdffacts.read(write(articles[tag], pdfpages.facts(tag)))
    assert read.untagged == []
    assert "XX 7" in read.artifacts


# ── text ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", pdfpages.SENTENCES)
def test_text_equals_the_source(cache: Path, tag: str) -> None:
    sentence = pdfpages.SENTENCES[tag]
    body = f"<h1>{sentence}</h1><p>{sentence} <b>{sentence}</b></p>"
    style = "@page { size: 70mm 200mm; margin: 5mm; @top-left { content: none } }"
    style += "body { hyphens: auto } h1 { font-size: 9pt }"
    document = pdfpages.lay_out(tag, pdfpages.page(tag, body, style), cache)
    data = write(document, pdfpages.facts(tag))
    expected = plain(f"{sentence} {sentence} {sentence}")
    assert plain(pdffacts.read(data).document.text()) == expected
    if tag in ("ar", "fa", "he"):  # poppler puts the space before a full stop or comma there
        assert words(pdffacts.pdftotext(data)) == words(expected)
    elif tag != "ur":  # in Nastaliq, glyphs are parts of letters
        assert squeezed(pdffacts.pdftotext(data)) == squeezed(expected)


def test_vowelled_arabic_and_persian_joiners_survive(cache: Path) -> None:
    persian = pdfpages.SENTENCES["fa"]
    read = build(cache, f"<p>{pdfpages.VOWELLED}</p><p>{persian}</p>", "ar")
    assert read.document.text() == f"{pdfpages.VOWELLED}\n{persian}"
    assert "\u200c" in persian


def test_text_of_stock_output_differs(cache: Path) -> None:
    sentence = pdfpages.SENTENCES["hi"]
    document = pdfpages.lay_out("hi", pdfpages.page("hi", f"<p>{sentence}</p>"), cache)
    stock = document.write_pdf(pdf_variant="pdf/ua-1")
    assert squeezed(pdffacts.pdftotext(stock)) != squeezed(sentence)


def test_marks_for_line_breaking_are_no_text(cache: Path) -> None:
    read = build(cache, "<h2>a\u200bb\u2060c</h2><p>\u2068555\u2069 extra\u00adordinary</p>")
    assert read.document.text() == "abc\n555 extraordinary"
    assert read.outline == ["abc"]


def test_hyphens_and_spaces_at_line_ends(cache: Path) -> None:
    text = "Physiotherapeutische pain-relieving exercises word/word 10–12 a - b MRI"
    style = "@page { size: 44mm 120mm; margin: 2mm } p { hyphens: auto; width: 30mm }"
    read = build(cache, f'<p lang="de">{text}</p>', style=style)
    assert SOFT_HYPHEN in read.document.text()
    assert read.document.text().replace(SOFT_HYPHEN, "") == text
    parts = build(cache, "<p>手术 \n 手术-\n手术</p>", "zh-Hans", style="p { width: 2em }")
    assert parts.document.text() == "手术 手术- 手术"
    broken = build(cache, "<p>one<br>two <b>three</b> <i>four</i></p>")
    assert broken.document.text() == "one two three four"


WORDS = st.lists(
    st.sampled_from(["pain", "pain-relief", "a/b", "–", "(x)", "手术", "10"]), min_size=2
)


@given(words=WORDS, cut=st.integers(min_value=1))
def test_line_end_puts_back_the_space_of_the_source(words: list[str], cut: int) -> None:
    at = 1 + cut % (len(words) - 1)
    source = " ".join(words)
    line, following = " ".join(words[:at]), " ".join(words[at:])
    assert line + line_end(line, following, source, "‐")[1] + following == source


@given(word=st.text("abcdefghij", min_size=4), cut=st.integers(min_value=1))
def test_line_end_takes_the_hyphen_out_of_a_word(word: str, cut: int) -> None:
    at = 1 + cut % (len(word) - 1)
    assert line_end(f"x {word[:at]}-", word[at:], f"x {word} y", "-") == (1, SOFT_HYPHEN)


@given(st.text())
def test_readable_text_has_only_text(text: str) -> None:
    assert readable(readable(text)) == readable(text)
    assert not set(readable(text)) & set("\u00ad\u200b\u2060\u2068\u2069")


def test_a_missing_glyph_is_an_error_that_names_it(cache: Path) -> None:
    document = pdfpages.lay_out("en", pdfpages.page("en", "<p>Take 手 daily</p>"), cache)
    with pytest.raises(HandoutsError, match=r"“手” \(U\+624B\).*Take 手 daily") as caught:
        write(document, pdfpages.facts("en"))
    assert caught.value.findings[0].code == "H207"
    assert caught.value.exit_code == ExitCode.FINDINGS


# ── tags ───────────────────────────────────────────────────────────────────────────────────────


def test_tree_of_an_article(articles: dict[str, Any]) -> None:
    tree = pdffacts.read(write(articles["en"], pdfpages.facts("en"))).document
    row = "TR(TH TD)"
    assert tree.outline() == (
        "Document(H1 Sect(H2 P(Link Link) H2 P L(LI(LBody) LI(LBody)))"
        " L(LI(Lbl LBody) LI(Lbl LBody(P))) P P P Figure Figure"
        f" Table(THead(TR(TH TH)) TBody({' '.join([row] * 12)})) P(Link) P)"
    )


def test_wrappers_leave_no_trace_and_pages_do_not_cut_paragraphs(cache: Path) -> None:
    words = " ".join(f'<bdi dir="ltr"><span class="nb">{n} mg</span></bdi>' for n in range(90))
    read = build(
        cache,
        f"<div><div><p>{words}</p></div></div><div>loose <b>text</b><p>x</p>more</div>",
        style="@page { size: 60mm 60mm }",
    )
    assert read.document.outline() == "Document(P P P P)"
    expected = [" ".join(f"{n} mg" for n in range(90)), "loose text", "x", "more"]
    assert read.document.text().split("\n") == expected


def test_languages_of_foreign_text(cache: Path) -> None:
    read = build(
        cache,
        '<h1>الم <bdi dir="ltr" lang="en">Pain</bdi></h1><p lang="en" dir="ltr">Draft</p>'
        '<div lang="fr" dir="ltr"><p>un</p><p>deux <i lang="en">three</i></p></div>',
        "ar",
    )
    assert read.catalog["Lang"] == "ar"
    assert read.document.outline() == "Document(H1(Span Span) P Div(P P(Span)))"
    french = [e.outline() for e in read.document.walk() if e.language == "fr"]
    assert french == ["Div(P P(Span))", "P", "P(Span)"]
    english = [(e.role, e.text()) for e in read.document.walk() if e.language == "en"]
    assert english == [("Span", "Pain"), ("P", "Draft"), ("Span", "three")]


def test_lists(cache: Path) -> None:
    read = build(
        cache,
        "<ul><li>a<ul><li>b</li></ul></li></ul>"
        '<ol><li><span class="n" aria-hidden="true">1</span>c</li></ol>'
        '<ol class="marked"><li>d</li></ol><dl><dt>e</dt><dd>f</dd><dt>g</dt><dd>h</dd></dl>',
        style=".marked { list-style: lower-alpha; padding-left: 9mm }",
    )
    outlines = [kid.outline() for kid in read.document.kids if isinstance(kid, pdffacts.Element)]
    assert outlines == [
        "L(LI(LBody(L(LI(LBody)))))",
        "L(LI(Lbl LBody))",
        "L(LI(Lbl LBody))",
        "L(LI(Lbl LBody) LI(Lbl LBody))",
    ]
    numbering = [e.attributes.get("ListNumbering", "") for e in read.document.find("L")]
    assert numbering == ["/None", "/None", "/Decimal", "/LowerAlpha", ""]
    assert [e.text() for e in read.document.find("Lbl")] == ["1", "a. ", "e", "g"]
    assert sum("•" in text for text in read.artifacts) == 2


def test_tables(cache: Path) -> None:
    rows = '<tr><th>r</th><td rowspan="2">1</td><td>2</td></tr><tr><th>s</th><td>3</td></tr>'
    head = '<thead><tr><th></th><th colspan="2">c</th></tr></thead>'
    read = build(
        cache,
        f"<table><caption>T</caption>{head}{rows * 9}</table>",
        style="@page { size: 60mm 80mm }",
    )
    headers = [(e.text(), e.attributes["Scope"]) for e in read.document.find("TH") if e.kids]
    assert headers == [("c", "/Column"), *[("r", "/Row"), ("s", "/Row")] * 9]
    assert read.document.find("TH")[1].attributes["ColSpan"] == 2
    assert read.document.find("TD")[0].attributes["RowSpan"] == 2
    assert read.document.find("Caption")[0].text() == "T"
    assert read.artifacts.count("c") >= 1, "the repeated header of the second page"


def test_pictures(cache: Path) -> None:
    source = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='96' height='48'/>"
    read = build(
        cache,
        f'<p><img src="{source}" alt="A \u200bback"></p><img src="{source}" alt="">'
        f'<p style="opacity: .5">half</p><svg viewBox="0 0 9 9" aria-hidden="true"></svg>',
        style="@page { size: 100mm 100mm; margin: 10mm }"
        "p, body { margin: 0 } img { display: block }",
    )
    (figure,) = read.document.find("Figure")
    assert figure.alternative == "A back"
    x, y, right, top = map(float, figure.attributes["BBox"])
    millimetre = 72 / 25.4
    assert (x, top) == pytest.approx((10 * millimetre, 90 * millimetre), abs=0.01)
    assert (right - x, top - y) == pytest.approx((72, 36), abs=0.01)
    assert read.document.text() == "half"


def test_running_and_hidden_matter_is_no_text(articles: dict[str, Any], cache: Path) -> None:
    read = build(
        cache,
        '<div class="foot">running <a href="https://example.org/">x</a></div><p>text</p>'
        '<p aria-hidden="true">hidden</p><p style="visibility: hidden">unseen</p>',
    )
    assert read.document.text() == "text"
    assert {"running ", "hidden", "XX 7"} <= set(read.artifacts)
    assert read.links == []


def test_a_running_note_is_read_once_and_first(cache: Path) -> None:
    read = build(
        cache,
        '<div class="foot"><div><p role="note">Draft: not <b>yet</b> reviewed</p></div>foot</div>'
        f"<h1>Title</h1><p>{'words ' * 60}</p>",
        style="@page { size: 60mm 60mm }",
    )
    assert read.document.outline() == "Document(P H1 P)"
    assert read.document.text().startswith("Draft: not yet reviewed\nTitle\n")
    assert read.document.text().count("Draft") == 1
    assert read.artifacts.count("foot") == read.artifacts.count("reviewed") + 1 > 1


# ── links ──────────────────────────────────────────────────────────────────────────────────────


def test_links_say_where_they_go_once_a_line(cache: Path) -> None:
    read = build(
        cache,
        '<p>Call <a href="tel:+15550100"><b><bdi dir="ltr">555-<i>0100</i></bdi></b></a> or read '
        '<a href="https://example.org/help">the long page about <b>help</b> for you</a> at '
        '<a href="https://example.org/">example.org</a> <a href="#end">below</a></p>'
        '<p id="end">end</p>',
        style="@page { size: 60mm 100mm; margin: 5mm }",
    )
    contents = [link["Contents"] for link in read.links]
    address = "the long page about help for you (https://example.org/help)"
    assert contents[0] == "555-0100"
    assert contents[1:-2] == [address] * (len(contents) - 3)
    assert len(contents) in (5, 6), "one rectangle for each line"
    assert contents[-2:] == ["example.org", "below"]
    assert {link["F"] for link in read.links} == {4}
    tagged = [link.links for link in read.document.find("Link")]
    assert [rectangle for link in tagged for rectangle in link] == read.links


# ── the file ───────────────────────────────────────────────────────────────────────────────────


def test_metadata(cache: Path) -> None:
    read = build(
        cache,
        "<h1>One</h1><h2>Two</h2><p>x</p>",
        author="Clinic <A> & B",
        creator="handouts 1",
        subject="S",
        keywords=("back", "pain"),
        identifier="a/en/1",
    )
    title = pdfpages.facts("en").title
    assert read.info == {
        "/Title": title,
        "/Author": "Clinic <A> & B",
        "/Subject": "S",
        "/Keywords": "back, pain",
        "/Creator": "handouts 1",
        "/Producer": read.info["/Producer"],
    }
    for tag in ("<dc:identifier>a/en/1<", "<rdf:li>en<", 'pdfuaid:part="1"'):
        assert tag in read.xmp
    assert "Date" not in read.xmp
    assert read.catalog["ViewerPreferences"] == {"DisplayDocTitle": True}
    assert read.outline == ["One"]


def test_office_files_ask_for_actual_size_and_the_right_flip(articles: dict[str, Any]) -> None:
    def preferences(tag: str, **facts: Any) -> Any:
        read = pdffacts.read(write(articles[tag], pdfpages.facts(tag, **facts)))
        return read.catalog["ViewerPreferences"]

    office = {"DisplayDocTitle": True, "PrintScaling": "/None"}
    flip = {"Duplex": "/DuplexFlipShortEdge"}
    assert preferences("en", target="office") == office
    assert preferences("en", target="office", duplex="short-edge") == office | flip
    assert preferences("ar") == {"DisplayDocTitle": True, "Direction": "/R2L"}


def test_the_same_bytes_from_one_layout_whatever_was_written_before(
    articles: dict[str, Any], cache: Path
) -> None:
    screen, office = pdfpages.facts("km"), pdfpages.facts("km", target="office")
    document = articles["km"]
    first = write(document, screen)
    write(document, office)
    document.copy().write_pdf(pdf_variant="pdf/ua-1")
    assert write(document, screen) == first
    fresh = pdfpages.lay_out("km", pdfpages.article("km"), cache)
    assert write(fresh, screen) == first


def test_the_same_bytes_under_another_hash_seed_and_in_a_fork() -> None:
    def digests(seed: str) -> set[str]:
        run = subprocess.run(
            [sys.executable, "-m", "tests.pdfpages"],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=pdfpages.ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return set(run.stdout.split())

    assert len(digests("1") | digests("2")) == 1


def test_fonts_are_embedded_and_cut_down(articles: dict[str, Any]) -> None:
    data = write(articles["zh-Hans"], pdfpages.facts("zh-Hans"))
    assert len(data) < 60_000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        described = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert described
        for font in described:
            assert {"/FontFile2", "/FontFile3"} & set(font.keys())
            assert re.match(r"/[A-Z]{6}\+", str(font.FontName))


def test_another_major_version_of_weasyprint_is_refused() -> None:
    check_version("70.3")
    with pytest.raises(HandoutsError, match=r"WeasyPrint 71\.0 is installed") as caught:
        check_version("71.0")
    assert caught.value.findings[0].code == "H506"
    assert caught.value.exit_code == ExitCode.MISSING_DEPENDENCY
