"""How the site looks and is walked: few tabs, ways back, phones, paper, and words that people say."""

from __future__ import annotations

import json
import re
import threading
import zlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, write_files
from playwright.sync_api import Browser, Page, ViewportSize

from cardwright.catalog.load import load_catalog
from cardwright.shipped import find_sample
from cardwright.site.build import build_site
from cardwright.site.downloads import manifest_of

AXE = ROOT / "node_modules/axe-core/axe.min.js"
CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_TABS = 10
PHONE: ViewportSize = {"width": 375, "height": 800}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample."""
    return build_site(ROOT / "mkdocs.yml", find_sample(), tmp_path_factory.mktemp("look") / "site", TODAY, False)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A page on a wide screen."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    yield page
    page.close()


def violations(tab: Page) -> list[str]:
    """What axe-core finds on the page as it is."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": CRITERIA, "resultTypes": ["violations"], "preload": False}
    found = tab.evaluate("options => axe.run(document, options)", options)
    return [f"{item['id']}: {item['nodes'][0]['html'][:200]}" for item in found["violations"]]


def rows(tab: Page) -> list[list[str]]:
    """The rows of a grid that are drawn, cell by cell."""
    tab.locator(".tabulator-row").first.wait_for()
    return [row.locator(".tabulator-cell:visible").all_inner_texts() for row in tab.locator(".tabulator-row").all()]


def test_tabs_are_few_and_name_where_one_is(site: Path, tab: Page) -> None:
    """Lists and registers share a tab each; their page shows its neighbours and marks itself."""
    tab.goto((site / "waivers/index.html").as_uri())
    assert tab.locator(".md-tabs__item").count() <= MOST_TABS
    assert tab.locator(".md-tabs__item--active").inner_text().strip() == "Registers"
    siblings = tab.get_by_role("navigation", name="Pages of Registers")
    assert siblings.locator("a").all_inner_texts() == ["Approvals", "Waivers", "Incidents"]
    assert siblings.locator("[aria-current]").inner_text() == "Waivers"
    siblings.get_by_text("Incidents").click()
    tab.wait_for_url("**/incidents/index.html")
    assert tab.locator("h1").inner_text().startswith("Incidents register")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_menu_search_and_lost_page_keep_nobody_out(site: Path, browser: Browser, scheme: str) -> None:
    """axe-core finds nothing with the menu of a phone or results of a search open, nor where lists are notes."""
    phone = browser.new_page(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    phone.goto((site / "waivers/index.html").as_uri())
    phone.locator("label.md-header__button[for=__drawer]").click()
    phone.wait_for_timeout(400)
    faults = violations(phone)
    for address in ("404.html", "calendar.html", "systems/index.html"):
        phone.goto((site / address).as_uri())
        faults += violations(phone)
    phone.close()
    wide = browser.new_page(viewport={"width": 1300, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    wide.goto((site / "about.html").as_uri())
    wide.locator(".md-search__input").press_sequentially("credit")
    wide.locator(".md-search-result__item").first.wait_for(timeout=20_000)
    wide.wait_for_timeout(400)
    faults += violations(wide)
    wide.close()
    assert faults == []


def test_lost_page_stands_alone(site: Path, tmp_path: Path, browser: Browser) -> None:
    """The page for lost links loads nothing, so that it looks the same at any depth, and leads home from there."""
    html = (site / "404.html").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:href|src)="([^"]*)"', html)) == {"data:,", "index.html", "explorer.html"}

    class Hosted(SimpleHTTPRequestHandler):
        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            body = html.encode()
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Hosted, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tab = browser.new_page()
        tab.goto(f"http://127.0.0.1:{server.server_port}/systems/gone/deep/page.html")
        tab.get_by_role("link", name="Explorer").click()
        tab.wait_for_url(f"http://127.0.0.1:{server.server_port}/explorer.html")
        tab.close()
        server.shutdown()


def test_own_lost_page_wins(tmp_path: Path) -> None:
    """A project's page for lost links, in its theme folder or in its templates, takes the place of ours."""
    write_files(tmp_path / "catalog", "## team.yaml\n{kind: team, id: a, name: Desk}\n")
    (tmp_path / "docs").mkdir()
    theme = "site_name: x\ntheme: {name: material, custom_dir: theme}\nplugins: [cardwright]\n"
    (tmp_path / "mkdocs.yml").write_text(theme)
    write_files(tmp_path / "theme", "## 404.html\nby the theme\n")
    site = build_site(tmp_path / "mkdocs.yml", tmp_path / "catalog", tmp_path / "one", TODAY, True)
    assert "by the theme" in (site / "404.html").read_text()
    (tmp_path / "mkdocs.yml").write_text(theme.replace(", custom_dir: theme", ""))
    write_files(tmp_path / "templates", "## site/not-found.html.j2\nby {{ config.site_name }}\n")
    site = build_site(tmp_path / "mkdocs.yml", tmp_path / "catalog", tmp_path / "two", TODAY, True)
    assert (site / "404.html").read_text().strip() == "by x"


def test_explorer_begins_with_what_is_heaviest(site: Path, tab: Page) -> None:
    """Systems stand first, those with most errors before others; findings begin with errors."""
    tab.goto((site / "explorer.html").as_uri())
    shown = rows(tab)
    assert [row[1] for row in shown[:5]] == ["System"] * 5
    errors = [int(row[5]) for row in shown[:5]]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > 0
    tab.goto((site / "findings/index.html").as_uri())
    assert {row[0] for row in rows(tab)[:12]} == {"error"}


def test_edition_that_shows_no_judgement_is_in_no_order_of_it(tmp_path: Path) -> None:
    """The public explorer lists systems by name, whatever was found on them."""
    write_files(
        tmp_path,
        "## catalog.yaml\n{kind: organisation, id: bank, name: Bank, frameworks: [eu-ai-act]}\n"
        "## a.yaml\n{kind: system, id: z1, name: Alpha, purpose: {intended_purpose: Sorts the letters of the day}}\n"
        "## b.yaml\n{kind: system, id: a1, name: Beta, classification: {declared_class: minimal},"
        " lifecycle_stage: production, actors: {roles: [provider]}}\n",
    )
    site = build_site(None, tmp_path, tmp_path / "out", TODAY, False, audience="public")
    script = (site / "data/explorer.js").read_text()
    data = json.loads(script[script.index("=") + 1 :].rstrip().rstrip(";"))
    name = data["columns"][0]
    listed = [name["labels"][cell] for cell in data["cells"][0]]
    assert [label for label in listed if label in ("Alpha", "Beta")] == ["Alpha", "Beta"]


def test_back_takes_back_a_filter(site: Path, tab: Page) -> None:
    """Every ticked value and every sort is a step of its own for the back button; numbers are sorted highest first."""
    tab.goto((site / "explorer.html").as_uri())
    status = tab.locator(".cw-grid-status")
    everything = status.inner_text()
    tab.get_by_label(re.compile("^Model version")).check()
    narrowed = status.inner_text()
    tab.locator('.tabulator-col[tabulator-field="errors"]').focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/explorer.html#kind=model_version&sort=-errors")
    tab.go_back()
    tab.wait_for_url("**/explorer.html#kind=model_version")
    assert status.inner_text() == narrowed != everything
    tab.go_back()
    tab.wait_for_url("**/explorer.html")
    assert status.inner_text() == everything
    assert not tab.get_by_label(re.compile("^Model version")).is_checked()


def test_grid_says_enough_on_a_phone(site: Path, browser: Browser) -> None:
    """Kind and owner stand under a name, entity and rule under a message; nothing scrolls sideways."""
    phone = browser.new_page(viewport=PHONE)
    phone.goto((site / "explorer.html").as_uri())
    assert re.search(r"System\s+Human Resources", rows(phone)[0][0])
    phone.goto((site / "findings/index.html").as_uri())
    level, message = rows(phone)[0]
    assert level == "error"
    assert "TalentSort Cloud" in message
    assert re.search(r"\b[A-Z]{3,}\d{3}\b", message)
    holder = phone.locator(".tabulator-tableholder")
    assert holder.evaluate("holder => holder.scrollWidth <= holder.clientWidth")
    phone.close()


@pytest.mark.parametrize("width", [1024, 1920])
def test_heads_of_columns_are_not_broken_inside_words(site: Path, browser: Browser, width: int) -> None:
    """Each word of a column's head has room on one line."""
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto((site / "explorer.html").as_uri())
    tab.locator(".tabulator-row").first.wait_for()
    cut = tab.evaluate(
        """() => [...document.querySelectorAll('.tabulator-col-title')].filter(title => title.offsetParent &&
             title.scrollWidth > title.clientWidth).map(title => title.textContent)"""
    )
    tab.close()
    assert cut == []


LISTS = (
    "calendar.html",
    "waivers/index.html",
    "incidents/index.html",
    "systems/index.html",
    "teams/retail-lending.html",
)


@pytest.mark.parametrize("address", LISTS)
def test_registers_are_read_on_a_phone_without_scrolling_sideways(site: Path, browser: Browser, address: str) -> None:
    """Each row becomes a note as wide as the screen."""
    phone = browser.new_page(viewport=PHONE)
    phone.goto((site / address).as_uri())
    frames = phone.locator(".cw-scroll:has(> :is(.cw-events, .cw-register, .cw-listing))").all()
    assert frames
    assert all(frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth + 1") for frame in frames)
    phone.close()


def test_what_is_printed_is_no_command(site: Path, tab: Page) -> None:
    """In the documentation a block of output looks different from one to type; code that heads a row does not wrap."""
    tab.goto((site / "cardwright/tutorial.html").as_uri())
    look = "code => { const style = getComputedStyle(code); return [style.borderLeftStyle, style.backgroundColor]; }"
    typed = tab.locator("pre > code.language-sh").first.evaluate(look)
    printed = tab.locator("pre > code.language-text").first.evaluate(look)
    assert typed[0] != printed[0]
    assert typed[1] != printed[1]
    tab.goto((site / "cardwright/reference/checks.html").as_uri())
    assert tab.locator("td:first-child code").evaluate_all("codes => codes.every(code => !code.getClientRects()[1])")


def test_paper_shows_all_of_a_matrix_and_of_a_grid(site: Path, tab: Page) -> None:
    """Printed, no system of the matrix is cut off, and the explorer has every row of the view and no filters."""
    tab.set_viewport_size({"width": 1050, "height": 740})  # the printable width of a sheet of A4 on its side
    tab.emulate_media(media="print")
    tab.goto((site / "frameworks/eu-ai-act/_coverage.html").as_uri())
    assert tab.locator(".cw-matrix").evaluate("table => table.getBoundingClientRect().right <= innerWidth")
    tab.emulate_media(media="screen")
    tab.goto((site / "explorer.html").as_uri() + "#kind=approval&kind=team&kind=dataset&kind=model_version")
    tab.locator(".tabulator-row").first.wait_for()
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.locator(".cw-paper tbody tr").count() == int(tab.inner_text(".cw-grid-status").split()[0]) > 30
    assert tab.locator(".cw-paper tbody tr").last.is_visible()
    assert not any(tab.locator(part).is_visible() for part in (".cw-facets", ".cw-grid-bar", ".tabulator"))
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator(".cw-paper table").count() == 0


def test_motion_stops_where_it_is_not_wanted(site: Path, browser: Browser) -> None:
    """Who asks the browser for less motion gets no transition."""
    tab = browser.new_page(reduced_motion="reduce")
    tab.goto((site / "index.html").as_uri())
    longest = """() => Math.max(...[...document.querySelectorAll('*')].map(
        element => parseFloat(getComputedStyle(element).transitionDuration)))"""
    assert tab.evaluate(longest) <= 0.001
    tab.close()


def test_names_without_end_break_in_lists(tmp_path: Path, browser: Browser) -> None:
    """A name that is one long word pushes no column off a list, on a phone or on a wide screen."""
    name = "Donaudampfschifffahrt" * 5
    write_files(
        tmp_path / "catalog",
        f"## t.yaml\n{{kind: team, id: t, name: {name}}}\n"
        f"## s.yaml\n{{kind: system, id: {'long-' * 15}id, name: {name}, owner: 'team:t', description: {name}}}\n",
    )
    site = build_site(None, tmp_path / "catalog", tmp_path / "site", TODAY, False)
    for width in (375, 1300):
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.goto((site / "systems/index.html").as_uri())
        assert tab.locator(".cw-scroll").evaluate("frame => frame.scrollWidth <= frame.clientWidth + 1"), width
        tab.close()


def text_of(site: Path, address: str) -> str:
    """What a page says, on one line."""
    html = re.sub(
        r"<(script|style|template)\b.*?</\1>", " ", (site / address).read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_pages_speak_words(site: Path) -> None:
    """Metrics, conditions, dates of application and what is approved are said as people say them."""
    assert "ROC AUC" in text_of(site, "models/credit-scorecard/1.1.0.html")
    assert "roc_auc" not in text_of(site, "models/credit-scorecard/1.1.0.html")
    act = text_of(site, "frameworks/eu-ai-act/index.html")
    assert "Chapter III" in act
    assert "the high-risk route is Annex III" in act
    assert "it was placed on the market before 2026-08-02" in text_of(site, "frameworks/eu-ai-act/aia204.html")
    assert "Approval of Payment Guard" in text_of(site, "calendar.html")
    organisation = (site / "organisations/example-bank.html").read_text(encoding="utf-8")
    assert 'href="../frameworks/eu-ai-act/index.html">EU Artificial Intelligence Act</a>' in organisation
    assert re.search(r"Payment Guard .{0,400}? Production minimal Medium ", text_of(site, "systems/index.html"))


def test_fields_of_a_kind_can_be_overlooked(site: Path, tab: Page) -> None:
    """The list of fields leads to its parts, keeps who asks folded away, and shows listed values as code."""
    tab.goto((site / "fields/system.html").as_uri())
    parts = tab.get_by_role("navigation", name="Parts of the record").locator("a")
    targets = parts.evaluate_all("links => links.map(link => document.getElementById(link.hash.slice(1)) !== null)")
    assert len(targets) > 10
    assert all(targets)
    assert tab.locator("details.cw-asking[open]").count() == 0
    assert tab.locator('[id="lifecycle_stage"] td').nth(1).locator("code").first.inner_text() == "idea"


def pack(**said: object) -> bytes:
    """The least that counts as a pack: its mark, and a manifest among its attachments."""
    manifest = zlib.compress(json.dumps(said).encode())
    other = zlib.compress(b'{"schema": 1}')
    head = b"<</Type /EmbeddedFile/Subtype /application#2fjson/Params <</Size 1>>/Filter /FlateDecode>>\nstream\n"
    return b"\n".join(
        (b"%PDF-1.7 CreatorTool>Cardwright 0<", head + other, b"endstream", head + manifest, b"endstream")
    )


def test_pack_of_another_state_says_so(tmp_path: Path) -> None:
    """A pack is offered with a word of caution unless it was made from this catalog as of this day."""
    catalog = load_catalog(find_sample())
    (tmp_path / "packs").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ntheme: {name: material}\nplugins: [cardwright]\n")
    same = {"catalog": {"digest": catalog.digest}, "entities": {}, "as_of": TODAY.isoformat()}
    packs = {
        "credit-scoring": pack(pack="system:credit-scoring", **same),
        "digit-reader": pack(pack="system:digit-reader", **same | {"catalog": {"digest": "0" * 64}}),
        "fraud-detection": pack(pack="system:fraud-detection", **same | {"as_of": "2025-01-31"}),
        "cv-screening": pack(pack="system:credit-scoring", **same),
        "support-assistant": b"%PDF-1.7 CreatorTool>Cardwright 0<",
    }
    for name, content in packs.items():
        (tmp_path / f"packs/{name}.pdf").write_bytes(content)
    site = build_site(tmp_path / "mkdocs.yml", find_sample(), None, TODAY, True)
    said = {name: re.findall(r'<p class="cw-caution">(.*?)</p>', text) for name in packs
            if (text := (site / f"systems/{name}.html").read_text())}  # fmt: skip
    unknown = "The PDF pack does not say which state of the catalog it was made from."
    assert said == {
        "credit-scoring": [],
        "digit-reader": [f"The PDF pack was made from another state of the catalog, as of {TODAY}."],
        "fraud-detection": ["The PDF pack was made as of 2025-01-31."],
        "cv-screening": [unknown],
        "support-assistant": [unknown],
    }


def test_manifest_of_anything_is_read_or_left(tmp_path: Path) -> None:
    """Bytes that are no pack, broken streams and JSON of another kind are passed over."""
    head = b"<</Type /EmbeddedFile/Subtype /application#2fjson>>\nstream\n"
    for content in (b"no zlib", zlib.compress(b'"pack" "entities" {'), zlib.compress(b"[]"), b""):
        assert manifest_of(head + content) == {}
    assert manifest_of(b"") == {}
