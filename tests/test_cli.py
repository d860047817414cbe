"""The command line: what goes to stdout and stderr, exit codes, help, and how fast it starts."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handouts.findings import RULES, ExitCode
from tests.projects import (
    ARTICLE,
    SPANISH,
    catalog,
    codes,
    command,
    own_environment,
    project,
    run,
    spawn,
)

COMMANDS = ["init", "new", "build", "sync", "check", "status", "sign", "waive"]
COMMANDS += ["list", "explain", "doctor"]


# ── help and usage ───────────────────────────────────────────────────────────────────────────────


def test_help_lists_every_command() -> None:
    ran = run("--help")

    assert ran.code == ExitCode.OK
    for name in [*COMMANDS, "completion"]:
        assert re.search(rf"^  {name} ", ran.out, re.MULTILINE)


@pytest.mark.parametrize("name", [*COMMANDS, "completion"])
def test_each_help_ends_with_examples_that_name_real_options(name: str) -> None:
    ran = run(name, "--help")
    examples = ran.out.partition("Examples:\n")[2].strip().splitlines()

    assert ran.code == ExitCode.OK
    assert examples
    assert all(line.strip().startswith("handouts ") for line in examples)
    options = set(re.findall(r"(?<= )--?[a-z][a-z-]*", " ".join(examples)))
    known = set(re.findall(r"--?[a-zA-Z][a-z-]*", ran.out.partition("Examples:")[0])) | {"-C"}
    assert options <= known


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("biuld",), 'Did you mean "build"?'),
        (("build", "--fnial"), "--final"),
        (("-q", "-v", "list", "codes"), "exclude each other"),
        (("list", "articels"), "articles"),
        (("explain", "H4011"), 'Did you mean "H401"?'),
        (("build", "-j", "-1"), "x>=0"),
        ((), "Commands:"),
    ],
)
def test_a_wrong_command_is_a_usage_error_with_the_nearest_word(
    words: tuple[str, ...], said: str
) -> None:
    ran = run(*words)

    assert ran.code == ExitCode.USAGE
    assert said in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tooth-pian",), 'Did you mean "tooth-pain"?'),
        (("-l", "spanisch"), 'Did you mean "es"?'),
        (("-l", "xx"), "docs/languages.md"),
        (("-f", "one-page"), 'Did you mean "one-pager"?'),
        (("-t", "offce"), 'Did you mean "office"?'),
        (("-f", "large-print", "-t", "press"), "screen, office"),
        (("--clinic", "mian"), 'Did you mean "main"?'),
        (("--paper", "a5"), "a4, letter"),
    ],
)
def test_build_names_the_nearest_of_what_is_not_there(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run("-C", project(tmp_path), "build", *words)

    assert ran.code == ExitCode.USAGE
    assert said in ran.err
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("name", ["build", "sync", "check", "status"])
def test_without_a_project_there_is_nothing_to_do(tmp_path: Path, name: str) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        ran = run("-C", folder, name)
        assert ran.code == ExitCode.PROJECT
        assert "error[H501]" in ran.err
        assert "handouts init DIR" in ran.err


def test_version() -> None:
    assert re.fullmatch(r"handouts \d+\.\d+\.\d+\n", run("--version").out)


def test_starting_takes_no_time() -> None:
    """Commands that need no engine load none: the modules say it better than a clock."""
    code = (
        "import sys; from handouts.cli.app import handouts; from handouts.cli.ending import run;"
        "code = run(handouts, sys.argv[1:]); print(*sys.modules)"
    )
    heavy = {"weasyprint", "babel", "jinja2", "markdown_it", "fontTools", "PIL", "icu4py"}
    for words in (["--version"], ["explain", "H203"], ["list", "codes"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            capture_output=True,
            text=True,
            check=True,
            env=own_environment({}),
        )
        assert heavy & set(done.stdout.split()) == set(), words
    started = time.process_time()
    subprocess.run(command("--version"), check=True, capture_output=True, env=own_environment({}))
    assert time.process_time() - started < 1.0  # 0.06 s on an idle machine


# ── stdout, stderr, colour ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("cli") / "clinic")
    assert run("-C", folder, "build", "-l", "es", "-t", "screen").code == ExitCode.OK
    return folder


@pytest.mark.parametrize(
    ("words", "environment", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_where_it_is_wanted(
    words: tuple[str, ...],
    environment: dict[str, str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert ("\x1b[" in run(*words, "explain", "H203").out) is coloured


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    words = " ".join(command("list", "languages"))
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} | head -1"],
        capture_output=True,
        text=True,
        env=own_environment({}),
    )

    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("tag")


# ── check, status, list, explain ─────────────────────────────────────────────────────────────────


def test_check_of_a_good_project_is_quiet(built: Path) -> None:
    ran = run("-C", built, "check", "--strict")

    assert (ran.code, ran.out) == (ExitCode.OK, "")
    assert ran.err == "0 errors, 0 warnings\n"


def test_check_exits_by_severity(tmp_path: Path) -> None:
    part = {**SPANISH, "Who to call": ""}
    folder = project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": catalog(part)})

    assert run("-C", folder, "check").code == ExitCode.OK
    assert run("-C", folder, "check", "--strict").code == ExitCode.FINDINGS
    wrong = {**SPANISH, "Who to call": "\u202eA"}
    project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": catalog(wrong)})
    assert run("-C", folder, "check").code == ExitCode.FINDINGS


def test_check_prints_findings_with_place_code_and_next_step(tmp_path: Path) -> None:
    folder = project(tmp_path, {"articles/tooth-pain.md": ARTICLE.replace("phone}", "fone}")})

    ran = run("-C", folder, "check")

    assert re.search(r"^articles/tooth-pain\.md:\d+: error\[H105\]: ", ran.out, re.MULTILINE)
    assert 'hint: Did you mean "clinic.phone"?' in ran.out


def test_check_json_has_the_documented_shape(tmp_path: Path) -> None:
    wrong = {**SPANISH, "Call us at {clinic.phone}.": "Llámenos."}
    folder = project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": catalog(wrong)})

    (problem,) = run("-C", folder, "check", "--json").json["findings"]

    assert set(problem) == {"code", "severity", "message", "location", "related", "hint"}
    path = folder / problem["location"]["path"]
    line = path.read_text().splitlines()[problem["location"]["line"] - 1]
    assert line == 'msgid "Call us at {clinic.phone}."'
    related = problem["related"][0]["location"]
    source = (folder / related["path"]).read_text().splitlines()[related["line"] - 1]
    assert source == "Call us at {clinic.phone}."


def test_check_of_one_article_says_nothing_of_another(tmp_path: Path) -> None:
    folder = project(tmp_path, {"articles/broken.md": "no title"})

    assert codes(run("-C", folder, "check", "tooth-pain", "--json")) == []
    assert "H104" in codes(run("-C", folder, "check", "--json"))


def test_own_severities_and_template_mistakes_reach_check(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "handouts.toml": '[clinics.main]\nname = "A"\nphone = "1"\n[checks]\nH208 = "error"\n',
            "locales/es/LC_MESSAGES/tooth-pain.po": catalog({**SPANISH, "Who to call": ""}),
            "templates/one-pager.html": "{% if %}",
        },
    )

    ran = run("-C", folder, "check", "--json")

    found = {(f["code"], f["severity"]) for f in ran.json["findings"]}
    assert found == {("H208", "error"), ("H303", "error")}


def test_status_counts_messages_and_findings(tmp_path: Path) -> None:
    part = {**SPANISH, "Who to call": "", "Call us at {clinic.phone}.": "Llámenos."}
    folder = project(tmp_path, {"locales/es/LC_MESSAGES/tooth-pain.po": catalog(part)})

    ran = run("-C", folder, "status", "--json")

    assert ran.code == ExitCode.OK
    (article,) = ran.json["articles"]
    english, spanish = article["languages"]
    assert article["slug"] == "tooth-pain"
    assert (english["tag"], english["translated"], english["missing"]) == ("en", 8, 0)
    assert spanish == {
        "tag": "es",
        **{"translated": 7, "fuzzy": 0, "missing": 1, "errors": 1, "warnings": 1},
        **{"signed": False, "stale": False, "overdue": False},
    }
    assert "tooth-pain" in run("-C", folder, "status").out


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("articles", "slug", "tooth-pain"),
        ("languages", "tag", "es"),
        ("formats", "id", "one-pager"),
        ("targets", "id", "office"),
        ("clinics", "id", "main"),
        ("codes", "code", "H203"),
    ],
)
def test_list_prints_tables_and_json(built: Path, kind: str, key: str, value: str) -> None:
    rows = run("-C", built, "list", kind, "--json").json[kind]
    table = run("-C", built, "list", kind).out.splitlines()

    assert value in {row[key] for row in rows}
    assert table[0].split()[0] == key
    assert len(table) == len(rows) + 1


def test_list_languages_works_outside_of_a_project(tmp_path: Path) -> None:
    rows = run("-C", tmp_path, "list", "languages", "--json").json["languages"]

    assert len(rows) >= 58
    assert not any(row["in_project"] for row in rows)


@pytest.mark.parametrize("code", RULES)
def test_every_code_is_explained(code: str) -> None:
    ran = run("explain", code.lower())

    assert ran.code == ExitCode.OK
    assert all(part in ran.out for part in (code, "Why:", "Example:", "What to do:"))


def test_doctor_finds_this_machine_fit() -> None:
    ran = run("doctor")

    assert ran.code == ExitCode.OK, ran.out
    assert "Khmer breaks at words" in ran.out


@pytest.mark.parametrize(
    ("shell", "said"),
    [("bash", "complete -o nosort"), ("zsh", "#compdef handouts"), ("fish", "complete --no-files")],
)
def test_completion_prints_the_shells_own_script(shell: str, said: str) -> None:
    ran = run("completion", shell)

    assert ran.code == ExitCode.OK
    assert said in ran.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("bu", ["build"]),
        ("build to", ["tooth-pain"]),
        ("build -l zh-Han", ["zh-Hans", "zh-Hant"]),
        ("build -f on", ["one-pager"]),
        ("build -t ", ["screen", "office", "press"]),
        ("build --clinic m", ["main"]),
        ("list c", ["clinics", "codes"]),
    ],
)
def test_completion_completes(built: Path, words: str, offered: list[str]) -> None:
    line = f"handouts -C {built} {words}"
    done = spawn(
        _HANDOUTS_COMPLETE="bash_complete",
        COMP_WORDS=line,
        COMP_CWORD=str(line.count(" ")),
    )

    assert done.out.split() == [f"plain,{name}" for name in offered]


def test_completion_outside_of_a_project_offers_nothing(tmp_path: Path) -> None:
    done = spawn(
        cwd=tmp_path,
        _HANDOUTS_COMPLETE="bash_complete",
        COMP_WORDS="handouts build x",
        COMP_CWORD="2",
    )

    assert (done.code, done.said.strip()) == (0, "")
