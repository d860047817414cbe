"""What WeasyPrint 70 and its HTML parser trip over, put right from outside.

tests/test_upstream.py shows each defect, and fails on the day it is mended.
"""

from __future__ import annotations

import re

import tinyhtml5.inputstream
import weasyprint
from weasyprint.formatting_structure.boxes import InlineReplacedBox

_MAJOR = "70"


def repair() -> None:
    """Let drawings stand in right-to-left text, and the parser keep its patterns.

    The width of a drawing that has a shape but no size is worked out like a block's, which moves it
    along from a place that an inline box does not have yet; where it really stands is set later.

    tinyhtml5 keeps the pattern for some characters under the pattern, so it makes it every time.
    """
    if weasyprint.VERSION.split(".")[0] == _MAJOR:
        InlineReplacedBox.position_x = 0
    tinyhtml5.inputstream.characters_until_regex = _Patterns()


class _Patterns(dict[tuple[frozenset[str], bool], "re.Pattern[str]"]):
    """Patterns for a run of some characters, or of all others, made when they are asked for."""

    def __missing__(self, key: tuple[frozenset[str], bool]) -> re.Pattern[str]:
        characters, only_these = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[key] = re.compile(f"[{'' if only_these else '^'}{listed}]+")
        return self[key]
