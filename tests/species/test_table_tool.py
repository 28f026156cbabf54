import importlib.util
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

PATH = Path(__file__).parents[2] / "tools" / "make_nuclear_tables.py"


@pytest.fixture(scope="module")
def tool():
    specification = importlib.util.spec_from_file_location("make_nuclear_tables", PATH)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_chosen_energies_return_all_values(tool):
    energy = np.geomspace(0.01, 100, 81)
    smooth = 30 + 10 * np.sin(np.log(energy))
    step = np.where(energy > 0.03, 8.2, 0.0)
    values = np.array([smooth, step])
    knots = tool.choose_knots(energy, values)
    assert knots.size < energy.size
    x = np.log(energy)
    for row in values:
        back = np.interp(x, x[knots], row[knots])
        assert np.all(np.abs(back - row) < tool.TOLERANCE * np.maximum(row, tool.FLOOR * row.max()))


def test_sources_are_read(tool, tmp_path):
    lines = ["Parent Daughter Energy", " 6.12 5.11 10.0 91.0 0.0 x", " 6.12 5.11 20.0 61.0 0.0 x"]
    (tmp_path / "spallation").write_text("\n".join(lines))
    energy, values = tool.read_spallation(tmp_path / "spallation")
    np.testing.assert_allclose(energy, [0.01, 0.02], rtol=1e-15)
    assert list(values) == ["C12->B11"]
    np.testing.assert_array_equal(values["C12->B11"], [91.0, 61.0])
    (tmp_path / "inelastic").write_text("6 12\t221 220 219\n")
    energy, values = tool.read_inelastic(tmp_path / "inelastic")
    np.testing.assert_allclose(energy, [0.1, 0.11, 0.121], rtol=1e-14)
    np.testing.assert_array_equal(values["C12"], [221, 220, 219])


def test_channels_that_no_network_needs_are_left_out(tool, tmp_path):
    lines = [
        "5 11 6 12 0.0 2.0 2.0",
        "1 1 6 12 1.0 1.0 1.0",  # secondary protons
        "1 2 1 1 1.0 1.0 1.0",  # deuterium from two protons
        "24 54 25 54 1.0 400.0 1.0",  # exchange of a charge
        "28 62 30 64 1.0 1.0 1.0",  # zinc
        "4 10 6 12 1e-4 9e-4 0.0",  # nowhere above 1e-3 mb
    ]
    (tmp_path / "spallation").write_text("\n".join(lines) + "\n")
    energy, channels = tool.read_grid_spallation(tmp_path / "spallation")
    np.testing.assert_allclose(energy, [0.1, 0.11, 0.121], rtol=1e-14)
    assert list(channels) == ["C12->B11"]


def test_rows_of_channels_keep_what_interpolation_does_not_return(tool, tmp_path):
    energy = np.array([1.0, 10.0, 100.0, 1000.0, 10000.0])
    channels = {"C12->B11": np.array([1.0, 2.0, 3.0, 3.0, 3.0]), "C12->B10": np.full(5, 16.0)}
    tool.write_channels(tmp_path / "table.csv", ["Citation"], energy, channels)
    rows = [line for line in (tmp_path / "table.csv").read_text().splitlines() if not line.startswith("#")]
    assert rows == ["channel,1,10,100,1000,10000", "C12->B11,1,,3", "C12->B10,16"]


def test_packaged_table_of_nuclides_is_the_one_that_the_tool_writes(tool, tmp_path, capsys):
    tool.write_nuclides(tmp_path / "nuclides.csv")
    packaged = files("magnetosonic.species") / "tables" / "nuclides.csv"
    assert (tmp_path / "nuclides.csv").read_text() == packaged.read_text(encoding="utf-8")
    assert "88 nuclides" in capsys.readouterr().out
