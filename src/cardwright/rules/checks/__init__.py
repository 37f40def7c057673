"""The vocabulary of checks: small functions whose names tell the shape of a test, never a law.

A check is made once, from the arguments a rule gives it, and then run on every entity the rule judges. To add one,
write a function in a module of this package and list it here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from cardwright.rules.checks import agreement, combining, dates, presence, wording
from cardwright.rules.checks.case import Case, Check, Fault

CHECKS: Mapping[str, Callable[..., Check]] = {
    function.__name__.rstrip("_"): function
    for module in (presence, agreement, dates, wording, combining)
    for function in module.CHECKS
}

RENAMED = {("when", "if"): "if_", ("signals", "in"): "in_", ("signals", "named"): "named_"}
"""Arguments whose names Python keeps for itself or that are used otherwise."""

__all__ = ["CHECKS", "Case", "Check", "Fault", "compile_check"]


def compile_check(item: Any) -> Check:
    """Make the check that `{name: arguments}` describes. Raises ValueError with what is wrong about it."""
    if not isinstance(item, dict) or len(item) != 1:
        raise ValueError("a check is one name with its arguments, such as `required: purpose.users`")
    (name, arguments), = item.items()
    if name not in CHECKS:
        raise ValueError(f"`{name}` is no check; there are {', '.join(sorted(CHECKS))}")
    make = CHECKS[name]
    keywords = arguments if isinstance(arguments, dict) and name not in combining.TAKE_CHECKS else {"of": arguments}
    keywords = {RENAMED.get((name, key), key): value for key, value in keywords.items()}
    try:
        inspect.signature(make).bind(**keywords)
    except TypeError as error:
        raise ValueError(f"`{name}`: {error}") from None
    return make(**keywords)


presence.compile_check = combining.compile_check = compile_check
