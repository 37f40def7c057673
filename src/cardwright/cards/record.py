"""An entity's fields as a reader meets them: by section, with what each field means and what is missing.

The raw text is shown as it was written. Its shape tells a list of records from prose; where the text does not fit the
shape (the reader has reported that) it is still shown, plainly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from cardwright.cards.prose import render_prose
from cardwright.cards.words import duration_in_words, label_of, plain_name
from cardwright.catalog.entities.shape import FieldShape, Shape
from cardwright.finding import Finding

TABLE_COLUMNS = 7
SHORT = 48  # characters that fit in a list of chips or a cell that does not wrap
CELL = 180  # longest text that a table cell shows well
RUN = 90  # longest text that stands in a line among others

Link = Callable[[str], "Target | None"]
Holds = Literal["text", "prose", "flag", "ref", "url", "code", "list", "chips", "table", "records", "record", "none"]


class Target(NamedTuple):
    """Where a reference leads and what stands there."""

    href: str
    name: str


class Column(NamedTuple):
    """The head of a column and what its field means."""

    label: str
    description: str


class Shown(NamedTuple):
    """A value ready to print. `holds` says how; the other members are filled as that kind needs."""

    holds: Holds
    text: str = ""
    html: Markup = Markup("")
    target: Target | None = None
    items: tuple[Shown, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Shown | None, ...], ...] = ()
    fields: tuple[ShownField, ...] = ()


class ShownField(NamedTuple):
    """A field with its value, or without one where `findings` say that it is missing."""

    name: str
    path: str
    label: str
    description: str
    value: Shown | None
    findings: tuple[Finding, ...] = ()


class ShownSection(NamedTuple):
    """A section of an entity; `name` is empty for the fields that stand outside all sections."""

    name: str
    label: str
    description: str
    fields: tuple[ShownField, ...]
    unstated: tuple[str, ...]


def show_record(
    shape: Shape, raw: Mapping[str, Any], findings: Iterable[Finding], link: Link, skip: frozenset[str] = frozenset()
) -> list[ShownSection]:
    """Return the sections of an entity in the order of its class, each with its stated fields and its gaps.

    A finding stands at the field it points to, or at the field that holds that place. Fields named in `skip` (dotted
    paths) are left out because the page shows them in another form. Keys that the class does not know come last.
    """
    placed = _by_field(shape, findings)
    top = [field for field in shape.fields.values() if not _is_section(field)]
    sections = [_show_section("", "Identity", "", top, raw, placed, link, skip)]
    for field in shape.fields.values():
        if _is_section(field):
            below = raw.get(field.name)
            if isinstance(below, Mapping) or below is None:
                members = list(field.shape.fields.values())
                shown = _show_section(
                    field.name, label_of(field.name), field.description, members, below or {}, placed, link, skip
                )
                sections.append(shown)
            else:
                sections.append(_show_misshapen(field, below, placed, link))
    unknown = [key for key in raw if key not in shape.fields]
    if unknown:
        sections.append(_show_unknown(raw, unknown, link))
    return [section for section in sections if section.fields]


def _is_section(field: FieldShape) -> bool:
    """A section is declared without an audience of its own: its fields have theirs."""
    return field.shape.holds == "record" and field.audience is None


def _show_section(
    name: str,
    label: str,
    description: str,
    members: Sequence[FieldShape],
    raw: Mapping[str, Any],
    placed: Mapping[str, list[Finding]],
    link: Link,
    skip: frozenset[str],
) -> ShownSection:
    prefix = f"{name}." if name else ""
    fields, unstated = [], []
    for member in members:
        path = prefix + member.name
        if path in skip:
            continue
        found = tuple(placed.get(path, ()))
        value = raw.get(member.name)
        if value is None and not found:
            unstated.append(label_of(member.name))
            continue
        shown = None if value is None else show_value(member.shape, value, link)
        fields.append(ShownField(member.name, path, label_of(member.name), member.description, shown, found))
    if name:
        known = {member.name for member in members}
        for key in raw:
            if key not in known:
                shown = show_value(None, raw[key], link)
                fields.append(ShownField(key, prefix + key, key, "Not a field of this section", shown))
    return ShownSection(name, label, description, tuple(fields), tuple(unstated))


def _show_misshapen(field: FieldShape, raw: Any, placed: Mapping[str, list[Finding]], link: Link) -> ShownSection:
    """A section that was given as something else than its fields: what it says is shown as it stands."""
    label, found = label_of(field.name), tuple(placed.get(field.name, ()))
    shown = ShownField(field.name, field.name, label, field.description, show_value(None, raw, link), found)
    return ShownSection(field.name, label, field.description, (shown,), ())


def _show_unknown(raw: Mapping[str, Any], keys: Sequence[str], link: Link) -> ShownSection:
    fields = tuple(
        ShownField(key, key, key, "Not a field of this kind of entity", show_value(None, raw[key], link))
        for key in keys
    )
    return ShownSection("unknown-fields", "Unknown fields", "Keys that no field of this kind has", fields, ())


def _by_field(shape: Shape, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the dotted path of the field they are shown at: `section.field`, or a field outside sections."""
    placed: dict[str, list[Finding]] = {}
    for finding in findings:
        steps = finding.pointer.replace("[", ".").split(".")
        field = shape.fields.get(steps[0])
        if field is None:
            continue
        path = ".".join(steps[:2]) if _is_section(field) else steps[0]
        placed.setdefault(path, []).append(finding)
    return placed


def show_value(shape: Shape | None, raw: Any, link: Link) -> Shown:
    """Return a value as its shape says, or as it is where it does not fit."""
    if raw is None:
        return Shown("none", "not stated")
    if isinstance(raw, str):
        return _show_text(shape, raw, link)
    if isinstance(raw, Mapping):
        return _show_mapping(shape, raw, link)
    if isinstance(raw, Sequence):
        return _show_list(shape, raw, link)
    return Shown("text", str(raw))


def _show_text(shape: Shape | None, raw: str, link: Link) -> Shown:
    form = shape.form.name if shape and shape.form else "str"
    if form == "text":
        return Shown("prose", raw, render_prose(raw))
    if form in ("ref", "entity_ref"):
        return Shown("ref", raw, target=link(raw))
    if form == "bool" and raw in ("true", "false"):
        return Shown("flag", "Yes" if raw == "true" else "No")
    if form == "url" and raw.startswith(("https://", "http://")):
        return Shown("url", raw)
    if form in ("sha256", "file", "id", "version"):
        return Shown("code", raw)
    if form == "enum":
        return Shown("text", plain_name(raw))
    if form == "duration":
        return Shown("text", duration_in_words(raw))
    return Shown("text", raw)


def _show_mapping(shape: Shape | None, raw: Mapping[str, Any], link: Link) -> Shown:
    if not raw:
        return Shown("none", "nothing stated")
    known: Mapping[str, FieldShape] = shape.fields if shape and shape.holds == "record" else {}
    item = shape.item if shape and shape.holds == "map" else None
    names = [name for name in known if name in raw] + [name for name in raw if name not in known]
    fields = []
    for name in names:
        field = known.get(name)
        shown = show_value(field.shape if field else item, raw[name], link)
        label = label_of(name) if field else name
        fields.append(ShownField(name, name, label, field.description if field else "", shown))
    return Shown("record", fields=tuple(fields))


def _show_list(shape: Shape | None, raw: Sequence[Any], link: Link) -> Shown:
    if not raw:
        return Shown("none", "none (stated)")
    item = shape.item if shape and shape.holds == "list" else None
    shown = tuple(show_value(item, value, link) for value in raw)
    if all(value.holds == "record" for value in shown):
        return _as_table(shown) if _fits_table(shown) else Shown("records", items=shown)
    if all(value.holds in ("text", "code", "flag") and len(value.text) <= SHORT for value in shown):
        return Shown("chips", items=shown)
    return Shown("list", items=shown)


def _fits_table(records: Sequence[Shown]) -> bool:
    names = {field.name for record in records for field in record.fields}
    return len(names) <= TABLE_COLUMNS and all(_fits_cell(field.value) for record in records for field in record.fields)


def _fits_cell(value: Shown | None) -> bool:
    if value is None:
        return True
    if value.holds in ("table", "records"):
        return False
    if value.holds == "record":
        return len(value.fields) <= 3 and all(_fits_cell(field.value) for field in value.fields)
    if value.holds in ("list", "chips"):
        return sum(len(item.text) for item in value.items) <= CELL
    return len(value.text) <= CELL


def _as_table(records: Sequence[Shown]) -> Shown:
    columns: dict[str, Column] = {}
    for record in records:
        for field in record.fields:
            columns.setdefault(field.name, Column(field.label, field.description))
    rows = tuple(
        tuple({field.name: field.value for field in record.fields}.get(name) for name in columns) for record in records
    )
    return Shown("table", columns=tuple(columns.values()), rows=rows)


def is_short(value: Shown | None) -> bool:
    """Whether a value reads well inside a line, among others."""
    if value is None or value.holds in ("flag", "ref", "none"):
        return True
    if value.holds in ("text", "url", "code"):
        return len(value.text) <= RUN
    if value.holds == "prose":
        return len(value.text) <= RUN and value.html.count("<") == 2
    if value.holds == "chips":
        return sum(len(item.text) for item in value.items) <= RUN
    return value.holds == "record" and len(value.fields) <= 4 and all(is_short(field.value) for field in value.fields)
