"""Print what Cardwright costs as ratios of one run: `python -m benchmarks.ratios [--models 1000] [--all-frameworks]`.

Each row pairs a job with a yardstick. Both run in turns, a ratio is taken in each turn, and the row shows medians. The
budgets are of the time that passes, because `check` uses every core and the yardsticks one; what all cores spent
together, user plus system time, stands beside it. Run it on a machine with nothing else to do. Rows marked "process"
start an interpreter for each run and include its start, with the bytecode that an installed package has; rows marked
"in-process" run in this one, imports done. Both read and judge everything; the row marked "unchanged" answers from a
cache that the turn before has filled. `--all-frameworks` switches all of them on in place of two. The budgets
are those of the design. Reading with ruamel needs its C extension (package `ruamel.yaml.clib`); without it those rows
are left out.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import ruamel.yaml
import yaml

from benchmarks.generate import write_catalog

AS_OF = datetime.date(2026, 11, 21)
PARSE_RUAMEL = """
import sys
from pathlib import Path
from ruamel.yaml import YAML
reader = YAML(typ="safe")
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    reader.load(path.read_bytes())
"""
HASH = """
import hashlib, sys
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        hashlib.sha256(path.read_bytes()).hexdigest()
"""
PARSE_PYYAML = """
import sys
from pathlib import Path
import yaml
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


class Cost(NamedTuple):
    """What a job took, in seconds: the time that passed, and the time of all processors together."""

    passed: float
    spent: float


Job = Callable[[], Cost]
"""Does the work once and returns what it took."""


class Row(NamedTuple):
    """A job, its yardstick and the most it may take, as a multiple of the yardstick."""

    title: str
    job: Job
    yardstick_title: str
    yardstick: Job
    budget: float


class Figures(NamedTuple):
    """The medians of a row: seconds that passed, and the ratios of the time that passed and that was spent."""

    job: float
    yardstick: float
    ratio: float
    ratio_spent: float


def measure(row: Row, turns: int) -> Figures:
    """Run both sides in turns."""
    row.job(), row.yardstick()  # the first turn warms the disk and the bytecode
    pairs = []
    for turn in range(turns):
        if turn % 2:
            reference = row.yardstick()
            pairs.append((row.job(), reference))
        else:
            pairs.append((row.job(), row.yardstick()))
    jobs, yardsticks = zip(*pairs, strict=True)
    return Figures(
        statistics.median(job.passed for job in jobs),
        statistics.median(yardstick.passed for yardstick in yardsticks),
        statistics.median(job.passed / yardstick.passed for job, yardstick in pairs),
        statistics.median(job.spent / yardstick.spent for job, yardstick in pairs),
    )


def process(*command: str | Path, errors: int | None = None) -> Job:
    """A job that is a whole process, its output thrown away; `errors` is where what it says beside goes."""

    def run() -> Cost:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        passed = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit(f"{' '.join(map(str, command[:4]))} … ended with exit code {child.returncode}")
        return Cost(passed, usage.ru_utime + usage.ru_stime)

    return run


def in_process(work: Callable[[], object]) -> Job:
    """A job that is a call. Cycles are not collected meanwhile, as `cardwright` itself does not."""

    def run() -> Cost:
        gc.collect()
        gc.disable()
        start, spent = time.perf_counter(), _spent()
        work()
        cost = Cost(time.perf_counter() - start, _spent() - spent)
        gc.enable()
        return cost

    return run


def _spent() -> float:
    """The CPU time of this process and of those it started and saw end."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def rows(catalog: Path) -> Sequence[tuple[Row, bool]]:
    """Every row, and whether it is short enough for many turns."""
    python, cardwright = sys.executable, cardwright_command()
    files = sorted(catalog.rglob("*.yaml"))
    check: tuple[str | Path, ...] = (
        *cardwright,
        "check",
        "--catalog",
        catalog,
        "--as-of",
        AS_OF.isoformat(),
        "--exit-zero",
    )
    judged = process(*check, "--no-cache")
    checked = in_process(lambda: _check(catalog))
    hashed = process(python, "-c", HASH, str(catalog))
    ruamel_reader = ruamel.yaml.YAML(typ="safe")
    by_ruamel = in_process(lambda: [ruamel_reader.load(file.read_bytes()) for file in files])
    by_pyyaml = in_process(lambda: [yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) for file in files])
    found = [
        (
            Row(
                "--help, process",
                process(*cardwright, "--help"),
                "import click",
                process(python, "-c", "import click"),
                1.5,
            ),
            True,
        ),
        (
            Row("check, process", judged, "PyYAML CSafeLoader", process(python, "-c", PARSE_PYYAML, str(catalog)), 0.8),
            False,
        ),
        (Row("check, in-process", checked, "PyYAML CSafeLoader", by_pyyaml, 0.8), False),
        (Row("check, unchanged", process(*check), "SHA-256 of all files", hashed, 2.0), True),
    ]
    if ruamel.yaml.__with_libyaml__:
        parsed = process(python, "-c", PARSE_RUAMEL, str(catalog))
        found.append((Row("check, process", judged, "ruamel safe (C)", parsed, 0.3), False))
        found.append((Row("check, in-process", checked, "ruamel safe (C)", by_ruamel, 0.3), False))
    return found


def cardwright_command() -> tuple[str, ...]:
    """The command as users run it: the script beside this interpreter."""
    script = shutil.which("cardwright", path=str(Path(sys.executable).parent))
    return (script,) if script else (sys.executable, "-m", "cardwright")


def _check(catalog: Path) -> str:
    from cardwright.catalog.load import load_catalog
    from cardwright.reports import text
    from cardwright.rules.judge import judge

    return text.render(judge(load_catalog(catalog), AS_OF))


def _switch_all_on(organisation: Path) -> None:
    from cardwright.rules.shelf import ALWAYS, shipped_frameworks

    names = ", ".join(name for name in shipped_frameworks() if name != ALWAYS)
    text = organisation.read_text(encoding="utf-8")
    organisation.write_text(re.sub(r"frameworks: \[.*\]", f"frameworks: [{names}]", text), encoding="utf-8")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ratios", description="Print what Cardwright costs.")
    parser.add_argument("--models", type=int, default=1000, help="models of the catalog (1000)")
    parser.add_argument("--turns", type=int, default=5, help="turns of each row (5); four times as many for --help")
    parser.add_argument("--all-frameworks", action="store_true", help="switch every framework on")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        catalog = Path(folder) / "catalog"
        write_catalog(arguments.models, catalog)
        if arguments.all_frameworks:
            _switch_all_on(catalog / "catalog.yaml")
        files = [path.stat().st_size for path in catalog.rglob("*.yaml")]
        size = f"{len(files)} YAML files, {sum(files) / 1e6:.1f} MB"
        print(f"{arguments.models} models, {size}; medians, {os.cpu_count()} cores\n")
        print(f"{'job':<20}{'seconds':>9}  {'yardstick':<20}{'seconds':>9}{'ratio':>8}{'budget':>8}  met  CPU ratio")
        for row, is_short in rows(catalog):
            figures = measure(row, arguments.turns * (4 if is_short else 1))
            sides = f"{row.title:<20}{figures.job:>9.3f}  {row.yardstick_title:<20}{figures.yardstick:>9.3f}"
            met = "yes" if figures.ratio <= row.budget else "NO"
            print(f"{sides}{figures.ratio:>8.2f}{row.budget:>8.2f}  {met:<3}{figures.ratio_spent:>11.2f}", flush=True)
    if not ruamel.yaml.__with_libyaml__:
        print("ruamel has no C extension here, so nothing is compared with it; install ruamel.yaml.clib")


if __name__ == "__main__":
    main()
