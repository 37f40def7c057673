"""Whether a claim holds that a high-risk system is older than the duties and has not changed significantly since.

Source: Art. 111(2) of Regulation (EU) 2024/1689. The claim is never inferred, and whatever it leaves open counts
against it. The day before which the system must have been placed stands in the framework, because it depends on the
route; here changes are counted from the earliest day that any reading of the article names.
"""

from __future__ import annotations

import datetime
from typing import Any

from cardwright.catalog.graph import Catalog, Entry
from cardwright.rules.asking import Asking
from cardwright.rules.placeholders import has_substance, is_placeholder

EARLIEST_CUT_OFF = datetime.date(2026, 8, 2)
"""Art. 111(2) in the text of 2024; whether the amendment moved it with the dates of Chapter III is debated."""


def legacy_claim_holds(ask: Asking) -> bool:
    """Whether every system in question claims it with reasons and approval, and its record shows no such change."""
    systems = [ask.system] if ask.system else ask.entities("system")
    return bool(systems) and all(_holds(ask.catalog, system) for system in systems)


def _holds(catalog: Catalog, system: Entry) -> bool:
    market: Any = getattr(system.value, "market", None)
    claim = getattr(market, "legacy", None)
    if claim is None or claim.claimed is not True or market.placed_on_market is None:
        return False
    if claim.reasoning is None or is_placeholder(claim.reasoning, "prose"):
        return False
    if claim.date is None or not has_substance(claim.approved_by_role, "prose"):
        return False
    since = max(market.placed_on_market, EARLIEST_CUT_OFF)
    return (
        _existed(system, market.placed_on_market)
        and _logged(system, claim, since)
        and _models_as_placed(catalog, system, since)
    )


def _existed(system: Entry, placed: datetime.date) -> bool:
    """Whether a version was there on the day of the launch, as far as the versions are dated."""
    history = getattr(getattr(system.value, "changes", None), "history", None) or ()
    days = [entry.date for entry in history if entry.date]
    return not days or min(days) <= placed


def _logged(system: Entry, claim: Any, since: datetime.date) -> bool:
    """Whether the log accounts for every version since that day, and each change was graded minor and considered."""
    changes: Any = getattr(system.value, "changes", None)
    if changes is None or changes.log is None:
        return False
    considered = set(claim.changes_considered or ())
    if not considered <= {change.id for change in changes.log}:
        return False
    logged = {change.version for change in changes.log}
    versions = [entry for entry in changes.history or () if entry.date is None or entry.date > since]
    return all(entry.version in logged for entry in versions) and all(
        change.date is not None and (change.date <= since or _harmless(change, considered)) for change in changes.log
    )


def _harmless(change: Any, considered: set[str]) -> bool:
    """Whether a change was graded minor with reasons, and looked at for the claim."""
    return change.id in considered and change.significance == "minor" and has_substance(change.justification, "prose")


def _models_as_placed(catalog: Catalog, system: Entry, since: datetime.date) -> bool:
    """Whether no model version inside came after that day: another model is another design."""
    versions: list[Any] = [entry.value for entry in catalog.reach(system, "model_version")]
    return all(version.released_on is not None and version.released_on <= since for version in versions)
