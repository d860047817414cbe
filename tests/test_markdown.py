"""The Markdown parser: bold in scripts that are written without spaces."""

import pytest
from hypothesis import strategies as st

from handouts.article import parse_inline
from handouts.messages import (
    extract,
    parse_text,
)
from tests.rendering import article_of

_loose = st.text(st.sampled_from("ab *_`[]()<>!\\{}&#;:/.1x：如머"), max_size=20) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20
)


def messages(body: str, front: str = "") -> list[tuple[str | None, str]]:
    return [message.key for message in extract(article_of(body, front))]


# ── bold where no spaces are written ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**注意：**如果发烧，请打电话。", "注意："),
        ("これは**重要。**必ず読んでください。", "重要。"),
        ("**경고:**머리를 다치면 전화하세요.", "경고:"),
        ("请**立即打电话！**不要等。", "立即打电话！"),
        ("服用**（饭后）**两片。", "（饭后）"),
        ("**「重要」**です。", "「重要」"),
        ("약을**(식후)**드세요.", "(식후)"),
        ("不要**停药**。", "停药"),
        ("打**911**。", "911"),
        ("กิน**(ยา)**ก่อน", "(ยา)"),
        ("អ្នក**«ឈប់»**ឥឡូវ", "«ឈប់»"),
        ("**Achtung:** nicht", "Achtung:"),
        ("***注意：***如果", "注意："),
        ("*注意：*如果", ""),
    ],
)
def test_bold_is_bold_beside_cjk_letters(text: str, bold: str) -> None:
    children = parse_text(text)
    types = [child.type for child in children]

    assert "*" not in "".join(child.content for child in children)
    if bold:
        start, end = types.index("strong_open"), types.index("strong_close")
        assert "".join(child.content for child in children[start:end]) == bold
    else:
        assert "em_open" in types


@pytest.mark.parametrize(
    "text", ["5**3", "a ** b", "2 * 3 * 4", "x*y", "a _b", "word_with_lines_x"]
)
def test_stars_that_mark_nothing_stay(text: str) -> None:
    assert {child.type for child in parse_inline(text)} == {"text"}
