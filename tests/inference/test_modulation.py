"""The modulation potential that a measurement prefers."""

import math

import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.inference.modulation import ModulationPrior
from magnetosonic.inference.profile import profile_modulation
from magnetosonic.inference.window import Window
from magnetosonic.observables.modulation import modulate
from tests.inference.mock_data import observed, power_laws

INTERSTELLAR = power_laws({"H1": (0.05, 2.7), "C12": (1e-4, 2.7)})
POINTS = np.geomspace(4.0, 100.0, 20)
ALL = Window(0.0)


def fake(potential, quantity="C", error=0.02, **more):
    return observed(modulate(INTERSTELLAR, potential), POINTS, quantity, error, **more)


@pytest.mark.parametrize("potential", [0.0, 0.45, 1.2])
@pytest.mark.parametrize("more", [{}, {"quantity": "H", "variable": "kinetic_energy"}])
def test_the_potential_of_fake_data_is_found(potential, more):
    # A prior so wide that it does not matter; the minimum is found to 1e-5 GV.
    found, total = profile_modulation(INTERSTELLAR, fake(potential, **more), ModulationPrior(0.6, 1e4), ALL)
    assert found.modulation_potential == pytest.approx(potential, abs=3e-5)
    assert total == pytest.approx(found.chi_square + ((found.modulation_potential - 0.6) / 1e4) ** 2, rel=1e-12)
    assert found.points == 20
    assert found.chi_square < 1e-5


def test_the_prior_pulls_as_a_measurement_of_the_potential():
    data, truth, error = fake(0.5), 0.5, 0.05
    # Near its minimum chi^2 of the data is ((phi - truth)/s)^2, with 1/s^2 = sum of (dJ/dphi/sigma)^2.
    step = 1e-4
    above, below = (np.asarray(modulate(INTERSTELLAR, truth + sign * step).value("C", POINTS)) for sign in (1.0, -1.0))
    weight = np.sum(((above - below) / (2 * step) / data.statistical_error_low) ** 2)
    prior = ModulationPrior(0.52, error)
    found, total = profile_modulation(INTERSTELLAR, data, prior, ALL)
    expected = (truth * weight + prior.potential / error**2) / (weight + 1 / error**2)
    # Not quite a parabola; the two differ by 2e-2 of the shift.
    assert found.modulation_potential - truth == pytest.approx(expected - truth, rel=0.03)
    assert total == pytest.approx(0.02**2 / (error**2 + 1 / weight), rel=0.03)
    # A prior without any doubt decides alone.
    sure, _ = profile_modulation(INTERSTELLAR, data, ModulationPrior(0.52, 1e-7), ALL)
    assert sure.modulation_potential == pytest.approx(0.52, abs=2e-5)


def test_share_of_the_prior_by_hand():
    assert ModulationPrior(0.6, 0.1).chi_square(0.8) == pytest.approx(4.0, rel=1e-12)


@pytest.mark.parametrize(
    ("potential", "uncertainty", "field"),
    [
        (-0.1, 0.1, "potential"),
        (3.5, 0.1, "potential"),
        (math.nan, 0.1, "potential"),
        (0.6, 0.0, "uncertainty"),
        (0.6, -0.1, "uncertainty"),
        (0.6, math.nan, "uncertainty"),
        (0.6, math.inf, "uncertainty"),
    ],
)
def test_bad_priors_are_refused(potential, uncertainty, field):
    with pytest.raises(InputError) as caught:
        ModulationPrior(potential, uncertainty)
    assert caught.value.field == field
