"""The import contract of pyproject.toml can fail: each rule refuses what it is there for."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """Copy the program's modules and the contract, to break them."""
    for path in [root / "pyproject.toml", *(root / "handouts").rglob("*.py")]:
        target = tmp_path / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contract of the copy."""
    code = "from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=folder, capture_output=True, text=True
    )


def test_the_contract_holds(copy: Path) -> None:
    checked = lint(copy)

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        ("findings/model.py", "import handouts.cli", "only from below"),
        ("unlisted.py", "", "unlisted"),
        ("compose.py", "import weasyprint", "handouts.compose -> weasyprint"),
        ("build.py", "import click", "handouts.build -> click"),
        ("checks.py", "import handouts.catalogs.parsing", "checks -> handouts.catalogs.parsing"),
    ],
)
def test_a_breach_is_refused(copy: Path, module: str, line: str, said: str) -> None:
    path = copy / "handouts" / module
    if not path.exists() and path.with_suffix("").is_dir():
        path = path.with_suffix("") / "__init__.py"
    with path.open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")

    checked = lint(copy)

    assert checked.returncode == 1
    assert said in checked.stdout
