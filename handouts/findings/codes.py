"""Every finding's code: what it means, why it matters, an example, the fix (`handouts explain`)."""

from __future__ import annotations

from handouts.findings.batchcodes import BATCH
from handouts.findings.buildcodes import BUILD
from handouts.findings.exchangecodes import EXCHANGE, FILES
from handouts.findings.presscodes import PRESS
from handouts.findings.proofcodes import PROOF
from handouts.findings.releasecodes import RELEASE
from handouts.findings.rulebook import Rule
from handouts.findings.textcodes import MEANING, WRITING

__all__ = ["RULES", "Rule", "rule"]

_SOURCE = (
    Rule(
        "H101",
        "error",
        "Unknown key in front matter",
        "A key that nobody reads is a typing mistake, and the fact it should carry is missing on"
        " paper.",
        "`revewed: 2026-11-01` instead of `reviewed:`",
        "Correct the key; `handouts explain H101` and docs/articles.md list the keys that exist.",
    ),
    Rule(
        "H102",
        "error",
        "Wrong value in front matter",
        "Dates, formats and lists are read by the program; a wrong one would print a wrong date.",
        "`review_by: 31.12.2027` instead of `2027-12-31`",
        "Write dates as YYYY-MM-DD, lists with one `- item` a line, and quote text that holds a"
        " colon.",
    ),
    Rule(
        "H103",
        "error",
        "Front matter cannot be read",
        "Without it the sheet has no version and no review date.",
        "A `---` block that is never closed, or a key given twice",
        "Put `---` alone on the first line and again after the last key; give each key once.",
    ),
    Rule(
        "H104",
        "error",
        "The article has no title, or more than one",
        "The one H1 heading is the title on the sheet, in the PDF and for screen readers.",
        "An article that starts with `## What it is`",
        "Start the text with exactly one line `# Title`.",
    ),
    Rule(
        "H105",
        "error",
        "Unknown placeholder",
        "A placeholder that nothing fills would print its braces in front of a patient.",
        "`Call {clinic.fone}`",
        "Use one of the clinic's facts, such as {clinic.phone}; write \\{ for a brace that"
        " should print.",
    ),
    Rule(
        "H106",
        "error",
        "Picture is missing or not readable",
        "A sheet with a hole where the picture should be is not ready for print.",
        "`![The spine](images/spien.svg)`",
        "Put the file beside the article, in articles/images/, and check the spelling.",
    ),
    Rule(
        "H107",
        "error",
        "Picture or link leaves the project",
        "Only files of the project are read, and nothing is fetched from the network while"
        " printing.",
        "`![x](https://example.org/x.png)` or `![x](../../secret.png)`",
        "Copy the picture into articles/images/ and name it by its relative path.",
    ),
    Rule(
        "H108",
        "error",
        "Picture is too large",
        "A huge picture slows every build, and a damaged one can exhaust the machine.",
        "A photograph of 200 megapixels",
        "Scale the picture to at most 40 megapixels and 20 MB; 300 dpi at its printed size is"
        " enough.",
    ),
    Rule(
        "H109",
        "error",
        "Unknown container",
        "An unknown `:::` box would lose its meaning: a warning would print as plain text.",
        "`::: warnign`",
        "Use warning, call, key-points, tip, questions or checklist.",
    ),
    Rule(
        "H110",
        "error",
        "Container is never closed",
        "Everything up to the end of the article would end up inside the box.",
        "`::: warning` without a later `:::`",
        "Add a line `:::` where the box ends.",
    ),
    Rule(
        "H111",
        "warning",
        "Raw HTML in the article",
        "HTML is not interpreted: the tags would print as text.",
        "`<b>Call us</b>`",
        "Use Markdown (`**Call us**`) instead.",
    ),
    Rule(
        "H112",
        "error",
        "The same slug twice",
        "Two articles with one name would overwrite each other's PDFs and catalogs.",
        "articles/asthma.md and articles/children/asthma.md",
        "Rename one of the files.",
    ),
    Rule(
        "H113",
        "warning",
        "Fact missing in front matter",
        "A sheet without version, review date or sources cannot be checked later, and goes stale"
        " unseen.",
        "An article without `review_by:`",
        "Add the keys named in the message to the front matter.",
    ),
    Rule(
        "H114",
        "error",
        "The article cannot be read",
        "Only UTF-8 text can be translated and printed without guessing at letters.",
        "A file saved as Windows-1252",
        "Save the file as UTF-8 text.",
    ),
    Rule(
        "H115",
        "error",
        "Link goes nowhere",
        "A reader cannot use an address that does not exist; only web, mail and phone addresses"
        " are printed.",
        "`[our page][missing]` or `[x](file:///etc/passwd)`",
        "Give the address as https://…, mailto: or tel:, or define the reference.",
    ),
    Rule(
        "H116",
        "error",
        "The file name is no slug",
        "The slug names PDFs, catalogs and web addresses, on every system.",
        "articles/Back pain.md",
        "Name the file in lower-case letters, digits and hyphens, such as back-pain.md;"
        " `interface` and `clinics` are taken.",
    ),
    Rule(
        "H117",
        "error",
        "Clinic fact is missing",
        "The article asks for a fact that this clinic's table does not give; the sheet would"
        " have a hole.",
        "`{clinic.email}` while [clinics.main] has no email",
        "Add the fact to the clinic's table in handouts.toml, or take the placeholder out of the"
        " article.",
    ),
    Rule(
        "H118",
        "error",
        "Unknown panel",
        "A section that is meant for the back would end up somewhere else on the folded sheet.",
        "`<!-- panel: rear -->`",
        "Use cover, inside, flap or back; without the comment the text flows by itself.",
    ),
)

_TRANSLATION = (
    Rule(
        "H201",
        "error",
        "Catalog cannot be read",
        "A broken entry would silently print English, or the wrong sentence.",
        'msgstr "Llame a la clínica   (no closing quote)',
        "Mend the line; a PO editor such as Poedit writes correct files.",
    ),
    Rule(
        "H202",
        "error",
        "Entry appears twice in the catalog",
        "Nobody can know which of the two translations is meant.",
        'Two entries with msgid "What it is" and no context',
        "Keep the right one and delete the other.",
    ),
    Rule(
        "H203",
        "error",
        "Placeholder lost or changed in the translation",
        "Placeholders carry the clinic's phone number and addresses; a lost one leaves the"
        " reader without help.",
        "`Call {clinic.phone}` translated as `Llame a {clinica.telefono}`",
        "Copy the placeholders exactly as they are in the source.",
    ),
    Rule(
        "H204",
        "error",
        "Catalog is not UTF-8, or holds merge conflict marks",
        "Letters would be guessed, or two versions of a sentence mixed.",
        "<<<<<<< HEAD",
        "Save the catalog as UTF-8 with `charset=UTF-8`; resolve the conflict and delete its"
        " marks.",
    ),
    Rule(
        "H205",
        "error",
        "Link lost or added in the translation",
        "Readers of this language would not find the page, or find another one.",
        "`[our page][1]` translated without its `[1]`",
        "Keep every `[label][1]` of the source; translate only the label.",
    ),
    Rule(
        "H206",
        "error",
        "Markup breaks in the translation",
        "Stars would print as text, or a sentence would turn into a heading or a list.",
        "`**No lo deje` without the closing stars",
        "Close every `**`, keep one paragraph, and start with plain text.",
    ),
    Rule(
        "H207",
        "error",
        "Character without a glyph",
        "A character that the language's fonts lack prints as an empty box.",
        "An emoji, or a letter of another script",
        "Replace the character by one that the language is written with.",
    ),
    Rule(
        "H208",
        "warning",
        "Translation is missing",
        "The sheet prints the source sentence, marked as such, and can never be final.",
        'msgstr ""',
        "Translate the entry, then build again.",
    ),
    Rule(
        "H209",
        "warning",
        "Translation is fuzzy",
        "A fuzzy text was made for another sentence; it is never printed.",
        "#, fuzzy",
        "Check the text against the source, correct it, and remove the fuzzy flag.",
    ),
    Rule(
        "H210",
        "warning",
        "Catalog is out of step with its article",
        "Sentences of the article are not in the catalog, so nobody can translate them.",
        "A paragraph was added to the article",
        "Run `handouts sync`.",
    ),
    Rule(
        "H211",
        "error",
        "Control character in the text",
        "Invisible characters can reverse a phone number or hide text.",
        "U+202E, right-to-left override",
        "Delete the invisible character; numbers are isolated by the program.",
    ),
    Rule(
        "H212",
        "error",
        "A number of the source is missing in the translation",
        "A changed dose, time or phone number can harm.",
        "`38 °C (100.4 °F)` translated with `38 °C (104 °F)`",
        "Give the same numbers as the source, in digits.",
    ),
    Rule(
        "H213",
        "warning",
        "Digits of another script",
        "Staff, drug labels and phones use Latin digits; two kinds on one sheet are misread.",
        "`٢٤ ساعة` for `24 hours`",
        "Write all numbers with the digits 0 to 9.",
    ),
)

_LAYOUT = (
    Rule(
        "H301",
        "error",
        "The text does not fit its format",
        "Text is never cut and never set smaller than a patient can read.",
        "Six pages of text in a two-sided one-pager",
        "Shorten the longest messages, or choose a larger format.",
    ),
    Rule(
        "H302",
        "error",
        "A word or line is wider than its column",
        "What sticks out is cut off by the printer.",
        "An address of 60 letters without a place to break",
        "Break a long word with a soft hyphen (U+00AD), shorten it, or give a table fewer columns.",
    ),
    Rule(
        "H303",
        "error",
        "Template cannot be rendered",
        "A template that fails, or names a variable that does not exist, prints nothing.",
        "`{{ clinik.name }}`",
        "Correct the template at the line named; docs/templates.md lists the variables.",
    ),
    Rule(
        "H304",
        "error",
        "Rendering failed",
        "The layout engine stopped; no file was written.",
        "A damaged picture",
        "Look at the message; run `handouts doctor`, then build this handout alone with -v.",
    ),
    Rule(
        "H305",
        "error",
        "Text on the page differs from the text of the article",
        "A sentence that was laid out must be on paper: nothing may be lost.",
        "A template that leaves out a section",
        "Make the template print every part of the article, or report the fault.",
    ),
    Rule(
        "H306",
        "note",
        "Set in a larger format",
        "The text was too long for the format that was asked for, and policy says to take the next"
        " larger one.",
        "A brochure in Tamil that became a booklet",
        'Nothing, or policy.overflow = "refuse" to have such handouts refused.',
    ),
    Rule(
        "H307",
        "error",
        "Nothing to pair",
        "A bilingual sheet sets a translation beside its source, a bilingual booklet lets two"
        " languages meet that are read from opposite sides; other pairs do not make one.",
        "`build -l en -f bilingual` for articles in English",
        "Choose another language or another format.",
    ),
    Rule(
        "H308",
        "error",
        "Too pale for a copy in grey",
        "Clinics copy sheets: what differs by colour alone is lost, and pale text fades away.",
        "A heading in the clinic's light orange",
        "Choose a darker colour: text needs 4.5 times the contrast to its ground in grey.",
    ),
    Rule(
        "H309",
        "error",
        "Text lies on other text or on a picture",
        "It cannot be read, or a phone number in it is read as another one.",
        "A clinic's name of 200 letters that runs into the text above it",
        "Shorten the longer of the two, or choose a format with more room.",
    ),
)

_PROJECT = (
    Rule(
        "H501",
        "error",
        "No project here",
        "The program works on a folder that holds handouts.toml or articles/.",
        "handouts build in an empty folder",
        "Go to your project's folder, name it with -C DIR, or start one: `handouts init DIR`.",
    ),
    Rule(
        "H502",
        "error",
        "handouts.toml cannot be read",
        "A setting that cannot be read would be ignored silently.",
        "A missing quote",
        "Mend the line named; docs/configuration.md shows every setting.",
    ),
    Rule(
        "H503",
        "error",
        "Unknown setting",
        "A misspelt setting would be ignored silently.",
        "`langauges = [...]`",
        "Correct the key; docs/configuration.md lists them all.",
    ),
    Rule(
        "H504",
        "error",
        "Wrong value in handouts.toml",
        "The setting would do something else than meant.",
        'paper = "A5"',
        "Use one of the values named in the message.",
    ),
    Rule(
        "H505",
        "error",
        "Output cannot be written",
        "The PDF would be lost; earlier files stay as they are.",
        "A read-only folder or a full disk",
        "Make room, or have the place made one that you may write to.",
    ),
    Rule(
        "H506",
        "error",
        "A needed part of the system is missing",
        "Without Pango and its companions no text can be laid out.",
        "libpango is not installed",
        "Run `handouts doctor`: it prints the one line to install.",
    ),
    Rule(
        "H507",
        "error",
        "Not a file of this project",
        "Only files inside the project's folder are read or written.",
        "A logo at /etc/passwd",
        "Copy the file into the project.",
    ),
    Rule(
        "H508",
        "warning",
        "Clinic text is not translated",
        "Opening hours and interpreter lines of the clinic print in the source language.",
        "hours given, clinics.po without a translation",
        "Run `handouts sync` and translate the entry in clinics.po.",
    ),
    Rule(
        "H509",
        "error",
        "File cannot be read",
        "What cannot be read cannot be printed.",
        "No permission to read articles/asthma.md",
        "Check the file and its permissions.",
    ),
    Rule(
        "H510",
        "warning",
        "Folder of an unknown language",
        "Catalogs in a folder that is named after no language are never printed.",
        "locales/esp/LC_MESSAGES/asthma.po",
        "Name the folder by the language's tag with underscores, such as es or zh_Hans.",
    ),
)

RULES: dict[str, Rule] = {
    rule.code: rule
    for group in (
        *(_SOURCE, WRITING, _TRANSLATION, MEANING, EXCHANGE, _LAYOUT, PRESS),
        *(RELEASE, _PROJECT, FILES, PROOF, BATCH, BUILD),
    )
    for rule in group
}


def rule(code: str) -> Rule:
    """Return the rule of a code; raises KeyError for an unknown one."""
    return RULES[code]
