"""The codes of what `handouts verify` and `handouts changes` say of printed sheets."""

from __future__ import annotations

from handouts.findings.rulebook import Rule

PROOF = (
    Rule(
        "H540",
        "error",
        "Sheet is superseded",
        "It says something else than the sheet that would be made today.",
        "The clinic's phone number has changed since the sheet was printed",
        "Take it out of the waiting room and print the current one.",
    ),
    Rule(
        "H541",
        "error",
        "Sheet was recalled",
        "Somebody withdrew it; recalls.toml says why.",
        "A dose in version 1.0 was wrong",
        "Take out all copies at once, and ask whether any were given away.",
    ),
    Rule(
        "H542",
        "error",
        "Sheet is unknown",
        "Nothing here says that this project made it.",
        "A PDF of another project; a code with a slip of the finger",
        "Type the code again as it is printed; for a sheet made elsewhere, ask there.",
    ),
    Rule(
        "H543",
        "error",
        "File of recalls is damaged",
        "While a recall cannot be read, no sheet can be called current.",
        "recalls.toml with an unknown key, or a recall that names no sheets",
        "Mend the line named; docs/verify.md shows a recall.",
    ),
    Rule(
        "H544",
        "warning",
        "No journal of what was made",
        "A code typed from paper of an older sheet is found in codes.json alone.",
        "output/ was deleted; codes.json was edited by hand",
        "Put a copy of codes.json back into the output folder; the next build goes on with it.",
    ),
    Rule(
        "H545",
        "error",
        "Revision cannot be read",
        "Without the texts of that day nobody can say what has changed since.",
        "`handouts changes --since v9`, where git knows no v9",
        "Name a day (YYYY-MM-DD), or a commit, tag or branch of the project's git repository.",
    ),
)
