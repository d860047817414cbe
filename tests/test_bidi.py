"""Order and wholeness of phones, doses and foreign words, as WeasyPrint really lays them out."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handouts.typeset import patterns
from handouts.typeset.bidi import isolate
from handouts.typeset.patterns import tokens
from tests.laid_out import changed, lines, own_fonts, seen, tree

pytestmark = pytest.mark.usefixtures("own_fonts")
__all__ = ["own_fonts"]

# language, sentence, what the eye must meet from left to right somewhere in the line
IN_ORDER = [
    ("ar", "اتصل بالعيادة على الرقم (202) 555-0142 الآن", "(202) 555-0142"),
    ("fa", "با کلینیک تماس بگیرید: 1-800-222-1222 همین حالا", "1-800-222-1222"),
    ("ur", "کلینک کو فون کریں +44 20 7946 0018 ابھی", "+44 20 7946 0018"),
    ("ar", "حرارة فوق 38 °C (100.4 °F) خطر", "38 °C"),
    ("ar", "حرارة فوق 38 °C (100.4 °F) خطر", "100.4 °F"),
    ("fa", "هر بار 5–10 mg بخورید", "5–10 mg"),
    ("ar", "تناول 5–10 ملغ يوميا", "5–10"),
    ("ar", "أعط الطفل 250 mg/5 mL من الشراب", "250 mg/5 mL"),
    ("ur", "کلینک 8:00-17:00 کھلا ہے", "8:00-17:00"),
    ("ar", "تاريخ المراجعة 2026-11-22 فقط", "2026-11-22"),
    ("ar", "بنسبة 50% فقط", "50%"),
    ("ar", "أقل من <5 mg يوميا".replace("<", "&lt;"), "<5 mg"),
    ("ar", "المستند رقم PLS-01 وأيضا L4-L5", "PLS-01"),
    ("ar", "متلازمة <strong>Failed</strong> Back Surgery بعد الجراحة", "Failed Back Surgery"),
    ("ar", "نص <b>قوي with Latin words</b> and more Latin", "with Latin words and more Latin"),
    ("fa", "قرص <i>Take</i> <b>two</b> pills daily سپس", "Take two pills daily"),
    ("ur", "اسے 2 puffs دن میں", "2 puffs"),
    ("ar", "هذا (<b>Failed</b>) back syndrome يعني", "(Failed) back syndrome"),
    ("ar", "اتصل <a href='tel:1'>(202) 555-0142</a> الآن", "(202) 555-0142"),
    ("ar", "اتصل <bdi>+1 (555) 555-0100</bdi> الآن", "+1 (555) 555-0100"),
    ("he", "התקשרו אל +44 20 7946 0018 עכשיו", "+44 20 7946 0018"),
    ("ar", "مركز السموم: 1 (800) 222-1222 الآن", "1 (800) 222-1222"),
    ("ar", "اتصل 8 (800) 123-45-67 الآن", "8 (800) 123-45-67"),
    ("ar", "اتصل +49 30 1234567 الآن", "+49 30 1234567"),
    ("he", "התקשרו +49 (0) 30 1234567 עכשיו", "+49 (0) 30 1234567"),
    ("ar", "اتصل (030) 19240 الآن", "(030) 19240"),
    ("ar", "اتصل 030/123 45 67 الآن", "030/123 45 67"),
    ("fa", "زنگ بزنید (0 30) 12 34 56 حالا", "(0 30) 12 34 56"),
    ("ar", "احفظه في –5 °C دائما", "–5 °C"),
    ("ar", "العيادة 8 AM–5 PM يوميا", "8 AM–5 PM"),
    ("ar", "خذ 100+ mg يوميا", "100+ mg"),
    ("ar", "خذ 100-200 mg يوميا", "100-200 mg"),
    ("ar", "اتصل ١-٨٠٠-٢٢٢-١٢٢٢ الآن", "١-٨٠٠-٢٢٢-١٢٢٢"),
    ("ar", "اتصل (٢٠٢) ٥٥٥-٠١٤٢ الآن", "(٢٠٢) ٥٥٥-٠١٤٢"),
]


@pytest.mark.parametrize(("language", "sentence", "expected"), IN_ORDER)
def test_tokens_and_latin_words_keep_their_order(
    language: str, sentence: str, expected: str
) -> None:
    text = f"<p>{sentence}</p>"
    assert expected in seen(changed(tree(text, language, "rtl"), isolate))[0].replace("\u200e", "")


DIGITS = st.text("0123456789", min_size=1, max_size=7)
PHONES = st.builds(
    lambda plus, code, groups, gaps: (
        plus + code + "".join(part for pair in zip(gaps, groups, strict=False) for part in pair)
    ),
    st.sampled_from(["", "+"]),
    st.one_of(
        DIGITS, DIGITS.map("({})".format), st.tuples(DIGITS, DIGITS).map("{0[0]} ({0[1]})".format)
    ),
    st.lists(DIGITS, min_size=1, max_size=5),
    st.lists(st.sampled_from([" ", "-", "–", "."]), min_size=5, max_size=5),
).filter(lambda phone: sum(map(str.isdigit, phone)) >= 6)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PHONES, st.booleans())
def test_a_phone_is_in_order_however_its_digits_are_grouped(phone: str, arabic: bool) -> None:
    if arabic:
        phone = phone.translate({48 + n: 0x660 + n for n in range(10)})
    page = changed(tree(f"<p>اتصل {phone} الآن</p>", "ar", "rtl"), isolate)
    assert phone in seen(page)[0].replace("\u200e", "")


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [case for case in IN_ORDER if case[2] not in ("100.4 °F", "PLS-01")],
)
def test_without_the_pass_the_order_is_wrong(language: str, sentence: str, expected: str) -> None:
    assert expected not in seen(tree(f"<p>{sentence}</p>", language, "rtl"))[0]


def test_the_reversed_phone_is_the_one_a_patient_must_never_dial() -> None:
    sentence = "<p>اتصل بالعيادة 555-0142 الآن</p>"
    assert "0142-555" in seen(tree(sentence, "ar", "rtl"))[0]
    assert "555-0142" in seen(changed(tree(sentence, "ar", "rtl"), isolate))[0]


def test_a_web_address_is_in_order_and_can_break() -> None:
    address = "https://medlineplus.gov/ency/article/007764.htm"
    body = f"<p>اقرأ المزيد في {address}.</p>"
    assert address in seen(changed(tree(body, "ar", "rtl"), isolate))[0].replace("\u200b", "")
    narrow = "p { width: 40mm }"
    for language, direction in (("ar", "rtl"), ("en", "ltr")):
        before = tree(f"<p>{address}</p>", language, direction)
        after = changed(tree(f"<p>{address}</p>", language, direction), isolate)
        assert len(lines(after, narrow)) >= len(lines(before, narrow))
        assert widest(after, narrow) <= 40 / 25.4 * 96


def test_numbers_that_stand_alone_keep_the_paragraphs_order() -> None:
    """UAX 9: a list of figures in Arabic runs from right to left, over element borders too."""
    assert "3 2 1" in seen(changed(tree("<p>رقم 1 <b>2</b> 3</p>", "ar", "rtl"), isolate))[0]


def test_an_english_sentence_in_an_arabic_block_keeps_its_own_direction() -> None:
    body = '<p>العربية: <span lang="en" dir="ltr">Call (202) 555-0142, then wait.</span></p>'
    assert "Call (202) 555-0142, then wait." in seen(changed(tree(body, "ar", "rtl"), isolate))[0]


def test_arabic_in_an_english_imprint() -> None:
    body = "<p>In Arabic: متلازمة <b>ما بعد</b> الجراحة (end).</p>"
    right = "In Arabic: ةحارجلا دعب ام ةمزالتم (end)."
    assert seen(changed(tree(body), isolate)) == [right]
    assert seen(tree(body)) != [right]


def test_nothing_breaks_inside_a_token() -> None:
    body = "<p>Call the clinic (202) 555-0142 now, take 5–10 mg at 8 am, 38 °C, L4-L5, 50 %.</p>"
    whole = ["(202) 555-0142", "5–10 mg", "8 am", "38 °C", "L4-L5", "50 %"]

    def torn(root: Element) -> set[str]:
        found = set()
        for width in range(24, 60, 2):
            text = "\n".join(seen(root, f"p {{ width: {width}mm }}"))
            found |= {token for token in whole if token not in text}
        return found

    assert torn(tree(body)) == set(whole)
    assert torn(changed(tree(body), isolate)) == set()


def test_a_long_chinese_sentence_stays_breakable() -> None:
    body = "<p>如果您服用5毫克药物后体温高于38 °C，请立即致电(202) 555-0142联系诊所并等待回复。</p>"
    narrow = "p { width: 42mm }"
    after = changed(tree(body, "zh-Hans"), isolate)
    assert widest(after, narrow) <= 42 / 25.4 * 96
    assert len(lines(after, narrow)) > 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 202-555-0142 or 13 11 26.", ["202-555-0142", "13 11 26"]),
        ("Fever above 38 °C (100.4 °F)", ["38 °C", "100.4 °F"]),
        ("Take 2 x 500 mg or 5mg/kg/day, ½ tablet", ["2 x 500 mg", "5mg/kg/day", "½"]),
        ("wait 10-20 minutes, 2–3 days, 5 in all", ["10-20", "2–3"]),
        ("from 8:00-17:00 or 8 am to 5 p.m.", ["8:00-17:00", "8 am", "5 p.m."]),
        ("(see https://a.org/b_c?d=1).", ["https://a.org/b_c?d=1"]),
        ("medlineplus.gov, a.b@c.org", ["medlineplus.gov", "a.b@c.org"]),
        ("PLS-01, L4-L5, COVID-19 and v1.2", ["PLS-01", "L4-L5", "COVID-19", "v1.2"]),
        ("e.g. this i.e. that. Post-op 5-year-old half-life", []),
        ("по 5 мг, 5 года, 10 мл", ["5 мг", "10 мл"]),
        ("服用5mg後、1日2回。38℃以上", ["5mg", "1日", "2回", "38℃"]),
        ("ทุก5มิลลิกรัมครับ", ["5มิลลิกรัม"]),
        ("5–10 ملغ و5 ملغ يوميا", ["5–10 ملغ", "5 ملغ"]),
        ("à 8 h 30, 1 000 mg, 50 %", ["8 h 30", "1 000 mg", "50 %"]),
        ("1, 2 and 3; page 5, 2.5 times", []),
        ("Call +49 30 1234567. 24 hours a day", ["+49 30 1234567"]),
        ("1-800-222-1222 24/7", ["1-800-222-1222", "24/7"]),
        ("take 100-200 mg, 10 000 mg, 1234567 or 12345678901234", ["100-200 mg", "10 000 mg"]),
        ("at –5 °C or 2–8 °C, p. 3–5, a–5", ["–5 °C", "2–8 °C", "3–5"]),
        ("100 单位，15ミリグラム、1回2錠", ["100 单位", "15ミリグラム", "1回", "2錠"]),
        ("ครั้งละ 1–2 เม็ด ทุก 4–6 ชั่วโมง", ["1–2 เม็ด", "4–6 ชั่วโมง"]),
    ],
)
def test_tokens_take_what_belongs_together_and_no_word_more(text: str, expected: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokens(text)] == expected


def test_what_is_marked_raw_or_is_no_text_stays() -> None:
    body = (
        "<style>p::after { content: '5–10 mg' }</style><p data-raw='1'>5–10 mg</p>"
        "<svg><text>5–10 mg</text></svg><p>x <span data-raw='1'>5–10 mg</span></p>"
    )
    before = tostring(next(tree(body, "ar", "rtl").iter("body")))
    assert tostring(next(changed(tree(body, "ar", "rtl"), isolate).iter("body"))) == before


def test_a_link_is_never_split_and_keeps_one_text() -> None:
    body = "<p>زر <a href='u'>https://example.org/a</a> أو <a href='v'>ا one two</a> three four</p>"
    root = changed(tree(body, "ar", "rtl"), isolate)
    assert [len(list(link)) for link in root.iter("a")] == [0, 1]


PIECES = st.sampled_from(
    [
        "(202) 555-0142",
        "5–10 mg",
        "38 °C",
        "https://a.org/b",
        "a@b.org",
        "PLS-01",
        "Latin",
        "two words",
        "عربي",
        "نص آخر",
        "5",
        "50%",
        "ملغ",
        "עברית",
        " ",
        "  ",
        "(",
        ")",
        ",",
        "،",
        ".",
        "-",
        "[",
        "]",
        "٥",
        "é",
        "漢字",
        "ไทย",
        "+",
        "<",
        "&",
        "\u200b",
        "\u200f",
    ]
)
INLINE = st.sampled_from(["b", "strong", "em", "span", "a", "bdi", 'span dir="rtl"', "br", "ul"])
MARKUP = st.recursive(
    PIECES.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        INLINE,
        st.lists(inner, max_size=4),
    ),
    max_leaves=14,
)
SNIPPETS = st.lists(MARKUP, max_size=6).map("".join)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SNIPPETS, st.sampled_from(["ltr", "rtl"]))
@example("<a>(202) 555-0142<b></b></a>", "rtl")
@example("<a>(202) 555-0142<b><i></i></b></a>", "rtl")
def test_the_text_never_changes_and_a_second_pass_does_nothing(body: str, direction: str) -> None:
    root = tree(f"<p>{body}</p>", "ar", direction)
    before = told(root)
    isolate(root)
    assert told(root) == before
    once = tostring(root, encoding="unicode")
    isolate(root)
    assert tostring(root, encoding="unicode") == once


WORDS = st.lists(
    st.sampled_from(["one", "two", "عربي", "نص", ",", ".", "،", "-"]), min_size=1, max_size=5
)
SPOKEN = st.lists(
    st.tuples(st.sampled_from(["", "b", "em", "span"]), WORDS), min_size=1, max_size=4
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SPOKEN, st.sampled_from(["ltr", "rtl"]))
def test_words_stand_as_in_text_without_markup(
    spoken: list[tuple[str, list[str]]], direction: str
) -> None:
    """The judge is Pango's own UAX 9, which is right as long as one text box holds the sentence."""
    parts = [" ".join(words) for _, words in spoken]
    marked = [
        f"<{tag}>{part}</{tag}>" if tag else part
        for (tag, _), part in zip(spoken, parts, strict=True)
    ]
    plain = seen(tree(f"<p>{' '.join(parts)}</p>", "ar", direction))
    assert seen(changed(tree(f"<p>{' '.join(marked)}</p>", "ar", direction), isolate)) == plain


def told(root: Element) -> list[str]:
    """The text of the document, of each link and each block, without U+200B."""
    spots = [root, *root.iter("a"), *root.iter("ul")]
    return [re.sub("[\u200b\u200e]", "", "".join(spot.itertext())) for spot in spots]


def widest(root: Element, style: str) -> float:
    """The right edge of the widest line, in CSS px."""
    return max(line[-1].right - line[0].left for line in lines(root, style))


#: What stands in a number, whole or broken off.
_LATIN = "0 1 12 123 1234 000 555 0142 . , : / - – ( ) + ~ < $ ½ x × mg mL kg h 30 % °F °C μg _ '"
_OTHERS = 'Мг мг ملغ مل מ"ג 分 時間 か月 일 or a.m. day d . ext 5 ’ B-12 v1.2 www.a.org a@b.org'
PARTS = [*_LATIN.split(" "), *_OTHERS.split(" ")]


@pytest.fixture(scope="module")
def whole() -> re.Pattern[str]:
    """One pattern of all that may follow one another in a number; it takes long to compile."""
    figure, unit, dash = patterns._FIGURE, patterns._UNIT, patterns._DASH
    amount = rf"{figure}(?:\+?\s?{unit}(?:\s?/\s?{figure}\s?{unit})?)?"
    number = rf"{patterns._SIGN}{amount}(?:\s?{dash}\s?{amount})*"
    return re.compile(rf"(?P<figure>{number})(?:{patterns._RTL_UNIT_RE.pattern})?")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from([*PARTS, " ", " ", "\u00a0"]), max_size=14))
def test_numbers_end_where_one_pattern_of_them_ends(
    whole: re.Pattern[str], parts: list[str]
) -> None:
    text = "".join(parts)
    for place in range(len(text)):
        head = patterns._SIGN_RE.match(text, place)
        match = whole.match(text, place)
        assert bool(head) == bool(match)
        if head and match:
            assert patterns._number_ends(text, head.end()) == (match.end("figure"), match.end())


@pytest.mark.parametrize("phone", ["(202) 555-0119 ext. 4", "(202) 555-0119x4"])
def test_a_phone_in_a_cell_may_break_before_its_extension_alone(phone: str) -> None:
    page = changed(tree(f"<table><tr><td>Call {phone}</table>"), isolate)
    whole = ["".join(span.itertext()) for span in page.iter("span") if span.get("class") == "nb"]
    assert [part for part in whole if part] == [phone[:14], phone[14:].strip()]
