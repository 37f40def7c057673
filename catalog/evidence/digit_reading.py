"""Train and test the digit reader on the handwritten digits that scikit-learn carries.

python catalog/evidence/digit_reading.py [--output catalog/evidence/digit-reader/results-0.1.0.json]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from credit_metrics import share
from intervals import LEVEL, METHOD, draw_counts, estimate
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

FOLDER = Path(__file__).parent / "digit-reader"
SPLIT_SEED = 20261012
SEED = 13
MEASURED_ON = "2026-10-12"
GAMMA = 0.001


def run() -> dict[str, Any]:
    """Fit on half of the images, test on the other half, overall and by digit."""
    thresholds = json.loads((FOLDER / "thresholds.json").read_text(encoding="utf-8"))
    images, digits = load_digits(return_X_y=True)
    rows = np.arange(len(digits))
    train, test = train_test_split(rows, test_size=0.5, random_state=SPLIT_SEED, stratify=digits)
    read = SVC(gamma=GAMMA).fit(images[train], digits[train]).predict(images[test])
    right, everyone = read == digits[test], np.ones(len(test), dtype=bool)
    counts = draw_counts(len(test), SEED)
    results = [{"name": "accuracy", **estimate(share(right, everyone), counts), "n": len(test)}]
    for digit in range(10):
        among = digits[test] == digit
        recall = estimate(share(right, among), counts)
        results.append({"name": "recall", "subgroup": f"digit {digit}", **recall, "n": int(among.sum())})
    return {
        "version": "0.1.0",
        "measured_on": MEASURED_ON,
        "made_with": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "interval": {"level": LEVEL, "method": METHOD},
        "thresholds_set_on": thresholds["set_on"],
        "split_seed": SPLIT_SEED,
        "cases": {"training": len(train), "test": len(test)},
        "metrics": [
            result
            | {"threshold": thresholds[result["name"]]["threshold"], "threshold_direction": "at_least"}
            | {"met": result["value"] >= thresholds[result["name"]]["threshold"]}
            for result in results
        ],
    }


def main() -> None:
    """Read the command line and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=FOLDER / "results-0.1.0.json", help="file to write")
    output = parser.parse_args().output
    output.write_text(json.dumps(run(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
