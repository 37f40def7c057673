"""What makes a preview quick: most pages are written when somebody opens them, and templates are compiled once.

After an edit of the catalog people look at few pages. A build and a preview show the same: a page that was put off is
filled into the same shell, from the same state of the catalog.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from mkdocs.livereload import LiveReloadServer

from cardwright.site.pages import Pages

PUT_OFF = frozenset({"entity", "record", "rule"})
"""The templates of the pages that wait until somebody asks for them."""

Write = Callable[[str], str | None]
"""Makes the page at an address; None while a build has not come to the first of its section."""


class LatePages:
    """The addresses of pages that have not been written, and how to make one of them."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._waiting: set[str] = set()
        self._folder = Path()

    def put_off(self, pages: Pages, folder: Path) -> Collection[str]:
        """Return the addresses of pages that a build may leave out; the first of a section is written, as a pattern."""
        with self._lock:
            patterns: set[str] = set()
            self._waiting, self._folder = set(), folder
            for address, page in pages.by_address.items():
                if page.template in PUT_OFF and page.section in patterns:
                    self._waiting.add(address)
                elif page.template in PUT_OFF:
                    patterns.add(page.section)
            return frozenset(self._waiting)

    def write(self, address: str, make: Write) -> bool:
        """Write a page that waits, if this is the address of one; tells whether it is there now."""
        with self._lock:
            path = self._folder / address
            if address not in self._waiting:
                return False
            if not path.exists():
                html = make(address)
                if html is None:
                    return False
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(html, encoding="utf-8")
            return True

    def attend(self, server: LiveReloadServer, make: Write) -> None:
        """Have a server write the page that it is asked for when it does not find it.

        The server itself waits for a rebuild that is under way, and then looks; so it is asked first.
        """
        app, mount = server.serve_request, server.mount_path

        def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
            told: list[Any] = []
            path = str(environ.get("PATH_INFO", ""))
            body: Iterable[bytes] = app(environ, lambda *words: told.append(words))
            missing = str(told[-1][0]).startswith("404") and path.startswith(mount)
            if missing and self.write(path[len(mount) :], make):
                body = app(environ, lambda *words: told.append(words))
            start_response(*told[-1])
            return body

        server.set_app(answer)
        _reload_when_lost(server)


def _reload_when_lost(server: LiveReloadServer) -> None:
    """Let a browser that was told "not found" look again after the next rebuild, as every other page does.

    The page of an entity is gone as long as its file cannot be read, and people are looking at it while they mend it.
    """
    tell = server.error_handler

    def answer(code: int) -> bytes | None:
        path = Path(server.root, "404.html")
        told = tell(code) or (path.read_bytes() if code == 404 and path.is_file() else None)
        return told and server._inject_js_into_html(told, server._visible_epoch)  # type: ignore[no-untyped-call]

    server.error_handler = answer


class CompiledTemplates(BytecodeCache):
    """Templates as they were compiled, kept as long as the process lives; Jinja compares their sources."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what is known."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a bucket holds."""
        self._known[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()
