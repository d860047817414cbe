"""Messages: the one walk over an article's units, used to extract them and to replace them."""

from handouts.messages.extraction import Message, babel_extract, extract, extract_texts
from handouts.messages.identity import message_id
from handouts.messages.inline import Text, parse_text, signature, to_text
from handouts.messages.walk import Place, Unit, walk

__all__ = [
    "Message",
    "Place",
    "Text",
    "Unit",
    "babel_extract",
    "extract",
    "extract_texts",
    "message_id",
    "parse_text",
    "signature",
    "to_text",
    "walk",
]
