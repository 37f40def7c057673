"""What each kind of page says: figures that agree with the report, and records that a reader finds whole."""

from __future__ import annotations

import copy
import json
import random
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import TODAY, write_files

from cardwright.cards.comparison import compare_groups, round_ticks
from cardwright.catalog.load import load_catalog
from cardwright.finding import OUTCOMES, Finding
from cardwright.rules.judge import judge
from cardwright.shipped import find_sample, find_templates
from cardwright.site.attributes import Inventory
from cardwright.site.explorer import explorer_script
from cardwright.site.finding_cards import render_findings
from cardwright.site.grid import Column, grid_script
from cardwright.site.pages import Pages
from cardwright.site.portfolio import Share, class_rows, framework_shares, heat_rows
from cardwright.site.published import Published, publish_report
from cardwright.site.search import search_entries


@cache
def sample() -> Pages:
    """The pages of the sample."""
    return Pages(Published(judge(load_catalog(find_sample()), TODAY)), (find_templates(),))


@cache
def page(address: str) -> str:
    """The HTML of one page of the sample."""
    return sample().render(address).html


def part(html: str, anchor: str) -> str:
    """The section of a page with an anchor, as text on one line."""
    start = html.index(f'id="{anchor}"')
    end = html.find("</section>", start)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html[start:end])).split())


def test_errors_are_counted_by_system_and_by_owner() -> None:
    """The front page counts the errors that the report has, and names the systems and teams that have most of them."""
    published = sample().published
    said = part(page("index.html"), "attention")
    assert f"{published.level_counts['error']} error" in said
    worst = max(published.catalog.by_kind("system"), key=lambda entry: published.levels(entry.ref)["error"])
    assert published.name_of(worst) in said
    owner = published.catalog.find(str(worst.source.data["owner"]))
    assert owner is not None
    assert owner.name in said


def test_any_word_of_a_purpose_finds_the_model(tmp_path: Path) -> None:
    """The last word of a purpose of 400 letters is in the search and in the explorer, for a model as for a system."""
    words = " ".join(["Ranks requests by urgency"] * 15)[:390].rpartition(" ")[0]
    model = f"## m.yaml\nkind: model\nid: ranks\nname: Ranks\npurpose: {{intended_use: {words} chrysalis}}\n"
    system = f"## s.yaml\nkind: system\nid: desk\nname: Desk\npurpose: {{intended_purpose: {words} peregrine}}\n"
    write_files(tmp_path, model + system)
    published = Published(judge(load_catalog(tmp_path), TODAY))
    found = {entry["location"]: str(entry["text"]) for entry in search_entries(published)}
    assert found["models/ranks/index.html"].endswith("chrysalis")
    assert found["systems/desk.html"].endswith("peregrine")
    assert {"chrysalis", "peregrine"} <= set(re.findall(r"\w+", explorer_script(Inventory(published))))


def test_grid_of_many_rows_is_whole() -> None:
    """Thousands of rows stand in a grid in their order, each cell with its own value."""
    columns = [Column("name", "Name"), Column("many", "Many", many=True), Column("number", "Number", number=True)]
    rows = [[f"n{number:05}", [f"m{number % 7}"], number] for number in range(10_000)]
    data = json.loads(grid_script(columns, iter(rows), "grid", "rows").partition("=")[2].rstrip(";\n"))
    names, several = (column["values"] for column in data["columns"][:2])
    shown = zip(*data["cells"], strict=True)
    assert [[names[name], [several[place] for place in many], number] for name, many, number in shown] == rows


def test_heat_map_never_rounds_up() -> None:
    """A share of a hundred means that every check that bears on the system passes; all seven outcomes are told."""
    published = sample().published
    rows = heat_rows(published, "index.html")
    assert len(rows) == len(published.catalog.by_kind("system"))
    for row in rows:
        for share in filter(None, row.shares):
            open_ = [share.counts[name] for name in ("fail", "waived", "undecided", "review")]
            assert (share.percent == 100) == (share.bearing > 0 and not any(open_))
    for _, share, _ in framework_shares(published, "index.html"):
        assert sum(share.counts.values()) == sum(share.counts[outcome] for outcome in OUTCOMES)


@pytest.mark.parametrize(
    ("passed", "failed", "percent", "step"),
    [(0, 0, None, 5), (1, 0, 100, 4), (999, 1, 99, 3), (1, 999, 0, 0), (1, 3, 25, 1), (1, 1, 50, 2), (3, 1, 75, 3)],
)
def test_shade_follows_the_share(passed: int, failed: int, percent: int | None, step: int) -> None:
    """The shade of a cell says what its number says; nothing to judge has one of its own."""
    share = Share({**dict.fromkeys(OUTCOMES, 0), "pass": passed, "fail": failed, "not_yet": 7}, "")
    assert (share.percent, share.step) == (percent, step)


def test_systems_by_class_and_materiality_add_up() -> None:
    """Every system stands in one cell."""
    published = sample().published
    rows = class_rows(published, "index.html")
    assert sum(row.total.number for row in rows) == len(published.catalog.by_kind("system"))
    assert all(row.total.number == sum(cell.number for cell in row.cells) for row in rows)


DATED = """\
## team.yaml
kind: team
id: desk
name: Desk
## system.yaml
kind: system
id: sorter
name: Sorter
owner: team:desk
reviews:
- {kind: periodic, date: 2025-04-14, next_due: 2026-04-14}
- {kind: security_review, date: 2025-04-14, next_due: 2027-04-14}
## waiver.yaml
kind: waiver
id: later
rule: CAT061
entity: system:sorter
reason: The review was moved to January, because the team works on the new scheme until then.
compensating_control: The team checks a sample of cases every week.
requested_by: Product Owner
approved_by: Head of Model Risk
approved_on: 2026-10-12
expiry: 2027-01-31
"""


@pytest.fixture
def dated(tmp_path: Path) -> Pages:
    """The pages of a system with a review overdue, one to come, and a waiver that ends soon."""
    write_files(tmp_path, DATED)
    return Pages(Published(judge(load_catalog(tmp_path), TODAY)), (find_templates(),))


def test_overdue_and_ending_stand_on_the_front_page(dated: Pages) -> None:
    """Reviews that have passed their day are told with their delay, waivers that end within 90 days with the rest."""
    html = dated.render("index.html").html
    assert re.search(r"1 overdue 2026-04-14 Periodic review Sorter 221 days late", part(html, "overdue"))
    assert re.search(r"Next reviews 2027-04-14 Security review Sorter in 144 days", part(html, "overdue"))
    assert re.search(r"1 ending within 90 days 2027-01-31 Waiver of CAT061 later in 71 days", part(html, "ending"))
    assert re.search(r"Desk 100% 1 1 221", part(html, "staleness"))


def test_team_owns_and_owes(dated: Pages) -> None:
    """A team's page lists what it answers for, what is overdue and what comes."""
    said = part(dated.render("teams/desk.html").html, "holdings")
    assert "1 overdue 2026-04-14 Periodic review Sorter 221 days late" in said
    assert "Coming 2027-01-31" in said
    assert re.search(r"Sorter system:sorter system .* 221$", said)


def test_owner_on_call_and_runbook_stand_at_the_top() -> None:
    """Who is alerted at night finds team, channel, rota and runbook before anything else, also where the owner has none
    and the developer does.
    """
    for address in ("models/credit-scorecard/1.1.0.html", "systems/credit-scoring.html"):
        html = page(address)
        said = part(html, "contact")
        for words in ("#credit-models-oncall", "https://rota.example.com/credit-risk-analytics", "runbook.md"):
            assert words in said, address
        assert html.index('id="contact"') < html.index('id="glance"') < html.index('id="assessment"')
    assert 'href="mailto:credit-risk-analytics@example.com"' in page("models/credit-scorecard/1.1.0.html")


def test_runbook_is_one_click_away() -> None:
    """The runbook of a model in the catalog is a page, named on the page of each entity that it is for."""
    href = re.search(r'href="([^"]+)">Open the runbook', page("models/credit-scorecard/1.1.0.html"))
    assert href is not None
    address = href[1].removeprefix("../../")
    html = page(address)
    assert "<ol>" in html
    assert "Rollback" in html
    outside = Pages(publish_report(sample().published.report, "regulator"), (find_templates(),))
    assert not [name for name in outside.by_address if name.startswith("runbooks/")]


def test_runbook_keeps_credentials_to_itself(tmp_path: Path) -> None:
    """A password in a runbook is not on its page, and a path out of the catalog has none."""
    (tmp_path / "secret.md").write_text("outside")
    write_files(
        tmp_path / "catalog",
        "## t.yaml\nkind: team\nid: t\nname: T\non_call: {runbook: {title: R, file: evidence/r.md}}\n"
        "## s.yaml\nkind: system\nid: s\nname: S\nrunbook: {title: R, file: ../secret.md}\n"
        "## evidence/r.md\nRestart with postgres://app:s3cr3tword@db.example.com/cards <script>alert(1)</script>\n",
    )
    pages = Pages(Published(judge(load_catalog(tmp_path / "catalog"), TODAY)), (find_templates(),))
    (address,) = [name for name in pages.by_address if name.startswith("runbooks/")]
    html = pages.render(address).html
    assert "Restart with" in html
    assert "s3cr3tword" not in html
    assert "<script>alert" not in html
    assert "Open the runbook" not in pages.render("systems/s.html").html


def test_missing_answers_are_marked(tmp_path: Path) -> None:
    """A system without owner, purpose and limits says so at its top, whatever the rules ask."""
    write_files(tmp_path, "## a.yaml\nkind: system\nid: a\nname: A\n")
    html = Pages(Published(judge(load_catalog(tmp_path), TODAY)), (find_templates(),)).render("systems/a.html").html
    assert "Nobody is named who answers for this" in part(html, "contact")
    assert part(html, "glance").count("Missing. The record does not say.") == 2


def test_findings_of_a_rule_share_one_remedy() -> None:
    """Places with the same fault stand in one card, each with its message, and what to do is said once."""
    finding = Finding(
        "R001", "named", "house", "warning", "fail", "system:a", "no `x`", "Write `x`.", (), "a.yaml", 1, 1, ""
    )
    found = [finding, finding._replace(line=7, message="no `y`"), finding._replace(remedy="Other.")]
    html = str(render_findings(found, lambda rule: sample().published.rule_link(rule, "index.html")))
    assert html.count('class="cw-finding ') == 2
    assert html.count("Write <code>x</code>.") == 1
    assert [line in html for line in ("a.yaml:1:1", "a.yaml:7:1", "no <code>y</code>")] == [True] * 3


def test_every_framework_has_its_findings_and_all_rules() -> None:
    """The panel of a framework has every open finding of the entity in it, and names every rule that judged it."""
    published = sample().published
    html = page("systems/support-assistant.html")
    panels = html.split('<details class="cw-panel" id="framework-')[1:]
    for panel in panels:
        name = panel[: panel.index('"')]
        for finding in published.report.findings_by_entity["system:support-assistant"]:
            if finding.framework == name:
                assert f"{finding.path}:{finding.line}:{finding.column}" in panel
        for result in published.report.results_by_entity["system:support-assistant"]:
            if result.framework == name:
                assert f">{result.rule}</a>" in panel


def test_groups_are_drawn_with_their_values() -> None:
    """Each group has its value and verdict beside its interval; a threshold that is missed has a shape of its own."""
    metrics = [
        {"name": "roc_auc", "value": "0.78", "ci_low": "0.7", "ci_high": "0.8", "threshold": "0.75",
         "threshold_direction": "at_least"},
        {"name": "roc_auc", "value": "0.7", "subgroup": "<b>under 25", "threshold": "0.75",
         "threshold_direction": "at_least"},
        {"name": "accuracy", "value": "0.9"},
        {"name": "f1", "value": "nan", "subgroup": "a"},
    ]  # fmt: skip
    (comparison,) = compare_groups(metrics)
    assert comparison.name == "ROC AUC"
    drawing = str(comparison.drawing)
    assert ">0.78, met<" in drawing
    assert ">0.7, not met<" in drawing
    assert drawing.count("cw-comparison-missed") == 1
    assert "&lt;b&gt;under 25" in drawing
    assert "<b>" not in drawing


def test_a_comparison_fits_a_phone_on_round_numbers() -> None:
    """Name and value stand on one line above the range, whatever their length; the axis ends at round numbers."""
    metrics = [
        {"name": "roc_auc", "value": "0.78", "ci_low": "0.648", "ci_high": "0.94"},
        {"name": "roc_auc", "value": "0.123456789012345678", "unit": "percentage points", "subgroup": "長" * 60,
         "threshold": "0.7", "threshold_direction": "unheard of"},
    ]  # fmt: skip
    (comparison,) = compare_groups([metrics[0], {**metrics[0], "subgroup": "sex female"}])
    drawing = str(comparison.drawing)
    assert int(re.findall(r'viewBox="0 0 (\d+) ', drawing)[0]) <= 340
    assert re.findall(r'text-anchor="middle">([\d.]+)<', drawing) == ["0.6", "0.7", "0.8", "0.9", "1"]
    (name, line), *_ = re.findall(r'<text class="cw-comparison-name" x="0" y="([\d.]+)">([^<]+)<', drawing)
    assert f'x="340" y="{name}" text-anchor="end">0.78<' in drawing
    assert line == "sex female"
    (comparison,) = compare_groups(metrics)
    long, said = re.findall(r"cw-comparison-(?:name|value)[^>]*>([^<]+)<", str(comparison.drawing))[-2:]
    assert 2 * len(long) + len(said) <= 53
    assert long.endswith("…")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.633, 0.955, (0.6, 0.7, 0.8, 0.9, 1.0)),
        (3, 170, (0.0, 50.0, 100.0, 150.0, 200.0)),
        (-5, 5, (-5.0, -2.5, 0.0, 2.5, 5.0)),
        (0.8, 0.8, ()),
        (-1e308, 1e308, ()),
        (5e-324, 1e-323, ()),
        (1e6, 1e6 + 1e-4, ()),
    ],
)
def test_axes_have_round_numbers(low: float, high: float, ticks: tuple[float, ...]) -> None:
    """The ticks of an axis are round, and hold all values between them; a range beyond all measure has none."""
    assert round_ticks(low, high) == ticks


def test_versions_stand_side_by_side() -> None:
    """The versions of a model are compared fact by fact, and what differs is marked in words."""
    said = part(page("models/credit-scorecard/index.html"), "versions")
    assert re.search(r"ROC AUC ≠ \(differs\) 0\.7874 0\.7771", said)
    assert re.search(r"Accuracy 0\.7125 0\.7125", said)
    assert re.search(r"Parameters ≠ \(differs\) 54 62", said)


def test_generative_settings_and_untested_guardrails() -> None:
    """A system shows how its language model is set, its prompts letter by letter, and that a guardrail has no test."""
    said = part(page("systems/support-assistant.html"), "generation")
    for words in ("Temperature 0.2", "Seed 17", "Never press or advertise.", "topic-filter", "2026-08-18, passed"):
        assert words in said
    assert re.search(r"citation-check output Drops answers that name no passage\. Never", said)


def test_model_says_where_it_runs() -> None:
    """A model and its version name the deployments of every system that runs them."""
    for address in ("models/credit-scorecard/index.html", "models/credit-scorecard/1.1.0.html"):
        said = part(page(address), "deployments")
        assert re.search(r"Example Bank Credit Scoring prod-de-2026-08 production .*2026-08-03 DE", said), address
    assert 'id="deployments"' not in page("models/credit-scorecard/1.0.0.html")


def test_what_runs_no_more_says_so_and_a_rule_is_named_once(tmp_path: Path) -> None:
    """A deployment that has ended is told with its last day; a gap that one rule asks for twice names the rule once."""
    text = """\
## catalog.yaml
{kind: organisation, id: bank, name: Bank, frameworks: [nist-ai-rmf]}
## systems/a.yaml
kind: system
id: a
name: A
lifecycle_stage: production
operation:
  deployments:
    - {id: old, environment: production, deployed_on: 2025-01-05, retired_on: 2026-01-04}
    - {id: pilot, environment: pilot, deployed_on: 2026-01-05, retired_on: 2027-01-04}
"""
    write_files(tmp_path, text)
    html = Pages(Published(judge(load_catalog(tmp_path), TODAY)), (find_templates(),)).render("systems/a.html").html
    said = part(html, "deployments")
    assert "2025-01-05 ended 2026-01-04" in said
    assert "2026-01-05 until 2027-01-04" in said
    gaps = [re.findall(r"[A-Z]+[0-9]{3}", gap) for gap in re.findall(r"Asked for by (.*?)</div>", html)]
    assert any("NIST030" in gap for gap in gaps)
    linked = [re.findall(r">([A-Z]+[0-9]{3})<", gap) for gap in re.findall(r"Asked for by (.*?)</div>", html)]
    assert all(len(rules) == len(set(rules)) for rules in linked)


def test_rule_names_whom_it_passes_and_fails() -> None:
    """The page of a rule names the entities of every outcome, as many as the report has."""
    published = sample().published
    said = part(page("frameworks/eu-ai-act/aia204.html"), "who")
    for outcome, names in {
        outcome: [
            published.name_of(published.catalog.entities[result.entity])
            for result in published.report.results
            if result.rule == "AIA204" and result.outcome == outcome
        ]
        for outcome in OUTCOMES
    }.items():
        assert all(name in said for name in names), outcome


def test_matrix_shows_the_gravest_outcome() -> None:
    """A cell of the matrix says what asks most of somebody on the system and what belongs to it, never less."""
    html = page("frameworks/eu-ai-act/_coverage.html")
    row = next(line for line in html.split("\n") if "#provision-art-50-2" in line)
    assert re.search(r'<td class="cw-o-fail">fail \d+</td>', row)
    assert html.count("<tr>") == len(sample().published.frameworks[1].provisions) + 1


def test_crosswalk_serves_several_frameworks() -> None:
    """A field that two frameworks ask for stands in one row with the provisions of both."""
    html = page("frameworks/_crosswalk.html")
    row = next(line for line in html.split("\n") if ">purpose.intended_purpose</code>" in line and "system" in line)
    assert "Annex IV(1)(a)" in row
    assert len(re.findall(r"<td>(?!–<)", row)) >= 2


def test_pages_do_not_grow_with_the_catalog(tmp_path: Path) -> None:
    """The front page, a team and a framework are as long for 120 systems as for 60."""
    sizes = []
    for number in (60, 120):
        folder = tmp_path / str(number)
        systems = "".join(
            f"## s/{n}.yaml\nkind: system\nid: s{n:03}\nname: System {n:03}\nowner: team:t\n" for n in range(number)
        )
        write_files(folder, f"## t.yaml\nkind: team\nid: t\nname: T\n{systems}")
        pages = Pages(Published(judge(load_catalog(folder), TODAY)), (find_templates(),))
        addresses = ("index.html", "frameworks/catalog/index.html", "frameworks/catalog/_coverage.html")
        sizes.append([len(pages.render(address).html) for address in addresses])
    for small, large in zip(*sizes, strict=True):
        assert large < 1.1 * small + 2000


ODD: list[Any] = [
    None, [], {}, "x", "", "-1", "nan", "1e999", ["a", ["b"]], {"a": {"b": "c"}}, [{}], [None], [{"a": None}],
    "2026-02-30", "team:nobody", "model:x@1", "9" * 400, [["x"]], {"date": []}, {"name": {"z": []}},
]  # fmt: skip


def distort(node: Any, chance: random.Random, share: float) -> Any:
    """The same record with some of its values replaced by others of a wrong kind."""
    if isinstance(node, dict):
        kept = ("kind", "id", "model", "version")
        return {
            key: copy.deepcopy(chance.choice(ODD)) if key not in kept and chance.random() < share
            else distort(value, chance, share)
            for key, value in node.items()
        }  # fmt: skip
    if isinstance(node, list):
        return [copy.deepcopy(chance.choice(ODD)) if chance.random() < share else distort(item, chance, share)
                for item in node]  # fmt: skip
    return node


@pytest.mark.parametrize("seed", [2, 5])
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_records_of_any_shape_have_pages(tmp_path: Path, seed: int, audience: Any) -> None:
    """Values of a wrong kind anywhere in a record are findings; every page is still made."""
    chance = random.Random(seed)
    for path in find_sample().rglob("*.yaml"):
        if "evidence" not in path.parts:
            record = distort(yaml.load(path.read_text(), Loader=yaml.BaseLoader), chance, chance.choice([0.02, 0.3]))
            target = tmp_path / path.relative_to(find_sample())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(yaml.safe_dump(record, allow_unicode=True))
    pages = Pages(publish_report(judge(load_catalog(tmp_path), TODAY), audience), (find_templates(),))
    for address, made in pages.by_address.items():
        if made.template not in ("rule", "fields"):
            assert pages.render(address).html
