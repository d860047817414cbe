"""Merged PDFs, read back: pages on sheets of their own, tags, links, outline, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.pdf import Part, merge, with_blank, write
from tests import pdffacts, pdfpages
from tests.folded import outline
from tests.verapdf import judge

COPIES = {"en": 1, "ar": 3, "ja": 2}
COVER = "<h1>What is inside</h1><p>Three texts.</p>"
PLAIN = (
    '<h1 id="top">First</h1><p><a href="#last">to the end</a>,'
    ' <a href="https://example.org/">out</a></p>'
    '<h2 style="break-before: page" id="last">Last</h2><p><a href="#top">to the top</a></p>'
    '<h2 style="break-before: page">End</h2>'
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Draw a cover, texts with opacity (whose groups hold tagged text), and a plain one."""
    cache = tmp_path_factory.mktemp("cache")

    def drawn(tag: str, html: str) -> bytes:
        return write(pdfpages.lay_out(tag, html, cache), pdfpages.facts(tag))

    return {
        "cover": drawn("en", pdfpages.page("en", COVER)),
        "plain": drawn("en", pdfpages.page("en", PLAIN)),
        **{tag: drawn(tag, pdfpages.article(tag)) for tag in COPIES},
    }


@pytest.fixture(scope="module")
def merged(parts: dict[str, bytes]) -> bytes:
    return merge(parts["cover"], listed(parts))


def listed(parts: dict[str, bytes]) -> list[Part]:
    inside = [Part(f"Text in {tag}", parts[tag], copies) for tag, copies in COPIES.items()]
    return [*inside, Part("Plain", parts["plain"], 2)]


def count(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def starts(parts: dict[str, bytes]) -> Iterator[tuple[Part, int]]:
    """Every copy, with its first page from 0."""
    page = with_blank(count(parts["cover"]))
    for part in listed(parts):
        for _ in range(part.copies):
            yield part, page
            page += with_blank(count(part.data))


def test_every_copy_begins_on_a_front_and_blank_backs_are_blank(
    parts: dict[str, bytes], merged: bytes
) -> None:
    assert count(parts["plain"]) == 3
    places = list(starts(parts))
    assert all(page % 2 == 0 for _, page in places)
    with pikepdf.open(io.BytesIO(merged)) as pdf:
        last, page = places[-1]
        assert len(pdf.pages) == page + with_blank(count(last.data))
        full = {0}
        for part, page in places:
            with pikepdf.open(io.BytesIO(part.data)) as own:
                for number, one in enumerate(own.pages):
                    mine = pdf.pages[page + number]
                    full.add(page + number)
                    assert bytes(mine.Contents.read_bytes()) == bytes(one.Contents.read_bytes())
                    assert list(mine.mediabox) == list(one.mediabox)
        blank = [page for number, page in enumerate(pdf.pages) if number not in full]
        assert len(blank) == 1 + sum(count(part.data) % 2 for part, _ in places)
        assert all(
            page.get("/Contents") is None or not page.Contents.read_bytes().strip()
            for page in blank
        )
        assert all("/StructParents" not in page for page in blank)


def test_the_words_are_read_copy_after_copy(parts: dict[str, bytes], merged: bytes) -> None:
    facts = pdffacts.read(merged)

    alone = [pdffacts.read(parts["cover"])]
    alone += [pdffacts.read(part.data) for part, _ in starts(parts)]
    kids = [kid for kid in facts.document.kids if isinstance(kid, pdffacts.Element)]
    inside = kids[-len(alone) + 1 :]
    assert facts.untagged == []
    assert facts.document.text().startswith(alone[0].document.text())
    assert [part.text() for part in inside] == [one.document.text() for one in alone[1:]]
    assert [part.role for part in inside] == ["Part"] * (len(alone) - 1)
    for part, one in zip(inside, alone[1:], strict=True):
        assert part.language == one.document.language
        assert part.outline().removeprefix("Part") == one.document.outline().removeprefix(
            "Document"
        )
        assert [e.language for e in part.walk()] == [e.language for e in one.document.walk()]
        assert [e.alternative for e in part.walk()] == [e.alternative for e in one.document.walk()]
        assert [len(e.links) for e in part.walk()] == [len(e.links) for e in one.document.walk()]


def test_the_outline_has_an_entry_for_each_part_with_its_own_below(
    parts: dict[str, bytes], merged: bytes
) -> None:
    marks = outline(merged)
    first: dict[str, int] = {}
    for part, page in starts(parts):
        first.setdefault(part.title, page)

    wanted = []
    for part in listed(parts):
        wanted.append((part.title, 0, first[part.title]))
        own = outline(part.data)
        wanted += [(m.title, m.depth + 1, m.page + first[part.title]) for m in own]
    assert [(mark.title, mark.depth, mark.page) for mark in marks] == wanted


def test_links_lead_to_the_page_of_their_own_copy(parts: dict[str, bytes], merged: bytes) -> None:
    with pikepdf.open(io.BytesIO(merged)) as pdf:
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        found = 0
        for part, begin in starts(parts):
            for page in range(begin, begin + count(part.data)):
                for link in pdf.pages[page].get("/Annots", []):
                    if "/Dest" in link:
                        goal = numbers[link.Dest[0].objgen]
                        assert begin <= goal < begin + count(part.data)
                        found += part.title == "Plain" and goal != page
        assert found == 4
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums
        keys = [int(key) for key in list(owners)[::2]]
        assert keys == list(range(len(keys)))
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        assert len({link.objgen for link in links}) == len(links)
        for link in links:
            element: Any = owners[2 * keys.index(int(link.StructParent)) + 1]
            assert link.objgen in [
                k.Obj.objgen for k in element.K if not isinstance(k, int) and "/Obj" in k
            ]


def test_copies_share_what_they_show(parts: dict[str, bytes]) -> None:
    once = len(merge(parts["cover"], [Part("Plain", parts["plain"])]))
    often = len(merge(parts["cover"], [Part("Plain", parts["plain"], 51)]))

    assert (often - once) / 50 < len(parts["plain"]) / 5


def test_the_same_bytes_every_time(parts: dict[str, bytes], merged: bytes) -> None:
    assert merge(parts["cover"], listed(parts)) == merged


def test_verapdf_finds_nothing_in_packs_and_much_in_pages_that_are_only_appended(
    parts: dict[str, bytes], merged: bytes, tmp_path: Path
) -> None:
    whole, appended = tmp_path / "whole.pdf", tmp_path / "appended.pdf"
    whole.write_bytes(merged)
    with (
        pikepdf.open(io.BytesIO(parts["cover"])) as pdf,
        pikepdf.open(io.BytesIO(parts["plain"])) as plain,
    ):
        for page in plain.pages:
            pdf.pages.append(page)
        pdf.save(appended)

    verdicts = judge([whole, appended])

    assert verdicts[whole] == {}
    assert verdicts[appended] != {}
