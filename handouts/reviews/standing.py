"""How far a sheet is signed: what is open, what waits for a second reader, what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handouts.reviews.model import Reviews, Signature, Subject
from handouts.reviews.subjects import has_moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Texts that one file of reviews is about: an article's, the interface's, the clinics'."""

    name: str
    noun: str
    subjects: tuple[Subject, ...]
    reviews: Reviews

    def signature(self, subject: Subject) -> Signature | None:
        """The signature that holds for these very words."""
        found = self.reviews.signed.get(subject.id)
        return found if found and found.digest == subject.digest else None

    @property
    def open(self) -> tuple[Subject, ...]:
        """What nobody has signed as it is now."""
        return tuple(one for one in self.subjects if self.signature(one) is None)

    @property
    def changed(self) -> tuple[Subject, ...]:
        """What is open although it was signed once: the translation has changed since."""
        return tuple(one for one in self.open if one.id in self.reviews.signed)

    @property
    def alone(self) -> tuple[Subject, ...]:
        """What only one person has signed."""
        found = ((one, self.signature(one)) for one in self.subjects)
        return tuple(one for one, signature in found if signature and not signature.second)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """All that must be signed for a sheet, and what is; `outline` is the article's as it is now.

    `names` is how many people policy asks for.
    """

    text: Part
    words: tuple[Part, ...]
    outline: tuple[str, ...]
    names: int = 1

    @property
    def parts(self) -> tuple[Part, ...]:
        """The article's text, then the words around it."""
        return (self.text, *self.words)

    @property
    def moved(self) -> bool:
        """Whether order, numbers or addresses have changed since they were signed."""
        outline = self.text.reviews.outline
        return has_moved(outline, self.outline, (one.id for one in self.text.open))

    @property
    def total(self) -> int:
        """How many texts there are to sign."""
        return sum(len(part.subjects) for part in self.parts)

    @property
    def done(self) -> int:
        """How many of them carry as many names as policy asks for."""
        lacking = sum(len(part.open) + len(self.waiting(part)) for part in self.parts)
        return self.total - lacking

    def waiting(self, part: Part) -> Sequence[Subject]:
        """What waits for a second reader."""
        return part.alone if self.names > 1 else ()

    @property
    def outline_waits(self) -> bool:
        """Whether order, numbers and addresses wait for a second reader."""
        outline = self.text.reviews.outline
        return self.names > 1 and outline is not None and not outline.second

    @property
    def complete(self) -> bool:
        """Whether everything is signed as it is now, by as many people as policy asks for."""
        whole = self.text.reviews.outline is not None and not self.moved
        return self.done == self.total and whole and not self.outline_waits

    @property
    def stale(self) -> bool:
        """Whether the source has changed since somebody signed."""
        outline = self.text.reviews.outline
        return outline is not None and outline.items != self.outline
