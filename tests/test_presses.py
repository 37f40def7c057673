"""Where packs are printed: many at once, on a cluster, within limits, and nothing twice; the bytes are the same."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TODAY, write_files

from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError
from cardwright.packs import write_packs
from cardwright.packs.jobs import Job, Limits
from cardwright.packs.kept import KeptPress
from cardwright.packs.pdf import Printed
from cardwright.packs.presses import Press, open_press
from cardwright.packs.write import PacksFailedError, Workshop
from cardwright.rules.judge import judge

Run = Callable[..., "subprocess.CompletedProcess[str]"]
MIDNIGHT = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: []
## systems/a.yaml
kind: system
id: a
name: Loans
## systems/b.yaml
kind: system
id: b
name: 貸款 🂡
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a catalog with two systems, one of them in characters that not every font has."""
    folder = tmp_path_factory.mktemp("presses") / "catalog"
    write_files(folder, CATALOG)
    return folder


@pytest.fixture(scope="module")
def packs(catalog: Path) -> dict[str, bytes]:
    """Its packs, printed one after the other."""
    return printed(catalog, catalog.with_name("packs"), Workshop())


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a Dask scheduler with two workers on this machine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:  # type: ignore[no-untyped-call]
        yield cluster.scheduler_address


def printed(catalog: Path, folder: Path, workshop: Workshop) -> dict[str, bytes]:
    """The packs of a catalog by file name."""
    loaded = load_catalog(catalog)
    written = write_packs(loaded, judge(loaded, TODAY), (), folder, workshop=workshop)
    return {path.name: path.read_bytes() for path in written}


def print_on(press: Press, job: Job) -> Printed:
    """What comes of a job sent to a press."""
    (done,) = press.wait([press.submit(job)])
    return done.result()


def test_number_of_jobs_changes_no_byte(catalog: Path, packs: dict[str, bytes], tmp_path: Path) -> None:
    """One after the other or both at once, the packs are the same."""
    assert printed(catalog, tmp_path, Workshop(jobs=2)) == packs


def test_cluster_changes_no_byte(catalog: Path, packs: dict[str, bytes], tmp_path: Path, scheduler: str) -> None:
    """Two Dask workers print what this machine prints."""
    assert printed(catalog, tmp_path, Workshop(scheduler=scheduler)) == packs


def test_limits_hold_on_a_cluster(scheduler: str) -> None:
    """A worker gives up what takes too long or too much memory, as this machine does, and goes on to the next."""
    endless = Job("<p>x</p>" * 60_000, {}, (), MIDNIGHT)
    with open_press(1, scheduler) as press:
        with pytest.raises(CardwrightError, match="longer than 1 seconds"):
            print_on(press, replace(endless, limits=Limits(seconds=1)))
        with pytest.raises(CardwrightError, match="more than 40 MiB"):
            print_on(press, replace(endless, limits=Limits(memory=40 * 2**20)))
        assert print_on(press, Job("<p>x</p>", {}, (), MIDNIGHT)).pdf.startswith(b"%PDF-")


def test_missing_cluster_is_an_impossible_job(catalog: Path, run: Run, tmp_path: Path) -> None:
    """An address at which nobody answers, or that is none, ends with 2 and a sentence."""
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        ended = run("pack", "--catalog", catalog, "-d", tmp_path, "--scheduler", address)
        assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
        assert address in ended.stderr


@pytest.mark.parametrize(
    ("html", "limits", "reason"),
    [
        ("<p>x</p>" * 60_000, Limits(seconds=1), "longer than 1 seconds"),
        ("<p>x</p>" * 60_000, Limits(memory=300 * 2**20), "more than 300 MiB of memory"),
        ("<p style='break-after: page'>x</p>" * 9, Limits(pages=5), "has 9 pages; 5 are allowed"),
    ],
)
def test_printing_has_limits(html: str, limits: Limits, reason: str) -> None:
    """What takes too long, too much memory or too many pages is given up in a sentence; the next job is done."""
    with open_press(1) as press:
        with pytest.raises(CardwrightError, match=reason):
            print_on(press, Job(html, {}, (), MIDNIGHT, limits))
        assert print_on(press, Job("<p>x</p>", {}, (), MIDNIGHT)).pdf.startswith(b"%PDF-")


def test_failed_pack_does_not_lose_the_others(catalog: Path, packs: dict[str, bytes], tmp_path: Path, run: Run) -> None:
    """A pack that cannot be written is named at the end with exit code 1; the other one is there."""
    (tmp_path / "a.pdf").write_text("mine")
    with pytest.raises(PacksFailedError, match=r"system:a .*is not a pack.*1 of 2 packs were written"):
        printed(catalog, tmp_path, Workshop())
    assert (tmp_path / "b.pdf").read_bytes() == packs["b.pdf"]
    assert run("pack", "--catalog", catalog, "-d", tmp_path).returncode == 1
    assert (tmp_path / "a.pdf").read_text() == "mine"


def test_nothing_is_printed_twice(catalog: Path, packs: dict[str, bytes], tmp_path: Path) -> None:
    """With what was printed before at hand no job is done, and the packs are the same; a spoilt one is no help."""
    kept = tmp_path / "kept"
    assert printed(catalog, tmp_path / "one", Workshop(kept=kept)) == packs
    assert printed(catalog, tmp_path / "two", Workshop(kept=kept, limits=Limits(pages=0))) == packs
    for path in kept.glob("*.pdf"):
        path.write_bytes(b"%PDF-spoilt")
    assert printed(catalog, tmp_path / "three", Workshop(kept=kept)) == packs
    assert {path.stat().st_mode & 0o077 for path in kept.iterdir()} == {0}


def test_other_content_is_another_job(tmp_path: Path) -> None:
    """Text, style, moment and every attachment count; a press that keeps does not mistake one job for another."""
    job = Job("<p>x</p>", {"print.css": b""}, (), MIDNIGHT)
    others = [
        Job("<p>y</p>", job.assets, (), MIDNIGHT),
        Job(job.html, {"print.css": b"p {}"}, (), MIDNIGHT),
        Job(job.html, job.assets, (), MIDNIGHT + datetime.timedelta(seconds=1)),
    ]
    assert len({job.key, *(other.key for other in others)}) == 4
    with open_press(1) as press:
        keeping = KeptPress(press, tmp_path)
        assert print_on(keeping, job) != print_on(keeping, others[0])
