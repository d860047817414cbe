"""Articles that lack this or that, to be folded: every part of a sheet may be missing."""

from __future__ import annotations

FRONT = """\
---
summary: A short summary stands under the title.
version: "1"
reviewed: 2026-01-05
review_by: 2028-01-05
sources:
  - title: "A public source of some length"
    url: https://example.org/a
image:
  file: images/lake.svg
  alt: A calm lake
---
"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60">'
    '<rect width="90" height="60" fill="#C5DCD8"/><circle cx="45" cy="30" r="18" fill="#EDB04F"/>'
    "</svg>"
)
INTRO = "\n# Care after your visit\n\nThe first paragraph stands alone.\n"
POINTS = "\n::: key-points Key points\n- First point here\n- Second point here\n:::\n"
SECTIONS = """
## What you can do

Some text of more than one line, which tells what a person can do at home to feel better.

- Drink water, and rest
- Take no more than 400 mg at a time

## What comes next

1. **First:** we look at your back.
2. **Then:** we make a plan with you.
"""
WARNING = """
::: warning Get help right away
### Call now if

- you cannot breathe well

### Call today if

- you feel worse
:::
"""
QUESTIONS = "\n::: questions Questions to ask\n- What may I eat?\n:::\n"
CALL = "\n::: call Who to call\nAsk for this sheet in large print.\n:::\n"

TABLE = "\n## A long table\n\n| Day | Morning | Night |\n|---|---|---|\n" + "".join(
    f"| Day {n} | {n} tablets with a glass of water | none |\n" for n in range(1, 12)
)
WHOLE = FRONT + INTRO + POINTS + SECTIONS + WARNING + QUESTIONS + CALL

ARTICLES = {
    "whole": WHOLE,
    "no-warning": WHOLE.replace(WARNING, ""),
    "no-call": WHOLE.replace(CALL, ""),
    "no-picture": WHOLE.replace("image:\n  file: images/lake.svg\n  alt: A calm lake\n", ""),
    "no-summary": WHOLE.replace("summary: A short summary stands under the title.\n", ""),
    "no-points": WHOLE.replace(POINTS, ""),
    "only-a-paragraph": f'---\nversion: "1"\n---\n{INTRO}',
    "table": WHOLE.replace(SECTIONS, TABLE),
    "two-tables": WHOLE.replace(SECTIONS, SECTIONS + TABLE + TABLE.replace("A long", "Another")),
    "bare-warning": WHOLE.replace(WARNING, "\n::: warning\nCall us if you feel worse.\n:::\n"),
    "pinned": WHOLE.replace("## What comes", "<!-- panel: back -->\n## What comes").replace(
        "\n::: questions", "\n<!-- panel: cover -->\n::: questions"
    ),
}
"""By slug; each lacks one thing of the first, or has something instead."""

CLINIC = """\
formats = ["brochure", "z-fold", "bifold", "booklet"]
targets = ["screen"]

[clinics.hill]
name = "Hill Clinic"
phone = "(202) 555-0142"
url = "https://example.org/{slug}"
hours = "Mo-Fr 08:00-17:00"
"""
