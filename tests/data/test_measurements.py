from importlib.resources import files

import numpy as np
import pytest

from magnetosonic.data import Measurement, available_measurements, chi_square, load_measurement
from magnetosonic.errors import InputError

# Aguilar et al. 2021, Phys. Rep. 894, 1, doi:10.1016/j.physrep.2020.09.003, by way of CRDB:
# quantity, rigidity [GV], value, statistical error, systematic error (both symmetric).
SPOTS = [
    ("B/C", 103.9, 0.1247, 0.0023, 0.0034),
    ("B/C", 221.7, 0.1040, 0.0036, 0.0034),
    ("B/C", 1070.0, 0.0733, 0.0053, 0.0059),
    ("B/C", 2071.0, 0.0465, 0.0095, 0.0040),
    ("H", 103.9, 4.009e-2, 4e-5, 4.8e-4),
    ("C", 103.9, 2.965e-4, 1.7e-6, 7.4e-6),
    ("C", 221.7, 3.712e-5, 3.5e-7, 9.8e-7),
    ("B", 103.9, 3.762e-5, 5.8e-7, 1.11e-6),
    ("He", 1417.0, 8.831e-6, 6.5e-8, 4.32e-7),
    ("O", 880.8, 1.086e-6, 1.2e-8, 6.7e-8),
    ("Be/B", 1070.0, 0.2829, 0.0527, 0.0325),
    ("C/O", 2.272, 1.016, 0.003, 0.026),
    ("N/O", 1070.0, 0.1252, 0.0070, 0.0076),
    ("B/O", 2071.0, 0.0439, 0.0090, 0.0041),
]


def hand_made() -> Measurement:
    return Measurement(
        "none",
        "B/C",
        "rigidity",
        "GV",
        "1",
        "",
        "",
        np.array([100.0, 200.0, 400.0, 800.0]),
        np.array([1.0, 2.0, 3.0, 4.0]),
        *(np.array(errors) for errors in ([0.3] * 4, [0.6] * 4, [0.4] * 4, [0.8] * 4)),
    )


@pytest.mark.parametrize(("quantity", "rigidity", "value", "statistical", "systematic"), SPOTS)
def test_published_values(quantity, rigidity, value, statistical, systematic):
    measurement = load_measurement("AMS-02", quantity)
    k = int(np.argmin(np.abs(measurement.abscissa - rigidity)))
    columns = (
        measurement.abscissa,
        measurement.value,
        measurement.statistical_error_low,
        measurement.statistical_error_high,
        measurement.systematic_error_low,
        measurement.systematic_error_high,
    )
    expected = (rigidity, value, statistical, statistical, systematic, systematic)
    assert [float(column[k]) for column in columns] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("experiment", "quantity"), available_measurements())
def test_every_measurement_is_complete(experiment, quantity):
    measurement = load_measurement(experiment, quantity)
    assert (measurement.experiment, measurement.quantity) == (experiment, quantity)
    assert (measurement.abscissa_name, measurement.abscissa_unit) == ("rigidity", "GV")
    assert measurement.unit == ("1" if "/" in quantity else "1/(m^2 s sr GV)")
    assert measurement.doi.startswith("10.")
    assert measurement.publication
    assert np.all(np.diff(measurement.abscissa) > 0)
    for values in (measurement.value, measurement.error_low, measurement.error_high):
        assert np.all(values > 0)
    with pytest.raises(ValueError, match="read-only"):
        measurement.value[0] = 0


def test_default_is_boron_to_carbon_of_ams():
    measurement = load_measurement()
    assert (measurement.experiment, measurement.quantity, measurement.abscissa.size) == ("AMS-02", "B/C", 67)


def test_tables_name_publication_and_command():
    tables = [item for item in (files("magnetosonic.data") / "tables").iterdir() if item.name.endswith(".csv")]
    assert len(tables) == len(available_measurements()) == 11
    for table in tables:
        text = table.read_text(encoding="utf-8")
        assert "# doi: 10.1016/j.physrep.2020.09.003" in text
        assert "# made by: python tools/make_measurement_tables.py" in text


def test_unknown_measurements_are_refused_with_the_list_of_what_there_is():
    for experiment, quantity in (("AMS-02", "B/D"), ("AMS-03", "B/C")):
        with pytest.raises(InputError, match="AMS-02 B/C, AMS-02 B/O"):
            load_measurement(experiment, quantity)


def test_errors_add_in_quadrature():
    measurement = hand_made()
    np.testing.assert_allclose(measurement.error_low, 0.5, rtol=1e-15)
    np.testing.assert_allclose(measurement.error_high, 1.0, rtol=1e-15)


def test_chi_square_by_hand():
    # The model 10 (R / 100)^-1 is exact in log-log interpolation: 5, 2.5, 1.25 at 200, 400, 800 GV.
    # Above the data the upper error of 1 counts, below them the lower one of 0.5: pulls 3, -1, -5.5.
    result = chi_square(hand_made(), np.array([50.0, 1000.0]), np.array([20.0, 1.0]))
    assert result.points == 3
    np.testing.assert_allclose(result.abscissa, [200.0, 400.0, 800.0], rtol=0)
    np.testing.assert_allclose(result.model, [5.0, 2.5, 1.25], rtol=1e-13)
    np.testing.assert_allclose(result.pull, [3.0, -1.0, -5.5], rtol=1e-12)
    assert result.value == pytest.approx(9 + 1 + 30.25, rel=1e-12)


def test_chi_square_of_the_data_themselves_is_zero():
    measurement = load_measurement()
    result = chi_square(measurement, measurement.abscissa, measurement.value, minimum=0.0)
    # exp(ln x) returns x to a few units of the last place, and the errors exceed 1e-2 of the values.
    assert result.points == 67
    assert result.value < 1e-20


@pytest.mark.parametrize(
    ("abscissa", "model", "minimum", "field"),
    [
        ([300.0, 1000.0], [1.0, 1.0], 200.0, "abscissa"),
        ([100.0, 700.0], [1.0, 1.0], 200.0, "abscissa"),
        ([1000.0, 100.0], [1.0, 1.0], 200.0, "abscissa"),
        ([0.0, 1000.0], [1.0, 1.0], 200.0, "abscissa"),
        ([100.0, np.inf], [1.0, 1.0], 200.0, "abscissa"),
        ([], [], 200.0, "abscissa"),
        ([100.0, 1000.0], [1.0, 0.0], 200.0, "model"),
        ([100.0, 1000.0], [1.0, np.nan], 200.0, "model"),
        ([100.0, 1000.0], [1.0, 1.0], 900.0, "minimum"),
    ],
)
def test_bad_input_is_refused(abscissa, model, minimum, field):
    with pytest.raises(InputError) as caught:
        chi_square(hand_made(), np.array(abscissa), np.array(model), minimum)
    assert caught.value.field == field
