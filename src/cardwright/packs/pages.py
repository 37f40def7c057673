"""The pages of a pack: every text that is printed, as one HTML document for the printer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from markupsafe import Markup

from cardwright.cards.record import ShownSection, Target, show_record
from cardwright.cards.standing import Standing, standing_of
from cardwright.cards.words import facts_in_words, name_of, plain_name, shorten, words_of
from cardwright.catalog.entities.shape import shape_of
from cardwright.finding import Outcome
from cardwright.packs.annexes import Annexes
from cardwright.packs.breaking import orient, soften
from cardwright.packs.charts import Drawn, lineage_of
from cardwright.packs.documents import Choice, Document
from cardwright.packs.glyphs import reveal
from cardwright.packs.omissions import Omissions
from cardwright.packs.pdf import ADDRESS
from cardwright.packs.rows import RegisterRows
from cardwright.packs.scope import KINDS
from cardwright.packs.statements import fill_document
from cardwright.packs.templates import contents_of, make_environment, rendered

if TYPE_CHECKING:
    from jinja2 import Environment

    from cardwright.catalog.graph import Entry
    from cardwright.packs.delta import Changes
    from cardwright.packs.manifest import Attached, Left
    from cardwright.packs.scope import Scope
    from cardwright.packs.selection import Selection

IDENTITY = frozenset({"kind"})
OWN_KINDS = frozenset({"organisation", "team"})
"""Kinds whose records stand in the pack of the whole catalog; all others have packs of their own."""
RECORDS = "records"
"""The document that prints what no other does."""
RATED_BY = {"system": ("risk class", "risk_class"), "use_case": ("materiality", "risk_materiality")}
"""The fact by which a kind of subject is rated, and what the rating is called."""
RUNNING, LONGEST_VERSION = 45, 20
"""Characters of a name and of a version that fit into the line at the head of a page."""


@dataclass(frozen=True, eq=False)
class Pages:
    """One pack's pages. `missing` are characters to write as code points, because no font can draw them."""

    scope: Scope
    choices: Sequence[Choice]
    selection: Selection
    attached: Sequence[Attached]
    left: Sequence[Left]
    manifest: Attached
    pictures: Mapping[str, bytes]
    version: str
    instant: str
    templates: Sequence[Path]
    changes: Changes | None = None
    not_checked_title: ClassVar[str] = "Not checked"

    def render(self, missing: Sequence[str] = ()) -> str:
        """Return the whole document as HTML."""
        environment = make_environment(self.templates)
        shared = {"pages": self, "scope": self.scope, "missing": missing, "address": ADDRESS}
        bodies = [self._body(environment, choice, shared) for choice in self.choices if choice.is_in]
        first = ["changes"] if self.changes else []
        parts = [rendered(environment.get_template(f"documents/parts/{name}.html.j2").render(shared)) for name in
                 (*first, "annexes")]  # fmt: skip
        body = Markup("").join([*parts[:-1], *bodies, parts[-1]])
        html = environment.get_template("documents/parts/pack.html.j2").render(
            shared, body=body, contents=contents_of(body)
        )
        return soften(orient(reveal(html, missing)))

    def _body(self, environment: Environment, choice: Choice, shared: Mapping[str, Any]) -> Markup:
        points = fill_document(choice.document, self.scope, self.link)
        template = environment.get_template(f"documents/{choice.document.name}/body.html.j2")
        return rendered(template.render(shared, document=choice.document, choice=choice, points=points))

    @cached_property
    def documents(self) -> list[Document]:
        """The documents that this pack holds, in their order."""
        return [choice.document for choice in self.choices if choice.is_in]

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The anchor of every entity in scope: numbers, because ids that differ could be spelt alike."""
        return {ref: f"entity-{number}" for number, ref in enumerate(self.scope.entries, 1)}

    def asset_name(self, picture: str) -> str:
        """The name under which the printer finds a picture."""
        return f"pictures/{sorted(self.pictures).index(picture) + 1}.{picture.rpartition('.')[2].lower()}"

    @cached_property
    def elsewhere(self) -> list[Entry]:
        """Entities that no document of this pack prints whole: the subject, and the kinds that have none."""
        whole = frozenset().union(*(document.covered_kinds for document in self.documents))
        entries = self.scope.entries.values()
        kinds = OWN_KINDS if self.is_register else {entry.kind for entry in entries}
        return [entry for entry in entries if entry.kind in kinds - whole]

    @property
    def is_register(self) -> bool:
        """Whether the pack is about the whole catalog, whose records are too many to print in one."""
        return self.scope.subject.kind == "organisation"

    @property
    def judged(self) -> bool:
        """Whether its readers may see how the catalog was judged."""
        return self.selection.judged

    @property
    def meant_for(self) -> str:
        """Whom the pack is for, in the words at the foot of its pages."""
        return {"public": "for everybody", "customer": "for customers"}.get(
            self.selection.audience, "for audit and supervision"
        )

    @property
    def no_commit(self) -> str:
        """What stands in the place of a commit: readers who are told of none learn nothing of whether there is one."""
        return "none: not under version control" if self.judged else "withheld"

    @property
    def is_limited(self) -> bool:
        """Whether the pack holds the documents that were asked for by name, and no others."""
        return bool(self.selection.documents)

    @cached_property
    def annexes(self) -> Annexes:
        """What the pack ends with."""
        return Annexes(self)

    @cached_property
    def omissions(self) -> Omissions:
        """What this pack does not print or show."""
        return Omissions(self)

    @cached_property
    def rows(self) -> RegisterRows:
        """What a register says of the entities in scope."""
        return RegisterRows(self)

    @property
    def kicker(self) -> str:
        """What the front page is headed with; a document that stands alone is named, and stays a print."""
        alone = len(self.selection.documents) == 1 == len(self.documents)
        pack = "Audit pack" if self.judged else "Documentation pack"
        return f"{pack} · {self.documents[0].title}" if alone else pack

    @property
    def title(self) -> str:
        """The title of the PDF."""
        return f"{self.kicker}: {shorten(self.scope.subject.name)}, as of {self.scope.report.as_of}"

    @property
    def organisation(self) -> str:
        """Who answers for the catalog."""
        entry = self.scope.catalog.organisation
        return shorten(entry.name, RUNNING) if entry else "organisation not stated"

    @property
    def subject_version(self) -> str:
        """The version of the subject, empty where none is stated."""
        version = self.scope.subject.source.data.get("version")
        return shorten(version, LONGEST_VERSION) if isinstance(version, str) else ""

    @property
    def running_name(self) -> str:
        """The subject as every page names it at its head, on one line."""
        name = shorten(self.scope.subject.name, RUNNING)
        return " · ".join(filter(None, (name, self.subject_version, self.classification)))

    @property
    def classification(self) -> str:
        """How the subject is rated, as every page says at its head; empty where that is withheld or not done."""
        said, fact = RATED_BY.get(self.scope.subject.kind, ("", "")) if self.judged else ("", "")
        return f"{said} {self.fact(fact)}" if fact else ""

    @property
    def readers(self) -> str:
        """Whom the pack is made for, as every page says at its head."""
        return "internal" if self.selection.audience == "internal" else f"for the {self.selection.audience}"

    @cached_property
    def standing(self) -> Standing:
        """What stands between the entities in scope and completeness."""
        return standing_of(self.scope.narrowed, self.scope.results, self.scope.findings)

    @property
    def scope_in_words(self) -> str:
        """How many entities of each kind the pack covers."""
        counts = [(len(self.scope.by_kind(kind)), plain_name(kind)) for kind in KINDS]
        return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for count, kind in counts if count)

    @cached_property
    def lineage(self) -> Drawn | None:
        """The drawing of what the subject was made from and what it is used in."""
        return None if self.is_register else lineage_of(self.scope)

    def pictures_of(self, entry: Entry, path: str) -> list[str]:
        """The pictures among the evidence files that a field names."""
        steps = tuple(path.split("."))
        named = (text for where, form, text in entry.leaves if form.name == "file" and where[: len(steps)] == steps)
        return list(dict.fromkeys(name for name in named if name in self.pictures))

    def link(self, ref: str) -> Target | None:
        """Where a reference leads inside the pack; None when the catalog has no such entity."""
        entry = self.scope.catalog.find(ref.strip())
        if entry is None:
            return None
        return Target(f"#{self.place_of(entry.ref)}", name_of(self.scope.catalog, entry))

    def place_of(self, ref: str) -> str:
        """The anchor at which an entity of the catalog stands, or is said not to."""
        entry = self.scope.entries.get(ref)
        if entry is None:
            return "outside"
        return self.anchors[ref] if entry.kind in self.printed_kinds else "entities"

    def is_first_sheet(self, document: Document, kind: str) -> bool:
        """Whether a document is the one at whose sheets references to a kind lead."""
        return next((item.name for item in self.documents if kind in item.covered_kinds), "") == document.name

    @cached_property
    def printed_kinds(self) -> frozenset[str]:
        """The kinds of entity whose records stand whole in this pack."""
        whole = frozenset().union(*(document.covered_kinds for document in self.documents))
        records = RECORDS in {document.name for document in self.documents}
        return whole | {entry.kind for entry in self.elsewhere} if records else whole

    def fact(self, name: str) -> str:
        """A fact of the subject in words."""
        found = self.scope.report.entities.get(self.scope.subject.ref)
        return words_of(found.facts.get(name, "unknown")) if found else "unknown"

    def has_fact(self, name: str) -> bool:
        """Whether the subject has a fact, known or not."""
        found = self.scope.report.entities.get(self.scope.subject.ref)
        return bool(found and name in found.facts)

    def facts(self, entry: Entry) -> list[tuple[str, str]]:
        """Every fact of an entity in words."""
        found = self.scope.report.entities.get(entry.ref)
        return facts_in_words(found.facts) if found else []

    def derivation(self, entry: Entry) -> Sequence[str]:
        """How the class of an entity was derived, step by step."""
        found = self.scope.report.entities.get(entry.ref)
        return found.derivation if found else ()

    def sections(self, entry: Entry, skip: Iterable[str] = ()) -> list[ShownSection]:
        """Every field of an entity but those in `skip`, by section."""
        findings = self.scope.findings_of.get(entry.ref, ())
        shape = shape_of(type(entry.value))
        return show_record(shape, entry.source.data, findings, self.link, IDENTITY | frozenset(skip))

    def remaining(self, entry: Entry) -> list[ShownSection]:
        """The fields of an entity that no document prints."""
        return self.sections(entry, self.omissions.printed_fields(entry.kind) if entry is self.scope.subject else ())

    def coverage(self) -> list[tuple[Any, Mapping[Outcome, int]]]:
        """Every framework applied, with its outcomes on the entities in scope."""
        return [(framework, self.scope.outcomes(framework)) for framework in self.scope.report.frameworks]

    @staticmethod
    def code_point(character: str) -> int:
        """The number of a character."""
        return ord(character)

    @staticmethod
    def stated(entry: Entry, field: str) -> str:
        """A text that an approval or a waiver states."""
        text = entry.source.data.get(field)
        return text if isinstance(text, str) and text else "not stated"

    def name_of(self, ref: str) -> str:
        """The name of an entity, or what stands in its place."""
        entry = self.scope.entries.get(ref)
        return name_of(self.scope.catalog, entry) if entry else ref or "a file that could not be read as an entity"
