"""The explorer in a real browser, opened from the disk: facets, free text, sorting, the address, export, keyboard."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from conftest import ROOT, TODAY, write_files
from playwright.sync_api import Browser, Page

from cardwright.catalog.load import load_catalog
from cardwright.rules.judge import judge
from cardwright.shipped import find_templates
from cardwright.site.addresses import entity_address
from cardwright.site.attributes import Inventory
from cardwright.site.build import build_site
from cardwright.site.explorer import explorer_script, link_to
from cardwright.site.grid import VARIABLE
from cardwright.site.published import Published, publish_report

FORMULA = '=HYPERLINK("https://evil.example","x")'
HOSTILE = "</script><img src=x onerror=alert(1)> \u202e <b>Zürich</b>"
CATALOG = f"""\
## catalog.yaml
{{kind: organisation, id: bank, name: Bank, frameworks: [eu-ai-act, mas-airg]}}
## teams/scoring.yaml
{{kind: team, id: scoring, name: Retail Modelling Desk, functions: [developer]}}
## teams/fraud.yaml
{{kind: team, id: fraud, name: Fraud Desk, functions: [developer]}}
## systems/lending.yaml
kind: system
id: lending
name: Lending
owner: team:scoring
lifecycle_stage: production
actors: {{roles: [provider]}}
description: Scores applications for instalment loans.
reviews: [{{kind: periodic, date: 2025-01-10, next_due: 2026-01-10}}]
## systems/payments.yaml
kind: system
id: payments
name: {json.dumps(HOSTILE)}
owner: team:fraud
lifecycle_stage: pilot
## models/formula/model.yaml
kind: model
id: formula
name: {json.dumps(FORMULA)}
owner: team:fraud
supply: {{supplier: {{supplier: "+1 Supplies, \\"Ltd\\""}}}}
## models/plain/model.yaml
{{kind: model, id: plain, name: Plain model, owner: "team:scoring", purpose: {{intended_use: "＝SUM(1)"}}}}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site with texts that would like to be markup or formulas."""
    folder = tmp_path_factory.mktemp("explorer")
    write_files(folder / "catalog", CATALOG)
    return build_site(None, folder / "catalog", folder / "site", TODAY, False)


class Tab(NamedTuple):
    """A page that is open, and everything it has complained of or asked of others."""

    page: Page
    noise: list[str]

    def open(self, site: Path, address: str) -> Page:
        """Open a page of a site from the disk and wait for its grid."""
        self.page.goto("about:blank")
        self.page.goto(f"{site.as_uri()}/{address}")
        self.page.wait_for_selector(".tabulator-tableholder")
        self.page.wait_for_selector(".cw-grid-status:not(:empty)")
        return self.page


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A new tab, which must stay silent and ask no other host."""
    page, noise = browser.new_page(viewport={"width": 1400, "height": 900}, accept_downloads=True), []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: (noise.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "blob:", "about:")) else noise.append(request.url),
    )
    yield Tab(page, noise)
    page.close()
    assert noise == []


def names(page: Page) -> list[str]:
    """The first column as it stands in the grid."""
    page.wait_for_timeout(150)
    return page.locator(".tabulator-row .tabulator-cell:first-child").all_inner_texts()


def choose(page: Page, facet: str, value: str) -> None:
    """Tick a value of a facet."""
    fold = page.locator("details.cw-facet", has=page.locator("summary", has_text=re.compile(f"^{facet}$")))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    fold.get_by_label(re.compile(f"^{value}")).check()


def test_facets_narrow_and_the_address_keeps_the_view(site: Path, tab: Tab) -> None:
    """Facets add up, say how many each value has, and the address alone brings the same view back."""
    page = tab.open(site, "explorer.html")
    assert page.inner_text(".cw-grid-status") == "7 entities"
    choose(page, "Kind", "System")
    assert len(names(page)) == 2
    choose(page, "Owner", "Retail Modelling Desk")
    assert names(page) == ["Lending"]
    assert page.inner_text(".cw-grid-status") == "1 of 7 entities"
    address = page.url.partition("#")[2]
    assert address == "kind=system&owner=team:scoring"
    assert names(tab.open(site, f"explorer.html#{address}")) == ["Lending"]
    page.get_by_role("button", name="Clear filters").click()
    assert len(names(page)) == 7
    assert "#" not in page.url


def test_free_text_finds_without_accents_and_case(site: Path, tab: Tab) -> None:
    """Every word must be found, in name, reference, owner or purpose."""
    page = tab.open(site, "explorer.html")
    search = page.get_by_role("searchbox", name="Search entities")
    for query, found in (
        ("zurich", 1),
        ("INSTALMENT loans", 1),
        ("fraud desk", 3),
        ("model:plain", 1),
        ("nothing at all", 0),
    ):
        search.fill(query)
        page.wait_for_timeout(250)
        assert len(names(page)) == found, query
    assert "Nothing matches" in page.inner_text(".tabulator-placeholder")


def test_links_of_other_pages_lead_into_a_view(site: Path, tab: Tab) -> None:
    """A figure elsewhere links to the rows that it counts; a value that no row has finds nothing, and is named."""
    page = tab.open(site, link_to("index.html", stale="yes"))
    assert names(page) == ["Lending"]
    page = tab.open(site, link_to("index.html", kind="nothing", stage="pilot", q="z"))
    assert names(page) == []
    assert page.inner_text(".cw-grid-status") == "0 of 7 entities, Kind: nothing"
    page.get_by_role("button", name="Clear filters").click()
    assert len(names(page)) == 7
    page.evaluate("location.hash = 'kind=team&sort=-name'")
    assert names(page) == ["Retail Modelling Desk", "Fraud Desk"]


@pytest.mark.parametrize("address", ["index.html", "teams/scoring.html"])
def test_figures_lead_to_as_many_rows(site: Path, tab: Tab, address: str) -> None:
    """Each figure of the front page and of a team's page leads to a view with just that many rows."""
    tab.page.goto(f"{site.as_uri()}/{address}")
    links = tab.page.eval_on_selector_all(
        "main a[href*='explorer.html#'], main a[href*='findings/index.html#']",
        "links => links.map(link => [link.getAttribute('href'), link.textContent.trim(), link.href])",
    )
    figures = {href: int(found[0]) for _, text, href in links if (found := re.findall(r"^\d+", text))}
    assert len(figures) > (20 if address == "index.html" else 0)
    shown = {}
    for href in figures:
        page = tab.open(site, href.removeprefix(f"{site.as_uri()}/"))
        shown[href] = int(re.findall(r"^\d+", page.inner_text(".cw-grid-status"))[0])
    assert shown == figures


def test_what_has_no_value_can_be_chosen(site: Path, tab: Tab) -> None:
    """Entities without an owner are a choice of their own, with its count, and the address keeps it."""
    page = tab.open(site, "explorer.html")
    choose(page, "Owner", "none")
    assert names(page) == ["Bank"]
    assert page.url.endswith("#owner=")
    assert names(tab.open(site, "explorer.html#owner=")) == ["Bank"]


def test_sorting_by_keyboard(site: Path, tab: Tab) -> None:
    """The head of a column takes the focus, Enter sorts and says so, and arrows lead from row to row."""
    page = tab.open(site, "explorer.html#kind=team&kind=model")
    head = page.get_by_role("columnheader", name="Name")
    head.focus()
    page.keyboard.press("Enter")
    first = names(page)
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert names(page) == first[::-1]
    assert head.get_attribute("aria-sort") == "descending"
    assert page.url.endswith("sort=-name")
    page.locator(".tabulator-row a").first.focus()
    page.keyboard.press("ArrowDown")
    second = names(page)[1]
    assert page.evaluate("document.activeElement.textContent") == second
    page.keyboard.press("Enter")
    page.wait_for_url("**/teams/*.html" if "Desk" in second else "**/models/**")


def test_hostile_text_stays_text(site: Path, tab: Tab) -> None:
    """What a name says is shown as it is written; it makes no element and runs nothing."""
    page = tab.open(site, "explorer.html#q=zurich")
    assert page.locator(".tabulator-cell img, .tabulator-cell b").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.inner_text(".tabulator-row .tabulator-cell:first-child")


def saved(page: Page, label: str) -> bytes:
    """What a click on a download button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return Path(download.value.path()).read_bytes()


def test_csv_holds_the_filtered_rows_and_no_formula(site: Path, tab: Tab) -> None:
    """The file has the rows of the view in its order, all columns, and no cell that a spreadsheet would compute."""
    page = tab.open(site, "explorer.html#kind=model&sort=name")
    rows = list(csv.reader(io.StringIO(saved(page, "Download as CSV").decode("utf-8-sig"))))
    assert rows[0][:3] == ["Name", "Kind", "Owner"]
    assert [row[rows[0].index("Reference")] for row in rows[1:]] == ["model:formula", "model:plain"]
    assert rows[1][0] == f"'{FORMULA}"
    assert rows[1][rows[0].index("Supplier")] == '\'+1 Supplies, "Ltd"'
    assert rows[2][rows[0].index("Purpose")] == "'＝SUM(1)"  # the full-width sign, a formula in some spreadsheets
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_xlsx_holds_the_filtered_rows_as_text(site: Path, tab: Tab) -> None:
    """The workbook is well formed, texts are texts whatever they begin with, numbers are numbers."""
    page = tab.open(site, "explorer.html#kind=model&kind=system&sort=name")
    with zipfile.ZipFile(io.BytesIO(saved(page, "Download as XLSX"))) as book:
        assert book.testzip() is None
        parts = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()}
    sheet = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    rows = parts["xl/worksheets/sheet1.xml"].findall(".//s:row", sheet)
    texts = ["".join(cell.itertext()) for cell in rows[1].findall("s:c", sheet)]
    assert len(rows) == 5
    assert not parts["xl/worksheets/sheet1.xml"].findall(".//s:f", sheet)
    assert {"".join(row[0].itertext()) for row in rows} >= {FORMULA, "Lending", HOSTILE}
    assert texts[0]
    assert {cell.get("t") for row in rows for cell in row} == {"inlineStr", None}


def test_findings_are_filtered_and_exported(site: Path, tab: Tab) -> None:
    """The page of findings has a grid of its own, which narrows by level, rule and owner."""
    page = tab.open(site, "findings/index.html#level=error&owner=team:scoring")
    levels = page.locator(".tabulator-row .tabulator-cell:first-child").all_inner_texts()
    assert set(levels) == {"error"}
    count = int(page.inner_text(".cw-grid-status").split()[0])
    rows = list(csv.DictReader(io.StringIO(saved(page, "Download as CSV").decode("utf-8-sig"))))
    assert len(rows) == count > 0
    assert {row["Owner"] for row in rows} == {"Retail Modelling Desk"}
    assert all(row["Remedy"] for row in rows)
    page.locator(".tabulator-row a").first.click()
    page.wait_for_url("**/frameworks/**")


def test_every_row_leads_to_its_page(site: Path, tmp_path: Path) -> None:
    """The data name every entity once, each with the address of its page."""
    report = judge(load_catalog(site.parent / "catalog"), TODAY)
    script = explorer_script(Inventory(Published(report)))
    data = json.loads(script.removeprefix(f"var {VARIABLE}=").rstrip(";\n"))
    name = data["columns"][0]
    assert sorted(name["values"]) == sorted(report.catalog.entities)
    assert dict(zip(name["values"], name["hrefs"], strict=True)) == {
        ref: entity_address(ref) for ref in report.catalog.entities
    }
    assert all((site / href).is_file() for href in name["hrefs"])


def test_an_edition_shows_no_column_of_what_it_may_not(site: Path) -> None:
    """Who does not see how the catalog was judged has no column and no facet that says so."""
    report = judge(load_catalog(site.parent / "catalog"), TODAY)
    script = explorer_script(Inventory(publish_report(report, "public")))
    assert not set(re.findall(r'"key":"(\w+)"', script)) & {
        "class",
        "materiality",
        "status",
        "errors",
        "outcome",
        "stale",
    }


WIDE = 5000


def test_five_thousand_rows_stay_fluent(site: Path, tab: Tab, tmp_path: Path) -> None:
    """With 5,000 rows the grid draws only what is seen, and a filter, a sort and a search answer at once."""
    script = (site / "data/explorer.js").read_text()
    data = json.loads(script.removeprefix(f"var {VARIABLE}=").rstrip(";\n"))
    for column, cells in zip(data["columns"], data["cells"], strict=True):
        if column["key"] in ("name", "ref"):
            column["values"] = [f"{column['values'][number % 7]}-{number}" for number in range(WIDE)]
            column["labels"] = [f"Entity {number}" for number in range(WIDE)]
            column["hrefs"] = 0
            cells[:] = range(WIDE)
        else:
            cells[:] = (cells * WIDE)[:WIDE]
    copy = tmp_path / "site"
    for path in site.rglob("*"):
        target = copy / path.relative_to(site)
        if path.is_file() and target.name != "explorer.js":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    (copy / "data/explorer.js").write_text(f"var {VARIABLE}={json.dumps(data)};")
    page = tab.open(copy, "explorer.html")
    assert page.inner_text(".cw-grid-status") == "5,000 entities"
    assert page.locator(".tabulator-row").count() < 200
    page.evaluate("window.began = performance.now()")
    choose(page, "Kind", "System")
    page.get_by_role("columnheader", name="Name").click()
    page.locator(".tabulator-tableholder").evaluate("holder => { holder.scrollTop = 20000 }")
    page.get_by_role("searchbox", name="Search entities").fill("entity 49")
    page.wait_for_function(r"/^\d+ of 5,000/.test(document.querySelector('.cw-grid-status').textContent)")
    assert page.evaluate("performance.now() - window.began") < 8000
    assert page.locator(".tabulator-row").count() < 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    ["explorer.html#kind=system", "findings/index.html", "calendar.html", "waivers/index.html", "incidents/index.html"],
)
def test_pages_of_data_are_accessible(site: Path, browser: Browser, scheme: str, address: str) -> None:
    """axe-core finds no violation of WCAG 2.2 AA, in light and in dark."""
    page = browser.new_page(viewport={"width": 1300, "height": 900}, color_scheme=scheme)
    page.goto(f"{site.as_uri()}/{address}")
    page.wait_for_timeout(400)
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    page.close()
    assert [(item["id"], [node["html"][:200] for node in item["nodes"][:3]]) for item in found["violations"]] == []


@pytest.mark.parametrize("width", [360, 768])
def test_no_page_is_wider_than_its_screen(site: Path, browser: Browser, width: int) -> None:
    """On a phone and a tablet nothing is cut off sideways, and the filters fold away."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    for address in ("explorer.html", "findings/index.html", "calendar.html", "waivers/index.html"):
        page.goto(f"{site.as_uri()}/{address}")
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(f"{site.as_uri()}/explorer.html")
    page.wait_for_timeout(300)
    assert page.locator(".cw-facets").get_attribute("open") is None
    page.locator(".cw-facets > summary").click()
    assert page.get_by_role("group", name="Filters").is_visible()
    page.close()


def test_no_source_map_is_named(site: Path) -> None:
    """Scripts and style sheets name no file that does not travel with the site."""
    for path in [*(site / "assets/cardwright").glob("*.js"), *(site / "assets/cardwright").glob("*.css")]:
        assert "sourceMappingURL" not in path.read_text(), path
    assert (find_templates() / "site/assets/grid.js").is_file()
