"""D as other programs read it: every file is read back with the steps of its reader, and compared with the law."""

import csv
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from magnetosonic.config.load import load_config
from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.errors import InputError
from magnetosonic.outputs.export.crpropa import write_crpropa
from magnetosonic.outputs.export.dragon2 import write_dragon2
from magnetosonic.outputs.export.galprop import write_galprop
from magnetosonic.outputs.export.usine import FORMULA, write_usine

from .models import HIGH, LAW, ONE_ZONE, halo_coefficient, material, proton_velocity, two_zones

RIGIDITY = np.geomspace(0.6, 2e5, 50)  # inside of all tables


def read_dragon2(path):
    """Three numbers a line, as from a stream of C++; a natural spline of D in p."""
    numbers = [float(word) for word in path.read_text().split()]
    momentum, _, diffusion = np.array(numbers).reshape(-1, 3).T
    return CubicSpline(momentum, diffusion, bc_type="natural")


def read_galdef(path):
    """Values of ``name = value``; whatever follows a # is ignored."""
    lines = [line.split("#")[0] for line in path.read_text().splitlines()]
    return {name.strip(): float(value) for name, value in (line.split("=") for line in lines if "=" in line)}


def galprop_diffusion(galdef, rigidity, velocity):
    """D_xx [cm^2/s] of GALPROP, whose rigidities are in MV."""
    reference, at_break = galdef["D_rigid_ref"], galdef["D_rigid_br"]
    slope = np.where(1e3 * rigidity < at_break, galdef["D_g_1"], galdef["D_g_2"])
    assert reference == at_break
    return velocity ** galdef["D_eta"] * galdef["D0_xx"] * (1e3 * rigidity / at_break) ** slope


def read_usine(path):
    """Parameters and the formula of K of an initialisation file."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    rows = [[part.strip() for part in line.split("@")] for line in lines]
    assert [row[:2] for row in rows] == [["Model1DKisoVc", "Transport"]] * 4
    assert [row[3] for row in rows] == ["M=0", "M=0", "M=0", "M=1"]
    values = {row[2]: row[4] for row in rows}
    names, units, numbers = (values[name].split(",") for name in ("ParNames", "ParUnits", "ParVals"))
    assert len(names) == len(units) == len(numbers)
    assert units[0] == "kpc^2/Myr"
    target, formula = values["K"].split(":FORMULA|")
    assert target == "K00"
    return formula, {name: float(number) for name, number in zip(names, numbers, strict=True)}


def usine_diffusion(path, rigidity, velocity):
    """K of the formula, each power evaluated as it is written [cm^2/s]."""
    formula, parameters = read_usine(path)
    with np.errstate(over="raise"):
        k = eval(formula.replace("^", "**"), {}, parameters | {"beta": velocity, "Rig": rigidity})
    return k * KPC2_MYR_IN_CM2_S


def test_dragon2_reads_d_of_protons(tmp_path):
    notes = write_dragon2(two_zones(), tmp_path)
    beta = proton_velocity(RIGIDITY)
    # The reader's spline in p, not in ln p, is what limits this; the notes say so.
    np.testing.assert_allclose(read_dragon2(tmp_path / "D_disk.txt")(RIGIDITY), 3e28 * (RIGIDITY / 4) ** 0.3, rtol=1e-4)
    expected = halo_coefficient(RIGIDITY) * beta**-0.5
    np.testing.assert_allclose(read_dragon2(tmp_path / "D_halo.txt")(RIGIDITY), expected, rtol=1e-4)
    assert any("A/Z = 2" in note for note in notes)
    assert not any("disk_size" in note for note in notes)


@pytest.mark.parametrize(("eta", "expected"), [(1.0, "too large by 60%"), (-0.5, "too small by 21%"), (0.0, None)])
def test_dragon2_says_which_way_d_of_nuclei_is_off(eta, expected, tmp_path):
    # At 0.1 GeV/n A/Z = 2 has v = 0.430 c and protons of that rigidity, 0.887 GV, 0.687 c: 1.60 times as much.
    notes = write_dragon2(material(f"diffusion.power_law.eta={eta}"), tmp_path)
    assert any(expected in note for note in notes) if expected else not any("A/Z" in note for note in notes)


def test_dragon2_covers_all_nuclides(tmp_path):
    """From protons of the lowest energy to A/Z = 3 at the highest: beyond, the reader would extrapolate."""
    write_dragon2(material(ONE_ZONE), tmp_path)
    momentum = np.loadtxt(tmp_path / "D_halo.txt")[:, 0]
    assert momentum[0] == pytest.approx(np.sqrt(0.1**2 + 2 * 0.1 * 0.938272), rel=1e-5)
    assert momentum[-1] == pytest.approx(3 * 1.2e5, rel=0.01)


def test_dragon2_is_told_the_names_of_the_tables(tmp_path):
    write_dragon2(two_zones(), tmp_path)
    tree = ElementTree.fromstring((tmp_path / "diffusion.xml").read_text())
    assert [child.tag for child in tree][:4] == ["VariableD", "VariableDelta", "TwoZone", "Diff_table"]
    for name in ("disk", "halo"):
        assert tree.find(f"{name.capitalize()}_table").get("value") == f"data/D_{name}.txt"
        assert tree.find(f"norm{name.capitalize()}").get("value") == "1."
    one = tmp_path / "one"
    one.mkdir()
    write_dragon2(material(ONE_ZONE), one)
    tree = ElementTree.fromstring((one / "diffusion.xml").read_text())
    assert [child.tag for child in tree] == ["Diff_table", "Disk_table"]
    assert tree.find("Disk_table").get("value") == "data/D_halo.txt"


def test_dragon2_needs_its_source_changed_for_another_disk(tmp_path):
    notes = write_dragon2(two_zones("0.3 kpc", "0.02 kpc"), tmp_path)
    assert "disk_size = 0.6 and L_connecting = 0.02" in notes[-1]


def test_dragon2_refuses_what_it_cannot_represent(tmp_path):
    thin = 'zones.disk.radial=[{radius="0 kpc"}, {radius="12 kpc"}]'
    radial = material(thin, "scattering.resolution=fast", preset="converged")
    with pytest.raises(InputError, match="one or two zones whose D does not depend on the radius"):
        write_dragon2(radial, tmp_path)
    assert not list(tmp_path.iterdir())


def test_galprop_gets_the_closest_broken_power_law(tmp_path):
    exported = two_zones()
    notes = write_galprop(exported, tmp_path)
    beta = proton_velocity(RIGIDITY)
    disk = galprop_diffusion(read_galdef(tmp_path / "galdef_disk.txt"), RIGIDITY, beta)
    np.testing.assert_allclose(disk, 3e28 * (RIGIDITY / 4) ** 0.3, rtol=1e-6)  # digits in the file
    galdef = read_galdef(tmp_path / "galdef_halo.txt")
    halo = galprop_diffusion(galdef, RIGIDITY, beta) / (halo_coefficient(RIGIDITY) * beta**-0.5)
    # At a break of width s ln 2 on either side of the two slopes the best sharp law is off by s ln(2)/2.
    assert np.max(np.abs(halo - 1)) < 0.5 * 0.05 * np.log(2) * 1.1
    assert galdef["D_rigid_br"] == pytest.approx(300e3, rel=0.1)
    assert [galdef["D_g_1"], galdef["D_g_2"], galdef["D_eta"]] == pytest.approx([0.5, HIGH, -0.5], abs=0.01)
    assert any("galdef_halo.txt: a law that is off by at most 1." in note for note in notes)
    head = (tmp_path / "galdef_halo.txt").read_text()
    assert head.startswith("# made for a test\n")
    assert "versions before 56 ignore D_eta" in head


def test_usine_gets_a_formula(tmp_path):
    write_usine(two_zones(), tmp_path)
    beta = proton_velocity(RIGIDITY)
    for name, expected in (("disk", 3e28 * (RIGIDITY / 4) ** 0.3), ("halo", halo_coefficient(RIGIDITY) * beta**-0.5)):
        found = usine_diffusion(tmp_path / f"transport_{name}.par", RIGIDITY, beta)
        np.testing.assert_allclose(found, expected, rtol=1e-4)  # the law is one of those that the formula can be
    assert read_usine(tmp_path / "transport_halo.par")[0] == FORMULA


def test_a_law_with_two_breaks_is_exact_for_usine_and_told_off_for_galprop(tmp_path):
    low = 'low_break={rigidity="4.5 GV", delta_low=-0.2, smoothness=0.2}'
    exported = material("diffusion.power_law=" + LAW.replace("high_break", f"{low}, high_break"))
    write_usine(exported, tmp_path)
    beta = proton_velocity(RIGIDITY)
    expected = halo_coefficient(RIGIDITY) * (1 + (RIGIDITY / 4.5) ** (-0.7 / 0.2)) ** 0.2 * beta**-0.5
    found = usine_diffusion(tmp_path / "transport_halo.par", RIGIDITY, beta)
    np.testing.assert_allclose(found, expected, rtol=1e-4)  # of the fit: the law is one of those of the formula
    (note,) = write_galprop(exported, tmp_path)
    assert re.search(r"off by at most \d\d\.\d+%", note)  # one sharp break


def step(low, high, tmp_path):
    """A table with a jump of D."""
    table = tmp_path / "D.csv"
    table.write_text(f"rigidity_GV,D_cm2_s\n0.1,{low}\n99,{low}\n100,{high}\n1e3,{high}\n1.01e3,{low}\n1e6,{low}\n")
    return material(f'diffusion={{model="table", table={{halo="{table}"}}}}')


@pytest.mark.parametrize("write", [write_galprop, write_usine])
def test_laws_far_from_d_are_refused(write, tmp_path):
    with pytest.raises(InputError, match=r"within 50% of a law .*halo: not written, as the best law is off by \d\d+%"):
        write(step(1e28, 1e29, tmp_path), tmp_path)
    folder = tmp_path / "coarse"
    folder.mkdir()
    write(step(1e28, 1.7e28, tmp_path), folder)
    assert "WARNING: this is a coarse approximation" in next(folder.iterdir()).read_text()


def test_crpropa_gets_a_law_for_every_decade(tmp_path):
    write_crpropa(material(ONE_ZONE), tmp_path)
    lines = [line for line in (tmp_path / "diffusion.csv").read_text().splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    assert {row["epsilon"] for row in rows} == {""}
    ranges = [(float(row["rigidity_low_GV"]), float(row["rigidity_high_GV"])) for row in rows]
    assert ranges[0] == pytest.approx((0.4446, 2.4e5), rel=0.06)  # the last point below A/Z = 2
    assert [low for low, _ in ranges[2:]] == [high for _, high in ranges[1:-1]] == [10.0, 100.0, 1e3, 1e4]
    for row, (low, high) in zip(rows, ranges, strict=True):
        rigidity = np.geomspace(low * 1.06, high / 1.06, 40)
        # DiffusionSDE::calculateBTensor: m^2/s, of the rigidity in V.
        found = float(row["scale"]) * 6.1e24 * (rigidity * 1e9 / 4e9) ** float(row["alpha"]) * 1e4
        error = np.max(np.abs(found / halo_coefficient(rigidity) - 1))
        assert error <= float(row["largest_deviation"]) * 1.01 + 1e-6
    assert float(rows[-1]["alpha"]) == pytest.approx(HIGH, abs=1e-4)


def test_crpropa_gets_the_ratio_across_the_field(tmp_path):
    write_crpropa(material("scattering.resolution=fast", preset="converged"), tmp_path)
    lines = (tmp_path / "diffusion.csv").read_text().splitlines()
    rows = list(csv.DictReader(line for line in lines if line[0] != "#"))
    (mach,) = {zone.alfven_mach for zone in load_config("converged").zones.values()}
    assert {row["zone"] for row in rows} == {"disk", "halo"}
    np.testing.assert_allclose([float(row["epsilon"]) for row in rows], mach**4, rtol=1e-7)  # eight digits are written
    assert all(0 <= float(row["alpha"]) <= 2 for row in rows)  # others are refused by setAlpha
