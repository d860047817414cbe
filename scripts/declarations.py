"""Write handouts/typeset/declarations.py: what WeasyPrint declares of C, parsed ahead of time.

python scripts/declarations.py [--check]

At every start, WeasyPrint has cffi parse it anew: half of the time that its import takes.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import cffi  # type: ignore[import-untyped]
import weasyprint.text.ffi  # before anything of handouts, so that it is not what is written here

FILE = Path(__file__).resolve().parent.parent / "handouts" / "typeset" / "declarations.py"
HEAD = '''"""What WeasyPrint declares of C, parsed. Written by scripts/declarations.py."""

# fmt: off
# ruff: noqa
# mypy: ignore-errors

import _cffi_backend

SOURCE = "{source}"
"""The sha256 of the file of WeasyPrint that it is made from."""


class Declared(_cffi_backend.FFI):
    """Takes declarations like cffi's own, and knows them already."""

    def cdef(self, source: str) -> None:
        """Take what was parsed ahead of time."""


'''


def page() -> str:
    """The text that the file should have."""
    builder = cffi.FFI()
    for declarations in weasyprint.text.ffi.ffi._cdefsources:
        builder.cdef(declarations)
    builder.set_source("handouts.typeset.declarations", None)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "declarations.py"
        builder.emit_python_code(str(written))
        code = "ffi = " + written.read_text(encoding="utf-8").partition("ffi = ")[2]
    source = hashlib.sha256(Path(weasyprint.text.ffi.__file__).read_bytes()).hexdigest()
    return HEAD.format(source=source) + code.replace("_cffi_backend.FFI(", "Declared(")


def main() -> int:
    """Write the file, or say that it is stale."""
    text = page()
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in sys.argv:
        print(f"{FILE.name} is stale: run python scripts/declarations.py", file=sys.stderr)
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
