"""What changed between two states of an entity, field by field, in the words of those who read about it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cardwright.cards.words import label_of, plain_name
from cardwright.finding import Path, pointer

Kind = Literal["added", "taken_out", "changed"]
IDENTIFYING = (
    "id", "ref", "identifier", "name", "title", "risk", "metric", "dataset", "model", "system", "split", "subgroup",
    "attribute", "role", "kind", "topic", "dimension", "provision", "file",
)  # fmt: skip
"""Fields that tell one item of a list from another: items that differ in one of them are two."""
NAMING = (
    "name",
    "title",
    "metric",
    "id",
    "risk",
    "hazard",
    "topic",
    "dimension",
    "kind",
    "role",
    "audience",
    "dataset",
)
"""Fields by which people call an item, the first that it has."""
LABELS = frozenset({"version", "code_version", "supplier_version", "id", "number", "identifier"})
"""Fields whose figures are names: a higher one is no more of anything."""
ALIKE = 0.3
"""Share of equal fields from which on two items without a name are one that changed."""
SHORT = 60
"""Characters up to which a text is quoted in a sentence; longer ones stand beside it."""


class Change(NamedTuple):
    """One field that changed: `sentence` says how; `old` and `new` are its texts, empty where there was or is none."""

    path: Path
    kind: Kind
    sentence: str
    old: str
    new: str

    @property
    def pointer(self) -> str:
        """The field as people write it, as it is or, when it was taken out, as it was."""
        return pointer(self.path)


def changes_between(old: Any, new: Any) -> list[Change]:
    """Return how the raw data of an entity changed, in the order of the newer state.

    >>> old = {"evaluation": {"metrics": [{"name": "AUC", "threshold": "0.78"}]}}
    >>> new = {"evaluation": {"metrics": [{"name": "AUC", "threshold": "0.70"}]}}
    >>> [change.sentence for change in changes_between(old, new)]
    ['Threshold for AUC lowered from 0.78 to 0.70']
    """
    return list(_compare(old, new, (), ""))


def _compare(old: Any, new: Any, path: Path, owner: str) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*new, *old]):
            yield from _compare(old.get(key), new.get(key), (*path, key), owner)
    elif _is_list(old) and _is_list(new):
        yield from _compare_lists(old or [], new or [], path, owner)
    elif isinstance(old, Mapping) or isinstance(new, Mapping):
        whole = new if isinstance(new, Mapping) else old
        for key, value in whole.items():
            before, after = (None, value) if whole is new else (value, None)
            yield from _compare(before, after, (*path, key), owner)
    else:
        yield _change(_text(old), _text(new), path, owner)


def _is_list(value: Any) -> bool:
    return value is None or (isinstance(value, Sequence) and not isinstance(value, str))


def _compare_lists(old: Sequence[Any], new: Sequence[Any], path: Path, owner: str) -> Iterator[Change]:
    pairs = _pair(old, new)
    for index, item in enumerate(new):
        before = pairs.get(index)
        if before is None:
            yield _item_change("added", item, (*path, index), owner)
        else:
            yield from _compare(old[before], item, (*path, index), _owner_of(item) or owner)
    kept = set(pairs.values())
    for index, item in enumerate(old):
        if index not in kept:
            yield _item_change("taken_out", item, (*path, index), owner)


def _pair(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """For each newer item the older one that it is, if any: equal ones first, then those most alike."""
    left = dict(enumerate(old))
    pairs: dict[int, int] = {}
    for index, item in enumerate(new):
        same = next((number for number, before in left.items() if before == item), None)
        if same is not None:
            pairs[index] = same
            del left[same]
    for index, item in enumerate(new):
        if index in pairs or not isinstance(item, Mapping):
            continue
        scores = {number: _likeness(before, item) for number, before in left.items() if isinstance(before, Mapping)}
        best = max(scores, key=lambda number: scores[number], default=None)
        if best is not None and scores[best] >= ALIKE:
            pairs[index] = best
            del left[best]
    return pairs


def _likeness(old: Mapping[str, Any], new: Mapping[str, Any]) -> float:
    """The share of equal fields; none where a field that identifies differs, all where such fields agree."""
    shared = [key for key in IDENTIFYING if isinstance(old.get(key), str) or isinstance(new.get(key), str)]
    if any(old.get(key) != new.get(key) for key in shared):
        return 0.0
    keys = old.keys() | new.keys()
    equal = sum(old.get(key) == new.get(key) for key in keys) / len(keys) if keys else 0.0
    return 1.0 + equal if shared else equal


def _owner_of(item: Any) -> str:
    """What an item of a list is called, with the group it is about."""
    if not isinstance(item, Mapping):
        return ""
    name = next((item[key] for key in NAMING if isinstance(item.get(key), str)), "")
    group = item.get("subgroup")
    name = _shorten(plain_name(name) if name.replace("_", "").isalnum() else name)
    return f"{name} ({_shorten(group)})" if isinstance(group, str) and name else name


def _item_change(kind: Kind, item: Any, path: Path, owner: str) -> Change:
    text = _owner_of(item) or _text(item)
    what = _what(path, owner)
    done = "added to" if kind == "added" else "taken out of"
    old, new = ("", _text(item)) if kind == "added" else (_text(item), "")
    return Change(path, kind, f"“{_shorten(text)}” {done} {what[:1].lower() + what[1:]}", old, new)


def _change(old: str, new: str, path: Path, owner: str) -> Change:
    what = _what(path, owner)
    if not old:
        return Change(path, "added", f"{what} stated: {_shorten(new)}", old, new)
    if not new:
        return Change(path, "taken_out", f"{what} taken out; it was {_shorten(old)}", old, new)
    return Change(path, "changed", f"{what} {_verb(old, new, path[-1] not in LABELS)}", old, new)


def _verb(old: str, new: str, measures: bool) -> str:
    before, after = _number(old), _number(new)
    if measures and before is not None and after is not None and before != after:
        return f"{'raised' if after > before else 'lowered'} from {old} to {new}"
    if _is_date(old) and _is_date(new):
        return f"moved from {old} to {new}"
    if len(old) > SHORT or len(new) > SHORT:
        return "reworded"
    return f"changed from “{old}” to “{new}”"


def _what(path: Path, owner: str) -> str:
    """The field in words, and whose it is."""
    names = [step for step in path if isinstance(step, str)]
    label = label_of(names[-1]) if names else "Record"
    return f"{label} for {owner}" if owner else label


def _text(value: Any) -> str:
    """Raw data as a text: a record as its fields, one after the other."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{plain_name(key)}: {_text(item)}" for key, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_text, value))
    return " ".join(str(value).split())


def _shorten(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _is_date(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False
