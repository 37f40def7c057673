"""The vocabulary of checks: small functions whose names tell the shape of a test, never a law.

A check is made once, from the arguments a rule gives it, and then run on every entity the rule judges. To add one,
write a function in a module of this package and mark it with `@word`.
"""

from __future__ import annotations

from cardwright.rules.checks import (
    agreement,
    attachments,
    clocks,
    combining,
    counterparts,
    dates,
    elsewhere,
    figures,
    lists,
    matching,
    minimums,
    presence,
    records,
    spans,
    tallies,
    tolerances,
    wording,
)
from cardwright.rules.checks.case import Case, Check, Fault
from cardwright.rules.checks.vocabulary import VOCABULARY, compile_check, compile_checks

WORDS = (
    agreement,
    attachments,
    clocks,
    combining,
    counterparts,
    dates,
    elsewhere,
    figures,
    lists,
    matching,
    minimums,
    presence,
    records,
    spans,
    tallies,
    tolerances,
    wording,
)
"""The modules whose import fills the vocabulary."""

__all__ = ["VOCABULARY", "WORDS", "Case", "Check", "Fault", "compile_check", "compile_checks"]
