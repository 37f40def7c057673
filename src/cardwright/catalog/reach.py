"""Which entities an entity leads to, by the references between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cardwright.finding import Path

if TYPE_CHECKING:
    from cardwright.catalog.graph import Catalog, Entry

CHAIN = ("use_case", "system", "model_version", "dataset")
"""Each reaches the next by its fields, and the one before by reading them backwards; a model hangs on its versions."""
FIELDS: Mapping[tuple[str, str], set[tuple[str, ...]]] = {
    ("use_case", "system"): {("systems",)},
    ("system", "model_version"): {("composition", "models", "model"), ("operation", "deployments", "models")},
    ("model_version", "dataset"): {("data", "datasets", "dataset"), ("generation", "retrieval", "sources")},
}
TEAMS = {("owner",), ("developer",), ("reviews", "reviewer")}


class Reach:
    """Which entities an entity leads to: use case, system, model version and dataset in a chain, the model beside it.

    Source: the dictionary of fields, section `resolution`.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._known: dict[tuple[str, str], list[Entry]] = {}
        self._down: dict[str, set[str]] = {}
        self._up: dict[str, set[str]] = {}
        self._versions: dict[str, list[str]] = {}
        for entry in catalog.entities.values():
            self._learn(entry)

    def _learn(self, entry: Entry) -> None:
        for link in self.catalog.links.out(entry.ref):
            target = self.catalog.entities[link.target]
            fields: set[tuple[str, ...]] = FIELDS.get((entry.kind, target.kind), set())
            if tuple(step for step in link.path if isinstance(step, str)) in fields and not _retired(entry, link.path):
                self._down.setdefault(entry.ref, set()).add(target.ref)
                self._up.setdefault(target.ref, set()).add(entry.ref)
        if entry.kind == "model_version":
            model = self.catalog.find(entry.ref.partition("@")[0])
            if model:
                self._versions.setdefault(model.ref, []).append(entry.ref)

    def reach(self, entry: Entry, kind: str) -> list[Entry]:
        """The entities of a kind that an entity leads to, sorted by reference."""
        key = (entry.ref, kind)
        if key not in self._known:
            self._known[key] = self._find(entry, kind)
        return self._known[key]

    def _find(self, entry: Entry, kind: str) -> list[Entry]:
        if entry.kind == kind:
            return [entry]
        if kind == "organisation":
            return [self.catalog.organisation] if self.catalog.organisation else []
        if kind == "team":
            return self._teams(entry)
        if kind == "approval":
            return self._approvals(entry)
        if entry.kind == "model":
            return self._all([self.reach(version, kind) for version in self._in_use(entry)])
        if kind == "model":
            versions = self.reach(entry, "model_version")
            return self._all([[self.catalog.find(version.ref.partition("@")[0])] for version in versions])
        return self._along_chain(entry, kind)

    def _along_chain(self, entry: Entry, kind: str) -> list[Entry]:
        if entry.kind not in CHAIN or kind not in CHAIN:
            return []
        start, goal = CHAIN.index(entry.kind), CHAIN.index(kind)
        steps = self._down if goal > start else self._up
        refs = {entry.ref}
        for _ in range(abs(goal - start)):
            refs = set().union(*(steps.get(ref, set()) for ref in refs))
        return [self.catalog.entities[ref] for ref in sorted(refs)]

    def _in_use(self, model: Entry) -> list[Entry]:
        """The versions that a system uses; when none does, the one released last."""
        versions = [self.catalog.entities[ref] for ref in self._versions.get(model.ref, [])]
        used = [version for version in versions if version.ref in self._up]
        released = sorted(versions, key=lambda version: (str(version.value.released_on or ""), version.ref))  # type: ignore[attr-defined]
        return used or released[-1:]

    def versions(self, model: Entry) -> list[Entry]:
        """Every version of a model, sorted by reference."""
        return [self.catalog.entities[ref] for ref in self._versions.get(model.ref, [])]

    def _teams(self, entry: Entry) -> list[Entry]:
        links = self.catalog.links.out(entry.ref)
        named = {link.target for link in links if tuple(s for s in link.path if isinstance(s, str)) in TEAMS}
        return [self.catalog.entities[ref] for ref in sorted(named)]

    def _approvals(self, entry: Entry) -> list[Entry]:
        """The approvals that accept the entity in the state it is in; none while the last word of any role is no."""
        found = (self.catalog.entities[link.source] for link in self.catalog.links.into(entry.ref))
        approvals = {approval.ref: approval for approval in found if approval.kind == "approval"}.values()
        last: dict[str, Entry] = {}
        for approval in sorted(approvals, key=lambda entry: (entry.value.date, entry.ref)):  # type: ignore[attr-defined]
            if approval.value.digest == entry.digest:  # type: ignore[attr-defined]
                last[approval.value.role.casefold()] = approval  # type: ignore[attr-defined]
        decisions = {approval.value.decision for approval in last.values()}  # type: ignore[attr-defined]
        return [] if "rejected" in decisions else sorted(last.values(), key=lambda entry: entry.ref)

    @staticmethod
    def _all(groups: Iterable[Iterable[Entry | None]]) -> list[Entry]:
        found = {entry.ref: entry for group in groups for entry in group if entry is not None}
        return [found[ref] for ref in sorted(found)]


def _retired(entry: Entry, path: Path) -> bool:
    """Whether the reference stands in a deployment that has ended."""
    if path[:2] != ("operation", "deployments"):
        return False
    operation = entry.value.operation  # type: ignore[attr-defined]
    deployments = operation.deployments if operation else None
    return bool(deployments and deployments[path[2]].retired_on)
