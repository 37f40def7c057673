"""The site: what a reader finds on it, that text of the catalog does nothing there, and that no build loses a file."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from conftest import TODAY, write_files
from hypothesis import given
from hypothesis import strategies as st

from cardwright.cards.prose import TAGS, render_prose
from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError
from cardwright.rules.judge import judge
from cardwright.shipped import find_sample, find_templates
from cardwright.site import listings
from cardwright.site.addresses import entity_address, file_name
from cardwright.site.build import build_site
from cardwright.site.explorer import COLUMNS, FINDING_COLUMNS
from cardwright.site.pages import Pages
from cardwright.site.published import Published
from cardwright.site.staging import _exchange, require_output

HOSTILE = "</title><script>alert(1)</script>{{7*7}}<img src=x onerror=alert(2)>]]>*/</style>"
CATALOG = f"""\
## catalog.yaml
kind: organisation
id: example-bank
name: Example Bank
frameworks: [eu-ai-act, mas-airg, house]
## frameworks/house/framework.yaml
id: house
prefix: HOUSE
title: House rules
issuer: Bank
edition: "2026"
knowledge: 2026-11-01
provisions:
- {{id: names, ref: House 1, title: Names}}
- {{id: money, ref: House 2, title: Money}}
## frameworks/house/rules/all.yaml
rules:
- id: HOUSE001
  name: described
  title: A system says what it does
  cites: names
  level: warning
  applies: {{kind: system}}
  check: {{text: description}}
  why: People look systems up by what they do.
  remedy: Write `description`.
  good: |
    kind: system
    id: s
    description: Sorts the letters that arrive each morning.
  bad: |
    kind: system   # <- HOUSE001
    id: s
## teams/scoring.yaml
kind: team
id: scoring
name: Retail Modelling Desk
functions: [developer]
## systems/lending.yaml
kind: system
id: lending
name: "{HOSTILE}"
owner: team:scoring
reviews:
- {{kind: periodic, date: 2025-01-10, next_due: 2026-01-10}}
purpose:
  intended_purpose: |
    # Approved by the regulator

    <div class="cw-outcome-pass">pass</div>

    [a](javascript:alert(3)) ![b](https://evil.example/x.png) **bold** [web](https://example.com/page)
  users: ["<b onclick=alert(4)>officer</b>"]
characteristics: {{profiling: true}}
actors: {{roles: [provider]}}
classification: {{annex_iii_points: [5(b)]}}
composition:
  models:
  - {{model: "model:default-risk@1.10", purpose: scores}}
{HOSTILE.replace(":", "")[:20].replace("<", "x").replace(">", "y")}: unknown key
## models/default-risk/model.yaml
kind: model
id: default-risk
name: Probability of default
owner: team:scoring
purpose: {{intended_use: Rank applicants for instalment loans by their risk.}}
## models/default-risk/1.10.yaml
kind: model_version
model: model:default-risk
version: 1.10
data:
  datasets:
  - {{dataset: dataset:loans, role: training}}
evaluation:
  metrics:
  - {{name: roc_auc, value: 0.78, threshold: 0.75, threshold_direction: at_least, n: 400}}
  - {{name: roc_auc, value: 0.70, subgroup: under 25, threshold: 0.75, threshold_direction: at_least, n: 40}}
  - {{name: roc_auc, value: 0.79, subgroup: over 60, threshold: 0.75, n: 50}}
## datasets/loans.yaml
kind: dataset
id: loans
name: R&D loans 2021 to 2025
owner: team:scoring
"""
CONFIG = "site_name: Inventory\ntheme: {name: material, font: false}\nplugins: [search, offline, cardwright]\n"


KINDS_OF_PAGE = (
    "index.html", "guide.html", "systems/index.html", "systems/lending.html", "models/default-risk/index.html",
    "models/default-risk/1.10.html", "datasets/loans.html", "organisations/example-bank.html", "frameworks/index.html",
    "frameworks/eu-ai-act/index.html", "frameworks/eu-ai-act/aia001.html", "findings/index.html",
)  # fmt: skip


FACETS = {column.key for column in (*COLUMNS, *FINDING_COLUMNS)} | {"q", "sort"}
"""What the address of the explorer may name."""


class Dom(HTMLParser):
    """The elements of a page with their attributes, the text of each heading, and all text outside scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.scripts: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append("")
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Close it, and what was left open in it."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note the text where it stands."""
        if "script" in self._open:
            self.scripts[-1] += data
        else:
            self.text += data
        if any(re.fullmatch("h[1-6]", tag) for tag in self._open):
            self.headings[-1] += data

    @property
    def inline_scripts(self) -> int:
        """How many scripts stand in the page itself."""
        return sum(tag == "script" and "src" not in attrs for tag, attrs in self.elements)

    def values(self, attribute: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attrs in self.elements if (value := attrs.get(attribute)) is not None]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small catalog with hostile text in it."""
    folder = tmp_path_factory.mktemp("catalog")
    write_files(folder, CATALOG)
    return folder


@pytest.fixture(scope="module")
def site(catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that catalog."""
    return build_site(None, catalog, tmp_path_factory.mktemp("made") / "site", TODAY, True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as a user has it: mkdocs.yml, docs/ and catalog/."""
    write_files(tmp_path / "catalog", CATALOG)
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    write_files(tmp_path / "docs", "## about.md\n# About us\n")
    return tmp_path


def pages_of(site: Path) -> Iterator[tuple[Path, str]]:
    """Yield every page with its HTML."""
    for path in sorted(site.rglob("*.html")):
        if path.name != "404.html":  # its addresses count from the root of a server
            yield path, path.read_text(encoding="utf-8")


def page(site: Path, address: str) -> str:
    """Return the HTML of one page."""
    return (site / address).read_text(encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def names(folder: Path) -> list[str]:
    """Return what stands in a folder."""
    return [path.name for path in folder.iterdir()]


def leftovers(folder: Path) -> list[str]:
    """Return the folders that builds work in."""
    return [name for name in names(folder) if ".cardwright-" in name]


def command(catalog: Path, output: Path) -> list[str]:
    """Return the command that builds a site in a process of its own."""
    call = f"build_site(None, Path({str(catalog)!r}), Path({str(output)!r}), date(2026, 11, 21), False)"
    imports = "from datetime import date; from pathlib import Path; from cardwright.site.build import build_site"
    return [sys.executable, "-c", f"{imports}; {call}"]


def test_words_without_end_stay_bounded(tmp_path: Path) -> None:
    """A name of a hundred thousand letters is shown whole once, and is cut in titles, links and the search."""
    endless = "x" * 100_000
    teams = f"## team.yaml\nkind: team\nid: a\nname: {endless}\n"
    write_files(tmp_path / "catalog", teams + CATALOG.replace("team:scoring", "team:a"))
    site = build_site(None, tmp_path / "catalog", tmp_path / "site", TODAY, False)
    assert page(site, "teams/a.html").count(endless) == 1
    assert endless not in page(site, "systems/lending.html") + page(site, "teams/index.html")
    assert (site / "search/search_index.json").stat().st_size < 1_000_000
    assert endless[:1000] not in (site / "search/search_index.json").read_text()


def test_links_lead_somewhere(site: Path) -> None:
    """Every link and every asset of a page is in the site, down to the anchor."""
    anchors: dict[Path, set[str]] = {}
    links = []
    for path, html in pages_of(site):
        dom = Dom(html)
        anchors[path] = {*dom.values("id"), *dom.values("name")}
        links += [(path, link) for link in (*dom.values("href"), *dom.values("src"))]
    assert len(links) > 1000
    for path, link in links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        assert target.is_file(), f"{path}: {link}"
        if "=" in parts.fragment:  # the state of a page with filters
            assert not parse_qs(parts.fragment).keys() - FACETS, f"{path}: {link}"
        elif parts.fragment and target in anchors:
            assert parts.fragment in anchors[target] or parts.fragment.startswith("__"), f"{path}: {link}"


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """No page, style sheet or font names another host as something to load."""
    for path, html in pages_of(site):
        for tag, attrs in Dom(html).elements:
            loaded = attrs.get("src") or (attrs.get("href") if tag == "link" else None) or ""
            assert not loaded.startswith(("http:", "https:", "//")), f"{path}: {loaded}"
    for path in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", path.read_text(encoding="utf-8")), path


def test_hostile_text_is_inert(site: Path) -> None:
    """Markup in any field is shown as the text that it is: no element, attribute, script or heading comes of it."""
    known = Dom(page(site, "guide.html"))
    scripts = {re.sub(r"\s+", " ", script) for script in known.scripts}
    for path, html in pages_of(site):
        dom = Dom(html)
        for tag, attrs in dom.elements:
            assert tag not in ("iframe", "object", "embed", "base"), path
            assert tag != "img" or attrs.get("alt") == "logo", path
            assert not [name for name in attrs if name.startswith("on")], path
            assert not (attrs.get("href") or "").lower().startswith(("javascript:", "data:", "vbscript:")), path
        assert dom.inline_scripts == known.inline_scripts, path
        assert not [source for source in dom.values("src") if urlsplit(source).scheme], path
        inline = {re.sub(r"\s+", " ", script) for script in dom.scripts}
        assert {script for script in inline - scripts if "alert" in script} == set(), path
        assert html.lower().count("</title>") == 1 + html.count('<g class="cw-node'), path
        assert "49" not in Dom(html).headings, path
        assert not [heading for heading in dom.headings if heading.startswith("Approved by")], path
        assert sum(tag == "h1" for tag, _ in dom.elements) == 1, path
    lending = Dom(page(site, "systems/lending.html"))
    assert HOSTILE in lending.text
    assert "{{7*7}}" in lending.text
    assert not [attrs for tag, attrs in lending.elements if tag == "div" and attrs.get("class") == "cw-outcome-pass"]


def test_a_page_written_by_hand_cannot_wear_our_marks(project: Path) -> None:
    """No class on a page of the project looks like a status box, card or count of ours; the rest of it stays."""
    forged = (
        '<div class="cw"><span title="a > b" class=\'cw-outcome red &#99;w-outcome-pass\'>Passed</span>\n'
        "<p CLASS=cw-card>Nothing is open &amp; never was</p></div>\n\n## Passed {: .cw-level .mine }\n\n"
        '!!! cw-standing "Clear"\n    All is well.\n\n`<i class="cw-outcome">`\n'
    )
    (project / "docs/about.md").write_text(f"# About\n\n{forged}")
    with (project / "mkdocs.yml").open("a") as config:
        config.write("markdown_extensions: [attr_list, admonition]\n")
    site = build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, True)
    about = Dom(page(site, "about.html"))
    worn = [name for value in about.values("class") for name in value.lower().split()]
    assert not [name for name in worn if name == "cw" or name.startswith("cw-")]
    assert {"red", "mine", "admonition"} <= set(worn)
    assert "a > b" in about.values("title")
    assert "Nothing is open & never was" in about.text
    assert '<i class="cw-outcome">' in about.text
    assert "cw-outcome" in page(site, "systems/lending.html")


def test_search_knows_every_entity(site: Path) -> None:
    """The index finds a model by name, id, owner (name and id) and purpose, and holds no markup of the catalog."""
    entries = json.loads((site / "search/search_index.json").read_text())["docs"]
    by_location = {entry["location"]: entry for entry in entries}
    model = by_location["models/default-risk/index.html"]
    assert model["title"] == "Probability of default"
    for words in ("default-risk", "Retail Modelling Desk", "scoring", "Rank applicants for instalment loans"):
        assert words in model["text"]
    assert by_location["models/default-risk/1.10.html"]["title"] == "Probability of default 1.10"
    for entry in entries:
        assert "<script" not in entry["title"] + entry["text"]
        assert (site / entry["location"]).is_file()
    assert (site / "search/search_index.js").read_text().startswith("var __index = {")


def test_gap_and_limits_are_marked(site: Path) -> None:
    """A missing field shows as a gap with its rule, and what no rule checks is called so, never passed."""
    lending = page(site, "systems/lending.html")
    assert re.search(r"cw-missing[^>]*>.*?Missing\..*?AIA\d+", lending, re.DOTALL)
    assert re.search(r"Not checked, whatever the numbers say: <a [^>]*>1 of 2 provisions</a> of House rules", lending)
    assert "not checked" in Dom(page(site, "frameworks/house/index.html")).text
    for path, html in pages_of(site):
        text = Dom(html).text.lower()
        assert not re.search("compliant|✓|✔", text), path


def test_no_page_with_gaps_passes_for_complete(site: Path, catalog: Path) -> None:
    """The front page and each entity's say first whether anything is open, with the number of every reason."""
    report = judge(load_catalog(catalog), TODAY)
    for address, results in (
        ("index.html", report.results),
        *((entity_address(ref), report.results_by_entity.get(ref, ())) for ref in report.entities),
    ):
        html = page(site, address)
        panel = " ".join(
            Dom(
                html[html.index('<div class="cw-standing') : html.index("</div>", html.index("cw-standing"))]
            ).text.split()
        )
        outcomes = [result.outcome for result in results]
        assert ("Not complete." in panel) == ("fail" in outcomes or "undecided" in outcomes), address
        for outcome, words in (
            ("fail", "fail"),
            ("undecided", "undecided"),
            ("review", "person"),
            ("not_yet", "later"),
        ):
            number = outcomes.count(outcome)  # type: ignore[arg-type]
            assert bool(re.search(rf"\b{number} check.*{words}", panel)) == bool(number), (address, outcome)


def test_waivers_are_said_with_their_expiry(tmp_path: Path) -> None:
    """What was accepted for a time stands on the front page with the day until which it holds."""
    overview = Pages(Published(judge(load_catalog(find_sample()), TODAY)), (find_templates(),)).render("index.html")
    for waiver in load_catalog(find_sample()).by_kind("waiver"):
        assert f"waiver {waiver.id} until {waiver.source.data['expiry']}" in overview.html


def test_front_page_counts(site: Path) -> None:
    """The front page says how many systems each class has, which reviews are overdue and what applies from when."""
    text = " ".join(Dom(page(site, "index.html")).text.split())
    assert "Systems by EU AI Act class" in text
    assert "as of 2026-11-21" in text
    assert re.search(r"1 overdue.{0,40}2026-01-10 ?Periodic review", text)
    assert "315 days late" in text
    assert re.search(r"Dates of application ahead ?From ?Framework ?Rules ?Entities ?20\d\d-\d\d-\d\d", text)


def test_metrics_are_held_against_thresholds(site: Path) -> None:
    """A value is met or missed by its stated direction; without a direction nothing is guessed."""
    html = page(site, "models/default-risk/1.10.html")
    table = html[html.index('<table class="cw-table cw-metrics"') :]
    verdicts = re.findall(r'cw-verdict-(\w+)">([^<]+)<', table)
    assert verdicts == [("met", "met"), ("missed", "not met"), ("unknown", "cannot be compared")]
    assert "<code>1.10</code>" in html or "1.10" in Dom(html).headings[0]


def test_rule_page_shows_examples(site: Path) -> None:
    """A rule's page says why, what to do and when it applies, and marks the line of the bad example."""
    pages = [html for path, html in pages_of(site) if re.fullmatch(r"aia\d+\.html", path.name)]
    assert len(pages) > 50
    marked = [html for html in pages if "cw-marked" in html]
    assert len(marked) > 0.9 * len(pages)
    assert "# &lt;-" not in marked[0]
    assert "What to do" in marked[0]
    assert "When it applies" in marked[0]


def test_pages_stay_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists break into pages, and all entities are on one of them."""
    monkeypatch.setattr(listings, "ROWS", 20)
    monkeypatch.setattr("cardwright.site.pages.ROWS", 20)
    monkeypatch.setattr(listings, "FINDINGS", 30)
    teams = "".join(f"## teams/t{n}.yaml\nkind: team\nid: t{n}\nname: Team {n}\n" for n in range(50))
    write_files(tmp_path, teams)
    pages = Pages(Published(judge(load_catalog(tmp_path), TODAY)), (find_templates(),))
    lists = [
        address
        for address in pages.by_address
        if address.startswith("teams/") and ("index" in address or "_" in address)
    ]
    assert lists == ["teams/index.html", "teams/_page-2.html", "teams/_page-3.html"]
    linked = re.findall(r'href="(t\d+)\.html"', "".join(pages.render(address).html for address in lists))
    assert len(set(linked)) == 50
    assert "findings/_page-2.html" in pages.by_address
    assert pages.render("findings/index.html").html.count('class="cw-finding ') <= 30


def test_same_input_same_bytes(catalog: Path, site: Path, tmp_path: Path) -> None:
    """A second build has the same bytes, whatever the clock says."""
    again = build_site(None, catalog, tmp_path / "site", TODAY, False)
    assert tree(again) == tree(site)


def test_plain_mkdocs_builds_the_same(project: Path) -> None:
    """`mkdocs build` and Cardwright's own build write the same site."""
    own = build_site(project / "mkdocs.yml", project / "catalog", project / "own", TODAY, True)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795219200", "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("CARDWRIGHT_CATALOG", None)
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert "WARNING" not in ran.stderr
    assert tree(project / "site") == tree(own)


def test_written_page_and_own_template_win(project: Path) -> None:
    """A page in docs/ takes the place of a generated one, and a file in templates/ that of ours; the rest stays."""
    write_files(project / "docs", "## index.md\n# Welcome home\n## teams/scoring.md\n# Our desk\n")
    write_files(project / "templates", '## site/guide.html.j2\n<h1 id="top">House rules</h1>\n')
    site = build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, True)
    assert site == project / "site"
    assert "Welcome home" in page(site, "index.html")
    assert "Systems by EU AI Act class" in page(site, "overview.html")
    assert "Our desk" in page(site, "teams/scoring.html")
    assert "House rules" in page(site, "guide.html")
    assert "Probability of default" in page(site, "models/default-risk/index.html")


def test_shell_is_what_the_theme_writes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages filled into the prepared frame equal pages that the theme renders one by one, white space aside."""
    (project / "mkdocs.yml").write_text(CONFIG + "site_url: https://inventory.example.com/ai/\n")
    filled = tree(build_site(project / "mkdocs.yml", project / "catalog", project / "filled", TODAY, True))
    monkeypatch.setattr("cardwright.site.shell.cut_shell", lambda _: None)
    full = tree(build_site(project / "mkdocs.yml", project / "catalog", project / "full", TODAY, True))
    assert filled.keys() == full.keys()
    for name in filled:
        if name.endswith(".html"):
            assert b"".join(filled[name].split()) == b"".join(full[name].split()), name
    assert b"https://inventory.example.com/ai/systems/lending.html" in filled["systems/lending.html"]


def test_strict_build_keeps_the_old_site(project: Path) -> None:
    """In strict mode a broken link fails the build and the site stays as it was."""
    site = build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, True)
    before = tree(site)
    write_files(project / "docs", "## about.md\n[nowhere](missing.md)\n")
    with pytest.raises(CardwrightError, match="strict"):
        build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, True)
    assert tree(site) == before
    assert not leftovers(project)


@pytest.mark.parametrize("name", ["notes.txt", "sub/notes.txt", ".hidden"])
def test_foreign_folder_is_refused(catalog: Path, tmp_path: Path, name: str) -> None:
    """A folder with anybody's file in it is neither emptied nor added to."""
    write_files(tmp_path / "mine", f"## {name}\nkeep me\n")
    before = tree(tmp_path)
    with pytest.raises(CardwrightError, match="not made by Cardwright"):
        build_site(None, catalog, tmp_path / "mine", TODAY, False)
    assert tree(tmp_path) == before
    assert not leftovers(tmp_path)


def test_file_of_the_user_in_our_site_is_kept(catalog: Path, tmp_path: Path) -> None:
    """A file that somebody put into a site of ours stops the next build and survives it."""
    site = build_site(None, catalog, tmp_path / "site", TODAY, False)
    (site / "CNAME").write_text("inventory.example.com\n")
    with pytest.raises(CardwrightError, match="CNAME was not made by Cardwright"):
        build_site(None, catalog, site, TODAY, False)
    assert (site / "CNAME").is_file()
    assert (site / "index.html").is_file()


def test_dangerous_places_are_refused(catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, a link, the root, the home and whatever holds the catalog are no place for a site."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    monkeypatch.setenv("HOME", str(tmp_path / "empty"))
    for output in (tmp_path / "file", tmp_path / "link", tmp_path / "empty", Path("/"), catalog, catalog.parent):
        with pytest.raises(CardwrightError):
            require_output(output, (catalog,))
        with pytest.raises(CardwrightError):
            build_site(None, catalog, output, TODAY, False)
    assert (tmp_path / "file").read_text() == "x"
    assert (tmp_path / "link").is_symlink()


def test_kill_leaves_the_old_site_whole(catalog: Path, site: Path, tmp_path: Path) -> None:
    """However early or late a build is killed, the site is the old one or the new one, and the next build tidies up."""
    mine, output = tmp_path / "catalog", tmp_path / "out" / "site"
    shutil.copytree(catalog, mine)
    old = tree(build_site(None, mine, output, TODAY, False))
    (mine / "teams/scoring.yaml").write_text("kind: team\nid: scoring\nname: Renamed Desk\n")
    new = tree(build_site(None, mine, tmp_path / "new", TODAY, False))
    assert old != new
    for files in (0, 50, 200):
        build = subprocess.Popen(command(mine, output))
        while build.poll() is None and not _has_staged(output.parent, files):
            time.sleep(0.005)
        build.send_signal(signal.SIGKILL)
        build.wait()
        assert tree(output) in (old, new)
    assert subprocess.run(command(mine, output), check=False).returncode == 0
    assert tree(output) == new
    assert names(output.parent) == ["site"]


def _has_staged(folder: Path, files: int) -> bool:
    staged = [path for path in folder.iterdir() if ".cardwright-" in path.name]
    try:
        return any(sum(1 for _ in path.rglob("*")) > files for path in staged)
    except FileNotFoundError:  # the build is removing it
        return False


def test_two_builds_at_once(catalog: Path, site: Path, tmp_path: Path) -> None:
    """Two builds into one folder both succeed and leave one whole site."""
    output = tmp_path / "out" / "site"
    builds = [subprocess.Popen(command(catalog, output)) for _ in range(2)]
    assert [build.wait() for build in builds] == [0, 0]
    assert tree(output) == tree(site)
    assert names(output.parent) == ["site"]


def test_swap_works_where_names_cannot_be_exchanged(
    catalog: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the kernel's exchange the site is still replaced, and a site caught between is put back."""
    monkeypatch.setattr("cardwright.site.staging._exchange", lambda *_: False)
    output = build_site(None, catalog, tmp_path / "out" / "site", TODAY, False)
    build_site(None, catalog, output, TODAY, False)
    assert tree(output) == tree(site)
    output.rename(output.with_name(".site.cardwright-0123456789ab"))
    build_site(None, catalog, output, TODAY, False)
    assert tree(output) == tree(site)
    assert names(output.parent) == ["site"]


def test_exchange_swaps_two_folders(tmp_path: Path) -> None:
    """On Linux two folders change names in one step."""
    write_files(tmp_path, "## a/one\n1\n## b/two\n2\n")
    assert _exchange(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a/two").is_file()
    assert (tmp_path / "b/one").is_file()


def test_mkdocs_without_the_plugin_is_named(project: Path) -> None:
    """A mkdocs.yml without the plugin is refused in one sentence that says what to add."""
    (project / "mkdocs.yml").write_text("site_name: x\ntheme: {name: material}\n")
    with pytest.raises(CardwrightError, match="add it under `plugins`"):
        build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, False)


def test_other_theme_is_refused(project: Path) -> None:
    """A mkdocs.yml with another theme than Material, or with none, is refused in a sentence that says what to write."""
    for theme in ("", "theme: mkdocs\n", "theme: {name: null, custom_dir: docs}\n"):
        (project / "mkdocs.yml").write_text(f"site_name: x\nplugins: [cardwright]\n{theme}")
        with pytest.raises(CardwrightError, match="name: material"):
            build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, False)


def test_catalog_is_not_published_as_it_stands(project: Path) -> None:
    """A docs_dir that holds the catalog, whose files MkDocs would copy, is refused."""
    (project / "docs/catalog").symlink_to(project / "catalog")
    for folder in ("catalog", "docs/catalog"):
        (project / "mkdocs.yml").write_text(f"{CONFIG}docs_dir: {folder}\n")
        with pytest.raises(CardwrightError, match="published as it stands"):
            build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, False)
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    "template", ["{{", "{{ missing.part }}", "{{ 1 + 'a' }}", '{% include "nowhere" %}', '{% include "/etc/passwd" %}']
)
def test_broken_template_is_named_at_its_line(project: Path, template: str) -> None:
    """What is wrong in a template of the project is said with its line, and nothing is written."""
    write_files(project / "templates", f"## site/entity.html.j2\n<p>\n{template}\n")
    with pytest.raises(CardwrightError, match=r"templates/site/entity\.html\.j2:[23]: "):
        build_site(project / "mkdocs.yml", project / "catalog", None, TODAY, False)
    assert not (project / "site").exists()
    assert not leftovers(project)


def test_interrupted_build_tidies_up(catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of a build leaves nothing beside the site."""

    def interrupt(_: Pages, __: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Pages, "render", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_site(None, catalog, tmp_path / "out" / "site", TODAY, False)
    assert names(tmp_path / "out") == []


@pytest.mark.parametrize("day", [date.min, date.max])
def test_any_day_can_be_reported_on(catalog: Path, tmp_path: Path, day: date) -> None:
    """Days that the formats of a site cannot date themselves by are days like others."""
    site = build_site(None, catalog, tmp_path / "site", day, False)
    assert str(day) in page(site, "index.html")


@pytest.mark.parametrize("epoch", ["soon", "1e3", " ", "99999999999999"])
def test_source_date_that_is_none_is_refused(
    catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    """A SOURCE_DATE_EPOCH that is no moment stops the build, also when the report is dated otherwise."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(CardwrightError, match="SOURCE_DATE_EPOCH"):
        build_site(None, catalog, tmp_path / "site", TODAY, False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert build_site(None, catalog, tmp_path / "site", TODAY, False).is_dir()


WORDS = st.sampled_from(
    [
        "*",
        "_",
        "`",
        "[",
        "](",
        ")",
        "\n",
        "> ",
        "- ",
        "    ",
        "# ",
        " ",
        "<",
        "~~~",
        "```",
        "1. ",
        "\\",
        "&",
        "|",
        '"',
        ":",
    ]
)


@given(st.lists(st.one_of(WORDS, st.integers(100, 999).map(lambda number: f"w{number} ")), max_size=60).map("".join))
def test_no_word_of_prose_is_lost(text: str) -> None:
    """Whatever Markdown makes of a text, each word of it can be read on the page."""
    shown = render_prose(text)
    assert [word for word in re.findall(r"w\d+", text) if word not in shown] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2027. In that year it ends.", '<ol start="2027">'),
        ('See [this](https://example.com "Annex 7") too.', "this</a> (Annex 7) too."),
    ],
)
def test_numbers_of_lists_and_titles_of_links_are_said(text: str, said: str) -> None:
    """What Markdown would keep for the mouse, or count anew, can be read."""
    assert said in render_prose(text)


@pytest.mark.parametrize(
    "text", [">" * 3000 + " end", "- " * 3000 + "end", "[" * 400_000 + "end", "**a " * 90_000 + "end"]
)
def test_endless_marks_cost_neither_time_nor_text(text: str) -> None:
    """Marks without end are shown as they stand."""
    assert "end" in render_prose(text)


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_file_names_are_safe_and_distinct(first: str, second: str) -> None:
    """Any two ids get two names, also where case does not count, made of letters that every file system takes."""
    names = [file_name(text) for text in (first, second)]
    assert (names[0].lower() == names[1].lower()) == (first == second)
    for name in names:
        assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]*", name)
        assert not name.endswith(".")
        assert len(name) <= 160
        assert name.partition(".")[0] not in ("con", "prn", "aux", "nul", "index", "com1", "lpt9")


def test_model_with_a_telling_id_has_its_own_place() -> None:
    """No id makes a page that stands where another page or folder is."""
    refs = ["model:a", "model:a.html", "model:index", "model:a@index", "model:a@2.html", "team:index", "system:readme"]
    addresses = [entity_address(ref) for ref in refs]
    assert len(set(addresses)) == len(refs)
    folders = {str(Path(address).parent) for address in addresses}
    assert not folders & set(addresses)
    assert "models/index.html" not in addresses
    assert "teams/index.html" not in addresses


@given(st.text(alphabet=st.sampled_from("<>&\"'`*_#[]()!\\/:=- \nabjsiprtx1."), max_size=120))
def test_prose_yields_nothing_but_text_marks(text: str) -> None:
    """Whatever prose says, only a few elements without attributes come of it, and links lead to the web alone."""
    for tag, attrs in Dom(str(render_prose(text))).elements:
        assert tag in TAGS
        assert not attrs or (tag == "a" and set(attrs) <= {"href", "rel"}) or (tag == "ol" and set(attrs) == {"start"})
        assert attrs.get("start", "1").isdigit()
        assert (attrs.get("href") or "https://").startswith(("https://", "http://", "mailto:"))


def test_site_works_from_files(site: Path) -> None:
    """Opened from the disk, search finds a model by name, id, owner and purpose, and no page is wider than a phone."""
    from playwright.sync_api import sync_playwright

    requests: list[str] = []
    noise: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1300, "height": 900})
        tab.on("request", lambda request: requests.append(request.url))
        tab.on("console", lambda message: noise.append(message.text))
        tab.on("pageerror", lambda error: noise.append(str(error)))
        tab.on("dialog", lambda dialog: (noise.append(dialog.message), dialog.dismiss()))
        tab.goto((site / "systems/lending.html").as_uri())
        found = tab.locator(".md-search-result__article h1")
        for query, title in (
            ("probability default", "Probability of default"),
            ("retail modelling desk", "Probability of default"),
            ("default-risk", "Probability of default"),
            ("instalment loans", "Probability of default"),
            ("lending", HOSTILE),
            ("r&d", "R&D loans 2021 to 2025"),  # what HTML writes in its own way is found as people write it,
            ("alert", HOSTILE),  # and shown so where words in it are marked
        ):
            tab.locator(".md-search__input").fill("")
            tab.locator(".md-search__input").press_sequentially(query)
            found.get_by_text(title, exact=True).first.wait_for(timeout=20_000)
        tab.keyboard.press("Escape")
        tab.goto((site / "models/default-risk/1.10.html").as_uri())
        assert tab.locator("h1").inner_text() == "Probability of default 1.10"
        for width in (1300, 360):
            tab.set_viewport_size({"width": width, "height": 700})
            for address in KINDS_OF_PAGE:
                tab.goto((site / address).as_uri())
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, address
        browser.close()
    assert not noise
    assert len(requests) > 5
    assert all(request.startswith("file:") for request in requests)
