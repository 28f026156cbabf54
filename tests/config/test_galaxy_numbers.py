"""Numbers of gas, sources and grid by their addresses: what the transport makes of them, against finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model

COARSE = ("galaxy.grid.radial_cells=15", "galaxy.grid.height_order=4")
MODELS = {
    "uniform gas and a ring": (
        "galaxy.gas=uniform",
        "galaxy.uniform_gas={neutral='1 cm-3', ionised='0.1 cm-3', half_height='0.11 kpc'}",
        "galaxy.sources=ring",
        "galaxy.source_ring={radius='8 kpc', width='4 kpc', half_height='0.1 kpc'}",
    ),
    "two X_CO and pulsars": (
        "galaxy.xco=[1e20, 3e20]",
        "galaxy.sources=lorimer2006",
        "galaxy.source_scale_height=0.3 kpc",
    ),
}
# What each number moves: all integrals, or those of the gas or of the sources alone.
GAS, SOURCES = (0, 1), (2,)
NUMBERS = {
    "uniform gas and a ring": {
        "galaxy.radius": SOURCES,  # the same gas is everywhere
        "galaxy.observer_radius": SOURCES,
        "diffusion.transition_width": SOURCES,  # the gas ends below the transition
        "galaxy.uniform_gas.neutral": GAS[:1],
        "galaxy.uniform_gas.ionised": GAS[1:],
        "galaxy.uniform_gas.half_height": GAS,
        "galaxy.source_ring.radius": SOURCES,
        "galaxy.source_ring.width": SOURCES,
        "galaxy.source_ring.half_height": SOURCES,
    },
    "two X_CO and pulsars": {"galaxy.xco[0]": GAS[:1], "galaxy.xco[1]": GAS[:1], "galaxy.source_scale_height": SOURCES},
}


def integrals(model):
    """Weighted masses of neutral and ionised gas and rates of sources, where the observer is and elsewhere."""
    galaxy = model.galaxy
    grid = model.grid()
    place = 0.1 + grid.radial_interpolation(galaxy.observer_radius)
    loads = [grid.load(field) for field in (galaxy.gas.neutral, galaxy.gas.ionised, galaxy.sources)]
    along = jnp.arange(1.0, 1.0 + loads[0].shape[1])
    return jnp.log(jnp.stack([place @ load @ along for load in loads]))


@pytest.fixture(scope="module", params=MODELS)
def case(request):
    model = build_model(load_config("converged", [*COARSE, *MODELS[request.param]]))
    addresses = NUMBERS[request.param]

    def at(values):
        return integrals(model.with_values(dict(zip(addresses, values, strict=True))))

    values = jnp.array([float(model[address]) for address in addresses])
    return addresses, values, jax.jit(at), jax.jit(jax.jacfwd(at))(values)


def test_numbers_of_the_galaxy_differentiate(case):
    addresses, values, at, slopes = case
    for number, (address, moved) in enumerate(addresses.items()):
        step = 1e-4 * float(values[number])
        ends = [np.asarray(at(values.at[number].add(sign * step))) for sign in (1, -1)]
        found = np.asarray(slopes[:, number]) * float(values[number])
        # Of central differences, 1e-8 relative to third derivatives; kinks of tables move with the cells.
        np.testing.assert_allclose(found, (ends[0] - ends[1]) / 2e-4, rtol=1e-4, atol=1e-6, err_msg=address)
        assert np.all(np.abs(found[list(moved)]) > 1e-4), address
