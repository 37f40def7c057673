"""The wheel carries the whole tool, and the lock files say what is installed without saying from where."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from cardwright import shipped
from cardwright.errors import CardwrightError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked as an installer would, away from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


def list_files(folder: Path) -> set[str]:
    """Every file below the folder, as a relative path, apart from Python's own caches."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("source", "place"),
    [("src/cardwright", "cardwright"), ("templates", "cardwright/templates"), ("catalog", "cardwright/sample")],
)
def test_wheel_carries_every_file(wheel_folder: Path, source: str, place: str) -> None:
    """Modules, framework data, front-end files, templates and the sample are all in the wheel."""
    assert list_files(ROOT / source) <= list_files(wheel_folder / place)


def test_installed_tool_finds_its_own_folders(wheel_folder: Path) -> None:
    """Away from the checkout, templates, sample and front-end files are found inside the package."""
    code = "from cardwright import shipped as s; print(s.find_templates(), s.find_sample(), s.find_vendor(), sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=wheel_folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == [str(wheel_folder / "cardwright" / name) for name in ("templates", "sample", "vendor")]


def test_front_end_files_come_with_their_licences() -> None:
    """Each package whose files are passed on is named with licence texts that are there."""
    vendor = shipped.find_vendor()
    notice = (vendor / "NOTICE.txt").read_text(encoding="utf-8")
    texts = {name for line in re.findall(r"text: (.*)", notice) for name in line.split(", ")}
    assert texts == {path.name for path in (vendor / "licenses").iterdir()}
    assert all(package in notice for package in json.loads((ROOT / "package.json").read_text())["dependencies"])


@pytest.mark.parametrize("skin", ["print", "site"])
def test_style_sheets_name_only_files_beside_them(skin: str) -> None:
    """A font is never fetched from elsewhere, and none that the style sheet names is missing."""
    folder = shipped.find_vendor() / skin
    urls = set(re.findall(r"url\(([^)]+)\)", (folder / "fonts.css").read_text(encoding="utf-8")))
    assert urls == {path.name for path in folder.iterdir() if path.suffix in {".ttf", ".woff2"}}


def test_missing_front_end_files_say_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout that was never set up, the error names the command that sets it up."""
    monkeypatch.setattr(shipped, "PACKAGE", tmp_path)
    with pytest.raises(CardwrightError, match=r"run \./bootstrap\.sh"):
        shipped.find_vendor()


@pytest.mark.parametrize("lock", ["requirements.lock", "package-lock.json"])
def test_lock_names_no_registry_and_no_path(lock: str) -> None:
    """A lock works from any mirror: it holds versions and hashes, no address and no folder of some machine."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"registry|pypi|npmjs|index-url|find-links|resolved|file:|(?<![\w@.-])/[a-z]+/", text)


def test_every_locked_package_has_a_hash() -> None:
    """Nothing is installed that was not seen when the lock was made."""
    packages = re.split(r"^(?=[a-z])", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert packages
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_lock_answers_for_every_dependency() -> None:
    """What pyproject.toml asks for, its build system included, is in the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [item for group in project["dependency-groups"].values() for item in group if isinstance(item, str)]
    wanted = project["project"]["dependencies"] + groups + project["build-system"]["requires"]
    names = {re.split(r"[<>=~!;\[ ]", item)[0].lower().replace(".", "-") for item in wanted}
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert names <= set(locked)


def test_help_of_bootstrap_goes_to_stdout_and_sets_nothing_up() -> None:
    """Asking how to use bootstrap.sh answers at once."""
    run = subprocess.run([ROOT / "bootstrap.sh", "--help"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("usage: ./bootstrap.sh COMMAND")
    assert run.stderr == ""


def test_bootstrap_leaves_stdout_and_exit_code_to_its_command() -> None:
    """Progress never mixes with results, and CI sees the command's own verdict."""
    run = subprocess.run([ROOT / "bootstrap.sh", "sh", "-c", "echo out; exit 7"], capture_output=True, text=True)
    assert (run.stdout, run.returncode) == ("out\n", 7)


def test_bootstrap_runs_commands_in_the_environment_it_made(tmp_path: Path) -> None:
    """From any folder, the command runs in the project's with the project's Python first."""
    command = [ROOT / "bootstrap.sh", "python", "-c", "import os, sys; print(os.getcwd(), sys.prefix)"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(ROOT), str(ROOT / ".venv")]
