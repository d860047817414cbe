"""The codes of what a print shop would send a file back for."""

from __future__ import annotations

from handouts.findings.rulebook import Rule

PRESS = (
    Rule(
        "H310",
        "error",
        "Colour is no ink",
        "A press prints inks; RGB is converted by whoever meets it first, and turns out anyhow.",
        "A template that draws with a colour profile of its own",
        "Give colours as #RRGGBB or device-cmyk(); pictures as RGB, grey or CMYK.",
    ),
    Rule(
        "H311",
        "error",
        "Black text in four inks",
        "Four plates never meet exactly: small letters get coloured edges and are hard to read.",
        "`color: device-cmyk(0.7 0.6 0.6 0.95)` or #0b0b12",
        "Make the text #000000 or a pure grey; both print in black alone.",
    ),
    Rule(
        "H312",
        "error",
        "Too much ink",
        "More ink than the paper takes does not dry, and comes off on the next sheet.",
        "A CMYK picture with 380 % in its shadows",
        "Have the picture separated for the limit, or raise `ink_limit` in [press] when the print"
        " shop allows it.",
    ),
    Rule(
        "H313",
        "error",
        "Font is not in the file",
        "The print shop's machine would print other letters, or none.",
        "A file that another program has changed",
        "Build the handout again.",
    ),
    Rule(
        "H314",
        "error",
        "Page boxes are missing or wrong",
        "The boxes say where the sheet is cut; wrong ones cut text off.",
        "A file printed to PDF again, which loses TrimBox and BleedBox",
        "Build the handout again, and hand on that very file.",
    ),
    Rule(
        "H315",
        "error",
        "Output intent is missing or wrong",
        "It names the press and paper that the inks were made for; without it colours are a guess.",
        "A file for FOGRA39 in a project whose [press] table names another condition",
        "Build the handout again with the profile and condition of your print shop.",
    ),
    Rule(
        "H316",
        "error",
        "Transparency where the standard has none",
        "PDF/X-1a and PDF/X-3 go to machines that cannot blend; they would print it solid.",
        "`opacity: .5` in a template, or a drawing with a soft shadow, and standard x-1a",
        "Draw it solid, or ask the print shop for PDF/X-4 and set `standard` in [press] to x-4.",
    ),
    Rule(
        "H317",
        "error",
        "Something lies inside the bleed that is not to be printed",
        "Marks would stand on the finished sheet, and links and notes cannot be printed.",
        "A crop mark that reaches into the bleed",
        "Build the handout again, and hand on that very file.",
    ),
    Rule(
        "H318",
        "warning",
        "Picture is coarse",
        "Under 150 pixels an inch, edges show steps on paper.",
        "A picture of 400 pixels over 100 mm",
        "Use a larger version of the picture (300 pixels an inch), a drawing (SVG), or print it"
        " smaller.",
    ),
    Rule(
        "H319",
        "error",
        "Not a file of the standard",
        "Print shops check for PDF/X first and send everything else back.",
        "An encrypted file, or one whose metadata another program has changed",
        "Build the handout again, and hand on that very file.",
    ),
)
