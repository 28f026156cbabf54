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


def test_packaged_table_of_nuclides_is_the_one_that_the_tool_writes(tool, tmp_path, capsys):
    tool.write_nuclides(tmp_path / "nuclides.csv")
    packaged = files("magnetosonic.nuclei") / "tables" / "nuclides.csv"
    assert (tmp_path / "nuclides.csv").read_text() == packaged.read_text(encoding="utf-8")
    assert "87 nuclides" in capsys.readouterr().out
