"""What a translation must have in common with its source: placeholders, links, markup, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from handouts.article import parser
from handouts.article.model import plain_text
from handouts.checks.glossary import NONE, Glossary, glossary_faults
from handouts.checks.meaning import meaning_faults
from handouts.checks.numbers import number_faults
from handouts.checks.pair import Fault, Pair
from handouts.checks.readability import LEAST_WORDS, count, scores
from handouts.checks.translated import source_place, translated
from handouts.checks.wording import wording_faults
from handouts.findings import Finding, Location, finding
from handouts.guards import plain
from handouts.languages import Language
from handouts.localize import LocalizedArticle, LocalizedUnit, State

if TYPE_CHECKING:
    from markdown_it.token import Token

_CONTROLS = re.compile(
    # bidi marks, embeddings, overrides and isolates; C0 and C1 controls but tab and line end;
    # the byte order mark, and what stands for a letter that could not be read
    "[\ufffd\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f]"
)
_UNSEEN = re.compile(f"[\u200b{_CONTROLS.pattern[1:]}")
"""The zero-width space divides words in Thai and its kin, and hides in all other scripts."""
NATIVE = re.compile(r"(?![0-9])\d")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|-->")
MARKS = ("**", "__", "`", "](", "][", "] (", "{{", "{%", "*")


def translation_findings(article: LocalizedArticle, glossary: Glossary = NONE) -> Iterator[Finding]:
    """Compare every translation that may print with its source; each message once."""
    said: list[LocalizedUnit] = []
    for localized in translated(article):
        said.append(localized)
        related = [source_place(article, localized)]
        for fault in _faults(localized, article, glossary):
            yield finding(
                fault.code,
                fault.message,
                localized.location,
                related=related,
                hint=fault.hint,
                severity=fault.severity,
            )
    yield from _reading_findings(article, said)


def _faults(
    localized: LocalizedUnit, article: LocalizedArticle, glossary: Glossary
) -> Iterator[Fault]:
    unit = localized.unit
    pair = Pair(
        unit.text,
        localized.translation,
        article.source,
        article.language,
        unit.addresses,
        unit.critical,
        parsed=localized.tokens if localized.state is State.TRANSLATED else None,
    )
    yield from form_faults(pair)
    yield from number_faults(pair)
    yield from meaning_faults(pair)
    yield from wording_faults(pair)
    yield from glossary_faults(pair, glossary)


def form_faults(pair: Pair) -> Iterator[Fault]:
    """Compare placeholders, links and marks, and look for what prints as nothing or as itself."""
    text, tokens, source = pair.translation, pair.tokens, pair.source_tokens
    if hidden := hidden_in(text + plain_text(tokens), pair.language):
        yield hidden
    for fault in differences(_placeholders(source), _placeholders(tokens), "placeholder"):
        yield Fault("H203", fault)
    for fault in differences(_addresses(source), _addresses(tokens), "link"):
        yield Fault("H205", fault)
    for fault in _markup_faults(source, tokens, pair.text, text):
        yield Fault("H206", fault)
    if native := sorted(set(NATIVE.findall(text))):
        yield Fault("H213", f"digits of another script: {' '.join(native)}")


def hidden_in(text: str, language: Language) -> Fault | None:
    """The first character of a text that nobody sees, and that may reverse or hide others."""
    hidden = _CONTROLS if language.breaking == "icu" else _UNSEEN
    match = hidden.search(text)
    if match and match[0] in "\0\ufffd":
        return Fault("H211", "a character was lost here, perhaps in a dose or a number")
    return Fault("H211", f"invisible control character U+{ord(match[0]):04X}") if match else None


def _reading_findings(
    article: LocalizedArticle, said: Sequence[LocalizedUnit]
) -> Iterator[Finding]:
    """Say where a translation as a whole is hard to read, at its catalog."""
    language = article.language
    place = next((unit.location for unit in said if unit.location), None)
    if place is None or language.breaking != "spaces":
        return
    base = language.tag.split("-")[0]
    texts = [plain(unit.translation) for unit in said if unit.unit.place.key != "image"]
    found = count(texts, base)
    hard = [score for score in scores(found, base) if score.hard]
    if found.words >= LEAST_WORDS and hard:
        shown = ", ".join(f"{s.name} {s.value:.1f} ({s.target})" for s in hard)
        yield finding("H233", shown, Location(place.path, 1))


def differences(source: Iterable[str], target: Iterable[str], kind: str) -> Iterator[str]:
    """Say what a translation lacks of its source's placeholders or links, and what it adds."""
    wanted, given = Counter(source), Counter(target)
    for name in wanted - given:
        yield f"the translation lacks the {kind} {name}"
    for name in given - wanted:
        yield f"the translation adds the {kind} {name}"


def _placeholders(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "placeholder":
            yield token.markup
        yield from _placeholders(token.children or [])


def _addresses(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("link_open", "image"):
            yield str(token.attrs.get("href") or token.attrs.get("src") or "")


def _markup_faults(
    source: Sequence[Token], target: Sequence[Token], source_text: str, text: str
) -> Iterator[str]:
    was, now = _plain(source), _plain(target)
    mark = next((mark for mark in MARKS if now.count(mark) > was.count(mark)), "")
    if mark:
        yield f"{mark} would print as it stands"
    if tags := set(TAG.findall(now)) - set(TAG.findall(was)):
        yield f"HTML would print as text: {' '.join(sorted(tags))}"
    if _bolds(target) < _bolds(source):
        yield "what is bold in the source is not bold"
    if "\n\n" in text:
        yield "a blank line would start a second paragraph"
    elif _is_one_paragraph(source_text) and not _is_one_paragraph(text):
        yield f"it would not read as running text: it starts with “{text.strip()[:12]}”"


def _bolds(tokens: Sequence[Token]) -> int:
    return sum(token.type == "strong_open" for token in tokens)


def _plain(tokens: Sequence[Token]) -> str:
    return " ".join(token.content for token in tokens if token.type in ("text", "text_special"))


def _is_one_paragraph(text: str) -> bool:
    if text[:1].isalpha() and "\n" not in text:  # what starts a block is no letter
        return True
    tokens = parser().parse(text)
    return [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
