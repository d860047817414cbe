"""Where lines may break in scripts without spaces, in Korean, Japanese and French, for real."""

from __future__ import annotations

import io
import re
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from handouts.typeset.bidi import isolate
from handouts.typeset.breaks import _between_words, break_words, keep_last_spaces
from tests.laid_out import INVISIBLE, STYLE, changed, lines, own_fonts, seen, tree

pytestmark = pytest.mark.usefixtures("own_fonts")
__all__ = ["own_fonts"]

KINDS = {
    **dict.fromkeys(("th", "lo", "km", "my", "ksw"), "icu"),
    "ko": "korean",
    "ja": "japanese",
    "zh": "cjk",
}
COLUMN = 80 / 25.4 * 96
NARROW = "p, h1 { width: 80mm }"
SPACELESS = {
    "km": "បន្ទាប់ពីការវះកាត់<b>ឆ្អឹងខ្នងអ្នកជំងឺមួយចំនួន</b>នៅតែមានការឈឺចាប់"
    "សូមទូរស័ព្ទទៅគ្លីនិកប្រសិនបើអ្នកមានគ្រុនក្តៅ"
    "លើសពី38 °Cផ្សេងៗទៀតហើយកុំលើករបស់ធ្ងន់រយៈពេល6សប្តាហ៍",
    "lo": "ຫຼັງຈາກການຜ່າຕັດກະດູກສັນຫຼັງ<b>ຄົນເຈັບບາງຄົນ</b>ຍັງມີອາການເຈັບປວດກະລຸນາໂທຫາຄລີນິກຖ້າທ່ານມີໄຂ້ສູງ"
    "ກວ່າ38 °Cຫຼືອາການຕ່າງໆອື່ນໆ",
    "my": "ကျောရိုးခွဲစိတ်ပြီးနောက်<b>လူနာအချို့သည်</b>နာကျင်မှုဆက်လက်ခံစားရသည်ဆေးကို၅ကြိမ်သောက်ပါဆရာဝန်နှင့်တိုင်ပင်ပါ",
    "th": "หลังการผ่าตัดกระดูกสันหลัง<b>ผู้ป่วยบางราย</b>ยังคงมีอาการปวดหลัง"
    "หรือปวดขารับประทานยาครั้งละ5มิลลิกรัม"
    "ทุก8ชั่วโมงเรื่อยๆและติดต่อคลินิก",
    "ksw": "ပှၤဆိးကးတၢ်ဆါအံၤကိးတၢ်ကူစါယါဘျါတၢ်လီၢ်ဖဲ<b>နတၢ်ကိၢ်</b>အါထီၣ်န့ၣ်တက့ၢ်ဒီးမၤတၢ်ဆါတဂ့ၤ",
}
KOREAN = (
    "수술 후에도 <b>통증</b>이 계속되면 의사와 상의하십시오. 하루에 5 mg을 두 번 복용하고 "
    "체온이 38 °C를 넘으면 (202) 555-0142로 전화하십시오."
)
HEADING = "椎弓切除術後症候群の患者さんとご家族のための手引き"


def broken(root: Element) -> Element:
    """The tree after both passes, in the order of the press."""

    def breaks(tree: Element) -> None:
        break_words(tree, lambda tag: KINDS.get(tag.partition("-")[0], "spaces"))

    return changed(root, isolate, breaks)


def text_of(root: Element) -> str:
    return "".join(root.itertext()).translate(INVISIBLE)


def widest(root: Element) -> float:
    return max(text.right for line in lines(root, NARROW) for text in line)


@pytest.mark.parametrize("language", SPACELESS)
def test_lines_of_spaceless_scripts_stay_in_the_column(language: str) -> None:
    body = f"<p>{SPACELESS[language]}</p>"
    root = broken(tree(body, language))
    assert widest(root) <= COLUMN + 0.1
    assert len(lines(root, NARROW)) > 1
    assert text_of(root) == text_of(tree(body, language))


@pytest.mark.parametrize("language", ["km", "lo", "my", "ksw"])
def test_without_the_pass_they_run_off_the_paper(language: str) -> None:
    assert widest(tree(f"<p>{SPACELESS[language]}</p>", language)) > COLUMN + 10


@pytest.mark.parametrize("language", SPACELESS)
def test_no_line_starts_with_a_repetition_sign_or_a_mark(language: str) -> None:
    root = broken(tree(f"<p>{SPACELESS[language]}</p>", language))
    for after in re.findall("\u200b(.)", "".join(root.itertext())):
        assert after not in "ៗໆๆ"
        assert after.isalpha() or after.isdigit()


def between(text: str, language: str) -> str:
    """The text with a bar where the pass allows a break and a dot where it forbids one."""
    body = broken(tree(f"<p>{text}</p>", language)).find("body/p")
    assert body is not None
    return "".join(body.itertext()).replace("\u200b", "|").replace("\u2060", "·")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("km", "អ្នកជំងឺផ្សេងៗទៀត", "អ្នក|ជំងឺ|ផ្សេងៗ|ទៀត"),
        ("km", "ការ\u200bវះ<b>កាត់</b>ហើយ", "ការ|វះកាត់|ហើយ"),
        ("km", "សូមទូរស័ព្ទ5ដង", "សូម|ទូរស័ព្ទ|5ដង"),
        ("km", "សូមប្រាប់អ្នកភ្លាមៗ", "សូម|ប្រាប់|អ្នក|ភ្លាមៗ"),
        ("km", "ចំណុចសំខាន់ៗ", "ចំណុច|សំខាន់ៗ"),
        ("km", "សួរពីរបៀបរកក្រុម", "សួរ|ពី|របៀប|រក|ក្រុម"),
        ("th", "บริหารง่าย ๆ เพื่อ", "บริหาร|ง่าย ·ๆ เพื่อ"),
        ("my", "အရင် မရှိပါ", "အရင် မရှိပါ"),
        ("my", "ကုသခြင်း", "ကုသခြင်း"),
        ("lo", "ຕ່າງໆອື່ນໆ", "ຕ່າງໆ|ອື່ນໆ"),
        ("th", "เรื่อยๆครับ", "เรื่อยๆ|ครับ"),
        ("th", "ครั้ง\u2060ละ", "ครั้ง·ละ"),
        ("my", "ကို၅ကြိမ်သောက်ပါ", "ကို|၅ကြိမ်|သောက်ပါ"),
        ("km", "😀 ជំងឺអ្នក", "😀 ជំងឺ|អ្នក"),
        ("km", '<span lang="th">ครับผม</span>', "ครับ|ผม"),
        ("km", '<span lang="en">back pain</span>', "back pain"),
        ("fr", "Avez-vous mal ? « Oui » : non", "Avez-vous mal ·? «· Oui ·» ·: non"),
        ("fr", "mal\u202f? «\u00a0oui\u00a0»", "mal\u202f? «\u00a0oui\u00a0»"),
        ("en", "Pain ? No", "Pain ? No"),
        ("zh-Hans", "每日服用药物", "每日服用药物"),
        ("ja", HEADING, HEADING),
    ],
)
def test_marks_stand_at_words_and_translators_marks_stay(
    language: str, text: str, expected: str
) -> None:
    assert between(text, language) == expected


WIDTHS = range(16, 90, 3)


def torn_words(root: Element, words: list[str]) -> set[str]:
    """The words that do not stand whole on one line at some width."""
    torn = set()
    for width in WIDTHS:
        page = seen(root, f"p, h1 {{ width: {width}mm }}")
        text = "\n".join(line.translate(INVISIBLE) for line in page)
        torn |= {word for word in words if word not in text}
    return torn


def test_korean_words_stay_whole() -> None:
    body = f"<p>{KOREAN}</p>"
    words = re.sub("<.*?>", "", KOREAN).replace("(202) 555", "(202)\u00a0555").split()
    words = [word.replace("\u00a0", " ") for word in words]
    assert "555-0142로" in " ".join(words)
    assert torn_words(broken(tree(body, "ko")), words) == set()
    assert len(torn_words(tree(body, "ko"), words)) > 5


def test_the_marks_leave_no_trace_in_the_text_of_the_pdf() -> None:
    from weasyprint import CSS, HTML

    root = broken(tree(f"<p>{KOREAN}</p>", "ko"))
    assert "\u2060" in "".join(root.itertext())
    html = HTML(string=tostring(root, encoding="unicode", method="html"))
    pdf = html.write_pdf(stylesheets=[CSS(string=STYLE)])
    assert PdfReader(io.BytesIO(pdf)).pages[0].extract_text() == re.sub("<.*?>", "", KOREAN)


def test_a_very_long_korean_word_may_break_at_its_bracket() -> None:
    word = "척추수술후통증증후군(PLS)환자분들께서는"
    assert "|".join(between(word, "ko").replace("·", "").split("(")) == "|".join(word.split("("))
    assert "군(" in between(word, "ko")
    assert "수·술" in between(word, "ko")
    endless = "가나다라마바사아자차카타파하"
    assert between(endless, "ko") == endless


def test_japanese_headings_break_at_phrases_only() -> None:
    phrases = ["椎弓切除術後", "症候群の", "患者さんと", "ご家族の", "ための", "手引き"]
    assert "".join(phrases) == HEADING
    body = f"<h1>{HEADING}</h1>"
    assert torn_words(broken(tree(body, "ja")), phrases[1:]) == set()
    assert torn_words(tree(body, "ja"), phrases[1:]) != set()


@pytest.mark.parametrize("language", ["km", "ko", "ja", "fr"])
def test_a_second_pass_changes_nothing(language: str) -> None:
    body = f"<h1>{HEADING}</h1><p>{SPACELESS['km']} {KOREAN} « Oui » !</p>"
    root = broken(tree(body, language))
    once = tostring(root)
    assert tostring(broken(root)) == once


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["ជំងឺ", "ครับ", "수술", "「患者", " ", "5", "<b>ៗ</b>", "<br>", "a", "« ", " !"]
        )
    ),
    st.sampled_from(["km", "th", "ko", "ja", "fr", "en"]),
)
def test_nothing_but_the_two_marks_is_added(parts: list[str], language: str) -> None:
    body = f"<h2>{''.join(parts)}</h2>"
    root = broken(tree(body, language))
    assert text_of(root) == text_of(tree(body, language))
    assert [element.tag for element in root.iter("b")] == ["b"] * parts.count("<b>ៗ</b>")


@pytest.mark.parametrize(
    ("language", "text", "together"),
    [
        ("km", "កុំឈប់ប្រើវាដោយខ្លួនឯង", "កុំឈប់"),
        ("th", "อย่าหยุดยาเอง", "อย่าหยุด"),
        ("my", "ဆေးမရပ်ပါနဲ့", "မရပ်ပါနဲ့"),
    ],
)
def test_a_negation_stays_with_what_it_denies(language: str, text: str, together: str) -> None:
    places = {place for place, mark in _between_words(text, language) if mark == "\u200b"}
    start = text.index(together)
    assert not places & set(range(start + 1, start + len(together)))
    assert places, "the rest of the sentence may break"


COUNTED = [
    ("en", "Take 3 tablets, 1,000 units, 1/2 pill within 10 feet", "3~tablets 1,000~units 10~feet"),
    ("en", "every 4 to 6 hours, not 2 o'clock", "4~to~6~hours"),
    ("de", "alle 5 bis 10 Minuten", "5~bis~10~Minuten"),
    ("th", "ครั้งละ 2 เม็ด", "2~เม็ด"),
    ("en", "Call (202) 555-0142 now. In 2026. The 5 things.", "5~things"),
    ("de", "2 Sprühstöße und 3 Behandlungstermine", "2~Sprühstöße"),
]


@pytest.mark.parametrize(("language", "text", "together"), COUNTED)
def test_a_figure_stays_with_what_it_counts(language: str, text: str, together: str) -> None:
    said = text_of(broken(tree(f"<p>{text}</p>", language)))
    assert said == text.translate(INVISIBLE)
    marked = "".join(broken(tree(f"<p>{text}</p>", language)).itertext())
    bound = marked.replace(" \u2060", "~").replace("\u200b", "")
    assert all(word in bound for word in together.split())
    assert not any(apart in bound for apart in ("0142~", "2026~", "3~Behandlung"))


def test_no_line_ends_between_a_figure_and_its_word() -> None:
    body = "<p>Take 3 tablets every 4 to 6 hours and stay 10 feet away for 5 minutes.</p>"

    def torn(root: Element) -> set[str]:
        whole = {"3 tablets", "4 to 6 hours", "10 feet", "5 minutes"}
        return {
            part
            for width in range(30, 60, 3)
            for part in whole
            if part not in "\n".join(seen(root, f"p {{ width: {width}mm }}")).translate(INVISIBLE)
        }

    assert torn(tree(body)) >= {"4 to 6 hours", "10 feet", "5 minutes"}
    assert torn(broken(tree(body))) == set()


def test_a_space_before_a_mark_does_not_end_the_line_early() -> None:
    # The engine's fault: `tests/test_upstream.py` would tell when it is mended.
    root = fromstring("<p>You may feel worse. <strong>Do not stop.</strong> Ask <a>us</a></p>")
    keep_last_spaces(root)
    assert root.text == "You may feel worse. \u200b"
    assert root[0].tail == " Ask \u200b"
    unmended = fromstring("<p>a<strong>b</strong></p>")
    keep_last_spaces(unmended)
    assert unmended.text == "a"
