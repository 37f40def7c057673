"""Print what packs cost as ratios of one run: `python -m benchmarks.packs [REF]`, on the sample catalog.

Every figure is CPU time, user plus system, of a whole process with all that it started, because packs are printed in
processes of their own. The yardstick of one pack is WeasyPrint alone, printing the same HTML with the same assets as
PDF/UA. The budgets are those of the design and of issue 5. Linux only: it adopts what its children leave behind.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import pickle
import resource
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from benchmarks.ratios import AS_OF, HASH, cardwright_command
from cardwright.catalog.load import load_catalog
from cardwright.packs.jobs import Job
from cardwright.packs.making import make_pack
from cardwright.packs.scope import scope_of
from cardwright.rules.judge import judge
from cardwright.shipped import find_sample

PR_SET_CHILD_SUBREAPER = 36
RAW = """
import pickle, sys
import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse
html, assets, address = pickle.load(open(sys.argv[1], "rb"))
class Assets(URLFetcher):
    def fetch(self, url, headers=None):
        return URLFetcherResponse(url, assets[url.removeprefix(address)])
weasyprint.HTML(string=html, url_fetcher=Assets()).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
"""


def cpu_of(*command: str | Path) -> float:
    """The CPU seconds of a command and of every process that it left behind, which are waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def last_job(ref: str) -> Job:
    """The job that prints the pack of an entity of the sample."""
    catalog = load_catalog(find_sample())
    making = make_pack(scope_of(catalog, judge(catalog, AS_OF), catalog.entities[ref]))
    job = next(making)
    with suppress(StopIteration):
        while True:
            job = making.send(job.run())
    return job


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.packs", description="Print what packs cost.")
    parser.add_argument("ref", nargs="?", default="system:digit-reader", help="the one pack (system:digit-reader)")
    ref = parser.parse_args().ref
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        job = last_job(ref)
        (Path(folder) / "job").write_bytes(pickle.dumps((job.html, dict(job.assets), "https://pack.invalid/")))
        pack = (
            *cardwright_command(),
            "pack",
            "--catalog",
            find_sample(),
            "--as-of",
            str(AS_OF),
            "-d",
            f"{folder}/packs",
        )
        raw = cpu_of(sys.executable, "-c", RAW, f"{folder}/job", f"{folder}/raw.pdf")
        show("one pack", cpu_of(*pack, ref, "--no-cache"), "WeasyPrint alone", raw, 1.25)
        one_by_one = cpu_of(*pack, "--jobs", "1", "--no-cache")
        show("all packs, all cores", cpu_of(*pack, "--no-cache"), "one after the other", one_by_one, 1.1)
        cpu_of(*pack)
        start = cpu_of(*cardwright_command(), "--version")
        hashed = cpu_of(sys.executable, "-c", HASH, str(find_sample()))
        show("all packs, unchanged", cpu_of(*pack) - start, "SHA-256 of all files", hashed, 2.0)


def show(title: str, job: float, yardstick_title: str, yardstick: float, budget: float) -> None:
    """Print a row."""
    met = "yes" if job <= budget * yardstick else "NO"
    sides = f"{title:<22}{job:>8.2f} s  {yardstick_title:<22}{yardstick:>8.2f} s"
    print(f"{sides}{job / yardstick:>8.2f}  budget {budget:.2f}  {met}", flush=True)


if __name__ == "__main__":
    main()
