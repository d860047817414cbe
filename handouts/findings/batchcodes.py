"""The codes of what can be wrong with an order of copies, and with a pack for one print run."""

from __future__ import annotations

from handouts.findings.rulebook import Rule

BATCH = (
    Rule(
        "H530",
        "error",
        "Order cannot be read",
        "A table that is read in part would print in part, and nobody would notice.",
        "No header, or a column that nobody reads: `slug,language,format,copies,clinic,urgent`",
        "Save it as CSV (UTF-8) with the header `slug,language,format,copies,clinic`, no more.",
    ),
    Rule(
        "H531",
        "error",
        "Row of the order cannot be read",
        "A cell too many or too few puts every fact of the row into the wrong column.",
        "`asthma,es,one-pager,20` without the clinic's cell",
        "Give the row as many cells as the header has; an empty cell is one, too.",
    ),
    Rule(
        "H532",
        "error",
        "Row of the order names what is not there",
        "What has no article, language, format or clinic of that name cannot be made.",
        "`asthma,sp,one-pager,20,north` where Spanish is `es`",
        "Correct the name; `handouts list` shows those that there are.",
    ),
    Rule(
        "H533",
        "error",
        "Wrong number of copies",
        "A slip of the finger costs a carton of paper, or leaves a waiting room without sheets.",
        "`0`, `2.5`, `1,000` or `1000000`",
        "Write a whole number from 1 to 100000, in digits alone.",
    ),
    Rule(
        "H534",
        "note",
        "Handout is ordered twice",
        "It is made once; the copies of all its rows are added up.",
        "20 copies in row 2 and 30 in row 9 are 50 copies",
        "Nothing, if both rows are meant; else delete one.",
    ),
    Rule(
        "H535",
        "warning",
        "Handout is not in the pack",
        "A pack holds sheets for the office printer; one that was not made for it has none.",
        "`build --pack -t screen`, or a poster",
        "Build the target office as well, or print that file by itself.",
    ),
    Rule(
        "H536",
        "error",
        "Pack is too long",
        "Printers and viewers give up on files of tens of thousands of pages.",
        "An order of 50000 copies of a sheet with two sides",
        "Order fewer copies at a time, pack by language or format, or set copies at the printer.",
    ),
    Rule(
        "H537",
        "error",
        "Pack cannot be made",
        "A file of the batch changed or vanished between its making and its packing.",
        "Another build into the same folder at the same time",
        "Build again, and let no other build write to the same folder meanwhile.",
    ),
    Rule(
        "H538",
        "error",
        "Watched build asks for what is not there",
        "An article, language, format or clinic that it names has gone since it began.",
        "`build asthma --watch`, and asthma.md was renamed",
        "Bring it back, or end the build with Ctrl-C and name what is there now.",
    ),
)
