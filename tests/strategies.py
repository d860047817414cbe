"""Articles as people might write them: every construct, many scripts, odd characters."""

from __future__ import annotations

import json

from hypothesis import strategies as st

WORDS = (
    *(
        "spine",
        "Ache",
        "naïve",
        "5mg",
        "fœtus",
        "μυς",
        "σπονδυλος",
        "ألم",
        "ظهر",
        "כאב",
        "如果",
        "发烧",
    ),
    *("请", "これ", "すぐ", "カタ", "머리를", "경고", "ปวด", "หลัง", "दर्द"),
)
LETTERS = frozenset("".join(WORDS))
FACTS = ("name", "phone", "url", "address", "hours", "interpreter", "email")
ADDRESSES = (
    "https://example.org",
    "https://example.org/a_b_c/",
    "https://example.org/?q=1&r=2#x",
    "http://zh.example.org/背痛",
    "https://例え.example/é%20x",
    "mailto:us@example.org",
    "tel:+12025550142",
)
BARE = "https://example.org/a_b/"
_ODD = [
    "\xad",
    "\u200c",
    "\u200d",
    "á",
    "\xa0",
    "\u202f",
    "’",
    "“",
    "…",
    "—",
    "½",
    "°",
    "µ",
    "💊",
    "º",
    "\u3000",
    "‘",
    "…",
    "§",
    "™",
]
_MARKS = [*".,;:!?()-+=/\"'#|~%$@^", *"：。、「」（）？।؟،"]
_ESCAPED = [
    "\\*",
    "\\_",
    "\\[",
    "\\].",
    "\\{clinic.phone}",
    "\\`",
    "\\<",
    "\\\\",
    "\\&",
    "\\!",
    "\\{",
]
_ENTITIES = ["&amp;", "&lt;i&gt;", "&nbsp;", "&quot;", "&#42;&#42;", "&#x5B;1&#x5D;.", "&eacute;"]
_CODE = ["`ache 5`", "`` ` ``", "`{clinic.phone}`", "`**`", "`` 머`b ``", "`<b>`"]
_PICTURES = [
    "![](a.png)",
    "![ache](a.png)",
    "![ألم _ظهر_ {clinic.name}\\*](images/b.svg)",
    "![如果 [これ](a)](c.png)",
]
_AUTO = [*(f"<{address}>" for address in ADDRESSES), "<us@example.org>", BARE]
_BREAKS = ["\n", "\\\n", "  \n"]
_BROKEN = [
    "*",
    "**",
    "_",
    "__",
    "`",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&",
    "!",
    "\\",
    "][1]",
    "{x",
    "[1]",
    "[1][1]",
    "&amp",
    "<b>",
    "~~",
]

_PLAIN = (*WORDS, *WORDS, *(f"{{clinic.{fact}}}" for fact in FACTS), *_MARKS, *_ODD)
_WHOLE = (*_ESCAPED, *_ENTITIES, *_CODE, *_PICTURES, "5", "2.5", "101")
_EMPHASES = ("**{}**", "*{}*", "_{}_", "***{}***", "**{}：**", "__{}__")


@st.composite
def _pieces(draw: st.DrawFn, pieces: tuple[str, ...], most: int) -> str:
    several = draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=most))
    return draw(st.sampled_from(["", " "])).join(several)


@st.composite
def _link(draw: st.DrawFn) -> str:
    address = draw(st.sampled_from(ADDRESSES))
    label = draw(st.just(address) | _pieces(_PLAIN, 3) | _emphasis())
    return f"[{label}](<{address}>" + draw(st.sampled_from([")", ' "title")']))


@st.composite
def _emphasis(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(_EMPHASES)).format(draw(_pieces(_PLAIN + _WHOLE, 3)))


@st.composite
def _nested(draw: st.DrawFn) -> str:
    return f"**{draw(st.sampled_from(WORDS))} {draw(_link() | _emphasis())}**"


@st.composite
def inlines(draw: st.DrawFn, *, breaks: bool = True, wild: bool = False) -> str:
    """Inline Markdown: `breaks` for paragraphs, `wild` for markup that may be broken."""
    simple = _PLAIN + _WHOLE + tuple(_AUTO)
    simple += tuple(_BREAKS) * 4 if breaks else ()
    simple += tuple(_BROKEN) * 4 if wild else ()
    pieces = st.sampled_from(simple) | _emphasis() | _link() | _nested()
    several = draw(st.lists(pieces, min_size=1, max_size=5))
    return _lines(draw(st.sampled_from(["", " "])).join(several))


def _lines(paragraph: str) -> str:
    """Lines as the block parser hands them on: no blank ones, no white space at their ends."""
    lines = [line.strip(" ") for line in paragraph.split("\n")]
    return "\n".join(line for line in lines if line).removesuffix("\\")


@st.composite
def text(draw: st.DrawFn, *, breaks: bool = True) -> str:
    """Inline Markdown that stays a paragraph: it starts with a word."""
    return _tame(f"{draw(st.sampled_from(WORDS))} {draw(inlines(breaks=breaks))}")


def _tame(paragraph: str) -> str:
    """Keep lines from turning into blocks of another kind."""
    lines = paragraph.split("\n")
    return "\n".join(f"a {line}" if line[:1] in "#>-+*=|:<~0123456789" else line for line in lines)


def _indent(lines: list[str], prefix: str) -> list[str]:
    rest = " " * len(prefix)
    return [(prefix if not n else rest) + line if line else line for n, line in enumerate(lines)]


@st.composite
def blocks(draw: st.DrawFn, *, depth: int = 2, comments: bool = True) -> list[str]:
    """Lines of one block; lists, boxes and quotes hold other blocks."""
    kinds = ["paragraph", "paragraph", "heading", "table", "picture", "rule"]
    kinds += ["list", "list", "box", "box", "quote"] if depth else []
    kind = draw(st.sampled_from(kinds))
    inner = st.lists(blocks(depth=depth - 1, comments=comments), min_size=1, max_size=2)
    comment = draw(st.sampled_from(COMMENTS if comments else [()]))
    if kind == "paragraph":
        lines = draw(text()).split("\n")
    elif kind == "heading":
        lines = [f"{'#' * draw(st.integers(2, 4))} {draw(text(breaks=False))}"]
    elif kind == "table":
        lines = draw(_table())
    elif kind == "picture":
        lines = [draw(st.sampled_from(_PICTURES))]
    elif kind == "list":
        marker = draw(st.sampled_from(["- ", "1. "]))
        items = draw(st.lists(inner, min_size=1, max_size=3))
        lines = [line for item in items for line in _indented(_apart(item), marker)]
    elif kind == "box":
        lines = _boxed(
            draw(st.sampled_from(BOXES)), draw(st.just("") | text(breaks=False)), draw(inner)
        )
    elif kind == "quote":
        lines = [f"> {line}".rstrip() for line in _apart(draw(inner))]
    else:
        lines = ["***"]
    return [*comment, *lines]


BOXES = ("warning", "call", "key-points", "tip", "questions", "checklist")
COMMENTS = [
    (),
    (),
    (),
    (),
    ("<!-- note: a word -->",),
    ("<!-- skip -->",),
    ("<!-- note: two", "lines -->"),
]


def _apart(several: list[list[str]]) -> list[str]:
    return [line for block in several for line in (*block, "")]


def _indented(lines: list[str], marker: str) -> list[str]:
    rest = " " * len(marker)
    return [(rest if n else marker) + line if line else line for n, line in enumerate(lines)]


def _boxed(name: str, title: str, inner: list[list[str]]) -> list[str]:
    lines = _apart(inner)
    fences = [len(line.lstrip("> ")) - len(line.lstrip("> :")) for line in lines if ":::" in line]
    fence = ":" * max(3, *(n + 1 for n in fences), 3)
    return [f"{fence} {name} {title}".strip(), *lines, fence]


@st.composite
def _table(draw: st.DrawFn) -> list[str]:
    cell = text(breaks=False).map(
        lambda x: x.replace("|", "").replace("\\`", "").replace("`", "")
    ) | st.just("5")
    rows = draw(st.lists(st.tuples(cell, cell), min_size=2, max_size=3))
    head, *others = (f"| {a} | {b} |" for a, b in rows)
    return [head, "|---|--:|", *others]


@st.composite
def articles(draw: st.DrawFn, *, comments: bool = True) -> str:
    """The text of a whole article: complete front matter, title and blocks."""
    quoted = {
        key: json.dumps(draw(text(breaks=False)), ensure_ascii=False)
        for key in ("summary", "short_title", "alt")
    }
    title = draw(text(breaks=False))
    body = _apart(draw(st.lists(blocks(comments=comments), max_size=4)))
    front = [
        "---",
        f"summary: {quoted['summary']}",
        f"short_title: {quoted['short_title']}",
        "version: 1.10",
        "reviewed: 2026-11-22",
        "review_by: 2028-11-22",
        "sources: [one, {title: two, url: 'https://example.org'}]",
        "image:",
        "  file: images/a.svg",
        f"  alt: {quoted['alt']}",
        "---",
        "",
    ]
    return "\n".join([*front, f"# {title}", "", *body])
