"""A message beside its translation: what the checks compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from handouts.findings import Severity
from handouts.guards import Lexicon, Sign, lexicon, plain, signs
from handouts.languages import Language
from handouts.messages import parse_text

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check has to say of a pair; severity and next step are its code's unless given."""

    code: str
    message: str
    severity: Severity | None = None
    hint: str | None = None


@dataclass(frozen=True)
class Pair:
    """One message and its translation; `critical` ones can harm when they are wrong."""

    text: str
    translation: str
    source: Language
    language: Language
    addresses: tuple[str, ...] = ()
    critical: bool = False
    parsed: Sequence[Token] | None = None

    @cached_property
    def source_signs(self) -> tuple[Sign, ...]:
        """What the source says that must not change."""
        return signs(self.text, self.source.tag)

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """What the translation says that must not change."""
        return signs(self.translation, self.language.tag)

    @cached_property
    def source_plain(self) -> str:
        """The source without placeholders, addresses and marks."""
        return _plain(self.text)

    @cached_property
    def plain(self) -> str:
        """The translation without placeholders, addresses and marks."""
        return _plain(self.translation)

    @cached_property
    def source_tokens(self) -> list[Token]:
        """The source as inline tokens."""
        return _tokens(self.text, self.addresses)

    @cached_property
    def tokens(self) -> Sequence[Token]:
        """The translation as inline tokens."""
        return (
            self.parsed if self.parsed is not None else parse_text(self.translation, self.addresses)
        )

    @property
    def source_lexicon(self) -> Lexicon:
        """The words of the source's language."""
        return lexicon(self.source.tag)

    @property
    def lexicon(self) -> Lexicon:
        """The words of the translation's language."""
        return lexicon(self.language.tag)

    def of(self, kind: str) -> tuple[list[Sign], list[Sign]]:
        """The signs of a kind: firm ones of the source, all of the translation."""
        wanted = [sign for sign in self.source_signs if sign.kind == kind and sign.firm]
        return wanted, [sign for sign in self.signs if sign.kind == kind]


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    return plain(text)


@lru_cache(maxsize=1024)
def _tokens(text: str, addresses: tuple[str, ...]) -> list[Token]:
    return parse_text(text, addresses)


def bold_texts(tokens: Sequence[Token]) -> list[str]:
    """The texts that are set in bold."""
    found: list[str] = []
    depth = 0
    for token in tokens:
        if token.type == "strong_open":
            depth += 1
            if depth == 1:
                found.append("")
        elif token.type == "strong_close":
            depth -= 1
        elif depth:
            found[-1] += token.content if token.type != "softbreak" else " "
    return found
