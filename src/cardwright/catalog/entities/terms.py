"""Enumerations that several classes share."""

from typing import Literal

Severity = Literal["low", "medium", "high", "critical"]
Rating = Literal["low", "medium", "high"]
Likelihood = Literal["rare", "unlikely", "possible", "likely", "almost_certain"]
LifecycleStage = Literal["idea", "development", "review", "pilot", "production", "retired"]
Modality = Literal["tabular", "text", "image", "audio", "video", "code", "time_series", "graph", "other"]
Depth = Literal["none", "summary", "full"]
