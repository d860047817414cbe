"""The words that templates print, and the clinic's own texts, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from handouts.article import CLINIC_FACTS
from handouts.catalogs import Catalog
from handouts.compose.inline import address_html, foreign
from handouts.config import Clinic
from handouts.languages import Language, are_hours, language, opening_hours

BOX_TITLES = {
    "warning": "Warning",
    "call": "Who to call",
    "key-points": "Key points",
    "tip": "Tip",
    "questions": "Questions to ask",
    "checklist": "Checklist",
}
"""What a box without a title of its own is headed."""

_SHORT = 30  # letters of days that fit a line of any column

BLANK = Markup('<span class="blank"></span>')
"""A line to write a missing fact on by hand: a hole that nobody can overlook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Looks texts up in the interface catalogs (the project's before the shipped one)."""

    language: Language
    source: Language
    catalogs: tuple[Catalog, ...] = ()

    def gettext(self, text: str) -> Markup:
        """A template's word in the reader's language, or the source's marked as such."""
        return self.find(None, text)

    def pgettext(self, context: str, text: str) -> Markup:
        """Like gettext, for a word whose role matters."""
        return self.find(context, text)

    def find(self, context: str | None, text: str) -> Markup:
        """Return a word of the templates, which are in English, whatever the articles are in."""
        english = language("en")
        if is_english(self.language):
            return escape(text)
        said = self.translation(context, text)
        return escape(said) if said else foreign(escape(text), english, self.language, "word")

    def clinic_text(self, context: str, text: str) -> Markup:
        """Return a text of the clinic: translated, or as it is, marked as the source's."""
        if self.language.tag == self.source.tag:
            return escape(text)
        said = self.translation(context, text)
        return escape(said) if said else foreign(escape(text), self.source, self.language, "source")

    def translation(self, context: str | None, text: str) -> str:
        """The translation that may print, or nothing."""
        for catalog in self.catalogs:
            entry = catalog.by_key.get((context, text))
            if entry and entry.filled and not entry.fuzzy:
                return entry.translation
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The clinic's facts as they print in one language."""

    clinic: Clinic | None
    words: Words
    slug: str

    def __call__(self, placeholder: str) -> Markup:
        """A placeholder such as `clinic.phone`; a line to write on where the fact is missing."""
        name = placeholder.removeprefix("clinic.")
        known = placeholder.startswith("clinic.") and name in CLINIC_FACTS
        return (known and self.fact(name)) or BLANK

    def fact(self, name: str) -> Markup:
        """One fact by its key in handouts.toml, or nothing."""
        value = str(getattr(self.clinic, name, "")) if self.clinic else ""
        if not value:
            return Markup("")
        if name == "phone":
            return Markup('<bdi dir="ltr" class="nb">{}</bdi>').format(value)
        if name == "url":
            return Markup('<a href="{}">{}</a>').format(self.address, address_html(self.address))
        if name == "email":
            return Markup('<a href="mailto:{}">{}</a>').format(value, address_html(value))
        if name in ("hours", "interpreter"):
            return self._text(name, value)
        return foreign(escape(value), self.words.source, self.words.language)

    @property
    def address(self) -> str:
        """The article's web address at this clinic, with `{slug}` and `{language}` filled in."""
        url = self.clinic.url if self.clinic else ""
        return url.replace("{slug}", self.slug).replace("{language}", self.words.language.tag)

    def _text(self, name: str, value: str) -> Markup:
        hours = opening_hours(value, self.words.language) if name == "hours" else None
        if hours:
            return _hours(hours)
        known = opening_hours(value, self.words.source) if name == "hours" else None
        if known:
            return foreign(_hours(known), self.words.source, self.words.language, "source")
        return self.words.clinic_text(name, value)


def _hours(rules: Sequence[tuple[str, str]]) -> Markup:
    """Opening hours whose lines break between days and times, never inside a range of times."""
    whole, free = Markup('<span class="nb">{}</span>{}'), Markup("{}{}")
    said = []
    for days, times in rules:
        space = days[len(days.rstrip()) :]
        said.append((whole if len(days) < _SHORT else free).format(days.rstrip(), space))
        said[-1] += Markup('<span class="nb">{}</span>').format(times)
    return Markup(" · ").join(said)


def is_english(tongue: Language) -> bool:
    """Whether the templates' own words need no translation."""
    return tongue.tag.split("-")[0] == "en"


def needs_translation(name: str, value: str, source: Language) -> bool:
    """Whether a clinic's text is a message of clinics.po; hours in the known form are not."""
    if name == "hours":
        return bool(value) and not are_hours(value, source)
    return name == "interpreter" and bool(value)
