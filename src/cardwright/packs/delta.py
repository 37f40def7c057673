"""What changed since an older pack: entities, fields, findings and outcomes, from the data attached to it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.changes import Change, changes_between
from cardwright.catalog.source import read_source
from cardwright.errors import CardwrightError
from cardwright.finding import Finding
from cardwright.proof.bounds import read_pack, verify_within
from cardwright.proof.opened import NotAPackError, OpenedPack
from cardwright.proof.verify import REDACTED, counts_of, is_good

if TYPE_CHECKING:
    from cardwright.packs.scope import Scope


class OldPack(NamedTuple):
    """What an older pack holds: what it is about, its entities' raw data by reference, and its report."""

    subject: str
    as_of: str
    sources: Mapping[str, Any]
    report: Mapping[str, Any]


class OldFinding(NamedTuple):
    """A finding of the older report."""

    rule: str
    level: str
    entity: str
    pointer: str
    message: str


class Turned(NamedTuple):
    """How often an outcome of a framework was counted, and is."""

    framework: str
    outcome: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed since a day, on which the older pack was made."""

    since: str
    added: tuple[str, ...]
    taken_out: tuple[str, ...]
    changed: tuple[tuple[str, tuple[Change, ...]], ...]
    findings: tuple[Finding, ...]
    gone: tuple[OldFinding, ...]
    turned: tuple[Turned, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.taken_out or self.changed or self.findings or self.gone or self.turned)


def read_old(path: Path) -> OldPack:
    """Return what an older pack holds. Raises CardwrightError when it is no pack or no longer what was made."""
    pack = read_pack(path)
    answers = verify_within(pack)
    if not is_good(answers):
        why = next(answer for answer in answers if answer.holds is False)
        raise CardwrightError(f"{path} can't be compared with: {why.message}; `cardwright verify` says more")
    try:
        return OldPack(pack.manifest["pack"], pack.manifest["as_of"], dict(_sources(pack)), pack.report)
    except (NotAPackError, KeyError, TypeError) as error:
        raise CardwrightError(f"{path} can't be compared with: {error}") from None


def _sources(pack: OpenedPack) -> list[tuple[str, Any]]:
    found = []
    for item in pack.manifest["files"]:
        if item["relationship"] == "Source":
            content = pack.attached(item["name"])
            ref = item["description"].removeprefix("Source of ").partition(";")[0]
            is_redacted = item["name"].endswith(REDACTED)
            found.append((ref, json.loads(content) if is_redacted else read_source(item["path"], content).data))
    return found


def changes_since(old: OldPack, scope: Scope) -> Changes:
    """Return what changed between an older pack and the scope of a newer one about the same entity."""
    compared = [
        (ref, tuple(changes_between(old.sources[ref], entry.source.data)))
        for ref, entry in scope.entries.items()
        if ref in old.sources
    ]
    known = {item["fingerprint"]: item for item in old.report["findings"] if item["outcome"] != "waived"}
    open_now = {finding.fingerprint: finding for finding in scope.findings if finding.outcome != "waived"}
    return Changes(
        since=old.as_of,
        added=tuple(ref for ref in scope.entries if ref not in old.sources),
        taken_out=tuple(sorted(old.sources.keys() - scope.entries.keys())),
        changed=tuple((ref, changes) for ref, changes in compared if changes),
        findings=tuple(finding for key, finding in open_now.items() if key not in known),
        gone=tuple(
            OldFinding(*(str(item[name]) for name in OldFinding._fields))
            for key, item in known.items()
            if key not in open_now
        ),
        turned=tuple(_turned(old, scope)),
    )


def _turned(old: OldPack, scope: Scope) -> list[Turned]:
    before = counts_of(old.report)
    rows = [
        Turned(framework.header.title, outcome, before.get(framework.id, Counter())[outcome], count)
        for framework in scope.report.frameworks
        for outcome, count in scope.outcomes(framework).items()
    ]
    return [row for row in rows if row.old != row.new]
