"""The report of an edition: what the rules found in the whole catalog, as far as its audience may know.

The whole catalog is judged, never the edition: what is hidden is there, and must not be reported as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cardwright.audiences.edition import Edition, edition_of
from cardwright.audiences.marks import Shown, sees
from cardwright.audiences.wording import Wording
from cardwright.catalog.entities.field import Audience
from cardwright.catalog.entities.shape import field_at
from cardwright.catalog.graph import Entry
from cardwright.finding import Finding, Path, pointer
from cardwright.rules.framework import Framework
from cardwright.rules.report import EntityReport, Report
from cardwright.rules.results import Result, Results
from cardwright.rules.shelf import shipped_frameworks

JUDGED_FOR = ("internal", "regulator")
"""Audiences that may know how the catalog was judged."""
WITHHELD = "(not shown)"
"""Stands for a name that the audience may not know."""
_step = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


class Narrowed(NamedTuple):
    """An edition with its report, and how many findings this leaves out; none where even their number is withheld."""

    edition: Edition | None
    report: Report
    withheld: int


def narrow(report: Report, audience: Audience) -> Narrowed:
    """Return a report as an audience may read it. Nothing of it names what the audience may not see."""
    if audience == "internal":
        return Narrowed(None, report, 0)
    edition = edition_of(report.catalog, audience)
    own = _own_frameworks(report)
    frameworks = tuple(item for item in report.frameworks if item.id not in own) if audience in JUDGED_FOR else ()
    narrowing = _Narrowing(report, edition, frameworks)
    findings = tuple(narrowing.findings())
    unknown = (WITHHELD,) * len(report.unknown_frameworks) if audience in JUDGED_FOR else ()
    narrowed = Report(
        as_of=report.as_of,
        catalog=edition.catalog,
        frameworks=frameworks,
        unknown_frameworks=unknown,
        entities=dict(narrowing.entities()),
        findings=findings,
        results=Results(lambda: tuple(narrowing.results())),
    )
    withheld = len(report.findings) - len(findings) if audience in JUDGED_FOR else 0
    return Narrowed(edition, narrowed, withheld)


def _own_frameworks(report: Report) -> frozenset[str]:
    """The organisation's own frameworks: their texts are its own, and nobody has marked them for others."""
    return frozenset(item.id for item in report.frameworks) - shipped_frameworks().keys()


class _Narrowing:
    def __init__(self, report: Report, edition: Edition, frameworks: tuple[Framework, ...]) -> None:
        self.report = report
        self.edition = edition
        self.known = {framework.id for framework in frameworks}
        self.wording = Wording(edition, frameworks)
        self.at_path = {entry.path: entry for entry in report.catalog.entities.values()}
        self.rules = {rule.id: rule for framework in frameworks for rule in framework.rules}

    def entities(self) -> Iterator[tuple[str, EntityReport]]:
        for ref, name in sorted(self.edition.names.items(), key=lambda item: item[1]):
            judged = self.report.entities[ref]
            made = EntityReport(self.edition.catalog.entities[name], judged.book)
            shown = self.edition.audience in JUDGED_FOR
            facts = {fact: value for fact, value in judged.facts.items() if self._may_say(value)} if shown else {}
            steps = [self.wording.clean(step) or WITHHELD for step in judged.derivation] if shown else []
            vars(made).update(facts=facts, derivation=tuple(steps))
            yield name, made

    def _may_say(self, value: Any) -> bool:
        return self.wording.clean(str(value)) == str(value)

    def findings(self) -> Iterator[Finding]:
        """The findings at fields that the audience sees; those on files that are no entity lose all they tell."""
        if self.edition.audience not in JUDGED_FOR:
            return
        found = [made for finding in self.report.findings if (made := self._finding(finding)) is not None]
        yield from sorted(found, key=lambda finding: finding.sort_key)

    def _finding(self, finding: Finding) -> Finding | None:
        rule = self.rules.get(finding.rule)
        if rule is None or not sees(self.edition.audience, rule.audience or self.edition.audience):  # type: ignore[arg-type]
            return None
        if not finding.entity:
            return finding._replace(message=rule.title, path=WITHHELD, line=1, column=1, pointer="", waiver=None)
        name, old = self.edition.names.get(finding.entity), self.at_path.get(finding.path)
        entry = self.edition.entry(old.ref) if old else None  # a finding may stand in the file of another entity
        if name is None or entry is None or old is None or (path := self._place(finding, old)) is None:
            return None
        place = entry.at(path)
        return finding._replace(
            entity=name,
            message=self.wording.say(finding.message, rule if rule.check is not None else None) or rule.title,
            path=place.path,
            line=place.line,
            column=place.column,
            pointer=pointer(path),
            waiver=self._waiver(finding.waiver),
        )

    def _place(self, finding: Finding, old: Entry) -> Path | None:
        """Where in the edition a finding stands; None at a field that the audience does not see."""
        path = tuple(int(index) if index else name for index, name in _step.findall(finding.pointer))
        shown: Shown = self.edition.shown[old.ref]
        if not path:
            return ()
        declared = field_at(type(old.value), path)
        if declared is None or pointer(path) != finding.pointer:
            return None
        if declared.audience is not None and not sees(self.edition.audience, declared.audience):
            return None
        return shown.path(path) or _nearest(shown, path)

    def _waiver(self, ident: str | None) -> str | None:
        if ident is None:
            return None
        return self.edition.names.get(f"waiver:{ident}", f":{WITHHELD}").partition(":")[2]

    def results(self) -> Iterator[Result]:
        """How the rules turned out on what the audience sees; a reason that may tell more is left out."""
        for result in self.report.results if self.edition.audience in JUDGED_FOR else ():
            name = self.edition.names.get(result.entity)
            if name is not None and result.framework in self.known:
                yield result._replace(entity=name, reason=self._reason(result))

    def _reason(self, result: Result) -> str:
        return self.wording.say(result.reason, self.rules.get(result.rule)) or "" if result.reason else ""


def _nearest(shown: Shown, path: Path) -> Path:
    """The place of the nearest parent: for a field that nobody has filled in."""
    for length in range(len(path) - 1, 0, -1):
        found = shown.path(path[:length])
        if found is not None:
            return (*found, *path[length:]) if isinstance(path[length], str) else found
    return path if all(isinstance(step, str) for step in path) else ()
