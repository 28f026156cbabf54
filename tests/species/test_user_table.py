import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.species import (
    NetworkSettings,
    Nuclide,
    build_network,
    read_spallation_csv,
    spallation_channels,
    spallation_hydrogen,
)
from magnetosonic.species.spallation import HELIUM4_TO_HELIUM3

HEADING = "parent,daughter,energy_GeV_n,cross_section_mb"
GOOD = [HEADING, "# comment", "", "C12,B11,0.1,50", "C12,B11,1.0,60", "C12,H2,1,90", "O16, C12 ,2.0,30"]


@pytest.fixture
def table(tmp_path):
    def write(lines):
        path = tmp_path / "table.csv"
        path.write_text("\n".join(lines) + "\n")
        return str(path)

    return write


def test_points_are_read_and_interpolated(table):
    curves = read_spallation_csv(table(GOOD))
    assert [(str(parent), str(daughter)) for parent, daughter in curves] == [
        ("C12", "B11"),
        ("C12", "H2"),
        ("O16", "C12"),
    ]
    boron = curves[Nuclide.parse("C12"), Nuclide.parse("B11")]
    # Linear in ln(energy), constant beyond the ends.
    np.testing.assert_allclose(boron(np.array([0.01, 0.1, np.sqrt(0.1), 1.0, 50.0])), [50, 50, 55, 60, 60], rtol=1e-14)


def test_network_of_a_table_has_its_channels_and_those_of_the_light_nuclei(table):
    settings = NetworkSettings(spallation="table", table=table([*GOOD, "He4,H2,1.0,0"]))
    energy = np.geomspace(0.1, 10, 5)
    network = build_network([Nuclide.parse("O16"), Nuclide.parse("He4")], energy, 0.0, settings)
    assert [item.name for item in network.species] == ["O16", "C12", "B11", "He4", "He3", "H2"]
    assert len(spallation_channels(settings)) == 6
    helium4, helium3, deuterium = (Nuclide.parse(name) for name in ("He4", "He3", "H2"))
    np.testing.assert_array_equal(spallation_hydrogen(helium4, deuterium, energy, settings), 0.0)
    np.testing.assert_array_equal(spallation_hydrogen(helium4, helium3, energy, settings), HELIUM4_TO_HELIUM3(energy))


def test_a_packaged_set_written_as_a_table_gives_the_same_network(table):
    packaged = NetworkSettings(spallation="galprop-opt12")
    energy = np.geomspace(0.01, 1e3, 12)
    lines = [HEADING]
    for parent, daughter in spallation_channels(packaged):
        values = spallation_hydrogen(parent, daughter, energy, packaged)
        lines += [f"{parent},{daughter},{x!r},{y!r}" for x, y in zip(energy.tolist(), values.tolist(), strict=True)]
    injected = [Nuclide.parse(name) for name in ("H1", "He4", "O16", "Fe56")]
    settings = NetworkSettings(spallation="table", table=table(lines))
    first, second = (build_network(injected, energy, 0.11, item) for item in (packaged, settings))
    assert first.species == second.species
    for one, other in (
        (first.channel_parent, second.channel_parent),
        (first.channel_daughter, second.channel_daughter),
    ):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(second.channel_cross_section, first.channel_cross_section, rtol=1e-13)


def test_a_changed_file_is_read_anew(table):
    carbon, boron, energy = Nuclide.parse("C12"), Nuclide.parse("B11"), np.array([1.0])
    for value in (10.0, 200.0):
        settings = NetworkSettings(spallation="table", table=table([HEADING, f"C12,B11,1.0,{value}"]))
        assert spallation_hydrogen(carbon, boron, energy, settings)[0] == value


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        (["C12,B11,1.0,60"], "table line 1"),
        ([], "table"),
        ([HEADING], "table"),
        ([HEADING, "C12,B11,1.0"], "table"),
        ([HEADING, "C12,B11,1.0,60", "Xx12,B11,1.0,60"], "table line 3, parent"),
        ([HEADING, "C12,B12,1.0,60"], "table line 2, daughter"),
        ([HEADING, "C12,He6,1.0,60"], "table line 2, daughter"),
        ([HEADING, "C12,H1,1.0,60"], "table line 2, daughter"),
        ([HEADING, "C12,C12,1.0,60"], "table line 2, daughter"),
        ([HEADING, "B11,C12,1.0,60"], "table line 2, daughter"),
        ([HEADING, "B10,Be10,1.0,60"], "table line 2, daughter"),
        ([HEADING, "C12,B11,one,60"], "table line 2, energy_GeV_n"),
        ([HEADING, "C12,B11,0,60"], "table line 2, energy_GeV_n"),
        ([HEADING, "C12,B11,nan,60"], "table line 2, energy_GeV_n"),
        ([HEADING, "C12,B11,1,0,60"], "table"),
        ([HEADING, "C12,B11,1_0,60"], "table line 2, energy_GeV_n"),
        ([HEADING, "C12,B11,1.0,6e4"], "table line 2, cross_section_mb"),
        ([HEADING, "C12,B11,1.0,60", "C12,B11,1.0,60"], "table line 3, energy_GeV_n"),
        ([HEADING, "C12,B11,2.0,60", "C12,B11,1.0,60"], "table line 3, energy_GeV_n"),
        ([HEADING, "C12,B11,1.0,-1"], "table line 2, cross_section_mb"),
        ([HEADING, "C12,B11,1.0,inf"], "table line 2, cross_section_mb"),
    ],
)
def test_bad_tables_are_refused(table, lines, field):
    with pytest.raises(InputError) as caught:
        read_spallation_csv(table(lines))
    assert caught.value.field == field


def test_missing_and_binary_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_spallation_csv(str(tmp_path / "absent.csv"))
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_spallation_csv(str(tmp_path / "binary.csv"))
