"""chi^2 over the plane of both M_A: interpolation, best points, table and text, with B/C made by hand."""

import csv
import io
from types import SimpleNamespace

import numpy as np
import pytest

from magnetosonic.data import load_measurement
from magnetosonic.inference.comparison import Comparison
from magnetosonic.inference.plane_scan import PlaneScan
from magnetosonic.model.propagation import Propagation
from magnetosonic.studies.fornieri2021 import mach_plane, propagation
from magnetosonic.studies.fornieri2021.mach_plane import COLUMNS, FINE, MACHS, describe_planes, planes, planes_csv
from magnetosonic.studies.fornieri2021.propagation import Combination, ZoneDiffusion, table_rigidity
from tests.studies.fornieri2021.invented_curves import invented_planes

MEASURED = load_measurement("AMS-02", "B/C")
PREDICTED = SimpleNamespace(modulated=SimpleNamespace(ratio=lambda name, points: np.full(len(points), 0.123)))
WINDOW = MEASURED.abscissa >= 200.0
RIGIDITY, VALUE = MEASURED.abscissa[WINDOW], MEASURED.value[WINDOW]


class Pair(Propagation):
    """In the place of a transport problem: its M_A of disk and halo."""


def pair(case):
    made = object.__new__(Pair)
    object.__setattr__(made, "machs", (case.disk_mach, case.halo_mach))
    return made


MODEL = SimpleNamespace(network=lambda: None, propagation=lambda network, diffusion: diffusion)


def invented(disk, halo):
    """B/C whose logarithm is linear in M_A: its level has the data at a line, its slope at the point 0.45, 0.7."""
    level = 0.8 * (disk - 0.45) + 1.2 * (halo - 0.7)
    tilt = 0.5 * (disk - 0.45) - 0.3 * (halo - 0.7)
    return VALUE * np.exp(level + tilt * np.log(RIGIDITY / RIGIDITY[0]))


@pytest.fixture
def found(monkeypatch):
    """The planes of invented B/C; the disk confines from M_A = 0.5 on at all rigidities, the halo everywhere."""
    asked = []

    def scan(model, axes, measured, *, problem, progress):
        assert model is MODEL
        (one, first), (other, second) = axes.items()
        rows = []
        for number, x in enumerate(first, 1):
            progress(number)
            rows.append([invented(*problem(float(x), float(y)).machs) for y in second])
        asked.append((one, other))
        return PlaneScan((one, other), first, second, measured, WINDOW, np.array(rows))

    def zone(numerics, name, mach, height):
        loose = name == "disk" and mach < 0.49
        # Rigidities beyond those of the points do not matter.
        confined = np.where((table_rigidity() > 500.0) & (table_rigidity() < 700.0), not loose, True)
        return ZoneDiffusion(np.ones(confined.size), confined & (table_rigidity() < 1e5))

    def held_against_isomax(modulated, measurement, window):
        assert measurement.experiment == "ISOMAX"
        model = measurement.value + np.array([0.0, 0.1])
        return Comparison(measurement, np.full(2, True), (), model, (model - measurement.value) / 0.117, 0.64)

    monkeypatch.setattr(mach_plane, "compare_modulated", held_against_isomax)
    monkeypatch.setattr(mach_plane, "transport_model", lambda *overrides: MODEL)
    monkeypatch.setattr(mach_plane, "kinematics", lambda network: SimpleNamespace(rigidity=None, velocity=None))
    monkeypatch.setattr(mach_plane, "scan_plane", scan)
    monkeypatch.setattr(mach_plane, "predicted_points", lambda problem, measured, counts: invented(*problem.machs))
    monkeypatch.setattr(Combination, "diffusion", lambda case: lambda *at: pair(case))
    monkeypatch.setattr(Combination, "model", lambda case: SimpleNamespace(predict=lambda: PREDICTED))
    monkeypatch.setattr(propagation, "zone_diffusion", zone)
    said = []
    return planes(said.append), asked, said


def chi_square(ratio):
    residual = ratio - VALUE
    error = np.where(residual > 0, MEASURED.error_high[WINDOW], MEASURED.error_low[WINDOW])
    return np.sum((residual / error) ** 2)


def test_interpolation_is_exact_for_what_it_can_represent(found):
    (exact, _), _, _ = found
    assert exact.chi_square.shape == (FINE.size, FINE.size)
    for i in range(0, FINE.size, 57):
        for j in range(0, FINE.size, 61):
            # Rounding, magnified by residuals of up to a hundred errors.
            expected = chi_square(invented(FINE[i], FINE[j]))
            assert exact.chi_square[i, j] == pytest.approx(expected, rel=1e-10, abs=1e-18)
    assert np.isin(MACHS.round(12), FINE.round(12)).all()


def test_best_points_are_minima(found):
    for outcome in found[0]:
        best, common = outcome.best, outcome.best_common
        assert (best.disk_mach, best.halo_mach) == pytest.approx((0.45, 0.7), abs=1e-12)
        assert best.chi_square == pytest.approx(0.0, abs=1e-20)
        assert outcome.chi_square.min() == pytest.approx(best.chi_square, abs=1e-20)
        assert common.disk_mach == common.halo_mach
        assert common.chi_square == pytest.approx(np.diagonal(outcome.chi_square).min(), rel=1e-10)
        assert outcome.points == 12


def test_data_that_the_best_points_were_not_chosen_by(found):
    for outcome in found[0]:
        assert outcome.best.other_data.unconfined == ("disk",)
        for best in (outcome.best, outcome.best_common):
            assert best.other_data.boron_to_carbon[0] == 0.123
            # Between the points of AMS-02 at 29.6 and 32.1 GV.
            assert 0.18 < best.other_data.boron_to_carbon[1] < 0.22
            assert best.other_data.beryllium == pytest.approx((0.195, 0.417), rel=1e-12)
            # 0.1 above the second point of ISOMAX, 0.317 +- 0.117.
            assert best.other_data.chi_square == pytest.approx((0.1 / 0.117) ** 2, rel=1e-10)
            assert best.other_data.points == 2


def test_confinement_at_the_rigidities_of_the_points(found):
    for outcome in found[0]:
        np.testing.assert_array_equal(outcome.confined[0], MACHS > 0.49)
        assert outcome.confined[1].all()


def test_what_is_computed(found):
    (exact, published), asked, said = found
    assert (exact.numerics, published.numerics) == ("exact", "published")
    assert asked == [("zones.disk.alfven_mach", "zones.halo.alfven_mach")] * 2
    assert len(said) == 2 * MACHS.size
    assert said[-1] == f"published numerics, M_A of the disk {MACHS.size} of {MACHS.size}"


def test_table_of_planes():
    found = invented_planes()
    rows = list(csv.DictReader(line for line in io.StringIO(planes_csv(found)) if not line.startswith("#")))
    assert list(rows[0]) == list(COLUMNS)
    side = 96  # every 0.02 from 0.1 to 2
    assert len(rows) == 2 * side**2
    row = rows[side**2 + 7 * side + 11]
    assert (row["numerics"], row["points"]) == ("published", "12")
    assert float(row["alfven_mach_disk"]) == pytest.approx(0.24, rel=1e-9)
    assert float(row["alfven_mach_halo"]) == pytest.approx(0.32, rel=1e-9)
    expected = 12.0 + 4e3 * ((0.24 - 0.5) ** 2 + (0.32 - 0.7) ** 2)
    assert float(row["chi_square"]) == pytest.approx(expected, rel=1e-9)


def test_text_of_planes():
    text = describe_planes(invented_planes(), "title")
    assert "B/C is computed at 20 x 20 pairs" in text
    assert "| exact | 0.600 | 0.600 | 12.5 | 0.600 | 92.5 | 12 |" in text
    assert "| published | 0.500 | 0.700 | 12.5 | 0.600 | 92.5 | 12 |" in text
    assert "no pair of M_A between 0.1 and 2 does better" in text
    assert "0.500 in the disk and 0.700 in the halo, which describes the data: chi^2 = 12.5 for 10 degrees" in text
    assert "  - there, the halo does not confine at every rigidity of the points" in text
    assert "with one M_A = 0.600, the halo" not in text
    assert "there, B/C at 30 GV is 0.106, AMS-02 has 0.206; 10Be/9Be at the energies of ISOMAX is 0.49 and 0.56" in text
    assert "chi^2 = 35.0 for 2 points" in text
