"""Logistic scorecard: how it is fitted, what is stored of it, how the stored weights score an applicant.

The stored weights are rounded, and every figure is measured on them: what is tested is what is released.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from credit_applicants import NUMERIC, Applicants
from intervals import Floats
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

INVERSE_PENALTY = 0.1
POINTS_AT_EVEN_ODDS = 500
POINTS_TO_DOUBLE_ODDS = 40
WEIGHT_DECIMALS = 5

PERSONAL = ("personal_status", "age", "foreign_worker", "num_dependents")


@dataclass(frozen=True)
class Scorecard:
    """Weights in log-odds of a bad outcome: per unit of a number, or per category."""

    intercept: float
    numbers: dict[str, float]
    categories: dict[str, dict[str, float]]

    @property
    def features(self) -> list[str]:
        """Input features by name."""
        return sorted([*self.numbers, *self.categories])

    def contributions(self, applicants: Applicants) -> dict[str, Floats]:
        """Log-odds that each feature adds for each applicant; an unknown category adds nothing."""
        added = {name: weight * _numbers(applicants, name) for name, weight in self.numbers.items()}
        for name, weights in self.categories.items():
            added[name] = np.array([weights.get(str(value), 0.0) for value in applicants.columns[name]])
        return added

    def probabilities(self, applicants: Applicants) -> Floats:
        """Estimated probability that the loan goes bad."""
        added = self.contributions(applicants)
        log_odds = self.intercept + sum((added[name] for name in self.features), np.zeros(len(applicants)))
        return np.asarray(1 / (1 + np.exp(-log_odds)))


def score_points(probability: float) -> int:
    """Score shown to the officer: 500 at even odds, 40 more for each doubling of the odds of repayment."""
    odds = (1 - probability) / probability
    return round(POINTS_AT_EVEN_ODDS + POINTS_TO_DOUBLE_ODDS * math.log2(odds))


def make_pipeline(features: Sequence[str]) -> Pipeline:
    """Unfitted scorecard on `features`: standardised numbers, one weight a category, ridge penalty."""
    numbers = [name for name in features if name in NUMERIC]
    categories = [name for name in features if name not in NUMERIC]
    encode = ColumnTransformer(
        [
            ("number", StandardScaler(), [features.index(name) for name in numbers]),
            ("category", OneHotEncoder(handle_unknown="ignore"), [features.index(name) for name in categories]),
        ]
    )
    return Pipeline(
        [("encode", encode), ("fit", LogisticRegression(C=INVERSE_PENALTY, solver="newton-cholesky", tol=1e-10))]
    )


def table(applicants: Applicants, features: Sequence[str]) -> np.ndarray:
    """Columns of `features` side by side, as scikit-learn reads them."""
    return np.column_stack([applicants.columns[name] for name in features])


def fit_scorecard(applicants: Applicants, features: Sequence[str]) -> Scorecard:
    """Fit the weights and round them to what is stored."""
    pipeline = make_pipeline(features).fit(table(applicants, features), applicants.bad)
    encode, fit = pipeline.named_steps["encode"], pipeline.named_steps["fit"]
    weights = list(fit.coef_[0])
    scaler, encoder = encode.named_transformers_["number"], encode.named_transformers_["category"]
    numbers, shift = {}, 0.0
    for name, mean, spread in zip(_named(features, number=True), scaler.mean_, scaler.scale_, strict=True):
        weight = weights.pop(0) / spread
        numbers[name] = round(float(weight), WEIGHT_DECIMALS + 3)
        shift -= weight * mean
    categories = {
        name: {str(category): round(float(weights.pop(0)), WEIGHT_DECIMALS) for category in found}
        for name, found in zip(_named(features, number=False), encoder.categories_, strict=True)
    }
    return Scorecard(round(float(fit.intercept_[0] + shift), WEIGHT_DECIMALS), numbers, categories)


def _named(features: Sequence[str], *, number: bool) -> list[str]:
    return [name for name in features if (name in NUMERIC) == number]


def _numbers(applicants: Applicants, name: str) -> Floats:
    return applicants.columns[name].astype(np.float64)
