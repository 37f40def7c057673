"""What is printed: closed, full and unread streams, and characters that they cannot hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import write_files

CATALOG = """## catalog/catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: []
## catalog/teams/desk.yaml
kind: team
id: desk
name: Schalter für Kredite
contact: {role: Desk on duty}
## catalog/systems/s.yaml
kind: system
id: s
name: Sorter
owner: team:dezk
"""
COMMANDS = ["check", "new dataset d", "--help", "no-such-command"]
VERDICTS = {"check": 1, "no-such-command": 2}
"""Exit codes other than 0."""


def shell(folder: Path, line: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell, in which $CW is Cardwright, in a folder with a catalog that has an error."""
    write_files(folder, CATALOG)
    environment = {
        **os.environ,
        "CW": f"{sys.executable} -m cardwright",
        "XDG_CACHE_HOME": str(folder / "cache"),
        **env,
    }
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment, capture_output=True, timeout=300)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize("command", COMMANDS)
def test_closed_stream_changes_no_verdict(tmp_path: Path, command: str, closed: str) -> None:
    """A command whose output nobody wants does its work, and its exit code says how it went."""
    ended = shell(tmp_path, f"$CW {command} {closed}")
    assert ended.returncode == VERDICTS.get(command, 0)
    assert b"Traceback" not in ended.stderr
    assert (tmp_path / "catalog/datasets/d.yaml").exists() == (command == "new dataset d")


@pytest.mark.parametrize("lost", [">/dev/full", ">/dev/full 2>/dev/full"])
@pytest.mark.parametrize("command", COMMANDS)
def test_lost_results_are_no_verdict(tmp_path: Path, command: str, lost: str) -> None:
    """A result that cannot be printed is exit code 2, also when nobody can be told."""
    ended = shell(tmp_path, f"$CW {command} {lost}")
    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr


def test_nothing_is_printed_into_a_file_of_the_catalog(tmp_path: Path) -> None:
    """With every stream closed, no file opened meanwhile takes the place of one."""
    ended = shell(tmp_path, "$CW check -o report.txt <&- >&- 2>&-; echo $? >code")
    assert (tmp_path / "code").read_text() == "1\n"
    assert "CAT030" in (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert (ended.stdout, ended.stderr) == (b"", b"")
    again = tmp_path / "again"
    write_files(again, CATALOG)
    for path in again.rglob("*.yaml"):
        assert (tmp_path / path.relative_to(again)).read_bytes() == path.read_bytes()


def test_slow_reader_gets_all(tmp_path: Path) -> None:
    """A pipe that must not be waited for, as some programs hand it over, still receives every line."""
    write_files(tmp_path, CATALOG)
    command = [sys.executable, "-m", "cardwright", "schema"]
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen(command, stdout=writing, cwd=tmp_path) as running, os.fdopen(reading, "rb") as reader:
        os.close(writing)
        time.sleep(1)
        received = reader.read()
    assert running.returncode == 0
    assert received == subprocess.run(command, capture_output=True, check=True).stdout
    assert len(received) > 100_000


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=str,
)
@pytest.mark.parametrize("command", ["check --output-format json", "rules", "büro"])
def test_poor_encoding_is_no_reason_to_crash(tmp_path: Path, command: str, env: dict[str, str]) -> None:
    """Where the terminal cannot show a character, the rest can still be read."""
    ended = shell(tmp_path, f"$CW {command}", **env)
    plain = shell(tmp_path, f"$CW {command}")
    assert ended.returncode == plain.returncode
    assert b"Traceback" not in ended.stderr
    first, second = ((part.stdout + part.stderr).split() for part in (ended, plain))
    assert {word for word in second if word.isascii()} <= set(first)


def test_interruption_is_no_finding(tmp_path: Path) -> None:
    """Ctrl-C ends a command without a traceback, with the exit code that shells expect."""
    write_files(tmp_path, CATALOG)
    os.mkfifo(tmp_path / "report")
    command = [sys.executable, "-m", "cardwright", "check", "-o", "report"]  # waits for a reader of the pipe
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as running:
        time.sleep(2)
        running.send_signal(signal.SIGINT)
        _, stderr = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in stderr


def test_escape_sequences_in_arguments_are_shown_not_obeyed(tmp_path: Path) -> None:
    """What a message repeats of an argument cannot steer the terminal."""
    for arguments in ('check --catalog "$ODD"', 'check --fail-on "$ODD"', 'explain "$ODD"', 'pack "$ODD"'):
        ended = shell(tmp_path, f"$CW {arguments}", ODD="a\x1b[31m\u202e")
        assert ended.returncode == 2
        assert b"\x1b" not in ended.stderr
        assert "\u202e".encode() not in ended.stderr
