"""`./run` from anywhere: the set-up is done once, and the caller's folder stays the caller's."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from handouts import __version__


def run(root: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Start `./run` as a user in another folder would."""
    return subprocess.run(
        [os.path.relpath(root / "run", cwd), *args], cwd=cwd, capture_output=True, text=True
    )


def stamps(root: Path) -> dict[str, int]:
    """When each finished set-up was stamped, in nanoseconds."""
    return {path.name: path.stat().st_mtime_ns for path in (root / ".venv").glob("ready*")}


def test_a_later_start_installs_nothing_and_keeps_stdout_clean(root: Path, tmp_path: Path) -> None:
    assert run(root, "--version", cwd=tmp_path).returncode == 0
    before = stamps(root)
    assert "ready" in before

    again = run(root, "--version", cwd=tmp_path)

    assert (again.returncode, again.stderr) == (0, "")
    assert __version__ in again.stdout
    assert stamps(root) == before


def test_arguments_are_read_in_the_folder_of_the_caller(root: Path, tmp_path: Path) -> None:
    made = run(root, "init", "my clinic", cwd=tmp_path)

    assert made.returncode == 0, made.stderr
    assert (tmp_path / "my clinic" / "handouts.toml").is_file()
    listed = run(root, "-C", "my clinic", "list", "articles", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "post-laminectomy-syndrome" in listed.stdout


def test_modules_in_the_folder_of_the_caller_are_not_run(root: Path, tmp_path: Path) -> None:
    for name in ("handouts", "json", "click"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken from the caller')\n")

    assert run(root, "--version", cwd=tmp_path).returncode == 0


def test_a_link_to_run_finds_its_checkout(root: Path, tmp_path: Path) -> None:
    link = tmp_path / "bin" / "handouts"
    link.parent.mkdir()
    link.symlink_to(root / "run")

    done = subprocess.run([link, "--version"], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_without_a_fitting_python_the_next_step_is_named(root: Path, tmp_path: Path) -> None:
    """A checkout that was never set up, on a machine whose only Python is too old."""
    for name in ("run", "pyproject.toml", "requirements.lock", "scripts/prepare.py"):
        copy = tmp_path / "checkout" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((root / name).read_bytes())
        copy.chmod((root / name).stat().st_mode)
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for tool in ("sh", "uname", "dirname", "cat", "cksum"):
        (bin_ / tool).symlink_to(f"/usr/bin/{tool}")
    (bin_ / "python3").write_text("#!/bin/sh\nexit 1\n")  # what the version test of an old one says
    (bin_ / "python3").chmod(0o755)

    done = subprocess.run(
        [tmp_path / "checkout" / "run", "build"],
        env={"PATH": str(bin_)},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (5, "")
    assert "needs Python 3.11" in done.stderr
    assert "hint: " in done.stderr


# ── locks ──────────────────────────────────────────────────────────────────────────────────────

PIN = re.compile(
    r"^[a-z0-9-]+==[0-9a-z.]+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+", re.M
)


def foreign_lines(lock: str) -> str:
    """What a lock holds beside names, versions, markers and hashes."""
    return PIN.sub("", lock)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_names_versions_and_hashes_only(root: Path, name: str) -> None:
    lock = (root / name).read_text(encoding="utf-8")

    assert foreign_lines(lock) == ""
    assert "http" not in lock


@pytest.mark.parametrize("line", ["--index-url https://example.org/simple\n", "# via babel\n"])
def test_an_address_or_a_comment_in_a_lock_is_seen(root: Path, line: str) -> None:
    lock = (root / "requirements.lock").read_text(encoding="utf-8")

    assert foreign_lines(line + lock) == line


def test_both_locks_pin_the_same_versions(root: Path) -> None:
    pins = [
        set(re.findall(r"^\S+==\S+", (root / name).read_text(encoding="utf-8"), re.M))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]

    assert pins[0]
    assert pins[0] < pins[1]
