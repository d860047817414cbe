"""Bringing a catalog up to date with its messages without losing a word of a translator's.

The ladder, best first: the same text; the same text restored from what the catalog remembers;
carried over from the text that it replaces, with proof that the meaning is the same; the
translation of that text as fuzzy, with the old source and what changed; empty.

The memory is the catalog's own obsolete entries: each text that left its article stays there with
its translation, so that whatever is undone comes back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.catalogs.aligning import ALIKE, align, old_order, similarity
from handouts.catalogs.changes import explained
from handouts.catalogs.harmless import harmless
from handouts.catalogs.mending import mended
from handouts.catalogs.model import Catalog, Entry, Key
from handouts.catalogs.words import Words
from handouts.messages import Message

_NO_WORDS = Words("en")
_NOT_THEIRS = ("python-format", "python-brace-format")  # Babel takes "5 %" and {…} for formats


@dataclass(frozen=True, slots=True)
class Carry:
    """A translation that was kept although its source changed: from what, to what, and why."""

    context: str | None
    previous: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merged catalog and what happened to its messages, as counts; every carry by itself."""

    catalog: Catalog
    kept: int = 0
    restored: int = 0
    fuzzy: int = 0
    added: int = 0
    retired: int = 0
    carries: tuple[Carry, ...] = ()


def merge(
    messages: Iterable[Message],
    old: Catalog,
    headers: Mapping[str, str],
    *,
    before: Sequence[Message] = (),
    words: Words = _NO_WORDS,
) -> Merge:
    """Merge messages into a catalog; see the ladder above.

    `headers` fills those that the catalog lacks. `before` are the messages of the last merge, in
    order (empty: unknown, and the catalog's own order stands for it); `words` say what a corrected
    misspelling is, and what language the source has.
    """
    return _Merging(tuple(messages), old, before, words).done(headers)


class _Merging:
    """One merge at work."""

    def __init__(
        self, wanted: tuple[Message, ...], old: Catalog, before: Sequence[Message], words: Words
    ) -> None:
        self.wanted = wanted
        self.before = before
        self.words = words
        self.keys = {message.key for message in wanted}
        self.seen = {message.key for message in before}
        self.old = mended(old, self.seen)
        self.gone = {entry.key: entry for entry in self.old.obsolete}
        self.left = {entry.key: entry for entry in self.old.entries if entry.key not in self.keys}
        self.chosen: dict[Key, Entry] = {}
        self.counts = {"kept": 0, "restored": 0, "fuzzy": 0, "added": 0}
        self.carries: list[Carry] = []
        self.lent: set[Key] = set()

    def done(self, headers: Mapping[str, str]) -> Merge:
        """Climb down the ladder."""
        open_ = [message for message in self.wanted if not self._found(message)]
        pairs = self._pairs(open_)
        for message in open_:
            origin = pairs.get(message.key)
            if origin and self._may_lend(self.left[origin], message):
                self._lend(self.left[origin], message)
        for message in open_:
            if message.key not in self.chosen and (remembered := self._remembered(message)):
                self._lend(remembered, message)
        for message in open_:
            if message.key not in self.chosen:
                self.counts["added"] += 1
                live = self.old.by_key.get(message.key)
                kept = live.translator_comment if live and not live.filled else ""
                self.chosen[message.key] = Entry(
                    context=message.context, text=message.text, translator_comment=kept
                )
        catalog = replace(
            self.old,
            headers={**headers, **self.old.headers},
            entries=tuple(self._current(message) for message in self.wanted),
            obsolete=tuple(self._obsolete()),
        )
        return Merge(
            catalog=catalog, retired=len(self.left), carries=tuple(self.carries), **self.counts
        )

    # ── the same text ──────────────────────────────────────────────────────────────────────────

    def _found(self, message: Message) -> bool:
        """Take an entry of the same text, the better of the living and the remembered one."""
        live, gone = self.old.by_key.get(message.key), self.gone.get(message.key)
        if gone and _worth_keeping(gone) and (live is None or _worth(gone) > _worth(live)):
            self.chosen[message.key] = replace(gone, obsolete=False)
            self.counts["restored"] += 1
            return True
        if live is None or self._is_guess(live):
            return False
        self.chosen[message.key] = live
        self.counts["kept"] += 1
        return True

    def _is_guess(self, live: Entry) -> bool:
        """Whether another tool met the message first: it left it empty, or took what still lives.

        Such a guess tells nothing that the entry it was taken from does not say.
        """
        if not self.seen or live.key in self.seen or live.plural:
            return False
        origin = self.old.by_key.get((live.previous_context, live.previous_text))
        return not live.filled or (
            live.fuzzy
            and origin is not None
            and origin.key in self.keys
            and origin.translation == live.translation
        )

    # ── another text ───────────────────────────────────────────────────────────────────────────

    def _pairs(self, open_: Sequence[Message]) -> Mapping[Key, Key]:
        """Which entry that left each message was made from."""
        if not open_ or not self.left:
            return {}
        waiting = {message.key for message in open_}
        entries = [entry for entry in self.old.entries if entry.key not in waiting]
        kinds = {m.key: _kinds(m.comments) for m in (*self.before, *self.wanted)}
        kinds |= {e.key: _kinds(e.comments) for e in entries if e.key not in kinds}
        old = old_order(entries, self.before)
        return align(old, [message.key for message in self.wanted], kinds)

    def _may_lend(self, entry: Entry, message: Message) -> bool:
        """Whether there is a translation to lend that is not one of a text which still lives."""
        previous = (entry.previous_context, entry.previous_text)
        borrowed = entry.fuzzy and previous in self.keys and previous != message.key
        return entry.filled and not entry.plural and not borrowed

    def _lend(self, entry: Entry, message: Message) -> None:
        """Give a message the translation of another text: as its own with proof, else fuzzy."""
        origin = entry
        if entry.fuzzy and entry.previous_text:
            # It was fuzzy already, so the translation belongs to the text before that.
            known = self.gone.get((entry.previous_context, entry.previous_text))
            if known and not known.fuzzy and known.translation == entry.translation:
                origin = known
        reason = ""
        if not origin.fuzzy and origin.context == message.context:
            reason = harmless(origin.text, message.text, self.words)
        lent = replace(entry, context=message.context, text=message.text, obsolete=False)
        self.lent.add(message.key)
        if reason:
            self.chosen[message.key] = replace(lent, fuzzy=False)
            self.carries.append(Carry(message.context, origin.text, message.text, reason))
            return
        self.counts["fuzzy"] += 1
        was = entry.fuzzy and entry.previous_text
        self.chosen[message.key] = replace(
            lent,
            fuzzy=True,
            previous_context=entry.previous_context if was else entry.context,
            previous_text=entry.previous_text if was else entry.text,
        )

    def _remembered(self, message: Message) -> Entry | None:
        """The remembered text that a message was made from, unless another one resembles it more.

        A text whose translation stands in the catalog already has lent it.
        """
        spoken = {entry.translation for entry in self.chosen.values()}
        best, score = None, ALIKE
        for entry in (*self.gone.values(), *self.left.values()):
            if entry.key in self.keys or entry.translation in spoken:
                continue
            if not self._may_lend(entry, message):
                continue
            alike = similarity(entry.text, message.text)
            if alike > score and not self._rivalled(entry, message, alike):
                best, score = entry, alike
        return best

    def _rivalled(self, entry: Entry, message: Message, alike: float) -> bool:
        return any(
            similarity(entry.text, other.text) >= alike
            for other in self.wanted
            if other.key != message.key
        )

    # ── what is written ────────────────────────────────────────────────────────────────────────

    def _current(self, message: Message) -> Entry:
        """Comments, references and our flags come from the source; the translator's own stay."""
        entry = self.chosen[message.key]
        foreign = tuple(flag for flag in entry.flags if not flag.endswith(_NOT_THEIRS))
        comments = message.comments
        if not entry.fuzzy:
            entry = replace(entry, previous_context=None, previous_text="", previous_plural="")
        elif entry.previous_text:
            comments += explained(
                entry.previous_text,
                entry.text,
                entry.previous_context,
                entry.context,
                self.words.tag,
            )
        return replace(
            entry,
            comments=comments,
            references=message.references,
            flags=tuple(dict.fromkeys((*message.flags, *foreign))),
        )

    def _obsolete(self) -> Iterable[Entry]:
        """What the catalog remembers, but for what only repeats something that it still says."""
        known = {key: entry for key, entry in self.gone.items() if key not in self.keys}
        said: dict[tuple[str, str], dict[Key, Entry]] = {}
        for entry in (*self.chosen.values(), *known.values()):
            said.setdefault(_said(entry), {})[entry.key] = entry
        for key, entry in self.left.items():
            if _worth_keeping(entry) and not self._repeats(entry, said.get(_said(entry), {})):
                if before := known.get(key):
                    said[_said(before)].pop(key, None)
                known[key] = replace(entry, obsolete=True)
                said.setdefault(_said(entry), {})[key] = known[key]
        return known.values()

    def _repeats(self, entry: Entry, same: Mapping[Key, Entry]) -> bool:
        """Whether an earlier merge made an entry of one that says the same, untouched since."""
        return not entry.plural and any(
            self._made_from(entry, other) for other in same.values() if other.key not in self.lent
        )

    def _made_from(self, entry: Entry, other: Entry) -> bool:
        if entry.fuzzy:
            previous = (entry.previous_context, entry.previous_text)
            origins = (other.key, (other.previous_context, other.previous_text))
            return bool(entry.previous_text) and previous in origins
        return (
            not other.fuzzy
            and entry.context == other.context
            # a misspelling that is back in the text was none elsewhere when it was corrected
            and bool(harmless(other.text, entry.text, Words(self.words.tag)))
        )


def _worth(entry: Entry) -> tuple[bool, bool]:
    return (entry.filled, not entry.fuzzy)


def _said(entry: Entry) -> tuple[str, str]:
    """What a translator wrote."""
    return entry.translation, entry.translator_comment


def _worth_keeping(entry: Entry) -> bool:
    texts = (entry.translation, *entry.plural_translations, entry.translator_comment)
    return any(text.strip() for text in texts)


def _kinds(comments: Sequence[str]) -> set[str]:
    """What a block is, by the comment that starts with its kind: `list item, in: Doses`."""
    return {comment.split(", in: ")[0] for comment in comments[:1]}
