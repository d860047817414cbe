"""Damaged and hostile files: a coded finding with a place, never a traceback, nothing written."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.exchange import FORMS, doors
from handouts.exchange.forms import read_form
from handouts.findings import RULES
from tests.handoff import sent
from tests.projects import project, run
from tests.test_exchange_forms import SAMPLE

HEAD = '<?xml version="1.0"?>'
XLIFF = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">{}</xliff>'
FILE = (
    '<file original="{}" source-language="{}" target-language="{}" datatype="plaintext"><body>'
    '<trans-unit id="{}"><source>{}</source><target>{}</target></trans-unit></body></file>'
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
PO = "locales/es/LC_MESSAGES/tooth-pain.po"


def packed(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def with_doctype(declared: str, text: str) -> bytes:
    inside = FILE.format("tooth-pain.md", "en", "es", "x", "a", text)
    return (HEAD + f"<!DOCTYPE xliff [{declared}]>" + XLIFF.format(inside)).encode()


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "H520"),
    "white": (b" \n", "H520"),
    "noise": (bytes(range(256)) * 20, "H520"),
    "prose": (b"Dear translator,\nthank you\n", "H520"),
    "nul": (b"\0" * 100, "H520"),
    "pdf": (b"%PDF-1.7\n", "H520"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "H520"),
    "cut off": (sent(SAMPLE, "xliff")[:900], "H520"),
    "cut off 2": (sent(SAMPLE, "xliff2")[:900], "H520"),
    "cut off memory": (sent(SAMPLE, "tmx")[:500], "H520"),
    "cut off table": (sent(SAMPLE, "xlsx")[:900], "H520"),
    "cut off csv": (sent(SAMPLE, "csv")[:-30], "H520"),
    "latin": ('"id","source","translation","do not change"\r\n"é"'.encode("latin-1"), "H520"),
    "html": (b"<html><body>404</body></html>", "H520"),
    "other namespace": (b'<xliff xmlns="urn:x"/>', "H520"),
    "xxe": (with_doctype('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"), "H521"),
    "xxe net": (with_doctype('<!ENTITY x SYSTEM "http://localhost:1/">', "&x;"), "H521"),
    "parameter": (with_doctype('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', ""), "H521"),
    "laughs": (with_doctype('<!ENTITY l0 "ha">' + LAUGHS, "&l9;"), "H521"),
    "laughs inside": (
        with_doctype('<!ENTITY l0 "ha">' + LAUGHS, "a").replace(b'id="x"', b'id="&l9;"'),
        "H521",
    ),
    "quadratic": (with_doctype(f'<!ENTITY q "{"q" * 50000}">', "&q;" * 400), "H521"),
    "tmx entities": (
        b'<!DOCTYPE tmx [<!ENTITY x "y">]><tmx version="1.4"><header/><body/></tmx>',
        "H521",
    ),
    "deep": ((HEAD + XLIFF.format("<g>" * 200 + "</g>" * 200)).encode(), "H521"),
    "very deep": ((HEAD + XLIFF.format("<g>" * 90000 + "</g>" * 90000)).encode(), "H521"),
    "large": (b"<" + b"x" * (doors.MAX_BYTES + 5), "H521"),
    "zip bomb": (packed({"xl/workbook.xml": b"\0" * (129 * 1024 * 1024)}), "H521"),
    "many parts": (packed({f"{n}.xml": b"" for n in range(600)}), "H521"),
    "no workbook": (packed({"a.xml": b"<a/>"}), "H520"),
    "xlsx laughs": (packed({"xl/workbook.xml": with_doctype('<!ENTITY a "b">', "&a;")}), "H521"),
    "fr": (
        (HEAD + XLIFF.format(FILE.format("tooth-pain", "en", "fr", "x", "a", "b"))).encode(),
        "H523",
    ),
    "no tongue": (
        (HEAD + XLIFF.format(FILE.format("tooth-pain", "en", "xx-yy-!", "x", "a", "b"))).encode(),
        "H522",
    ),
    "from de": (
        (HEAD + XLIFF.format(FILE.format("tooth-pain", "de", "es", "x", "a", "b"))).encode(),
        "H522",
    ),
    "to en": (
        (HEAD + XLIFF.format(FILE.format("tooth-pain", "en", "en", "x", "a", "b"))).encode(),
        "H522",
    ),
    "climbs": (
        (
            HEAD + XLIFF.format(FILE.format("../../../etc/passwd", "en", "es", "x", "a", "b"))
        ).encode(),
        "H523",
    ),
    "unknown id": (
        (HEAD + XLIFF.format(FILE.format("tooth-pain", "en", "es", "x", "a", "b"))).encode(),
        "H242",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_finding_and_nothing_written(name: str, tmp_path: Path) -> None:
    data, code = FILES[name]
    home = project(tmp_path / "p")
    before = (home / PO).read_bytes()
    (home / "back.bin").write_bytes(data)
    for trust in ((), ("--trusted",)):
        ran = run("-C", home, "import", home / "back.bin", "--json", *trust)
        found = ran.json["findings"]
        assert code in [one["code"] for one in found], ran.said
        assert found[0]["location"]["path"] == "back.bin"
        assert ran.code == 1
        assert "Traceback" not in ran.said
        assert "H304" not in ran.said
    assert (home / PO).read_bytes() == before


def test_a_translation_of_a_million_letters(tmp_path: Path) -> None:
    home = project(tmp_path / "p")
    run("-C", home, "sync")
    run("-C", home, "export", "--to", "csv", "-o", home / "a.csv")
    text = (home / "a.csv").read_text(encoding="utf-8")
    long = text.replace("Lo que puede hacer", "`[**" * 300_000)
    (home / "a.csv").write_text(long, encoding="utf-8")
    before = (home / PO).read_bytes()
    ran = run("-C", home, "import", home / "a.csv")
    assert ran.code == 1
    assert "H521" in ran.err or "H520" in ran.err
    assert (home / PO).read_bytes() == before


def test_what_is_no_file(tmp_path: Path) -> None:
    home = project(tmp_path / "p")
    for name in ("nowhere.xlf", "articles", "/dev/zero"):
        ran = run("-C", home, "import", home / name)
        assert ran.code == 1
        assert "H509" in ran.said


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    home = project(tmp_path / "p")
    run("-C", home, "sync")
    run("-C", home, "export", "--to", "csv", "-o", home / "good.csv")
    good = (home / "good.csv").read_text(encoding="utf-8")
    (home / "good.csv").write_text(
        good.replace("Lo que puede hacer", "Qué hacer"), encoding="utf-8"
    )
    (home / "bad.csv").write_bytes(b"\0")
    ran = run("-C", home, "import", home / "bad.csv", home / "good.csv")
    assert ran.code == 1
    assert "1 changed" in ran.said
    assert "Qué hacer" in (home / PO).read_text(encoding="utf-8")


@settings(max_examples=80)
@given(
    form=st.sampled_from(list(FORMS)),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.binary(max_size=6)),
        min_size=1,
        max_size=4,
    ),
)
def test_no_damage_is_a_traceback(form: str, cuts: list[tuple[float, int, bytes]]) -> None:
    data = sent(SAMPLE, form)
    for place, length, new in cuts:
        start = int(place * len(data))
        data = data[:start] + new + data[start + length :]
    result = read_form(data, "x", "en")
    assert all(found.code in RULES for found in result.findings)
    assert not (result.findings and result.returned)
