from pathlib import Path

import numpy as np
import pytest

from magnetosonic.data import available_measurements, load_measurement, load_measurement_file
from magnetosonic.data.measurement import require_modelled
from magnetosonic.data.table import columns_of, file_stem, format_table, parse_table
from magnetosonic.errors import InputError

HEADER = """# experiment: My detector
# quantity: C
# period: 2015-01 to 2015-12
# abscissa: kinetic_energy_per_nucleon
# abscissa unit: GeV/n
# unit: 1/(m^2 s sr (GeV/n))
# errors: statistical and systematic
# publication: Somebody 2020, ApJ 1, 1
# doi: 10.1000/1
"""
COLUMNS = ",".join(columns_of("kinetic_energy_per_nucleon")) + "\n"
ROWS = "1.0,2.0,0.1,0.2,0.0,0.3\n2.0,1.0,0.05,0.05,0.01,0.01\n"
TABLE = HEADER + COLUMNS + ROWS


def test_a_table_of_ones_own(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    measurement = load_measurement_file(path)
    assert (measurement.experiment, measurement.quantity, measurement.origin) == ("My detector", "C", str(path))
    np.testing.assert_array_equal(measurement.abscissa, [1.0, 2.0])
    np.testing.assert_array_equal(measurement.statistical_error_high, [0.2, 0.05])
    np.testing.assert_array_equal(measurement.systematic_error_high, [0.3, 0.01])
    # Mean of the months of 2015 in the packaged series, 644.6 MV, and 0.07 GV.
    assert measurement.modulation_potential == 0.71


def test_the_header_may_give_the_potential():
    given = "# modulation potential: 0.5 GV\n# modulation origin: fit\n"
    text = TABLE.replace("# period: 2015-01 to 2015-12", "# period: not stated").replace("# doi", given + "# doi")
    measurement = parse_table(text, "t", "packaged")
    assert (measurement.period, measurement.modulation_potential) == ("not stated", 0.5)
    assert measurement.modulation_origin == "fit"


def test_total_errors_stand_in_the_statistical_ones():
    text = TABLE.replace("statistical and systematic", "total").replace(ROWS, "1.0,2.0,0.1,0.2,0,0\n")
    measurement = parse_table(text, "t", "packaged")
    assert measurement.errors == "total"
    np.testing.assert_array_equal(measurement.error_high, [0.2])


def test_written_and_read_again_it_is_the_same():
    measurement = load_measurement("PAMELA", "B/C", "kinetic_energy_per_nucleon")
    again = parse_table(format_table(measurement), "t", measurement.origin)
    for name, value in vars(measurement).items():
        np.testing.assert_array_equal(getattr(again, name), value)


def test_names_of_files():
    assert file_stem("LHAASO (EPOS-LHC)", "H/He", "total_energy") == "lhaaso_epos_lhc_h_he_total_energy"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("# doi: 10.1000/1\n", "", "header"),
        ("# doi: 10.1000/1\n", "# doi:\n", "header"),
        ("# doi: 10.1000/1\n", "# doi: 10.1000/1\n# doi: 10.1000/1\n", "header"),
        ("# doi: 10.1000/1\n", "# doi: 10.1000/1\n# colour: red\n", "header"),
        ("# doi: 10.1000/1\n", "# doi: 10.1000/1\n# just words\n", "header"),
        ("10.1000/1", "Somebody", "doi"),
        ("# abscissa: kinetic_energy_per_nucleon", "# abscissa: velocity", "abscissa"),
        ("# abscissa unit: GeV/n", "# abscissa unit: GeV", "abscissa unit"),
        ("# unit: 1/(m^2 s sr (GeV/n))", "# unit: 1/(m^2 s sr GV)", "unit"),
        ("# unit: 1/(m^2 s sr (GeV/n))", "# unit: 1", "unit"),
        ("# quantity: C", "# quantity: C/O", "unit"),
        ("statistical and systematic", "some", "errors"),
        ("2015-01 to 2015-12", "2015", "period"),
        ("2015-01 to 2015-12", "not stated", "period (or give 'modulation potential')"),
        ("2015-01 to 2015-12", "2031-01 to 2031-02", "period (or give 'modulation potential')"),
        ("# doi", "# modulation potential: 0.5 GV\n# doi", "modulation potential"),
        ("# doi", "# modulation potential: 500 MV\n# modulation origin: fit\n# doi", "modulation potential"),
        ("# doi", "# modulation potential: 500 GV\n# modulation origin: fit\n# doi", "modulation potential"),
        ("# doi", "# modulation origin: fit\n# doi", "modulation potential"),
        ("_GeV_per_n", "_GeV", "columns"),
        (ROWS, "", "points"),
        ("2.0,1.0,", "2.0,", "points"),
        ("2.0,1.0,", "2.0,one,", "point 2: value"),
        ("2.0,1.0,", "2,0,1,0,", "points"),
        ("# quantity: C\n", "# quantity: pbar\n", "quantity"),
        ("# quantity: C\n", "# quantity: e+\n", "quantity"),
        ("# quantity: C\n", "# quantity: 40C\n", "quantity"),
        ("# quantity: C\n", "# quantity: B/C/O\n", "quantity"),
        ("My detector", "My \x7fdetector", "header"),
        ("2.0,1.0,0.05", "2.0,nan,0.05", "point 2: value"),
        ("2.0,1.0,0.05", "2.0,0.0,0.05", "point 2: value"),
        ("2.0,1.0,0.05", "2.0,-1.0,0.05", "point 2: value"),
        ("2.0,1.0,0.05", "inf,1.0,0.05", "point 2: kinetic_energy_per_nucleon_GeV_per_n"),
        ("2.0,1.0,0.05", "1.0,1.0,0.05", "point 2: kinetic_energy_per_nucleon_GeV_per_n"),
        ("2.0,1.0,0.05", "0.5,1.0,0.05", "point 2: kinetic_energy_per_nucleon_GeV_per_n"),
        ("0.05,0.05", "-0.05,0.05", "point 2: statistical_error_low"),
        ("0.05,0.05", "nan,0.05", "point 2: statistical_error_low"),
        ("0.1,0.2", "0,0.2", "point 1: statistical_error_low"),
        ("0.05,0.01,0.01", "0,0.01,0", "point 2: statistical_error_high"),
        ("errors: statistical and systematic", "errors: total", "point 1: systematic_error_low, systematic_error_high"),
    ],
)
def test_bad_tables_are_refused(old, new, field):
    assert old in TABLE
    with pytest.raises(InputError) as caught:
        parse_table(TABLE.replace(old, new), "mine.csv", "mine.csv")
    assert caught.value.field == f"mine.csv: {field}"


def test_the_line_is_named():
    with pytest.raises(InputError, match=r"one in line 12"):
        parse_table(TABLE.replace("2.0,1.0,", "2.0,one,"), "mine.csv", "mine.csv")


@pytest.mark.parametrize("quantity", ["C", "10Be/9Be", "Be10", "(B+C)/O", "Li+Be+B"])
def test_quantities_that_are_modelled(quantity):
    require_modelled(quantity, "quantity")


@pytest.mark.parametrize("quantity", ["pbar", "1H-bar", "e-+e+", "AllParticles", "SubFe/Fe", "", "/", "Zn", "99C"])
def test_quantities_that_are_not_modelled(quantity):
    with pytest.raises(InputError, match="that is modelled"):
        require_modelled(quantity, "quantity")


def test_a_byte_order_mark_is_ignored(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    assert load_measurement_file(path).value.size == 2
    assert parse_table("\ufeff" + TABLE, "t", "packaged").experiment == "My detector"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, content):
    path = tmp_path / "mine.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"mine\.csv"):
        load_measurement_file(path)


def test_the_example_of_the_documentation_is_a_table():
    text = (Path(__file__).parents[2] / "docs/data.md").read_text(encoding="utf-8")
    example = text.partition("```text\n")[2].partition("```")[0]
    assert parse_table(example, "t", "packaged").value.size == 2


def test_the_documentation_lists_every_measurement():
    text = (Path(__file__).parents[2] / "docs/data.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    for key in available_measurements():
        found = load_measurement(*key[:3])
        publication = f"[{found.publication}](https://doi.org/{found.doi})"
        rest = [found.variable.replace("_", " "), found.period, f"{found.modulation_potential:g}", publication]
        matching = [row for row in rows if row[0] == key.experiment and row[2:] == rest]
        assert any(key.quantity in row[1].split(", ") for row in matching), key
