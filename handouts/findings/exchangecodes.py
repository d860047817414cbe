"""The codes of what can be wrong with a file that comes back from translators and reviewers."""

from __future__ import annotations

from handouts.findings.rulebook import Rule

EXCHANGE = (
    Rule(
        "H240",
        "error",
        "Source changed since the hand-off",
        "A translation of the old text may say the opposite of the new one.",
        "The file translates “5 mg”, the article says “2.5 mg” by now",
        "Translate the new text; the translation of the old one is still in the file.",
    ),
    Rule(
        "H241",
        "error",
        "Both sides changed",
        "Taking one translation would lose the other; nobody but a person can choose.",
        "A nurse mended the catalog while the agency had the file",
        "Compare both texts and put the right one into the catalog.",
    ),
    Rule(
        "H242",
        "error",
        "Message is not in the catalog",
        "What no article says can be printed nowhere.",
        "A message that left the article while the agency had the file",
        "Nothing, if the article has lost it; else run `handouts sync` and import again.",
    ),
    Rule(
        "H243",
        "error",
        "Source text was changed in the file",
        "Nobody knows which source the translation belongs to.",
        "A reviewer mended the English column of the table",
        "Mend the source in the article, run `handouts sync`, and export again.",
    ),
    Rule(
        "H244",
        "error",
        "Tag that the source does not have",
        "A tag stands for bold type, a link or a fact of the clinic; an unknown one for nothing.",
        '<g id="7"> where the source has two tags',
        "Have the segment translated again with the tags of its source.",
    ),
    Rule(
        "H245",
        "warning",
        "Locked text was changed",
        "The file marked it as not to be translated; the change is not taken.",
        'A new target in a unit with translate="no"',
        "Change it in the catalog if it has to change.",
    ),
    Rule(
        "H246",
        "error",
        "Two translations for one message",
        "Taking the last one would lose the first.",
        "A row copied in a table, and one copy edited",
        "Keep one of them in the file and import it again.",
    ),
)

FILES = (
    Rule(
        "H520",
        "error",
        "File cannot be imported",
        "What cannot be read whole is not taken in part.",
        "An XLIFF file cut off in the mail; a table without its id column",
        "Ask for the file again; docs/handoff.md says what may be changed in it.",
    ),
    Rule(
        "H521",
        "error",
        "File is not safe to open",
        "Entities, packed gigabytes and the like have no place in a translation.",
        "An XLIFF file with a DOCTYPE; a table that unpacks to 10 GB",
        "Do not open it. Ask for a file that was saved anew by the translation tool.",
    ),
    Rule(
        "H522",
        "error",
        "File is in another language",
        "A sheet must never mix languages.",
        "target-language fr in a file for Spanish",
        "Name the language with -l TAG if the file only says it in another way.",
    ),
    Rule(
        "H523",
        "error",
        "File belongs to no catalog here",
        "Its messages have no place to go.",
        "A file of an article that was renamed",
        "Import it in the project that it came from, or run `handouts sync -l TAG` first.",
    ),
)
