"""Set this machine up for a checkout: system libraries, then .venv from the hash-locked files.

Called by ./run with the stamp to leave when all is done, so that the next start skips it. Needs
only the standard library. Talks on stderr; exit code 5 when something is missing that it cannot
install. An interrupted set-up leaves no stamp and is done again; two at once wait for each other.
"""

import argparse
import ctypes
import ctypes.util
import fcntl
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = ("ready", "ready-to-test")
MISSING_DEPENDENCY = 5

# What WeasyPrint loads: name for the linker, file name on Linux. Without harfbuzz-subset it works
# too, but eight times slower and with other bytes.
LIBRARIES = {
    "gobject-2.0": "libgobject-2.0.so.0",
    "pango-1.0": "libpango-1.0.so.0",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "fontconfig": "libfontconfig.so.1",
}
LIBRARY_PACKAGES = {
    "apt-get": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "brew": ["pango"],
    "dnf": ["pango", "harfbuzz"],
}

# The tests also ask gettext, poppler, Ghostscript, and veraPDF, which runs on Java and needs JAXB.
TEST_PROGRAMS = ("msgfmt", "msgcat", "pdftotext", "gs", "java")
TEST_JARS = ("jaxb-api", "jaxb-runtime", "txw2", "istack-commons-runtime", "stax-ex", "FastInfoset")
TEST_PACKAGES = {
    "apt-get": [
        *("gettext", "poppler-utils", "ghostscript", "default-jre-headless"),
        *("libjaxb-api-java", "libjaxb-java", "libtxw2-java", "libistack-commons-java"),
        *("libstax-ex-java", "libfastinfoset-java"),
    ],
    "brew": ["gettext", "poppler", "ghostscript", "openjdk"],
    "dnf": ["gettext", "poppler-utils", "ghostscript", "java-latest-openjdk-headless"],
}


def main() -> None:
    """Do what is missing of the set-up, then leave the stamp."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("want", help="what the stamp holds once these very files are installed")
    parser.add_argument("stamp", choices=STAMPS)
    parser.add_argument("--test", action="store_true", help="what the tests need, too")
    options = parser.parse_args()

    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back by the system however this process ends
        if read_stamp(options.stamp) == options.want:
            return
        prepare_system(for_tests=options.test)
        prepare_venv(for_tests=options.test)
        for stamp in STAMPS if options.test else STAMPS[:1]:
            (VENV / stamp).write_text(f"{options.want}\n", encoding="utf-8")


# ── the system ─────────────────────────────────────────────────────────────────────────────────


def prepare_system(*, for_tests: bool) -> None:
    """Install the system packages whose libraries, modules or programs are not there."""
    missing = missing_system(for_tests=for_tests)
    if not missing:
        return
    manager = next((name for name in ("apt-get", "brew", "dnf") if shutil.which(name)), None)
    if manager is None:
        stop(
            f"missing: {', '.join(missing)}",
            "install Pango 1.44 or newer with HarfBuzz's subset library, by your system's way",
        )
    packages = LIBRARY_PACKAGES[manager] + (TEST_PACKAGES[manager] if for_tests else [])
    if manager == "apt-get" and "ensurepip" in missing:
        packages = [*packages, f"python3.{sys.version_info.minor}-venv"]
    install_packages(manager, packages, missing)

    still_missing = missing_system(for_tests=for_tests)
    if still_missing:
        stop(
            f"still missing after installing {' '.join(packages)}: {', '.join(still_missing)}",
            f"./run uses {sys.executable}; PYTHON=/usr/bin/python3 ./run … chooses another"
            if "ensurepip" in still_missing
            else "look at what the package manager said above",
        )


def missing_system(*, for_tests: bool) -> list[str]:
    """Name what this machine lacks: libraries, Python's ensurepip, programs, jars."""
    missing = [name for name in LIBRARIES if not loads(name)]
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships it apart from Python
        missing.append("ensurepip")
    if for_tests:
        missing += [program for program in TEST_PROGRAMS if shutil.which(program) is None]
    if for_tests and sys.platform == "linux":
        jars = Path("/usr/share/java")
        missing += [f"{jar}.jar" for jar in TEST_JARS if not (jars / f"{jar}.jar").exists()]
    return missing


def loads(library: str) -> bool:
    """Tell whether the dynamic loader finds a library."""
    found = LIBRARIES[library] if sys.platform == "linux" else ctypes.util.find_library(library)
    try:
        ctypes.CDLL(found or library)
    except OSError:
        return False
    return True


def install_packages(manager: str, packages: Sequence[str], missing: Sequence[str]) -> None:
    """Install with brew or apt-get (as root or by sudo); else print the line to run and stop."""
    sudo = ["sudo"] if manager != "brew" and os.geteuid() != 0 else []
    install = [*sudo, manager, "install", *packages]
    hint = f"run: {shlex.join(install)}"
    if manager == "dnf" or (sudo and shutil.which("sudo") is None):
        stop(f"missing: {', '.join(missing)}", hint)

    say(f"installing system packages: {' '.join(packages)}")
    if manager == "apt-get":
        apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        apt += ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
        call([*apt, "update"])  # a dead extra source is no reason to stop: the next line tells
        install = [*apt, "install", "--no-install-recommends", *packages]
    if call(install, quiet=manager == "apt-get") != 0:
        stop(f"could not install: {', '.join(missing)}", hint)


# ── the environment ────────────────────────────────────────────────────────────────────────────


def prepare_venv(*, for_tests: bool) -> None:
    """Bring .venv to the locked versions, with this checkout installed in it as it stands."""
    finished = any(read_stamp(stamp) for stamp in STAMPS)
    for stamp in STAMPS:
        (VENV / stamp).unlink(missing_ok=True)
    # the real file: a link such as python3 may mean another Python tomorrow
    real_python = os.path.realpath(sys.executable)
    python = VENV / "bin" / "python"
    if not (finished and python.exists() and os.path.realpath(python) == real_python):
        say(f"making .venv with Python {sys.version.split()[0]}")
        run_or_stop([real_python, "-I", "-m", "venv", "--clear", str(VENV)])

    lock = ROOT / ("requirements-dev.lock" if for_tests else "requirements.lock")
    say(f"installing {lock.name}")
    pip = [str(python), "-I", "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input"]
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    run_or_stop([*pip, "install", *locked])
    run_or_stop([*pip, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def read_stamp(stamp: str) -> str:
    """Read a stamp; empty when the set-up it stands for is not finished."""
    try:
        return (VENV / stamp).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


# ── talk ───────────────────────────────────────────────────────────────────────────────────────


def call(command: Sequence[str], *, quiet: bool = False) -> int:
    """Run a command with its output on stderr, errors alone when quiet; its exit code."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    return subprocess.run(command, stdout=output, check=False).returncode


def run_or_stop(command: Sequence[str]) -> None:
    """Run a command that must succeed."""
    if call(command) != 0:
        stop(f"failed: {shlex.join(command)}", "see above; once mended, the same ./run goes on")


def say(text: str) -> None:
    """Tell the user what takes a while."""
    print(f"handouts: set-up: {text}", file=sys.stderr, flush=True)


def stop(problem: str, hint: str) -> NoReturn:
    """Give up with the problem and the next step."""
    print(f"handouts: error: {problem}\nhint: {hint}", file=sys.stderr, flush=True)
    sys.exit(MISSING_DEPENDENCY)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        stop(f"set-up: {error}", f"the set-up writes into {ROOT}: check rights and free space")
