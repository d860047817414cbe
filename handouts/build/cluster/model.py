"""What goes to a worker of a cluster, and what comes back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from handouts.build.results import Result
from handouts.config import Config
from handouts.project import Job

Parts: TypeAlias = tuple[tuple[str, str], ...]
"""What decides the bytes of a PDF besides the project, part by part: name, version or digest."""


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """A file of the project: its path in it, the sha256 of its bytes, and the bytes."""

    path: str
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files that are used together; the digest covers their paths and contents."""

    kind: str
    digest: str
    files: tuple[ShippedFile, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the project's settings say, and the folder of locales/ that each language has."""

    digest: str
    config: Config
    folders: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One job as a worker gets it: the paths of its handouts are names alone.

    `program` is the digest of the parts that the worker must have; `limit` is in seconds.
    """

    job: Job
    final: bool
    today: datetime.date
    program: str
    limit: float


@dataclass(frozen=True, slots=True)
class Made:
    """The job's results in its order, and the PDF of each that was built."""

    results: tuple[Result, ...]
    pdfs: tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Died:
    """The process that had the job in hand came to a sudden end, or to none within the limit."""

    hung: bool


@dataclass(frozen=True, slots=True)
class Differs:
    """The worker has another program, so nothing was made: its address and its parts."""

    worker: str
    parts: Parts


@dataclass(frozen=True, slots=True)
class Broken:
    """The worker could not begin: its disk is full, or what it was sent is damaged."""

    said: str


Answer: TypeAlias = Made | Died | Differs | Broken
