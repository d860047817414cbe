"""The doors through which foreign files come in: sizes, XML and packed files, with no surprises.

XML is read without entities, without DTDs and without the network; a packed file is measured
before a byte of it is unpacked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from handouts.findings import Finding, Location, finding

MAX_BYTES = 32 * 1024 * 1024
"""A catalog of ten thousand messages is a tenth of that."""

_MAX_UNPACKED = 128 * 1024 * 1024
_MAX_PARTS = 500
_MAX_DEPTH = 60


class Refused(Exception):
    """A file that is not used; `finding` says why."""

    def __init__(self, problem: Finding) -> None:
        """Keep the finding."""
        self.finding = problem
        super().__init__(str(problem))


def broken(path: str, why: str, line: int = 0) -> Refused:
    """H520: the file cannot be read as what it claims to be."""
    return Refused(finding("H520", why, Location(path, line)))


def unsafe(path: str, why: str, line: int = 0) -> Refused:
    """H521: the file could harm the machine or the project."""
    return Refused(finding("H521", why, Location(path, line)))


def read_bytes(path: Path, shown: str) -> bytes:
    """Read a file that somebody sent; raises Refused H509, H520 or H521."""
    try:
        if not path.is_file():
            problem = "no such file" if not path.exists() else "not a file"
            raise Refused(
                finding("H509", f"the file cannot be read: {problem}", Location.unlined(shown))
            )
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        said = finding("H509", f"the file cannot be read: {reason}", Location.unlined(shown))
        raise Refused(said) from None
    if len(data) > MAX_BYTES:
        raise unsafe(shown, f"the file is larger than {MAX_BYTES // 1024 // 1024} MB")
    if not data.strip():
        raise broken(shown, "the file is empty")
    return data


def parse_xml(data: bytes, path: str, *, doctype: bool = False) -> Any:
    """Parse XML and return its root; raises Refused. `doctype` allows one that declares nothing."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        why = str(problem.msg).split("\n")[0]
        if "ntity" in why or "mplification" in why or "depth" in why:
            raise unsafe(path, f"the XML is not safe: {why}", problem.lineno or 0) from None
        raise broken(path, f"not sound XML: {why}", problem.lineno or 0) from None
    except ValueError as problem:
        raise broken(path, f"not sound XML: {problem}") from None
    info = root.getroottree().docinfo
    if info.doctype and (not doctype or _declares(info)):
        raise unsafe(path, "the XML brings declarations of its own (DOCTYPE)", 1)
    if _depth(root) > _MAX_DEPTH:
        raise unsafe(path, f"the XML is nested more than {_MAX_DEPTH} levels deep")
    return root


def _declares(info: Any) -> bool:
    inner = info.internalDTD
    if inner is None:
        return False
    return any(True for _ in inner.iterentities()) or any(True for _ in inner.iterelements())


def _depth(root: Any) -> int:
    deepest, level = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def unpack(data: bytes, path: str) -> Mapping[str, bytes]:
    """Unpack the XML parts of a packed table; raises Refused for what is none, or is too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MAX_PARTS:
                raise unsafe(path, f"the file packs {len(parts)} parts")
            wanted = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            size = sum(part.file_size for part in wanted)
            if size > _MAX_UNPACKED:
                raise unsafe(path, f"the file unpacks to {size // 1024 // 1024} MB")
            if any(part.flag_bits & 1 for part in wanted):
                raise broken(path, "the file is locked with a password")
            return {part.filename: archive.read(part) for part in wanted}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as problem:
        raise broken(path, f"not a sound XLSX file: {problem}") from None
    except Exception as problem:  # the decompressors raise errors of their own
        if isinstance(problem, Refused):
            raise
        raise broken(path, f"not a sound XLSX file: {type(problem).__name__}") from None
