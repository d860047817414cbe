"""PO catalogs: strict reading, canonical writing, merging and counting; nothing else touches PO."""

from handouts.catalogs.merging import Merge, merge
from handouts.catalogs.model import Catalog, Coverage, Entry, coverage
from handouts.catalogs.reading import ReadCatalog, read_catalog
from handouts.catalogs.writing import catalog_text, template_text

__all__ = [
    "Catalog",
    "Coverage",
    "Entry",
    "Merge",
    "ReadCatalog",
    "catalog_text",
    "coverage",
    "merge",
    "read_catalog",
    "template_text",
]
