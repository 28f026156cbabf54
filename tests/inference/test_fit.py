"""Fits with exact gradients: on spectra that cost nothing, and on a small transport problem."""

import dataclasses
import math
import pickle

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.errors import InputError, SolveError
from magnetosonic.galaxy.gas import UniformGas
from magnetosonic.inference.error_model import ErrorModel
from magnetosonic.inference.fit import fit
from magnetosonic.inference.interstellar import FixedTransport, needs_new_transport
from magnetosonic.inference.likelihood import Likelihood, Target
from magnetosonic.inference.modulation import ModulationPrior
from magnetosonic.inference.parameter import Parameter, bounded, bounded_slope, tied_values
from magnetosonic.inference.profile import profile_modulation
from magnetosonic.inference.window import Window, select_points
from magnetosonic.model import Model, Propagation
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.solve import solve_densities
from tests.inference.mock_data import ENERGY, measurement, observed
from tests.outputs.coarse_run import coarse_config
from tests.transport.problems import space_of, system_of

CARBON = Nuclide.parse("C12")
ALL = Window(0.0)
PER_NUCLEON = {"variable": "kinetic_energy_per_nucleon"}


@pytest.fixture(scope="module")
def model():
    return build_model(coarse_config())


LEVEL_OF_CARBON = "injection.nuclides.C12.abundance"
LEVEL_OF_OXYGEN = "injection.nuclides.O16.abundance"
SLOPE_OF_CARBON = "injection.nuclides.C12.slopes[2]"  # the last


def power_law(model):
    """Carbon alone, with the abundance and the last slope of the model's."""
    flux = model[LEVEL_OF_CARBON] * (ENERGY / 30.0) ** -model[SLOPE_OF_CARBON]
    return Spectra((CARBON,), ENERGY, flux[None])


def two_laws(model):
    """Carbon that is linear in two numbers of the model."""
    shapes = (ENERGY / 30.0) ** -2.7, (ENERGY / 30.0) ** -2.2
    flux = model[LEVEL_OF_CARBON] * shapes[0] + model[LEVEL_OF_OXYGEN] * shapes[1]
    return Spectra((CARBON,), ENERGY, flux[None])


SLOPE = Parameter(SLOPE_OF_CARBON, start=2.5, lowest=2.0, highest=3.2, scale=0.02)
LEVEL = Parameter(LEVEL_OF_CARBON, start=1.0, lowest=0.1, highest=5.0, scale=0.05)
OTHER = Parameter(LEVEL_OF_OXYGEN, start=1.0, lowest=0.1, highest=5.0, scale=0.05)
TRUTH = {SLOPE_OF_CARBON: 2.71, LEVEL_OF_CARBON: 1.6}


def truth(model):
    return power_law(model.with_values(TRUTH))


def test_parameters_of_fake_data_are_recovered(model):
    data = observed(modulate(truth(model), 0.5), np.geomspace(5.0, 500.0, 15), "C", 0.02)
    likelihood = Likelihood([Target(data, ALL, modulation=ModulationPrior(0.55, 1.0))])
    found = fit(model, [SLOPE, LEVEL, OTHER], likelihood, interstellar=power_law)
    phi = found.values["modulation of none C"]
    # The share of the prior, 2.5e-3, pulls each by a share of its uncertainty of less than the root of that.
    for name, value in {**TRUTH, "modulation of none C": 0.5}.items():
        assert 0 < found.uncertainties[name] < 0.1
        assert found.values[name] == pytest.approx(value, abs=0.05 * found.uncertainties[name])
    assert found.chi_square < 2.6e-3
    assert float(found.model[SLOPE_OF_CARBON]) == found.values[SLOPE_OF_CARBON]
    # And says what was changed, for the summary of a run of it.
    changed = [change.split("=")[0] for change in found.model.origin.changes]
    assert changed == [*(c.split("=")[0] for c in model.origin.changes), SLOPE.address, LEVEL.address, OTHER.address]
    (outcome,) = found.comparisons
    assert (outcome.modulation_potential, outcome.points) == (phi, 15)
    assert outcome.chi_square + (phi - 0.55) ** 2 == pytest.approx(found.chi_square, rel=1e-6)
    assert 0 < found.steps < 100
    # What the data do not hold stays, and has no uncertainty.
    assert found.values[LEVEL_OF_OXYGEN] == 1.0
    assert math.isnan(found.uncertainties[LEVEL_OF_OXYGEN])


def test_uncertainties_are_those_of_linear_least_squares(model):
    length = 0.2
    # At energies of the table nothing is interpolated, so that the fluxes are linear in both numbers.
    points = ENERGY[4:20]
    shapes = np.stack([(points / 30.0) ** -2.7, (points / 30.0) ** -2.2], axis=1)
    flux = shapes @ np.array([1.3, 0.7])
    noise = 1.0 + 0.05 * np.random.default_rng(3).standard_normal(points.size)
    data = measurement(points, flux * noise, 0.04 * flux, 0.03 * flux, "C", **PER_NUCLEON)
    likelihood = Likelihood([Target(data, ALL, ErrorModel(length))])
    found = fit(model, [LEVEL, OTHER], likelihood, tolerance=1e-8, interstellar=two_laws)
    selection = select_points(data, ALL, (0.0, math.inf))
    weights = np.asarray(ErrorModel(length).weights(data, selection, data.value))
    covariance = np.linalg.inv((weights @ shapes).T @ (weights @ shapes))
    best = covariance @ (weights @ shapes).T @ weights @ data.value
    # The best point to a share of the errors; the curvature by differences of gradients over 1e-3 of the scales.
    deviations = np.sqrt(np.diag(covariance))
    assert list(found.values) == [LEVEL_OF_CARBON, LEVEL_OF_OXYGEN]
    np.testing.assert_allclose(list(found.values.values()), best, rtol=0, atol=1e-3 * deviations.min())
    np.testing.assert_allclose(list(found.uncertainties.values()), deviations, rtol=1e-3)
    pull = weights @ (shapes @ best - data.value)
    assert found.chi_square == pytest.approx(np.sum(pull**2), rel=1e-6)


def test_bounds_are_respected(model):
    # Modulated as it says.
    data = observed(modulate(truth(model), 0.3), np.geomspace(5.0, 500.0, 15), "C", 0.03, potential=0.3)
    seen = []

    def interstellar(changed):
        jax.debug.callback(lambda value: seen.append(float(value)), changed[LEVEL_OF_CARBON])
        return power_law(changed.with_values({SLOPE_OF_CARBON: TRUTH[SLOPE_OF_CARBON]}))

    narrow = dataclasses.replace(LEVEL, highest=1.4)
    found = fit(model, [narrow], Likelihood([data], ALL), tolerance=1e-3, interstellar=interstellar)
    assert 1.39 < found.values[LEVEL_OF_CARBON] <= 1.4
    (outcome,) = found.comparisons
    assert outcome.modulation_potential == 0.3
    # Fluxes that are lower by 1 - 1.4/1.6 at every point.
    np.testing.assert_allclose(outcome.pull, -0.125 / 0.03, rtol=1e-2)
    jax.effects_barrier()
    assert len(seen) > 3
    assert min(seen[1:]) >= 0.1
    assert max(seen[1:]) <= 1.4


def test_a_fit_that_does_not_converge_says_so(model):
    data = observed(truth(model), np.geomspace(5.0, 500.0, 15), "C", 0.03)
    with pytest.raises(SolveError, match="does not converge in 1 steps"):
        fit(model, [SLOPE, LEVEL], Likelihood([data], ALL), max_steps=1, interstellar=power_law)


def test_modulation_is_fitted_with_its_prior(model):
    sure = model.with_values(TRUTH)
    data = observed(modulate(power_law(sure), 0.5), np.geomspace(5.0, 100.0, 15), "C", 0.02)
    prior = ModulationPrior(0.55, 0.04)
    found = fit(sure, [], Likelihood([Target(data, ALL, modulation=prior)]), interstellar=power_law)
    profiled, total = profile_modulation(power_law(sure), data, prior, ALL)
    (name,) = found.values
    assert name == "modulation of none C"
    # Two ways to one minimum, both to 1e-5 GV.
    assert found.values[name] == pytest.approx(profiled.modulation_potential, abs=5e-5)
    assert found.chi_square == pytest.approx(total, rel=1e-5)
    assert found.comparisons[0].modulation_potential == found.values[name]
    assert 0.5 < found.values[name] < 0.55
    assert 0.0 < found.uncertainties[name] < prior.uncertainty


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": 2.0}, SLOPE_OF_CARBON),
        ({"start": math.nan}, SLOPE_OF_CARBON),
        ({"lowest": -math.inf}, SLOPE_OF_CARBON),
        ({"highest": math.inf}, SLOPE_OF_CARBON),
        ({"scale": 0.0}, f"{SLOPE_OF_CARBON}.scale"),
        ({"scale": math.nan}, f"{SLOPE_OF_CARBON}.scale"),
        ({"scale": math.inf}, f"{SLOPE_OF_CARBON}.scale"),
    ],
)
def test_bad_parameters_are_refused(changes, field):
    with pytest.raises(InputError) as caught:
        dataclasses.replace(SLOPE, **changes)
    assert caught.value.field == field


def test_coordinates_have_the_start_at_zero_and_the_scale_as_unit():
    limits = SLOPE.start, SLOPE.lowest, SLOPE.highest, SLOPE.scale
    low, start, high = bounded(np.array([-1e4, 0.0, 1e4]), *limits)
    assert start == pytest.approx(2.5, rel=1e-14)
    assert 2.0 <= low < 2.0001
    assert 3.1999 < high <= 3.2
    assert bounded_slope(0.0, *limits) == pytest.approx(0.02, rel=1e-12)
    assert float(jax.grad(bounded)(3.0, *limits)) == pytest.approx(bounded_slope(3.0, *limits), rel=1e-12)


def test_bad_targets_are_refused(model):
    data = observed(truth(model), np.geomspace(5.0, 150.0, 15), "C", 0.03)
    with pytest.raises(InputError, match="15 outside of the window") as caught:
        fit(model, [SLOPE], Likelihood([data]), interstellar=power_law)
    assert caught.value.field == "targets"
    twice = Target(data, ALL, modulation=ModulationPrior(0.5, 0.1))
    with pytest.raises(InputError, match="no other has") as caught:
        Likelihood([twice, twice])
    assert caught.value.value == "modulation of none C"
    without = dataclasses.replace(data, statistical_error_low=np.zeros(15), statistical_error_high=np.zeros(15))
    common = dataclasses.replace(without, systematic_error_low=data.value, systematic_error_high=data.value)
    with pytest.raises(InputError, match="leave no inverse"):
        fit(model, [SLOPE], Likelihood([common], ALL, ErrorModel(1e9)), interstellar=power_law)


def test_bad_addresses_are_refused(model):
    data = Likelihood([observed(truth(model), np.geomspace(5.0, 150.0, 15), "C", 0.03)], ALL)
    tied = f"{LEVEL_OF_OXYGEN},{SLOPE_OF_CARBON}"
    with pytest.raises(InputError, match="no other has") as caught:
        fit(model, [SLOPE, tied], data, interstellar=power_law)
    assert (caught.value.field, caught.value.value) == ("parameters", SLOPE_OF_CARBON)
    for nothing in ("injection.nuclides.Xe1.abundance", "zones"):
        with pytest.raises(InputError) as caught:
            fit(model, [nothing], data, interstellar=power_law)
        assert caught.value.field == "address"
    with pytest.raises(InputError, match="at least one address"):
        fit(model, [], data, interstellar=power_law)


def test_parameters_of_addresses(model):
    slope = Parameter.of(model, SLOPE_OF_CARBON)
    start = float(model[SLOPE_OF_CARBON])
    assert (slope.start, slope.lowest, slope.highest) == (start, 0.0, 6.0)
    assert slope.scale == pytest.approx(0.01 * start, rel=1e-15)
    # No largest rigidity is configured: a decade on either side.
    first = float(model["injection.nuclides.C12.breaks[0]"])
    found = Parameter.of(model, "injection.nuclides.C12.breaks[0]")
    assert (found.lowest, found.highest) == (first / 10.0, first * 10.0)
    both = Parameter.of(model, "injection.nuclides.C12.slopes[0], injection.nuclides.O16.slopes[0]")
    assert both.start == float(model["injection.nuclides.C12.slopes[0]"])
    assert pickle.loads(pickle.dumps(both)) == both
    none = model.with_values({"modulation.potential": 0.0})
    with pytest.raises(InputError, match="or a Parameter with other bounds"):
        Parameter.of(none, "modulation.potential")


def test_ties_are_equal_or_keep_their_proportions(model):
    tied = f"{LEVEL_OF_CARBON},{LEVEL_OF_OXYGEN}"
    levels = [float(model[address]) for address in (LEVEL_OF_CARBON, LEVEL_OF_OXYGEN)]
    assert tied_values(model, tied, 2.0, False) == {LEVEL_OF_CARBON: 2.0, LEVEL_OF_OXYGEN: 2.0}
    kept = tied_values(model, tied, 2.0, True)
    assert kept[LEVEL_OF_CARBON] == 2.0
    assert float(kept[LEVEL_OF_OXYGEN]) == pytest.approx(2.0 * levels[1] / levels[0], rel=1e-15)
    # Both grow by a half: so does what is linear in them.
    grown = {LEVEL_OF_CARBON: 1.5 * levels[0], LEVEL_OF_OXYGEN: 1.5 * levels[1]}
    data = observed(two_laws(model.with_values(grown)), ENERGY[4:20], "C", 0.01, **PER_NUCLEON)
    parameter = Parameter.of(model, tied, proportional=True)
    found = fit(model, [parameter], Likelihood([data], ALL), interstellar=two_laws)
    assert found.values == {tied: pytest.approx(grown[LEVEL_OF_CARBON], rel=1e-6)}
    assert float(found.model[LEVEL_OF_OXYGEN]) == pytest.approx(grown[LEVEL_OF_OXYGEN], rel=1e-6)


def test_another_solver_finds_the_same(model):
    likelihood = Likelihood([observed(truth(model), np.geomspace(5.0, 500.0, 15), "C", 0.02)], ALL)
    solver = optx.LevenbergMarquardt(rtol=1e-8, atol=1e-8)
    found = fit(model, [SLOPE, LEVEL], likelihood, solver=solver, interstellar=power_law)
    for address, value in TRUTH.items():
        assert found.values[address] == pytest.approx(value, rel=1e-7)


def test_few_programs_serve_all_numbers(model):
    likelihood, programs = Likelihood([observed(truth(model), np.geomspace(5.0, 500.0, 15), "C", 0.02)], ALL), []
    jax.monitoring.register_event_duration_secs_listener(
        lambda name, *_, **__: programs.append(name) if name.endswith("/backend_compile_duration") else None
    )
    fit(model, [SLOPE, LEVEL], likelihood, interstellar=power_law)
    assert len(programs) <= 8  # 4: the fit, chi^2 with its gradient, and splines of the comparison
    programs.clear()
    other = model.with_values({LEVEL_OF_OXYGEN: 3.0, "modulation.potential": 0.3})
    narrow = dataclasses.replace(LEVEL, start=2.0, highest=3.0, scale=0.1)
    fit(other, [SLOPE, narrow], likelihood, interstellar=power_law)
    assert not programs


def test_what_is_computed_once_follows_from_the_addresses(model, monkeypatch):
    assert not needs_new_transport([LEVEL_OF_CARBON, SLOPE_OF_CARBON, "normalization.proton_flux"])
    assert not needs_new_transport(["modulation.potential"])
    assert needs_new_transport([LEVEL_OF_CARBON, "zones.halo.half_height"])
    assert needs_new_transport(["network.half_lives.Be10"])
    fixed = FixedTransport.of(model)
    changed = model.with_values(
        {LEVEL_OF_CARBON: 2.0 * float(model[LEVEL_OF_CARBON]), "normalization.proton_flux": 0.3}
    )
    expected = changed.predict().interstellar
    monkeypatch.setattr(Model, "network", lambda self: pytest.fail("a new network"))
    monkeypatch.setattr(Propagation, "system", lambda self: pytest.fail("a new equation"))
    # The one solves for all parts of the sources at once, on a reduced basis of its own: 3e-10 of a flux.
    np.testing.assert_allclose(eqx.filter_jit(fixed)(changed).flux, expected.flux, rtol=2e-9)


def slab():
    """Diffusion and spallation between two planes, sources in the middle: carbon and boron at few energies."""
    energy, ones = np.geomspace(1.0, 1e3, 8), np.ones((2, 8))
    space = space_of(SpectralMesh([0.0, 4.0], [4]), gas=UniformGas(0.8, 0.2, 0.1))
    terms = {"diffusion": (0.05 * energy**0.5 * ones)[None], "gas": 0.05 * ones}
    fragmentation = np.zeros((2, 2, 8))
    fragmentation[1, 0] = 0.01
    return system_of(space, energy, np.stack([energy**-2.3, 1e-3 * energy**-2.3]), terms, fragmentation=fragmentation)


def test_gradient_of_chi_square_through_the_transport():
    system, names = slab(), tuple(map(Nuclide.parse, ("C12", "B11")))
    points = np.geomspace(4.0, 1e3, 9)
    data = measurement(points, 1e-3 * (points / 10.0) ** -2.7, 2e-4, 1e-4, "C")
    selection = select_points(data, ALL, (0.0, math.inf))

    @jax.jit
    @jax.value_and_grad
    def chi_square(change):
        source = system.source_spectrum * system.energy**-change
        density = solve_densities(dataclasses.replace(system, source_spectrum=source))
        spectra = modulate(Spectra(names, system.energy, density[:, :, 0, 0]), 0.4)
        return jnp.sum(ErrorModel(0.3).whitened(data, selection, spectra.value("C", points)) ** 2)

    def difference(step):
        return float(chi_square(jnp.asarray(0.05 + step))[0] - chi_square(jnp.asarray(0.05 - step))[0])

    slope, step = float(chi_square(jnp.asarray(0.05))[1]), 1e-3
    # Truncation of these differences is of the order step^4, and rounding divided by the step is below 1e-10.
    assert slope == pytest.approx((8 * difference(step) - difference(2 * step)) / (12 * step), rel=1e-7)
