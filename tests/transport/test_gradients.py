"""Gradients by the adjoint equation against central differences; compiled and batched solutions."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.transport.solve import solve_densities

from .all_terms import BORON, slab_with_all_terms
from .problems import PARAMETERS, relative_errors, solve_full


@pytest.mark.parametrize("field", ["coefficients", "source_spectrum", "fragmentation", "decay", "kernels"])
def test_gradients_in_the_arrays_of_a_system(field):
    """Along a random direction. The bases span everything: the adjoint is exact, differences are good to 1e-8."""
    system = slab_with_all_terms()
    values = getattr(system, field)
    direction = values * np.random.default_rng(5).uniform(0.5, 1.5, values.shape)
    slope = float(jnp.sum(getattr(BORON(system)[1], field) * direction))

    def along(step):
        return float(BORON(dataclasses.replace(system, **{field: values + step * direction}))[0][0])

    step = 1e-3
    differences = (8 * (along(step) - along(-step)) - (along(2 * step) - along(-2 * step))) / (12 * step)
    assert slope == pytest.approx(differences, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "step", "allowed"),
    [
        ("diffusion", 1e-3, 1e-4),
        ("slope", 1e-3, 3e-4),
        ("spallation", 1e-3, 1e-4),
        ("source_slope", 1e-3, 1e-4),
        ("half_height", 1e-3, 1e-4),
        ("alfven_speed", 1e-2, 1e-3),
        ("wind", 1e-2, 1e-4),
        ("wind_gradient", 1e-2, 5e-4),
    ],
)
def test_gradients_in_the_parameters_of_a_model(name, step, allowed):
    """What is left is the truncation of the bases (at 11 GeV/n 1e-5), not of the differences.

    Measured: 1e-5, of wind_gradient 8e-5, of alfven_speed 1.4e-4.
    """
    slope = solve_full()[1][name]
    up, down = (solve_full(**{name: PARAMETERS[name] + sign * step})[0] for sign in (1.0, -1.0))
    assert slope == pytest.approx((up - down) / (2 * step), rel=allowed)


def test_batched_solutions_are_the_single_ones():
    first = slab_with_all_terms()
    second = dataclasses.replace(
        first, coefficients=1.1 * first.coefficients, source_spectrum=2.0 * first.source_spectrum
    )
    both = jax.tree.map(lambda *leaves: jnp.stack(leaves), first, second)
    batched = jax.jit(jax.vmap(solve_densities))(both)
    for density, system in zip(batched, (first, second), strict=True):
        (_, single), _ = BORON(system)
        assert np.max(relative_errors(density, single)) < 1e-12
