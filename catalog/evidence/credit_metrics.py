"""Statistics of the scorecard on a test sample, each a function of how often a case was drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from credit_applicants import Flags
from intervals import Floats, Statistic, rounded

CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Sample:
    """Test cases with outcome, estimated probability of a bad outcome, and the cut-off from which they are referred."""

    bad: Flags
    probability: Floats
    cut_off: float

    @property
    def referred(self) -> Flags:
        """Whether the recommendation is to refer the applicant to an officer instead of approving."""
        return self.probability >= self.cut_off


def roc_auc(sample: Sample) -> Statistic:
    """Chance that a bad case is ranked above a good one; ties count half."""
    bad, good = sample.probability[sample.bad], sample.probability[~sample.bad]
    wins = (bad[:, None] > good[None, :]) + 0.5 * (bad[:, None] == good[None, :])

    def statistic(counts: Floats) -> Floats:
        drawn_bad, drawn_good = counts[:, sample.bad], counts[:, ~sample.bad]
        return np.asarray(((drawn_bad @ wins) * drawn_good).sum(1) / (drawn_bad.sum(1) * drawn_good.sum(1)))

    return statistic


def kolmogorov_smirnov(sample: Sample) -> Statistic:
    """Largest distance between the distributions of the estimate for bad and good cases."""
    order = np.argsort(sample.probability, kind="stable")
    bad = sample.bad[order]
    last_of_tie = np.append(np.diff(sample.probability[order]) > 0, True)

    def statistic(counts: Floats) -> Floats:
        drawn = counts[:, order]
        share_bad = np.cumsum(drawn * bad, axis=1) / (drawn * bad).sum(1, keepdims=True)
        share_good = np.cumsum(drawn * ~bad, axis=1) / (drawn * ~bad).sum(1, keepdims=True)
        return np.asarray(np.abs(share_bad - share_good)[:, last_of_tie].max(axis=1))

    return statistic


def share(flags: Flags, among: Flags) -> Statistic:
    """Share of `flags` among the cases in `among`."""

    def statistic(counts: Floats) -> Floats:
        return np.asarray((counts @ (flags & among)) / (counts @ among))

    return statistic


def brier_score(sample: Sample) -> Statistic:
    """Mean squared difference between estimate and outcome."""
    return mean((sample.probability - sample.bad) ** 2)


def mean(values: Floats) -> Statistic:
    """Mean of `values` over the drawn cases."""

    def statistic(counts: Floats) -> Floats:
        return np.asarray((counts @ values) / counts.sum(axis=1))

    return statistic


def expected_calibration_error(sample: Sample) -> Statistic:
    """Mean distance between estimate and outcome rate over ten bins of equal size."""
    ranks = np.argsort(np.argsort(sample.probability, kind="stable"), kind="stable")
    bins = np.eye(CALIBRATION_BINS)[ranks * CALIBRATION_BINS // len(ranks)]
    distance = sample.probability - sample.bad

    def statistic(counts: Floats) -> Floats:
        return np.asarray(np.abs((counts * distance) @ bins).sum(axis=1) / counts.sum(axis=1))

    return statistic


def accuracy(sample: Sample) -> Statistic:
    """Share of cases on the right side of the cut-off."""
    return share(sample.referred == sample.bad, np.ones(len(sample.bad), dtype=bool))


def false_positive_rate(sample: Sample, among: Flags) -> Statistic:
    """Share of good cases in `among` that are referred: the error borne by the applicant."""
    return share(sample.referred, among & ~sample.bad)


def false_negative_rate(sample: Sample, among: Flags) -> Statistic:
    """Share of bad cases in `among` that are not referred: the error borne by the bank."""
    return share(~sample.referred, among & sample.bad)


def selection_rate(sample: Sample, among: Flags) -> Statistic:
    """Share of cases in `among` recommended for approval."""
    return share(~sample.referred, among)


def difference(rates: list[Statistic]) -> Statistic:
    """Largest minus smallest of several rates."""
    return lambda counts: np.ptp(np.stack([rate(counts) for rate in rates]), axis=0)


def ratio(rates: list[Statistic]) -> Statistic:
    """Smallest of several rates divided by the largest."""

    def statistic(counts: Floats) -> Floats:
        stacked = np.stack([rate(counts) for rate in rates])
        return np.asarray(stacked.min(axis=0) / stacked.max(axis=0))

    return statistic


def population_stability_index(expected: Floats, observed: Floats) -> float:
    """How far estimates have moved between two samples, over the tenths of the first; 0 means not at all."""
    edges = np.quantile(expected, np.linspace(0, 1, CALIBRATION_BINS + 1)[1:-1])
    shares = [
        np.bincount(np.searchsorted(edges, part), minlength=CALIBRATION_BINS) / len(part)
        for part in (expected, observed)
    ]
    return rounded(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
