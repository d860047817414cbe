"""What WeasyPrint 70 trips over while it lays a page out, put right from outside.

tests/test_upstream.py shows each defect, and fails on the day it is mended.
"""

from __future__ import annotations

import weasyprint
from weasyprint.formatting_structure.boxes import InlineReplacedBox

_MAJOR = "70"


def repair() -> None:
    """Let drawings that have a shape but no size stand in right-to-left text.

    Their width is worked out like a block's, which moves them along from a place that an inline box
    does not have yet; where they really stand is set later.
    """
    if weasyprint.VERSION.split(".")[0] == _MAJOR:
        InlineReplacedBox.position_x = 0
