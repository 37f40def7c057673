"""The Statlog German Credit data as typed columns, with its split and its groups of persons."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from public_sources import GERMAN_CREDIT, read_packaged_file
from sklearn.model_selection import train_test_split

SPLIT_SEED = 20260518
TEST_SHARE = 0.4
NUMERIC = (
    "duration",
    "credit_amount",
    "installment_commitment",
    "residence_since",
    "age",
    "existing_credits",
    "num_dependents",
)
DOCUMENTED_RANGES = {
    "installment_commitment": (1, 4),
    "residence_since": (1, 4),
    "age": (18, 120),
    "existing_credits": (1, 4),
    "num_dependents": (1, 2),
}
OUTCOME = "class"
GROUPS = {
    "sex": ("sex female", "sex male"),
    "age": ("age under 30", "age 30 to 49", "age 50 and over"),
}

Objects = NDArray[np.object_]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Applicants:
    """Loan applicants: one array a column, and whether the loan went bad."""

    columns: dict[str, Objects]
    bad: Flags

    def __len__(self) -> int:
        return len(self.bad)

    def take(self, rows: NDArray[np.int64]) -> Applicants:
        """The applicants in `rows`, in that order."""
        return Applicants({name: values[rows] for name, values in self.columns.items()}, self.bad[rows])

    def replaced(self, name: str, values: Objects) -> Applicants:
        """The same applicants with other values in one column."""
        return Applicants({**self.columns, name: values}, self.bad)


def read_applicants(given: Path | None = None) -> Applicants:
    """Read all 1,000 applicants, in the order of the file."""
    rows = read_records(given)
    columns = {
        name: np.array([float(row[name]) if name in NUMERIC else row[name] for row in rows], dtype=object)
        for name in rows[0]
        if name != OUTCOME
    }
    return Applicants(columns, np.array([row[OUTCOME] == "bad" for row in rows]))


def read_records(given: Path | None = None) -> list[dict[str, str]]:
    """Records as written in the file, which is in the attribute-relation format: names first, then quoted values."""
    lines = read_packaged_file(GERMAN_CREDIT, given).decode("utf-8").splitlines()
    names = [line.split()[1].strip("'") for line in lines if line.lower().startswith("@attribute")]
    start = next(position for position, line in enumerate(lines) if line.lower().startswith("@data")) + 1
    written = [line for line in lines[start:] if line.strip() and not line.startswith("%")]
    values = csv.reader(io.StringIO("\n".join(written)), quotechar="'", skipinitialspace=True)
    return [dict(zip(names, (value.strip() for value in row), strict=True)) for row in values]


def split_applicants(applicants: Applicants) -> tuple[Applicants, Applicants]:
    """Training and test part, drawn once with a fixed seed and the same share of bad loans in both."""
    rows = np.arange(len(applicants))
    train, test = train_test_split(rows, test_size=TEST_SHARE, random_state=SPLIT_SEED, stratify=applicants.bad)
    return applicants.take(np.sort(train)), applicants.take(np.sort(test))


def group_members(applicants: Applicants) -> dict[str, Flags]:
    """Which applicants belong to each group of persons. Sex is read as the source documents it."""
    female = np.array([str(value).startswith("female") for value in applicants.columns["personal_status"]])
    age = applicants.columns["age"].astype(np.float64)
    return {
        "sex female": female,
        "sex male": ~female,
        "age under 30": age < 30,
        "age 30 to 49": (age >= 30) & (age < 50),
        "age 50 and over": age >= 50,
    }


def count_invalid(applicants: Applicants) -> int:
    """Values that cannot be right: empty, or a number that is not above zero or outside its documented range."""
    wrong = 0
    for name, values in applicants.columns.items():
        low, high = DOCUMENTED_RANGES.get(name, (1e-9, float("inf")))
        wrong += sum(not low <= value <= high if name in NUMERIC else value == "" for value in values)
    return wrong
