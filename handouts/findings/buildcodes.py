"""The codes of what can go wrong with the making itself: its folder, its time, its memory."""

from __future__ import annotations

from handouts.findings.rulebook import Rule

BUILD = (
    Rule(
        "H550",
        "error",
        "Another build writes to this folder",
        "Two builds that write the same files would leave a mixture of both.",
        "A build by hand while the nightly one is at work",
        "Wait until it has ended and build again, or choose another folder with -o DIR.",
    ),
    Rule(
        "H551",
        "error",
        "Handout took too long",
        "One handout that hangs must not keep all the others waiting.",
        "A template whose loop never ends",
        "Build it alone with -v, which shows where it hung; a sheet that needs more time gets it"
        " from `seconds` under [build].",
    ),
    Rule(
        "H552",
        "error",
        "Handout needs too much memory",
        "A handout that takes all memory takes the machine and all other handouts along.",
        "A template that repeats a text a million times",
        "Build it alone with -v; a sheet that needs more memory gets it from `memory` under"
        " [build].",
    ),
)
