"""The words that templates print: what their translators get to see."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from handouts import shipped
from handouts.compose.words import BOX_TITLES
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.messages import Message
from handouts.project.files import Unreadable, read_file

KNOWN = Path(__file__).with_name("template_words.json")
"""Written by scripts/template_words.py."""

_KEYWORDS = ("_", "gettext", "pgettext")
_NOTE = "note:"


Word = tuple[int, str | None, str, tuple[str, ...]]
"""A word of a template: its line, its context, its text, and the notes in front of it."""


def template_messages(folder: Path) -> tuple[Message, ...]:
    """Extract the words of all templates in a folder; raises HandoutsError H303 for a fault.

    A comment `{# note: … #}` in front of a word speaks to its translator. What lies outside of the
    folder's own parent, the project, is H507.
    """
    found: list[Message] = []
    for path in sorted(folder.rglob("*.html")):
        reference = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            content = read_file(folder.parent, reference)
            known = _known().get(hashlib.sha256(content).hexdigest())
            words = known if known is not None else words_of(content, reference)
        except Unreadable as problem:
            raise HandoutsError([problem.finding], ExitCode.PROJECT) from None
        except UnicodeDecodeError as problem:
            raise HandoutsError(
                [finding("H509", f"the file cannot be read: {problem}", Location(reference, 1))],
                ExitCode.PROJECT,
            ) from None
        for line, context, text, notes in words:
            found.append(
                Message(
                    context=context,
                    text=text,
                    comments=tuple(notes),
                    references=(reference,),
                    line=line,
                )
            )
    return _merged(found)


def words_of(content: bytes, reference: str) -> list[Word]:
    """Extract the words of one template; raises HandoutsError H303, or UnicodeDecodeError."""
    from jinja2 import TemplateSyntaxError
    from jinja2.ext import babel_extract

    found: list[Word] = []
    options = {"silent": "false", "trimmed": "true"}
    try:
        for line, _, said, comments in babel_extract(
            BytesIO(content), _KEYWORDS, (_NOTE,), options
        ):
            context, text = said if isinstance(said, tuple) else (None, said)
            if text:  # else it is gettext of a variable
                notes = tuple(comment.removeprefix(_NOTE).strip() for comment in comments)
                found.append((line, context, text, notes))
    except TemplateSyntaxError as problem:
        place = Location(reference, problem.lineno)
        raise HandoutsError(
            [finding("H303", str(problem.message), place)], ExitCode.RENDER
        ) from None
    return found


@cache
def _known() -> Mapping[str, Sequence[Word]]:
    """The words of the shipped templates by the sha256 of each, extracted ahead of time.

    Jinja takes as long to extract them as `handouts status` needs in all.
    """
    known: Mapping[str, Sequence[Word]] = json.loads(KNOWN.read_text(encoding="utf-8"))
    return known


@cache
def shipped_messages() -> tuple[Message, ...]:
    """The words of the shipped templates, and those that the program prints itself."""
    titles = (
        Message(
            context="box title",
            text=title,
            comments=("title of a box without one",),
            references=("handouts/compose/words.py",),
        )
        for title in BOX_TITLES.values()
    )
    return _merged([*template_messages(shipped.TEMPLATES.resolve()), *titles])


def _merged(messages: Iterable[Message]) -> tuple[Message, ...]:
    found: dict[tuple[str | None, str], Message] = {}
    for message in messages:
        found[message.key] = _together(found.get(message.key, message), message)
    return tuple(found.values())


def _together(one: Message, other: Message) -> Message:
    """One message for two places."""
    return Message(
        context=one.context,
        text=one.text,
        comments=tuple(dict.fromkeys((*one.comments, *other.comments))),
        references=tuple(dict.fromkeys((*one.references, *other.references))),
        line=one.line,
    )
