"""Jobs on their way: what is handed out together, and what has come to grief before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.build.cluster.model import Packed, Work
from handouts.build.making import Maker
from handouts.project import Job

if TYPE_CHECKING:
    from distributed import Future

_ANY = Path()


@dataclass(frozen=True, slots=True)
class Given:
    """A job, and how often it came to grief.

    A suspect has brought down the process that made it, and is tried for the second time; it goes
    alone, as does one that was lost together with others. What may have brought down whole workers
    is tried while nothing else is on the cluster: dask counts the loss of a worker against each
    task that waits there.
    """

    job: Job
    tries: int = 0
    is_suspect: bool = False
    is_alone: bool = False
    is_apart: bool = False

    def goes_with(self, other: Given) -> bool:
        """Whether two jobs are the same sheet for two clinics."""
        mine, yours = self.job.first, other.job.first
        is_alone = self.is_alone or other.is_alone
        return not is_alone and replace(mine, clinic="", path=_ANY) == replace(
            yours, clinic="", path=_ANY
        )


@dataclass(frozen=True, slots=True)
class Load:
    """Jobs that were handed out together, and where they may be made (empty: anywhere)."""

    given: Sequence[Given]
    allowed: frozenset[str]
    future: Future[bytes]


def work_of(load: Sequence[Given], files: Sequence[Packed], maker: Maker) -> Work:
    """The work that some jobs are, made of some files, as `maker` would do it here."""
    jobs = [given.job for given in load]
    return Work(
        jobs=tuple(
            Job(tuple(replace(one, path=Path(one.path.name)) for one in job.handouts))
            for job in jobs
        ),
        files=tuple((one.kind, one.digest) for one in files),
        earlier=tuple(tuple(maker.earlier.get(one, "") for one in job.handouts) for job in jobs),
        limits=maker.project.config.limits,
        final=maker.final,
        today=maker.today,
    )
