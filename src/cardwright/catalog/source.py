"""YAML as text: one file becomes plain keys and strings that know their lines; types come later, from the schema.

libyaml's event stream is read directly, so `version: 1.10` stays `1.10`, `no` stays `no`, and what Cardwright refuses
(tags, anchors, merge keys, duplicate keys, ...) is a finding at its line while the rest of the file is still read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, cast

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # there, though not in its stubs

from cardwright.finding import Path, Place, Problem, pointer

MAXIMUM_BYTES = 5_000_000
MAXIMUM_DEPTH = 50
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

NO_KEY = "\0"
"""Stands for a key that is a mapping or a list; no text read can be it."""

Mark = tuple[int, int]
"""Line and column, from 1."""


class Mapping(dict[str, Any]):
    """A YAML mapping that knows where it, its keys and its values stand."""

    __slots__ = ("at", "keys_at", "values_at")

    def __init__(self, at: Mark) -> None:
        self.at = at
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}


class Sequence(list[Any]):
    """A YAML sequence that knows where it and its items stand."""

    __slots__ = ("at", "items_at")

    def __init__(self, at: Mark) -> None:
        self.at = at
        self.items_at: list[Mark] = []


class Refusal(NamedTuple):
    """What the reader does not take, and where."""

    rule: str
    at: Mark
    message: str
    path: Path = ()


class Source(NamedTuple):
    """One YAML file as read. `whole` is false when reading stopped before its end."""

    path: str
    data: Mapping
    refusals: tuple[Refusal, ...]
    whole: bool

    def at(self, path: Path) -> Place:
        """Where the value at `path` stands; for a key that is missing, its nearest parent.

        A scalar's place is its own, a mapping's or a list's is that of the key that opens it.

        >>> read_source("a.yaml", b"kind: team\\ncontact:\\n  role: Desk\\n").at(("contact", "email"))[:3]
        ('a.yaml', 2, 1)
        """
        node: Any = self.data
        mark = self.data.at
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            node, mark = found
        return Place(self.path, *mark, pointer(path))

    def problems(self) -> Iterator[Problem]:
        """The refusals as problems of this file."""
        for refusal in self.refusals:
            yield Problem(refusal.rule, Place(self.path, *refusal.at, pointer(refusal.path)), refusal.message)


def _step(node: Any, step: str | int) -> tuple[Any, Mark] | None:
    if isinstance(node, Mapping) and step in node.values_at and isinstance(step, str):
        value = node.get(step)
        return value, (node.keys_at if isinstance(value, Mapping | Sequence) else node.values_at)[step]
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
        return node[step], node.items_at[step]
    return None


def read_source(path: str, content: bytes) -> Source:
    """Read one YAML file. Never raises: what is wrong with the file stands in `refusals`."""
    if len(content) > MAXIMUM_BYTES:
        message = f"the file has {len(content):,} bytes; at most {MAXIMUM_BYTES:,} are read"
        return _unread(path, Refusal("CAT008", (1, 1), message))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        at = (before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        return _unread(path, Refusal("CAT002", at, f"byte 0x{content[error.start]:02x} is not UTF-8"))
    control = CONTROL.search(text)
    if control:
        at = _mark_of(text, control.start())
        return _unread(path, Refusal("CAT013", at, f"control character U+{ord(control.group()):04X} in the file"))
    reading = _Reading()
    whole = reading.read(text)
    return Source(path, reading.data, tuple(reading.refusals), whole)


def _unread(path: str, refusal: Refusal) -> Source:
    return Source(path, Mapping((1, 1)), (refusal,), whole=False)


def _mark_of(text: str, index: int) -> Mark:
    before = text[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


class _Stop(Exception):  # noqa: N818  it ends a walk and is no error
    """Reading cannot go on; the reason is among the refusals."""


class _Reading:
    """One walk down the event stream; what was read so far stays in `data` when it has to stop."""

    def __init__(self) -> None:
        self.data = Mapping((1, 1))
        self.refusals: list[Refusal] = []
        self.steps: list[str | int] = []

    def refuse(self, rule: str, at: Mark, message: str, *steps: str | int) -> None:
        self.refusals.append(Refusal(rule, at, message, (*self.steps, *steps)))

    def read(self, text: str) -> bool:
        """Read the text into `data`; false when it could not be read to its end."""
        try:
            self._document(text)
        except yaml.reader.ReaderError as error:
            self.refuse("CAT001", _mark_of(text, int(error.position)), f"not valid YAML: {error.reason}")
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            self.refuse("CAT001", _mark(mark) if mark else (1, 1), f"not valid YAML: {error.problem or error.context}")
        except _Stop:
            pass
        else:
            return True
        return False

    def _document(self, text: str) -> None:
        parser = CParser(text)
        self.next: Callable[[], Any] = parser.get_event
        self.next()
        start: Any = self.next()
        if type(start) is yaml.StreamEndEvent:
            self.refuse("CAT010", (1, 1), "the file is empty")
            raise _Stop
        if start.tags:
            self.refuse(
                "CAT004", _mark(start.start_mark), "a %TAG directive: types come from the field, not from a tag"
            )
        top: Any = self.next()
        if type(top) is not yaml.MappingStartEvent:
            self.refuse("CAT010", _mark(top.start_mark), "the file must hold one mapping of fields to values")
            raise _Stop
        self._refuse_marks(top, self.data.at)
        self.data.at = _mark(top.start_mark)
        self._fill_mapping(self.data)
        self.next()
        after: Any = self.next()
        if type(after) is not yaml.StreamEndEvent:
            self.refuse("CAT007", _mark(after.start_mark), "a second document starts here: one file holds one entity")

    def _fill_mapping(self, mapping: Mapping) -> None:
        end, scalar = yaml.MappingEndEvent, yaml.ScalarEvent
        following, keys_at, values_at = self.next, mapping.keys_at, mapping.values_at
        while type(event := following()) is not end:
            mark = event.start_mark
            at = (mark.line + 1, mark.column + 1)
            key: str = event.value if type(event) is scalar else NO_KEY
            if not self._takes_key(mapping, event, key, at):
                self._value(None, None, following())
                continue
            keys_at[key] = at
            event = following()
            if type(event) is scalar and event.anchor is None and event.tag is None and event.style != '"':
                mark = cast(Any, event).start_mark
                values_at[key] = (mark.line + 1, mark.column + 1)
                value: str | None = event.value
                if not event.style and value in NULLS:
                    self.refuse("CAT014", values_at[key], f"`{key}` has no value", key)
                    value = None
                mapping[key] = value
            else:
                self._value(mapping, key, event)

    def _takes_key(self, mapping: Mapping, event: Any, key: str, at: Mark) -> bool:
        if key is NO_KEY:
            self.refuse("CAT011", at, "a key must be plain text")
            self._skip(event)
        elif not key or (event.style == '"' and CONTROL.search(key)):
            self.refuse("CAT011", at, "a key must be plain, visible text")
        elif key == "<<" and not event.style:
            self.refuse("CAT006", at, "merge key: write the fields out")
        elif key in mapping.keys_at:
            line, column = mapping.keys_at[key]
            self.refuse("CAT003", at, f"`{key}` stands here again; it is already at {line}:{column}", key)
        else:
            self._refuse_marks(event, at)
            return True
        return False

    def _fill_sequence(self, sequence: Sequence) -> None:
        end = yaml.SequenceEndEvent
        while type(event := self.next()) is not end:
            sequence.items_at.append(_mark(event.start_mark))
            sequence.append(None)
            self._value(sequence, len(sequence) - 1, event)

    def _value(self, parent: Any, step: Any, event: Any) -> None:
        """Read the value that starts with `event` into its parent (nowhere, when there is none)."""
        at = _mark(event.start_mark)
        if isinstance(parent, Mapping):
            parent.values_at[step] = at
        value: Any = None
        steps = () if step is None else (step,)
        if type(event) is yaml.AliasEvent:
            self.refuse("CAT005", at, f"alias *{event.anchor}: write the value out", *steps)
        else:
            self._refuse_marks(event, at, *steps)
            value = self._content(event, at, *steps)
        if parent is not None and not isinstance(value, Mapping | Sequence):
            parent[step] = value
        elif isinstance(value, Mapping | Sequence):
            if parent is not None:
                parent[step] = value
            self._fill(value, *steps)

    def _content(self, event: Any, at: Mark, *steps: str | int) -> Any:
        if type(event) is yaml.ScalarEvent:
            value: str = event.value
            if not event.style and value in NULLS:
                self.refuse("CAT014", at, "an empty value", *steps)
                return None
            if event.style == '"' and CONTROL.search(value):
                self.refuse("CAT013", at, "a control character in the value", *steps)
                return CONTROL.sub("\ufffd", value)  # pages, PDF and terminal could not show it
            return value
        return Mapping(at) if type(event) is yaml.MappingStartEvent else Sequence(at)

    def _fill(self, value: Mapping | Sequence, *steps: str | int) -> None:
        if len(self.steps) + 1 >= MAXIMUM_DEPTH:
            self.refuse("CAT009", value.at, f"nested deeper than {MAXIMUM_DEPTH} levels")
            raise _Stop
        self.steps.append(steps[0] if steps else "?")
        if isinstance(value, Mapping):
            self._fill_mapping(value)
        else:
            self._fill_sequence(value)
        self.steps.pop()

    def _skip(self, event: Any) -> None:
        """Read past a value that is not kept."""
        depth = 0
        while True:
            if type(event) in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                depth += 1
            elif type(event) in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                depth -= 1
            if depth == 0:
                return
            event = self.next()

    def _refuse_marks(self, event: Any, at: Mark, *steps: str | int) -> None:
        if event.anchor is not None:
            self.refuse("CAT005", at, f"anchor &{event.anchor}: write the value out where it is needed", *steps)
        if event.tag is not None:
            self.refuse("CAT004", at, f"tag {event.tag}: types come from the field, not from a tag", *steps)


def _mark(mark: Any) -> Mark:
    return mark.line + 1, mark.column + 1
