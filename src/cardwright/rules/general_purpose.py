"""Facts about general-purpose AI models (Arts 51 to 55): roles, open release, systemic risk."""

from __future__ import annotations

from typing import Any

from cardwright.catalog.graph import Entry
from cardwright.rules.asking import Asking, any_true
from cardwright.rules.deriving import any_is, holds
from cardwright.rules.matcher import UNKNOWN

SYSTEMIC_RISK_FLOP = 1e25
"""Art. 51(2): training compute above which a model is presumed to carry systemic risk, in FLOP."""


def general_roles(ask: Asking, model: Entry) -> Any:
    """The roles for a general-purpose model; other models have none, and leave the section out."""
    section = model.value.general_purpose  # type: ignore[attr-defined]
    if section is None or section.roles is not None:
        return section.roles if section else ()
    if section.is_general_purpose is False:
        return ()
    ask.need(model, ("general_purpose", "roles" if section.is_general_purpose else "is_general_purpose"))
    return None


def open_source(ask: Asking) -> Any:
    """Whether the licence is free and open, and weights, architecture and usage are public (Art. 53(2))."""
    category = ask.one("model", "supply.licence.category")
    if category != "free_and_open":
        return category if category in (UNKNOWN, None) else False
    addresses = ("weights_url", "architecture_url", "usage_information_url")
    return all(ask.one("model", f"supply.open_release.{name}") != UNKNOWN for name in addresses)


def systemic_risk(ask: Asking) -> Any:
    """Whether a model that counts here carries systemic risk (Art. 51)."""
    verdicts = [_systemic(ask, model) for model in ask.entities("model")]
    return any_true([*verdicts, None] if ask.leaves_out("model") else verdicts)


def _systemic(ask: Asking, model: Entry) -> Any:
    """Whether a model carries systemic risk: by decision, or by the compute of any of its versions, in use or not."""
    section: Any = model.value.general_purpose  # type: ignore[attr-defined]
    if section is not None and section.is_general_purpose is False:
        return False
    notice = getattr(section, "commission_notification", None)
    if notice and notice.decision in ("designated", "presumption_rebutted"):
        return bool(notice.decision == "designated")
    made = [ask.catalog.find(link.source) for link in ask.catalog.links.into(model.ref) if link.path == ("model",)]
    versions = [entry for entry in made if entry is not None and entry.kind == "model_version"]
    return any_true([_above_mark(ask, version) for version in versions]) if versions else UNKNOWN


def _above_mark(ask: Asking, version: Entry) -> Any:
    """Whether the compute of a version, base model included, is above the mark."""
    training: Any = version.value.training  # type: ignore[attr-defined]
    items = training.compute if training else None
    stated = [item.floating_point_operations for item in items or ()]
    base = training.base_model_compute if training else None
    if sum(value for value in (*stated, base) if value is not None) > SYSTEMIC_RISK_FLOP:
        return True
    if items is None or None in stated:
        ask.need(version, ("training", "compute"))
    elif base is None and version.value.parents:  # type: ignore[attr-defined]
        ask.need(version, ("training", "base_model_compute"))
    else:
        return False
    return UNKNOWN


def platform_or_general_purpose(ask: Asking) -> Any:
    """Whether it is inside a very large platform, or builds on a general-purpose model of this organisation."""
    platform = ask.one("system", "characteristics.very_large_online_platform")
    provided = holds("model", "general_purpose.roles", "gpai_provider")(ask)
    general = any_is("model", "general_purpose.is_general_purpose")(ask)
    own = False if not general or not provided else True if general is True and provided is True else UNKNOWN
    return platform if platform is None else any_true([platform, own])
