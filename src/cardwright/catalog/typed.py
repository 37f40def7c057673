"""From text to a typed entity: the class is chosen by `kind`, and what does not fit is left out and named.

A value that cannot be what its field asks for becomes a problem at its place and counts as unknown; the rest is
still judged. A list with one wrong item is unknown as a whole, because a shorter list would be another answer.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from cardwright.catalog.entities import ENTITY_CLASSES, Entity
from cardwright.catalog.entities.parsing import show
from cardwright.catalog.entities.shape import shape_of
from cardwright.catalog.source import Source
from cardwright.finding import Path, Problem, pointer

ROUNDS = 4
"""How often an entity is tried again without its wrong values; a wrong item first costs its list, then its section."""
RULES = {"missing": "CAT022", "extra_forbidden": "CAT021", "form_enum": "CAT024", "form_file": "CAT051"}
OTHER_ERRORS = "CAT023"


class Typed(NamedTuple):
    """What became of a source: an entity, unless its identity is missing, and what was wrong."""

    entity: Entity | None
    problems: tuple[Problem, ...]


def type_source(source: Source) -> Typed:
    """Turn a source into the entity its `kind` names."""
    kind = source.data.get("kind")
    if not isinstance(kind, str) or kind not in ENTITY_CLASSES:
        return Typed(None, (Problem("CAT020", source.at(("kind",)), _kind_message(kind)),))
    record = ENTITY_CLASSES[kind]
    try:
        return Typed(record.model_validate(source.data), ())
    except ValidationError as error:
        return _retry(record, source, error)


def _kind_message(kind: Any) -> str:
    kinds = ", ".join(ENTITY_CLASSES)
    if not isinstance(kind, str):
        return f"`kind` is {'missing' if kind is None else show(kind)}; it is one of {kinds}"
    near = difflib.get_close_matches(kind.lower().replace("-", "_"), ENTITY_CLASSES, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"it is one of {kinds}"
    return f"`{_short(kind)}` is no kind of entity; {hint}"


def _retry(record: type[Entity], source: Source, error: ValidationError) -> Typed:
    problems: list[Problem] = []
    data = _copy(source.data)
    for round_ in range(ROUNDS):
        wrong = error.errors(include_url=False, include_input=False)
        if round_ == 0:
            problems += (_problem(record, source, item) for item in wrong if _raw(source, item["loc"]) is not None)
        if any(item["type"] == "missing" and len(item["loc"]) == 1 for item in wrong):
            return Typed(None, tuple(problems))
        for item in wrong:
            _remove(data, item["loc"], widen=round_)
        try:
            return Typed(record.model_validate(data), tuple(problems))
        except ValidationError as again:
            error = again
    return Typed(None, tuple(problems))


def _raw(source: Source, loc: Sequence[str | int]) -> Any:
    """What stands at `loc`: None where the reader took nothing and has said so, "" where there is no such place."""
    value: Any = source.data
    for step in loc:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return value


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _remove(data: Any, loc: Sequence[str | int], *, widen: int) -> None:
    """Remove the value at `loc`; inside a list of scalars the list, and `widen` steps more when that did not help."""
    steps = list(loc)
    while steps and isinstance(steps[-1], int):
        steps.pop()
    steps = steps[: max(1, len(steps) - widen)]
    while steps and isinstance(steps[-1], int):
        steps.pop()
    for step in steps[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return
    if steps and isinstance(data, dict):
        data.pop(steps[-1], None)


def _problem(record: type[Entity], source: Source, error: Any) -> Problem:
    path: Path = tuple(error["loc"])
    rule = "CAT025" if error["type"] == "form_id" and path == ("id",) else RULES.get(error["type"], OTHER_ERRORS)
    place = source.at(path)
    if rule == "CAT021":
        return Problem(rule, source.key_at(path), _unknown_key(record, path))
    if rule == "CAT022":
        return Problem(rule, place, f"`{pointer(path)}` is missing; every {record.__name__} needs it")
    found = _raw(source, path)
    shown = f", found {show(found)}" if isinstance(found, dict | list) and "found" not in error["msg"] else ""
    return Problem(rule, place, f"`{pointer(path)}`: {_expected(error)}{shown}")


def _expected(error: Any) -> str:
    messages = {
        "model_type": "expected a mapping of fields to values",
        "dict_type": "expected a mapping of names to values",
        "list_type": "expected a list (write `- ` before each item)",
    }
    return messages.get(error["type"], str(error["msg"]))


def _unknown_key(record: type[Entity], path: Path) -> str:
    known = list(_known_keys(record, path[:-1]))
    key = str(path[-1])
    near = difflib.get_close_matches(key.lower(), known, 1, cutoff=0.6)
    if near:
        return f"`{_short(pointer(path))}` is not a field; did you mean `{near[0]}`?"
    where = pointer(path[:-1]) or record.__name__
    return f"`{_short(key)}` is not a field of `{where}`; its fields are {', '.join(known) or 'none'}"


def _known_keys(record: type[Entity], path: Path) -> Iterator[str]:
    shape = shape_of(record)
    for step in path:
        if isinstance(step, int):
            shape = shape.item or shape
        else:
            shape = shape.fields[step].shape if step in shape.fields else shape
    yield from shape.leaf.fields


def _short(value: Any, most: int = 60) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
