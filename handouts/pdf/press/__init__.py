"""The press target: drawn pages become PDF/X with inks, boxes and marks, and are checked for it.

`finish` changes a PDF that is drawn and not yet written; `preflight` judges the finished file.
"""

from typing import TYPE_CHECKING

from handouts.ondemand import on_demand
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

if TYPE_CHECKING:
    from handouts.pdf.press.finishing import finish
    from handouts.pdf.press.inspection import preflight
else:
    __getattr__ = on_demand(
        __name__,
        finishing="finish",
        inspection="preflight",
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
