"""Curves of B/C and fluxes, with a road that costs nothing; their tables and texts."""

import csv
import io
from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.data import load_measurement
from magnetosonic.inference.comparison import compare_modulated
from magnetosonic.model import Model
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.studies.fornieri2021 import boron_to_carbon, fluxes, propagation
from magnetosonic.studies.fornieri2021.boron_to_carbon import (
    COMMON_MACHS,
    DIFFERENT_MACHS,
    HEIGHT_MACHS,
    HEIGHTS,
    describe_boron_to_carbon,
    height_curves,
    mach_curves,
)
from magnetosonic.studies.fornieri2021.fluxes import CHOSEN, FLUXES, describe_fluxes, flux_curves
from magnetosonic.studies.fornieri2021.propagation import Combination, ZoneDiffusion, table_rigidity
from magnetosonic.studies.fornieri2021.spectrum_curves import COLUMNS, RIGIDITY, spectra_csv
from magnetosonic.studies.fornieri2021.zones import NUMERICS
from tests.studies.fornieri2021.invented_curves import invented_fluxes, invented_heights, invented_machs

ENERGY = np.geomspace(0.3, 3e5, 61)
NUCLIDES = {"H1": 5e-2, "C12": 1e-4, "B11": 1e-5}


def prediction_of(case):
    """B/C in proportion to M_A of the halo over that of the disk times its height."""
    flux = np.array([level * (ENERGY / 100.0) ** -2.7 for level in NUCLIDES.values()])
    flux[2] *= case.halo_mach / (case.disk_mach * case.disk_height)
    interstellar = Spectra(tuple(map(Nuclide.parse, NUCLIDES)), jnp.asarray(ENERGY), jnp.asarray(flux))
    return SimpleNamespace(interstellar=interstellar, modulated=modulate(interstellar, 0.6))


@pytest.fixture
def predicted(monkeypatch):
    """The combinations whose models were predicted, which costs nothing."""
    asked = []

    def model(case):
        return SimpleNamespace(case=case, predict=lambda: asked.append(case) or prediction_of(case))

    monkeypatch.setattr(Combination, "model", model)

    def zone(numerics, name, mach, height):
        confined = table_rigidity() > (0.0 if name == "halo" else RIGIDITY[-1])
        return ZoneDiffusion(np.ones(confined.size), confined)

    monkeypatch.setattr(propagation, "zone_diffusion", zone)
    return asked


def test_combinations_of_the_figures(predicted):
    said = []
    curves = mach_curves(said.append)
    machs = [*zip(COMMON_MACHS, COMMON_MACHS, strict=True), *DIFFERENT_MACHS]
    expected = [Combination(numerics, *pair) for numerics in NUMERICS for pair in machs]
    assert [curve.combination for curve in curves] == expected == predicted
    assert len(said) == len(expected)
    assert said[0] == "exact numerics, M_A = 0.3"
    predicted.clear()
    heights = height_curves(said.append)
    expected = [Combination(numerics, *HEIGHT_MACHS[numerics], height) for numerics in NUMERICS for height in HEIGHTS]
    assert [curve.combination for curve in heights] == expected == predicted
    assert {curve.quantity for curve in (*curves, *heights)} == {"B/C"}


@pytest.mark.usefixtures("predicted")
def test_curves_are_those_of_the_prediction():
    curve = boron_to_carbon.boron_to_carbon_curves([Combination("exact", 0.4, 0.5)], lambda step: None)[0]
    prediction = prediction_of(Combination("exact", 0.4, 0.5))
    np.testing.assert_allclose(curve.interstellar, prediction.interstellar.ratio("B/C", RIGIDITY), rtol=1e-13)
    np.testing.assert_allclose(curve.modulated, prediction.modulated.ratio("B/C", RIGIDITY), rtol=1e-13)
    expected = compare_modulated(prediction.modulated, load_measurement("AMS-02", "B/C"))
    assert curve.comparison.chi_square == pytest.approx(expected.chi_square, rel=1e-12)
    assert curve.comparison.points == 12
    assert curve.confined == (0.0, 1.0)


def test_fluxes_after_a_fit_of_the_abundances(predicted, monkeypatch):
    fitted, said = [], []

    def fit(model, target, solve):
        assert solve is Model.predict
        assert "H" in target.elements
        assert "B" not in target.elements
        fitted.append(model.case)
        return SimpleNamespace(model=model)

    monkeypatch.setattr(fluxes, "fit_abundances", fit)
    curves = flux_curves(said.append)
    chosen = [Combination(n, disk, halo, slope=slope) for n in NUMERICS for disk, halo, slope in CHOSEN[n]]
    assert predicted == fitted == chosen
    pairs = [(case, quantity) for case in chosen for quantity in (*FLUXES, "B/C")]
    assert [(curve.combination, curve.quantity) for curve in curves] == pairs
    assert said[0] == "exact numerics, M_A = 0.66, slope 2.3: abundances"


def test_table_of_curves():
    curves = invented_fluxes()
    rows = list(csv.DictReader(line for line in io.StringIO(spectra_csv(curves)) if not line.startswith("#")))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == len(curves) * RIGIDITY.size
    for number in (0, len(curves) - 1):
        curve, chosen = curves[number], rows[number * RIGIDITY.size : (number + 1) * RIGIDITY.size]
        case = curve.combination
        words = (case.numerics, *(f"{x:g}" for x in (case.disk_mach, case.halo_mach, case.disk_height, case.slope)))
        assert {tuple(row[key] for key in list(COLUMNS)[:6]) for row in chosen} == {(curve.quantity, *words)}
        for key, values in (
            ("rigidity_GV", RIGIDITY),
            ("interstellar", curve.interstellar),
            ("top_of_atmosphere", curve.modulated),
        ):
            np.testing.assert_allclose([float(row[key]) for row in chosen], values, rtol=1e-9)  # ten digits


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_text_of_boron_to_carbon():
    curves = invented_machs()
    text = describe_boron_to_carbon(curves, "title")
    assert text.startswith("# title\n")
    # Twelve points with pulls of 1 and of 2.
    assert "- exact: of these, M_A = 0.3 with a disk of 0.5 kpc agrees best above 200 GV: chi^2 = 12.0 for 12" in text
    assert "- published: of these, M_A = 0.3 with a disk of 0.5 kpc agrees best above 200 GV: chi^2 = 48.0" in text
    lines = [cells(line) for line in text.splitlines() if line.startswith("|")]
    assert lines[0][:6] == ["numerics", "M_A disk", "M_A halo", "disk [kpc]", "slope", "chi^2 B/C (12 points)"]
    assert len(lines) == 2 + len(curves)
    assert {len(line) for line in lines} == {11}
    first, curve = lines[2], curves[0]
    assert first[:6] == ["exact", "0.3", "0.3", "0.5", "2.3", "12.0"]
    # A power law of the rigidity is one between the points of the table, too.
    at = np.exp(np.interp(np.log([20.0, 1e4]), np.log(RIGIDITY), np.log(curve.modulated)))
    assert [first[6], first[9]] == [f"{value:.3g}" for value in at]
    assert first[10] == "75% and 100%"


def test_the_best_height_is_named():
    curves = invented_heights()
    text = describe_boron_to_carbon(curves, "title")
    assert f"with a disk of {HEIGHTS[0]:g} kpc agrees best" in text
    assert "M_A = 0.5 (disk), 0.66 (halo)" in text


def test_text_of_fluxes():
    text = describe_fluxes(invented_fluxes(), "title")
    assert "fitted to AMS-02 from 200 GV upwards" in text
    lines = [cells(line) for line in text.splitlines() if line.startswith("|")]
    sizes = [int((load_measurement("AMS-02", name).abscissa >= 200.0).sum()) for name in (*FLUXES, "B/C")]
    heads = [f"chi^2 {name} ({size} points)" for name, size in zip((*FLUXES, "B/C"), sizes, strict=True)]
    assert lines[0][5:9] == heads
    assert len(lines) == 2 + sum(map(len, CHOSEN.values()))
    third = next(
        line for line in lines[2:] if line[:5] == ["exact", *(f"{x:g}" for x in (*CHOSEN["exact"][2][:2], 0.5, 2.3))]
    )
    assert third[5:9] == [f"{4.0 * size:.1f}" for size in sizes]
