"""Tables as XLSX (ECMA-376), the few parts that a plain sheet needs.

Our own, because what comes back is a foreign file: it is measured before it is unpacked and read by
the same closed door as all other XML, and what goes out is the same bytes every time.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any
from xml.sax.saxutils import escape

from handouts.exchange.doors import broken, parse_xml, unpack, unsafe
from handouts.exchange.inline import ILLEGAL
from handouts.exchange.markup import name_of
from handouts.exchange.tables import HEAD, STATES, Rows

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAX_ROWS, _MAX_COLUMNS = 100_000, 100
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DATE = (1980, 1, 1, 0, 0, 0)
_WIDTHS = (12, 14, 24, 55, 55, 16, 40, 30, 20)
_TRANSLATION = HEAD.index("translation")

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Translation" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
}
# Cell styles by number: 0 read only, 1 head, 2 to write in, 3 to write in from right to left.
_STYLES = (
    '<styleSheet xmlns="{main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFEDEDED"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4">{xfs}</cellXfs></styleSheet>'
)


def write_xlsx(rows: Rows, *, is_rtl: bool) -> bytes:
    """Write rows as a workbook of one sheet; `is_rtl` turns the column of translations."""
    parts = {
        **_PARTS,
        "xl/styles.xml": _STYLES.format(main=_MAIN, xfs="".join(_formats())),
        "xl/worksheets/sheet1.xml": "".join(_sheet(rows, is_rtl)),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            whole = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, whole.encode())
    return data.getvalue()


def _formats() -> Iterator[str]:
    # numFmtId 49 is text: what a reviewer types is never taken for a number or a date.
    for font, fill, order in ((0, 2, 0), (1, 2, 0), (0, 0, 0), (0, 0, 2)):
        yield (
            f'<xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
            ' applyNumberFormat="1" applyAlignment="1">'
            f'<alignment vertical="top" wrapText="1" readingOrder="{order}"/></xf>'
        )


def _sheet(rows: Rows, is_rtl: bool) -> Iterator[str]:
    yield f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for number, width in enumerate(_WIDTHS, 1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    count = 0
    for count, row in enumerate(rows, 1):
        yield f'<row r="{count}">'
        for number, text in enumerate(row):
            style = 1 if count == 1 else _style(number, is_rtl)
            yield f'<c r="{chr(65 + number)}{count}" s="{style}" t="inlineStr"><is>'
            yield f'<t xml:space="preserve">{escape(_escaped(text))}</t></is></c>'
        yield "</row>"
    yield "</sheetData>"
    column, words = chr(65 + HEAD.index("state")), ",".join(STATES.values())
    yield '<dataValidations count="1"><dataValidation type="list" allowBlank="1"'
    yield f' sqref="{column}2:{column}{max(count, 2)}"><formula1>"{words}"</formula1>'
    yield "</dataValidation></dataValidations></worksheet>"


def _style(column: int, is_rtl: bool) -> int:
    if column == _TRANSLATION:
        return 3 if is_rtl else 2
    return 2 if HEAD[column] in ("state", "reviewer") else 0


def _escaped(text: str) -> str:
    """Spreadsheet programs write characters that XML cannot hold by number, and so do we."""
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace("\r", "_x000D_")
    return ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


# ── reading ────────────────────────────────────────────────────────────────────────────────────


def read_xlsx(data: bytes, path: str) -> Rows:
    """Read the first sheet of a workbook, whatever program has saved it; raises Refused."""
    parts = unpack(data, path)
    shared = [_text(item) for item in _children(parts, "xl/sharedStrings.xml", path)]
    sheet = _first_sheet(parts, path)
    if sheet not in parts:
        raise broken(path, "the workbook has no sheet")
    rows: list[list[str]] = []
    for row in parse_xml(parts[sheet], path).iterfind(f"{{{_MAIN}}}sheetData/{{{_MAIN}}}row"):
        number = _number(row.get("r", ""), len(rows) + 1)
        if not len(rows) < number <= _MAX_ROWS:
            raise unsafe(path, f"a row is out of place, or the {_MAX_ROWS + 1}th: {number}")
        rows += [[] for _ in range(number - len(rows))]
        rows[number - 1] = list(_cells(row, shared, path))
    return rows


def _children(parts: Mapping[str, bytes], name: str, path: str) -> list[Any]:
    return list(parse_xml(parts[name], path)) if name in parts else []


def _first_sheet(parts: Mapping[str, bytes], path: str) -> str:
    if "xl/workbook.xml" not in parts:
        raise broken(path, "not an XLSX workbook")
    first = parse_xml(parts["xl/workbook.xml"], path).find(f".//{{{_MAIN}}}sheet")
    wanted = first.get(f"{{{_OFFICE}}}id") if first is not None else None
    for relation in _children(parts, "xl/_rels/workbook.xml.rels", path):
        if relation.get("Id") == wanted:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return ""


def _cells(row: Any, shared: list[str], path: str) -> Iterator[str]:
    place = 0
    for cell in row.iterfind(f"{{{_MAIN}}}c"):
        column = _column(cell.get("r", "")) if cell.get("r") else place
        if not place <= column < _MAX_COLUMNS:
            raise broken(path, f"a cell is out of place: {cell.get('r')}", row.sourceline or 0)
        yield from [""] * (column - place)
        place = column + 1
        yield _value(cell, shared, path)


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub("[^A-Z]", "", reference)[:4]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Any, shared: list[str], path: str) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{{{_MAIN}}}v") or ""
    if kind == "inlineStr":
        inline = cell.find(f"{{{_MAIN}}}is")
        return "" if inline is None else _text(inline)
    if kind == "s":
        number = _number(value, len(shared))
        if number >= len(shared):
            raise broken(path, f"the cell {cell.get('r')} refers to nothing")
        return shared[number]
    return _unescaped(value) if kind == "str" else value


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else otherwise


def _text(item: Any) -> str:
    """The text of a string, over runs of rich text; how to read Japanese names aloud is not it."""
    parts = []
    for child in item:
        if name_of(child) == "t":
            parts.append(child.text or "")
        elif name_of(child) == "r":
            parts += [text.text or "" for text in child.iterfind(f"{{{_MAIN}}}t")]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)
