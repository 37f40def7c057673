"""The site for everybody: no violation of WCAG 2.2 AA on any kind of page, keyboard, narrow screens, any script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, write_files
from playwright.sync_api import Browser, Page

from cardwright.catalog.load import load_catalog
from cardwright.rules.judge import judge
from cardwright.shipped import find_sample, find_templates
from cardwright.site.build import build_site
from cardwright.site.pages import Pages
from cardwright.site.published import Published

AXE = ROOT / "node_modules/axe-core/axe.min.js"
CRITERIA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOLD_BY_COLOUR = ["color-contrast", "link-in-text-block"]
ALSO = ("systems/support-assistant.html", "models/credit-scorecard/index.html", "models/credit-scorecard/1.1.0.html",
        "teams/fraud-analytics.html", "organisations/example-bank.html", "fields/team.html", "about.html")  # fmt: skip
"""Pages beside the first of each template: those with most parts."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample."""
    return build_site(ROOT / "mkdocs.yml", find_sample(), tmp_path_factory.mktemp("made") / "site", TODAY, False)


@cache
def kinds_of_page() -> list[str]:
    """One page of each template, as short as there is, and the richest ones."""
    pages = Pages(Published(judge(load_catalog(find_sample()), TODAY)), (find_templates(),))
    first: dict[str, str] = {}
    for address, page in sorted(pages.by_address.items(), key=lambda item: (len(item[0]), item[0])):
        first.setdefault(page.template, address)
    return sorted({*first.values(), *ALSO})


def violations(tab: Page, options: dict[str, Any]) -> list[str]:
    """What axe-core finds on the page that is open, all that can be unfolded being so."""
    tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"], **options})
    return [f"{item['id']}: {item['nodes'][0]['html'][:200]}" for item in found["violations"]]


def test_no_kind_of_page_keeps_anybody_out(site: Path, browser: Browser) -> None:
    """axe-core finds nothing on any kind of page, in the light scheme and, as far as colours go, in the dark one."""
    faults = []
    for scheme, options in (("light", {"runOnly": CRITERIA}), ("dark", {"runOnly": TOLD_BY_COLOUR})):
        tab = browser.new_page(viewport={"width": 1300, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        for address in kinds_of_page():
            tab.goto((site / address).as_uri())
            faults += [f"{scheme} {address}: {fault}" for fault in violations(tab, options)]
        tab.close()
    assert faults == []


def test_what_scrolls_on_a_phone_can_be_reached(site: Path, browser: Browser) -> None:
    """On a narrow screen, where tables scroll in their frames, axe-core finds nothing on the richest pages."""
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    for address in ("index.html", *ALSO[:3]):
        tab.goto((site / address).as_uri())
        assert violations(tab, {"runOnly": CRITERIA}) == [], address
    tab.close()


def test_no_page_is_wider_than_its_screen(site: Path, browser: Browser) -> None:
    """From phone to wide screen, whatever is wide scrolls in a frame of its own and not with the page."""
    tab = browser.new_page()
    for width in (360, 768, 1440):
        tab.set_viewport_size({"width": width, "height": 900})
        for address in kinds_of_page():
            tab.goto((site / address).as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
    tab.close()


def test_page_can_be_walked_by_keyboard(site: Path, browser: Browser) -> None:
    """The tab key reaches links and unfolds panels, and what has the focus shows it."""
    tab = browser.new_page()
    tab.goto((site / "systems/support-assistant.html").as_uri())
    panel = tab.locator("details.cw-panel:not([open]) > summary").first
    panel.focus()
    assert panel.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
    tab.keyboard.press("Enter")
    assert tab.locator("details.cw-panel[open] > summary").count() == 2
    tab.close()


def test_link_to_a_framework_unfolds_it(site: Path, browser: Browser) -> None:
    """A cell of the heat map leads to the findings of that framework on that entity, unfolded."""
    tab = browser.new_page()
    tab.goto((site / "index.html").as_uri())
    tab.locator('.cw-heat a[href$="support-assistant.html#framework-nist-ai-rmf"]').click()
    tab.wait_for_url("**/support-assistant.html#framework-nist-ai-rmf")
    tab.locator("#framework-nist-ai-rmf[open] .cw-finding").first.wait_for()
    tab.close()


RIGHT_TO_LEFT = """\
## systems/a.yaml
kind: system
id: a
name: نظام تقييم الائتمان
description: مساعد للموظفين (نسخة 2) يقرأ الطلبات
purpose: {intended_purpose: "ترتيب الطلبات حسب الخطر, ثم يقرر موظف. מערכת לדירוג בקשות"}
## teams/b.yaml
kind: team
id: b
name: צוות אשראי
"""


FIRST_AND_LAST = """selector => {
  const text = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT).nextNode();
  return [0, text.length - 1].map(at => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  });
}"""


def test_text_from_right_to_left_runs_from_right_to_left(tmp_path: Path, browser: Browser) -> None:
    """Arabic and Hebrew stand in the page as written and run in their own direction, also where they begin a line."""
    write_files(tmp_path / "catalog", RIGHT_TO_LEFT)
    site = build_site(None, tmp_path / "catalog", tmp_path / "site", TODAY, False)
    html = (site / "systems/a.html").read_text(encoding="utf-8")
    for text in ("نظام تقييم الائتمان", "ترتيب الطلبات حسب الخطر, ثم يقرر موظف. מערכת לדירוג בקשות"):
        assert text in html
    tab = browser.new_page()
    for address, selector in (
        ("systems/a.html", "h1"),
        ("systems/a.html", ".cw-lead"),
        ("systems/a.html", ".cw-glance .cw-prose p"),
        ("teams/index.html", "tbody th a"),
    ):
        tab.goto((site / address).as_uri())
        first, last = tab.evaluate(FIRST_AND_LAST, selector)
        assert first > last, f"{address} {selector}"
    tab.close()
