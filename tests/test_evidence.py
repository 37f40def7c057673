"""The sample's figures: its scripts give the committed results again, and its YAML states those results."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

CATALOG = Path(__file__).parents[1] / "catalog"
EVIDENCE = CATALOG / "evidence"
RUNS = {
    "credit_scoring.py": ("credit-scoring", ""),
    "support_retrieval.py": ("support-assistant", "results-1.0.0.json"),
    "digit_reading.py": ("digit-reader", "results-0.1.0.json"),
}
RESULTS = [
    "credit-scoring/data-profile.json",
    "credit-scoring/weights-1.0.0.json",
    "credit-scoring/weights-1.1.0.json",
    "credit-scoring/results-1.0.0.json",
    "credit-scoring/results-1.1.0.json",
    "support-assistant/results-1.0.0.json",
    "digit-reader/results-0.1.0.json",
]
VERSIONS = {
    "models/credit-scorecard/1.0.0.yaml": "credit-scoring/results-1.0.0.json",
    "models/credit-scorecard/1.1.0.yaml": "credit-scoring/results-1.1.0.json",
    "models/all-minilm-l6-v2/1.0.0.yaml": "support-assistant/results-1.0.0.json",
    "models/digit-svm/0.1.0.yaml": "digit-reader/results-0.1.0.json",
}
FIGURES = ("value", "ci_low", "ci_high", "n", "threshold")


@pytest.fixture(scope="module")
def repeated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the results of running all three scripts again, side by side."""
    folder = tmp_path_factory.mktemp("evidence")
    started = []
    for script, (below, name) in RUNS.items():
        (folder / below).mkdir()
        command = [sys.executable, "-B", str(EVIDENCE / script), "--output", str(folder / below / name)]
        # One thread each: the matrices are small, and threads of three runs only wait for one another.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        started.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment))
    for run in started:
        errors = run.communicate()[1]
        assert run.returncode == 0, errors
    return folder


@pytest.mark.parametrize("path", RESULTS)
def test_running_a_script_again_gives_the_committed_figures(repeated: Path, path: str) -> None:
    """Same seeds, same data, same digits; only the library versions of the run may differ."""
    assert without_versions(read(repeated / path)) == without_versions(read(EVIDENCE / path))


@pytest.mark.parametrize(("entity", "results"), VERSIONS.items())
def test_a_model_version_states_the_figures_of_its_results(entity: str, results: str) -> None:
    """Every result that is held against a threshold is in the YAML, to the digit, and nothing else is."""
    version, found = load(CATALOG / entity), read(EVIDENCE / results)
    assert figures(version["evaluation"]["metrics"]) == figures(held(found["metrics"]))
    assert {metric["measured_on"] for metric in version["evaluation"]["metrics"]} == {found["measured_on"]}


@pytest.mark.parametrize("part", ["performance.metrics", "transparency.instructions.declared_metrics"])
def test_the_credit_system_repeats_the_figures_of_its_version(part: str) -> None:
    """The system and its instructions for use claim what was measured, no more and no less."""
    system = at(load(CATALOG / "systems" / "credit-scoring.yaml"), part)
    assert figures(system) == figures(held(read(EVIDENCE / "credit-scoring" / "results-1.1.0.json")["metrics"]))


@pytest.mark.parametrize("part", ["training", "test"])
def test_a_datasheet_states_the_size_and_completeness_that_were_counted(part: str) -> None:
    """Record counts and completeness of the credit data come from the profile."""
    dataset = load(CATALOG / "datasets" / f"german-credit-{part}.yaml")
    counted = read(EVIDENCE / "credit-scoring" / "data-profile.json")["parts"][part]
    completeness = next(check for check in dataset["quality"]["checks"] if check["dimension"] == "completeness")
    assert int(dataset["structure"]["form"]["records"]) == counted["records"]
    assert float(completeness["value"]) == counted["completeness"]


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_a_scorecard_version_pins_the_weights_that_were_tested(version: str) -> None:
    """The digest in the YAML is that of the stored weights, and their number is the number of parameters."""
    stated = load(CATALOG / "models" / "credit-scorecard" / f"{version}.yaml")
    stored = EVIDENCE / "credit-scoring" / f"weights-{version}.json"
    weights = read(stored)
    categories = sum(len(weighted) for weighted in weights["categories"].values())
    assert stated["artifact_sha256"] == digest(stored)
    assert int(stated["parameter_count"]) == 1 + len(weights["numbers"]) + categories


def test_thresholds_were_fixed_before_the_figures_were_measured() -> None:
    """No threshold of the sample is younger than the result held against it."""
    metrics = [metric for entity in VERSIONS for metric in load(CATALOG / entity)["evaluation"]["metrics"]]
    assert held(metrics)
    assert [metric for metric in metrics if metric["threshold_set_on"] >= metric["measured_on"]] == []


def test_the_sample_reports_the_threshold_that_it_misses() -> None:
    """The released scorecard misses one threshold, and the record of its risk limits the use because of it."""
    results = read(EVIDENCE / "credit-scoring" / "results-1.1.0.json")["metrics"]
    missed = [(metric["name"], metric.get("subgroup")) for metric in results if metric.get("met") is False]
    risks = load(CATALOG / "systems" / "credit-scoring.yaml")["risk_management"]["risks"]
    assert missed == [("selection_rate_ratio", "age")]
    assert next(risk for risk in risks if risk["id"] == "R-02")["residual"]["decision"] == "limit"


def test_every_evidence_file_of_the_sample_is_there() -> None:
    """No `file:` in the sample leads nowhere."""
    named = {path for entity in entities() for path in files(load(entity))}
    assert named
    assert sorted(path for path in named if not (CATALOG / path).is_file()) == []


def figures(metrics: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, float]]:
    """Numbers of each metric by name and group."""
    named = {
        (metric["name"], metric.get("subgroup", "all")): {key: float(metric[key]) for key in FIGURES if key in metric}
        for metric in metrics
    }
    assert len(named) == len(metrics), "a metric is stated twice"
    return named


def held(metrics: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Metrics with a threshold."""
    return [metric for metric in metrics if "threshold" in metric]


def without_versions(results: dict[str, Any]) -> dict[str, Any]:
    """Results without the versions of the libraries that made them."""
    return {key: value for key, value in results.items() if key != "made_with"}


def at(value: Any, path: str) -> Any:
    """The value at a dotted path."""
    for key in path.split("."):
        value = value[key]
    return value


def files(value: Any) -> Iterator[str]:
    """Every `file` member below a value."""
    if isinstance(value, list):
        for item in value:
            yield from files(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "file" and isinstance(item, str):
                yield item
            else:
                yield from files(item)


def entities() -> list[Path]:
    """YAML files of the sample."""
    return [path for path in sorted(CATALOG.rglob("*.yaml")) if EVIDENCE not in path.parents]


def load(path: Path) -> Any:
    """An entity, every scalar as written."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


def read(path: Path) -> Any:
    """A file of results."""
    return json.loads(path.read_text(encoding="utf-8"))


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
