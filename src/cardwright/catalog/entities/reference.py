"""Identifiers, versions and references: `system:credit-decisioning`, `model:credit-default@2.1.0`."""

import re
from collections.abc import Callable
from typing import Any

from cardwright.catalog.entities.parsing import nearest, refusal, stripped

LONGEST_ID = 100  # characters: ids become file names, which most file systems end at 255 bytes
REFERABLE = ("organisation", "team", "use_case", "system", "model", "model_version", "dataset")
KINDS = (*REFERABLE, "approval", "waiver")

ID = "[a-z0-9][a-z0-9.-]*"
VERSION = "[A-Za-z0-9][A-Za-z0-9._+-]*"
_id = re.compile(ID)
_version = re.compile(VERSION)
_reference = re.compile(rf"([a-z_]+):({ID})(?:@({VERSION}))?")


def parse_id(value: object) -> str:
    """Read the identifier of an entity."""
    expected = f"an identifier of lower-case letters, digits, dots and hyphens, at most {LONGEST_ID} characters"
    text = stripped("id", expected, value)
    if not _fits(_id, text):
        fitting = re.sub("[ _/]+", "-", text.lower())
        raise refusal("id", expected, value, f"write {fitting}" if _fits(_id, fitting) and fitting != text else "")
    return text


def parse_version(value: object) -> str:
    """Read the version of a model in the letters a reference to it can hold."""
    expected = f"a version of letters, digits and . _ + -, at most {LONGEST_ID} characters"
    text = stripped("version", expected, value)
    if not _fits(_version, text):
        raise refusal("version", expected, value)
    return text


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    """Return whether an identifier matches and is short enough to be a file name."""
    return len(text) <= LONGEST_ID and pattern.fullmatch(text) is not None


def reference_parser(kinds: tuple[str, ...], form: str = "ref") -> Callable[[Any], str]:
    """Return the function that reads a reference to an entity of one of `kinds`."""
    wanted = " or ".join(_written(kind) for kind in kinds)
    expected = f"a reference written {wanted}"

    def parse(value: object) -> str:
        text = stripped(form, expected, value)
        match = _reference.fullmatch(text)
        if not match:
            if _fits(_id, text) and len(kinds) == 1 and kinds[0] != "model_version":
                raise refusal(form, expected, value, f"write {kinds[0]}:{text}")
            lower = text.lower()
            raise refusal(form, expected, value, "ids are lower case" if _reference.fullmatch(lower) else "")
        kind, identifier, version = match.groups()
        found = "model_version" if kind == "model" and version else kind
        if len(identifier) > LONGEST_ID or len(version or "") > LONGEST_ID:
            raise refusal(form, expected, value, f"an identifier has at most {LONGEST_ID} characters")
        if found not in kinds or kind == "model_version" or (version and kind != "model"):
            raise refusal(form, expected, value, _other_kind(kinds, kind, version))
        return text

    return parse


def _written(kind: str) -> str:
    """Return how a reference to an entity of this kind is written."""
    return "model:<id>@<version>" if kind == "model_version" else f"{kind}:<id>"


def _other_kind(kinds: tuple[str, ...], kind: str, version: str | None) -> str:
    """Say why a well-formed reference does not fit here."""
    if kind == "model_version":
        return "write model:<id>@<version>"
    if kind not in KINDS:
        return nearest(kind, KINDS) or f"there is no kind {kind}"
    if kind != "model" and version:
        return "only a model has versions"
    if kind == "model" and version and "model" in kinds:
        return "leave out the version"
    if kind == "model" and "model_version" in kinds:
        return "name the version too"
    return f"this names a {kind.replace('_', ' ')}"
