"""Phones, doses, dates and addresses as the eye meets them: in order, whole, in Latin digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import budoux
import pytest

from tests.pdffacts import Element, Facts
from tests.pdfink import Glyph, Page
from tests.printed import (
    LANGUAGES,
    Printed,
    Small,
    catalog,
    messages,
    small,
    without,
)
from tests.test_page import across, outside

PHONE = "(202) 555-0142"
TOKENS = """
(202) 555-0142|+1 202 555 0143|1-800-222-1222|2.5 mg|08:00–17:00|1–2|500 mg|4–6|4,000 mg|0.5 mL/kg
10–15 mL|5 mg/5 mL|130/80 mmHg|101 °F|38.3 °C|2–8 °C|−18 °C|2026-03-09|14:30|09/03/2026|24/7
help@example.org|www.example.org/back|PLS-2026-04|v1.2.10|911|104 °F|40 °C|1.5 L|25%|7.5 mg|30 min
""".strip().replace("\n", "|").split("|")  # fmt: skip
ADDRESSES = ("www.example.org/back",)  # may go on in the next line, after a mark
SETTINGS = """
[clinics.a]
name = "Hill Clinic"
phone = "(202) 555-0142"
email = "desk@example.org"
url = "https://example.org/{slug}"
hours = "Mo-Fr 08:00-17:00"
"""
#: Words that stand for all others in a translation made up here.
WORDS = {
    "ar": "كلمة طويلة بعض ألم ثم ظهر",
    "fa": "درد کمر پس از جراحی می‌ماند",
    "ur": "درد کمر کے بعد بھی رہتا",
    "he": "כאב גב אחרי ניתוח נשאר כאן",
    "th": "ปวดหลัง หลังผ่าตัด ยังมีอาการ อยู่บ่อยๆ โทรหาเรา ทันที",
    "ja": "痛みが 手術後 に続く 場合は 医師に 相談",
    "de": "Rücken Schmerzen Wirbelsäule nach Operation bleiben",
}
KEPT = re.compile(
    "|".join(map(re.escape, sorted([*TOKENS, "{clinic.phone}", "**"], key=len, reverse=True)))
)


def pseudo(text: str, tag: str) -> str:
    """Translate word by word, and keep numbers, addresses, facts and marks for bold."""
    words, spaced = WORDS[tag].split(), " " if tag not in ("th", "ja") else ""
    count = iter(range(10_000))

    def other(match: re.Match[str]) -> str:
        return words[next(count) % len(words)]

    parts, place = [], 0
    for kept in KEPT.finditer(text):
        parts += [re.sub("[A-Za-z]+", other, text[place : kept.start()]), kept[0]]
        place = kept.end()
    parts.append(re.sub("[A-Za-z]+", other, text[place:]))
    return (
        "".join(parts)
        if spaced
        else re.sub(r"(?<=\W)(?<![\d)]) | (?=[฀-๿぀-鿿])", "", "".join(parts))
    )


def project_of_tokens(folder: Path, *tags: str) -> Small:
    project = small(folder, "tokens", settings=SETTINGS)
    keys = list(messages("tokens", folder))
    for tag in tags:
        project.translate(tag, {key: pseudo(key[1], tag) for key in keys}, "tokens")
    return project


# ── the order of the eye ───────────────────────────────────────────────────────────────────────


def left_to_right(pages: list[Page]) -> list[str]:
    """Read what stands in Latin letters, digits and their marks on each line, from the left.

    White of a word's width or more is a bar, narrower white is nothing.
    """
    found = []
    for page in pages:
        for line in page.lines(gap=2.5):
            parts, edge = [], line.left
            for glyph in line.glyphs:
                if glyph.text and _latin(glyph):
                    parts += ["|"] * (glyph.left - edge > 0.45 * glyph.size) + [glyph.text]
                    edge = glyph.right
            found.append("".join(parts))
    return found


def _latin(glyph: Glyph) -> bool:
    return all(letter.isascii() or letter in "°–−·’" for letter in glyph.text)


def split_or_turned(tokens: list[str], lines: list[str]) -> list[str]:
    """Find the tokens that stand on no line as a whole and in order."""
    return [t for t in tokens if not any(_alone(t.replace(" ", ""), line) for line in lines)]


def _alone(token: str, line: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(token)}(?!\d)", line) is not None


@pytest.mark.parametrize("tag", ["en", *WORDS])
def test_tokens_stand_whole_and_in_order(tmp_path: Path, tag: str) -> None:
    project = project_of_tokens(tmp_path, *({tag} - {"en"}))
    (result,) = project.build(tags=(tag,))
    assert result.outcome == "built", result.findings
    pages = project.pages(result)
    lines = left_to_right(pages)
    whole = [token for token in TOKENS if token not in ADDRESSES]
    assert split_or_turned(whole, lines) == []
    assert foreign_digits(project.facts(result).document.text()) == []
    # the clinic's own facts, the document's id and date, and the code's caption
    ids = f"tokens · {tag} · Version 1.2 · March 9, 2026 · Review by March 2028"
    assert split_or_turned([ids], lines) == []
    assert [_alone(PHONE.replace(" ", ""), line) for line in lines].count(True) >= 4


@pytest.mark.parametrize("tag", ["ar", "fa", "ur", "he"])
def test_order_is_lost_where_nothing_is_isolated(tmp_path: Path, tag: str) -> None:
    project = project_of_tokens(tmp_path, tag)
    with without("isolate"):
        (result,) = project.build(tags=(tag,))
    turned = split_or_turned(TOKENS, left_to_right(project.pages(result)))
    assert {"+1 202 555 0143", "130/80 mmHg", "2–8 °C"} <= set(turned)
    assert len(turned) > 8


def test_tokens_break_in_narrow_columns_where_nothing_holds_them(tmp_path: Path) -> None:
    project = project_of_tokens(tmp_path, "de")
    with without("isolate"), without("break_words"):  # which keeps figures with their words, too
        (result,) = project.build(tags=("de",))
    lines = left_to_right(project.pages(result))
    assert split_or_turned([token for token in TOKENS if " " in token], lines), lines


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_number_of_a_handout_is_whole_and_in_order(printed: Printed, tag: str) -> None:
    lines = left_to_right(printed.pages(tag))
    texts = [e.msgstr for e in catalog(tag)] if tag != "en" else [e.msgid for e in catalog("es")]
    tokens = {token for text in texts for token in re.findall(r"\d[\d.,]*(?:\s?°\s?[CF])?", text)}
    tokens = {PHONE, *(token.rstrip(".,") for token in tokens)}
    assert {"911", "101 °F"} <= tokens
    assert split_or_turned(sorted(tokens), lines) == []


# ── digits ─────────────────────────────────────────────────────────────────────────────────────


def foreign_digits(text: str) -> list[str]:
    """Find digits that are not 0 to 9."""
    return [letter for letter in text if letter.isdecimal() and not letter.isascii()]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_digits_are_latin(printed: Printed, tag: str) -> None:
    facts = printed.facts(tag)
    page = facts.document.text() + "".join(facts.artifacts)
    assert foreign_digits(page) == []
    assert re.search(r"\d", page)
    assert [g.text for p in printed.pages(tag) for g in p.glyphs if foreign_digits(g.text)] == []


def test_other_digits_are_noticed(tmp_path: Path) -> None:
    project = project_of_tokens(tmp_path, "ar")
    texts = {key: pseudo(key[1], "ar") for key in messages("tokens", tmp_path)}
    texts[None, "The line is open 24/7 all year long."] = "خط الهاتف مفتوح ٢٤/٧"
    project.translate("ar", texts, "tokens")
    (result,) = project.build(tags=("ar",))
    assert foreign_digits(project.facts(result).document.text()) == ["٢", "٤", "٧"]


# ── where lines end ────────────────────────────────────────────────────────────────────────────


def line_ends(facts: Facts, pages: list[Page], *roles: str) -> Iterator[tuple[str, str]]:
    """Give what stands before and after each line end inside a paragraph, heading or list item."""
    baselines = {glyph.tag: round(glyph.y) for page in pages for glyph in page.glyphs}
    for block in facts.document.walk():
        if block.role in roles:
            drawn = [(baselines[tag], text) for tag, text in _drawn(block) if tag in baselines]
            for n, ((y, _), (under, _)) in enumerate(pairwise(drawn), 1):
                if y != under:
                    parts = [text for _, text in drawn]
                    yield "".join(parts[:n]), "".join(parts[n:])


def _drawn(element: Element) -> Iterator[tuple[tuple[tuple[int, int], int], str]]:
    tags = iter(element.content)
    for kid in element.kids:
        if isinstance(kid, str):
            yield next(tags), kid
        elif kid.role != "L":
            yield from _drawn(kid)


BLOCKS = ("P", "LBody", "H1", "H2", "H3")


def broken_hangul(facts: Facts, pages: list[Page]) -> tuple[int, list[str]]:
    """Count line ends, and find those within a word."""
    ends = list(line_ends(facts, pages, *BLOCKS))
    hangul = re.compile("[가-힣]")
    return len(ends), [
        f"{before[-3:]}|{after[:3]}"
        for before, after in ends
        if hangul.match(before[-1]) and hangul.match(after)
    ]


def test_korean_words_stay_whole(printed: Printed) -> None:
    count, broken = broken_hangul(printed.facts("ko"), printed.pages("ko"))
    assert count > 25
    assert broken == []


def test_broken_korean_words_are_noticed(tmp_path: Path) -> None:
    project = small(tmp_path, "columns")
    korean = "수술 후에도 일부 사람은 허리 통증을 계속 겪습니다 그래서 의사와 상의하십시오 "
    texts = {key: korean * (1 + len(key[1]) // 30) for key in messages("columns", tmp_path)}
    project.translate("ko", texts, "columns")
    with without("break_words"):
        (result,) = project.build(tags=("ko",))
    assert len(broken_hangul(project.facts(result), project.pages(result))[1]) > 3


@pytest.mark.parametrize("tag", ["th", "km", "my"])
def test_lines_end_between_words(printed: Printed, tag: str) -> None:
    count, wrong = _within_words(printed.facts(tag), printed.pages(tag), tag)
    assert count > 25
    assert wrong == []


def test_lao_lines_end_between_words_inside_their_column(tmp_path: Path) -> None:
    project = small(tmp_path, "columns")
    lao = "ຫຼັງການຜ່າຕັດບາງຄົນຍັງມີອາການເຈັບຫຼັງກະລຸນາປຶກສາແພດຂອງທ່ານ" * 2
    project.translate("lo", dict.fromkeys(messages("columns", tmp_path), lao), "columns")
    (result,) = project.build(tags=("lo",))
    facts, pages = project.facts(result), project.pages(result)
    count, wrong = _within_words(facts, pages, "lo")
    assert count > 10
    assert wrong == []
    assert [text for page in pages for text in across(page, facts) - {lao}] == []
    assert [line for page in pages for line in outside(page)] == []


def test_lines_that_end_within_words_are_noticed(tmp_path: Path) -> None:
    project = small(tmp_path, "columns")
    khmer = max((e.msgstr for e in catalog("km")), key=len).replace(" ", "")
    texts = dict.fromkeys(messages("columns", tmp_path), khmer)
    project.translate("km", texts, "columns")
    with without("break_words"):
        (result,) = project.build(tags=("km",))
    if result.outcome == "built":
        assert _within_words(project.facts(result), project.pages(result), "km")[1]
    else:  # without breaks, lines leave their columns
        assert {found.code for found in result.findings} & {"H301", "H302"}


def _within_words(facts: Facts, pages: list[Page], tag: str) -> tuple[int, list[str]]:
    """Count line ends, and find those where ICU, asked here directly, sees no end of a word."""
    from icu4py.breakers import WordBreaker

    ends, wrong = list(line_ends(facts, pages, *BLOCKS)), []
    for before, after in ends:
        whole, place, starts = before + after, 0, set()
        for word in WordBreaker(whole, tag):
            starts.add(place)
            place += len(str(word))
        if len(before) not in starts:
            wrong.append(f"{before[-12:]}|{after[:12]}")
    return len(ends), wrong


def test_japanese_headings_end_their_lines_at_phrases(tmp_path: Path) -> None:
    project = small(tmp_path, "columns")
    heading = "手術のあとに腰の痛みが続くときは、まず担当の医師に相談しましょう"
    texts = dict.fromkeys(messages("columns", tmp_path), heading)
    project.translate("ja", texts, "columns")

    def starts() -> set[int]:
        (result,) = project.build(tags=("ja",))
        facts, pages = project.facts(result), project.pages(result)
        return {len(before) for before, _ in line_ends(facts, pages, "H1", "H2")}

    phrases = budoux.load_default_japanese_parser().parse(heading)
    allowed = {len("".join(phrases[:n])) for n in range(1, len(phrases))}
    assert starts()
    assert starts() <= allowed
    with without("break_words"):
        assert not starts() <= allowed
