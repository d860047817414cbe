"""Other people's tools in an environment of their own: programs beside ours, never imported.

The environment is made once, from a lock with hashes, and kept in .venv until the lock changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_LOCK = _HERE / "second_tools.lock"
_PROGRAM = """
import json, sys
kind, path = sys.argv[1:]
if kind == "xlsx":
    import openpyxl
    rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    found = [list(row) for row in rows]
elif kind == "save":
    import openpyxl
    book = openpyxl.load_workbook(path)
    book.active["E2"] = sys.stdin.read()
    book.save(path)
    found = []
else:
    from translate.storage import tmx, xliff, xliff2
    readers = {"xliff": xliff.Xliff1File, "xliff2": xliff2.Xliff2File, "tmx": tmx.tmxfile}
    store = readers[kind.removesuffix("+")].parsefile(path)
    if kind.endswith("+"):
        unit = next(u for u in store.units if str(u.source) == "Untranslated")
        unit.target = sys.stdin.read()
        store.savefile(path)
    found = [
        {"id": u.getid(), "source": str(u.source), "target": str(u.target or ""),
         "fuzzy": u.isfuzzy(), "translated": u.istranslated(), "notes": u.getnotes()}
        for u in store.units if u.istranslatable() or u.source
    ]
print(json.dumps(found))
"""


@cache
def python() -> Path:
    """The Python of that environment."""
    folder = Path(sys.prefix) / "second-tools"
    stamp, want = folder / "ready", hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    found = folder / "bin" / "python"
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != want:
            venv.create(folder, with_pip=True, clear=True)
            words = ["-m", "pip", "install", "-q", "--disable-pip-version-check"]
            words += ["--require-hashes", "-r", str(_LOCK)]
            subprocess.run([found, *words], check=True, capture_output=True)
            stamp.write_text(want)
    return found


def look(kind: str, path: Path, text: str = "") -> Any:
    """What a tool reads in a file (xlsx, xliff, xliff2, tmx); `save` writes `text` into a table,
    `xliff+` and `xliff2+` into the unit “Untranslated”.
    """
    done = subprocess.run(
        [python(), "-c", _PROGRAM, kind, str(path)],
        check=True,
        capture_output=True,
        text=True,
        input=text,
    )
    return json.loads(done.stdout)
