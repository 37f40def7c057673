"""Fit, test and document both versions of the credit scorecard on the Statlog German Credit data.

    python catalog/evidence/credit_scoring.py [--data credit-g.arff] [--output catalog/evidence/credit-scoring]

Writes, for each version, the weights that are released and the results on the test part, and a profile of the data.
The same library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from credit_applicants import (
    GROUPS,
    NUMERIC,
    SPLIT_SEED,
    Applicants,
    count_invalid,
    group_members,
    read_applicants,
    split_applicants,
)
from credit_checks import benchmark, explain, individual_fairness, perturb, predict_group, stress
from credit_copies import compare_copies
from credit_metrics import (
    Sample,
    accuracy,
    brier_score,
    difference,
    expected_calibration_error,
    false_negative_rate,
    false_positive_rate,
    kolmogorov_smirnov,
    mean,
    population_stability_index,
    ratio,
    roc_auc,
    selection_rate,
)
from credit_scorecard import INVERSE_PENALTY, PERSONAL, Scorecard, fit_scorecard
from intervals import LEVEL, METHOD, Statistic, draw_counts, estimate, rounded

FOLDER = Path(__file__).parent / "credit-scoring"
BOOTSTRAP_SEED = 7
WITHHELD = {"1.0.0": (), "1.1.0": PERSONAL}
MEASURED_ON = {"1.0.0": "2026-05-19", "1.1.0": "2026-06-16"}


def select_features(applicants: Applicants, version: str) -> list[str]:
    """Features of a version: all of them, or all but the personal attributes."""
    return [name for name in applicants.columns if name not in WITHHELD[version]]


def measure(sample: Sample, disturbed: Sample, members: dict[str, Any], thresholds: dict[str, Any]) -> list[Any]:
    """All metrics: overall, by group of persons, and the gap between the groups of one attribute."""
    everyone = np.ones(len(sample.bad), dtype=bool)
    flips = (sample.referred != disturbed.referred).astype(np.float64)
    overall: dict[str, Statistic] = {
        "roc_auc": roc_auc(sample),
        "kolmogorov_smirnov": kolmogorov_smirnov(sample),
        "brier_score": brier_score(sample),
        "accuracy": accuracy(sample),
        "false_positive_rate": false_positive_rate(sample, everyone),
        "false_negative_rate": false_negative_rate(sample, everyone),
        "selection_rate": selection_rate(sample, everyone),
        "roc_auc_perturbed": roc_auc(disturbed),
        "decision_flip_rate": mean(flips),
    }
    counts = draw_counts(len(sample.bad), BOOTSTRAP_SEED)
    results = [_row(name, None, len(sample.bad), estimate(of, counts)) for name, of in overall.items()]
    calibration = estimate(expected_calibration_error(sample), counts, centred=True)
    results.append(_row("expected_calibration_error", None, len(sample.bad), calibration))
    for group, among in members.items():
        results += _measure_group(sample, group, among)
    for attribute, groups in GROUPS.items():
        flags = [members[group] for group in groups]
        gaps = {
            "false_positive_rate_difference": difference([false_positive_rate(sample, among) for among in flags]),
            "selection_rate_ratio": ratio([selection_rate(sample, among) for among in flags]),
        }
        results += [_row(name, attribute, len(sample.bad), estimate(of, counts)) for name, of in gaps.items()]
    return [_held_against(result, thresholds) for result in results]


def _measure_group(sample: Sample, group: str, among: Any) -> list[Any]:
    part = Sample(sample.bad[among], sample.probability[among], sample.cut_off)
    everyone = np.ones(len(part.bad), dtype=bool)
    counts = draw_counts(len(part.bad), BOOTSTRAP_SEED)
    rates: dict[str, Statistic] = {
        "roc_auc": roc_auc(part),
        "false_positive_rate": false_positive_rate(part, everyone),
        "false_negative_rate": false_negative_rate(part, everyone),
        "selection_rate": selection_rate(part, everyone),
    }
    return [_row(name, group, len(part.bad), estimate(of, counts)) for name, of in rates.items()]


def _row(name: str, subgroup: str | None, cases: int, estimated: dict[str, float]) -> dict[str, Any]:
    return {"name": name, **({"subgroup": subgroup} if subgroup else {}), **estimated, "n": cases}


def _held_against(result: dict[str, Any], thresholds: dict[str, Any]) -> dict[str, Any]:
    """Add the threshold that was fixed beforehand, where there is one, and whether the value meets it."""
    subgroup = result.get("subgroup")
    level = "overall" if subgroup is None else "attribute" if subgroup in GROUPS else "subgroup"
    agreed = thresholds[level].get(result["name"])
    if agreed is None:
        return result
    above = result["value"] >= agreed["threshold"]
    below = result["value"] <= agreed["threshold"]
    met = above if agreed["direction"] == "at_least" else below
    return {**result, "threshold": agreed["threshold"], "threshold_direction": agreed["direction"], "met": met}


def test_version(version: str, train: Applicants, test: Applicants, thresholds: dict[str, Any]) -> dict[str, Any]:
    """Fit one version, test it, and return its weights and results."""
    features = select_features(train, version)
    card = fit_scorecard(train, features)
    sample = Sample(test.bad, card.probabilities(test), thresholds["cut_off"])
    disturbed = Sample(test.bad, card.probabilities(perturb(test, card.features)), thresholds["cut_off"])
    fitted = Sample(train.bad, card.probabilities(train), thresholds["cut_off"])
    results = {
        "version": version,
        "measured_on": MEASURED_ON[version],
        "made_with": {name: module.__version__ for name, module in (("numpy", np), ("scikit-learn", sklearn))}
        | {"python": ".".join(platform.python_version_tuple()[:2])},
        "interval": {"level": LEVEL, "method": METHOD},
        "thresholds_set_on": thresholds["set_on"],
        "cut_off": thresholds["cut_off"],
        "cases": {"training": len(train), "test": len(test)},
        "metrics": measure(sample, disturbed, group_members(test), thresholds),
        "training_roc_auc": rounded(roc_auc(fitted)(np.ones((1, len(train))))[0]),
        "population_stability_index": population_stability_index(fitted.probability, sample.probability),
        "individual_fairness": individual_fairness(card, test, thresholds["cut_off"]),
        "stress": stress(card, test, thresholds["cut_off"]),
        "benchmark": benchmark(train, features),
        "group_predictability": {
            group: predict_group(train, features, group) for group in ("sex female", "age under 30")
        },
        "explanation": explain(card, train, test),
    }
    return {"weights": store(card), "results": results}


def store(card: Scorecard) -> dict[str, Any]:
    """The released artefact: all weights, in log-odds of a bad outcome."""
    return {"intercept": card.intercept, "numbers": card.numbers, "categories": card.categories}


def profile(train: Applicants, test: Applicants) -> dict[str, Any]:
    """Figures for the datasheets: size, completeness, duplicates, groups and outcomes in each part."""
    parts = {}
    for name, part in (("training", train), ("test", test)):
        rows = list(zip(*part.columns.values(), strict=True))
        values = [value for row in rows for value in row]
        groups = {
            group: {
                "records": int(among.sum()),
                "share": rounded(among.mean()),
                "bad_rate": rounded(part.bad[among].mean()),
            }
            for group, among in group_members(part).items()
        }
        ranges = {name: [float(min(part.columns[name])), float(max(part.columns[name]))] for name in NUMERIC}
        parts[name] = {
            "records": len(part),
            "completeness": rounded(sum(value != "" for value in values) / len(values)),
            "invalid_values": count_invalid(part),
            "duplicate_records": len(rows) - len(set(rows)),
            "bad_rate": rounded(part.bad.mean()),
            "foreign_worker_share": rounded((part.columns["foreign_worker"] == "yes").mean()),
            "groups": groups,
            "ranges": ranges,
        }
    shared = set(zip(*train.columns.values(), strict=True)) & set(zip(*test.columns.values(), strict=True))
    return {
        "split_seed": SPLIT_SEED,
        "parts": parts,
        "records_in_both_parts": len(shared),
        "agreement_with_second_copy": compare_copies(),
    }


def write_evidence(output: Path, given: Path | None = None) -> None:
    """Run everything and write the JSON files below `output`."""
    thresholds = json.loads((FOLDER / "thresholds.json").read_text(encoding="utf-8"))
    train, test = split_applicants(read_applicants(given))
    _write(output / "data-profile.json", profile(train, test))
    for version in WITHHELD:
        found = test_version(version, train, test, thresholds)
        _write(output / f"weights-{version}.json", found["weights"])
        _write(output / f"results-{version}.json", {**found["results"], "inverse_penalty": INVERSE_PENALTY})


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and write the evidence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="credit-g.arff, or the pysubgroup distribution that holds it")
    parser.add_argument("--output", type=Path, default=FOLDER, help="folder to write to")
    arguments = parser.parse_args()
    write_evidence(arguments.output, arguments.data)


if __name__ == "__main__":
    main()
