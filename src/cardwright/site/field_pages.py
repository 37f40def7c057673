"""Pages of fields, one a kind of entity: what each field is, who may read it, which provisions one answer serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Target
from cardwright.cards.words import plain_name
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import FieldShape, fields_of
from cardwright.rules.crosswalk import Asked
from cardwright.site.addresses import framework_address, listing_address, relative

if TYPE_CHECKING:
    from cardwright.site.published import Published


FORMS = {
    "str": "line of text",
    "text": "prose",
    "bool": "true or false",
    "int": "whole number",
    "float": "number",
    "value": "number or text",
    "ref": "reference",
    "entity_ref": "reference",
    "id": "identifier",
}
"""What is said of a form whose name says too little."""


class Asking(NamedTuple):
    """What one framework asks of a field: its provisions as printed, and its rules."""

    framework: Target
    provisions: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]  # id, link


class FieldRow(NamedTuple):
    """One field: its path, how deep it stands, what it is, the form of its value, and who asks for it."""

    path: str
    depth: int
    field: FieldShape
    form: str
    asking: tuple[Asking, ...]


def field_address(kind: str) -> str:
    """The page of the fields of a kind."""
    return f"fields/{kind.replace('_', '-')}.html"


def describe_fields(published: Published, kind: str, page: str) -> Mapping[str, Any]:
    """Return what the page of the fields of a kind prints."""
    asked = published.asked
    rows = [
        FieldRow(
            path,
            path.count("."),
            field,
            _form(field),
            tuple(_asking(published, page, asked.get((kind, path), ()))),
        )
        for path, field in fields_of(ENTITY_CLASSES[kind])
    ]
    crumbs = [Target(relative("index.html", page), "Home"), Target(relative(listing_address("fields"), page), "Fields")]
    return {"kind": kind, "rows": rows, "crumbs": crumbs, "contents": []}


def describe_kinds(published: Published, page: str) -> Mapping[str, Any]:
    """Return what the list of kinds prints."""
    kinds = [
        (
            Target(relative(field_address(kind), page), plain_name(kind)),
            " ".join((record.__doc__ or "").split()),
            len(fields_of(record)),
        )
        for kind, record in ENTITY_CLASSES.items()
    ]
    return {"kinds": kinds, "crumbs": [Target(relative("index.html", page), "Home")], "contents": []}


def _form(field: FieldShape) -> str:
    """The form of a field's value, in words."""
    many = "list of " if field.is_list else ""
    if field.values:
        named = ", ".join(f"`{value}`" for value in field.values)
        return f"{many}{'one of ' if len(field.values) > 1 else ''}{named}"
    if field.record is not None:
        return f"{many}records" if field.is_list else "section"
    return f"{many}{FORMS.get(field.form.name, plain_name(field.form.name)) if field.form else ''}"


def _asking(published: Published, page: str, asked: tuple[Asked, ...]) -> list[Asking]:
    grouped: dict[str, list[Asked]] = {}
    for item in asked:
        grouped.setdefault(item.framework.header.id, []).append(item)
    return [
        Asking(
            Target(relative(framework_address(name), page), items[0].framework.header.title),
            tuple(dict.fromkeys(ref for item in items for ref in item.framework.cited(item.rule))),
            tuple((item.rule.id, published.rule_href(item.rule.id, page)) for item in items),
        )
        for name, items in grouped.items()
    ]
