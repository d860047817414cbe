"""What a language is called in another language."""

from __future__ import annotations

from handouts.languages.model import Language


def name_in(language: Language, other: Language) -> str:
    """Name `other` in the words of `language`; by its autonym where CLDR knows no name.

    English names come from the registry: they are what staff look for ("Persian (Farsi)").
    """
    if language.tag.split("-")[0] == "en":
        return other.name
    if language.tag == other.tag or not language.cldr:
        return other.autonym
    from babel import Locale

    names = Locale.parse(language.cldr).languages
    keys = (other.tag.replace("-", "_"), other.cldr, other.tag.split("-")[0])
    return next((names[key] for key in keys if key in names), other.autonym)
