"""PO catalogs: strict reading, canonical writing, merging and counting; nothing else touches PO."""

from typing import TYPE_CHECKING

from handouts.catalogs.model import Catalog, Coverage, Entry, coverage
from handouts.ondemand import on_demand

if TYPE_CHECKING:
    from handouts.catalogs.mending import STATUS
    from handouts.catalogs.merging import Carry, Merge, merge
    from handouts.catalogs.reading import ReadCatalog, read_catalog, read_template
    from handouts.catalogs.words import Words
    from handouts.catalogs.writing import catalog_text, template_text
else:
    __getattr__ = on_demand(
        __name__,
        mending="STATUS",
        merging="Carry Merge merge",
        reading="ReadCatalog read_catalog read_template",
        words="Words",
        writing="catalog_text template_text",
    )

__all__ = [
    "STATUS",
    "Carry",
    "Catalog",
    "Coverage",
    "Entry",
    "Merge",
    "ReadCatalog",
    "Words",
    "catalog_text",
    "coverage",
    "merge",
    "read_catalog",
    "read_template",
    "template_text",
]
