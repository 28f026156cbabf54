import importlib.util
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from magnetosonic.data import available_measurements, load_measurement
from magnetosonic.data.measurement import ERROR_KINDS
from magnetosonic.errors import InputError
from magnetosonic.variables import VARIABLE_UNITS

# Published values by way of CRDB, and of the publication itself for Voyager 1 (table 8 and 9 of Cummings et al. 2016,
# ApJ 831, 18): experiment, quantity, abscissa in its unit, value, statistical and systematic error, both symmetric.
SPOTS = [
    ("AMS-02", "B/C", 103.9, 0.1247, 0.0023, 0.0034),
    ("AMS-02", "B/C", 2071.0, 0.0465, 0.0095, 0.0040),
    ("AMS-02", "H", 103.9, 4.009e-2, 4e-5, 4.8e-4),
    ("AMS-02", "C", 103.9, 2.965e-4, 1.7e-6, 7.4e-6),
    ("AMS-02", "B", 103.9, 3.762e-5, 5.8e-7, 1.11e-6),
    ("AMS-02", "He", 1417.0, 8.831e-6, 6.5e-8, 4.32e-7),
    ("AMS-02", "O", 880.8, 1.086e-6, 1.2e-8, 6.7e-8),
    ("AMS-02", "Be/B", 1070.0, 0.2829, 0.0527, 0.0325),
    ("AMS-02", "C/O", 2.272, 1.016, 0.003, 0.026),
    ("AMS-02", "N/O", 1070.0, 0.1252, 0.0070, 0.0076),
    ("AMS-02", "B/O", 2071.0, 0.0439, 0.0090, 0.0041),
    ("AMS-02", "S", 880.8, 2.944e-8, 2.32e-9, 2.09e-9),
    ("PAMELA", "He", 94.62, 1.21e-2, 2e-4, 5e-4),
    ("PAMELA", "B/C", 19.88e1, 0.11, 0.03, 0.008),
    ("TRACER", "C", 0.8944, 3.19, 0.04, 0.1),
    ("CREAM", "C/O", 2000.0, 0.66, 0.41, 0.1),
    ("NUCLEON", "O", 5010.0, 2.76e-7, 2.64e-9, 3.17e-8),
    ("DAMPE", "H", 49.81, 0.281, 5e-4, 1.389e-2),
    ("LHAASO (EPOS-LHC)", "H", 1.778e5, 7.39e-11, 1e-13, 4.1e-12),
    # 20 counts: 2.08/sqrt(20) = 0.4651 is the statistical error, which with sys = 0.104 makes the sig = 0.477 printed;
    # from rounded numbers 0.4655. Middle of 36.3 and 44.3 MeV/n.
    ("Voyager 1", "Li", 0.0403, 2.08, 0.4655, 0.104),
    # 4780 counts: 1530/sqrt(4780) = 22.13; from the rounded sig and sys 22.14.
    ("Voyager 1", "He", 0.0038, 1530.0, 22.14, 76.5),
    ("Voyager 1", "H", 0.14345, 19140.0, 692.1, 0.0),
    # The total error stands in the statistical one.
    ("ACE-CRIS", "10Be/9Be", 0.10677, 0.115, 0.013, 0.0),
    ("ISOMAX", "10Be/9Be", 0.51475, 0.195, 0.036, 0.039),
    ("ISOMAX", "10Be/9Be", 1.5152, 0.317, 0.109, 0.042),
    ("AMS-02", "3He/4He", 2.2716, 0.1668, 0.0005, 0.0065),
    ("AMS-02", "3He/4He", 14.688, 0.09689, 0.00037, 0.00562),
    # 11278.19 and 105.4036 over 48.262^2.7 = 35140.8.
    ("ATIC-2", "H", 48.262, 0.320943, 2.99946e-3, 0.0),
]


@pytest.mark.parametrize(("experiment", "quantity", "abscissa", "value", "statistical", "systematic"), SPOTS)
def test_published_values(experiment, quantity, abscissa, value, statistical, systematic):
    measurement = load_measurement(experiment, quantity)
    k = int(np.argmin(np.abs(measurement.abscissa - abscissa)))
    columns = (
        measurement.abscissa,
        measurement.value,
        measurement.statistical_error_low,
        measurement.statistical_error_high,
        measurement.systematic_error_low,
        measurement.systematic_error_high,
    )
    expected = (abscissa, value, statistical, statistical, systematic, systematic)
    # The numbers of the tables are exact; those worked out above are given to four digits.
    exact = experiment not in ("Voyager 1", "ATIC-2")
    assert [float(column[k]) for column in columns] == pytest.approx(expected, rel=1e-12 if exact else 2e-4)


@pytest.mark.parametrize("key", available_measurements(), ids=lambda key: "-".join(key[:3]))
def test_every_measurement_is_complete(key):
    measurement = load_measurement(*key[:3])
    assert (measurement.experiment, measurement.quantity, measurement.variable) == key[:3]
    assert measurement.origin == key.origin == "packaged"
    unit = VARIABLE_UNITS[measurement.variable]
    assert measurement.abscissa_unit == unit
    flux = {"GV": "1/(m^2 s sr GV)", "GeV": "1/(m^2 s sr GeV)", "GeV/n": "1/(m^2 s sr (GeV/n))"}[unit]
    assert measurement.unit == ("1" if "/" in measurement.quantity else flux)
    assert measurement.doi.startswith("10.")
    assert measurement.publication
    assert measurement.errors in ERROR_KINDS
    assert np.all(np.diff(measurement.abscissa) > 0)
    for values in (measurement.value, measurement.error_low, measurement.error_high):
        assert np.all(values > 0)
    assert 0.0 <= measurement.modulation_potential <= 1.1
    assert measurement.modulation_origin
    with pytest.raises(ValueError, match="read-only"):
        measurement.value[0] = 0


def test_what_is_packaged():
    experiments = [key.experiment for key in available_measurements()]
    counts = {name: experiments.count(name) for name in dict.fromkeys(experiments)}
    assert counts == {
        "ACE-CRIS": 1,
        "AMS-02": 33,
        "ATIC-2": 1,
        "CALET": 8,
        "CREAM": 12,
        "DAMPE": 7,
        "ISOMAX": 1,
        "ISS-CREAM": 1,
        "LHAASO (EPOS-LHC)": 1,
        "LHAASO (QGSJET-II-04)": 1,
        "LHAASO (SIBYLL-2.3d)": 1,
        "NUCLEON": 4,
        "PAMELA": 5,
        "TRACER": 8,
        "Voyager 1": 27,
    }


def test_fluxes_fall_at_high_energies():
    """A column in the place of another would not: the flattest scatter between neighbours is a slope of -0.78."""
    tested = 0
    for key in available_measurements():
        measurement = load_measurement(*key[:3])
        if "/" in measurement.quantity or measurement.experiment == "Voyager 1":
            continue
        high = measurement.abscissa >= 20.0
        slope = np.diff(np.log(measurement.value[high])) / np.diff(np.log(measurement.abscissa[high]))
        assert np.all(slope < -0.5), key
        tested += slope.size
    assert tested > 500


def test_default_is_boron_to_carbon_of_ams_against_rigidity():
    measurement = load_measurement()
    assert (measurement.experiment, measurement.quantity, measurement.abscissa.size) == ("AMS-02", "B/C", 67)
    assert (measurement.variable, measurement.period) == ("rigidity", "2011-05 to 2018-05")
    assert measurement.modulation_potential == 0.6


def test_the_abscissa_chooses_among_several():
    measurement = load_measurement("AMS-02", "B/C", "kinetic_energy_per_nucleon")
    assert measurement.doi == "10.1103/PhysRevLett.117.231102"
    assert measurement.abscissa[0] == 0.4465
    assert load_measurement("CALET", "He").variable == "kinetic_energy"


def test_beyond_the_heliopause_nothing_is_modulated():
    assert load_measurement("Voyager 1", "C").modulation_potential == 0.0


def test_tables_name_publication_and_command():
    tables = [item for item in (files("magnetosonic.data") / "tables").iterdir() if item.name.endswith(".csv")]
    assert len(tables) == len(available_measurements()) == 111
    for table in tables:
        text = table.read_text(encoding="utf-8")
        assert "# doi: 10." in text
        tool = "isotope" if re.search("[0-9](be|he)_", table.name) else "measurement"
        assert f"# made by: python tools/make_{tool}_tables.py" in text


def test_tables_of_isotopes_are_as_their_tool_writes_them(tmp_path):
    root = Path(__file__).parents[2]
    spec = importlib.util.spec_from_file_location("tool", root / "tools" / "make_isotope_tables.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.main([str(tmp_path)])
    assert len(list(tmp_path.iterdir())) == 4
    for made in tmp_path.iterdir():
        assert made.read_text() == (files("magnetosonic.data") / "tables" / made.name).read_text(encoding="utf-8")


def test_the_slope_of_helium_isotopes_is_that_of_the_publication():
    """Aguilar et al. 2019: above 4 GV 3He/4He falls with R^-0.294 +- 0.004, from C = 0.1487 +- 0.0003 at 4 GV."""
    ratio = load_measurement("AMS-02", "3He/4He")
    high = ratio.abscissa > 4.0
    x, y = np.log(ratio.abscissa[high] / 4.0), np.log(ratio.value[high])
    slope, height = np.polyfit(x, y, 1, w=(ratio.value / ratio.error_high)[high])
    assert slope == pytest.approx(-0.294, abs=0.004)
    # Systematic errors, 3 %, are common to the points: the fit of the publication weighs them otherwise.
    assert np.exp(height) == pytest.approx(0.1487, rel=0.01)


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        (("AMS-02", "B/D"), "of AMS-02 one of 3He/4He, Al, B/C, B/O"),
        (("AMS-03", "B/C"), "experiments ACE-CRIS, AMS-02, ATIC-2"),
        (("AMS-02", "B/C", "total_energy"), "with an abscissa of kinetic_energy_per_nucleon, rigidity"),
    ],
)
def test_unknown_measurements_are_refused_with_the_list_of_what_there_is(asked, listed):
    with pytest.raises(InputError, match=listed):
        load_measurement(*asked)
