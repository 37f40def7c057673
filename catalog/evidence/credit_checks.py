"""Checks of the scorecard beside its metrics: disturbed inputs, counterfactuals, benchmarks, proxies, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from credit_applicants import NUMERIC, Applicants, group_members
from credit_scorecard import Scorecard, make_pipeline, score_points, table
from intervals import rounded
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

DISTURBANCE_SEED = 11
NUMBER_NOISE = 0.1
LOST_CATEGORIES = 0.05
FOLDS = StratifiedKFold(n_splits=5, shuffle=True, random_state=3)
SIMPLE_RULE = ("checking_status", "duration")
STRESS_FACTOR = 1.5
NEAR_CUT_OFF = 0.1
REASONS = 4
EXAMPLES = 3


def perturb(applicants: Applicants, features: Sequence[str]) -> Applicants:
    """Move every number by up to 10 % and lose 5 % of the category values."""
    generator = np.random.default_rng(DISTURBANCE_SEED)
    changed = applicants
    for name in features:
        values = applicants.columns[name]
        if name in NUMERIC:
            factors = generator.uniform(1 - NUMBER_NOISE, 1 + NUMBER_NOISE, len(values))
            changed = changed.replaced(name, (values.astype(np.float64) * factors).astype(object))
        else:
            lost = generator.random(len(values)) < LOST_CATEGORIES
            changed = changed.replaced(name, np.where(lost, "", values))
    return changed


def individual_fairness(card: Scorecard, test: Applicants, cut_off: float) -> dict[str, float]:
    """Share of recommendations that change when only the person's sex or age is changed."""
    before = card.probabilities(test) >= cut_off
    status = test.columns["personal_status"]
    female = group_members(test)["sex female"]
    other_sex = np.where(female, "male single", "female div/dep/mar").astype(status.dtype)
    younger = np.full(len(test), 24.0, dtype=object)
    changed = {
        "other sex": card.probabilities(test.replaced("personal_status", other_sex)) >= cut_off,
        "age 24 instead of own": card.probabilities(test.replaced("age", younger)) >= cut_off,
    }
    return {name: rounded((after != before).mean()) for name, after in changed.items()}


def stress(card: Scorecard, test: Applicants, cut_off: float) -> dict[str, float]:
    """What larger loans, a false statement and the cases near the cut-off do to the recommendations."""
    probabilities = card.probabilities(test)
    referred = probabilities >= cut_off
    larger = test
    for name in ("credit_amount", "duration"):
        larger = larger.replaced(name, (test.columns[name].astype(np.float64) * STRESS_FACTOR).astype(object))
    richest = np.full(len(test), ">=1000", dtype=object)
    overstated = card.probabilities(test.replaced("savings_status", richest)) < cut_off
    wrong = referred != test.bad
    near = np.abs(probabilities - cut_off) < NEAR_CUT_OFF
    return {
        "selection rate with amount and duration up by half": rounded((card.probabilities(larger) < cut_off).mean()),
        "referred applicants recommended after overstating savings": rounded(overstated[referred].mean()),
        "wrong recommendations that lie within 0.1 of the cut-off": rounded(near[wrong].mean()),
    }


def benchmark(train: Applicants, features: Sequence[str]) -> dict[str, float]:
    """Mean ROC AUC over five folds of the training part: scorecard, gradient boosting, and a rule of two fields."""
    return {
        "scorecard": _fold_auc(make_pipeline(features), train, features),
        "gradient boosting": _fold_auc(_boosting(features), train, features),
        "two-field rule": _fold_auc(make_pipeline(SIMPLE_RULE), train, SIMPLE_RULE),
    }


def predict_group(train: Applicants, features: Sequence[str], group: str) -> float:
    """How well the features give a person's group away: mean ROC AUC over five folds; 0.5 means not at all."""
    withheld = "personal_status" if group.startswith("sex") else "age"
    others = [name for name in features if name != withheld]
    belongs = group_members(train)[group]
    scores = cross_val_score(make_pipeline(others), table(train, others), belongs, cv=FOLDS, scoring="roc_auc")
    return round(float(scores.mean()), 3)


def explain(card: Scorecard, train: Applicants, test: Applicants) -> dict[str, Any]:
    """Importance of each feature, and the reasons for the first few test cases.

    Importance is the mean absolute distance of a feature's log-odds from their training mean; a reason is a feature
    whose log-odds lie above that mean, the largest first.
    """
    means = {name: values.mean() for name, values in card.contributions(train).items()}
    added = card.contributions(test)
    distances = {name: values - means[name] for name, values in added.items()}
    importance = {name: rounded(np.abs(values).mean()) for name, values in distances.items()}
    probabilities = card.probabilities(test)
    examples = []
    for case in range(EXAMPLES):
        ranked = sorted(distances, key=lambda name: (-distances[name][case], name))
        reasons = {name: rounded(distances[name][case]) for name in ranked[:REASONS] if distances[name][case] > 0}
        probability = float(probabilities[case])
        examples.append({"probability": rounded(probability), "score": score_points(probability), "reasons": reasons})
    ordered = sorted(importance.items(), key=lambda item: (-item[1], item[0]))
    return {"importance": dict(ordered), "examples": examples}


def _boosting(features: Sequence[str]) -> Pipeline:
    categories = [position for position, name in enumerate(features) if name not in NUMERIC]
    encode = ColumnTransformer(
        [("category", OneHotEncoder(handle_unknown="ignore"), categories)], remainder="passthrough"
    )
    fit = GradientBoostingClassifier(n_estimators=100, max_depth=2, learning_rate=0.1, random_state=0)
    return Pipeline([("encode", encode), ("fit", fit)])


def _fold_auc(pipeline: Pipeline, train: Applicants, features: Sequence[str]) -> float:
    scores = cross_val_score(pipeline, table(train, features), train.bad, cv=FOLDS, scoring="roc_auc")
    return round(float(scores.mean()), 3)
