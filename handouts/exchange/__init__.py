"""Hand-off to translators and reviewers: XLIFF, TMX and tables out and in, and proofs on paper."""

from handouts.exchange.exporting import FOLDER, WORDS, Exported, export
from handouts.exchange.forms import FORMS
from handouts.exchange.importing import Imported, ImportedCatalog, Terms, import_files

__all__ = [
    "FOLDER",
    "FORMS",
    "WORDS",
    "Exported",
    "Imported",
    "ImportedCatalog",
    "Terms",
    "export",
    "import_files",
]
