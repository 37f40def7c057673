"""Texts that the rules made about a catalog, checked before an audience reads them.

A message may quote any field that its rule looks at. It is shown as it stands only when the audience sees every one of
these, and when no word of it comes from what the audience does not see; otherwise the title of its rule stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from cardwright.audiences.edition import Edition
from cardwright.audiences.marks import sees
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import field_at, fields_of
from cardwright.rules.crosswalk import fields_of_rule
from cardwright.rules.framework import Framework, Rule
from cardwright.rules.paths import parse_path

WORD = re.compile(r"\w+")
NAMES = frozenset({"", "kind", "id", "model"})
"""Paths of no field, and of those that an edition fills with its own names."""
REFERENCE = re.compile(r"\b[a-z_]+:[a-z0-9][a-z0-9.-]*(?:@[A-Za-z0-9._+-]+)?")
FILE = re.compile(r"\S+\.ya?ml\b")


class Wording:
    """What an edition may say in the words of the rules."""

    def __init__(self, edition: Edition, frameworks: tuple[Framework, ...]) -> None:
        self.edition = edition
        self.frameworks = frameworks
        self._open: dict[str, bool] = {}

    @cached_property
    def hidden_words(self) -> frozenset[str]:
        """The words that stand only in what the edition does not show, and not in the rules' own texts."""
        shown = {word for entry in self.edition.catalog.entities.values() for word in _words(entry.source.data)}
        whole = {word for entry in self.edition.whole.entities.values() for word in _words(entry.source.data)}
        whole |= {word for ref in self.edition.whole.entities for word in _words(ref)}
        shown |= {word for ref in self.edition.catalog.entities for word in _words(ref)}
        return frozenset(whole - shown - self._own_words())

    def _own_words(self) -> set[str]:
        """The words of the rules and of the dictionary of fields, which everybody may know."""
        texts: list[Any] = [
            [rule.id, rule.name, rule.title, rule.remedy, rule.why, rule.review or "", *rule.cites]
            for framework in self.frameworks
            for rule in framework.rules
        ]
        texts += [
            [path, declared.description, *declared.values]
            for record in ENTITY_CLASSES.values()
            for path, declared in fields_of(record)
        ]
        return set(_words(texts))

    def say(self, text: str, rule: Rule | None) -> str | None:
        """The text with references in the edition's names; None when it may tell more than the audience sees."""
        if rule is not None and not self._reads_only_shown(rule):
            return None
        return self.clean(text)

    def clean(self, text: str) -> str | None:
        """The text with references in the edition's names; None when a word of it is hidden."""
        if FILE.search(text):
            return None
        for ref in REFERENCE.findall(text):
            found = self.edition.whole.find(ref)
            if found is None:
                continue
            if found.ref not in self.edition.names:
                return None
            text = text.replace(ref, self.edition.names[found.ref])
        return None if self.hidden_words & set(_words(text)) else text

    def _reads_only_shown(self, rule: Rule) -> bool:
        """Whether the audience sees every field that a rule looks at, in conditions and comparisons too."""
        if rule.id not in self._open:
            named = {*fields_of_rule(rule), *_named(rule)}
            self._open[rule.id] = all(self._is_shown(kind, path) for kind, path in named)
        return self._open[rule.id]

    def _is_shown(self, kind: str, path: str) -> bool:
        declared = field_at(ENTITY_CLASSES[kind], path.split("."))
        if declared is None:
            return False
        if declared.audience is None:  # a section: what matters is which of its fields is meant, and that is not said
            return all(sees(self.edition.audience, mark) for mark in _marks(kind, path))
        return sees(self.edition.audience, declared.audience)


def _marks(kind: str, path: str) -> Iterator[Any]:
    for name, declared in fields_of(ENTITY_CLASSES[kind]):
        if name.startswith(f"{path}.") and declared.audience is not None:
            yield declared.audience


def _named(rule: Rule) -> Iterator[tuple[str, str]]:
    """Every text in a rule's check that is the path of a field."""
    for text in _texts([rule.check, rule.applies]):
        try:
            path = parse_path(text)
        except ValueError:
            continue
        for kind in rule.kinds:
            held = path.kind or kind
            if (
                held in ENTITY_CLASSES
                and path.plain not in NAMES
                and field_at(ENTITY_CLASSES[held], path.plain.split("."))
            ):
                yield held, path.plain


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _texts(key)
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _texts(item)


def _words(node: Any) -> Iterator[str]:
    for text in _texts(node):
        yield from (word.casefold() for word in WORD.findall(text))
