"""The built wheel holds all it needs and works in an empty environment, outside the checkout."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

DATA = "handouts/data"


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without a network: the build backend is in the development lock."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("handouts-*.whl")
    return built


@pytest.fixture(scope="module")
def members(wheel: Path) -> set[str]:
    """List what the wheel holds."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty venv that borrows only our dependencies; its command."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False, symlinks=True)
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    borrowed = Path(sysconfig.get_path("purelib"))
    # a plain path line brings no .pth of its own along, so the checkout itself stays out
    (site / "dependencies.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(home / "bin" / "python")]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    return home / "bin" / "handouts"


def test_wheel_holds_the_program_and_all_that_it_ships(root: Path, members: set[str]) -> None:
    program = (path.relative_to(root) for path in root.glob("handouts/**/*") if path.is_file())
    expected = {path.as_posix() for path in program if path.suffix != ".pyc"}
    for pattern in (
        "handouts.toml",
        "fonts/*.toml",
        "fonts/licences/*",
        "profiles/*",
        "fonts/noto-*/*",
        "templates/**/*",
        "articles/post-laminectomy-syndrome.md",
        "articles/images/*",
        "locales/post-laminectomy-syndrome.pot",
        "locales/*/LC_MESSAGES/*.po",
    ):
        files = [path for path in root.glob(pattern) if path.is_file()]
        assert files, f"the checkout has no {pattern}"
        expected |= {f"{DATA}/{path.relative_to(root).as_posix()}" for path in files}

    assert expected - members == set()


def test_wheel_holds_nothing_of_the_workshop(members: set[str]) -> None:
    tops = {PurePosixPath(name).parts[0] for name in members}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"handouts"}
    assert not any("__pycache__" in name or "/tests/" in name for name in members)


def test_installed_wheel_starts_a_project_and_builds_it(command: Path, tmp_path: Path) -> None:
    project = tmp_path / "clinic"

    def handouts(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *args], cwd=tmp_path, capture_output=True, text=True, env={"PATH": "/usr/bin"}
        )

    made = handouts("init", str(project))
    assert made.returncode == 0, made.stderr
    built = handouts("-C", str(project), "build", "-l", "en", "-l", "ar")
    assert built.returncode == 0, built.stderr

    for tag in ("en", "ar"):
        pdf = project / "output" / tag / "post-laminectomy-syndrome.one-pager.screen.pdf"
        assert pdf.read_bytes().startswith(b"%PDF-"), built.stderr


def test_installed_wheel_does_not_see_the_checkout(root: Path, command: Path) -> None:
    asked = subprocess.run(
        [command.with_name("python"), "-P", "-c", "import handouts; print(handouts.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert not Path(asked.stdout.strip()).is_relative_to(root)
