"""The versions of a model side by side: what each is made of, how it was set, what it achieved, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from cardwright.cards.record import Link, Shown, Target
from cardwright.cards.words import label_of, plain_name, shorten
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

COLUMNS = 4
ROWS_A_GROUP = 40
LENGTH = 90


class VersionColumn(NamedTuple):
    """The head of a column: one version."""

    target: Target
    name: str
    released_on: str


class VersionRow(NamedTuple):
    """One fact of each version; `changed` when they do not all say the same."""

    label: str
    cells: tuple[Shown | None, ...]
    changed: bool


class Group(NamedTuple):
    """Rows that belong together."""

    title: str
    rows: Sequence[VersionRow]


class SideBySide(NamedTuple):
    """The newest versions of a model, newest first; `left_out` older ones are in the list alone."""

    columns: Sequence[VersionColumn]
    groups: Sequence[Group]
    left_out: int


Facts = dict[str, Shown]
"""The facts of one version by their label."""


def side_by_side(published: Published, versions: Sequence[Entry], link: Link) -> SideBySide | None:
    """Compare the newest versions; None where there are fewer than two."""
    if len(versions) < 2:
        return None
    shown = versions[:COLUMNS]
    groups = []
    for title, read in GROUPS:
        facts = [dict(read(entry.source.data, link)) for entry in shown]
        labels = list(dict.fromkeys(label for found in facts for label in found))
        rows = [_row(label, facts) for label in labels[:ROWS_A_GROUP]]
        if rows:
            groups.append(Group(title, rows))
    columns = [_column(published, entry, link) for entry in shown]
    return SideBySide(columns, groups, len(versions) - len(shown))


def _column(published: Published, entry: Entry, link: Link) -> VersionColumn:
    target = link(entry.ref) or Target("", published.name_of(entry))
    released = entry.source.data.get("released_on")
    name = shorten(entry.ref.partition("@")[2], 40)
    return VersionColumn(target, name, released if isinstance(released, str) else "")


def _row(label: str, facts: Sequence[Facts]) -> VersionRow:
    cells = tuple(found.get(label) for found in facts)
    said = {(cell.text, tuple(item.text for item in cell.items)) if cell else None for cell in cells}
    return VersionRow(shorten(label, 60), cells, len(said) > 1)


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)


def _text(value: Any) -> Shown:
    return Shown("text", shorten(value, LENGTH)) if isinstance(value, str) else Shown("text", "several values")


def _refs(values: Iterable[Any], link: Link) -> Shown | None:
    refs = [value for value in values if isinstance(value, str)]
    return Shown("list", items=tuple(Shown("ref", ref, target=link(ref)) for ref in refs)) if refs else None


def _made(raw: Mapping[str, Any], link: Link) -> Iterator[tuple[str, Shown]]:
    """What a version was made from."""
    parents = _refs(raw.get("parents") or (), link) if isinstance(raw.get("parents"), list) else None
    if parents:
        yield "Made from", parents
    relation = raw.get("relation_to_parent")
    if isinstance(relation, str):
        yield "How", Shown("text", plain_name(relation))
    for item in _items(raw, "data", "datasets"):
        role, dataset = item.get("role"), item.get("dataset")
        if _is_text(dataset):
            label = f"Data for {plain_name(role)}" if _is_text(role) else "Data"
            yield label, Shown("list", items=(Shown("ref", dataset, target=link(dataset)),))
    if _is_text(raw.get("parameter_count")):
        yield "Parameters", _text(raw["parameter_count"])


def _set(raw: Mapping[str, Any], _: Link) -> Iterator[tuple[str, Shown]]:
    """How it was trained and how it is run."""
    for section, member in (("training", "hyperparameters"), ("generation", "sampling")):
        for name, value in _mapping(raw, section, member).items():
            yield label_of(name), _text(value)
    for name, value in _mapping(raw, "generation", "retrieval").items():
        if _is_text(value):
            yield f"Retrieval: {plain_name(name)}", _text(value)
    for prompt in _items(raw, "generation", "prompts"):
        if _is_text(prompt.get("id")):
            yield f"Prompt {prompt['id']}", _text(f"version {prompt.get('version', 'not stated')}")


def _runs_on(raw: Mapping[str, Any], _: Link) -> Iterator[tuple[str, Shown]]:
    for item in raw.get("dependencies") or () if isinstance(raw.get("dependencies"), list) else ():
        if isinstance(item, Mapping) and _is_text(item.get("name")):
            yield item["name"], _text(item.get("version", "not stated"))


def _achieved(raw: Mapping[str, Any], _: Link) -> Iterator[tuple[str, Shown]]:
    for item in _items(raw, "evaluation", "metrics"):
        if _is_text(item.get("name")) and "subgroup" not in item:
            yield label_of(item["name"]), _text(item.get("value", "not stated"))


def _mapping(raw: Mapping[str, Any], section: str, member: str) -> Mapping[str, Any]:
    held = raw.get(section)
    value = held.get(member) if isinstance(held, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _items(raw: Mapping[str, Any], section: str, member: str) -> list[Mapping[str, Any]]:
    held = raw.get(section)
    value = held.get(member) if isinstance(held, Mapping) else None
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


GROUPS = (("Made of", _made), ("Set to", _set), ("Achieved, over all cases", _achieved), ("Runs on", _runs_on))
"""What is compared: the heading, and how to read it from a version."""
