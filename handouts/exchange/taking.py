"""Answers + catalog → the catalog with what may be taken, and a finding for all that may not.

Nothing that was done in the catalog since the export is overwritten, nothing that came back is lost
in silence, and no entry changes but those that were answered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from handouts.catalogs import Catalog, Entry
from handouts.exchange.inline import Pieces, UnknownTag, nested, plain, protect, restore
from handouts.exchange.model import Answer, Progress, Returned, base_of
from handouts.exchange.packing import forms, progress_of
from handouts.findings import Finding, Location, Related, Severity, finding
from handouts.messages import message_id

_UNWRITABLE = re.compile("[\x00-\x06\x0e-\x1f\x7f\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f]+")
_LOCKED = "read-only"
_LONGEST = 20_000
"""Letters of one message; a whole article has fewer."""

_LONGEST_REMARK = 2_000


class Outcome(StrEnum):
    """What became of one answer."""

    NEW = "new"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    NEWER = "newer here"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """The catalog afterwards, the outcomes by answer, the keys of changed entries, the findings."""

    catalog: Catalog
    outcomes: Counter[Outcome]
    changed: frozenset[tuple[str | None, str]]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where an answer belongs: an entry's place, its form, source and present translation."""

    place: int
    form: int
    source: str
    current: str
    progress: Progress
    is_successor: bool = False


@dataclass(frozen=True, slots=True)
class _Decision:
    """What to write into a slot, and whether it is fuzzy then."""

    slot: _Slot
    text: str
    fuzzy: bool


def take(catalog: Catalog, returned: Returned, *, trusted: bool) -> Taken:
    """Take the answers of a file into a catalog; with `trusted`, finished ones are not fuzzy."""
    work = _Work(catalog, returned, trusted)
    for answers in _by_id(returned.answers).values():
        work.one(answers)
    entries = list(catalog.entries)
    by_place: dict[int, list[_Decision]] = {}
    for decision in work.decisions:
        by_place.setdefault(decision.slot.place, []).append(decision)
    for place, decisions in by_place.items():
        entries[place] = _written(entries[place], decisions)
    for place, remarks in work.remarks.items():
        entries[place] = _remarked(entries[place], remarks)
    changed = frozenset(
        new.key for old, new in zip(catalog.entries, entries, strict=True) if old != new
    )
    return Taken(
        replace(catalog, entries=tuple(entries)), work.outcomes, changed, tuple(work.findings)
    )


def _by_id(answers: Sequence[Answer]) -> Mapping[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.id, []).append(answer)
    return found


@dataclass(slots=True)
class _Work:
    """One file's answers on their way into one catalog."""

    catalog: Catalog
    returned: Returned
    trusted: bool
    decisions: list[_Decision] = field(default_factory=list)
    remarks: dict[int, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    slots: dict[str, _Slot] = field(init=False)
    successors: dict[str, _Slot] = field(init=False)

    def __post_init__(self) -> None:
        self.slots, self.successors = {}, {}
        for place, entry in enumerate(self.catalog.entries):
            for form, (name, source, text) in enumerate(forms(entry, message_id(entry.key))):
                slot = _Slot(place, form, source, text, progress_of(entry, text))
                self.slots[name] = slot
            if entry.fuzzy and entry.previous_text and not entry.plural:
                old = message_id((entry.previous_context, entry.previous_text))
                progress = progress_of(entry, entry.translation)
                self.successors[old] = _Slot(
                    place, 0, entry.previous_text, entry.translation, progress, is_successor=True
                )

    def one(self, answers: Sequence[Answer]) -> None:
        """Decide on all answers with one id."""
        answer = answers[0]
        slot = self.slots.get(answer.id) or self.successors.get(answer.id)
        if slot is None:
            self._unknown(answer)
            return
        texts = {}
        for each in answers:
            text = self._text(each, slot)
            if text is None:
                self.outcomes[Outcome.REFUSED] += 1
                return
            if text != slot.current:
                texts[text] = each
        if len(texts) > 1:
            said = " and ".join(f"“{text}”" for text in texts)
            self._refuse("H246", f"translated twice: {said}", answer, slot)
            return
        text, answer = next(iter(texts.items())) if texts else (slot.current, answer)
        self._remark(answers, slot)
        self._decide(answer, slot, text)

    def _text(self, answer: Answer, slot: _Slot) -> str | None:
        """The answer as a text of the catalog, or None after a finding."""
        codes = protect(slot.source)[1]
        try:
            source = restore(answer.source, codes)
        except UnknownTag:
            source = "".join(piece for piece in answer.source if isinstance(piece, str))
        if source.split() != slot.source.split():
            said = f"the file has “{source}” where the catalog has “{slot.source}”"
            self.findings.append(self._finding("H243", said, answer, slot))
            return None
        try:
            text = restore(nested(answer.target), codes)
        except UnknownTag as tag:
            said = (
                f"the tag {tag} is none of the source's, or stands alone: {_shown(answer.target)}"
            )
            self.findings.append(self._finding("H244", said, answer, slot))
            return None
        if text.strip() == slot.current.strip():
            return slot.current
        if slot.source == slot.source.strip() and slot.current == slot.current.strip():
            text = text.strip()
        if len(text) > _LONGEST:
            said = f"a translation of {len(text)} letters"
            self.findings.append(self._finding("H521", said, answer, slot))
            return None
        if match := _UNWRITABLE.search(text):
            said = f"control character U+{ord(match[0]):04X} in the translation"
            self.findings.append(self._finding("H211", said, answer, slot))
            return None
        return text

    def _decide(self, answer: Answer, slot: _Slot, text: str) -> None:
        entry = self.catalog.entries[slot.place]
        if text == slot.current:
            self.outcomes[self._same(answer, slot)] += 1
        elif not text.strip():
            self.outcomes[Outcome.EMPTY] += 1
        elif _LOCKED in entry.flags:
            self._refuse("H245", f"locked, but the file says “{text}”", answer, slot)
        elif not self._is_newer(answer, slot):
            fuzzy = not self.trusted or answer.progress is Progress.FUZZY or slot.is_successor
            self.decisions.append(_Decision(slot, text, fuzzy))
            is_new = slot.progress is Progress.NEW
            self.outcomes[Outcome.NEW if is_new else Outcome.CHANGED] += 1
            if slot.is_successor:
                self._say_successor(answer, slot)
        elif _is_base(text, answer.base):
            self.outcomes[Outcome.NEWER] += 1  # only the catalog has gone on
        else:
            said = f"the file says “{text}”, the catalog by now “{slot.current}”"
            self._refuse("H241", said, answer, slot)

    def _same(self, answer: Answer, slot: _Slot) -> Outcome:
        """The text is the catalog's: a file can only confirm it, or doubt it."""
        if slot.progress is Progress.NEW or slot.is_successor:
            return Outcome.UNCHANGED
        said, was = answer.progress, answer.base.partition("-")[2]
        if was != slot.progress:  # somebody confirmed or doubted it here in the meantime
            return Outcome.UNCHANGED
        if said is Progress.FUZZY and slot.progress is Progress.TRANSLATED:
            self.decisions.append(_Decision(slot, slot.current, True))
            return Outcome.DOUBTED
        if said is Progress.TRANSLATED and slot.progress is Progress.FUZZY and self.trusted:
            self.decisions.append(_Decision(slot, slot.current, False))
            return Outcome.CONFIRMED
        return Outcome.UNCHANGED

    def _is_newer(self, answer: Answer, slot: _Slot) -> bool:
        """Whether the catalog's text is not the one that was exported, or may not be."""
        if slot.progress is Progress.NEW:
            return False
        if slot.is_successor:
            return not _is_base(slot.current, answer.base)
        return answer.base != base_of(slot.current, slot.progress)

    def _remark(self, answers: Sequence[Answer], slot: _Slot) -> None:
        known = " ".join(plain(self.catalog.entries[slot.place].translator_comment).split())
        for remark in (remark for answer in answers for remark in answer.remarks):
            text = "\n".join(" ".join(_CONTROLS.sub(" ", x).split()) for x in remark.split("\n"))
            bare = " ".join(text.split())
            if bare and bare not in known and len(bare) <= _LONGEST_REMARK:
                self.remarks.setdefault(slot.place, []).append(text.strip())

    # ── findings ───────────────────────────────────────────────────────────────────────────────

    def _refuse(self, code: str, said: str, answer: Answer, slot: _Slot) -> None:
        self.findings.append(self._finding(code, said, answer, slot))
        self.outcomes[Outcome.REFUSED] += 1

    def _finding(self, code: str, said: str, answer: Answer, slot: _Slot) -> Finding:
        entry = self.catalog.entries[slot.place]
        here = Related(
            Location(self.catalog.path, entry.line), f"message {answer.id}: {entry.text}"
        )
        return finding(code, said, Location(self.returned.path, answer.line), related=[here])

    def _say_successor(self, answer: Answer, slot: _Slot) -> None:
        entry = self.catalog.entries[slot.place]
        said = f"the source was “{slot.source}” and is “{entry.text}”: taken as fuzzy"
        found = self._finding("H240", said, answer, slot)
        self.findings.append(replace(found, severity=Severity.WARNING))

    def _unknown(self, answer: Answer) -> None:
        place = Location(self.returned.path, answer.line)
        gone = {message_id(entry.key): entry for entry in self.catalog.obsolete}
        text, source = _shown(answer.target), _shown(answer.source)
        if not text.strip():
            self.outcomes[Outcome.EMPTY] += 1
            return
        entry = gone.get(answer.id)
        code = "H240" if entry else "H242"
        said = f"the article no longer says “{source}”" if entry else f"no message {answer.id}"
        related = []
        if entry:
            related = [Related(Location(self.catalog.path, entry.line), "the entry, now obsolete")]
        self.findings.append(
            finding(code, f"{said}; the file has “{text}”", place, related=related)
        )
        self.outcomes[Outcome.REFUSED] += 1


def _is_base(text: str, base: str) -> bool:
    """Whether a text is the one that was exported."""
    return base_of(text, Progress.NEW).partition("-")[0] == base.partition("-")[0]


def _shown(pieces: Pieces) -> str:
    return "".join(p if isinstance(p, str) else f"<{p.id}>" for p in pieces)


def _written(entry: Entry, decisions: Sequence[_Decision]) -> Entry:
    fuzzy = any(decision.fuzzy for decision in decisions)
    if entry.plural:
        texts = list(entry.plural_translations or ("", ""))
        for decision in decisions:
            texts[decision.slot.form] = decision.text
        # A form that nobody has answered keeps the entry as fuzzy as it was.
        fuzzy = fuzzy or (entry.fuzzy and len(decisions) < len(texts))
        entry = replace(entry, plural_translations=tuple(texts), fuzzy=fuzzy)
    else:
        entry = replace(entry, translation=decisions[0].text, fuzzy=fuzzy)
    if not fuzzy:
        entry = replace(entry, previous_context=None, previous_text="", previous_plural="")
    return entry


def _remarked(entry: Entry, remarks: Sequence[str]) -> Entry:
    lines = [entry.translator_comment] if entry.translator_comment else []
    lines += [f"reviewer: {remark}" for remark in dict.fromkeys(remarks)]
    return replace(entry, translator_comment="\n".join(lines))


def is_writable(text: str) -> bool:
    """Whether a catalog can hold a text."""
    return len(text) <= _LONGEST and not _UNWRITABLE.search(text)


def doubted(catalog: Catalog, keys: frozenset[tuple[str | None, str]]) -> Catalog:
    """The catalog with some entries fuzzy: those that a check has found wrong."""
    return replace(catalog, entries=tuple(_doubt(catalog.entries, keys)))


def _doubt(entries: Sequence[Entry], keys: frozenset[tuple[str | None, str]]) -> Iterator[Entry]:
    for entry in entries:
        yield replace(entry, fuzzy=True) if entry.key in keys else entry
