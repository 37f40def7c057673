"""`cardwright pack` as a process: killed, stopped or out of room, it leaves whole packs and nothing else."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import multiprocessing
import os
import pty
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import write_files

from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError
from cardwright.packs.jobs import Job, Limits
from cardwright.packs.leftovers import clear_unfinished, place_file, scratch_folder
from cardwright.packs.presses import open_press
from cardwright.packs.selection import Selection
from cardwright.shipped import find_sample

Run = Callable[..., "subprocess.CompletedProcess[str]"]
MIDNIGHT = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
WITH_A_FONT = "<style>@font-face {font-family: x; src: url(https://pack.invalid/x.ttf)}</style><p>x</p>"
ENDLESS = Job("<p>x</p>" * 200_000, {}, (), MIDNIGHT)
CATALOG = """\
## catalog/catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: []
## catalog/systems/a.yaml
kind: system
id: a
name: Loans
## catalog/systems/b.yaml
kind: system
id: b
name: Cards
## catalog/models/m/model.yaml
kind: model
id: m
name: Scores
## catalog/models/b/model.yaml
kind: model
id: b
name: Limits
"""
RECORDS = ("--document", "records")  # the smallest there is


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a catalog of two systems and two models, and one for temporary files."""
    write_files(tmp_path, CATALOG)
    (tmp_path / "temporary").mkdir()
    return tmp_path


def processes_with(word: str) -> set[int]:
    """The processes whose environment holds a word."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (path / "environ").read_bytes() and " Z " not in (path / "stat").read_text():
                found.add(int(path.name))
        except OSError:
            continue
    return found


def until(condition: Callable[[], object]) -> None:
    """Wait for something that must come."""
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGINT, 130)])
def test_a_stopped_run_leaves_no_process_and_no_litter(project: Path, run: Run, number: int, code: int) -> None:
    """However a run is stopped, its children end with it, no pack is half there, and the next run clears the rest."""
    environment = {**os.environ, "TMPDIR": str(project / "temporary"), "XDG_CACHE_HOME": str(project / "cache")}
    command = [sys.executable, "-m", "cardwright", "pack", "-j", "2", *RECORDS]
    with subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True) as process:
        until(lambda: len(processes_with(str(project))) == 3 and list((project / "temporary").glob("*/*/*")))
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (code, False)
    until(lambda: not processes_with(str(project)))
    assert not list((project / "packs").iterdir())
    ended = run("pack", "a", *RECORDS, cwd=project, TMPDIR=str(project / "temporary"))
    assert ended.returncode == 0, ended.stderr
    assert [path.name for path in (project / "packs").iterdir()] == ["a+records.pdf"]
    assert not list((project / "temporary").iterdir())


def test_printing_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The printer's own temporary files go with the child that wrote them, done or given up."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fonts = {"x.ttf": Path("/usr/share/fonts").rglob("*.ttf").__next__().read_bytes()}
    job = Job(WITH_A_FONT, fonts, (), MIDNIGHT)
    with open_press(1) as press:
        for _ in range(2):
            (done,) = press.wait([press.submit(job)])
            assert done.result().pdf
            assert not list(tmp_path.glob("*/*"))
    assert not list(tmp_path.iterdir())


def test_who_gives_up_does_not_wait_for_the_children() -> None:
    """Ctrl-C ends what is being printed at once."""

    def give_up() -> None:
        with open_press(2) as press:
            futures.extend(press.submit(ENDLESS) for _ in range(3))
            raise KeyboardInterrupt

    futures: list[object] = []
    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert not multiprocessing.active_children()
    assert not any(future.done() for future in futures)  # type: ignore[attr-defined]


def test_a_killed_child_is_named() -> None:
    """A child that the machine kills for want of memory is a failed pack with a remedy, and the next one is printed."""
    with open_press(1) as press:
        future = press.submit(ENDLESS)
        (child,) = multiprocessing.active_children()
        child.kill()
        press.wait([future])
        with pytest.raises(CardwrightError, match=r"was killed.*--jobs"):
            future.result()
        (done,) = press.wait([press.submit(Job("<p>x</p>", {}, (), MIDNIGHT))])
        assert done.result().pdf


def test_a_process_with_threads_prints_the_same() -> None:
    """Where forking is unsafe a process is started anew; the bytes are the same and the limits hold."""
    job = Job("<p>x</p>", {}, (), MIDNIGHT)
    with open_press(1) as press:
        (alone,) = press.wait([press.submit(job)])
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with open_press(1) as press:
            (beside,) = press.wait([press.submit(job)])
            (late,) = press.wait([press.submit(Job(ENDLESS.html, {}, (), MIDNIGHT, Limits(seconds=1)))])
    finally:
        done.set()
        thread.join()
    assert beside.result() == alone.result()
    with pytest.raises(CardwrightError, match="longer than 1 seconds"):
        late.result()


def test_only_what_nobody_writes_any_more_is_cleared(tmp_path: Path) -> None:
    """An unfinished file of a run that goes on stays, as does everything that is a user's."""
    dead, alive = tmp_path / ".a.pdf.cardwright-abcd1234", tmp_path / ".b.pdf.cardwright-abcd1234"
    others = [tmp_path / name for name in (".a.pdf.part", ".cardwright-site", "a.pdf", ".a.pdf.cardwright-notes")]
    for path in (dead, alive, *others):
        path.touch()
    (tmp_path / ".c.pdf.cardwright-abcd1234").symlink_to(alive)
    with alive.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        clear_unfinished(tmp_path)
    assert not dead.exists()
    assert {path.name for path in tmp_path.iterdir()} == {
        alive.name,
        ".c.pdf.cardwright-abcd1234",
        *(path.name for path in others),
    }


def test_scratch_folders_in_use_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs do not clear away each other's temporary files; what is found there later without a user goes."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "cardwright-packs-left").mkdir()
    (tmp_path / "cardwright-packs-left/entity.yaml").touch()
    with scratch_folder() as first, scratch_folder() as second:
        assert sorted(tmp_path.iterdir()) == sorted([first, second])
        assert {path.stat().st_mode & 0o777 for path in (first, second)} == {0o700}
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_leaves_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is met before the old file is touched, and nothing is left beside it."""
    (tmp_path / "a").write_text("old")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        place_file(tmp_path / "a", b"new", 0o600)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_failures_are_named_and_the_others_listed(project: Path, run: Run) -> None:
    """With one pack in the way the other is written and listed; the failure is said where it occurs. Exit code 1."""
    (project / "packs").mkdir()
    (project / "packs/a+records.pdf").mkdir()
    ended = run("pack", *RECORDS, cwd=project)
    assert (ended.returncode, ended.stdout) == (1, "pack: packs/b+records.pdf\n")
    assert "system:a failed" in ended.stderr
    assert "system:b failed" not in ended.stderr
    assert "1 of 2 packs were written" in ended.stderr


def test_the_bar_gives_the_terminal_back(project: Path) -> None:
    """At a terminal a bar names each pack, and when all has failed the cursor is shown again on a line of its own."""
    (project / "packs/a+records.pdf").mkdir(parents=True)
    terminal, end = pty.openpty()
    environment = {**os.environ, "XDG_CACHE_HOME": str(project / "cache"), "TERM": "xterm"}
    command = [sys.executable, "-m", "cardwright", "pack", "system:a", *RECORDS]
    ended = subprocess.run(command, cwd=project, env=environment, stderr=end, stdout=subprocess.PIPE, check=False)
    os.close(end)
    said = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while part := os.read(terminal, 1 << 16):
            said += part
    os.close(terminal)
    assert ended.returncode == 1
    assert b"system:a failed" in said
    assert b"None" not in said
    assert said.rindex(b"\x1b[?25h") > said.rindex(b"\x1b[?25l")
    assert said.rpartition(b"\n")[0].rpartition(b"\n")[2].startswith((b"\x1b[?25hcardwright: ", b"cardwright: "))


def test_a_failed_pack_does_not_lose_the_site(project: Path, run: Run) -> None:
    """`build --packs` builds the site all the same, lists what was made, and ends with 1."""
    (project / "packs/a.pdf").mkdir(parents=True)
    ended = run("build", "--packs", cwd=project)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "no pack could be made for system:a" in ended.stderr
    assert ended.stdout.startswith("site: ")
    assert "pack: packs/b.pdf\n" in ended.stdout
    assert (project / "site/index.html").is_file()


def test_names_of_packs_fit_a_file_system() -> None:
    """However many documents a pack is of, its name is short enough, and another for other documents."""
    system = load_catalog(find_sample()).entities["system:credit-scoring"]
    names = {Selection(documents=("technical-documentation",) * number).file_name(system) for number in range(30)}
    assert len(names) == 30
    assert max(map(len, names)) < 230


def test_own_templates_that_fail_are_named(project: Path, run: Run) -> None:
    """When no pack gets as far as the printer each is named, without a traceback."""
    write_files(project, "## own/documents/parts/pack.html.j2\n{{ nonsense.of.mine }}\n")
    ended = run("pack", "--templates", "own", cwd=project)
    assert ended.returncode == 1
    assert "system:a" in ended.stderr
    assert "system:b" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_pages_are_made_with_is_part_of_the_question(project: Path, run: Run) -> None:
    """Other templates, or another font, are a reason to print again; the same are none."""
    write_files(project, "## own/README\nmine\n## home/.fonts/README\nfonts\n")

    def is_made(*options: str) -> bool:
        ended = run("pack", "a", *RECORDS, *options, cwd=project, HOME=str(project / "home"))
        assert ended.returncode == 0, ended.stderr
        return "nothing has changed" not in ended.stderr

    assert [is_made(), is_made()] == [True, False]
    assert [is_made("--templates", "own"), is_made("--templates", "own"), is_made()] == [True, False, False]
    (project / "home/.fonts/another.ttf").touch()
    assert [is_made(), is_made()] == [True, False]


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("b", "'b' may be system:b or model:b: say which"),
        ("c", "'c' is not in the catalog; name a system:ID, use_case:ID or model:ID that is"),
        ("", "'' is not in the catalog; name a"),
        ("sistem:a", "did you mean system:a?"),
        ("system:nothing", "'system:nothing' is not in the catalog; name a"),
    ],
)
def test_references_that_name_no_one_thing(project: Path, run: Run, ref: str, said: str) -> None:
    """An id that several have and one that nobody has are answered with what to write, and nothing is made."""
    ended = run("pack", ref, cwd=project)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert not (project / "packs").exists()


def test_an_id_that_one_entity_has_names_it(project: Path, run: Run) -> None:
    """The kind may be left out where nothing else has the id."""
    ended = run("pack", "m", *RECORDS, cwd=project)
    assert ended.stdout == "pack: packs/model@m+records.pdf\n"
