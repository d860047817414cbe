"""The forms that a hand-off can have: how each is written, and how a file is told from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handouts.exchange import tmx, xliff1, xliff2
from handouts.exchange.csv_table import read_csv, write_csv
from handouts.exchange.doors import Refused, broken, parse_xml
from handouts.exchange.markup import name_of
from handouts.exchange.model import Parcel, Read
from handouts.exchange.tables import answers_of, rows_of
from handouts.exchange.xlsx_table import read_xlsx, write_xlsx


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its name in `--to`, the end of its files' names, and what writes it."""

    name: str
    suffix: str
    write: Callable[[Parcel], bytes]


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("xliff", ".xlf", xliff1.write_xliff1),
        Form("xliff2", ".xliff", xliff2.write_xliff2),
        Form("tmx", ".tmx", tmx.write_tmx),
        Form("csv", ".csv", lambda parcel: write_csv(list(rows_of(parcel)))),
        Form("xlsx", ".xlsx", lambda p: write_xlsx(list(rows_of(p)), is_rtl=p.is_rtl)),
    )
}


def read_form(data: bytes, path: str, source_tag: str) -> Read:
    """Read a file by what is in it, whatever its name; what cannot be used is a finding.

    `source_tag` says which side of a translation memory is the source.
    """
    try:
        if data.startswith(b"PK"):
            return Read(returned=answers_of(read_xlsx(data, path), path))
        if data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
            return _xml(data, path, source_tag)
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise broken(path, "an old or a locked Excel workbook: save it as XLSX")
        return Read(returned=answers_of(read_csv(data, path), path))
    except Refused as problem:
        return Read(findings=(problem.finding,))


def _xml(data: bytes, path: str, source_tag: str) -> Read:
    root = parse_xml(data, path, doctype=b"<tmx" in data[:4096])
    space, name = root.tag.partition("}")[0].lstrip("{"), name_of(root)
    if name == "tmx":
        return tmx.read_tmx(root, path, source_tag)
    if name == "xliff" and space == xliff1.NAMESPACE:
        return xliff1.read_xliff1(root, path)
    if name == "xliff" and space == xliff2.NAMESPACE:
        return xliff2.read_xliff2(root, path)
    raise broken(path, f"neither XLIFF 1.2, XLIFF 2 nor TMX: it starts with <{name}>", 1)
