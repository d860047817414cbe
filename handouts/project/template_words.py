"""The words that templates print: what their translators get to see."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from handouts import shipped
from handouts.compose.sheet import BOX_TITLES
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.messages import Message

_KEYWORDS = ("_", "gettext", "pgettext")
_NOTE = "note:"


def template_messages(folder: Path) -> tuple[Message, ...]:
    """Extract the words of all templates in a folder; raises HandoutsError H303 for a fault.

    A comment `{# note: … #}` in front of a word speaks to its translator.
    """
    from jinja2 import TemplateSyntaxError
    from jinja2.ext import babel_extract

    found: list[Message] = []
    options = {"silent": "false", "trimmed": "true"}
    for path in sorted(folder.rglob("*.html")):
        reference = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            with path.open("rb") as file:
                words = list(babel_extract(file, _KEYWORDS, (_NOTE,), options))
        except TemplateSyntaxError as problem:
            place = Location(reference, problem.lineno)
            raise HandoutsError(
                [finding("H303", str(problem.message), place)], ExitCode.RENDER
            ) from None
        except (OSError, UnicodeDecodeError) as problem:
            raise HandoutsError(
                [finding("H509", f"the file cannot be read: {problem}", Location(reference))],
                ExitCode.PROJECT,
            ) from None
        for line, _, said, comments in words:
            context, text = said if isinstance(said, tuple) else (None, said)
            if not text:  # gettext of a variable
                continue
            notes = tuple(comment.removeprefix(_NOTE).strip() for comment in comments)
            found.append(
                Message(
                    context=context, text=text, comments=notes, references=(reference,), line=line
                )
            )
    return _merged(found)


@cache
def shipped_messages() -> tuple[Message, ...]:
    """The words of the shipped templates, and those that the program prints itself."""
    titles = (
        Message(
            context="box title",
            text=title,
            comments=("title of a box without one",),
            references=("handouts/compose/sheet.py",),
        )
        for title in BOX_TITLES.values()
    )
    return _merged([*template_messages(shipped.TEMPLATES), *titles])


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
