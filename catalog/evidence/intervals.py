"""Percentile bootstrap intervals. A statistic is a function of how often each case was drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]

LEVEL = 0.95
RESAMPLES = 2000
METHOD = f"percentile bootstrap over test cases, {RESAMPLES} resamples"
DECIMALS = 4


def draw_counts(cases: int, seed: int, resamples: int = RESAMPLES) -> Floats:
    """How often each of `cases` is drawn in each resample: one row a resample."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(cases, np.full(cases, 1 / cases), size=resamples).astype(np.float64)


def estimate(statistic: Statistic, counts: Floats, *, centred: bool = False) -> dict[str, float]:
    """Point estimate with its interval, rounded; resamples in which the statistic has no value are left out.

    `centred` moves the interval by the mean shift that resampling causes: for a mean of absolute distances, which
    resampling inflates, the plain interval may miss the estimate itself.
    """
    point = statistic(np.ones((1, counts.shape[1])))[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = statistic(counts)
    shift = np.nanmean(drawn) - point if centred else 0.0
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) - shift
    return {"value": rounded(point), "ci_low": rounded(low), "ci_high": rounded(high)}


def rounded(value: float) -> float:
    """Round to the digits that every machine reproduces."""
    return round(float(value), DECIMALS) + 0.0
