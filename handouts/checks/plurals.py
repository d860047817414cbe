"""Plural forms: as many as the language has, none of them empty."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.catalogs import Catalog
from handouts.findings import Finding, Location, finding
from handouts.languages import Language


def plural_findings(catalog: Catalog, language: Language) -> Iterator[Finding]:
    """Name the entries of a catalog that lack a plural form of its language."""
    count = re.match(r"nplurals=(\d)", language.plural_forms)
    wanted = int(count[1]) if count else 0
    for entry in catalog.entries:
        forms = entry.plural_translations
        if not entry.plural or entry.fuzzy or not any(form.strip() for form in forms):
            continue
        given = sum(bool(form.strip()) for form in forms)
        if given != wanted or len(forms) != wanted:
            message = f"{given} plural forms, and {language.name} has {wanted}"
            yield finding("H230", message, Location(catalog.path, entry.line))
