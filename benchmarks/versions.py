"""A made-up model version of about 9 KB: the file that a benchmark counts as one model."""

from __future__ import annotations

import datetime
from typing import Any

from benchmarks.domains import GROUPS, LIBRARIES, METRICS, Domain
from benchmarks.prose import Prose

Data = dict[str, Any]
ROLES = ("Head of Model Validation", "Head of Analytics", "Product Owner", "Head of Risk Control")
SCOPES = (
    "data",
    "methodology",
    "performance",
    "fairness",
    "robustness",
    "implementation",
    "documentation",
    "monitoring",
)
TESTS = ("stress", "sensitivity", "robustness", "back_test", "out_of_sample", "subpopulation")


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
            },
            {"tool": "kserve", "id": name},
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
            for name, version, licence in self.chance.sample(LIBRARIES, 2)
        ]

    def reviews(self) -> list[Data]:
        """A validation and a peer review."""
        return [
            {
                "kind": "independent_validation",
                "date": self.day(70),
                "reviewer": "team:model-validation",
                "independence": f"Had no hand in {self.prose.say('part').lower()}; answers to another board member.",
                "scope": self.chance.sample(SCOPES, 5),
                "outcome": "pass_with_conditions",
                "conditions": self.prose.list_of("measure", 2),
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
                "kind": "peer_review",
                "date": self.day(40),
                "reviewer_role": "Senior modeller of another unit",
                "outcome": "pass",
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
                {"dataset": history, "role": "validation", "split": "validation", "share": 1.0},
                {"dataset": holdout, "role": "test", "split": "test", "share": self.share(0.5)},
            ],
            "design_choices": [
                {
                    "choice": self.prose.say("choice"),
                    "rationale": self.prose.say_all("rationale"),
                    "assumption": self.prose.say_all("assumption"),
                }
            ],
            "assumptions": self.prose.list_of("assumption", 2),
            "split_policy": {
                "method": self.prose.say_all("scope"),
                "leakage_check": f"{self.prose.say('step')} No case stands in two parts.",
            },
            "features": [self.feature(name) for name in self.chance.sample(self.domain.features, 4)],
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
                {"phase": "training", "hardware": "16 CPU cores", "duration": f"PT{self.chance.randrange(1, 30)}H"}
            ],
            "tooling": ["mlflow 3.4", "airflow 3.0", "dvc 3.63"],
        }

    def evaluation(self) -> Data:
        """What was measured and tested."""
        chosen = self.chance.sample(METRICS, 3)
        tested = [self.metric(*metric) for metric in chosen]
        by_group = [self.group_metric(*chosen[0][:3], group) for group in self.chance.sample(GROUPS, 3)]
        return {
            "metrics": tested + by_group,
            "tests": [self.test(kind) for kind in self.chance.sample(TESTS, 2)],
            "explanation_method": self.chance.choice(
                ("TreeSHAP", "integrated gradients", "permutation importance", "counterfactuals")
            ),
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
            "n": self.chance.randrange(800, 90_000),
            "threshold": low if direction == "at_least" else high,
            "threshold_direction": direction,
            "threshold_set_on": self.day(-30),
            "threshold_agreed_by": self.chance.sample(ROLES, 2),
            "conditions": self.prose.say("conditions"),
            "rationale": self.prose.say("rationale"),
            "error_cost": self.prose.say("error_cost"),
            "measured_on": self.day(20),
        }

    def group_metric(self, name: str, low: float, high: float, group: str) -> Data:
        """The same figure for one group of people."""
        value = self.share(low, high)
        return {
            "name": name,
            "value": value,
            "ci_low": round(value * 0.93, 4),
            "ci_high": round(value * 1.05, 4),
            "dataset": self.names["datasets"][1],
            "split": "test",
            "subgroup": group,
            "n": self.chance.randrange(60, 9_000),
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
            "evidence": {"title": "Test results", "file": self.names["evidence"]},
        }
