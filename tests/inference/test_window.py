"""Which points count, and what is said of the others."""

import math
import re

import numpy as np
import pytest

from magnetosonic.constants import ATOMIC_MASS_UNIT, PROTON_MASS
from magnetosonic.data import load_measurement
from magnetosonic.errors import InputError
from magnetosonic.inference.window import ABOVE_200_GV, Window, representative_rigidity, select_points
from tests.inference.mock_data import measurement


def excluded_numbers(selection):
    return [int(re.match(r"\d+", reason)[0]) for reason in selection.excluded]


@pytest.mark.parametrize(
    ("ends", "field"),
    [
        ((-1.0,), "lowest"),
        ((math.nan,), "lowest"),
        ((200.0, 200.0), "highest"),
        ((200.0, 100.0), "highest"),
        ((200.0, math.nan), "highest"),
        ((math.inf,), "highest"),
    ],
)
def test_bad_windows_are_refused(ends, field):
    with pytest.raises(InputError) as caught:
        Window(*ends)
    assert caught.value.field == field


def test_windows_in_words():
    assert str(ABOVE_200_GV) == "200 GV upwards"
    assert str(Window(20.0, 2e3)) == "20 GV to 2000 GV"


@pytest.mark.parametrize(
    ("variable", "abscissa", "total_per_nucleon", "quantity", "mass_number", "charge", "mass"),
    [
        ("kinetic_energy_per_nucleon", 100.0, 100.0 + ATOMIC_MASS_UNIT, "B/C", 12, 6, ATOMIC_MASS_UNIT),
        ("kinetic_energy_per_nucleon", 10.0, 10.0 + ATOMIC_MASS_UNIT, "Fe", 56, 26, ATOMIC_MASS_UNIT),
        ("kinetic_energy", 400.0, 100.0 + ATOMIC_MASS_UNIT, "He", 4, 2, ATOMIC_MASS_UNIT),
        ("kinetic_energy", 400.0, 400.0 + PROTON_MASS, "H", 1, 1, PROTON_MASS),
        ("total_energy", 3200.0, 200.0, "O", 16, 8, ATOMIC_MASS_UNIT),
        ("total_energy", 5.0, 5.0, "H", 1, 1, PROTON_MASS),
    ],
)
def test_rigidity_of_energies(variable, abscissa, total_per_nucleon, quantity, mass_number, charge, mass):
    # rho = A sqrt(E^2 - m^2)/Z with the total energy E per nucleon, of the last element that the quantity names.
    expected = mass_number * math.sqrt(total_per_nucleon**2 - mass**2) / charge
    data = measurement([abscissa], [1.0], 1.0, quantity=quantity, variable=variable)
    np.testing.assert_allclose(representative_rigidity(data), [expected], rtol=1e-13)


def test_rigidity_of_rigidities():
    np.testing.assert_array_equal(representative_rigidity(measurement([3.0, 70.0], [1.0, 1.0], 1.0)), [3.0, 70.0])


def test_points_at_the_ends_count():
    data = measurement([100.0, 200.0, 300.0, 400.0, 500.0], np.ones(5), 1.0)
    selection = select_points(data, Window(200.0, 400.0), (0.0, math.inf))
    np.testing.assert_array_equal(selection.counts, [False, True, True, True, False])
    assert selection.excluded == ("2 outside of the window (200 GV to 400 GV)",)
    ends = select_points(data, Window(0.0), (100.0 * (1 + 1e-15), 500.0 * (1 - 1e-15)))
    assert ends.counts.all()
    assert ends.excluded == ()


def test_both_reasons_are_stated_with_their_numbers():
    data = measurement([100.0, 250.0, 300.0, 400.0, 500.0, 600.0], np.ones(6), 1.0)
    selection = select_points(data, Window(200.0, 550.0), (290.0, 450.0))
    np.testing.assert_array_equal(selection.counts, [False, False, True, True, False, False])
    assert selection.excluded == (
        "2 outside of the window (200 GV to 550 GV)",
        "2 outside of the model's range (290 to 450 GV)",
    )


def test_the_window_is_one_of_rigidity_and_the_range_one_of_the_abscissa():
    # 99 GeV/n of carbon are 199.9 GV, 100 GeV/n 201.9 GV.
    data = measurement([99.0, 100.0, 150.0], np.ones(3), 1.0, variable="kinetic_energy_per_nucleon")
    selection = select_points(data, ABOVE_200_GV, (50.0, 120.0))
    np.testing.assert_array_equal(selection.counts, [False, True, False])
    assert "model's range (50 to 120 GeV/n)" in selection.excluded[1]


KEYS = [
    ("AMS-02", "C", "rigidity"),
    ("CREAM", "Fe", "kinetic_energy_per_nucleon"),
    ("DAMPE", "He", "kinetic_energy"),
    ("NUCLEON", "O", "total_energy"),
    ("Voyager 1", "Li", "kinetic_energy_per_nucleon"),
]


@pytest.mark.parametrize("window", [ABOVE_200_GV, Window(5.0, 50.0), Window(0.0)], ids=str)
@pytest.mark.parametrize("covered", [(10.0, 300.0), (0.0, math.inf), (5.0, 2.0)])
@pytest.mark.parametrize("key", KEYS, ids="-".join)
def test_no_point_is_dropped_silently(window, covered, key):
    data = load_measurement(*key)
    selection = select_points(data, window, covered)
    assert selection.counts.sum() + sum(excluded_numbers(selection)) == data.abscissa.size
    assert np.isfinite(selection.rigidity).all()
    assert np.all(np.diff(selection.rigidity) > 0)
