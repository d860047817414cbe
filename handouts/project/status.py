"""The state of each article in each language, as `handouts status` shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageStatus:
    """One article in one language: counts of messages and findings, and who answers for it.

    `signed` says that all is, as policy asks; `texts_signed` of `texts` are, words of the sheet
    among them. `stale` says that the source has changed since somebody signed.
    """

    tag: str
    translated: int
    fuzzy: int
    missing: int
    errors: int
    warnings: int
    signed: bool
    stale: bool
    overdue: bool
    texts: int = 0
    texts_signed: int = 0

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {
            "tag": self.tag,
            "translated": self.translated,
            "fuzzy": self.fuzzy,
            "missing": self.missing,
            "errors": self.errors,
            "warnings": self.warnings,
            "signed": self.signed,
            "stale": self.stale,
            "overdue": self.overdue,
        }


@dataclass(frozen=True, slots=True)
class ArticleStatus:
    """One article's languages."""

    slug: str
    languages: tuple[LanguageStatus, ...]

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape."""
        return {"slug": self.slug, "languages": [row.as_json() for row in self.languages]}
