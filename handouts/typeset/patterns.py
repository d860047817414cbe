"""What must stay in one piece on paper: phones, doses, times, dates, ranges, addresses, ids.

A patient who reads 0142-555 instead of 555-0142 calls nobody. These patterns find such tokens in
any language; they take the token and nothing of the words around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RTL = (
    "\u0590-\u060b\u060d-\u0669\u066b-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
"""Right-to-left scripts, for a character class; `،` and `٪` side with their neighbours."""

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
)

# Units are taken only right after a figure, so short ones ("g", "м") are safe; "in" would not be.
_LATIN_UNITS = (
    "mcg µg μg ng mg kg g mEq mmol/L mmol mol mL ml dL dl cL cl IU UI mmHg kPa kcal kJ cm² m² cm "
    "mm km oz lbs lb ft min mSv Gy bpm Hz l L m a.m. p.m. am pm AM PM A.M. P.M. "
    "°C °F ºC ºF ℃ ℉ ° º % ‰"
)
_PER = "mL ml dL dl L l kg g day d dose h min m²"
_LOCAL_UNITS = (
    "мкг мг кг г мл л см мм км м ЕД МЕ мин ч °С "
    "मिग्रा मि.ग्रा. मिली ग्राम মিগ্রা মি.গ্রা. মিলি গ্রাম ሚ.ግ ሚግ ሚሊ"
)
_SPACELESS_UNITS = (
    # Thai, Lao, Khmer, Burmese
    "มก. มล. ซม. มก มล ซม มิลลิกรัม มิลลิลิตร ไมโครกรัม กิโลกรัม กรัม ลิตร ยูนิต "
    "เม็ด แคปซูล หยด พัฟ ช้อนชา ช้อนโต๊ะ ชั่วโมง นาที วินาที วัน ครั้ง สัปดาห์ เดือน ปี "
    "ມກ ມລ ເມັດ ຊົ່ວໂມງ ນາທີ ວັນ ເທື່ອ "
    "មីលីក្រាម មីលីលីត្រ មក្រ ក្រាម គ្រាប់ ដំណក់ ម៉ោង នាទី ថ្ងៃ ដង សប្តាហ៍ ខែ ឆ្នាំ "
    "မီလီဂရမ် ဂရမ် နာရီ မိနစ် ရက် ကြိမ် "
    # Chinese and Japanese, with the counters that belong to the figure
    "毫克 微克 公斤 千克 克 毫升 升 公升 厘米 公分 毫米 攝氏度 摄氏度 度 小时 小時 分钟 分鐘 "
    "個月 个月 秒 天 日 周 週 年 月 岁 歲 次 片 粒 颗 顆 滴 杯 米 時間 分 錠 回 か月 ヶ月 カ月 "
    "週間 日間 人 个 個 单位 單位 単位 胶囊 膠囊 "
    "ミリグラム マイクログラム キログラム グラム ミリリットル リットル カプセル 吸入 包 "
    # Korean
    "밀리그램 밀리리터 시간 개월 분 일 주 년 회 정 세 명"
)
_RTL_UNITS = (
    "ملغم ملغ مجم مغ مكغ ملل مل كغم كغ كجم غ غم سم مم میلی‌گرم میلی‌لیتر گرم سی‌سی گرام "
    'מ"ג מ״ג מ"ל מ״ל ק"ג ק״ג ס"מ ס״מ'
)
_RTL_PHRASES = ("میلی گرم", "میلی لیتر", "ملی گرام", "ملی لیٹر")


def _choice(words: str, *phrases: str) -> str:
    """An alternation, longest word first, so that mg is not read as m."""
    return "|".join(map(re.escape, sorted({*words.split(), *phrases}, key=len, reverse=True)))


_DASH = "[-\u2010-\u2015\u2212~\uff5e\u301c]"
_UNIT_ENDS = rf"(?![^\W_{_SPACELESS}]|['’])"
_UNIT = (
    rf"(?:(?:{_choice(_LATIN_UNITS, '° C', '° F')})(?:/(?:{_choice(_PER)})){{0,2}}{_UNIT_ENDS}"
    rf"|(?:{_choice(_LOCAL_UNITS)}){_UNIT_ENDS}|(?:{_choice(_SPACELESS_UNITS)})|h(?:\s?\d\d)?(?![^\W_]))"
)
_FIGURE = (
    r"(?:(?:\d{1,3}(?:\s\d{3})+(?!\d)|\d+|\.\d+)"
    r"(?:[.,:/]\d+)*(?:\s\d/\d+|\s?[¼½¾⅓⅔])?|[¼½¾⅓⅔])"
)
# An en dash stands for a minus right before a figure, and after nothing that it could lead on from.
_SIGN = r"(?:[<>≤≥≈~±]\s?|[+\-−]|(?<![^\s(])–|[$€£¥₹]\s?)?(?:\d+\s?[x×]\s?)?"
_BETWEEN = r"[\s.\-\u2010\u2011\u2013/]"
_GROUP = r"(?!24/7)\d{1,10}"
_PHONE = (
    rf"\+?(?:{_GROUP}{_BETWEEN}|{_GROUP}(?=\())?(?:\(\d[\d \u00a0]{{0,6}}\){_BETWEEN}?)?"
    rf"{_GROUP}(?:{_BETWEEN}{_GROUP}){{0,7}}(?!\d)"
    r"(?P<extension>\s?(?:ext\.?|x)\s?\d{1,5}(?!\d))?"
)
_FEWEST_PHONE_DIGITS = 6

_ID = (
    r"(?:(?!(?:[AP]M|IU|UI|IE)[-–])[A-Z][A-Z0-9]{0,11}(?:[-–][A-Z0-9]{1,12}){0,3}[-–][A-Z]{0,3}\d{1,8}[a-z]?"
    r"|v\d+(?:\.\d+)+)(?![\w\-])"
)
_TOP_LEVEL = (
    "com org net gov edu int mil info health test example uk us au ca de fr nl ch at es it ie nz "
    "eu pl ru ua in jp cn kr br mx vn th ph so et ir pk bd kh mm ht"
)
_HOST = rf"(?:[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}\.)+(?:{_choice(_TOP_LEVEL)})(?![\w@\-]|\.\w)"
_PATH = r"[A-Za-z0-9\-._~:/?#@!$&'*+,;=%()\u200b]*[A-Za-z0-9/_=#~]"
_URL = rf"(?:https?://|www\.){_PATH}|{_HOST}(?:[/?#]{_PATH}|/)?"
_MAIL = r"[A-Za-z0-9._+\-]+@(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,}"

_STARTS = r"(?<![A-Za-z0-9_À-ɏ%°])"
_WORDLIKE_RE = re.compile(rf"{_STARTS}(?:(?P<mail>{_MAIL})|(?P<url>{_URL})|{_ID})")
_WORDLIKE_HINT = re.compile(r"[A-Za-z0-9][.@][A-Za-z]|://|[A-Z0-9][-–][A-Z]{0,3}\d|v\d")
_HEAD_RE = re.compile(rf"{_STARTS}(?:(?=[+(\d])(?P<phone>{_PHONE})|{_SIGN}(?={_FIGURE}))")
_SIGN_RE = re.compile(rf"{_SIGN}(?={_FIGURE})")
_FIGURE_RE = re.compile(_FIGURE)
_UNIT_RE = re.compile(rf"\+?\s?{_UNIT}")
_PER_RE = re.compile(rf"\s?/\s?(?={_FIGURE})")
_TO_RE = re.compile(rf"\s?{_DASH}\s?(?={_FIGURE})")
_RTL_UNIT_RE = re.compile(rf"\s?(?:{_choice(_RTL_UNITS, *_RTL_PHRASES)})(?![^\W\d_])")
_NUMBER_HINT = re.compile(r"[\d¼½¾⅓⅔]")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """text[start:end] belongs together; up to `figure_end` it reads left to right in every script.

    What follows `figure_end` is a unit in a right-to-left script. Before such a unit, a plain
    number has `figure_end == start`: its digits keep their order by themselves.
    """

    start: int
    end: int
    figure_end: int
    is_url: bool = False
    extension: int = 0
    """Where a phone's “ext. 4” begins, which a narrow cell may put on a line of its own."""


def tokens(text: str) -> list[Token]:
    """All tokens of a text in order; they do not overlap. A plain number without a unit is none."""
    found = []
    if _WORDLIKE_HINT.search(text):
        for match in _WORDLIKE_RE.finditer(text):
            found.append(Token(match.start(), match.end(), match.end(), match["url"] is not None))
    if _NUMBER_HINT.search(text):
        found += _numbers(text, [(word.start, word.end) for word in found])
        found.sort(key=lambda token: token.start)
    return found


def _numbers(text: str, taken: list[tuple[int, int]]) -> list[Token]:
    """Phones and amounts outside the stretches already taken."""
    found = []
    place = 0
    while match := _HEAD_RE.search(text, place):
        start, end = match.span()
        figure_end = end
        if not _is_phone(match["phone"] or "", text, end) and (head := _SIGN_RE.match(text, start)):
            figure_end, end = _number_ends(text, head.end())
        place = end
        clash = next((stop for begin, stop in taken if begin < end and start < stop), None)
        if clash is not None:
            place = max(clash, start + 1)
            continue
        if _PLAIN.fullmatch(text, start, figure_end):
            if figure_end == end:
                continue
            figure_end = start
        extension = max(0, match.start("extension")) if end == match.end() else 0
        found.append(Token(start, end, figure_end, extension=extension))
    return found


def _is_phone(groups: str, text: str, end: int) -> bool:
    """Whether groups of digits are a number to dial: long enough, and not so many of anything."""
    digits = sum(map(str.isdigit, groups))
    counts = _UNIT_RE.match(text, end) or _RTL_UNIT_RE.match(text, end)
    return digits >= _FEWEST_PHONE_DIGITS and not counts


def _number_ends(text: str, place: int) -> tuple[int, int]:
    """Where amounts with a dash between them end, and where the right-to-left unit behind does."""
    place = _amount_end(text, place)
    while match := _TO_RE.match(text, place):
        place = _amount_end(text, match.end())
    unit = _RTL_UNIT_RE.match(text, place)
    return place, unit.end() if unit else place


def _amount_end(text: str, place: int) -> int:
    """Where a figure ends, with its unit, and with what that is given in (5 mg/5 mL is one).

    A step at a time: one pattern for all that may follow takes ten times as long to compile.
    """
    place = _end(_FIGURE_RE, text, place)
    end = _end(_UNIT_RE, text, place)
    if end > place and (per := _PER_RE.match(text, end)):
        measure = _UNIT_RE.match(text, _end(_FIGURE_RE, text, per.end()))
        end = measure.end() if measure else end
    return end


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place
