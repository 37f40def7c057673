"""Reading one file of a catalog: its bytes become a source, and the source an entity, whatever other files say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import NamedTuple

from cardwright.catalog.credentials import REDACTED, find_credential, holds_credential, redact_data
from cardwright.catalog.folder import Unreadable, read_file
from cardwright.catalog.graph import Entry, make_entry
from cardwright.catalog.source import MAXIMUM_BYTES, Source, read_source
from cardwright.catalog.typed import type_source
from cardwright.finding import Place, Problem


class FileRead(NamedTuple):
    """What became of a file.

    There is no digest when it could not be opened, no source when it could not be read, and no entry when it could not
    be made into an entity.
    """

    path: str
    digest: str | None
    problems: tuple[Problem, ...]
    source: Source | None = None
    entry: Entry | None = None


def read_entity(folder: FilePath, relative: str) -> FileRead:
    """Read one file and make the entity that it holds. Never raises: what is wrong with it stands in `problems`."""
    try:
        content = read_file(folder, relative, most_bytes=MAXIMUM_BYTES)
    except Unreadable as error:
        return FileRead(relative, None, (Problem("CAT012", Place(relative, 1, 1), str(error)),))
    digest = hashlib.sha256(content).hexdigest()
    source = read_source(relative, content)
    problems = [*source.problems(), *_redact(source, content)]
    if not source.whole:
        return FileRead(relative, digest, tuple(problems), source)
    value, wrong = type_source(source)
    if value is None:
        return FileRead(relative, digest, (*problems, *wrong), source)
    entry = make_entry(value, source)
    problems += (problem._replace(entity=entry.ref) for problem in wrong)
    return FileRead(relative, digest, tuple(problems), source, entry)


def _redact(source: Source, content: bytes) -> Iterator[Problem]:
    """Take credentials out of what was read, so that nothing made from it can show them."""
    text = content.decode("utf-8-sig", "replace")
    if not holds_credential(text):
        return
    found = redact_data(source.data)
    for path in found:
        place = source.at(path)
        message = f"`{place.pointer}` holds what looks like a credential; it is shown as {REDACTED}"
        yield Problem("CAT043", place, message)
    if not found:
        yield from _beside_data(source.path, text)


def _beside_data(path: str, text: str) -> Iterator[Problem]:
    """Credentials in comments and in lines that were not kept: nothing shows them, but the file still holds them."""
    for number, line in enumerate(text.split("\n"), 1):
        column = find_credential(line)
        if column is not None:
            message = "this line holds what looks like a credential; the file is not attached as it stands"
            yield Problem("CAT043", Place(path, number, column + 1), message)
