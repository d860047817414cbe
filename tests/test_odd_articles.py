"""Articles that no one had in mind: they print whole, or are refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from handouts.build import Result
from tests.pdffacts import Facts
from tests.pdfink import MM
from tests.printed import ROOT, SLUG, Small, catalog, messages, small
from tests.test_page import across, collisions, outside


def built(project: Small, **selection: object) -> tuple[Result, Facts]:
    """Build the one handout of a project; its pages must pass what every page must pass."""
    (result,) = project.build(**selection)
    assert result.outcome == "built", result.findings
    facts = project.facts(result)
    for page in project.pages(result):
        assert collisions(page) == []
        assert outside(page) == []
    assert facts.untagged == []
    return result, facts


def refused(project: Small, code: str, **selection: object) -> Result:
    """Build the one handout of a project, which must be refused for one reason; no file is left."""
    (result,) = project.build(**selection)
    assert result.outcome in ("refused", "failed")
    assert {found.code for found in result.findings if found.severity == "error"} == {code}
    assert not result.handout.path.exists()
    return result


def said(result: Result, code: str) -> str:
    return "\n".join(found.message for found in result.findings if found.code == code)


# ── they print ─────────────────────────────────────────────────────────────────────────────────


def test_no_boxes(tmp_path: Path) -> None:
    result, facts = built(small(tmp_path, "bare"))
    assert result.pages == 1
    text = facts.document.text()
    for line in ("The first paragraph stands alone.", "Some words and bold ones.", "one", "two"):
        assert line in text.split("\n")
    # the clinic's card is there, for the clinic has a phone
    assert "(202) 555-0142" in text


def test_nothing_but_a_title(tmp_path: Path) -> None:
    result, facts = built(small(tmp_path, "title"))
    assert result.pages == 1
    assert [h.text() for h in facts.document.find("H1")] == ["Nothing but a title"]


def test_no_clinic(tmp_path: Path) -> None:
    project = small(tmp_path, "bare", settings="")
    result, facts = built(project)
    assert result.handout.path == project.folder / "output/en/bare.one-pager.screen.pdf"
    text = facts.document.text()
    assert "Hill Clinic" not in text
    assert "Who to call" not in text


def test_two_clinics_have_a_folder_each(tmp_path: Path) -> None:
    clinics = (
        '[clinics.hill]\nname = "Hill"\nphone = "1"\n[clinics.lake]\nname = "Lake"\nphone = "2"'
    )
    project = small(tmp_path, "bare", settings=clinics)
    results = project.build()
    assert [r.handout.path.relative_to(tmp_path).as_posix() for r in results] == [
        "output/hill/en/bare.one-pager.screen.pdf",
        "output/lake/en/bare.one-pager.screen.pdf",
    ]
    texts = [project.facts(result).document.text() for result in results]
    assert ["Hill" in text for text in texts] == [True, False]
    assert ["Lake" in text for text in texts] == [False, True]


def test_a_table_of_five_columns_and_nested_lists(tmp_path: Path) -> None:
    _, facts = built(small(tmp_path, "table"))
    (table,) = facts.document.find("Table")
    assert [len(row.find("TH") + row.find("TD")) for row in table.find("TR")] == [5, 5, 5]
    head = " ".join(cell.text() for cell in table.find("TH"))
    assert head == "Day Morning Noon Evening Night"
    outer, *inner = facts.document.find("L")
    assert len(outer.find("LI")) == 5
    assert [len(one.find("LI")) for one in inner] == [3, 1]
    for words in ("inner first", "inner second", "innermost", "outer again"):
        assert words in outer.text().split("\n")


def test_three_warnings(tmp_path: Path) -> None:
    _, facts = built(small(tmp_path, "warnings"))
    titles = {heading.text() for heading in facts.document.find("H2")}
    assert {"First warning", "Second warning", "Third warning"} <= titles
    items = {item.text() for item in facts.document.find("LBody")}
    assert {f"{n} sign" for n in ("first", "second", "third", "fourth", "fifth")} <= items


def test_a_section_longer_than_a_column(tmp_path: Path) -> None:
    project = small(tmp_path)
    paragraph = "This sentence tells you one more thing that you may want to know. " * 4
    body = "\n\n".join([paragraph] * 7)
    project.write("articles/long.md", f'---\nversion: "1"\n---\n\n# Long\n\n## One\n\n{body}\n')
    result, facts = built(project)
    assert facts.document.text().count(paragraph.strip()) == 7
    pages = project.pages(result)
    assert all(across(page, facts) <= {"Long"} for page in pages)
    lefts = {round(line.left) for line in pages[0].lines() if line.seen().startswith("This")}
    assert len(lefts) == 2, "both columns are used"


def test_a_long_word_breaks_and_is_not_cut(tmp_path: Path) -> None:
    project = small(tmp_path, "word")
    result, facts = built(project)
    text = facts.document.text()
    assert "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau" in text.replace("\u00ad", "")
    assert all(across(page, facts) <= {"A long word"} for page in project.pages(result))


def test_picture_and_logo(tmp_path: Path) -> None:
    settings = '[clinics.a]\nname = "Hill Clinic"\nlogo = "logo.png"\n'
    project = small(tmp_path, settings=settings)
    Image.new("RGB", (300, 200), "navy").save(tmp_path / "logo.png")
    Image.new("RGB", (400, 300), "teal").save(tmp_path / "photo.jpg")
    project.write(
        "articles/picture.md",
        '---\nversion: "1"\nimage:\n  file: ../photo.jpg\n  alt: A calm lake\n---\n\n# Pictures\n\n'
        "Text with a picture:\n\n![A small lake](../photo.jpg)\n\n## End\n\nDone.\n",
    )
    _, facts = built(project)
    alternatives = [figure.alternative for figure in facts.document.find("Figure")]
    assert {"A calm lake", "A small lake"} <= set(alternatives)
    assert all(alternatives)


@pytest.mark.parametrize(
    ("tag", "word"),
    [("hmn", "Txhawj"), ("ksw", "တၢ်ဆါ"), ("prs", "درد کمر"), ("cnh", "Hnamhngai")],
)
def test_languages_that_cldr_lacks(tmp_path: Path, tag: str, word: str) -> None:
    project = small(tmp_path, "bare")
    keys = list(messages("bare", tmp_path))
    project.translate(tag, {key: f"{word} {n}" for n, key in enumerate(keys)}, "bare")
    result, facts = built(project, tags=(tag,))
    text = facts.document.text()
    assert [f"{word} {n}" for n in range(len(keys)) if f"{word} {n}" not in text] == []
    assert facts.catalog["Lang"] == tag
    (page, *_) = project.pages(result)
    right_to_left = tag == "prs"
    title = max(page.lines(), key=lambda line: line.size)
    assert (title.right > page.width - 20 * MM) == right_to_left


# ── they are refused ───────────────────────────────────────────────────────────────────────────


def test_1500_words_are_refused_with_side_excess_and_messages(tmp_path: Path) -> None:
    project = small(tmp_path)
    paragraph = " ".join(["word"] * 98) + " ends here."
    body = "\n\n".join(f"## Section {n}\n\n{paragraph}" for n in range(15))
    project.write("articles/long.md", f'---\nversion: "1"\n---\n\n# Long\n\n{body}\n')
    result = refused(project, "H301")
    assert "side 1 by" in said(result, "H301")
    assert "mm" in said(result, "H301")
    (found,) = [f for f in result.findings if f.code == "H301"]
    assert len(found.related) == 3
    assert all(related.location.path == "articles/long.md" for related in found.related)
    assert found.location == found.related[0].location
    assert found.hint


def test_translations_that_grew_are_named(tmp_path: Path) -> None:
    project = small(tmp_path)
    project.write(f"articles/{SLUG}.md", (ROOT / f"articles/{SLUG}.md").read_text(encoding="utf-8"))
    picture = "articles/images/spine-path.svg"
    project.write(picture, (ROOT / picture).read_text(encoding="utf-8"))
    entries = list(catalog("es"))
    grown = [entry for entry in entries if len(entry.msgid) > 100][:3]
    for entry in grown:
        entry.msgstr = entry.msgstr * 9
    project.write_entries("es", entries, SLUG)
    result = refused(project, "H301", tags=("es",), formats=("one-pager",))
    (found,) = [f for f in result.findings if f.code == "H301"]
    assert {related.location.path for related in found.related} == {
        f"locales/es/LC_MESSAGES/{SLUG}.po"
    }
    lines = (tmp_path / f"locales/es/LC_MESSAGES/{SLUG}.po").read_text(encoding="utf-8").split("\n")
    named = {lines[related.location.line - 1] for related in found.related}
    assert len(named) == 3


@pytest.mark.parametrize("sign", ["😀", "ཨོཾ"])
def test_characters_that_no_font_has_are_named_with_their_message(
    tmp_path: Path, sign: str
) -> None:
    project = small(tmp_path, "signs")
    text = (tmp_path / "articles/signs.md").read_text(encoding="utf-8").replace("😀", sign)
    project.write("articles/signs.md", text)
    result = refused(project, "H207")
    for letter in sign:
        assert f"U+{ord(letter):04X}" in said(result, "H207")
    for found in result.findings:
        if found.code == "H207":
            assert f"Smile {sign} when you read this." in found.message
            assert found.location
            assert (found.location.path, found.location.line) == ("articles/signs.md", 7)
    project.write("articles/signs.md", text.replace(sign, "now"))
    built(project)


def test_a_refusal_leaves_the_earlier_file_alone(tmp_path: Path) -> None:
    project = small(tmp_path, "bare")
    result, _ = built(project)
    before = result.handout.path.read_bytes()
    text = (tmp_path / "articles/bare.md").read_text(encoding="utf-8")
    project.write("articles/bare.md", text.replace("one", "😀"))
    (again,) = project.build()
    assert again.outcome == "refused"
    assert result.handout.path.read_bytes() == before
