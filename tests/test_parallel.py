"""Sharing work out: the answers are those of one process, whatever becomes of the others."""

from __future__ import annotations

import datetime
import os
import signal
import time
from collections.abc import Sequence

import pytest
from conftest import ROOT

from cardwright import parallel
from cardwright.catalog.load import load_catalog
from cardwright.parallel import deal, stretches, work_on
from cardwright.reports import json as json_report
from cardwright.reports import text as text_report
from cardwright.rules.judge import judge

HERE = os.getpid()


@pytest.fixture
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with three cores, on which even one item is worth a process."""
    monkeypatch.setattr(parallel, "_cores", lambda: 3)
    monkeypatch.setattr(parallel, "LEAST", 1)


def doubled(share: Sequence[int]) -> list[int]:
    """Twice every number."""
    return [2 * number for number in share]


@pytest.mark.usefixtures("three_cores")
def test_answers_stand_in_the_order_of_the_shares() -> None:
    """Dealt out or cut, every item is worked on once and the answers keep the order."""
    assert work_on(deal(range(7)), doubled) == [[0, 6, 12], [2, 8], [4, 10]]
    assert work_on(stretches(range(7)), doubled) == [[0, 2], [4, 6], [8, 10, 12]]
    assert work_on(stretches([]), doubled) == [[]]


@pytest.mark.usefixtures("three_cores")
def test_shares_are_worked_on_in_other_processes() -> None:
    """The first share is worked on here, each other one in a process of its own."""
    first, *others = work_on(deal(range(3)), lambda _: os.getpid())
    assert first == HERE
    assert len({HERE, *others}) == 3


@pytest.mark.usefixtures("three_cores")
def test_work_of_a_process_that_fails_is_done_here(capfd: pytest.CaptureFixture[str]) -> None:
    """An exception, a kill and an answer that cannot travel cost time, and nothing else."""

    def work(share: Sequence[int]) -> object:
        if os.getpid() == HERE:
            return [HERE, *share]
        if share[0] == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return lambda: share  # cannot be pickled

    assert work_on(deal(range(3)), work) == [[HERE, 0], [HERE, 1], [HERE, 2]]
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("three_cores")
def test_no_process_outlives_a_failure_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the work fails here, those still at work elsewhere are stopped and the failure is told."""
    started: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: started.append(fork()) or started[-1])

    def work(share: Sequence[int]) -> None:
        if os.getpid() == HERE:
            raise ValueError(str(share[0]))
        time.sleep(600)

    with pytest.raises(ValueError, match="0"):
        work_on(deal(range(3)), work)
    assert len(started) == 2
    for number in started:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_few_items_are_not_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process must be worth its start."""
    monkeypatch.setattr(parallel, "_cores", lambda: 3)
    assert deal(range(100)) == [range(100)]


def test_reports_do_not_depend_on_the_number_of_processes(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """A catalog that is read and judged in shares has the same report, byte for byte."""

    def reports() -> tuple[str, str]:
        report = judge(load_catalog(ROOT / "catalog"), datetime.date(2029, 1, 1))
        return json_report.render(report), text_report.render(report)

    monkeypatch.setattr(parallel, "_cores", lambda: 1)
    alone = reports()
    request.getfixturevalue("three_cores")
    assert reports() == alone
