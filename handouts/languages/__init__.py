"""Languages: a tag and all that print needs of it, from CLDR and a registry of our own."""

from handouts.languages.calendar import (
    are_hours,
    format_date,
    format_hours,
    format_month,
    opening_hours,
)
from handouts.languages.model import Breaking, Direction, Language
from handouts.languages.names import name_in
from handouts.languages.registry import UnknownLanguage, language, languages, with_overrides
from handouts.languages.tags import canonical, folder, tag_of

__all__ = [
    "Breaking",
    "Direction",
    "Language",
    "UnknownLanguage",
    "are_hours",
    "canonical",
    "folder",
    "format_date",
    "format_hours",
    "format_month",
    "language",
    "languages",
    "name_in",
    "opening_hours",
    "tag_of",
    "with_overrides",
]
