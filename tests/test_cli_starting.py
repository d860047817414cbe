"""`handouts init` and `new`: a project that works, an article from any text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from handouts import shipped
from handouts.article import parser
from handouts.cli.app import handouts
from handouts.findings import ExitCode
from handouts.project.importing import import_text
from tests.projects import (
    codes,
    manifest,
    project,
    run,
)

COMMANDS = ["init", "new", "build", "sync", "check", "status", "list", "explain", "doctor"]


# ── init and new ─────────────────────────────────────────────────────────────────────────────────


def test_init_makes_a_project_that_builds_and_is_in_step(tmp_path: Path) -> None:
    made = run("-C", tmp_path, "init", "clinic")
    folder = tmp_path / "clinic"

    assert made.code == ExitCode.OK, made.err
    assert "/output/" in (folder / ".gitignore").read_text()
    assert list((folder / "output").iterdir()) == []
    assert run("-C", folder, "sync", "--check").code == ExitCode.OK
    built = run("-C", folder, "build", "-l", "ar", "-t", "screen")
    assert built.code == ExitCode.OK, built.err
    assert manifest(folder)[0]["findings"] == []


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    ran = run("-C", folder, "init")

    assert ran.code == ExitCode.USAGE
    assert "handouts.toml is there already" in ran.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_new_starts_an_article_that_can_be_printed(tmp_path: Path) -> None:
    folder = project(tmp_path)

    assert run("-C", folder, "new", "wound-care").code == ExitCode.OK

    assert codes(run("-C", folder, "check", "wound-care", "-l", "en", "--json")) == ["H113"]
    assert (folder / "articles/wound-care.md").read_text().count("\n# Wound care\n") == 1


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("tooth-pain", "is there already"),
        ("Wound Care", 'Did you mean "wound-care"?'),
        ("interface", "cannot name an article"),
        ("../x", "cannot name an article"),
    ],
)
def test_new_refuses_what_cannot_be_an_article(tmp_path: Path, slug: str, said: str) -> None:
    folder = project(tmp_path)
    before = sorted(folder.rglob("*"))

    ran = run("-C", folder, "new", slug)

    assert ran.code == ExitCode.USAGE
    assert said in ran.err
    assert sorted(folder.rglob("*")) == before


HTML = """<html><head><title>x</title><style>p { color: red }</style></head><body>
<nav>menu</nav><h1>Care for a wound</h1><p>Wash your <b>hands</b> &amp; the
 wound * twice.</p><ul><li>Rinse</li><li>Dry<ol><li>gently</li></ol></li></ul>
<p><a href="https://example.org">More</a> <a href="javascript:x()">not this</a></p>
<table><tr><th>Day</th><th>Do</th></tr><tr><td>1</td><td>rest</td></tr></table>
<script>alert(1)</script></body></html>"""

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WORD = f"""<w:document {W} {R}><w:body>
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Care for a wound</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Wash your </w:t></w:r>
<w:r><w:rPr><w:b/></w:rPr><w:t>hands</w:t></w:r>
<w:r><w:t xml:space="preserve"> &amp; the wound * twice.</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Rinse</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Dry</w:t></w:r></w:p>
<w:p><w:hyperlink r:id="rId1"><w:r><w:t>More</w:t></w:r></w:hyperlink></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Day</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Do</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>rest</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""
LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="https://example.org" TargetMode="External"/></Relationships>"""


def word(path: Path, document: str = WORD, numbering: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", document)
        if numbering:
            archive.writestr("word/numbering.xml", numbering)
        archive.writestr("word/_rels/document.xml.rels", LINKS)
    return path


def imported(folder: Path, source: Path) -> str:
    ran = run("-C", project(folder), "new", "wound-care", "--from", source)
    assert ran.code == ExitCode.OK, ran.err
    assert codes(run("-C", folder, "check", "wound-care", "-l", "en", "--json")) == ["H113"]
    return (folder / "articles/wound-care.md").read_text().partition("\n---\n")[2].strip()


def test_new_reads_html(tmp_path: Path) -> None:
    source = tmp_path / "leaflet.html"
    source.write_text(HTML)

    assert imported(tmp_path / "clinic", source) == (
        "# Care for a wound\n\n"
        "Wash your **hands** & the wound \\* twice.\n\n"
        "- Rinse\n- Dry\n  1. gently\n\n"
        "[More](https://example.org) [not this]\n\n"
        "| Day | Do |\n| --- | --- |\n| 1 | rest |"
    )


def test_new_reads_word(tmp_path: Path) -> None:
    assert imported(tmp_path / "clinic", word(tmp_path / "leaflet.docx")) == (
        "# Care for a wound\n\n"
        "Wash your **hands** & the wound \\* twice.\n\n"
        "- Rinse\n- Dry\n\n"
        "[More](https://example.org)\n\n"
        "| Day | Do |\n| --- | --- |\n| 1 | rest |"
    )


def test_new_reads_plain_text(tmp_path: Path) -> None:
    source = tmp_path / "leaflet.txt"
    source.write_text("Care for a wound\r\n\r\nWash your\r\nhands.\r\n\r\n- Rinse\r\n- Dry\r\n")

    assert imported(tmp_path / "clinic", source) == (
        "# Care for a wound\n\nWash your hands.\n\n- Rinse\n- Dry"
    )


LISTS = [
    ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
    ('<ol start="x"><li>a</li></ol>', "1. a"),
    ("<ol><li>a</li><li value=5>b</li><li>c</li></ol>", "1. a\n5) b\n6) c"),
    ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n1) b"),
    ("<ol><li>a</li></ol><p>c</p><ol start=2><li>b</li></ol>", "1. a\n\nc\n\n2. b"),
    ("<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>", "1. a\n   1. b\n2. c"),
    ("<ol start=10><li>a<ul><li>b</li></ul></li></ol>", "10. a\n    - b"),
    ("<ul><li>a<ol start=3><li>b</li></ol></li></ul>", "- a\n\n  3. b"),
    ("<ol><li><p>a</p></li><li><p>b</p><p>c</p></li><li>d</li></ol>", "1. a\n2. b\n\nc\n\n3. d"),
    ("<p>5. a</p><p>9) b</p><p>- c</p>", "5\\. a\n\n9\\) b\n\n\\- c"),
    ("<ul><li></li></ul><p>a</p>", "a"),
]


@pytest.mark.parametrize(("page", "markdown"), LISTS)
def test_a_list_of_a_page_keeps_its_numbers(tmp_path: Path, page: str, markdown: str) -> None:
    source = tmp_path / "leaflet.html"
    source.write_text(f"<h1>Care</h1>{page}")

    assert import_text(source, "Care") == f"# Care\n\n{markdown}\n"
    items = re.findall(r"<li(?: value=\d+)?>(?:<p>)?\w|<ol", page)
    tokens = parser().parse(markdown)
    assert sum(token.type == "list_item_open" for token in tokens) == sum(
        item != "<ol" for item in items
    )


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("1. Wash\n2. Dry", "1. Wash\n2. Dry"),
        ("3) Wash\n4) Dry", "3. Wash\n4. Dry"),
        ("1. a\n2. b\n\n3. c\n4. d", "1. a\n2. b\n3. c\n4. d"),
        ("1. a\n2. b\n\n1. c\n2. d", "1. a\n2. b\n1) c\n2) d"),
        ("5. Wash\n9. Dry", "5\\. Wash 9. Dry"),
        ("5. Wash", "5\\. Wash"),
        ("# Wash\n\n- Dry\n- Rest", "\\# Wash\n\n- Dry\n- Rest"),
    ],
)
def test_a_list_of_a_plain_text_keeps_its_numbers(tmp_path: Path, text: str, markdown: str) -> None:
    source = tmp_path / "leaflet.txt"
    source.write_text(f"Care\n\n{text}\n")

    assert import_text(source, "Care") == f"# Care\n\n{markdown}\n"


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>"""


def word_items(*items: str) -> str:
    """A document of paragraphs: `1/0 text` is an item of list 1 on level 0, `- text` is none."""
    paragraphs = ["<w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>Care</w:t></w:r></w:p>"]
    for item in items:
        place, text = item.split(" ", 1)
        numbered = ""
        if place[0].isdigit():
            name, depth = place.split("/")
            numbered = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{name}'/></w:numPr>"
        elif place != "-":
            numbered = f"<w:pStyle w:val='{place}'/>"
        run_ = f"<w:r><w:t>{text}</w:t></w:r>"
        paragraphs.append(f"<w:p><w:pPr>{numbered}</w:pPr>{run_}</w:p>")
    return f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>"


@pytest.mark.parametrize(
    ("items", "markdown"),
    [
        (("1/0 a", "1/0 b"), "1. a\n2. b"),
        (("1/0 a", "- text", "1/0 b"), "1. a\n\ntext\n\n2. b"),
        (("1/0 a", "3/0 b", "3/0 c"), "1. a\n7) b\n8) c"),
        (("1/0 a", "1/2 b", "1/0 c"), "1. a\n   - b\n2. c"),
        (("1/0 a", "1/1 b", "1/0 c", "1/1 d"), "1. a\n\n   3. b\n2. c\n\n   3. d"),
        (("2/0 a", "2/0 b"), "- a\n- b"),
        (("9/0 a",), "- a"),
        (("- text", "1/1 a"), "text\n\n3. a"),
        (("0/0 a", "- 5. b"), "a\n\n5\\. b"),
        (("ListNumber a", "ListNumber b", "ListBullet c"), "1. a\n2. b\n- c"),
    ],
)
def test_a_list_of_a_word_document_keeps_its_numbers(
    tmp_path: Path, items: tuple[str, ...], markdown: str
) -> None:
    source = word(tmp_path / "leaflet.docx", word_items(*items), NUMBERING)

    assert import_text(source, "Care") == f"# Care\n\n{markdown}\n"


def test_new_takes_markdown_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "leaflet.md"
    source.write_text("---\nsummary: x\n---\n# Care\n\nText.\n")
    folder = project(tmp_path / "clinic")

    run("-C", folder, "new", "care", "--from", source)

    assert (folder / "articles/care.md").read_text() == source.read_text()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"no zip", "is not a Word document"),
        ("a.txt", b"\xff\xfe", "is not UTF-8"),
        ("a.pdf", b"%PDF-", "none of .txt, .md, .html, .docx"),
    ],
)
def test_new_refuses_what_it_cannot_read(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    folder = project(tmp_path / "clinic")

    ran = run("-C", folder, "new", "care", "--from", tmp_path / name)

    assert ran.code == ExitCode.USAGE
    assert said in ran.err
    assert not (folder / "articles/care.md").exists()


def test_new_refuses_a_word_document_that_swamps(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]>' + WORD
    folder = project(tmp_path / "clinic")

    ran = run("-C", folder, "new", "care", "--from", word(tmp_path / "a.docx", bomb))

    assert ran.code == ExitCode.USAGE
    assert "damaged" in ran.err


def test_the_starter_is_shipped_whole() -> None:
    names = {path.as_posix() for path in shipped.starter()}

    assert {"handouts.toml", "locales/es/LC_MESSAGES/clinics.po"} <= names


def test_every_command_has_a_line_in_the_help() -> None:
    from handouts.cli.app import _ABOUT, _COMMANDS

    assert list(_ABOUT) == list(_COMMANDS)
    import click

    context = click.Context(handouts)
    for name in _COMMANDS:
        loaded = handouts.get_command(context, name)
        assert loaded is not None
        assert loaded.name == name
