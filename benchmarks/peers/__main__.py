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
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.race import race
from benchmarks.peers.spent import adopt_orphans


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = commands.add_parser("race")
    asked.add_argument("rounds", nargs="?", type=int, default=3)
    asked.add_argument("--articles", type=int, default=10)
    asked.add_argument("--few", type=int, default=1, help="articles of the ways that take long")
    given = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if given.command == "race":
            race(folder, given.rounds, given.articles, given.few)


if __name__ == "__main__":
    sys.exit(main())
