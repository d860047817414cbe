"""How handouts stands beside other ways to make the same sheets, and whether targets are reached.

    python -m benchmarks.peers race [ROUNDS]      120 sheets, twelve ways, in turns
    python -m benchmarks.peers pages FOLDER       one article by every way, to look at
    python -m benchmarks.peers cold [ROUNDS]      one sheet from a cold start; --help, status
    python -m benchmarks.peers noop [ROUNDS]      a build with nothing to do, of 1,000 and 10,000
    python -m benchmarks.peers memory             memory while 1,000 sheets are made
    python -m benchmarks.peers change [ROUNDS]    one changed msgstr among 1,000 handouts

All print Markdown. Programs that are not installed are named and left out.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.peers.change import change
from benchmarks.peers.cold import cold
from benchmarks.peers.libraries import nothing_to_do
from benchmarks.peers.memory import memory
from benchmarks.peers.places import TAGS, write_project
from benchmarks.peers.race import Race, pages, race
from benchmarks.peers.spent import adopt_orphans
from benchmarks.peers.targets import table


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("race", "cold", "noop", "change"):
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
        if name in ("noop", "change", "memory"):
            sizes = (1_000, 10_000) if name == "noop" else (1_000,)
            command.add_argument("--in", dest="folder", type=Path, help="keep projects here")
            command.add_argument("--handouts", type=int, nargs="+", default=sizes, metavar="N")
    given = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as temporary:
        run(given, given.folder or Path(temporary))


def run(given: argparse.Namespace, folder: Path) -> None:
    """Run one command in a folder."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if given.command == "race":
        slugs = write_project(folder / "project", given.articles)
        race(Race(folder, slugs, given.few, given.machine_fonts), given.rounds)
    elif given.command == "pages":
        pages(folder, given.target.resolve())
    elif given.command == "cold":
        print(table(cold(folder, given.rounds)))
    elif given.command == "noop":
        print(table(nothing_to_do(folder, given.rounds, given.handouts)))
    elif given.command == "memory":
        print(table(memory(folder, given.handouts[0], given.tags.split(","))))
    else:
        print(table(change(folder, given.rounds, given.handouts[0])))


if __name__ == "__main__":
    main()
