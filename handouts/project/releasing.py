"""Whether a sheet of a project may be final, and who answers for its text."""

from __future__ import annotations

import datetime

from handouts.config import Clinic
from handouts.findings import Finding, finding
from handouts.project.project import Project
from handouts.project.signable import sign_off
from handouts.project.survey import Reading
from handouts.reviews import Approval, approval_of, release_findings


def release(
    project: Project, reading: Reading, clinic: Clinic | None, today: datetime.date
) -> tuple[Approval | None, tuple[Finding, ...]]:
    """Return who answers for a text that was read, and all that keeps its sheet from being final.

    Without findings there is an approval, and the sheet may be final. A text that cannot be
    printed has its own findings for reasons.
    """
    if reading.article is None:
        return None, reading.findings
    state = sign_off(project, reading.article, [clinic])
    found = tuple(release_findings(reading.article, state, reading.findings, today))
    approval = approval_of(state)
    if approval is None and not found:  # nobody's name: never final
        place = reading.article.article.place()
        found = (finding("H401", "nobody answers for the text", place),)
    return approval, found
