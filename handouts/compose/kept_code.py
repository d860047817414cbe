"""Compiled templates kept between processes: to compile those of a sheet takes 80 milliseconds."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from handouts import __version__

_DIGEST = hashlib.sha256().digest_size


class KeptCode(BytecodeCache):
    """Keeps compiled templates in a folder, each with its digest.

    They are run, so the folder is made for this user alone; one that others own or may write is
    left alone. What cannot be read or written is compiled as if nothing was kept.
    """

    def __init__(self, folder: Path, options: str) -> None:
        """Take a folder, there or not, and what besides its text decides a template's code."""
        self._folder = folder
        self._options = f"{__version__} {jinja2.__version__} {options}"

    def get_source_checksum(self, source: str) -> str:
        """The digest of all that the code of a template comes from; Jinja adds Python's version."""
        return hashlib.sha256(f"{self._options}\n{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the code of a template, if it is there and whole."""
        with suppress(OSError):
            kept = (self._folder / bucket.key).read_bytes() if self._is_private() else b""
            digest, code = kept[:_DIGEST], kept[_DIGEST:]
            if code and hashlib.sha256(code).digest() == digest:
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template; other processes see all of it, or what was there before."""
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_private():
                return
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                try:
                    file.write(hashlib.sha256(code).digest() + code)
                    file.close()
                    os.replace(file.name, self._folder / bucket.key)
                except BaseException:
                    os.unlink(file.name)
                    raise

    def _is_private(self) -> bool:
        found = self._folder.lstat()
        others = stat.S_IWGRP | stat.S_IWOTH
        mine = hasattr(os, "getuid") and found.st_uid == os.getuid()
        return mine and stat.S_ISDIR(found.st_mode) and not found.st_mode & others
