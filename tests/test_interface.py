"""What programs read of a site: static JSON, metrics and the calendar."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY, write_files
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError
from cardwright.finding import LEVELS
from cardwright.rules.judge import judge
from cardwright.shipped import find_sample, find_templates
from cardwright.site.attributes import Inventory
from cardwright.site.build import build_site
from cardwright.site.calendar import render_calendar
from cardwright.site.dates import Event, events_of
from cardwright.site.interface import data_address, data_files
from cardwright.site.openmetrics import render_metrics
from cardwright.site.pages import Pages
from cardwright.site.published import Published

Build = Callable[[str], Catalog]
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act, mas-airg]
## teams/desk.yaml
kind: team
id: desk
name: "Desk \\"A\\" \\\\ B"
functions: [developer]
contact: {role: Duty modeller, email: desk@example.com}
on_call: {channel: "#desk", runbook: {title: Team runbook, url: https://example.com/team}}
aliases: ["@bank/desk"]
## models/pd/model.yaml
kind: model
id: pd
name: Default risk
owner: team:desk
reviews:
- {kind: periodic, date: 2025-01-10, next_due: 2026-01-10}
- {kind: periodic, date: 2026-01-09, next_due: 2027-01-10}
- {kind: peer_review, date: 2026-01-09, next_due: 2026-11-11}
## models/pd/1.0.yaml
kind: model_version
model: model:pd
version: 1.0
## systems/lending.yaml
kind: system
id: lending
name: Lending
owner: team:desk
runbook: {title: System runbook, url: https://example.com/system}
actors: {roles: [provider]}
classification: {annex_iii_points: [5(b)]}
characteristics: {profiling: true}
composition: {models: [{model: "model:pd@1.0", purpose: scores}]}
market: {status: in_service, placed_on_market: 2026-09-01, countries: [DE]}
reviews:
- kind: security_review
  date: 2026-05-01
  findings:
  - {id: f1, finding: Patch the gateway., due: 2026-12-01, status: open}
  - {id: f2, finding: Closed one., due: 2026-06-01, status: closed}
operation:
  incidents:
  - {id: I-1, title: Wrong refusals, serious: true, kind: fundamental_rights, status: open, aware_on: 2028-01-10}
  - {id: I-2, serious: true, kind: death, aware_on: 2028-01-10, reports: [{kind: initial, date: 2028-01-12}]}
  - {id: I-3, serious: false, kind: near_miss, aware_on: 2028-01-10}
## approvals/go.yaml
kind: approval
id: go
entity: system:lending
digest: 0000000000000000000000000000000000000000000000000000000000000000
decision: approved
role: Committee
date: 2026-01-01
expiry: 2026-11-20
## datasets/orphan.yaml
kind: dataset
id: orphan
name: Nobody's data
"""


def published(catalog: Catalog, day: datetime.date = TODAY) -> Published:
    """A catalog, judged and ready for a site."""
    return Published(judge(catalog, day))


def data_of(state: Published) -> dict[str, Any]:
    """The JSON files of a site by address."""
    return {address: json.loads(text) for address, text in data_files(Inventory(state))}


def test_owners_say_whom_to_call(catalog_of: Build) -> None:
    """The reference or id in an alert leads to team, contact, on-call and runbook; a version has its model's."""
    owners = data_of(published(catalog_of(CATALOG)))["api/owners.json"]
    assert owners["ids"]["pd"] == ["model:pd"]
    for ref, runbook in (
        ("model:pd", "Team runbook"),
        ("model:pd@1.0", "Team runbook"),
        ("system:lending", "System runbook"),
    ):
        found = owners["owners"][ref]
        assert found["team"] == "team:desk"
        assert found["contact"]["email"] == "desk@example.com"
        assert found["on_call"]["channel"] == "#desk"
        assert found["runbook"]["title"] == runbook
    assert owners["owners"]["approval:go"]["team"] == "team:desk"
    assert owners["owners"]["dataset:orphan"]["team"] is None
    assert owners["owners"]["team:desk"]["aliases"] == ["@bank/desk"]


def test_owners_name_who_is_woken_where_the_owner_is_not_on_call(catalog_of: Build) -> None:
    """As on the page: the developer's rota stands in for that of an owner who has none; the file says whose it is."""
    business = "## teams/lending.yaml\n{kind: team, id: lending, name: Business, functions: [deployer]}\n"
    system = (
        "## systems/loans.yaml\n{kind: system, id: loans, name: Loans, owner: 'team:lending', developer: 'team:desk'}\n"
    )
    owners = data_of(published(catalog_of(CATALOG + business + system)))["api/owners.json"]["owners"]
    assert owners["system:loans"]["team"] == "team:lending"
    assert owners["system:loans"]["on_call"]["channel"] == "#desk"
    assert owners["system:loans"]["on_call_team"] == "team:desk"
    assert owners["system:loans"]["runbook"]["title"] == "Team runbook"
    assert owners["system:lending"]["on_call_team"] == "team:desk"
    assert owners["dataset:orphan"]["on_call_team"] is None


def test_every_entity_has_its_file(catalog_of: Build) -> None:
    """The index names page and data of every entity, and the data hold what the file of the catalog says."""
    catalog = catalog_of(CATALOG)
    data = data_of(published(catalog))
    index = data["api/index.json"]
    assert [row["ref"] for row in index["entities"]] == list(catalog.entities)
    for row in index["entities"]:
        entity = data[row["data"]]
        assert entity["fields"] == catalog.entities[row["ref"]].source.data
        assert entity["page"] == row["page"]
    assert data["api/model_version/pd@1.0.json"]["fields"]["version"] == "1.0"
    assert data["api/system/lending.json"]["facts"]["profiling"] is True
    assert index["schema"] == 1
    assert index["as_of"] == "2026-11-21"


def test_findings_are_those_of_the_report(catalog_of: Build) -> None:
    """All findings stand in one file, each with its rule, and their fingerprints are those of `check`."""
    state = published(catalog_of(CATALOG))
    found = data_of(state)["api/findings.json"]
    assert sorted(item["fingerprint"] for item in found["findings"]) == sorted(
        item.fingerprint for item in state.report.findings
    )
    assert {item["rule"] for item in found["findings"]} <= set(found["rules"])
    assert all(rule["remedy"] and rule["title"] for rule in found["rules"].values())


def test_addresses_of_data_are_safe_and_distinct() -> None:
    """Refs of any text get files of their own inside the folder of their kind."""
    refs = ["model:a", "model:A", "model:a@1", "model:a@../x", "model:..", "system:con", "team:a"]
    addresses = [data_address(ref) for ref in refs]
    assert len({address.lower() for address in addresses}) == len(refs)
    assert all(re.fullmatch(r"api/[a-z_]+/[a-z0-9_@][a-z0-9._@-]*\.json", address) for address in addresses)


def test_site_links_agree_with_the_data(tmp_path: Path) -> None:
    """On the built sample every page, file, rule page and runbook that the data name exists."""
    site = build_site(None, find_sample(), tmp_path / "site", TODAY, False)
    index = json.loads((site / "api/index.json").read_text())
    named = [row[key] for row in index["entities"] for key in ("page", "data")] + index["files"]
    rules = json.loads((site / "api/findings.json").read_text())["rules"].values()
    named += [rule["page"] for rule in rules]
    owners = json.loads((site / "api/owners.json").read_text())["owners"].values()
    assert {held["runbook_page"] is None for held in owners if held["runbook"]} == {False}
    named += [held["runbook_page"] for held in owners if held["runbook"]]
    assert [name for name in named if not (site / name).is_file()] == []
    assert len(named) > 200


def test_metrics_are_open_metrics(catalog_of: Build) -> None:
    """A strict parser reads the metrics back, with the owner of each entity as a label."""
    state = published(catalog_of(CATALOG))
    parsed = text_string_to_metric_families(render_metrics(Inventory(state)))
    families = {family.name: family.samples for family in parsed}
    overdue = {sample.labels["ref"]: sample for sample in families["cardwright_review_overdue_days"]}
    assert overdue["model:pd"].value == 10
    assert overdue["model:pd"].labels["owner"] == "desk"
    assert overdue["system:lending"].value == 1
    left = {(s.labels["ref"], s.labels["event"]): s.value for s in families["cardwright_expiry_days"]}
    assert left["approval:go", "approval"] == -1
    assert left["system:lending", "point"] == 10
    found = families["cardwright_findings"]
    errors = [s.value for s in found if s.labels["ref"] == "system:lending" and s.labels["level"] == "error"]
    assert errors == [state.levels("system:lending")["error"]] != [0]


def test_metrics_count_findings_on_files_that_could_not_be_read(catalog_of: Build) -> None:
    """The findings of all samples are those of the report: a file that names no entity has a sample of its own."""
    state = published(catalog_of(CATALOG + "## waivers/broken.yaml\nkind: waiver\nid: [\n"))
    parsed = text_string_to_metric_families(render_metrics(Inventory(state)))
    found = next(family.samples for family in parsed if family.name == "cardwright_findings")
    for level in LEVELS:
        assert sum(s.value for s in found if s.labels["level"] == level) == state.level_counts[level]
    assert [s.value for s in found if not s.labels["ref"] and s.labels["level"] == "error"] == [1]


def test_only_what_is_open_stands_in_the_calendar(catalog_of: Build) -> None:
    """A review that a later one answered and a point that is closed are gone; the rest is there on its day."""
    found = {(str(event.day), event.kind, event.ref) for event in events_of(published(catalog_of(CATALOG)))}
    assert ("2026-01-10", "review", "model:pd") not in found
    assert ("2026-06-01", "point", "system:lending") not in found
    assert found >= {
        ("2027-01-10", "review", "model:pd"),
        ("2026-11-11", "review", "model:pd"),
        ("2026-12-01", "point", "system:lending"),
        ("2026-11-20", "approval", "approval:go"),
    }
    assert any(kind == "application" for _, kind, _ in found)


def test_incident_clocks_follow_the_rules(catalog_of: Build) -> None:
    """A serious incident runs until the day its rule sets, one that was reported or is not serious does not."""
    state = published(catalog_of(CATALOG), datetime.date(2028, 1, 20))
    (clock,) = [event for event in events_of(state) if event.kind == "incident"]
    assert clock.day == datetime.date(2028, 1, 25)
    assert "Wrong refusals" in clock.what
    assert clock.source == "operation.incidents[0]"


def unfolded(text: str) -> Iterator[str]:
    """The lines of an iCalendar file as they were before folding; fails where the form is broken."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    yield from "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def test_calendar_is_an_icalendar_file(catalog_of: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are folded at 75 octets, texts escaped, every event has what RFC 5545 asks for, and ids are unique."""
    name = "Ü, ß; \\ 信用評分" * 12
    text = CATALOG.replace("name: Lending", f"name: {json.dumps(name, ensure_ascii=False)}")
    lines = list(unfolded(render_calendar(published(catalog_of(text)))))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") > 4
    assert {line for line in lines if line.startswith("DTSTAMP")} == {"DTSTAMP:20261121T000000Z"}
    assert any("Ü\\, ß\\; \\\\ 信用評分" in line for line in lines if line.startswith("SUMMARY:"))
    assert "DTSTART;VALUE=DATE:20261120" in lines
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    stamped = list(unfolded(render_calendar(published(catalog_of(text)))))
    assert {line for line in stamped if line.startswith("DTSTAMP")} == {"DTSTAMP:20231114T221320Z"}


def test_an_event_that_moves_keeps_its_id(catalog_of: Build) -> None:
    """A calendar program that knows an event moves it instead of adding a second one."""

    def uid(text: str, day: str) -> str:
        lines = list(unfolded(render_calendar(published(catalog_of(text)))))
        return lines[lines.index(f"DTSTART;VALUE=DATE:{day}") - 2]

    assert uid(CATALOG, "20261120") == uid(CATALOG.replace("2026-11-20", "2026-12-24"), "20261224")


def test_registers_show_waivers_and_incidents(tmp_path: Path) -> None:
    """The waivers register says what is accepted until when; the incidents register how long a report may wait."""
    waiver = """\
## waivers/pen.yaml
kind: waiver
id: pen
rule: CAT030
entity: system:lending
reason: Booked for January.
compensating_control: Weekly scan.
requested_by: Product owner
approved_by: Head of risk
approved_on: 2028-01-02
expiry: 2028-01-30
"""
    write_files(tmp_path / "catalog", CATALOG + waiver)
    site = build_site(None, tmp_path / "catalog", tmp_path / "site", datetime.date(2028, 1, 30), False)
    waivers = (site / "waivers/index.html").read_text()
    for said in ("Booked for January.", "Weekly scan.", "Head of risk", "2028-01-30", "in 0 days", "CAT030"):
        assert said in waivers
    incidents = (site / "incidents/index.html").read_text()
    assert "report 5 days overdue" in incidents
    assert "I-1: Wrong refusals" in incidents
    assert "2028-01-12, initial" in incidents
    calendar = (site / "calendar.html").read_text()
    assert "Incident report due" in calendar
    assert "5 days overdue" in calendar


def test_a_waiver_that_cannot_be_read_is_not_said_to_be_none(tmp_path: Path) -> None:
    """The register does not say that nobody has waived anything when a file could not be read."""
    write_files(tmp_path, CATALOG)
    pages = Pages(published(load_catalog(tmp_path)), (find_templates(),))
    assert "Nobody has waived anything" in pages.render("waivers/index.html").html
    write_files(tmp_path, "## waivers/broken.yaml\nkind: waiver\nid: [\n")
    html = Pages(published(load_catalog(tmp_path)), (find_templates(),)).render("waivers/index.html").html
    assert "Nobody has waived anything" not in html
    assert "No waiver could be read" in html


def test_what_is_written_by_hand_wins(tmp_path: Path) -> None:
    """A file of the project at the place of one of ours stays as it is."""
    write_files(tmp_path / "catalog", CATALOG)
    write_files(tmp_path / "docs", "## api/owners.json\n{}\n## about.md\n# About\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: S\ntheme: {name: material, font: false}\nplugins: [search, cardwright]\n"
    )
    site = build_site(tmp_path / "mkdocs.yml", tmp_path / "catalog", tmp_path / "site", TODAY, False)
    assert (site / "api/owners.json").read_text() == "{}\n"
    assert (site / "api/index.json").stat().st_size > 100


def test_sample_data_do_not_depend_on_the_day_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same catalog and as-of date give the same bytes, whatever the time zone."""

    def made() -> list[tuple[str, str]]:
        state = published(load_catalog(find_sample()))
        return [
            *data_files(Inventory(state)),
            ("calendar", render_calendar(state)),
            ("metrics", render_metrics(Inventory(state))),
        ]

    first = made()
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert made() == first
    assert all(isinstance(event, Event) for event in events_of(published(load_catalog(find_sample()))))


def test_templates_stand_where_the_configuration_says(tmp_path: Path) -> None:
    """A folder named in mkdocs.yml overrides our templates and assets file by file; one that is missing is named."""
    write_files(tmp_path / "catalog", CATALOG)
    write_files(
        tmp_path / "house", "## site/guide.html.j2\n<h1>House rules</h1>\n## site/assets/grid.css\n/* house */\n"
    )
    (tmp_path / "docs").mkdir()
    config = tmp_path / "mkdocs.yml"
    text = "site_name: S\ntheme: {name: material, font: false}\nplugins: [search, {cardwright: {templates: house}}]\n"
    config.write_text(text)
    site = build_site(config, tmp_path / "catalog", tmp_path / "site", TODAY, False)
    assert "House rules" in (site / "guide.html").read_text()
    assert (site / "assets/cardwright/grid.css").read_text() == "/* house */\n"
    assert "Lending" in (site / "systems/lending.html").read_text()
    config.write_text(text.replace("house", "elsewhere"))
    with pytest.raises(CardwrightError, match=r"there is no folder .*elsewhere"):
        build_site(config, tmp_path / "catalog", tmp_path / "site", TODAY, False)
