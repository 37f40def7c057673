"""What stops Cardwright. A wrong catalog never does: it becomes findings."""

from __future__ import annotations


class CardwrightError(Exception):
    """Cardwright cannot do what was asked: one sentence for the user, and the exit code, 2 unless a subclass differs.

    Raised for impossible jobs (no catalog, no permission, a missing library). A bug keeps its traceback.
    """

    code = 2
