"""The set-up sees what a machine lacks, and names the next step where it may not help itself."""

from collections.abc import Sequence

import pytest

from scripts import prepare


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Stand in for the programs on PATH: those in the set are there, and nobody is root."""
    found: set[str] = set()
    monkeypatch.setattr("shutil.which", lambda name: name if name in found else None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    return found


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the commands that would run; all succeed."""
    noted: list[str] = []

    def call(command: Sequence[str], *, quiet: bool = False) -> int:
        noted.append(" ".join(command))
        return 0

    monkeypatch.setattr(prepare, "call", call)
    return noted


def test_a_machine_that_is_set_up_lacks_nothing() -> None:
    assert prepare.missing_system(for_tests=True) == []


def test_a_missing_library_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(prepare.LIBRARIES, "harfbuzz-subset", "libnone.so.0")

    assert prepare.missing_system(for_tests=False) == ["harfbuzz-subset"]


@pytest.mark.usefixtures("tools")
def test_only_the_tests_ask_for_their_programs() -> None:
    assert prepare.missing_system(for_tests=False) == []
    assert prepare.missing_system(for_tests=True) == list(prepare.TEST_PROGRAMS)


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt-get", "run: sudo apt-get install pango-package\n"),
        ("dnf", "run: sudo dnf install pango-package\n"),
    ],
)
def test_without_the_right_to_install_the_exact_line_is_printed(
    tools: set[str],
    calls: list[str],
    capsys: pytest.CaptureFixture[str],
    manager: str,
    line: str,
) -> None:
    tools.add(manager)

    with pytest.raises(SystemExit) as stopped:
        prepare.install_packages(manager, ["pango-package"], ["pango-1.0"])

    assert stopped.value.code == prepare.MISSING_DEPENDENCY
    assert capsys.readouterr().err == f"handouts: error: missing: pango-1.0\nhint: {line}"
    assert calls == []


def test_with_sudo_apt_installs_without_questions(tools: set[str], calls: list[str]) -> None:
    tools |= {"apt-get", "sudo"}

    prepare.install_packages("apt-get", ["pango-package"], ["pango-1.0"])

    assert [call.startswith("sudo env DEBIAN_FRONTEND=noninteractive") for call in calls] == [
        True,
        True,
    ]
    assert calls[0].endswith(" update")
    assert calls[1].endswith(" install --no-install-recommends pango-package")


def test_homebrew_installs_without_sudo(calls: list[str]) -> None:
    prepare.install_packages("brew", ["pango"], ["pango-1.0"])

    assert calls == ["brew install pango"]


def test_without_a_package_manager_the_libraries_are_named(
    tools: set[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tools == set()
    monkeypatch.setitem(prepare.LIBRARIES, "pango-1.0", "libnone.so.0")

    with pytest.raises(SystemExit) as stopped:
        prepare.prepare_system(for_tests=False)

    assert stopped.value.code == prepare.MISSING_DEPENDENCY
    assert "missing: pango-1.0" in capsys.readouterr().err


def test_a_library_that_stays_missing_stops_the_set_up(
    tools: set[str], calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tools |= {"apt-get", "sudo"}
    monkeypatch.setitem(prepare.LIBRARIES, "pango-1.0", "libnone.so.0")

    with pytest.raises(SystemExit) as stopped:
        prepare.prepare_system(for_tests=False)

    assert stopped.value.code == prepare.MISSING_DEPENDENCY
    assert len(calls) == 2
