"""Words for pulls whose kind is known."""

import dataclasses

import numpy as np
import pytest

from magnetosonic.outputs.agreement import shown
from magnetosonic.outputs.verdict import difference, verdict
from tests.outputs.coarse_run import coarse_results

X = np.geomspace(200.0, 2000.0, 12)
FALLING, RISING = X**-0.4, X**0.3
TILT = np.linspace(-3.0, 3.0, X.size)
NOISE = np.array([1.0, -1.0, 0.5, -1.5, 1.2, -0.2, 0.3, -0.8, 1.1, -0.9, -1.3, 1.6])


@pytest.mark.parametrize(
    ("pull", "words"),
    [
        (3.0 + 0.2 * NOISE, "too high"),
        (-3.0 + 0.2 * NOISE, "too low"),
        (TILT + 0.2 * NOISE, "too flat"),
        (-TILT + 0.2 * NOISE, "too steep"),
        (NOISE, "agrees"),
        (np.eye(12)[5] * 9.0, "differs in shape"),
        (5.0 * (-1.0) ** np.arange(12), "differs in shape"),
        (5.0 * TILT + 1.0, "too flat"),
    ],
)
def test_of_falling_data(pull, words):
    assert difference(pull, X, FALLING) == words


def test_of_rising_data_the_slopes_are_called_the_other_way():
    assert difference(TILT, X, RISING) == "too steep"
    assert difference(-TILT, X, RISING) == "too flat"


def test_few_points():
    assert difference(X[:0], X[:0], X[:0]) == ""
    assert difference(np.array([1.0]), X[:1], FALLING[:1]) == "agrees"
    assert difference(np.array([5.0]), X[:1], FALLING[:1]) == "too high"
    assert difference(np.array([-5.0, -4.0]), X[:2], FALLING[:2]) == "too low"
    assert difference(np.array([-5.0, 5.0]), X[:2], FALLING[:2]) == "differs in shape"


def test_chi_square_within_its_scatter_agrees():
    limit = np.sqrt((12 + 2 * np.sqrt(24)) / 12)
    assert difference(np.full(12, 0.999 * limit), X, FALLING) == "agrees"
    assert difference(np.full(12, 1.001 * limit), X, FALLING) == "too high"


def test_of_a_comparison():
    found = shown(coarse_results().agreement)["B/C"]
    changed = dataclasses.replace(found, pull=np.linspace(-3.0, 3.0, found.points))
    assert verdict(changed) == f"chi^2 {changed.chi_square:.3g} for {found.points} points, too flat"
    none = dataclasses.replace(found, counts=np.zeros_like(found.counts), model=found.model[:0], pull=found.pull[:0])
    assert verdict(none) == "no point to compare with"
