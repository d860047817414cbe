"""Which script, and which of the languages of a script, a text is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

_NAMES = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "KHMER": "Khmr",
    "MYANMAR": "Mymr",
    "ETHIOPIC": "Ethi",
    "TIBETAN": "Tibt",
    "HANGUL": "Hang",
    "CJK": "Hani",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
}
_MEMBERS = {
    "Hans": ("Hani",),
    "Hant": ("Hani",),
    "Jpan": ("Hani", "Kana"),
    "Kore": ("Hang", "Hani"),
}
_FOREIGN = {
    "ar": "پچژگکیےٹڈڑںھہۀ",
    "fa": "ٹڈڑںےھہكيى",
    "ur": "ةكيى",
    "zh-Hans": "們個這說時會對來國學過還後為麼見問藥療醫診體處點應從發開關長門東車馬鳥魚",
    "zh-Hant": "们个这说时会对来国学过还为么见问药疗医诊体处点应从发开关长门东车马鸟鱼",
    "uk": "ыэёъ",
    "ru": "іїєґ",
}


def known(script: str) -> bool:
    """Whether letters of a script (ISO 15924) are known."""
    return script in _MEMBERS or script in _NAMES.values()


def share(text: str, script: str) -> tuple[float, int]:
    """How much of a text's letters are of a script, and how many letters there are."""
    counted: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if character.isalpha():
            counted[_script(character)] += times
    letters = counted.total()
    own = sum(counted[member] for member in _MEMBERS.get(script, (script,)))
    return (own / letters if letters else 1.0), letters


def foreign(text: str, tag: str) -> list[str]:
    """The letters that a language of the same script writes otherwise: Arabic ك, Persian ک."""
    letters = _FOREIGN.get(tag) or _FOREIGN.get(tag.split("-")[0], "")
    return sorted(set(letters) & set(text))


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    return _NAMES.get(unicodedata.name(character, "").split(" ")[0], "")
