"""The documents of a pack as data: a folder in `templates/documents/` each, whose sections name the fields they print.

A section of a document answers provisions. Which documents a pack holds follows from facts: each says when it is due.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cardwright.cards.words import fact_label, plain_name, words_of
from cardwright.catalog.entities.field import AUDIENCES
from cardwright.errors import CardwrightError
from cardwright.packs.statements import pick
from cardwright.rules.matcher import match
from cardwright.rules.paths import FieldPath, parse_path

if TYPE_CHECKING:
    import datetime

    from cardwright.packs.scope import Scope
    from cardwright.packs.selection import Selection
    from cardwright.rules.results import Result

DueState = Literal["due", "not_due", "undecided", "always"]
FORM_FIELD = ("conformity", "technical_documentation", "form")
"""Where a system says which form of the technical documentation it uses; unsaid counts as the full one."""


class Asked(NamedTuple):
    """A field that a section prints, and what it is called there; an empty label leaves it its own name."""

    path: FieldPath
    label: str

    @property
    def kind(self) -> str:
        """The kind of entity whose field it is."""
        return self.path.kind or ""

    @property
    def is_whole(self) -> bool:
        """Whether it is a field of an entity or of one of its sections, and not a part of one or some of its items."""
        picks = any(selector is not None for _, selector in self.path.steps)
        return bool(self.path.names) and len(self.path.names) <= 2 and not picks


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of a document. `sheets` are kinds printed whole; a `heading` has no content of its own."""

    number: str
    title: str
    asks: str = ""
    provisions: tuple[str, ...] = ()
    fields: tuple[Asked, ...] = ()
    sheets: tuple[str, ...] = ()
    heading: bool = False


@dataclass(frozen=True)
class Document:
    """A compliance document: what it is called, for which kinds of entity it is made and when, and its sections.

    `columns` are those of a register, by kind. `audience` is the least trusted reader it is written for. `tells` are
    the fields for which readers who do not see the judging, and so not what is due, are given it: where one is stated.
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    about: str = ""
    short: str = ""
    audience: str = "regulator"
    frameworks: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    whole: tuple[str, ...] = ()
    due: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tells: tuple[FieldPath, ...] = ()

    @cached_property
    def covered(self) -> frozenset[str]:
        """The fields that its sections print whole, as `kind:path`."""
        return frozenset(
            f"{item.kind}:{item.path.plain}" for section in self.sections for item in section.fields if item.is_whole
        )

    @cached_property
    def covered_kinds(self) -> frozenset[str]:
        """The kinds of entity of which it prints every field."""
        return frozenset(self.whole).union(*(section.sheets for section in self.sections))

    def is_below(self, section: Section) -> bool:
        """Whether a section stands below a heading of the document: its number goes on from that of the heading."""
        headings = [item.number for item in self.sections if item.heading and item is not section]
        return any(re.fullmatch(rf"{re.escape(number)}[^0-9].*", section.number) for number in headings)


def read_documents(templates: Sequence[Path]) -> list[Document]:
    """Return the documents in folders of templates, in the order that their `order` gives; the first of a name counts.

    Raises CardwrightError for one that cannot be read.
    """
    files = {
        path.parent.name: path for folder in reversed(templates) for path in folder.glob("documents/*/document.yaml")
    }
    found = [_read(name, path) for name, path in sorted(files.items())]
    return [document for _, document in sorted(found, key=lambda item: (item[0], item[1].name))]


def _read(name: str, path: Path) -> tuple[int, Document]:
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return data["order"], _document(name, data)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CardwrightError(f"{path}:{line}: {error.problem}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CardwrightError(f"{path}: not in the form of a document ({error!r:.100})") from None


def _document(name: str, data: Mapping[str, Any]) -> Document:
    plain = {key: data[key] for key in ("title", "about", "short", "audience", "due") if key in data}
    named = data.get("framework", ())
    if data.get("audience", Document.audience) not in AUDIENCES:
        raise ValueError(f"audience is none of {', '.join(AUDIENCES)}")
    return Document(
        name,
        **plain,
        kinds=tuple(data["kinds"]),
        frameworks=(named,) if isinstance(named, str) else tuple(named),
        sections=tuple(_section(item) for item in data.get("sections", ())),
        whole=tuple(data.get("whole", ())),
        columns={kind: tuple(paths) for kind, paths in data.get("columns", {}).items()},
        tells=tuple(map(parse_path, data.get("tells", ()))),
    )


def _section(data: Mapping[str, Any]) -> Section:
    listed: dict[str, Any] = {key: tuple(data[key]) for key in ("provisions", "sheets") if key in data}
    plain = {key: data[key] for key in ("title", "asks", "heading") if key in data}
    return Section(str(data["number"]), **plain, **listed, fields=tuple(map(_asked, data.get("fields", ()))))


def _asked(item: str | Mapping[str, str]) -> Asked:
    path, label = (item, "") if isinstance(item, str) else next(iter(item.items()))
    return Asked(parse_path(path), label)


@dataclass(frozen=True, slots=True)
class Choice:
    """A document with its place in a pack: whether it is due, why, from which day its rules apply, and if it is in.

    `starts` is None where some apply already; `reason` says how many do not.
    """

    document: Document
    state: DueState
    reason: str
    starts: datetime.date | None
    is_in: bool


def choose_documents(documents: Iterable[Document], scope: Scope, selection: Selection) -> list[Choice]:
    """Return the documents made for a kind of subject and its readers, each with whether this pack holds it.

    A pack holds what is due and what may be, or for readers who do not see the judging what the record speaks of; with
    names those alone, due or not. A framework leaves out what answers another one. A name that no document has is
    refused by `check_names`.
    """
    choices = []
    for document in documents:
        if scope.subject.kind not in document.kinds or not _is_for(document, selection.audience):
            continue
        state, reason = _state(document, scope, selection) if selection.judged else ("always", "")
        wanted = state != "not_due" if selection.judged else _is_spoken_of(document, scope)
        named = document.name in selection.documents
        is_in = named if selection.documents else wanted and _answers(document, selection.framework)
        starts, later = _starts(document, scope)
        choices.append(Choice(document, state, reason if state == "not_due" else f"{reason}{later}", starts, is_in))
    return choices


def check_readers(documents: Iterable[Document], names: Iterable[str], audience: str) -> None:
    """Raise CardwrightError for the name of a document that is not written for an audience."""
    known = {document.name: document for document in documents}
    for name in names:
        if not _is_for(known[name], audience):
            written = known[name].audience
            raise CardwrightError(f"{name} is written for the audience {written}, and shows more than {audience} sees")


def _is_for(document: Document, audience: str) -> bool:
    return AUDIENCES.index(document.audience) <= AUDIENCES.index(audience)  # one of them: it was checked


def _is_spoken_of(document: Document, scope: Scope) -> bool:
    """Whether the record states one of the fields that a document tells; one that may be due has to name them."""
    if not document.tells:
        return not document.due
    return any(
        next(pick(entry.source.data, path.steps, type(entry.value)), None)
        for path in document.tells
        for entry in scope.by_kind(path.kind or scope.subject.kind)
    )


def check_names(documents: Iterable[Document], names: Iterable[str], kinds: Iterable[str]) -> None:
    """Raise CardwrightError for a name that no document has, and for one that is made for no such kind of entity."""
    known = {document.name: document for document in documents}
    asked = set(kinds)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}"
            raise CardwrightError(f"there is no document {name}; {hint}")
        if not asked.intersection(known[name].kinds):
            made_for = " or ".join(plain_name(kind) for kind in known[name].kinds)
            given = " or ".join(plain_name(kind) for kind in sorted(asked))
            raise CardwrightError(f"{name} is for entities of the kind {made_for}, not {given}")


def _answers(document: Document, framework: str) -> bool:
    return not framework or not document.frameworks or framework in document.frameworks


def _state(document: Document, scope: Scope, selection: Selection) -> tuple[DueState, str]:
    switched_on = {framework.id for framework in scope.report.frameworks} | selection.left_out
    if document.frameworks and not switched_on.intersection(document.frameworks):
        return "not_due", f"{' and '.join(document.frameworks)} not among the frameworks of this pack"
    if not document.due:
        return "always", f"made for every {plain_name(scope.subject.kind)}"
    facts = _facts(scope)
    verdict = match(document.due, facts)
    deciding = [f"{fact_label(name)}: {words_of(facts.get(name, 'unknown'))}" for name in verdict.facts]
    if verdict.truth is not False and not _answers(document, selection.framework):
        deciding.append(f"this pack is limited to {selection.framework}")
    decided = "; ".join(deciding)
    if verdict.truth is None:
        return "undecided", decided
    return ("due" if verdict.truth else "not_due"), decided


def _facts(scope: Scope) -> Mapping[str, Any]:
    """The facts about the subject, and which form of the technical documentation it says it uses."""
    form: Any = scope.subject.source.data
    for step in FORM_FIELD:
        form = form.get(step) if isinstance(form, Mapping) else None
    judged = scope.report.entities.get(scope.subject.ref)
    return {**(judged.known if judged else {}), "file_form": form or "full"}


def _starts(document: Document, scope: Scope) -> tuple[datetime.date | None, str]:
    """The first day on which its rules apply, where none applies yet; else how many apply later, in words."""
    provisions = {provision for section in document.sections for provision in section.provisions}
    rules = {rule.id for rule in scope.rules.values() if provisions.intersection(rule.cites)}
    results = [result for result in scope.results if result.rule in rules and result.outcome != "not_applicable"]
    days = [_begins(result, scope) for result in results]
    dates = [day for day in days if day is not None]
    if not dates or len(dates) == len(days):
        return min(dates, default=None), ""
    return None, f"; {len(dates)} of {len(days)} checks apply later, from {min(dates)} on"


def _begins(result: Result, scope: Scope) -> datetime.date | None:
    """The day from which a rule applies to an entity, None for one that does; an undecided one has a day as well."""
    if result.outcome != "undecided":
        return result.date if result.outcome == "not_yet" else None
    framework, rule = scope.report.rule(result.rule)
    judged = scope.report.entities.get(result.entity)
    application = framework.application(rule, judged.known if judged else {})
    day = application and (application.warn_from or application.date)
    return day if day and day > scope.report.as_of else None
