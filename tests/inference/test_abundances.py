"""Abundances from fluxes: linear algebra on solutions that are linear by hand, and one real solution."""

import copy
from types import SimpleNamespace

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.data import load_measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.inference import abundances
from magnetosonic.inference.abundances import AbundanceTarget, fit_abundances, scaled
from magnetosonic.inference.comparison import compare_modulated
from magnetosonic.inference.error_model import ErrorModel
from magnetosonic.inference.modulation import potential_of
from magnetosonic.inference.window import Window
from magnetosonic.model.solving import solve
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.nuclide import Nuclide
from tests.inference.mock_data import ENERGY, observed
from tests.outputs.coarse_run import COARSE_GRID, coarse_config, coarse_results, three_nuclides

PRODUCTS = ("H1", "C12", "C13", "N14", "O16", "Ne20", "Fe56")
INJECTED = ("H1", "C12", "C13", "N14", "O16", "Fe56")
LEVELS = {
    # Flux at 100 GeV/n that the injection of the first makes of the second, and its slope.
    ("H1", "H1"): (5e-2, 2.7),
    ("C12", "C12"): (1e-4, 2.6),
    ("C13", "C13"): (3e-5, 2.6),
    ("N14", "N14"): (1e-6, 2.6),
    ("O16", "O16"): (1.5e-4, 2.65),
    ("O16", "C12"): (2e-5, 2.9),
    ("O16", "N14"): (6e-5, 3.0),
    ("Fe56", "Fe56"): (2e-5, 2.5),
    ("Fe56", "O16"): (1e-6, 2.9),
    ("Fe56", "C12"): (5e-7, 3.1),
}
"""N14 comes from oxygen for the most part, its own injection makes a sixtieth of it at 100 GeV/n."""
POINTS = np.geomspace(150.0, 3e3, 12)  # GV
NUMBERS = {nuclide: Nuclide.parse(nuclide) for nuclide in INJECTED}


@pytest.fixture(scope="module")
def model():
    raw = copy.deepcopy(three_nuclides())
    injected = raw["injection"]["nuclides"]
    for name in INJECTED:
        injected.setdefault(name, {"abundance": 100.0, "slopes": [2.3]})
    # Without modulation, so that everything is exactly linear.
    return build_model(load_config(raw, (*COARSE_GRID, "modulation.potential=0 GV")))


def road(first):
    """From models to spectra, exactly linear in the abundances; those of the first model make the fluxes above."""

    def solve(model):
        share = {
            name: model.injection[number].abundance / first.injection[number].abundance
            for name, number in NUMBERS.items()
        }
        strength = float(model.normalization.proton_flux / first.normalization.proton_flux / share["H1"])
        flux = np.zeros((len(PRODUCTS), ENERGY.size))
        for (parent, product), (level, slope) in LEVELS.items():
            row = strength * float(share[parent]) * level * (ENERGY / 100.0) ** -slope
            flux[PRODUCTS.index(product)] += row
        spectra = Spectra(tuple(map(Nuclide.parse, PRODUCTS)), jnp.asarray(ENERGY), jnp.asarray(flux))
        return SimpleNamespace(interstellar=spectra)

    return solve


@pytest.fixture
def measured(monkeypatch):
    """Makes fluxes of elements what an experiment measures."""

    def install(spectra, elements=("H", "C", "O", "Fe", "N"), points=POINTS, low=()):
        table = {}
        for count, element in enumerate(elements):
            chosen = np.geomspace(20.0, 120.0, 12) if element in low else points
            table[element] = observed(spectra, chosen, element, 0.01 * (count + 1))
        for name in ("find_measurement", "load_measurement"):
            monkeypatch.setattr(abundances, name, lambda experiment, element: table[element])
        return table

    return install


def target(*elements, **more):
    return AbundanceTarget("none", elements, Window(200.0), **more)


FACTORS = {"C": 1.7, "O": 0.4, "Fe": 3.0}
PROTONS = 1.25


def changed(model):
    truth = scaled(model, FACTORS)
    flux = truth.normalization.proton_flux
    return eqx.tree_at(lambda tree: tree.normalization.proton_flux, truth, PROTONS * flux)


@pytest.mark.parametrize("length", [0.0, 0.2])
def test_known_factors_are_recovered(model, measured, length):
    solve = road(model)
    measured(solve(changed(model)).interstellar)
    fit = fit_abundances(model, target("H", "C", "O", "Fe", errors=ErrorModel(length)), solve)
    assert set(fit.factors) == {"H", "C", "O", "Fe"}
    # Factors on fluxes: those on abundances times that on the protons. The data lie on splines of one resolution.
    assert fit.factors["H"] == pytest.approx(PROTONS, rel=1e-8)
    for element, factor in FACTORS.items():
        assert fit.factors[element] == pytest.approx(PROTONS * factor, rel=1e-8)
    assert fit.chi_square == pytest.approx(0.0, abs=1e-12)
    assert fit.points == 4 * np.sum(POINTS >= 200.0)
    # The model found makes the data.
    flux = fit.model.normalization.proton_flux / model.normalization.proton_flux
    assert float(flux) == pytest.approx(PROTONS, rel=1e-8)
    for name, number in NUMBERS.items():
        ratio = float(fit.model.injection[number].abundance / model.injection[number].abundance)
        # Both isotopes of carbon change alike; nitrogen keeps its proportion to hydrogen.
        assert ratio == pytest.approx(FACTORS.get(number.name.rstrip("0123456789"), 1.0), rel=1e-8), name
    np.testing.assert_allclose(solve(fit.model).interstellar.flux, solve(changed(model)).interstellar.flux, rtol=1e-8)


def test_what_is_left_out_is_said(model, measured):
    solve = road(model)
    measured(solve(model).interstellar, ("H", "C", "O", "Fe", "N", "Ne"), low=("Fe",))
    fit = fit_abundances(model, target("H", "C", "N", "Fe", "Ne"), solve)
    assert set(fit.factors) == {"H", "C"}
    assert set(fit.left_out) == {"O", "N", "Fe"}  # neon is not injected
    assert fit.left_out["O"] == "not among the elements fitted"
    assert fit.left_out["Fe"] == "12 outside of the window (200 GV upwards)"
    assert fit.left_out["N"].startswith("its own injection makes ")
    assert fit.left_out["N"].endswith("% of its flux only")
    # The flux of nitrogen counts all the same.
    assert fit.points == 3 * np.sum(POINTS >= 200.0)
    energy = np.asarray(ENERGY)
    parts = [level * (energy / 100.0) ** -slope for level, slope in (LEVELS["N14", "N14"], LEVELS["O16", "N14"])]
    share = float(fit.left_out["N"].split()[4].rstrip("%")) / 100.0
    window = (energy > 100.0) & (energy < 1500.0)
    assert np.min(parts[0] / sum(parts), where=window, initial=1.0) < share < abundances.SMALLEST_SHARE


def test_points_beyond_the_model_are_left_out_with_the_reason(model, measured):
    # From 1 to 1e4 GeV/n: 56/26 sqrt(1 + 2 x 0.9315) GV = 3.644 GV of iron.
    solve = road(model)
    table = measured(solve(model).interstellar)
    table["Fe"] = observed(solve(model).interstellar, POINTS, "Fe", 0.01)
    object.__setattr__(table["Fe"], "abscissa", POINTS * 200.0)
    fit = fit_abundances(model, target("H", "Fe"), solve)
    assert "outside of the model's range (3.644 to" in fit.left_out["Fe"]
    assert set(fit.factors) == {"H"}


def test_abundances_are_never_negative(model, measured):
    solve = road(model)
    table = measured(solve(model).interstellar)
    # Less carbon than the spallation of oxygen makes.
    object.__setattr__(table["C"], "value", 0.01 * table["C"].value)
    fit = fit_abundances(model, target("H", "C", "O"), solve)
    assert fit.factors["C"] == 0.0
    assert float(fit.model.injection[NUMBERS["C12"]].abundance) == 0.0
    assert fit.factors["O"] > 0.0
    assert fit.chi_square > 100.0


def test_a_fit_needs_hydrogen(model, measured):
    solve = road(model)
    table = measured(solve(model).interstellar, low=("H",))
    with pytest.raises(InputError, match="12 outside of the window") as caught:
        fit_abundances(model, target("H", "C"), solve)
    assert caught.value.field == "normalization.fit_from"
    object.__setattr__(table["H"], "abscissa", POINTS)
    object.__setattr__(table["H"], "value", -table["C"].value)
    with pytest.raises(SolveError, match="no hydrogen"):
        fit_abundances(model, target("H"), solve)


def test_targets_are_checked():
    with pytest.raises(InputError, match="with H, whose flux"):
        AbundanceTarget(elements=("C", "O"))
    with pytest.raises(InputError, match="of AMS-02 one of"):
        AbundanceTarget(elements=("H", "Xe"))
    with pytest.raises(InputError, match=r"experiments .*AMS-02"):
        AbundanceTarget("AMS-03")


def test_errors_on_the_side_of_the_best_model_count(model, measured):
    solve = road(model)
    table = measured(solve(model).interstellar)
    data = table["H"]
    # Two values of one flux: the best model lies between them, whatever side of them the first one lies on.
    up = np.where(np.arange(12) % 2 == 0, 1.3, 0.9)
    object.__setattr__(data, "value", 2.0 * data.value * up)
    for name in ("statistical_error_low", "statistical_error_high"):
        object.__setattr__(data, name, data.value * (0.1 if name.endswith("low") else 0.2) / up)
    fit = fit_abundances(model, target("H"), solve)
    flux = np.asarray(solve(fit.model).interstellar.value("H", POINTS))
    chosen = POINTS >= 200.0
    residual = (flux - data.value)[chosen]
    error = np.where(residual > 0, data.error_high[chosen], data.error_low[chosen])
    assert fit.chi_square == pytest.approx(np.sum((residual / error) ** 2), rel=1e-8)


def test_with_real_transport():
    # Nuclides, energies and grid of the small model, whose compiled solution is used again.
    small = build_model(coarse_config())
    fit = fit_abundances(small, AbundanceTarget(elements=("H", "C", "O")))
    prediction = coarse_results().prediction
    interstellar = solve(fit.model.propagation(prediction.network, prediction.diffusion)).interstellar
    data = [load_measurement("AMS-02", element) for element in ("H", "C", "O")]
    potentials = [potential_of(each, float(small.modulation_potential)) for each in data]
    found = [compare_modulated(modulate(interstellar, phi), each) for phi, each in zip(potentials, data, strict=True)]
    assert sum(entry.points for entry in found) == fit.points
    # The fit interpolates sums of solutions, the comparison a solution: splines of the logarithm, 1e-4 of a flux.
    assert sum(entry.chi_square for entry in found) == pytest.approx(fit.chi_square, rel=1e-3)
    before = [compare_modulated(prediction.modulated, entry.measurement) for entry in found]
    assert fit.chi_square < sum(entry.chi_square for entry in before)
    ratio = fit.model.injection[Nuclide.parse("C12")].abundance / small.injection[Nuclide.parse("C12")].abundance
    assert float(ratio) == pytest.approx(fit.factors["C"] / fit.factors["H"], rel=1e-12)


def test_elements_beyond_the_network_are_left_alone():
    # The small model has nothing heavier than oxygen: with carbon as its heaviest, oxygen is injected and not carried.
    light = build_model(load_config(three_nuclides(), [*COARSE_GRID, "network.max_charge=6"]))
    fit = fit_abundances(light, AbundanceTarget(elements=("H", "C", "O")))
    assert set(fit.factors) == {"H", "C"}
    assert "O" not in fit.left_out
