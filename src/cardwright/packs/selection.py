"""What is asked for: which packs, which documents in them, for which framework and on which paper."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cardwright.audiences.narrowing import JUDGED_FOR
from cardwright.errors import CardwrightError
from cardwright.packs.documents import check_names, check_readers, read_documents
from cardwright.shipped import find_templates

if TYPE_CHECKING:
    from cardwright.catalog.entities.field import Audience
    from cardwright.catalog.graph import Catalog, Entry
    from cardwright.rules.report import Report

SUBJECTS = ("system", "use_case", "model", "organisation")
"""The kinds of entity that packs are made for, in the order in which `every` makes them."""
LONGEST = 200
"""Letters of a pack's name; file systems take 255, with what is added while it is written."""
STRUCTURE = "catalog"
"""The framework of the catalog's own structure; no limit to another one hides what it found."""

Paper = Literal["a4", "letter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`every` makes a pack of every subject, `documents` prints those alone, `framework` leaves out all others.

    `left_out` are the frameworks that the limit to one leaves out: what they ask for is due all the same. `withheld`
    names the fields of each entity that the `audience` does not see, by reference. `templates` are folders of
    templates; file by file, the first found wins.
    """

    every: bool = False
    documents: tuple[str, ...] = ()
    framework: str = ""
    paper: Paper = "a4"
    audience: Audience = "internal"
    withheld: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    templates: tuple[Path, ...] = field(default_factory=lambda: (find_templates(),))
    left_out: frozenset[str] = frozenset()

    def over(self, report: Report) -> Selection:
        """The selection with what its limit to one framework leaves out of a report."""
        applied = frozenset(item.id for item in report.frameworks) if self.framework else frozenset()
        return replace(self, left_out=applied - {self.framework, STRUCTURE})

    @property
    def judged(self) -> bool:
        """Whether the audience may see how the catalog was judged: findings, outcomes, facts and classes."""
        return self.audience in JUDGED_FOR

    def file_name(self, subject: Entry) -> str:
        """The name of a subject's pack. Ids are lower-case ASCII without `@` and `+`, so no two packs share one.

        That of an edition names whom it is for: it must not take the place of what only the organisation may see. One
        of many documents, too long for a file, ends in a digest of the whole.
        """
        stem = subject.id if subject.kind == "system" else f"{subject.kind}@{subject.id}"
        audience = "" if self.audience == "internal" else self.audience
        name = "+".join([stem, *self.documents, *filter(None, [self.framework, audience])])
        if len(name) > LONGEST:
            name = f"{name[:LONGEST]}+{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        return f"{name}.pdf"


EVERYTHING = Selection()


def choose_subjects(catalog: Catalog, refs: Sequence[str], selection: Selection) -> list[Entry]:
    """Return the entities to make packs for: those named, else all that are asked for, else every system.

    Documents that no system has are made for the kinds they belong to. Raises CardwrightError for a reference that no
    pack can be made for, for a document that there is not, and when there is nothing to make.
    """
    if refs and selection.every:
        raise CardwrightError("name what to make packs for, or ask for all; not both")
    documents = read_documents(selection.templates)
    check_names(documents, selection.documents, SUBJECTS)
    check_readers(documents, selection.documents, selection.audience)
    if refs:
        subjects = list(dict.fromkeys(_subject(catalog, ref) for ref in refs))
        check_names(documents, selection.documents, {subject.kind for subject in subjects})
        return subjects
    kinds: Sequence[str] = SUBJECTS if selection.every else ("system",)
    if selection.documents:
        made_for = {kind for item in documents if item.name in selection.documents for kind in item.kinds}
        kinds = [kind for kind in SUBJECTS if kind in made_for and (kind in kinds or "system" not in made_for)]
    subjects = [entry for kind in kinds for entry in catalog.by_kind(kind)]
    if not subjects:
        names = " or ".join(kind.replace("_", " ") for kind in kinds)
        raise CardwrightError(f"the catalog has no {names} to make a pack for")
    return subjects


def _subject(catalog: Catalog, ref: str) -> Entry:
    """The entity that a reference, or an id that only one has, names."""
    named = [entry for kind in SUBJECTS if (entry := catalog.find(f"{kind}:{ref}"))]
    entry = catalog.find(ref) or (named[0] if len(named) == 1 else None)
    if entry is None and named:
        raise CardwrightError(f"'{ref}' may be {' or '.join(item.ref for item in named)}: say which")
    if entry is None:
        likeness = 0.75 if ":" in ref else 0.5  # the kind alone makes no likeness
        known = [item for item in catalog.entities if item.startswith(SUBJECTS)]
        near = difflib.get_close_matches(ref, known, 1, likeness)
        hint = f"did you mean {near[0]}?" if near else "name a system:ID, use_case:ID or model:ID that is"
        raise CardwrightError(f"'{ref}' is not in the catalog; {hint}")
    if entry.kind not in SUBJECTS:
        kind = entry.kind.replace("_", " ")
        of_model = f", such as {entry.ref.partition('@')[0]}" if entry.kind == "model_version" else ""
        made_for = "systems, use cases, models and the organisation"
        raise CardwrightError(f"{entry.ref} is a {kind}; packs are made for {made_for}{of_model}")
    return entry


def limit(report: Report, framework: str) -> Report:
    """Return the report on one framework and the structure of the catalog; the whole of it when none is named.

    Raises CardwrightError for a framework that the report does not apply.
    """
    if not framework:
        return report
    applied = {item.id for item in report.frameworks}
    if framework not in applied:
        near = difflib.get_close_matches(framework, applied, 1)
        hint = f"did you mean {near[0]}?" if near else f"the catalog switches on {', '.join(sorted(applied))}"
        raise CardwrightError(f"{framework} is not among the frameworks applied; {hint}")
    kept = {framework, STRUCTURE}
    return replace(
        report,
        frameworks=tuple(item for item in report.frameworks if item.id in kept),
        findings=tuple(item for item in report.findings if item.framework in kept),
        results=tuple(item for item in report.results if item.framework in kept),
    )
