"""The names that rules may use for checks, and how the arguments of a rule become one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from cardwright.rules.checks.case import Check

Make = Callable[..., Check]
VOCABULARY: dict[str, Make] = {}
"""Every check by the name rules use."""
RENAMED = {("when", "if"): "if_", ("signals", "in"): "in_", ("signals", "named"): "named_"}
"""Arguments whose names Python keeps for itself, or that hide another name."""


def word(make: Make) -> Make:
    """Take a function into the vocabulary under its own name."""
    VOCABULARY[make.__name__] = make
    return make


def compile_check(item: Any) -> Check:
    """Make the check that `{name: arguments}` describes. Raises ValueError with what is wrong about it."""
    if not isinstance(item, dict) or len(item) != 1:
        raise ValueError("a check is one name with its arguments, such as `required: purpose.users`")
    ((name, arguments),) = item.items()
    if name not in VOCABULARY:
        raise ValueError(f"`{name}` is no check; there are {', '.join(sorted(VOCABULARY))}")
    given = arguments if isinstance(arguments, dict) else {"of": arguments}
    keywords = {RENAMED.get((name, key), key): value for key, value in given.items()}
    try:
        return VOCABULARY[name](**keywords)
    except re.error as error:
        raise ValueError(f"`{name}`: the pattern is wrong: {error}") from None
    except TypeError:
        _require_fitting(name, keywords)
        raise


def _require_fitting(name: str, keywords: dict[str, Any]) -> None:
    """Raise ValueError when a check does not take these arguments."""
    try:
        inspect.signature(VOCABULARY[name]).bind(**keywords)
    except TypeError as error:
        raise ValueError(f"`{name}`: {error}") from None


def compile_checks(items: Any) -> list[Check]:
    """Make one check, or every check of a list."""
    return [compile_check(item) for item in (items if isinstance(items, list) else [items])]
