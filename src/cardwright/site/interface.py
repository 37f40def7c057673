"""The site for programs: static JSON beside the pages, so that an alert finds the owner of a model without a server.

`schema` counts up when a reader would have to change. Every address that another file names is relative to the site.
An edition for those who do not see how the catalog was judged has no member that says so: an empty list would be read
as "nothing found".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.finding import LEVELS, OUTCOMES, Finding, printable
from cardwright.site.addresses import entity_address, file_name
from cardwright.site.attributes import Attributes, Inventory
from cardwright.site.ownership import ownership
from cardwright.site.published import Published
from cardwright.site.runbooks import runbook_link

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry
    from cardwright.rules.framework import Framework, Rule

SCHEMA = 1
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
FOLDER = "api"
JUDGING_FILES = ("api/findings.json", "api/calendar.json", "metrics.prom", "calendar.ics")


class Written(NamedTuple):
    """A list whose items are JSON already: a finding stands in two files, and is written out once for both."""

    lines: Sequence[str]


def data_address(ref: str) -> str:
    """The JSON file of an entity, relative to the site.

    >>> data_address("system:triage"), data_address("model:credit-default@2.1.0")
    ('api/system/triage.json', 'api/model_version/credit-default@2.1.0.json')
    >>> data_address("use_case:credit-approval")
    'api/use_case/credit-approval.json'
    """
    kind, _, rest = ref.partition(":")
    ident, at, version = rest.partition("@")
    if at:
        return f"{FOLDER}/model_version/{file_name(ident)}@{file_name(version)}.json"
    return f"{FOLDER}/{kind}/{file_name(ident)}.json"


def data_files(inventory: Inventory) -> Iterator[tuple[str, str]]:
    """Yield every JSON file of the site: its address and its text."""
    published = inventory.published
    head = _head(published)
    found: dict[str, list[str]] = {}
    for finding in published.report.findings:
        found.setdefault(finding.entity, []).append(_line(_finding(finding)))
    yield f"{FOLDER}/index.json", _text({**head, **_index(inventory)})
    yield f"{FOLDER}/owners.json", _text({**head, **_owners(published)})
    if published.judged:
        yield f"{FOLDER}/findings.json", _text({**head, **_findings(published, found)})
        yield f"{FOLDER}/calendar.json", _text({**head, "events": list(_events(inventory))})
    for row in inventory.rows:
        written = Written(found.get(row.entry.ref, ()))
        yield data_address(row.entry.ref), _text({**head, **_entity(published, row, written)})


def _text(data: Mapping[str, Any]) -> str:
    """JSON with one line for each member of the top, so that two builds are compared line by line."""
    lines = (f"{json.dumps(name)}: {_value(value)}" for name, value in data.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _value(value: Any) -> str:
    if isinstance(value, Written):
        return "[\n " + ",\n ".join(value.lines) + "\n]" if value.lines else "[]"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n " + ",\n ".join(_line(item) for item in value) + "\n]"
    if isinstance(value, dict) and value and all(isinstance(item, dict | list) for item in value.values()):
        return "{\n " + ",\n ".join(f"{json.dumps(name)}: {_line(item)}" for name, item in value.items()) + "\n}"
    return _line(value)


def _line(value: Any) -> str:
    """One value as JSON; text outside ASCII is escaped only where UTF-8 cannot hold it."""
    text = ENCODER.encode(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _head(published: Published) -> dict[str, Any]:
    return {"schema": SCHEMA, "as_of": published.as_of.isoformat(), "audience": published.audience}


def _index(inventory: Inventory) -> dict[str, Any]:
    published = inventory.published
    judging = {
        "levels": dict(published.level_counts),
        "withheld_findings": published.withheld,
        "frameworks": [_framework(published, framework) for framework in published.frameworks],
        "unknown_frameworks": list(published.report.unknown_frameworks),
    }
    return {
        "organisation": published.organisation,
        "catalog": {"digest": published.catalog.digest, "commit": published.catalog.commit},
        **(judging if published.judged else {}),
        "files": ["api/owners.json", *(JUDGING_FILES if published.judged else ())],
        "entities": [_index_row(published, row) for row in inventory.rows],
    }


def _framework(published: Published, framework: Framework) -> dict[str, Any]:
    header = framework.header
    return {
        "id": framework.id,
        "title": framework.title,
        "edition": framework.edition,
        "knowledge": header.knowledge.isoformat(),
        "provisions": len(header.provisions),
        "not_checked": len(framework.not_checked),
        "outcomes": published.report.counts(framework.id),
    }


def _index_row(published: Published, row: Attributes) -> dict[str, Any]:
    entry = row.entry
    judging = {
        "risk_class": row.risk_class or None,
        "materiality": row.materiality or None,
        "generative": row.generative or None,
        "jurisdictions": list(row.jurisdictions),
        "overdue_days": row.overdue,
        "open": {level: row.levels.get(level, 0) for level in LEVELS},
    }
    return {
        "ref": entry.ref,
        "kind": entry.kind,
        "id": entry.id,
        "name": row.name,
        "owner": row.owner.ref if row.owner else None,
        "page": entity_address(entry.ref),
        "data": data_address(entry.ref),
        "lifecycle_stage": row.stage or None,
        "suppliers": list(row.suppliers),
        **(judging if published.judged else {}),
    }


def _entity(published: Published, row: Attributes, findings: Written) -> dict[str, Any]:
    """Everything the site knows of an entity: what its file says, how it was judged, and what it is tied to."""
    entry, report = row.entry, published.report
    judged = report.entities.get(entry.ref)
    links = published.catalog.links
    judging = {
        "facts": dict(judged.facts) if judged else {},
        "derivation": list(judged.derivation) if judged else [],
        "coverage": [
            {"framework": item.framework, **{outcome: item[outcome] for outcome in OUTCOMES}}
            for item in published.coverage_by_entity.get(entry.ref, ())
        ],
        "findings": findings,
    }
    return {
        **_index_row(published, row),
        "path": printable(entry.path),
        "digest": entry.digest,
        "ownership": _ownership(published, entry),
        "fields": entry.source.data,
        **(judging if published.judged else {}),
        "versions": [version.ref for version in published.versions(entry)],
        "names": sorted({link.target for link in links.out(entry.ref)}),
        "named_by": sorted({link.source for link in links.into(entry.ref)}),
    }


def _findings(published: Published, found: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """All findings by entity, and what their rules say once for all of them."""
    rules = sorted({finding.rule for finding in published.report.findings})
    return {
        "rules": {rule: _rule(published, rule) for rule in rules if rule in published.rules},
        "findings": Written([line for ref in sorted(found) for line in found[ref]]),
    }


def _rule(published: Published, ident: str) -> dict[str, Any]:
    rule: Rule = published.rules[ident]
    framework, _ = published.report.rule(ident)
    return {
        "name": rule.name,
        "framework": framework.id,
        "title": rule.title,
        "remedy": rule.remedy,
        "cites": list(framework.cited(rule)),
        "page": published.rule_href(ident, "index.html"),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {
        "entity": finding.entity,
        "rule": finding.rule,
        "level": finding.level,
        "outcome": finding.outcome,
        "message": printable(finding.message),
        "path": printable(finding.path),
        "line": finding.line,
        "column": finding.column,
        "pointer": printable(finding.pointer),
        "fingerprint": finding.fingerprint,
    }
    return {**data, "waiver": finding.waiver} if finding.waiver else data


def _owners(published: Published) -> dict[str, Any]:
    """Who answers for each entity, by reference, and the references that each id stands for."""
    ids: dict[str, list[str]] = {}
    owners: dict[str, dict[str, Any]] = {}
    for entry in published.catalog.entities.values():
        ids.setdefault(entry.id, []).append(entry.ref)
        owners[entry.ref] = {**_ownership(published, entry), "aliases": _aliases(entry)}
    return {"owners": owners, "ids": dict(sorted(ids.items()))}


def _ownership(published: Published, entry: Entry) -> dict[str, Any]:
    """Who answers, and where the runbook can be read: a page of the site, or an address on the web."""
    held = ownership(published.catalog, entry)
    return {**held, "runbook_page": runbook_link(published, held["runbook"], "index.html") or None}


def _aliases(entry: Entry) -> list[Any]:
    """What other tools call a team, for lookups from there."""
    aliases = entry.source.data.get("aliases")
    return aliases if isinstance(aliases, list) else []


def _events(inventory: Inventory) -> Iterator[dict[str, Any]]:
    for event in inventory.events:
        yield {
            "day": event.day.isoformat(),
            "kind": event.kind,
            "entity": event.ref or None,
            "what": event.what,
            "source": event.source,
            "overdue": event.day < inventory.published.as_of,
        }
