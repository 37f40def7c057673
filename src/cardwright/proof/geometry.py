"""Rectangles, points and matrices on a page (ISO 32000-2, 8.3), in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

TOUCH = 0.6
"""Points by which things may overlap without one hiding the other."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


class Box(NamedTuple):
    """A rectangle on the page, in points."""

    left: float
    low: float
    right: float
    high: float

    def within(self, other: Box) -> Box:
        """What two rectangles share; empty when right is not beyond left."""
        return Box(
            max(self.left, other.left), max(self.low, other.low), min(self.right, other.right),
            min(self.high, other.high),
        )  # fmt: skip

    def overlaps(self, other: Box) -> bool:
        """Whether they share more than a touch."""
        shared = self.within(other)
        return shared.right - shared.left > TOUCH and shared.high - shared.low > TOUCH


def matrix_of(operands: Any) -> Matrix:
    """Six operands as a matrix."""
    a, b, c, d, e, f = (float(item) for item in operands)
    return a, b, c, d, e, f


def times(first: Matrix, then: Matrix) -> Matrix:
    """What one matrix and then another does."""
    a, b, c, d, e, f = first
    u, v, w, x, y, z = then
    return a * u + b * w, a * v + b * x, c * u + d * w, c * v + d * x, e * u + f * w + y, e * v + f * x + z


def moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    """Where a matrix moves a point."""
    a, b, c, d, e, f = matrix
    return point[0] * a + point[1] * c + e, point[0] * b + point[1] * d + f


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The smallest rectangle around points."""
    across, up = [point[0] for point in points], [point[1] for point in points]
    return Box(min(across), min(up), max(across), max(up))


def holds(box: Box, point: tuple[float, float]) -> bool:
    """Whether a point lies in a rectangle."""
    return box.left <= point[0] <= box.right and box.low <= point[1] <= box.high
