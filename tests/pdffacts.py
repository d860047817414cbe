"""Facts read back from a finished PDF, the way a screen reader or a search gets them."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_BLOCKS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR"}
_BLOCKS |= {
    "THead",
    "TBody",
    "TFoot",
    "TH",
    "TD",
    "Caption",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Figure",
}


@dataclass
class Element:
    """A structure element as read: `language` is the one in force, `kids` elements and texts.

    `content` names its marked-content sequences: the page's object and their number there.
    """

    role: str
    language: str
    alternative: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | str] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    content: list[tuple[tuple[int, int], int]] = field(default_factory=list)

    def text(self) -> str:
        """Give the text in reading order, blocks on lines of their own."""
        parts = []
        for kid in self.kids:
            if isinstance(kid, str):
                parts.append(kid)
            else:
                parts.append(f"\n{kid.text()}\n" if kid.role in _BLOCKS else kid.text())
        return re.sub(r"\s*\n\s*", "\n", "".join(parts)).strip("\n")

    def walk(self) -> Iterator[Element]:
        """Yield this element and all inside, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def find(self, role: str) -> list[Element]:
        """Give all elements with a role."""
        return [element for element in self.walk() if element.role == role]

    def outline(self) -> str:
        """Draw the tree in one line: `Document(H1 P(Link) L(LI(Lbl LBody)))`."""
        inside = " ".join(kid.outline() for kid in self.kids if isinstance(kid, Element))
        return f"{self.role}({inside})" if inside else self.role


@dataclass
class Facts:
    """What a PDF holds: its tree, what is outside of it, and what it says about itself."""

    document: Element
    artifacts: list[str]
    untagged: list[str]
    links: list[dict[str, Any]]
    catalog: dict[str, Any]
    info: dict[str, str]
    xmp: str
    outline: list[str]


def read(data: bytes) -> Facts:
    """Read a tagged PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.objgen: _marked_content(page) for page in pdf.pages}
        artifacts = [text for _, found in pages.values() for text in found]
        left = {key: dict(sequences) for key, (sequences, _) in pages.items()}
        tree = pdf.Root.StructTreeRoot
        root = tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K
        document = _element(root, str(pdf.Root.get("/Lang", "")), left, None)
        with pdf.open_outline() as bookmarks:
            outline = [item.title for item in bookmarks.root]
        return Facts(
            document=document,
            artifacts=artifacts,
            untagged=[text for sequences in left.values() for text in sequences.values()],
            links=[_annotation(a) for page in pdf.pages for a in page.get("/Annots", [])],
            catalog=_plain({k: pdf.Root[k] for k in ("/Lang", "/ViewerPreferences", "/MarkInfo")}),
            info={key: str(value) for key, value in pdf.docinfo.items()},
            xmp=pdf.Root.Metadata.read_bytes().decode(),
            outline=outline,
        )


def pdftotext(data: bytes) -> str:
    """Give the text as poppler extracts it, which knows no structure tree."""
    run = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True
    )
    return run.stdout.decode()


def _element(node: Any, language: str, left: dict[Any, Any], page: Any) -> Element:
    language = str(node.get("/Lang", language))
    page = node.get("/Pg", page)
    element = Element(str(node.S)[1:], language, str(node.get("/Alt", "")))
    element.attributes = _plain(node.get("/A", {}))
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            element.content.append((page.objgen, kid))
            element.kids.append(left[page.objgen].pop((None, kid)))
        elif kid.get("/Type") == "/MCR":
            stream = kid.Stm.objgen if "/Stm" in kid else None
            element.kids.append(left[kid.get("/Pg", page).objgen].pop((stream, int(kid.MCID))))
        elif kid.get("/Type") == "/OBJR":
            element.links.append(_annotation(kid.Obj))
        else:
            element.kids.append(_element(kid, language, left, page))
    if "/ActualText" in node:
        element.kids = [str(node.ActualText)]
    return element


def _marked_content(page: Any) -> tuple[dict[Any, str], list[str]]:
    """Give the text of each sequence by (group, number), and the text of the artifacts."""
    found: dict[Any, list[str]] = {}
    artifacts: list[str] = []
    _read_stream(page, None, page.Resources, found, artifacts)
    return {key: "".join(texts) for key, texts in found.items()}, [a for a in artifacts if a]


def _read_stream(
    stream: Any, key: Any, resources: Any, found: dict[Any, list[str]], artifacts: list[str]
) -> None:
    open_marks: list[tuple[str, Any]] = []
    fonts: dict[str, dict[int, str]] = {}
    letters: dict[int, str] = {}

    def say(text: str) -> None:
        for kind, where in open_marks:
            if kind == "actual":
                return
            if kind == "artifact":
                artifacts[-1] += text
                return
            if kind == "content":
                inner = open_marks[open_marks.index((kind, where)) + 1 :]
                if not any(other == "actual" for other, _ in inner):
                    found[where].append(text)
                return
        if text.strip():
            raise AssertionError(f"text outside of any tag: {text!r}")

    instructions: Any = pikepdf.parse_content_stream(stream)
    for operands, operator in instructions:
        name = str(operator)
        if name in ("BMC", "BDC"):
            properties: Any = operands[1] if name == "BDC" else {}
            if str(operands[0]) == "/Artifact":
                artifacts.append("")
                open_marks.append(("artifact", None))
            elif "/MCID" in properties:
                where = key, int(properties.MCID)
                found[where] = []
                open_marks.append(("content", where))
            else:
                open_marks.append(("", None))
            if "/ActualText" in properties:
                say(str(properties.ActualText))
                open_marks[-1] = ("actual", None)
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            font = str(operands[0])
            if font not in fonts:
                fonts[font] = letters_of(resources.Font[font])
            letters = fonts[font]
        elif name in ("Tj", "TJ"):
            for part in operands[0] if name == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    say("".join(letters[code] for code in _codes(codes)))
        elif name == "Do":
            form = resources.XObject[str(operands[0])]
            if form.Subtype == "/Form":
                _read_stream(form, form.objgen, form.get("/Resources"), found, artifacts)


def _codes(codes: bytes) -> Iterator[int]:
    return (int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2))


def letters_of(font: Any) -> dict[int, str]:
    """Give the letters that each code of a font stands for."""
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]*)>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _annotation(annotation: Any) -> dict[str, Any]:
    keys = ("/Subtype", "/Contents", "/F", "/Rect", "/A", "/StructParent")
    plain: dict[str, Any] = _plain({key: annotation[key] for key in keys if key in annotation})
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Dictionary | dict):
        return {str(key).removeprefix("/"): _plain(item) for key, item in value.items()}
    if isinstance(value, pikepdf.Array):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | bool) else str(value)
