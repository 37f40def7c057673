"""Test the retrieval step of the customer-support assistant: which help passage is found for which question.

python catalog/evidence/support_retrieval.py [--output catalog/evidence/support-assistant/results-1.0.0.json]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from credit_metrics import mean
from intervals import LEVEL, METHOD, Floats, draw_counts, estimate, rounded
from sentence_encoder import MAXIMUM_TOKENS, SentenceEncoder

FOLDER = Path(__file__).parent / "support-assistant"
SEED = 5
MEASURED_ON = "2026-08-17"


def rank_expected(similarity: Floats, expected: list[int]) -> Floats:
    """Place of the expected passage for each question; 1 is best."""
    own = similarity[np.arange(len(expected)), expected]
    return np.asarray((similarity > own[:, None]).sum(axis=1) + 1, dtype=np.float64)


def measure(ranks: Floats, out_of_scope_best: Floats, answerable_best: Floats, floor: float) -> list[dict[str, Any]]:
    """Retrieval metrics with intervals over the questions."""
    answered = {
        "recall_at_1": (ranks <= 1).astype(np.float64),
        "recall_at_3": (ranks <= 3).astype(np.float64),
        "recall_at_5": (ranks <= 5).astype(np.float64),
        "mean_reciprocal_rank": 1 / ranks,
        "answerable_kept": (answerable_best >= floor).astype(np.float64),
    }
    outside = {"out_of_scope_rejection": (out_of_scope_best < floor).astype(np.float64)}
    return [
        {"name": name, **estimate(mean(values), draw_counts(len(values), SEED)), "n": len(values)}
        for name, values in (answered | outside).items()
    ]


def hold_against(result: dict[str, Any], thresholds: dict[str, Any]) -> dict[str, Any]:
    """Add the threshold fixed beforehand, where there is one, and whether the value meets it."""
    agreed = thresholds.get(result["name"])
    if agreed is None:
        return result
    met = result["value"] >= agreed["threshold"]
    return {**result, "threshold": agreed["threshold"], "threshold_direction": agreed["direction"], "met": met}


def run() -> dict[str, Any]:
    """Encode passages and questions, rank, and measure."""
    thresholds, passages, questions = (_read(name) for name in ("thresholds", "passages", "questions"))
    names, texts = list(passages["passages"]), list(passages["passages"].values())
    encoder = SentenceEncoder()
    library = encoder.encode(texts)
    asked = [question for question, _ in questions["answerable"]]
    expected = [names.index(passage) for _, passage in questions["answerable"]]
    similarity = (encoder.encode(asked) @ library.T).astype(np.float64)
    outside = (encoder.encode(questions["out_of_scope"]) @ library.T).max(axis=1).astype(np.float64)
    ranks = rank_expected(similarity, expected)
    tokens = [encoder.count_tokens(text) for text in texts]
    floor = thresholds["minimum_score"]
    results = measure(ranks, outside, similarity.max(axis=1), floor)
    return {
        "version": "1.0.0",
        "measured_on": MEASURED_ON,
        "interval": {"level": LEVEL, "method": METHOD},
        "thresholds_set_on": thresholds["set_on"],
        "encoder": {"parameters": encoder.parameter_count, "maximum_tokens": MAXIMUM_TOKENS},
        "passages": {"count": len(texts), "longest_tokens": max(tokens), "mean_tokens": rounded(np.mean(tokens))},
        "minimum_score": floor,
        "metrics": [hold_against(result, thresholds) for result in results],
        "missed_at_3": [
            {"question": question, "expected": passage, "rank": int(rank)}
            for (question, passage), rank in zip(questions["answerable"], ranks, strict=True)
            if rank > 3
        ],
        "out_of_scope_not_rejected": [
            question for question, best in zip(questions["out_of_scope"], outside, strict=True) if best >= floor
        ],
    }


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def main() -> None:
    """Read the command line and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=FOLDER / "results-1.0.0.json", help="file to write")
    output = parser.parse_args().output
    output.write_text(json.dumps(run(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
