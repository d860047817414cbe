"""Where lines may break in languages that write without spaces, and where they must not.

WeasyPrint finds no break in Lao, Khmer and Burmese, breaks Korean inside words, and Japanese
headings anywhere. This pass writes the right places into the text as two characters that print
nothing: U+200B, a line may break here, and U+2060, it may not. What a translator put there stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias
from xml.etree.ElementTree import Element

from handouts.typeset.tree import OBJECT, Kind, Paragraph, Piece, paragraphs

if TYPE_CHECKING:
    import budoux

MAY_BREAK = "\u200b"
MUST_NOT_BREAK = "\u2060"

_DONE = "data-broken"
_LONGEST_KOREAN_WORD = 12  # syllables; a longer one might not fit a narrow column
_LONGEST_PHRASE = 14  # characters, about a third of the width of a one-pager's heading
_HEADINGS = frozenset({"h1", "h2", "h3"})

_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
_ASIAN_TEXT = re.compile(f"[{_ASIAN}]")
_BEFORE_FIGURE = re.compile(rf"(?<=[{_ASIAN}])(?=\d)")
_CLINGS = frozenset("ៗໆๆฯຯ")
# ICU takes a word before one of these for an unknown one and cuts it; before a space it knows it.
_REPETITION = re.compile("[ៗໆๆ]")
_SPACED_REPETITION = re.compile("(?<= )(?=[ៗໆๆ])")
_BURMESE_PREFIXES = frozenset(("အ", "မ"))
# "Not" and "do not" never stand apart from what they deny: a new line would say the opposite.
_NEGATIONS = frozenset(("កុំ", "មិន", "អត់", "อย่า", "ไม่", "ห้าม", "ຢ່າ", "ບໍ່"))
_BURMESE_ENDINGS = ("တာ", "မှု", "ခြင်း", "ပါ", "ဘူး", "နိုင်", "စီ", "နဲ့")
# Words that ICU cuts and a reader would not.
_KEPT_WHOLE = re.compile(
    "(ជំងឺ|របៀប|លំហាត់ប្រាណ|ผู้ป่วย|บาดเจ็บ|มากขึ้น|เส้นประสาท|หมอนรองกระดูก|ผิดปกติ|ຜ່າຕັດ|ကုသ|အမေရိကန်)"
)
_KOREAN_WORD = re.compile(r"\S*[\uac00-\ud7af]\S*")
_KOREAN_PART = re.compile(r"[(\[「『]?[^(\[「『/·\u200b]+[/·]?")
_SETTLED = re.compile(rf"[\s{MAY_BREAK}{MUST_NOT_BREAK}{OBJECT}]")
# "3 tablets", "10 feet", "4 to 6": a figure alone at the end of a line is soon misread.
_COUNTED = re.compile(
    r"(?<![\w.,/:])(?<!\d{3}[-.– ])[\d.,/½¼¾⅓⅔]{1,6}(?<=[\d½¼¾⅓⅔]) (?=([^\W\d_]+))"
)
_LONGEST_COUNTED = 12  # characters: what is longer might not fit a narrow cell
_FROM_TO = re.compile(r"(?<=\d )(?<!\d{4} )[^\W\d_]{1,3} (?=\d)")
_FRENCH_SPACE = re.compile("(?<= )(?=[;:!?»])|(?<=«)(?= )")

Insertion = tuple[int, str]
Within: TypeAlias = Literal["text", "heading", "cell"]
"""What a text stands in: a heading keeps its phrases, the cell of a table is narrow."""


def break_words(root: Element, breaking_of: Callable[[str], str]) -> None:
    """Insert U+200B and U+2060 in place, for the whole document; a second pass changes nothing.

    `breaking_of` maps a language tag to its kind of breaking: "spaces", "icu", "cjk", "japanese" or
    "korean". "cjk" needs nothing beyond what `bidi.isolate` does for figures.
    """
    if root.get(_DONE):
        return
    root.set(_DONE, "yes")
    kind_of = cache(breaking_of)
    for paragraph in paragraphs(root):
        insertions: list[Insertion] = []
        for language in dict.fromkeys(p.language for p in paragraph.pieces if p.kind is Kind.TEXT):
            insertions += _breaks(paragraph, language, kind_of(language))
        if insertions:
            _insert(paragraph, sorted(insertions))


def broken(text: str, language: str, kind: str, within: Within = "text") -> str:
    """Return a plain text of one language with U+200B and U+2060 in their places."""
    parts, done = [], 0
    for place, mark in sorted(_in_text(text, language, kind, within)):
        parts += [text[done:place], mark]
        done = place
    return "".join([*parts, text[done:]])


def _breaks(paragraph: Paragraph, language: str, kind: str) -> Iterable[Insertion]:
    """What to insert in the parts of a paragraph that are in one language, by place in its text."""
    heading = paragraph.container.tag in _HEADINGS
    within: Within = "cell" if paragraph.in_cell else "heading" if heading else "text"
    return _in_text(_spoken(paragraph, language), language, kind, within)


def _in_text(text: str, language: str, kind: str, within: Within) -> Iterable[Insertion]:
    """The places of a language, and those behind figures; no place comes twice.

    A cell of a table is too narrow to keep more together than it must.
    """
    found = dict(_after_figures(text) if within != "cell" else ())
    found |= dict(_of_language(text, language, kind, within))
    return found.items()


def _of_language(text: str, language: str, kind: str, within: Within) -> Iterable[Insertion]:
    primary = language.partition("-")[0].lower()
    if kind == "icu":
        return _between_words(text, primary)
    if kind == "korean":
        return _within_korean_words(text)
    if kind == "japanese" and within == "heading":
        return _within_japanese_phrases(text)
    if primary == "fr":
        return _at_french_marks(text)
    return ()


def _spoken(paragraph: Paragraph, language: str) -> str:
    """The paragraph's text with stand-ins for what is in other languages."""
    return "".join(
        OBJECT * len(piece.text)
        if piece.kind is Kind.TEXT and piece.language != language
        else piece.text
        for piece in paragraph.pieces
    )


def _insert(paragraph: Paragraph, insertions: list[Insertion]) -> None:
    """Write the characters into the tree; at an element's border they go to the text before it."""
    todo = iter(insertions)
    place, mark = next(todo, (-1, ""))
    for piece in paragraph.pieces:
        if piece.kind is not Kind.TEXT:
            continue
        end = piece.start + len(piece.text)
        parts, done = [], piece.start
        while mark and place <= end:
            parts += [piece.text[done - piece.start : place - piece.start], mark]
            done = place
            place, mark = next(todo, (-1, ""))
        if parts:
            _write(piece, "".join([*parts, piece.text[done - piece.start :]]))


def _write(piece: Piece, text: str) -> None:
    if piece.is_tail:
        piece.element.tail = text
    else:
        piece.element.text = text


@lru_cache(maxsize=4096)
def _between_words(text: str, language: str) -> tuple[Insertion, ...]:
    """Thai, Lao, Khmer, Burmese, Karen: break between the words that ICU's dictionaries know."""
    if not _ASIAN_TEXT.search(text):
        return ()
    found = {place.start(): MUST_NOT_BREAK for place in _SPACED_REPETITION.finditer(text)}
    for figure in _BEFORE_FIGURE.finditer(text):
        if _ends_word(text[figure.start() - 1]):
            found[figure.start()] = MAY_BREAK
    place = 0
    for word in _words(text, language):
        place += len(word)
        if word in _BURMESE_PREFIXES or word in _NEGATIONS or place == len(text):
            continue
        if text.startswith(_BURMESE_ENDINGS, place):
            continue
        if _ends_word(text[place - 1]) and _starts_word(text[place]):
            found[place] = MAY_BREAK
    return tuple(sorted(found.items()))


def _words(text: str, language: str) -> Iterator[str]:
    """What stays together, in order; repetition signs come out as spaces."""
    from icu4py.breakers import LineBreaker

    # ICU has no Karen; its Burmese breaks after syllables, which both languages share.
    locale = "my" if language == "ksw" else language
    for number, part in enumerate(_KEPT_WHOLE.split(text)):
        if number % 2:
            yield part
        elif part:
            yield from LineBreaker(_REPETITION.sub(" ", part), locale)


def _ends_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" and bool(_ASIAN_TEXT.match(character))


def _starts_word(character: str) -> bool:
    is_letter = unicodedata.category(character)[0] == "L" and character not in _CLINGS
    return is_letter and bool(_ASIAN_TEXT.match(character))


def _within_korean_words(text: str) -> Iterator[Insertion]:
    """Korean: no break inside a word, that is between spaces; a long one may break at brackets."""
    for word in _KOREAN_WORD.finditer(text):
        if _syllables(word) <= _LONGEST_KOREAN_WORD:
            yield from _glue(text, *word.span())
            continue
        for part in _KOREAN_PART.finditer(text, *word.span()):
            if _syllables(part) <= _LONGEST_KOREAN_WORD:
                yield from _glue(text, *part.span())


def _syllables(word: re.Match[str]) -> int:
    return len(word[0].replace(MUST_NOT_BREAK, ""))


@lru_cache(maxsize=1024)
def _within_japanese_phrases(text: str) -> tuple[Insertion, ...]:
    """Japanese headings: no break inside a phrase, unless it is too long to stay whole."""
    found: list[Insertion] = []
    place = 0
    for phrase in _budoux().parse(text):
        if len(phrase) <= _LONGEST_PHRASE:
            found += _glue(text, place, place + len(phrase))
        place += len(phrase)
    return tuple(found)


@lru_cache(maxsize=1)
def _budoux() -> budoux.Parser:
    import budoux

    return budoux.load_default_japanese_parser()


def _glue(text: str, start: int, end: int) -> Iterator[Insertion]:
    """U+2060 between all letters of text[start:end] between which a line could break."""
    for place in range(start + 1, end):
        pair = text[place - 1 : place + 1]
        if max(pair) >= "\u1100" and not _SETTLED.search(pair):
            yield place, MUST_NOT_BREAK


def _after_figures(text: str) -> Iterator[Insertion]:
    """No break between a figure and the short word that it counts, nor in a range of two."""
    for figure in _COUNTED.finditer(text):
        if len(figure[0]) + len(figure[1]) <= _LONGEST_COUNTED:
            yield figure.end(), MUST_NOT_BREAK
    for word in _FROM_TO.finditer(text):
        yield word.end(), MUST_NOT_BREAK


def _at_french_marks(text: str) -> Iterator[Insertion]:
    """French: no break at a plain space before `; : ! ? »` or after `«`."""
    return ((mark.start(), MUST_NOT_BREAK) for mark in _FRENCH_SPACE.finditer(text))


def keep_last_spaces(root: Element) -> None:
    """Put U+200B after a space that stands before an inline element.

    WeasyPrint 70 ends a line early there when the text fits but its last space does not.
    """
    for element in root.iter():
        if callable(element.tag) or element.tag in _NO_TEXT:
            continue
        before: Element | None = None
        for child in element:
            if child.tag in _INLINE:
                if before is None:
                    element.text = _kept(element.text)
                else:
                    before.tail = _kept(before.tail)
            before = child


def _kept(text: str | None) -> str | None:
    return f"{text}\u200b" if text and len(text) > 1 and text.endswith(" ") else text


_INLINE = frozenset(("strong", "em", "b", "i", "a", "span", "bdi", "code"))
_NO_TEXT = frozenset(("head", "style", "svg", "title"))
