"""The rules of what may be final: who signed, what is complete, what may be waived."""

from __future__ import annotations

from handouts.findings.rulebook import Rule

RELEASE = (
    Rule(
        "H401",
        "error",
        "Not signed off",
        "A final sheet needs a person who answers for its text.",
        "`build --final` before a reviewer signed",
        "Have the text read and signed with `handouts sign`; until then build a draft (without"
        " --final).",
    ),
    Rule(
        "H402",
        "error",
        "Not completely translated",
        "A final sheet never mixes languages.",
        "Three messages missing, one fuzzy",
        "Translate the messages, or build a draft (without --final).",
    ),
    Rule(
        "H403",
        "error",
        "Review date is past or missing",
        "Stale advice can harm.",
        "review_by: 2025-01-31",
        "Have the article reviewed and set `reviewed` and `review_by`.",
    ),
    Rule(
        "H404",
        "error",
        "Findings block the final sheet",
        "An error nobody looked at must not reach a patient.",
        "H203 in the Spanish catalog",
        "Mend the findings listed above; one that is no fault can be waived (`handouts waive`).",
    ),
    Rule(
        "H405",
        "error",
        "A second reader is missing",
        "Policy asks for two people, because nobody finds all mistakes of their own.",
        "policy.signatures = 2, and one name on the text",
        "Have another person read the text and sign with --method second-reader.",
    ),
    Rule(
        "H406",
        "error",
        "Review file is damaged",
        "A record that cannot be read might stand for another text; nothing of the file counts.",
        "A merge conflict in reviews/es/asthma.toml, or an unknown key",
        "Mend the line named, or take the version before it; then sign what is open again.",
    ),
    Rule(
        "H407",
        "warning",
        "Waiver is void",
        "A waiver is for the words that were read; they have changed since.",
        "The sentence whose number finding was waived has a new translation",
        "Look at the finding again: mend it, or waive it for the new text.",
    ),
    Rule(
        "H408",
        "error",
        "This cannot be waived",
        "A lost placeholder, link or mark is a fault in every language; a waiver is for what a"
        " careful reader knows to be right.",
        "`handouts waive asthma -l es --code H203 --message 3f2a91bc …`",
        "Mend the text; `handouts check` shows each finding with the id of its message.",
    ),
)
