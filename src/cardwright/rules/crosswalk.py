"""The crosswalk: which rules of which frameworks ask for a field, so that one answer is seen to serve them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import field_at
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.paths import parse_path

Field = tuple[str, str]
"""A kind of entity and a dotted path in it: `("system", "purpose.intended_purpose")`."""
FIELDS = "fields asked for"
"""Where a rule keeps its fields once they are known."""
NOT_ASKED = frozenset(
    {"values", "stems", "pattern", "named", "scale", "words", "fact", "kind", "within"}  # no paths
    | {"in", "mention", "if", "where", "against", "unless"}  # paths that are only looked at to choose
)
"""Arguments of checks that ask for no field."""


class Asked(NamedTuple):
    """One rule that looks at a field, and its framework."""

    framework: Framework
    rule: Rule


def crosswalk(frameworks: Iterable[Framework]) -> Mapping[Field, tuple[Asked, ...]]:
    """The rules that look at each field, in the order of frameworks and rules; a field of no rule is left out."""
    found: dict[Field, list[Asked]] = {}
    for framework in frameworks:
        for rule in framework.rules:
            for field in sorted(fields_of_rule(rule)):
                found.setdefault(field, []).append(Asked(framework, rule))
    return {field: tuple(asked) for field, asked in found.items()}


def provisions_by_member(frameworks: Sequence[Framework]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The provisions that ask for each member of each record class, as printed: the crosswalk for a JSON Schema.

    The keys are the name of a class and of its member. A class that stands in several places gathers what is asked of
    it in any of them. Rules of Cardwright itself, which cite no text, are left out.
    """
    order = {ref: number for number, ref in enumerate(_printed(frameworks))}
    found: dict[tuple[str, str], set[str]] = {}
    for (kind, path), asked in crosswalk(frameworks).items():
        *parents, member = path.split(".")
        parent = field_at(ENTITY_CLASSES[kind], parents) if parents else None
        record = parent.record if parent else ENTITY_CLASSES[kind]
        if record is not None:
            cited = {ref for framework, rule in asked if framework.header.source for ref in framework.cited(rule)}
            found.setdefault((record.__name__, member), set()).update(cited)
    return {member: tuple(sorted(refs, key=order.__getitem__)) for member, refs in found.items() if refs}


def _printed(frameworks: Iterable[Framework]) -> Iterator[str]:
    """Every provision as printed, in the order of the frameworks and of each text."""
    for framework in frameworks:
        for provision in framework.header.provisions:
            yield provision.ref


def fields_of_rule(rule: Rule) -> frozenset[Field]:
    """The fields that the checks of a rule look at; worked out once for each rule, since a rule never changes."""
    known: frozenset[Field] | None = vars(rule).get(FIELDS)
    if known is None:
        known = frozenset(field for kind in rule.kinds for field in _fields(rule.check, kind, ()))
        vars(rule)[FIELDS] = known
    return known


def _fields(item: Any, kind: str, bases: tuple[Field, ...]) -> Iterator[Field]:
    """The fields named in the arguments of checks; members stand relative to one of the lists in `bases`."""
    if isinstance(item, str):
        yield from _named(item, kind, bases)
    elif isinstance(item, list):
        for part in item:
            yield from _fields(part, kind, bases)
    elif isinstance(item, dict):
        inner = (*bases, *_fields(item.get("of"), kind, bases))
        for name, value in item.items():
            if name not in NOT_ASKED:
                yield from _fields(value, kind, inner)


def _named(text: str, kind: str, bases: tuple[Field, ...]) -> Iterator[Field]:
    """The field a text names, seen from the nearest list or from the entity; nothing for a text that is no path."""
    try:
        path = parse_path(text)
    except ValueError:
        return
    for base, prefix in reversed(bases) if path.kind is None else ():
        inside = f"{prefix}.{path.plain}"
        if field_at(ENTITY_CLASSES[base], inside.split(".")) is not None:
            yield base, inside
            return
    if path.field(kind) is not None:
        yield path.kind or kind, path.plain
