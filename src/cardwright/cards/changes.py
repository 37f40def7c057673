"""What changed between two states of an entity, field by field, in the words of those who read about it."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cardwright.cards.words import duration_in_words, label_of, plain_name
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
LABELS = frozenset({
    "version", "id", "number", "identifier", "sha256", "digest", "hash", "commit", "lei", "year", "article", "ref",
    "name", "title", "code", "model", "dataset", "provision",
})  # fmt: skip
"""Last words of fields whose texts are names: a higher figure is no more of anything, and nothing is reworded."""
CERTAIN = ("id", "ref", "identifier")
"""Fields that name an item alone: items that agree in one are the same, whatever else differs."""
FIGURE = re.compile(r"([-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(%|[A-Za-z][A-Za-z /]*)?")
LISTED = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
"""How values that are chosen from a list are written."""
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


class _Place(NamedTuple):
    """Where a comparison stands: what the item of a list is called, and the units of its figures, then and now."""

    path: Path
    owner: str = ""
    units: tuple[str, str] = ("", "")

    def below(self, step: str | int) -> _Place:
        return self._replace(path=(*self.path, step))


def changes_between(old: Any, new: Any) -> list[Change]:
    """Return how the raw data of an entity changed, in the order of the newer state.

    >>> old = {"evaluation": {"metrics": [{"name": "AUC", "threshold": "0.78"}]}}
    >>> new = {"evaluation": {"metrics": [{"name": "AUC", "threshold": "0.70"}]}}
    >>> [change.sentence for change in changes_between(old, new)]
    ['Threshold for AUC lowered from 0.78 to 0.70']
    """
    return list(_compare(old, new, _Place(())))


def likeness(old: Mapping[str, Any], new: Mapping[str, Any]) -> float:
    """The share of fields in which two records are equal."""
    keys = old.keys() | new.keys()
    return sum(old.get(key) == new.get(key) for key in keys) / len(keys) if keys else 0.0


def _compare(old: Any, new: Any, place: _Place) -> Iterator[Change]:
    if old == new:
        return
    if _is_record(old) and _is_record(new):
        before, after = old or {}, new or {}
        units = (_unit_of(before), _unit_of(after))
        inside = place._replace(units=units) if any(units) else place
        for key in dict.fromkeys([*after, *before]):
            yield from _compare(before.get(key), after.get(key), inside.below(key))
    elif _is_list(old) and _is_list(new):
        yield from _compare_lists(old or [], new or [], place)
    else:
        yield _change(old, new, place)


def _is_record(value: Any) -> bool:
    return value is None or isinstance(value, Mapping)


def _is_list(value: Any) -> bool:
    return value is None or (isinstance(value, Sequence) and not isinstance(value, str))


def _unit_of(item: Mapping[str, Any]) -> str:
    """The unit that a record gives for its figures; a ratio has none."""
    unit = item.get("unit")
    return unit if isinstance(unit, str) and unit != "1" else ""


def _compare_lists(old: Sequence[Any], new: Sequence[Any], place: _Place) -> Iterator[Change]:
    pairs = _pair(old, new)
    for index, item in enumerate(new):
        before, inside = pairs.get(index), place.below(index)
        if before is None:
            yield _item_change("added", item, inside)
        else:
            yield from _compare(old[before], item, inside._replace(owner=_owner_of(item) or place.owner))
    kept = set(pairs.values())
    for index, item in enumerate(old):
        if index not in kept:
            yield _item_change("taken_out", item, place.below(index))
    order = [pairs[index] for index in sorted(pairs)]
    if order != sorted(order):
        yield Change(place.path, "changed", f"{_what(place)} put into another order", "", "")


def _pair(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """For each newer item the older one that it is, if any: equal ones first, then those most alike."""
    places: dict[str, list[int]] = {}
    for number, item in reversed(list(enumerate(old))):
        places.setdefault(_key(item), []).append(number)
    pairs = {index: found.pop() for index, item in enumerate(new) if (found := places.get(_key(item)))}
    taken = set(pairs.values())
    left = [(number, item) for number, item in enumerate(old) if number not in taken and isinstance(item, Mapping)]
    scores = [
        (-_sameness(before, item), abs(number - index), index, number)
        for index, item in enumerate(new) if index not in pairs and isinstance(item, Mapping)
        for number, before in left
    ]  # fmt: skip
    for score, _, index, number in sorted(scores):
        if -score >= ALIKE and index not in pairs and number not in taken:
            pairs[index] = number
            taken.add(number)
    return pairs


def _key(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


def _sameness(old: Mapping[str, Any], new: Mapping[str, Any]) -> float:
    """How much alike two items are, above 1 where what identifies them agrees; 0 where it differs."""
    equal = likeness(old, new)
    for key in CERTAIN:
        if isinstance(old.get(key), str) and isinstance(new.get(key), str):
            return 2.0 + equal if old[key] == new[key] else 0.0
    shared = [key for key in IDENTIFYING if isinstance(old.get(key), str) or isinstance(new.get(key), str)]
    if any(old.get(key) != new.get(key) for key in shared):
        return 0.0
    return 1.0 + equal if shared else equal


def _naming(item: Any) -> str:
    """The field by which people call an item; empty when it has none."""
    return next((key for key in NAMING if isinstance(item.get(key), str)), "") if isinstance(item, Mapping) else ""


def _owner_of(item: Any) -> str:
    """What an item of a list is called, with the group or the part of the data that it is about."""
    key = _naming(item)
    if not key:
        return ""
    name, group = item[key], item.get("subgroup") or item.get("split")
    name = _shorten(plain_name(name) if name.replace("_", "").isalnum() else name)
    return f"{name} ({_shorten(group)})" if isinstance(group, str) and name else name


def _item_change(kind: Kind, item: Any, place: _Place) -> Change:
    name, text = _owner_of(item), _text(item)
    what = _what(place)
    done = "added to" if kind == "added" else "taken out of"
    sentence = f"“{_shorten(name or text)}” {done}" if text else f"An empty entry {done}"
    rest = _text({key: value for key, value in item.items() if key != _naming(item)}) if name else ""
    detail = f": {rest}" if rest and len(text) <= SHORT else ""  # a longer one stands beside the sentence
    old, new = ("", text) if kind == "added" else (text, "")
    return Change(place.path, kind, f"{sentence} {what[:1].lower() + what[1:]}{detail}", old, new)


def _change(before: Any, after: Any, place: _Place) -> Change:
    old, new, what = _text(before), _text(after), _what(place)
    measures, units = not _is_label(place.path), place.units
    if (not old and not new) or old == new:
        return Change(place.path, "changed", f"{what} says the same, written in another form", old, new)
    if not old:
        return Change(place.path, "added", f"{what} stated: {_say(new, units[1], measures)}", old, new)
    if not new:
        return Change(place.path, "taken_out", f"{what} taken out; it was {_say(old, units[0], measures)}", old, new)
    return Change(place.path, "changed", f"{what} {_verb(old, new, units, measures)}", old, new)


def _is_label(path: Path) -> bool:
    names = [step for step in path if isinstance(step, str)]
    return bool(names) and names[-1].rpartition("_")[2] in LABELS


def _verb(old: str, new: str, units: tuple[str, str], measures: bool) -> str:
    before, after = _figure(old, units[0]), _figure(new, units[1])
    said = [_say(text, unit, measures) for text, unit in zip((old, new), units, strict=True)]
    if measures and before is not None and after is not None:
        if before[1] == after[1] and before[0] != after[0]:
            return f"{'raised' if after[0] > before[0] else 'lowered'} from {said[0]} to {said[1]}"
        return f"changed from {said[0]} to {said[1]}"
    if _is_date(old) and _is_date(new):
        return f"moved from {old} to {new}"
    if len(old) > SHORT or len(new) > SHORT:
        return "changed" if not measures else "reworded"
    return f"changed from “{said[0]}” to “{said[1]}”"


def _say(text: str, unit: str, measures: bool) -> str:
    """A value as people say it: a figure with its unit, a listed value or a length of time in words."""
    if not measures:
        return _shorten(text)
    if unit and _figure(text, unit):
        return f"{text} {unit}"
    return plain_name(text) if LISTED.fullmatch(text) else _shorten(duration_in_words(text))


def _what(place: _Place) -> str:
    """The field in words, and whose it is."""
    names = [step for step in place.path if isinstance(step, str)]
    label = label_of(names[-1]) if names else "Record"
    return f"{label} for {place.owner}" if place.owner else label


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


def _figure(text: str, unit: str) -> tuple[float, str] | None:
    """The figure in a text and its unit, which may stand beside it; None when it is another text."""
    found = FIGURE.fullmatch(text)
    if not found:
        return None
    number = float(found[1].replace(",", ""))
    return (number, (found[2] or unit).strip()) if math.isfinite(number) else None


def _is_date(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False
