"""YAML as text: one file becomes plain keys and strings that know their lines; types come later, from the schema.

libyaml's event stream is read directly, so `version: 1.10` stays `1.10`, `no` stays `no`, and what Cardwright refuses
(tags, anchors, merge keys, duplicate keys, ...) is a finding at its line while the rest of the file is still read.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import Any, NamedTuple

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # there, though not in its stubs

from cardwright.catalog.marks import LINE, Positions, line_and_column, packed, position_at, positions_of
from cardwright.finding import Path, Place, Problem, pointer

MAXIMUM_BYTES = 5_000_000
MAXIMUM_DEPTH = 50
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Characters that cannot be shown, and line breaks that libyaml counts and an editor does not."""
PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n\r"
"""The characters of most files; one made of nothing else need not be searched for those of CONTROL."""

NO_KEY = "\0"
"""Stands for a key that is a mapping or a list; no text read can be it."""

DUPLICATE = "CAT003"
"""The rule against a key that stands twice in a mapping."""

ODD_KEYS = NULLS | {NO_KEY, "<<"}
WATCHED = "&*!\\"
"""Signs without which a file holds no anchor, alias, tag or escaped character, so that nobody need look for one."""


class Refusal(NamedTuple):
    """What the reader does not take, and where."""

    rule: str
    at: tuple[int, int]
    message: str
    path: Path = ()


@dataclass(frozen=True, eq=False)
class Source:
    """One YAML file as read: plain mappings and lists of text. `whole` is false when reading stopped before its end.

    `marks` say where its keys, values and items stand, `start` where the first of them does.
    """

    path: str
    data: dict[str, Any]
    refusals: tuple[Refusal, ...]
    whole: bool
    start: int = 0
    marks: Sequence[int] = ()

    def at(self, path: Path) -> Place:
        """Where the value at `path` stands; for a key that is missing, its nearest parent.

        A scalar's place is its own, a mapping's or a list's is that of the key that opens it.

        >>> read_source("a.yaml", b"kind: team\\ncontact:\\n  role: Desk\\n").at(("contact", "email"))[:3]
        ('a.yaml', 2, 1)
        """
        key, value, inside = position_at(self._positions, path) or (self.start, self.start, None)
        return Place(self.path, *line_and_column(value if inside is None else key), pointer(path))

    def key_at(self, path: Path) -> Place:
        """Where the key of the value at `path` stands."""
        key, _, _ = position_at(self._positions, path) or (self.start, self.start, None)
        return Place(self.path, *line_and_column(key), pointer(path))

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the positions, which are quicker to work out again than to send to another process."""
        return {name: value for name, value in vars(self).items() if name != "_positions"}

    @cached_property
    def _positions(self) -> Positions:
        return positions_of(self.data, iter(self.marks))

    def problems(self) -> Iterator[Problem]:
        """The refusals as problems of this file."""
        for refusal in self.refusals:
            yield Problem(refusal.rule, Place(self.path, *refusal.at, pointer(refusal.path)), refusal.message)


def read_source(path: str, content: bytes) -> Source:
    """Read one YAML file. Never raises: what is wrong with the file stands in `refusals`."""
    if len(content) > MAXIMUM_BYTES:
        message = f"the file has {len(content):,} bytes; at most {MAXIMUM_BYTES:,} are read"
        return _unread(path, Refusal("CAT008", (1, 1), message))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        message = f"byte 0x{content[error.start]:02x} is not UTF-8"
        return _unread(path, Refusal("CAT002", _mark_of(before, len(before)), message))
    if (control := CONTROL.search(text) if content.translate(None, PLAIN) else None) is not None:
        at = _mark_of(text, control.start())
        return _unread(path, Refusal("CAT013", at, f"control character U+{ord(control.group()):04X} in the file"))
    reading = _Reading(text)
    whole = reading.read()
    return Source(path, reading.data, tuple(reading.told()), whole, reading.start, reading.marks)


def _unread(path: str, refusal: Refusal) -> Source:
    return Source(path, {}, (refusal,), whole=False)


def _mark_of(text: str, index: int) -> tuple[int, int]:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


class _Stop(Exception):  # noqa: N818  it ends a walk and is no error
    """Reading cannot go on; the reason is among the refusals."""


class _Reading:
    """One walk down the event stream; what was read so far stays in `data` when it has to stop."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data: dict[str, Any] = {}
        self.start = 0
        self.marks = array("q")
        self.refusals: list[Refusal] = []
        self.steps: list[str | int] = []
        self.watched = any(sign in text for sign in WATCHED)
        self.next: Callable[[], Any] = CParser(text).get_event

    def refuse(self, rule: str, mark: Any, message: str, *steps: str | int) -> None:
        self.refusals.append(Refusal(rule, _mark(mark), message, (*self.steps, *steps)))

    def told(self) -> Iterator[Refusal]:
        """The refusals; that of a key which stands twice names the first place too."""
        twice = any(refusal.rule == DUPLICATE for refusal in self.refusals)
        positions = positions_of(self.data, iter(self.marks)) if twice else None
        for refusal in self.refusals:
            first = position_at(positions, refusal.path) if refusal.rule == DUPLICATE else None
            if first is None:
                yield refusal
            else:
                line, column = line_and_column(first[0])
                yield refusal._replace(message=f"{refusal.message}; it is already at {line}:{column}")

    def read(self) -> bool:
        """Read the text into `data`; false when it could not be read to its end."""
        try:
            self._document()
        except yaml.MarkedYAMLError as error:
            said = ", ".join(part for part in (error.context, error.problem) if part)
            self.refuse("CAT001", self._culprit(error), f"not valid YAML: {said}")
        except _Stop:
            pass
        else:
            return True
        return False

    def _culprit(self, error: yaml.MarkedYAMLError) -> Any:
        """Where the problem shows; where it begins, when it shows only at the end or in the line after a bad key."""
        begins, shows = error.context_mark, error.problem_mark
        late = shows is None or shows.line > self.text.rstrip().count("\n")
        return begins if begins and (late or error.context == "while scanning a simple key") else shows

    def _document(self) -> None:
        self.next()
        start = self.next()
        if type(start) is yaml.StreamEndEvent:
            self.refuse("CAT010", None, "the file is empty")
            raise _Stop
        if start.tags:
            self.refuse("CAT004", start.start_mark, "a %TAG directive: types come from the field, not from a tag")
        top = self.next()
        if type(top) is not yaml.MappingStartEvent:
            self.refuse("CAT010", start.start_mark, "the file must hold one mapping of fields to values")
            raise _Stop
        self._refuse_marks(top)
        self.start = packed(top.start_mark)
        self._fill_mapping(self.data)
        self.next()
        after = self.next()
        if type(after) is not yaml.StreamEndEvent:
            self.refuse("CAT007", after.start_mark, "a second document starts here: one file holds one entity")

    def _fill_mapping(self, mapping: dict[str, Any]) -> None:
        end, scalar, nulls = yaml.MappingEndEvent, yaml.ScalarEvent, NULLS
        following, note, watched = self.next, self.marks.append, self.watched
        while type(event := following()) is not end:
            key: str = event.value if type(event) is scalar else NO_KEY
            if (watched or key in mapping or key in ODD_KEYS) and not self._takes_key(mapping, event, key):
                self._skip(following())
                continue
            mark = event.start_mark
            event = following()
            note(mark.line * LINE + mark.column)  # as `packed`, without the cost of a call
            mark = event.start_mark
            note(mark.line * LINE + mark.column)
            if type(event) is scalar and not watched and (event.style or event.value not in nulls):
                mapping[intern(key)] = event.value
            else:
                self._value(mapping, intern(key), event)

    def _fill_sequence(self, sequence: list[Any]) -> None:
        end, scalar, nulls = yaml.SequenceEndEvent, yaml.ScalarEvent, NULLS
        following, note, watched = self.next, self.marks.append, self.watched
        while type(event := following()) is not end:
            mark = event.start_mark
            note(mark.line * LINE + mark.column)
            if type(event) is scalar and not watched and (event.style or event.value not in nulls):
                sequence.append(event.value)
            else:
                sequence.append(None)
                self._value(sequence, len(sequence) - 1, event)

    def _takes_key(self, mapping: dict[str, Any], event: Any, key: str) -> bool:
        if key is NO_KEY:
            self.refuse("CAT011", event.start_mark, "a key must be plain text")
            self._skip(event)
        elif not key or CONTROL.search(key) or (key in NULLS and not event.style):
            self.refuse("CAT011", event.start_mark, "a key must be plain, visible text")
        elif key == "<<" and not event.style:
            self.refuse("CAT006", event.start_mark, "merge key: write the fields out")
        elif key in mapping:
            self.refuse(DUPLICATE, event.start_mark, f"`{key}` stands here again", key)
        else:
            self._refuse_marks(event)
            return True
        return False

    def _value(self, parent: Any, step: Any, event: Any) -> None:
        """Read the value that starts with `event` and is no plain scalar into its parent."""
        if type(event) is yaml.AliasEvent:
            self.refuse("CAT005", event.start_mark, f"alias *{event.anchor}: write the value out", step)
            parent[step] = None
            return
        self._refuse_marks(event, step)
        if type(event) is yaml.ScalarEvent:
            parent[step] = self._scalar(event, step)
            return
        if len(self.steps) + 1 >= MAXIMUM_DEPTH:
            self.refuse("CAT009", event.start_mark, f"nested deeper than {MAXIMUM_DEPTH} levels", step)
            raise _Stop
        self.steps.append(step)
        if type(event) is yaml.MappingStartEvent:
            parent[step] = {}
            self._fill_mapping(parent[step])
        else:
            parent[step] = []
            self._fill_sequence(parent[step])
        self.steps.pop()

    def _scalar(self, event: Any, step: str | int) -> str | None:
        value: str = event.value
        if not event.style and value in NULLS:
            what = f"`{step}` has no value" if isinstance(step, str) else "an empty value"
            self.refuse("CAT014", event.start_mark, what, step)
            return None
        if CONTROL.search(value):
            self.refuse("CAT013", event.start_mark, "a control character in the value", step)
            return CONTROL.sub("\ufffd", value)  # pages, PDF and terminal could not show it
        return value

    def _skip(self, event: Any) -> None:
        """Read past a value that is not kept; its depth counts all the same."""
        depth = 0
        while True:
            if type(event) in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                depth += 1
                if depth + len(self.steps) >= MAXIMUM_DEPTH:
                    self.refuse("CAT009", event.start_mark, f"nested deeper than {MAXIMUM_DEPTH} levels")
                    raise _Stop
            elif type(event) in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                depth -= 1
            if depth == 0:
                return
            event = self.next()

    def _refuse_marks(self, event: Any, *steps: str | int) -> None:
        if event.anchor is not None:
            message = f"anchor &{event.anchor}: write the value out where it is needed"
            self.refuse("CAT005", event.start_mark, message, *steps)
        if event.tag is not None:
            message = f"tag {event.tag}: types come from the field, not from a tag"
            self.refuse("CAT004", event.start_mark, message, *steps)


def _mark(mark: Any) -> tuple[int, int]:
    """Line and column of a libyaml mark, from 1; the start of the file for none."""
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
