"""Catalogs are read strictly: every fault of a file at once, with its line."""

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.catalogs import (
    ReadCatalog,
    catalog_text,
    read_catalog,
)
from tests.po_files import SAMPLE, findings, places, read

# ── strict reading ───────────────────────────────────────────────────────────────────────────────

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'  # 3 lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('msgid "a\nmsgstr "b"\n', [("H201", 4)]),
        ('msgid "a"\nmsgstr "b\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b" c\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b"c"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b\\"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "\\q"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr\n', [("H201", 5)]),
        ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', [("H201", 4)]),
        ('msgid "a"\n', [("H201", 4)]),
        ('msgctxt "a"\nmsgstr "b"\n', [("H201", 5)]),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', [("H201", 5)]),
        ('msgstr "a"\nmsgid "b"\n', [("H201", 4), ("H201", 5)]),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', [("H201", 6)]),
        ('msgid "a"\nmsgstr[0] "b"\n', [("H201", 5)]),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n', [("H201", 6)]),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', [("H201", 6)]),
        ('msgid "a"\n# note\nmsgstr "b"\n', [("H201", 4), ("H201", 6)]),
        ('#~ msgid "a"\nmsgstr "b"\n', [("H201", 5)]),
        ("junk\n", [("H201", 4)]),
        ("msgid a\n", [("H201", 4)]),
        ('"text"\n', []),
        ('# c\n"text"\n', [("H201", 5)]),
        ('msgfoo "a"\n', [("H201", 4)]),
        ('#| msgid "a"\n# b\nmsgid "a"\nmsgstr "b"\n', [("H201", 5)]),
        ("# a \\\n", [("H201", 4)]),
        ('#| msgstr "a"\nmsgid "a"\nmsgstr "b"\n', [("H201", 4)]),
        ('msgid "a"\nmsgstr "\x01"\n', [("H201", 5)]),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', [("H202", 7)]),
        ('msgid ""\nmsgstr "b"\n', [("H202", 4)]),
        ('msgctxt "x"\nmsgid ""\nmsgstr "b"\n', [("H202", 4)]),
        ("<<<<<<< HEAD\n=======\n>>>>>>> x\n", [("H204", 4), ("H204", 5), ("H204", 6)]),
        ('msgid "a"\nmsgstr "b"\n||||||| base\n', [("H204", 6)]),
    ],
)
def test_a_fault_is_one_finding_with_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert places(HEAD + text)[: len(expected) + 1] == expected


def test_all_faults_of_a_file_come_at_once() -> None:
    text = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\n'
        'msgid "a"\nmsgstr "b\n\n'
        "<<<<<<< HEAD\n"
        'msgid "c"\nmsgstr "d"\n=======\nmsgid "c"\nmsgstr "e"\n>>>>>>> x\n\n'
        'msgid "f"\nmsgstr "ñ"\n\nmsgid "g"\nmsgstr "1"\n\nmsgid "g"\nmsgstr "2"\n\nmsgid "h"\n'
    )
    data = text.encode().replace("ñ".encode(), b"\xf1")

    assert places(data) == [
        ("H204", 2),
        ("H201", 5),
        ("H204", 7),
        ("H204", 10),
        ("H204", 13),
        ("H204", 16),
        ("H202", 21),
        ("H201", 24),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '# c\n\nmsgid ""\nmsgstr ""\n"Language: es\\n"\n'
            '"Content-Type: text/plain; charset=latin-1\\n"\n',
            6,
        ),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-16\\n"\n', 2),
    ],
)
def test_a_charset_that_is_not_utf_8_is_named_at_its_line(text: str, line: int) -> None:
    assert places(text) == [("H204", line)]


@pytest.mark.parametrize("name", ["UTF-8", "utf8", "ASCII", "CHARSET"])
def test_charsets_that_are_utf_8_are_read(name: str) -> None:
    text = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={name}\\n"\n'

    assert read(text).headers == {"Content-Type": f"text/plain; charset={name}"}


def test_a_word_about_charsets_in_a_message_is_no_header() -> None:
    assert read(HEAD + 'msgid "charset=latin-1"\nmsgstr "charset=latin-1"\n').entries


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('msgid "a"\nmsgstr "ñ"\n'.encode("latin-1"), 2),
        ('msgid "a"\nmsgstr "b"\n'.encode("utf-16"), 1),
        (b'msgid "a"\nmsgstr "b\0"\n', 2),
        (b"\0" * 10, 1),
        (b"\xff\xfe", 1),
    ],
)
def test_bytes_that_are_no_text_are_one_finding(data: bytes, line: int) -> None:
    assert places(data) == [("H204", line)]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", HEAD])
def test_an_empty_catalog_is_a_catalog(text: str) -> None:
    assert read(text).entries == ()


def test_line_ends_inside_texts_and_long_lines_are_no_line_ends() -> None:
    odd = "a\u2028b\u0085c\u3000" + "long " * 50_000
    (entry,) = read(HEAD + f'msgid "{odd}"\nmsgstr "x"\n').entries

    assert entry.text == odd
    assert entry.line == 4


_edits = st.tuples(
    st.integers(0, len(SAMPLE)),
    st.integers(0, 12),
    st.sampled_from(
        [
            '"',
            "\\",
            "\n",
            "\n\n",
            "#",
            "#~ ",
            "msgid ",
            "msgstr ",
            'msgstr "x"\n',
            "<<<<<<< ",
            "\0",
            "\r",
            "é",
            "",
        ]
    ),
)


def damaged(edits: list[tuple[int, int, str]], text: str = SAMPLE) -> str:
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    return text


@settings(max_examples=150)
@given(st.lists(_edits, min_size=1, max_size=4))
@example([(641, 0, "\\")])
def test_a_damaged_file_is_read_whole_or_refused_with_lines(
    edits: list[tuple[int, int, str]],
) -> None:
    text = damaged(edits)
    result = read_catalog("es.po", "es", text.encode())

    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for found in result.findings:
        assert found.location is not None
        assert 1 <= found.location.line <= count
    if result.catalog is not None:
        assert catalog_text(read(catalog_text(result.catalog))) == catalog_text(result.catalog)


@settings(max_examples=60)
@example([(1, 0, '"'), (483, 12, "#")])  # a previous context without its text
@example([(717, 0, "#")])  # a line end at the end of the translation alone
@example([(644, 12, "\r")])  # a line end of old Macs, which we read and gettext does not know
@given(st.lists(_edits, min_size=1, max_size=2))
def test_what_gettext_refuses_we_refuse(edits: list[tuple[int, int, str]]) -> None:
    """All but a line end at one side alone: it is not printed, and no reason to print nothing."""
    text = damaged(edits, SAMPLE.split("\n\n#~ ")[0])  # it also refuses obsolete twins
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    done = subprocess.run(
        ["msgfmt", "-o", "/dev/null", "-"], input=lines.encode(), capture_output=True
    )

    said = done.stderr.decode()
    if done.returncode and not ("do not both" in said and "found 1 fatal error" in said):
        assert findings(text), said


@given(st.binary(max_size=200))
def test_any_bytes_give_a_catalog_or_findings(data: bytes) -> None:
    result = read_catalog("es.po", "es", data)

    assert isinstance(result, ReadCatalog)
    assert (result.catalog is None) == bool(result.findings)
