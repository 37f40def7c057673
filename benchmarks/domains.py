"""What the made-up models are about: ten fields of a bank's and an insurer's work, read from `domains.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Domain(NamedTuple):
    """One field of work. `point` is the point of Annex III that its systems fall under, if any."""

    id: str
    title: str
    decision_domain: str
    target: str
    subjects: str
    users: str
    harm: str
    modality: str
    features: list[str]
    point: str | None = None


_data: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
DOMAINS = tuple(Domain(**domain) for domain in _data["domains"])
GROUPS: list[str] = _data["groups"]
COUNTRIES: list[str] = _data["countries"]
MODEL_TYPES: list[str] = _data["model_types"]
LIBRARIES: list[tuple[str, str, str]] = _data["libraries"]
METRICS: list[tuple[str, float, float, str]] = _data["metrics"]
