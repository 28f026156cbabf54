"""Every number of every preset: in a configuration, in a model and traced it is the same, and its gradient is right.

The numbers that a model holds are those of :func:`magnetosonic.parameters`. The others can't be differentiated: counts
(cells, orders, energies per decade, levels, harmonics, charges), the energies themselves and radii of turbulence, which
make the grids and with them the shapes of what is compiled, and the lowest rigidity of the fit, which chooses points.
"""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

import magnetosonic as ms
from magnetosonic.errors import InputError

# All eleven energies are solved on all nodes.
COARSE = (
    "transport.energy_min=3 GeV/n",
    "transport.energy_max=600 GeV/n",
    "transport.energies_per_decade=4",
    "transport.levels=11",
    "galaxy.grid.radial_cells=11",
    "galaxy.grid.height_order=4",
    "network.max_charge=8",
    "scattering.resolution=fast",
)
PRESETS = "dragon2-base", "converged"
SILENT = {  # numbers on which no flux depends
    "scattering.confinement_threshold",  # the rule "limited" has none
}
# Compiled in half the time, and run as fast at this size.
QUICKLY = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}


@cache
def base(preset):
    changes = [text for text in COARSE if preset != "dragon2-base" or "scattering" not in text]
    return ms.load_model(preset, changes), tuple(changes)


def numbers(model):
    """Values by address, as one vector."""
    return np.array([info.value for info in ms.parameters(model).values()])


@cache
def compiled(preset):
    """Sum of ln of modulated fluxes, all spectra, and the gradient by all numbers, of leaves and numbers of a model."""
    model, _ = base(preset)
    addresses, (leaves, unravel) = list(ms.parameters(model)), ravel_pytree(model)

    def fluxes(x, leaves):
        problem = unravel(leaves).with_values(dict(zip(addresses, x, strict=True))).propagation()
        spectra = problem.spectra()
        logarithm = jnp.log(problem.modulate(spectra).flux)
        return jnp.sum(logarithm), jnp.stack([jnp.log(spectra.flux), logarithm])

    function = jax.jit(jax.value_and_grad(fluxes, has_aux=True))
    return function.lower(numbers(model), leaves).compile(compiler_options=QUICKLY)


def evaluated(preset, model, x=None):
    """Sum, spectra and gradient of a model, with other numbers traced where they are given."""
    (total, spectra), gradient = compiled(preset)(numbers(model) if x is None else x, ravel_pytree(model)[0])
    assert np.all(np.isfinite(spectra))
    return float(total), np.asarray(spectra), np.asarray(gradient)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("half", [0, 1])
def test_a_change_is_the_same_in_configuration_model_and_traced(preset, half):
    """Every other number is changed, each by its own factor, so that none can stand in the place of another."""
    model, changes = base(preset)
    known = ms.parameters(model)
    moved = {
        address: info.value * (1.005 + 1e-5 * place)
        for place, (address, info) in enumerate(known.items())
        if place % 2 == half
    }
    texts = [f"{address}={value!r} {known[address].unit}" for address, value in moved.items()]
    configured, changed = ms.load_model(preset, [*changes, *texts]), model.with_values(moved)
    for found in (configured, changed):
        for address, info in known.items():
            expected = moved.get(address, info.value)
            assert float(found[address]) == pytest.approx(expected, rel=1e-14), address
    assert jax.tree.structure(configured) == jax.tree.structure(changed) == jax.tree.structure(model)
    x = np.array([moved.get(address, info.value) for address, info in known.items()])
    spectra = [evaluated(preset, *arguments)[1] for arguments in ((configured,), (changed,), (model, x))]
    for other in spectra[1:]:
        np.testing.assert_allclose(other, spectra[0], rtol=1e-11)
    assert np.max(np.abs(spectra[0] - evaluated(preset, model)[1])) > 1e-3


@pytest.mark.parametrize("preset", PRESETS)
def test_gradients_by_all_numbers(preset):
    """Beside the numbers of the preset, where a reference on a break would be a kink.

    The adjoint solution has bases of its own, so that gradients are as exact as the solution, not to rounding: measured
    are 3e-4. Differences are good to 1e-6 of the sum of 200 logarithms.
    """
    model, _ = base(preset)
    addresses = list(ms.parameters(model))
    x = numbers(model) * np.random.default_rng(4).uniform(1.0, 1.02, len(addresses))
    gradient = evaluated(preset, model, x)[2] * x
    injected = {nuclide.name: nuclide.charge for nuclide in model.injection}
    wrong = {}
    for place, address in enumerate(addresses):
        nuclide = address.removeprefix("injection.nuclides.").split(".")[0]
        if address in SILENT or injected.get(nuclide, 0) > 8:
            assert gradient[place] == 0.0, address  # heavier than all that is solved for
            continue
        step = 1e-5 * np.where(np.arange(x.size) == place, x, 0.0)
        ends = [evaluated(preset, model, x + sign * step)[0] for sign in (-1.0, 1.0)]
        difference = (ends[1] - ends[0]) / 2e-5
        assert gradient[place] != 0.0, address
        if gradient[place] != pytest.approx(difference, rel=1e-3, abs=1e-5):
            wrong[address] = gradient[place], difference
    assert not wrong, repr(wrong)


def test_published_numerics_are_plain_numbers():
    """D of fornieri2021 can't be traced; changes in configuration and model are the same."""
    model = ms.load_model("fornieri2021")
    known = ms.parameters(model)
    del known["scattering.confinement_threshold"]  # is 1 with these numerics
    moved = {address: info.value * (1.005 + 1e-5 * place) for place, (address, info) in enumerate(known.items())}
    texts = [f"{address}={value!r} {known[address].unit}" for address, value in moved.items()]
    configured, changed = ms.load_model("fornieri2021", texts), model.with_values(moved)
    assert jax.tree.structure(configured) == jax.tree.structure(changed) == jax.tree.structure(model)
    for first, second in zip(jax.tree.leaves(configured), jax.tree.leaves(changed), strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-14)
    rigidity = np.array([10.0, 300.0])
    np.testing.assert_allclose(configured.coefficient(rigidity), changed.coefficient(rigidity), rtol=1e-12)
    assert np.all(np.abs(np.asarray(configured.coefficient(rigidity)) / model.coefficient(rigidity) - 1.0) > 1e-3)
    with pytest.raises(InputError, match="numerics = 'published'"):
        jax.jit(lambda x: model.with_values({"zones.halo.alfven_mach": x}).coefficient(rigidity))(0.5)
