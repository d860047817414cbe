"""Whether a sheet is current: a file, or the code typed from paper, against the project."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from handouts.build.history import History, Sheet, read_history, sheet_of
from handouts.editions import Edition, read_code
from handouts.findings import Finding, finding
from handouts.formats import FORMATS
from handouts.languages import UnknownLanguage
from handouts.project import Project
from handouts.project.jobs import OUTPUT
from handouts.project.printed import current_edition, edition
from handouts.project.recalls import Recall, read_recalls


class Standing(StrEnum):
    """What a sheet is worth: only a `current` one may be given out."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"
    UNKNOWN = "unknown"


_CODES = {
    Standing.SUPERSEDED: "H540",
    Standing.RECALLED: "H541",
    Standing.UNKNOWN: "H542",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of one sheet; `given` is the file or the code as it was given.

    `edition` is what the sheet says, `now` what it would say today; `changed` names the parts that
    differ, `reason` says the rest.
    """

    given: str
    standing: Standing
    code: str = ""
    edition: Edition | None = None
    format: str = ""
    now: Edition | None = None
    changed: tuple[str, ...] = ()
    reason: str = ""

    @property
    def finding(self) -> Finding | None:
        """The finding of a sheet that must not be given out."""
        if self.standing is Standing.CURRENT:
            return None
        return finding(_CODES[self.standing], f"{self.given}: {self.said}")

    @property
    def said(self) -> str:
        """The verdict in one line."""
        parts = [str(self.standing)]
        if self.edition:
            made = self.edition
            version = f", version {made.version}" if made.version else ""
            parts = [f"{parts[0]}: {made.slug}, {made.language}{version}, {made.state}"]
        if self.changed:
            parts.append(f"changed since: {', '.join(self.changed)}")
        if self.reason:
            parts.append(self.reason)
        if self.now and self.standing is not Standing.CURRENT:
            version = f"version {self.now.version}, " if self.now.version else ""
            parts.append(f"current is {version}{self.now.state}, code {self.now.code}")
        return "; ".join(parts)

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape of `verify --json`."""
        made, now = self.edition, self.now
        return {
            "given": self.given,
            "standing": str(self.standing),
            "code": self.code or None,
            "slug": made.slug if made else None,
            "language": made.language if made else None,
            "version": made.version if made else None,
            "state": made.state if made else None,
            "clinic": (made.clinic or None) if made else None,
            "format": self.format or None,
            "changed": list(self.changed),
            "reason": self.reason or None,
            "current": {"code": now.code, "version": now.version, "state": now.state}
            if now
            else None,
        }


class Verifier:
    """Judges sheets against one project, as it is today.

    The journal of a folder of PDFs tells what was made; without it, files still tell by themselves.
    """

    def __init__(self, project: Project, today: datetime.date, output: Path | None = None) -> None:
        """Read recalls and journal; raises HandoutsError H543 for recalls that cannot be read."""
        self._project = project
        self._today = today
        self._recalls: tuple[Recall, ...] = read_recalls(project)
        self.history: History = read_history(output or project.root / OUTPUT)
        self._made = self.history.by_code()
        self._now: dict[Sheet, tuple[Edition | None, str]] = {}

    def file(self, path: Path) -> Iterator[Verdict]:
        """Judge a PDF, or each sheet of a pack, by what it says of itself.

        Never raises for what is wrong with the file.
        """
        from handouts.pdf.proof import read_proofs

        try:
            proofs = read_proofs(path)
        except ValueError as problem:
            yield Verdict(given=str(path), standing=Standing.UNKNOWN, reason=str(problem))
            return
        if not proofs:
            why = "the file is no handout"
            yield Verdict(given=str(path), standing=Standing.UNKNOWN, reason=why)
        for proof in proofs:
            given = f"{path}, page {proof.page}" if proof.page else str(path)
            if proof.is_sound:
                yield self._judged(given, proof.edition, proof.format, proof.clinic_name)
            else:
                why = "what the file says of itself was changed"
                yield Verdict(given=given, standing=Standing.UNKNOWN, reason=why)

    def code(self, typed: str) -> Verdict:
        """Judge a code typed from paper: by the journal, else by all sheets of today."""
        code = read_code(typed)
        if code is None:
            why = "no code has these characters; it was mistyped"
            return Verdict(given=typed, standing=Standing.UNKNOWN, reason=why)
        made = self._made.get(code) or self._of_today(code)
        if made:
            return self._judged(typed, made)
        if recall := self._recall(code, None):
            return Verdict(given=typed, standing=Standing.RECALLED, code=code, reason=_why(recall))
        why = "neither a current sheet nor one in the journal has this code"
        return Verdict(given=typed, standing=Standing.UNKNOWN, code=code, reason=why)

    def now(self, sheet: Sheet) -> tuple[Edition | None, str]:
        """Return a sheet as it would be made today; without one, the reason."""
        if sheet not in self._now:
            self._now[sheet] = self._edition(*sheet)
        return self._now[sheet]

    def sheets(self) -> Iterator[Sheet]:
        """Every article in every language for every clinic."""
        project = self._project
        for slug in project.article_paths:
            for language in project.languages:
                for clinic in project.clinics:
                    yield (slug, language.tag, clinic.id if clinic else "")

    def _of_today(self, code: str) -> Edition | None:
        editions = (self.now(sheet)[0] for sheet in self.sheets())
        return next((found for found in editions if found and found.code == code), None)

    def _recall(self, code: str, made: Edition | None) -> Recall | None:
        return next((recall for recall in self._recalls if recall.is_of(code, made)), None)

    def _judged(
        self, given: str, made: Edition, shape: str = "", clinic_name: str | None = None
    ) -> Verdict:
        now, why = self.now(sheet_of(made))
        if now and now.code != made.code and made.state == "draft":
            now = self._pair(made, now, shape)
        known = made.code in self._made
        changed = made.changes(now) if now else ()
        if recall := self._recall(made.code, made):
            standing, changed, why = Standing.RECALLED, (), _why(recall)
        elif now and now.code == made.code:
            standing = Standing.CURRENT
        elif now and not known and (why := self._stranger(made, now, clinic_name)):
            standing, changed, now = Standing.UNKNOWN, (), None
        elif now or known:
            standing = Standing.SUPERSEDED
        else:
            standing = Standing.UNKNOWN
        return Verdict(
            given=given,
            standing=standing,
            code=made.code,
            edition=made,
            format=shape,
            now=now,
            changed=changed,
            reason=why,
        )

    def _edition(self, slug: str, tag: str, clinic_id: str) -> tuple[Edition | None, str]:
        project = self._project
        if slug not in project.article_paths:
            return None, f"this project has no article {slug}"
        clinics = {clinic.id if clinic else "": clinic for clinic in project.clinics}
        if clinic_id not in clinics:
            return None, f"this project has no clinic {clinic_id or 'without a name'}"
        try:
            found, reading = current_edition(project, slug, tag, clinics[clinic_id], self._today)
        except UnknownLanguage:
            return None, f"this project does not know the language {tag}"
        if found is None:
            wrong = (f.code for f in reading.findings if f.severity == "error")
            codes = ", ".join(dict.fromkeys(wrong))
            return None, f"nothing can be compared: the text cannot be printed now ({codes})"
        return found, ""

    def _pair(self, made: Edition, now: Edition, shape: str) -> Edition:
        """The sheet of today as a draft, in a format that needs the source signed, too."""
        source = self._project.source.tag
        if now.state != "final" or not (shape in FORMATS and FORMATS[shape].pair):
            return now
        other, _ = self.now((made.slug, source, made.clinic))
        if other is None or other.state == "final":
            return now
        clinic = self._project.clinic(made.clinic)
        language = self._project.language(made.language)
        from handouts.project import read_handout

        reading = read_handout(self._project, made.slug, language, clinic)
        return edition(self._project, reading.article, clinic) if reading.article else now

    def _stranger(self, made: Edition, now: Edition, clinic_name: str | None) -> str:
        """Why a sheet that is in no journal may be another project's; empty where it is ours."""
        clinic = self._project.clinic(made.clinic)
        name = clinic.name if clinic else ""
        if clinic_name is not None and clinic_name != name:
            return f"it was made for {clinic_name or 'no clinic'}, perhaps in another project"
        same = [made.source == now.source]
        if made.language != self._project.source.tag:
            same.append(made.translation == now.translation)
        if made.clinic:
            same.append(made.facts == now.facts)
        return "" if any(same) else "nothing in it is of this project"


def _why(recall: Recall) -> str:
    return f"recalled on {recall.date}: {recall.reason}"
