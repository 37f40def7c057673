"""What changed since an older pack: entities, fields, findings and outcomes, from the data attached to it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cardwright import __version__
from cardwright.cards.changes import Change, changes_between, likeness
from cardwright.cards.words import fact_label, label_of, words_of
from cardwright.catalog.source import read_source
from cardwright.errors import CardwrightError
from cardwright.finding import POSITION, Finding, printable
from cardwright.packs.selection import EVERYTHING, Selection
from cardwright.proof.bounds import read_pack, verify_within
from cardwright.proof.opened import NotAPackError, OpenedPack
from cardwright.proof.signature import signed_check
from cardwright.proof.verify import REDACTED, WHOLE, counts_of, is_good

if TYPE_CHECKING:
    import datetime

    from cardwright.packs.scope import Scope
    from cardwright.rules.framework import Framework

T = TypeVar("T")
INDEX = re.compile(r"\[\d+\]")
SUCCESSION = 0.5
"""Share of equal fields from which on an entity is taken for the one that another took the place of."""


class OldPack(NamedTuple):
    """What an older pack holds: what and whom it is for, its entities' raw data by reference, and its report."""

    path: str
    subject: str
    as_of: str
    audience: str
    cardwright: str
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
    """All that changed since a day, on which the older pack was made.

    `replaced` maps added entities to those that they took the place of, whose fields are compared. `remarks` say what
    else differs between the two packs than the catalog.
    """

    since: str
    added: tuple[str, ...]
    taken_out: tuple[str, ...]
    replaced: Mapping[str, str]
    changed: tuple[tuple[str, tuple[Change, ...]], ...]
    findings: tuple[Finding, ...]
    waived: tuple[OldFinding, ...]
    gone: tuple[OldFinding, ...]
    turned: tuple[Turned, ...]
    remarks: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        entities = self.added or self.taken_out or self.changed
        return not (entities or self.findings or self.waived or self.gone or self.turned)


def read_old(path: Path) -> OldPack:
    """Return what an older pack holds. Raises CardwrightError when it is no pack or no longer what was made."""
    pack = read_pack(path)
    answers = verify_within(pack, [("signature", signed_check)])
    if not is_good(answers):
        why = next(answer for answer in answers if answer.holds is False)
        raise CardwrightError(f"{path} can't be compared with: {why.message}; `cardwright verify` says more")
    try:
        about = pack.manifest
        return OldPack(
            path=str(path),
            subject=str(about["pack"]),
            as_of=str(about["as_of"]),
            audience=str(about.get("audience", WHOLE)),
            cardwright=str(about["cardwright"]),
            sources=dict(_sources(pack)),
            report=pack.report,
        )
    except (NotAPackError, KeyError, TypeError, ValueError) as error:
        raise CardwrightError(f"{path} can't be compared with: {error}") from None


def _sources(pack: OpenedPack) -> Iterator[tuple[str, Any]]:
    for item in pack.manifest["files"]:
        if item["relationship"] == "Source":
            content = pack.attached(item["name"])
            ref = item["description"].removeprefix("Source of ").partition(";")[0]
            is_redacted = item["name"].endswith(REDACTED)
            yield ref, json.loads(content) if is_redacted else read_source(item["path"], content).data


def require_heirs(since: Sequence[OldPack], refs: Set[str], as_of: datetime.date, audience: str) -> None:
    """Raise CardwrightError for an older pack with which none of the packs about entities can be compared.

    It must be about one of them, the only one that is, for the same readers, and for no later day.
    """
    met: dict[str, str] = {}
    for old in since:
        if old.subject not in refs:
            raise CardwrightError(
                f"the older pack {old.path} is about {printable(old.subject)}, for which no pack is being made"
            )
        if old.subject in met:
            raise CardwrightError(f"{met[old.subject]} and {old.path} are both about {old.subject}: name one of them")
        if old.audience != audience:
            raise CardwrightError(
                f"{old.path} was made for the audience {printable(old.audience)}, this pack is for {audience}: "
                f"what the one may see, the other may not; name an older pack for {audience}"
            )
        if old.as_of > str(as_of):
            raise CardwrightError(
                f"{old.path} is as of {printable(old.as_of)}, after {as_of}, the day of this pack: "
                "name an older one, or a later --as-of"
            )
        met[old.subject] = old.path


def changes_since(old: OldPack, scope: Scope, selection: Selection = EVERYTHING) -> Changes:
    """Return what changed between an older pack and the scope of a newer one about the same entity."""
    added = tuple(ref for ref in scope.entries if ref not in old.sources)
    taken_out = tuple(sorted(old.sources.keys() - scope.entries.keys()))
    replaced = _successions(old, scope, added, taken_out)
    facts = {item["ref"]: item["facts"] for item in old.report["entities"]}
    compared = [
        (
            ref,
            (
                *_derived(facts.get(before, {}), scope.report.entities[ref].facts),
                *_visible(old.sources[before], entry.source.data, selection.withheld.get(ref, ())),
            ),
        )
        for ref, entry in scope.entries.items()
        if (before := ref if ref in old.sources else replaced.get(ref))
    ]
    shared = {item["id"] for item in old.report["frameworks"]} & {item.id for item in scope.report.frameworks}
    then = _findings_of(old, shared)
    now = [(_like(finding._asdict()), finding) for finding in scope.findings if finding.framework in shared]
    still_open = [(key, finding) for key, finding in now if finding.outcome != "waived"]
    closed = list(_beyond(then, still_open))
    gone = list(_beyond(closed, [item for item in now if item[1].outcome == "waived"]))
    kept = {id(finding) for _, finding in gone}
    return Changes(
        since=old.as_of,
        added=added,
        taken_out=taken_out,
        replaced=replaced,
        changed=tuple((ref, changes) for ref, changes in compared if changes),
        findings=tuple(finding for _, finding in _beyond(still_open, then)),
        waived=tuple(finding for _, finding in closed if id(finding) not in kept),
        gone=tuple(finding for _, finding in gone),
        turned=tuple(_turned(old, scope, shared)),
        remarks=tuple(_remarks(old, scope)),
    )


Like = tuple[str, ...]
"""What two findings have in common that say the same of the same field, wherever the field stands by now."""


def _like(finding: Mapping[str, Any]) -> Like:
    message = INDEX.sub("[]", POSITION.sub("", printable(finding["message"])))
    place = INDEX.sub("[]", printable(finding["pointer"])) if finding["entity"] else printable(finding["path"])
    return finding["rule"], finding["entity"], place, message


def _findings_of(old: OldPack, frameworks: set[str]) -> list[tuple[Like, OldFinding]]:
    """The open findings of an older report."""
    return [
        (_like(item), OldFinding(*(str(item[name]) for name in OldFinding._fields)))
        for item in old.report["findings"]
        if item["outcome"] != "waived" and item["framework"] in frameworks
    ]


def _beyond(items: Iterable[tuple[Like, T]], others: Iterable[tuple[Like, object]]) -> Iterator[tuple[Like, T]]:
    """The items that others have none like; one like them stands for one."""
    left = Counter(key for key, _ in others)
    for key, item in items:
        if left[key]:
            left[key] -= 1
        else:
            yield key, item


def _visible(old: Any, new: Any, withheld: tuple[str, ...]) -> Iterator[Change]:
    """How an entity changed, without the older texts of fields that its readers may no longer see."""
    hidden = {name.removesuffix(" (in part)") for name in withheld}
    told = set()
    for change in changes_between(old, new):
        names = [str(step) for step in change.path if isinstance(step, str)]
        field = next((".".join(names[:end]) for end in range(1, len(names) + 1) if ".".join(names[:end]) in hidden), "")
        if not field:
            yield change
        elif field not in told:
            told.add(field)
            path = tuple(field.split("."))
            label = label_of(path[-1])
            yield Change(path, "changed", f"{label} is withheld now, or in part, so how it changed is not said", "", "")


def _derived(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """How what is derived from the facts on record turned out otherwise, such as the class of a system."""
    for fact, value in new.items():
        said, before = words_of(value), words_of(old.get(fact))
        if fact in old and said != before:
            sentence = f"Derived from the facts: {fact_label(fact)} is {said}; it was {before}"
            yield Change((fact,), "changed", sentence, before, said)


def _successions(old: OldPack, scope: Scope, added: tuple[str, ...], taken_out: tuple[str, ...]) -> dict[str, str]:
    """The added entities that took the place of one that is gone: a next version, or the same under another id."""
    scores = sorted(
        (-likeness(before, entry.source.data), ref, gone)
        for ref in added
        for gone in taken_out
        if isinstance(before := old.sources[gone], Mapping)
        and isinstance((entry := scope.entries[ref]).source.data, Mapping)
        and before.get("kind") == entry.kind
    )
    found: dict[str, str] = {}
    for score, ref, gone in scores:
        if -score >= SUCCESSION and ref not in found and gone not in found.values():
            found[ref] = gone
    return found


def _turned(old: OldPack, scope: Scope, shared: set[str]) -> Iterator[Turned]:
    before = counts_of(old.report)
    for framework in scope.report.frameworks:
        counted = scope.outcomes(framework).items() if framework.id in shared else ()
        for outcome, count in counted:
            if before.get(framework.id, Counter())[outcome] != count:
                yield Turned(framework.header.title, outcome, before[framework.id][outcome], count)


def _remarks(old: OldPack, scope: Scope) -> Iterator[str]:
    """What makes outcomes differ although no record changed."""
    then = {item["id"]: item for item in old.report["frameworks"]}
    now: dict[str, Framework] = {framework.id: framework for framework in scope.report.frameworks}
    if old.cardwright != __version__:
        yield f"The older pack was made by Cardwright {old.cardwright}, this one by {__version__}; rules may differ."
    if old.as_of != str(scope.report.as_of):
        yield f"The rules were applied as of {old.as_of} then, as of {scope.report.as_of} now; some bind from a day on."
    for name in sorted(then.keys() - now.keys()):
        yield f"{then[name]['title']} was applied then and is not now: its outcomes and findings are not compared."
    for name in sorted(now.keys() - then.keys()):
        yield f"{now[name].header.title} is applied now and was not then: its outcomes and findings are not compared."
    for name in sorted(now.keys() & then.keys()):
        if now[name].edition != then[name]["edition"]:
            title = now[name].header.title
            yield f"{title}: edition “{then[name]['edition']}” then, “{now[name].edition}” now."
