"""How a build tells of itself: on a terminal, in a log, to a program, and when it is stopped."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.build import Outcome, Result
from handouts.cli.bar import picture
from handouts.cli.events import Events
from handouts.cli.pace import Pace, about, lasted, often
from handouts.cli.progress import HEARTBEAT, Words
from handouts.cli.summary import summary
from handouts.cli.talk import columns
from handouts.findings import ExitCode, HandoutsError, finding
from handouts.project import Handout
from tests.projects import ARTICLE, Ran, command, manifest, own_environment, project, run, spawn

SCREEN = ("-l", "es", "-t", "screen")
BROKEN = {"articles/broken.md": "no title"}
FINDING = {"code", "severity", "message", "location", "related", "hint"}


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def result(outcome: Outcome, slug: str = "asthma", *codes: str) -> Result:
    path = Path("/clinic/output/es") / f"{slug}.one-pager.screen.pdf"
    handout = Handout(
        slug=slug, tag="es", format="one-pager", target="screen", clinic="", paper="a4", path=path
    )
    found = tuple(finding(code, slug) for code in codes)
    return Result(handout=handout, outcome=outcome, state="draft", findings=found)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("progress") / "clinic")
    assert run("-C", folder, "build", *SCREEN).code == ExitCode.OK
    return folder


# ── the estimate ─────────────────────────────────────────────────────────────────────────────────


def paced(steps: Iterable[tuple[float, Outcome]], total: int) -> Pace:
    """A build whose results came each so many seconds after the one before."""
    clock = Clock()
    pace = Pace(clock)
    pace.begin(total)
    for seconds, outcome in steps:
        clock.now += seconds
        pace.count(outcome)
    return pace


def test_the_rate_is_that_of_the_last_moments() -> None:
    steady = paced([(0.5, Outcome.BUILT)] * 100, 200)
    assert steady.rate == pytest.approx(2)
    assert steady.left == pytest.approx(50)

    slower = paced([(0.1, Outcome.BUILT)] * 500 + [(2, Outcome.BUILT)] * 40, 1000)
    assert slower.rate == pytest.approx(0.5)


@given(st.integers(1, 400), st.integers(5, 60))
def test_what_was_up_to_date_promises_nothing_of_the_rest(unchanged: int, made: int) -> None:
    """However many there were, before or among the others: the rest takes as long as the made."""
    first = paced([(0.001, Outcome.UNCHANGED)] * unchanged + [(0.25, Outcome.BUILT)] * made, 1000)
    among = paced([(0.25, Outcome.BUILT), (0, Outcome.UNCHANGED)] * made, 1000)

    assert first.rate == pytest.approx(4)
    assert among.rate == pytest.approx(4)
    assert first.left == pytest.approx((1000 - unchanged - made) / 4)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [(5, Outcome.UNCHANGED)] * 50,
        [(0.2, Outcome.BUILT)] * 4,  # not yet a second
        [(5, Outcome.BUILT)] * 2,  # not yet three
    ],
)
def test_nobody_knows_the_time_left_before_there_is_a_rate(
    steps: Sequence[tuple[float, Outcome]],
) -> None:
    pace = paced(steps, 100)

    assert (pace.rate, pace.left, list(pace.speed())) == (0, None, [])


def test_a_new_build_of_the_same_process_begins_anew() -> None:
    pace = paced([(1, Outcome.FAILED)] * 5, 5)

    pace.begin(3)

    assert (pace.far(), pace.bad(), pace.rate) == ("0 of 3", "", 0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (often(11.44), "11.4 a second"),
        (often(0.4), "24.0 a minute"),
        (often(0.004), "14.4 an hour"),
        (about(0.3), "about 5 s"),
        (about(23), "about 25 s"),
        (about(1440), "about 24 min"),
        (about(11_420), "about 3 h 10 min"),
        (lasted(4.23), "4.2 s"),
        (lasted(125), "2 min 5 s"),
        (lasted(11_520), "3 h 12 min"),
    ],
)
def test_times_and_rates_in_words(said: str, expected: str) -> None:
    assert said == expected


# ── the bar ──────────────────────────────────────────────────────────────────────────────────────


def on_terminal(*words: str | Path, wide: int = 100, environment: Mapping[str, str]) -> Ran:
    """Run a command whose stderr is a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, wide, 0, 0))
    with subprocess.Popen(
        command(*words),
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env=own_environment(dict(environment)),
    ) as process:
        os.close(theirs)
        seen = b""
        try:
            while data := os.read(ours, 65536):
                seen += data
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        assert process.stdout is not None
        out = process.stdout.read()
    return Ran(process.returncode, out, seen.decode())


def screen(said: str) -> list[str]:
    """What stands on a terminal after all that: the bar draws over its own line."""
    lines = [""]
    for part in re.findall(r"\r\n|\r|\n|\x1b\[K|\x1b\[[0-9;]*m|[^\r\n\x1b]+", said):
        if part in ("\r\n", "\n"):
            lines.append("")
        elif part in ("\r", "\x1b[K"):
            lines[-1] = "" if part == "\r" else lines[-1]
        elif not part.startswith("\x1b"):
            lines[-1] += part
    return lines


def test_a_bar_on_a_terminal_and_in_words_only_what_is_wrong(tmp_path: Path) -> None:
    ran = on_terminal(
        *("-C", project(tmp_path, dict(BROKEN)), "build", *SCREEN),
        environment={"TERM": "xterm", "NO_COLOR": "1"},
    )

    assert ran.code == ExitCode.FINDINGS
    drawn = re.findall(r"\r([━─]+)  (\d of 2)  (\d+ %)([^\x1b\r\n]*)\x1b\[K", ran.err)
    assert drawn[0][1:] == ("0 of 2", "0 %", "  looking for what is up to date")
    assert drawn[-1][1:3] == ("2 of 2", "100 %")
    assert "  1 refused" in drawn[-1][3]
    assert set(drawn[0][0]) == {"─"}
    assert set(drawn[-1][0]) == {"━"}
    left = screen(ran.err)
    assert [line.split()[:3] for line in left if line.startswith("refused")] == [
        ["refused", "es", "broken"]
    ]
    assert any("error[H104]" in line for line in left)
    assert not any("━" in line or line.startswith("built") for line in left)
    assert any(line.startswith("2 handouts: 1 built, 1 refused in ") for line in left)


def test_the_bar_gives_way_where_a_terminal_cannot_draw_or_more_is_wanted(built: Path) -> None:
    dumb = {"TERM": "dumb"}
    assert "%" not in on_terminal("-C", built, "build", *SCREEN, environment=dumb).err
    verbose = on_terminal("-v", "-C", built, "build", *SCREEN, environment={"TERM": "xterm"})
    assert screen(verbose.err)[0].startswith("unchanged")


@given(
    st.integers(20, 200),
    st.integers(0, 60),
    st.sampled_from(["es asthma", "ja 喘息の子どもたちのために", ""]),
)
def test_the_picture_never_fills_the_last_column(wide: int, done: int, last: str) -> None:
    outcomes = [Outcome.BUILT, Outcome.REFUSED, Outcome.FAILED]
    pace = paced([(0.3, outcomes[n % 3]) for n in range(done)], 60)

    drawn = picture(pace, wide, last)

    assert columns(drawn) < max(wide, 24)
    assert f"{done} of 60" in drawn or wide < 32
    plain = re.sub(r"\x1b\[[0-9;]*m", "", picture(pace, wide, last, coloured=True))
    assert plain == drawn


# ── lines ────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_for_what_is_new_and_none_for_what_was_up_to_date(tmp_path: Path) -> None:
    folder = project(tmp_path)
    first = run("-C", folder, "build", *SCREEN)
    again = run("-C", folder, "build", *SCREEN)
    verbose = run("-v", "-C", folder, "build", *SCREEN)

    path = "output/es/tooth-pain.one-pager.screen.pdf"
    assert (first.out, again.out) == ("", "")
    assert [line.split()[0] for line in first.err.splitlines()] == ["built", "1"]
    assert path in first.err
    assert re.fullmatch(r"1 handout: 1 unchanged in \d+\.\d s\n", again.err)
    assert verbose.err.startswith("unchanged")
    assert path in verbose.err


def test_quiet_and_none_say_less(tmp_path: Path) -> None:
    folder = project(tmp_path, dict(BROKEN))
    none = run("-C", folder, "build", *SCREEN, "--progress", "none")
    quiet = run("-q", "-C", folder, "build", *SCREEN)
    fine = run("-q", "-C", folder, "build", "tooth-pain", *SCREEN)

    assert none.err.splitlines()[0].split()[:3] == ["refused", "es", "broken"]
    assert "2 handouts: 1 built, 1 refused" in none.err
    assert "not made: broken (1)" in none.err
    assert quiet.err.splitlines()[0].split()[:3] == ["refused", "es", "broken"]
    assert "H104" in quiet.err
    assert "handouts:" not in quiet.err
    assert (fine.code, fine.said) == (ExitCode.OK, "")


def told(outcomes: Sequence[Outcome], step: float, capfd: pytest.CaptureFixture[str]) -> list[str]:
    clock = Clock()
    words = Words(Path("/clinic"), clock=clock)
    words.started(len(outcomes))
    for outcome in outcomes:
        clock.now += step
        words.finished(result(outcome))
    return capfd.readouterr().err.splitlines()


def test_a_long_build_gives_a_sign_of_life_now_and_then(capfd: pytest.CaptureFixture[str]) -> None:
    """Every half minute, and none at the end: the summary comes then."""
    step = HEARTBEAT / 10
    beats = told([Outcome.BUILT] * 40, step, capfd)
    beats = [line for line in beats if " of " in line]

    assert beats == [
        "10 of 40, 20.0 a minute, about 2 min left",
        "20 of 40, 20.0 a minute, about 1 min left",
        "30 of 40, 20.0 a minute, about 30 s left",
    ]
    assert told([Outcome.UNCHANGED] * 5000, 0.001, capfd) == []


def test_the_summary_names_what_failed_and_where_to_read_of_it() -> None:
    results = [result(Outcome.REFUSED, f"a{n % 7}", "H104") for n in range(14)]
    results += [result(Outcome.BUILT, "fine")] * 1200
    pace = paced([(0.01, one.outcome) for one in results], len(results))

    first, second, *rest = summary(results, pace, errors=2)

    assert first.startswith("1,214 handouts: 1,200 built, 14 refused in 12.1 s, 100")
    assert second == (
        "not made: a0 (2), a1 (2), a2 (2), a3 (2), a4 (2) and 2 more articles;"
        " manifest.csv lists each with its findings"
    )
    assert rest == ["2 errors in the order or the packs: manifest.json lists them"]


def test_a_reader_that_goes_away_does_not_stop_the_build(tmp_path: Path) -> None:
    folder = project(tmp_path, dict(BROKEN))
    for way in ("lines", "json"):
        build = ("-C", folder, "build", *SCREEN, "-j", "1", "--progress", way)
        words = " ".join(map(str, command(*build)))
        done = subprocess.run(
            ["bash", "-c", f"{words} 2> >(head -c 1 >/dev/null); exit $?"],
            env=own_environment({}),
            timeout=120,
        )
        assert done.returncode == ExitCode.FINDINGS, way
        outcomes = [entry["outcome"] for entry in manifest(folder)]
        assert outcomes == ["refused", "built" if way == "lines" else "unchanged"]
        (folder / "output/manifest.json").unlink()


# ── JSON lines ───────────────────────────────────────────────────────────────────────────────────


def events(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def test_json_lines_say_all_of_a_build(tmp_path: Path) -> None:
    folder = project(tmp_path, dict(BROKEN))
    run("-C", folder, "build", *SCREEN)
    ran = spawn("-q", "-C", folder, "build", "--progress", "json", "--json", "-j", "2")

    first, *told, last = events(ran.err)
    assert (first["event"], first["version"], first["total"]) == ("started", 1, 8)
    assert [event["event"] for event in told] == ["finished"] * 8
    entries = ran.json["handouts"]
    keys = sorted(entries[0])
    assert sorted({**told[0], "event": None}) == sorted({*keys, "event"})
    assert sorted(json.dumps({**e, "event": ""}, sort_keys=True) for e in told) == sorted(
        json.dumps({**e, "event": ""}, sort_keys=True) for e in entries
    )
    assert all(set(found) == FINDING for event in told for found in event["findings"])
    seconds = last.pop("seconds")
    assert seconds > 0
    assert last == {
        **{"event": "summary", "total": 8, "done": 8, "built": 3, "unchanged": 1, "refused": 4},
        **{"failed": 0, "packs": 0, "interrupted": False, "exit_code": ExitCode.FINDINGS},
    }
    assert ran.code == ExitCode.FINDINGS


def test_json_lines_say_what_is_wrong_with_the_batch(tmp_path: Path) -> None:
    rows = (
        "slug,language,format,copies,clinic\ntooth-pain,es,one-pager,2,\nasthma,es,one-pager,1,\n"
    )
    folder = project(tmp_path, {"order.csv": rows})
    order = ("--order", folder / "order.csv", "--pack", "-t", "office")
    ran = run("-C", folder, "build", *order, "--progress", "json")

    row, started, finished, packed, last = events(ran.err)
    assert (row["event"], row["code"], row["location"]["line"]) == ("finding", "H532", 3)
    assert set(row) == {*FINDING, "event"}
    assert (started["total"], finished["event"]) == (1, "finished")
    assert (packed["event"], packed["path"]) == ("packed", "output/packs/main.a4.long-edge.pdf")
    assert (last["packs"], last["exit_code"]) == (1, ExitCode.FINDINGS)


@pytest.mark.parametrize(
    ("files", "words", "code", "exit_code"),
    [
        ({"handouts.toml": "papr = 1\n"}, (), "H503", ExitCode.PROJECT),
        ({"order.csv": "slug\n"}, ("--order", "order.csv"), "H530", ExitCode.FINDINGS),
    ],
)
def test_json_lines_end_with_a_summary_where_nothing_could_begin(
    tmp_path: Path,
    files: dict[str, str | bytes | None],
    words: Sequence[str],
    code: str,
    exit_code: ExitCode,
) -> None:
    folder = project(tmp_path, files)
    ran = spawn("-C", folder, "build", "--progress", "json", *words, cwd=folder)

    *found, last = events(ran.err)
    assert {event["code"] for event in found} == {code}
    assert (last["event"], last["exit_code"], ran.code) == ("summary", exit_code, exit_code)


def test_json_lines_tell_of_a_fault_of_the_program(capfd: pytest.CaptureFixture[str]) -> None:
    import click

    for problem, code in (
        (HandoutsError([finding("H506", "no Pango")], ExitCode.MISSING_DEPENDENCY), "H506"),
        (ZeroDivisionError("a bug"), "H304"),
    ):
        with pytest.raises(click.exceptions.Exit), Events(Path("/clinic")):
            raise problem
        found, last = events(capfd.readouterr().err)
        assert (found["code"], last["event"]) == (code, "summary")


def test_json_lines_count_the_seconds_left(capfd: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    telling = Events(Path("/clinic"), clock=clock)
    telling.started(45)
    for _ in range(45):
        clock.now += 2
        telling.finished(result(Outcome.BUILT))

    beats = [e for e in events(capfd.readouterr().err) if e["event"] == "progress"]
    assert beats == [
        {"event": "progress", "done": 15, "total": 45, "rate": 0.5, "seconds_left": 60},
        {"event": "progress", "done": 30, "total": 45, "rate": 0.5, "seconds_left": 30},
    ]


def test_a_wrong_command_is_said_in_words_in_any_case(built: Path) -> None:
    ran = run("-C", built, "build", "--progress", "json", "-l", "xx")

    assert ran.code == ExitCode.USAGE
    assert ran.err.splitlines()[-1].startswith("Error: ")


# ── Ctrl-C ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", ["lines", "json"])
def test_an_interrupted_build_says_how_far_it_came_and_goes_on_from_there(
    tmp_path: Path, way: str
) -> None:
    articles = {f"articles/tooth-{n}.md": ARTICLE for n in range(5)}
    folder = project(tmp_path, dict(articles))
    words = ("-C", folder, "build", "-t", "screen", "-j", "1", "--progress", way)
    with subprocess.Popen(
        command(*words), stderr=subprocess.PIPE, text=True, env=own_environment({})
    ) as process:
        assert process.stderr is not None
        said = [process.stderr.readline()]
        while "built" not in said[-1]:
            said.append(process.stderr.readline())
        process.send_signal(signal.SIGINT)
        said += process.stderr.readlines()

    assert process.returncode == ExitCode.INTERRUPTED, said
    finished = sum("built" in line for line in said[:-1])
    assert 0 < finished < 12
    if way == "json":
        last = events("".join(said))[-1]
        assert (last["event"], last["interrupted"]) == ("summary", True)
        assert (last["exit_code"], last["total"], last["built"]) == (130, 12, finished)
    else:
        assert said[-1] == (
            f"interrupted: {finished} of 12 handouts are up to date;"
            " run the same build again to go on from there\n"
        )
    outcomes = run(*words[:3], "-t", "screen", "--progress", "none")
    assert f"{12 - finished} built, {finished} unchanged" in outcomes.err
