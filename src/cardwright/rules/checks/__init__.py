"""The vocabulary of checks: small functions whose names tell the shape of a test, never a law.

A check is made once, from the arguments a rule gives it, and then run on every entity the rule judges. To add one,
write a function in a module of this package, a new one or another, and mark it with `@word`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from cardwright.rules.checks.case import Case, Check, Fault
from cardwright.rules.checks.vocabulary import VOCABULARY, compile_check, compile_checks

__all__ = ["VOCABULARY", "Case", "Check", "Fault", "compile_check", "compile_checks"]

for module in pkgutil.iter_modules(__path__, f"{__name__}."):
    import_module(module.name)  # marking fills the vocabulary
