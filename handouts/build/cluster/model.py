"""What goes to a worker of a cluster, and what comes back.

Dask itself sees bytes alone: neither its scheduler nor its workers open what they carry.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from handouts.build.results import Ending, Result
    from handouts.config import Config, Limits
    from handouts.project import Job

Parts: TypeAlias = tuple[tuple[str, str], ...]
"""What decides the bytes of a PDF besides the project, part by part: name, version or digest."""


def digest_of(found: Parts) -> str:
    """Return the sha256 of some parts."""
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files of the project that are used together, by their paths in it."""

    kind: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the project's settings say, and the folder of locales/ that each language has."""

    config: Config
    folders: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Packed:
    """Something for the way, what kind of thing it is, and the sha256 that it is known by."""

    kind: str
    digest: str
    data: bytes

    def opened(self) -> Any:
        """What was packed; raises ValueError where it is not what its digest says."""
        if hashlib.sha256(self.data).hexdigest() != self.digest:
            raise ValueError("files arrived damaged")
        return pickle.loads(self.data)


def packed(value: Bundle | Settings) -> Packed:
    """Pack files or settings."""
    data = pickle.dumps(value)
    kind = value.kind if isinstance(value, Bundle) else "settings"
    return Packed(kind, hashlib.sha256(data).hexdigest(), data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Jobs as a worker gets them: the same sheet for some clinics, paths are names alone.

    `files` are the kinds and digests of what goes with them, the settings first; `earlier` are the
    fingerprints of each job's files, empty where there is none; `limits` are the project's.
    """

    jobs: tuple[Job, ...]
    files: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, ...], ...]
    limits: Limits
    final: bool
    today: datetime.date


@dataclass(frozen=True, slots=True)
class Made:
    """The job's results in its order, and the PDF of each that was built."""

    results: tuple[Result, ...]
    pdfs: tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """The worker could not begin: its disk is full, or what it was sent is damaged."""

    said: str


@dataclass(frozen=True, slots=True)
class Differs:
    """The worker has another program, so nothing was made: its address and its parts."""

    worker: str
    parts: Parts


Answer: TypeAlias = "Made | Ending | Broken"
"""What became of one job; an ending is that of the process that had it in hand."""

Answers: TypeAlias = "tuple[Answer, ...] | Differs | Broken"
"""What became of all that were sent together."""
