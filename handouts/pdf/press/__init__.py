"""The press target: drawn pages become PDF/X with inks, boxes and marks, and are checked for it.

`finish` changes a PDF that is drawn and not yet written; `preflight` judges the finished file.
"""

from handouts.pdf.press.finishing import finish
from handouts.pdf.press.inspection import preflight
from handouts.pdf.press.settings import (
    DEFAULT_CONDITION,
    DEFAULT_CONDITION_INFO,
    DEFAULT_PROFILE,
    Press,
    PressPage,
    Standard,
    default_profile,
    write_options,
)

__all__ = [
    "DEFAULT_CONDITION",
    "DEFAULT_CONDITION_INFO",
    "DEFAULT_PROFILE",
    "Press",
    "PressPage",
    "Standard",
    "default_profile",
    "finish",
    "preflight",
    "write_options",
]
