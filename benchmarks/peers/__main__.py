"""How handouts stands beside other ways to make the same sheets, and whether targets are reached.

    python -m benchmarks.peers race [ROUNDS]      120 sheets, twelve ways, in turns
    python -m benchmarks.peers pages FOLDER       one article by every way, to look at
    python -m benchmarks.peers cold [ROUNDS]      one sheet from a cold start; --help, status
    python -m benchmarks.peers noop [ROUNDS]      a build with nothing to do, of 1,000 and 10,000
    python -m benchmarks.peers memory             memory while 1,000 sheets are made
    python -m benchmarks.peers change [ROUNDS]    one changed msgstr among 1,000 handouts
    python -m benchmarks.peers watch [ROUNDS]     the same while `build --watch` runs

All print Markdown; `--write` puts it into benchmarks/README.md, too. Programs that are not
installed are named and left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.change import change
from benchmarks.peers.cold import cold
from benchmarks.peers.libraries import nothing_to_do
from benchmarks.peers.memory import memory
from benchmarks.peers.places import ROOT, TAGS, write_project
from benchmarks.peers.race import Race, pages, race
from benchmarks.peers.spent import adopt_orphans
from benchmarks.peers.waiting import watch


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("race", "cold", "noop", "change", "watch"):
        commands.add_parser(name).add_argument("rounds", nargs="?", type=int, default=3)
    commands.add_parser("memory")
    commands.add_parser("pages").add_argument("target", type=Path)
    parser.set_defaults(folder=None)
    for name, command in commands.choices.items():
        if name == "race":
            command.add_argument("--articles", type=int, default=10)
            command.add_argument("--few", type=int, default=1, help="articles of the slow ways")
            command.add_argument("--machine-fonts", action="store_true", help="also those")
        if name == "memory":
            command.add_argument("--tags", default=",".join(TAGS), help="languages: en,ar,…")
        if name in ("noop", "change", "watch", "memory"):
            sizes = (1_000, 10_000) if name == "noop" else (1_000,)
            command.add_argument("--in", dest="folder", type=Path, help="keep projects here")
            command.add_argument("--handouts", type=int, nargs="+", default=sizes, metavar="N")
    for command in commands.choices.values():
        command.add_argument("--write", action="store_true", help="put it into README.md, too")
    given = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as temporary:
        said = run(given, given.folder or Path(temporary))
    print(said)
    if given.write:
        write(given, said)


def run(given: argparse.Namespace, folder: Path) -> str:
    """Run one command in a folder and return its Markdown."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if given.command == "race":
        slugs = write_project(folder / "project", given.articles)
        return race(Race(folder, slugs, given.few, given.machine_fonts), given.rounds)
    if given.command == "pages":
        return pages(folder, given.target.resolve())
    if given.command == "cold":
        return cold(folder, given.rounds)
    if given.command == "noop":
        return nothing_to_do(folder, given.rounds, given.handouts)
    if given.command == "memory":
        return memory(folder, given.handouts[0], given.tags.split(","))
    ask = watch if given.command == "watch" else change
    return ask(folder, given.rounds, given.handouts[0])


def write(given: argparse.Namespace, said: str) -> None:
    """Put what was said between a command's two marks in README.md."""
    name = given.command
    if name == "memory" and given.tags != ",".join(TAGS):
        name = f"memory {given.tags}"
    path = ROOT / "benchmarks/README.md"
    before, mark, rest = path.read_text(encoding="utf-8").partition(f"<!-- measured: {name} -->\n")
    if not mark:
        sys.exit(f"README.md has no place for {name}")
    after = rest[rest.index("<!-- end -->") :]
    path.write_text(f"{before}{mark}{said}\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
