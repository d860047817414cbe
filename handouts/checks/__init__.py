"""Findings on a translation: what must agree with its source, is missing, or cannot print."""

from typing import TYPE_CHECKING

from handouts.ondemand import on_demand

if TYPE_CHECKING:
    from handouts.checks.clinic import clinic_findings, clinic_text_findings
    from handouts.checks.consistency import consistency_findings
    from handouts.checks.coverage import coverage_findings, step_findings, word_findings
    from handouts.checks.glossary import Glossary, read_glossary
    from handouts.checks.glyphs import glyph_findings
    from handouts.checks.plurals import plural_findings
    from handouts.checks.severity import graded
    from handouts.checks.source import source_findings
    from handouts.checks.translation import translation_findings
    from handouts.checks.words import entry_findings
else:
    __getattr__ = on_demand(
        __name__,
        clinic="clinic_findings clinic_text_findings",
        consistency="consistency_findings",
        coverage="coverage_findings step_findings word_findings",
        glossary="Glossary read_glossary",
        glyphs="glyph_findings",
        plurals="plural_findings",
        severity="graded",
        source="source_findings",
        translation="translation_findings",
        words="entry_findings",
    )

__all__ = [
    "Glossary",
    "clinic_findings",
    "clinic_text_findings",
    "consistency_findings",
    "coverage_findings",
    "entry_findings",
    "glyph_findings",
    "graded",
    "plural_findings",
    "read_glossary",
    "source_findings",
    "step_findings",
    "translation_findings",
    "word_findings",
]
