"""LocalizedArticle + clinic + format → the documented template variables → HTML."""

from typing import TYPE_CHECKING

from handouts.compose.words import Facts, Words, is_english, needs_translation
from handouts.ondemand import on_demand

if TYPE_CHECKING:
    from handouts.compose.arrange import Arrangement
    from handouts.compose.arrangements import arrangement
    from handouts.compose.bilingual import Beside
    from handouts.compose.model import Block, Box, Fact, Imprint, Item, Picture, Sheet, Tier
    from handouts.compose.page import Templates, page_styles, render_page
    from handouts.compose.plan import Atom, Fixed, Plan, Step, atoms
    from handouts.compose.sheet import Request, compose_sheet, texts_of
else:
    __getattr__ = on_demand(
        __name__,
        arrange="Arrangement",
        arrangements="arrangement",
        bilingual="Beside",
        model="Block Box Fact Imprint Item Picture Sheet Tier",
        page="Templates page_styles render_page",
        plan="Atom Fixed Plan Step atoms",
        sheet="Request compose_sheet texts_of",
    )

__all__ = [
    "Arrangement",
    "Atom",
    "Beside",
    "Block",
    "Box",
    "Fact",
    "Facts",
    "Fixed",
    "Imprint",
    "Item",
    "Picture",
    "Plan",
    "Request",
    "Sheet",
    "Step",
    "Templates",
    "Tier",
    "Words",
    "arrangement",
    "atoms",
    "compose_sheet",
    "is_english",
    "needs_translation",
    "page_styles",
    "render_page",
    "texts_of",
]
