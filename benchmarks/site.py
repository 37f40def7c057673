"""Print what the site costs as ratios of one run: `python -m benchmarks.site [--models 1000] [--large 5000]`.

Processor time is that of a process and its children, user plus system, so that a busy machine disturbs it little. The
rows, with the budgets of the design:

- `cardwright build`, judging and data included, against MkDocs with Material building the same pages from Markdown:
  for every page its headings, paragraphs, lists, code and tables, in no navigation, with search. Once without the
  links between pages, which is less than the same content, and once with them.
- `cardwright build` again, nothing changed, against the SHA-256 of all input files.
- The large catalog against a tenth of it: processor time a page, and the size of an entity's page. Rules and fields
  have pages too, light ones and as many at any size, so the time of a *further* page is that of what comes on top:
  from a tenth to all against from a hundredth to a tenth.
- What a browser loads over HTTP, compressed, from opening an entity's page to the first search result, and the time
  that passes in Chromium from the first key to that result. This time alone follows the load of the machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import model_id, write_catalog
from benchmarks.markdown import page_markdown
from benchmarks.ratios import AS_OF, HASH, Job, Row, cardwright_command, measure, process

MATERIAL = """\
site_name: The same words
docs_dir: pages
theme: {name: material, font: false}
plugins: [search]
nav: [index.md]
not_in_nav: "/**"
"""
CHROMIUM = "/usr/bin/chromium"
RESULT = ".md-search-result__item"
PACKED = frozenset({".woff2", ".png", ".gz"})
TURNS = 5
SETTLED = 5.0
"""Seconds after which a browser has read the index."""


class Site(NamedTuple):
    """A catalog, its site, and the processor time that building it took."""

    catalog: Path
    folder: Path
    spent: float

    def pages(self) -> list[Path]:
        """All pages."""
        return sorted(self.folder.rglob("*.html"))

    def entity_sizes(self) -> list[int]:
        """The sizes of the pages of entities, in bytes."""
        entities = json.loads((self.folder / "api" / "index.json").read_bytes())["entities"]
        return [(self.folder / entity["page"]).stat().st_size for entity in entities]


@cache
def packed(path: Path) -> bytes:
    """A file compressed, which a browser is not kept waiting for twice."""
    return gzip.compress(path.read_bytes())


class Loading(SimpleHTTPRequestHandler):
    """Serves files compressed, as web servers do, and counts the bytes."""

    loaded = 0

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes() if path.suffix in PACKED else packed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix not in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        Loading.loaded += len(content)
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def build(catalog: Path, folder: Path) -> Site:
    """Build a catalog's site for the first time."""
    return Site(catalog, folder, building(catalog, folder, "--no-cache")().spent)


def building(catalog: Path, folder: Path, *options: str) -> Job:
    """A build by the command."""
    places = ("--catalog", catalog, "-d", folder, "--as-of", AS_OF.isoformat())
    return process(*cardwright_command(), "build", *places, *options, errors=subprocess.DEVNULL)


def build_markdown(site: Site, project: Path, *, links: bool) -> float:
    """Build the same words, with or without links between pages, with Material alone; returns the processor time."""
    for page in site.pages():
        written = project / "pages" / page.relative_to(site.folder).with_suffix(".md")
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(page_markdown(page.read_text(encoding="utf-8"), links=links), encoding="utf-8")
    (project / "mkdocs.yml").write_text(MATERIAL, encoding="utf-8")
    return process(sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", project / "mkdocs.yml")().spent


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of the folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Loading, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def search(site: Site) -> tuple[float, float, float]:
    """Search a model in a fresh browser, a few times.

    Returns the KB loaded until the first result, and the medians of the seconds from the first key to it: on a page
    that has been open for a while, and on one that was opened just now and is still reading the index.
    """
    from playwright.sync_api import sync_playwright

    number = len(list((site.catalog / "models").iterdir())) // 2
    page_address = f"models/{model_id(number)}/index.html"
    seconds: dict[float, list[float]] = {SETTLED: [], 0: []}
    with served(site.folder) as address, sync_playwright() as playwright:
        for wait in (*seconds,) * TURNS:
            Loading.loaded = 0
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            tab = browser.new_page()
            tab.goto(f"{address}/{page_address}", wait_until="load")
            time.sleep(wait)
            start = time.perf_counter()
            tab.locator(".md-search__input").press_sequentially(model_id(number + 1))
            tab.locator(RESULT).first.wait_for()
            seconds[wait].append(time.perf_counter() - start)
            browser.close()
    return Loading.loaded / 1000, statistics.median(seconds[SETTLED]), statistics.median(seconds[0])


def report(title: str, sides: str, value: float, budget: float, unit: str = "") -> None:
    """Print one line of the table."""
    met = "yes" if value <= budget else "NO"
    print(f"{title:<34}{sides:<44}{f'{value:.2f}{unit}':>12}{f'{budget:g}{unit}':>9}  {met}", flush=True)


def report_growth(hundredth: Site, tenth: Site, large: Site) -> None:
    """Compare the sizes of catalogs."""
    counts = [len(site.pages()) for site in (hundredth, tenth, large)]
    each = [site.spent / count * 1000 for site, count in zip((hundredth, tenth, large), counts, strict=True)]
    sides = f"{each[2]:.1f} ms of {counts[2]}, {each[1]:.1f} ms of {counts[1]}"
    report("CPU a page", sides, each[2] / each[1], 1.15)
    first = (tenth.spent - hundredth.spent) / (counts[1] - counts[0]) * 1000
    further = (large.spent - tenth.spent) / (counts[2] - counts[1]) * 1000
    report("CPU a further page", f"{further:.1f} ms, {first:.1f} ms", further / first, 1.15)
    for word, choose in (("median", statistics.median), ("largest", max)):
        sizes = [choose(site.entity_sizes()) for site in (large, tenth)]
        report(f"page of an entity, {word}", f"{sizes[0]:,.0f} B, {sizes[1]:,.0f} B", sizes[0] / sizes[1], 1.05)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description="Print what the site costs.")
    parser.add_argument("--models", type=int, default=1000, help="models of the catalog beside Material (1000)")
    parser.add_argument("--large", type=int, default=5000, help="models of the large catalog (5000)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
        os.environ["NO_MKDOCS_2_WARNING"] = "1"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.chdir(folder)  # away from any mkdocs.yml
        sites: dict[int, Site] = {}
        sizes = (arguments.models, arguments.large // 100, arguments.large // 10, arguments.large)
        process(*cardwright_command(), "build", "--help")()
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {sizes[0]} models, then {sizes[3]}\n")
        print(f"{'what':<34}{'sides':<44}{'value':>12}{'budget':>9}  met")
        for models in sorted(set(sizes)):
            write_catalog(models, folder / f"catalog-{models}")
            sites[models] = build(folder / f"catalog-{models}", folder / f"site-{models}")
        site, *others = (sites[models] for models in sizes)
        for links, title in ((False, "build : Material, words alone"), (True, "build : Material, words and links")):
            yardstick = build_markdown(site, folder / f"material-{links}", links=links)
            sides = f"{site.spent:.1f} s, {yardstick:.1f} s, {len(site.pages())} pages"
            report(title, sides, site.spent / yardstick, 0.25)
        unchanged = building(site.catalog, site.folder)
        hashed = process(sys.executable, "-c", HASH, str(site.catalog))
        figures = measure(Row("unchanged", unchanged, "hashed", hashed, 2), TURNS)
        report("build, unchanged : SHA-256", f"{figures.job:.2f} s, {figures.yardstick:.2f} s", figures.ratio_spent, 2)
        report_growth(*others)
        loaded, seconds, at_once = search(others[-1])
        report("loaded before the first result", f"{arguments.large} models", loaded, 500, " KB")
        report("from typing to the first result", f"{arguments.large} models, page open", seconds, 1, " s")
        report("from typing to the first result", f"{arguments.large} models, page just opened", at_once, 1, " s")
        print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
