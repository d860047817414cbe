"""Guards: what must not change between two texts, whatever the language."""

from handouts.guards.lexicon import Lexicon, lexicon
from handouts.guards.model import Guard, Sign
from handouts.guards.scanning import guard_tokens, plain, signs

__all__ = ["Guard", "Lexicon", "Sign", "guard_tokens", "lexicon", "plain", "signs"]
