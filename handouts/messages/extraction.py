"""Units → messages: equal texts in equal context are one, with all that helps to translate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from handouts.article import Article, parse_article
from handouts.findings import ExitCode, HandoutsError, Location, finding
from handouts.messages.walk import Unit, walk

_FACTS = {
    "clinic.name": "name of the clinic",
    "clinic.phone": "phone number of the clinic",
    "clinic.url": "web address of the clinic",
    "clinic.address": "street address of the clinic",
    "clinic.hours": "opening hours of the clinic",
    "clinic.interpreter": "how to get an interpreter",
    "clinic.email": "e-mail address of the clinic",
}
_NAMES = re.compile(r"\{([^\W\d_][\w.-]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One entry of a template: its text, where it occurs, and comments for its translator."""

    context: str | None
    text: str
    comments: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    line: int = 0

    @property
    def key(self) -> tuple[str | None, str]:
        """What the catalog finds the message by."""
        return (self.context, self.text)


def extract(article: Article) -> tuple[Message, ...]:
    """Return the article's messages in reading order, each once."""
    grouped: dict[tuple[str | None, str], list[Unit]] = {}
    for unit in walk(article):
        grouped.setdefault(unit.key, []).append(unit)
    return tuple(_message(units, article.path) for units in grouped.values())


def extract_texts(
    texts: Iterable[tuple[str, str, str, int]], reference: str
) -> tuple[Message, ...]:
    """Return plain texts of a settings file as messages, from (context, text, comment, line)."""
    return tuple(
        Message(context=context, text=text, comments=(comment,), references=(reference,), line=line)
        for context, text, comment, line in dict.fromkeys(texts)
    )


def babel_extract(
    fileobj: IO[bytes],
    keywords: Sequence[str],
    comment_tags: Sequence[str],
    options: dict[str, Any],
) -> Iterator[tuple[int, str | None, str | tuple[str, str], list[str]]]:
    """Extract an article's messages for `pybabel extract` (entry point `handouts`)."""
    name = getattr(fileobj, "name", "article.md").replace("\\", "/")
    try:
        text = (data := fileobj.read()).decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        wrong = finding("H114", "not UTF-8 text", Location(name, line))
        raise HandoutsError([wrong], ExitCode.FINDINGS) from None
    parsed = parse_article(name, text)
    if parsed.article is None:
        raise HandoutsError(parsed.findings, ExitCode.FINDINGS)
    for message in extract(parsed.article):
        if message.context is None:
            yield message.line, None, message.text, list(message.comments)
        else:
            yield message.line, "pgettext", (message.context, message.text), list(message.comments)


def _message(units: Sequence[Unit], path: str) -> Message:
    first = units[0]
    comments = [f"{first.kind}, in: {first.section}" if first.section else first.kind]
    if any(unit.critical for unit in units):
        comments.append("critical: a mistake here can harm")
    for unit in units:
        comments += [f"note: {note}" for note in unit.notes]
    comments += [
        f"{{{name}}}: {_FACTS[name]}"
        for name in dict.fromkeys(_NAMES.findall(first.text))
        if name in _FACTS
    ]
    return Message(
        context=first.context,
        text=first.text,
        comments=tuple(dict.fromkeys(comments)),
        references=(path,),
        flags=("no-python-format",) if "%" in first.text else (),
        line=first.line,
    )
