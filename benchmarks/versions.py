"""A made-up model version of about 9 KB: the file that a benchmark counts as one model."""

from __future__ import annotations

import datetime
from typing import Any

from benchmarks.domains import GROUPS, LIBRARIES, METRICS, Domain
from benchmarks.prose import Prose

Data = dict[str, Any]
ROLES = ("Head of Model Validation", "Head of Analytics", "Product Owner", "Head of Risk Control")
AGREED = datetime.date(2024, 4, 2)
"""The day the thresholds of all versions were set, before the first was trained."""
AFFECTED = "age under 30"
"""The group that the systems of the catalog affect; every version is measured on it."""
OTHERS = [group for group in GROUPS if group != AFFECTED]
PHASES = ("development", "training", "validation", "test")
TESTS = ("stress", "sensitivity", "robustness", "back_test", "out_of_sample", "subpopulation", "error_analysis")


class Version:
    """The parts of one version. `names` says what it belongs to: model, version, datasets, teams, evidence, parent."""

    def __init__(self, seed: str, domain: Domain, names: Data) -> None:
        self.domain = domain
        self.names = names
        self.prose = Prose(seed, domain)
        self.chance = self.prose.chance
        self.trained = datetime.date(2024, 6, 1) + datetime.timedelta(days=self.chance.randrange(600))

    def data(self) -> Data:
        """The whole file."""
        return {
            "kind": "model_version",
            "model": self.names["model"],
            "version": self.names["version"],
            "description": self.prose.say_all("description", "step"),
            "released_on": self.day(90),
            **self.lineage(),
            "registries": self.registries(),
            "artifact_sha256": self.digest(),
            "parameter_count": self.chance.randrange(40, 4_000_000),
            "dependencies": self.dependencies(),
            "reviews": self.reviews(),
            "data": self.data_used(),
            "training": self.training(),
            "evaluation": self.evaluation(),
        }

    def day(self, after: int) -> datetime.date:
        """A day a number of days after training began."""
        return self.trained + datetime.timedelta(days=after)

    def digest(self) -> str:
        """A digest that belongs to no file."""
        return f"{self.chance.getrandbits(256):064x}"

    def share(self, low: float = 0.0, high: float = 1.0) -> float:
        """A figure with four decimals."""
        return round(self.chance.uniform(low, high), 4)

    def lineage(self) -> Data:
        """What it descends from."""
        parent = self.names["parent"]
        return {"parents": [parent], "relation_to_parent": "retrained"} if parent else {"parents": []}

    def registries(self) -> list[Data]:
        """Where tools know it."""
        name = self.names["model"].partition(":")[2]
        return [
            {
                "tool": "mlflow",
                "id": f"{name}/{self.chance.randrange(10, 90)}",
                "url": f"https://mlflow.example.com/models/{name}",
                "synchronised_on": datetime.date(2026, 11, 2),
            }
        ]

    def dependencies(self) -> list[Data]:
        """The libraries it was made with."""
        return [
            {
                "name": name,
                "version": version,
                "kind": "library",
                "licence": licence,
                "open_source": True,
                "package_url": f"pkg:pypi/{name}@{version}",
            }
            for name, version, licence in self.chance.sample(LIBRARIES, 1)
        ]

    def reviews(self) -> list[Data]:
        """A validation and the release."""
        return [
            {
                "kind": "independent_validation",
                "date": self.day(70),
                "reviewer": "team:model-validation",
                "independence": f"Had no hand in {self.prose.say('part').lower()}; answers to another board member.",
                "scope": ["conceptual_soundness", "performance", "implementation", "fairness", "data"],
                "outcome": "pass_with_conditions",
                "conditions": self.prose.list_of("measure", 1),
                "findings": [
                    {
                        "id": f"V-{number:02}",
                        "finding": self.prose.say("finding"),
                        "severity": self.chance.choice(("low", "medium")),
                        "owner_role": self.chance.choice(ROLES),
                        "due": datetime.date(2027, 3, 31),
                        "status": "open",
                    }
                    for number in (1, 2)
                ],
                "next_due": datetime.date(2027, 6, 30),
                "report": {"title": "Validation report", "file": self.names["evidence"], "date": self.day(70)},
            },
            {
                "kind": "go_live",
                "date": self.day(80),
                "reviewer_role": "Head of Analytics",
                "outcome": "pass",
                "report": {"title": "Release note", "file": self.names["evidence"], "date": self.day(80)},
            },
        ]

    def data_used(self) -> Data:
        """The datasets and features."""
        history, holdout = self.names["datasets"]
        return {
            "datasets": [
                {
                    "dataset": history,
                    "role": "training",
                    "split": "train",
                    "share": 1.0,
                    "selection": self.prose.say("scope"),
                },
                {
                    "dataset": history,
                    "role": "validation",
                    "split": "validation",
                    "share": 1.0,
                    "selection": "The last fifth by date.",
                },
                {
                    "dataset": holdout,
                    "role": "test",
                    "split": "test",
                    "share": self.share(0.5),
                    "selection": self.prose.say("scope"),
                },
            ],
            "design_choices": [
                {
                    "choice": self.prose.say("choice"),
                    "rationale": self.prose.say_all("rationale"),
                    "assumption": self.prose.say_all("assumption"),
                }
            ],
            "assumptions": self.prose.list_of("assumption", 1),
            "split_policy": {
                "method": self.prose.say_all("scope"),
                "leakage_check": f"{self.prose.say('step')} No case stands in two parts.",
            },
            "features": [self.feature(name) for name in self.chance.sample(self.domain.features, 3)],
        }

    def feature(self, name: str) -> Data:
        """One input."""
        return {
            "name": name,
            "description": self.prose.say("feature_is"),
            "rationale": self.prose.say("feature_use"),
            "importance": self.share(0, 0.4),
            "personal_attribute": False,
        }

    def training(self) -> Data:
        """How it was made."""
        return {
            "procedure": self.prose.say_all("procedure"),
            "steps": [
                {"step": name, "description": self.prose.say("step")} for name in ("sampling", "fit", "calibration")
            ],
            "hyperparameters": {
                "learning_rate": self.share(0.01, 0.2),
                "estimators": self.chance.randrange(100, 900),
                "maximum_depth": self.chance.randrange(2, 9),
                "subsample": self.share(0.5),
                "regularisation": self.share(0, 5),
                "objective": "cross_entropy",
                "seed": self.chance.randrange(10_000),
                "bagging": self.chance.choice((True, False)),
            },
            "code_version": self.digest()[:12],
            "environment": f"Image train:{self.chance.randrange(10, 99)} with Python 3.12.",
            "experiment": {
                "title": "Training run",
                "url": f"https://mlflow.example.com/runs/{self.digest()[:16]}",
                "date": self.day(1),
            },
            "started_on": self.trained,
            "finished_on": self.day(1),
            "compute": [
                {
                    "phase": phase,
                    "hardware": "16 CPU cores",
                    "duration": f"PT{self.chance.randrange(1, 30)}H",
                    "method": "scheduler log",
                }
                for phase in PHASES
            ],
            "tooling": ["mlflow 3.4", "airflow 3.0", "dvc 3.63"],
        }

    def evaluation(self) -> Data:
        """What was measured and tested."""
        chosen = self.chance.sample(METRICS, 2)
        tested = [self.metric(*metric) for metric in chosen]
        by_group = [self.group_metric(*chosen[0], group) for group in (AFFECTED, self.chance.choice(OTHERS))]
        return {
            "metrics": tested + by_group,
            "tests": [self.test(kind) for kind in ("overfitting", self.chance.choice(TESTS))],
            "explanation_method": self.chance.choice(
                ("TreeSHAP", "integrated gradients", "permutation importance", "counterfactuals")
            ),
            "explanations": {
                "overall": self.document("Importance of inputs"),
                "single_outputs": self.document("Explained cases"),
            },
            "confidence": self.prose.say_all("result", "conditions"),
        }

    def metric(self, name: str, low: float, high: float, direction: str) -> Data:
        """A figure with interval and threshold."""
        value = self.share(low, high)
        return {
            "name": name,
            "value": value,
            "unit": "1",
            "ci_low": round(value * 0.97, 4),
            "ci_high": round(value * 1.02, 4),
            "ci_level": 0.95,
            "dataset": self.names["datasets"][1],
            "split": "test",
            "n": self.chance.randrange(800, 8_000),
            "threshold": low if direction == "at_least" else high,
            "threshold_direction": direction,
            "threshold_set_on": AGREED,
            "threshold_agreed_by": self.chance.sample(ROLES, 3),
            "conditions": self.prose.say("conditions"),
            "rationale": self.prose.say("rationale"),
            "error_cost": self.prose.say("error_cost"),
            "measured_on": self.day(20),
        }

    def group_metric(self, name: str, low: float, high: float, direction: str, group: str) -> Data:
        """The same figure for one group of people."""
        value = self.share(low, high)
        return {
            "name": name,
            "value": value,
            "unit": "1",
            "ci_low": round(value * 0.93, 4),
            "ci_high": round(value * 1.05, 4),
            "ci_level": 0.95,
            "dataset": self.names["datasets"][1],
            "split": "test",
            "subgroup": group,
            "n": self.chance.randrange(60, 2_000),
            "threshold": low if direction == "at_least" else high,
            "threshold_direction": direction,
            "threshold_set_on": AGREED,
            "threshold_agreed_by": self.chance.sample(ROLES, 3),
            "measured_on": self.day(20),
        }

    def test(self, kind: str) -> Data:
        """One test."""
        return {
            "name": f"{kind.replace('_', ' ')} {self.chance.randrange(1, 40)}",
            "kind": kind,
            "description": self.prose.say("step"),
            "dataset": self.names["datasets"][1],
            "performed_by": self.chance.choice(("development_team", "independent_internal")),
            "date": self.day(25),
            "passed": True,
            "result": self.prose.say("result"),
            "evidence": {**self.document("Test results"), "signed_by_role": "Head of Analytics"},
        }

    def document(self, title: str) -> Data:
        """A part of the evidence file."""
        return {"title": title, "file": self.names["evidence"], "date": self.day(25)}
