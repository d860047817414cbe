"""Finished PDFs become one for a print run: tags, outline and links survive, the back of a last
page is blank, and the bytes are the same every time.

What is merged was written by this package: one tree of tags whose root is a Document, a number for
each page and link in it, and destinations by name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name

_Place: TypeAlias = tuple[int, int]
_SAID = ("/Lang", "/Alt", "/ActualText", "/A")


@dataclass(frozen=True, slots=True)
class Part:
    """One PDF of a pack: its entry in the outline, its file, and how often it is printed."""

    title: str
    data: bytes
    copies: int = 1


def with_blank(pages: int) -> int:
    """The pages that some take when what follows them starts on the front of a sheet."""
    return pages + pages % 2


def merge(cover: bytes, parts: Sequence[Part]) -> bytes:
    """Return one PDF: the cover, whose facts it keeps, and every copy of every part on sheets of
    their own.

    The outline has an entry for each part, with the part's own below; it leads to the first copy.
    """
    with pikepdf.open(io.BytesIO(cover)) as pdf:
        pack = _Pack(pdf)
        entries = [pack.add(part) for part in parts]
        pack.finish(entries)
        written = io.BytesIO()
        pdf.save(
            written,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return written.getvalue()


@dataclass(slots=True, eq=False)
class _Copy:
    """One copy in the making: which object of the part became which one of the pack."""

    source: pikepdf.Pdf
    first: int  # its first page in the pack, from 0
    base: int  # its first number in the tree of parents
    objects: dict[_Place, Any] = field(default_factory=dict)
    elements: dict[_Place, Any] = field(default_factory=dict)


class _Pack:
    """The PDF that grows; `document` is the root of its tags, the cover's."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """Take the cover."""
        self._pdf = pdf
        self._tree = pdf.Root.StructTreeRoot
        self._document: Any = _document(pdf)
        self._numbers: list[Any] = list(_numbers(pdf))
        self._next = int(self._tree.ParentTreeNextKey)
        self._end_sheet()

    def add(self, part: Part) -> pikepdf.OutlineItem:
        """Append all copies of a part, and return its entry in the outline."""
        first = len(self._pdf.pages)
        source = pikepdf.open(io.BytesIO(part.data))
        pages = self._imported(source)
        self._settle(_Copy(source, first, self._next), pages)
        # A group that holds tagged text has one number alone: copies cannot share it.
        shares = not _tagged_groups(source.pages)
        for _ in range(part.copies - 1):
            begun = len(self._pdf.pages)
            again = source if shares else pikepdf.open(io.BytesIO(part.data))
            copied = self._shared(pages) if shares else self._imported(again)
            self._settle(_Copy(again, begun, self._next), copied)
        return self._entry(source, part.title, first)

    def finish(self, entries: Sequence[pikepdf.OutlineItem]) -> None:
        """Write the tree of parents and the outline."""
        nums = Array(self._numbers)
        self._tree.ParentTree = self._pdf.make_indirect(Dictionary(Nums=nums))
        self._tree.ParentTreeNextKey = self._next
        with self._pdf.open_outline() as outline:
            outline.root[:] = entries

    # ── pages ──────────────────────────────────────────────────────────────────────────────────

    def _imported(self, source: pikepdf.Pdf) -> list[Any]:
        begun = len(self._pdf.pages)
        for page in source.pages:
            self._pdf.pages.append(page)
        pages = [self._pdf.pages[n].obj for n in range(begun, len(self._pdf.pages))]
        self._end_sheet()
        return pages

    def _shared(self, pages: Sequence[Any]) -> list[Any]:
        """Append pages that show what others show, with links of their own."""
        copied = []
        for page in pages:
            mine = self._again(page)
            if "/Annots" in page:
                mine.Annots = Array([self._again(link) for link in page.Annots])
            self._pdf.pages.append(pikepdf.Page(mine))
            copied.append(mine)
        self._end_sheet()
        return copied

    def _again(self, value: Any) -> Any:
        """A new object that says what another one says."""
        return self._pdf.make_indirect(Dictionary(dict(value.items())))

    def _end_sheet(self) -> None:
        pages = self._pdf.pages
        if len(pages) != with_blank(len(pages)):
            left, bottom, right, top = map(float, pages[-1].mediabox)
            self._pdf.add_blank_page(page_size=(right - left, top - bottom))

    def _settle(self, copy: _Copy, pages: Sequence[Any]) -> None:
        """Give a copy's pages, groups and links their numbers, tags and goals in the pack."""
        for old, new in zip(copy.source.pages, pages, strict=True):
            copy.objects[old.obj.objgen] = new
            if "/StructParents" in old:
                new.StructParents = copy.base + int(old.StructParents)
            for link, mine in zip(old.get("/Annots", []), new.get("/Annots", []), strict=True):
                copy.objects[link.objgen] = mine
                if "/StructParent" in link:
                    mine.StructParent = copy.base + int(link.StructParent)
                if "/P" in link:
                    mine.P = new
        groups = _tagged_groups(copy.source.pages)
        mine_too = _tagged_groups([pikepdf.Page(page) for page in pages]) if groups else []
        for group, mine in zip(groups, mine_too, strict=True):
            copy.objects[group.objgen] = mine
            mine.StructParents = copy.base + int(group.StructParents)
        self._lead(copy)
        self._tag(copy)

    def _lead(self, copy: _Copy) -> None:
        """Let links inside a part lead to the page of their own copy: two parts share names."""
        names = _destinations(copy.source)
        for page in copy.source.pages:
            for link in page.get("/Annots", []):
                goal = link.get("/Dest", link.get("/A", Dictionary()).get("/D"))
                goal = names.get(str(goal)) if not isinstance(goal, Array) else goal
                if goal is None:
                    continue
                mine = copy.objects[link.objgen]
                if "/A" in mine:
                    del mine.A
                mine.Dest = Array([copy.objects[goal[0].objgen], *list(goal)[1:]])

    # ── tags ───────────────────────────────────────────────────────────────────────────────────

    def _tag(self, copy: _Copy) -> None:
        part = self._element(copy, _document(copy.source), self._document)
        part.S = Name.Part
        part.Lang = pikepdf.String(str(copy.source.Root.Lang))
        self._document.K.append(part)
        for number, owners in _pairs(_numbers(copy.source)):
            if isinstance(owners, Array):
                mine: Any = Array([self._owner(copy, owner) for owner in owners])
            else:
                mine = self._owner(copy, owners)
            self._numbers += [copy.base + int(number), mine]
        self._next += int(copy.source.Root.StructTreeRoot.ParentTreeNextKey)

    def _owner(self, copy: _Copy, element: Any) -> Any:
        return None if element is None else copy.elements[element.objgen]

    def _element(self, copy: _Copy, old: Any, parent: Any) -> Any:
        new = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=old.S, P=parent))
        copy.elements[old.objgen] = new
        for key in _SAID:
            if key in old:  # without references: it may be written down and read again
                new[key] = pikepdf.Object.parse(old[key].unparse())
        if "/Pg" in old:
            new.Pg = copy.objects[old.Pg.objgen]
        kids = old.get("/K", Array())
        kids = kids if isinstance(kids, Array) else [kids]
        new.K = Array([self._kid(copy, kid, new) for kid in kids])
        return new

    def _kid(self, copy: _Copy, kid: Any, parent: Any) -> Any:
        if not isinstance(kid, Dictionary):
            return kid  # the number of a sequence on the element's page
        if kid.get("/Type") not in (Name.MCR, Name.OBJR):
            return self._element(copy, kid, parent)
        mine = Dictionary(Type=kid.Type)
        for key in ("/Pg", "/Stm", "/Obj"):
            if key in kid:
                mine[key] = copy.objects[kid[key].objgen]
        if "/MCID" in kid:
            mine.MCID = int(kid.MCID)
        return mine

    # ── outline ────────────────────────────────────────────────────────────────────────────────

    def _entry(self, source: pikepdf.Pdf, title: str, first: int) -> pikepdf.OutlineItem:
        numbers = {page.obj.objgen: first + n for n, page in enumerate(source.pages)}
        top = float(source.pages[0].mediabox[3])
        entry = pikepdf.OutlineItem(title, first, "XYZ", left=0, top=top)
        with source.open_outline() as outline:
            entry.children.extend(_moved(item, numbers) for item in outline.root)
        return entry


def _moved(item: pikepdf.OutlineItem, numbers: Mapping[_Place, int]) -> pikepdf.OutlineItem:
    goal: Any = item.destination
    left, top = float(goal[2]), float(goal[3])
    moved = pikepdf.OutlineItem(item.title, numbers[goal[0].objgen], "XYZ", left=left, top=top)
    moved.children.extend(_moved(child, numbers) for child in item.children)
    return moved


def _document(pdf: pikepdf.Pdf) -> Any:
    kids = pdf.Root.StructTreeRoot.K
    return kids[0] if isinstance(kids, Array) else kids


def _numbers(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The tree of parents as it is written: number, owners, number, owners …"""
    yield from pdf.Root.StructTreeRoot.ParentTree.Nums


def _pairs(values: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(values, values, strict=True)


def _destinations(pdf: pikepdf.Pdf) -> Mapping[str, Any]:
    """The places that links lead to, by name."""
    names = pdf.Root.get("/Names", Dictionary())
    if "/Dests" not in names:
        return {}
    return {str(name): goal for name, goal in pikepdf.NameTree(names.Dests).items()}


def _tagged_groups(pages: Sequence[pikepdf.Page] | Any) -> list[Any]:
    """The groups of pages (text with opacity) that hold tagged text, each once, in one order."""
    found: dict[_Place, Any] = {}

    def look(resources: Any) -> None:
        for group in resources.get("/XObject", Dictionary()).values():
            if group.get("/Subtype") == Name.Form and group.objgen not in found:
                found[group.objgen] = group
                look(group.get("/Resources", Dictionary()))

    for page in pages:
        look(page.obj.get("/Resources", Dictionary()))
    return [group for group in found.values() if "/StructParents" in group]
