"""Catalogs on their way out and back, for the tests of the hand-off."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from handouts.catalogs import Catalog, Entry
from handouts.exchange.forms import FORMS, read_form
from handouts.exchange.model import Parcel, Read, Returned
from handouts.exchange.packing import Label, pack

SCHEMAS = Path(__file__).resolve().parent / "schemas"
LABEL = Label(slug="tooth-pain", original="articles/tooth-pain.md", source_tag="en")
ANSWERS = ("xliff", "xliff2", "csv", "xlsx")
"""The forms whose answers belong to messages; TMX has none of them."""


def packed(catalog: Catalog) -> Parcel:
    return pack(catalog, LABEL)


def sent(catalog: Catalog, form: str) -> bytes:
    """The file that goes out."""
    return FORMS[form].write(packed(catalog))


def read(data: bytes, path: str = "back.file") -> Read:
    return read_form(data, path, "en")


def returned(data: bytes) -> Returned:
    """The one part of a sound file."""
    result = read(data)
    assert not result.findings, list(map(str, result.findings))
    (part,) = result.returned
    return part


def emptied(catalog: Catalog) -> Catalog:
    """The catalog before anybody translated it."""
    return replace(catalog, entries=tuple(map(_empty, catalog.entries)))


def _empty(entry: Entry) -> Entry:
    if "read-only" in entry.flags:
        return entry
    forms = tuple("" for _ in entry.plural_translations)
    return replace(entry, translation="", plural_translations=forms, fuzzy=False, previous_text="")


class _Local(etree.Resolver):  # type: ignore[misc]
    """Finds xml.xsd here, wherever a schema says it is."""

    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        return self.resolve_filename(str(SCHEMAS / Path(url).name), context)


@cache
def schema(name: str) -> Any:
    """A schema of tests/schemas."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser))


def assert_valid(data: bytes, name: str) -> None:
    found = schema(name)
    assert found.validate(etree.fromstring(data)), str(found.error_log.last_error)
