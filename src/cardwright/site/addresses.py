"""Where each page stands: file names that are safe everywhere and stay the same from build to build.

Ids and versions become names of lower-case letters, digits, `.` and `-`; any other character, and whatever a file
system or a web server could take for something else, is written as `_` and its bytes in hexadecimal. Different texts
never get the same name, not even where letters of different case count as one.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

PLURALS = {
    "organisation": "organisations",
    "team": "teams",
    "use_case": "use-cases",
    "system": "systems",
    "model": "models",
    "model_version": "models",
    "dataset": "datasets",
    "approval": "approvals",
    "waiver": "waivers",
}
LONGEST = 120  # characters; file systems end at 255 bytes, and `.html` and a folder's name come on top
_unsafe = re.compile(r"[^a-z0-9.-]")
_edge = re.compile(r"^[.-]|\.$")
_taken = re.compile(r"(index|readme|con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


@lru_cache(maxsize=65536)
def file_name(text: str) -> str:
    """The text as a file name without ending.

    >>> file_name("2.1.0"), file_name("a/b"), file_name(".."), file_name("V1"), file_name("index")
    ('2.1.0', 'a_2fb', '_2e_2e', '_561', '_69ndex')
    """
    name = _unsafe.sub(lambda match: _escape(match.group()), text)
    name = _edge.sub(lambda match: _escape(match.group()), name)
    if _taken.match(name):
        name = _escape(name[0]) + name[1:]
    if len(name) > LONGEST:
        digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        name = f"{name[: LONGEST - 40]}_z{digest}"
    return name or "_"


def _escape(text: str) -> str:
    return "".join(f"_{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=65536)
def entity_address(ref: str) -> str:
    """The page of an entity, relative to the site.

    A model has a folder, because its versions stand in it.

    >>> entity_address("model:credit-default@2.1.0"), entity_address("system:triage")
    ('models/credit-default/2.1.0.html', 'systems/triage.html')
    """
    kind, _, rest = ref.partition(":")
    name, _, version = rest.partition("@")
    folder = f"{PLURALS.get(kind, file_name(kind))}/{file_name(name)}"
    if kind in ("model", "model_version"):
        return f"{folder}/{file_name(version) if version else 'index'}.html"
    return f"{folder}.html"


def listing_address(folder: str, page: int = 1) -> str:
    """A page of a list: of the entities of a kind, of frameworks, of findings."""
    return f"{folder}/index.html" if page == 1 else f"{folder}/_page-{page}.html"


def framework_address(framework: str) -> str:
    """The page of a framework; it has a folder, because its rules stand in it."""
    return f"frameworks/{file_name(framework)}/index.html"


def matrix_address(framework: str) -> str:
    """The coverage matrix of a framework."""
    return f"frameworks/{file_name(framework)}/_coverage.html"


@lru_cache(maxsize=8192)
def rule_address(framework: str, rule: str) -> str:
    """The page of a rule: its id in lower case, since ids of rules are never told apart by case."""
    return f"frameworks/{file_name(framework)}/{file_name(rule.lower())}.html"


def relative(target: str, page: str) -> str:
    """The link from one page of the site to another.

    >>> relative("models/a.html", "models/a/1.0.html")
    '../a.html'
    """
    if page.partition("/")[0] != target.partition("/")[0]:
        return "../" * page.count("/") + target
    start, goal = page.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(start), len(goal) - 1) and start[shared] == goal[shared]:
        shared += 1
    return "../" * (len(start) - shared) + "/".join(goal[shared:])
