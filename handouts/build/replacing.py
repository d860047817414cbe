"""Which printed sheets must be replaced: what says something else since a day or a revision."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handouts.build.history import Sheet
from handouts.build.verifying import Verifier
from handouts.editions import Edition
from handouts.findings import ExitCode, Finding, HandoutsError, Severity, finding
from handouts.project import Project, open_project

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A sheet that says something else by now; without `now`, `reason` says why there is none."""

    before: Edition
    now: Edition | None
    reason: str = ""

    @property
    def changed(self) -> tuple[str, ...]:
        """The parts that have changed."""
        return self.before.changes(self.now) if self.now else ()

    def as_json(self) -> dict[str, object]:
        """The stable JSON shape of `changes --json`."""
        before, now = self.before, self.now
        return {
            "slug": before.slug,
            "language": before.language,
            "clinic": before.clinic or None,
            "changed": list(self.changed),
            "reason": self.reason or None,
            "before": _brief(before),
            "current": _brief(now) if now else None,
        }


@dataclass(frozen=True, slots=True)
class Replacements:
    """The sheets that must be replaced, and what should be known of the answer."""

    sheets: tuple[Replacement, ...]
    findings: tuple[Finding, ...] = ()


def replacements(
    project: Project, since: str, today: datetime.date, output: Path | None = None
) -> Replacements:
    """Return the sheets that must be replaced since a day (YYYY-MM-DD) or a git revision.

    A day is looked up in the journal of the builds, a revision in the project's repository; its
    texts are read in a folder of their own, and nothing is checked out. A day before the first
    build is a finding H544. Raises HandoutsError H544 where there is no journal that can be read,
    H545 for a revision that cannot be read.
    """
    verifier = Verifier(project, today, output)
    findings: tuple[Finding, ...] = ()
    if _DATE.fullmatch(since):
        before = _at_day(verifier, since)
        if not before:
            first = min(made.date for made in verifier.history.made)
            message = f"the journal knows of no sheet made up to {since}: it begins on {first}"
            hint = f"Ask for {first} or a later day; if an older journal was lost, put it back."
            findings = (finding("H544", message, hint=hint),)
    else:
        before = _at_revision(project.root, since)
    found = []
    for sheet, edition in sorted(before.items()):
        now, reason = verifier.now(sheet)
        if now is None or now.code != edition.code:
            found.append(Replacement(edition, now, reason))
    return Replacements(tuple(found), findings)


def _at_day(verifier: Verifier, since: str) -> Mapping[Sheet, Edition]:
    try:
        day = datetime.date.fromisoformat(since)
    except ValueError:
        raise _no_revision(f"{since} is no day of the calendar") from None
    wrong = verifier.history.findings
    if not verifier.history.made:
        wrong = wrong or (finding("H544", "there is no journal of what was made"),)
    if wrong:  # only a warning elsewhere: here it leaves the question without an answer
        found = [replace(one, severity=Severity.ERROR) for one in wrong]
        raise HandoutsError(found, ExitCode.FINDINGS)
    return verifier.history.at(day)


def _at_revision(root: Path, revision: str) -> Mapping[Sheet, Edition]:
    """The editions of a revision, judged on the day of its commit."""
    commit = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    name = commit.decode().strip()
    day = datetime.date.fromisoformat(_git(root, "show", "-s", "--format=%cs", name).decode()[:10])
    archive = _git(root, "archive", "--format=tar", name)
    with tempfile.TemporaryDirectory(prefix="handouts-") as folder:
        try:
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, OSError) as problem:
            raise _no_revision(f"{revision} cannot be unpacked: {problem}") from None
        try:
            then = open_project(Path(folder))
        except HandoutsError as problem:
            said = "; ".join(found.message for found in problem.findings)
            raise _no_revision(f"{revision} holds no project that can be read: {said}") from None
        # Recalls are of today: those of that day withdraw nothing.
        (then.root / "recalls.toml").unlink(missing_ok=True)
        verifier = Verifier(then, day)
        editions = {sheet: verifier.now(sheet)[0] for sheet in verifier.sheets()}
    return {sheet: edition for sheet, edition in editions.items() if edition}


def _git(root: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", root, *words], capture_output=True, check=False)
    except OSError:
        raise _no_revision("git is not installed, or cannot be run") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise _no_revision(f"git says: {lines[-1] if lines else 'nothing'}")
    return done.stdout


def _no_revision(message: str) -> HandoutsError:
    return HandoutsError([finding("H545", message)], ExitCode.FINDINGS)


def _brief(edition: Edition) -> dict[str, str]:
    return {"code": edition.code, "version": edition.version, "state": edition.state}
