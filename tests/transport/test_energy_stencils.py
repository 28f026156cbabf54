"""Discrete terms in energy alone, and the weights of scattered protons."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.species.kinematics import momentum_per_nucleon, particles, velocity
from magnetosonic.species.nuclide import PROTON, Nuclide
from magnetosonic.species.scattered_protons import degradation_matrix
from magnetosonic.transport.energy import OFFSETS, logarithmic_slope, momentum_stencil
from magnetosonic.transport.equation import shift

from .problems import LOSSES, REACCELERATION

ENERGY = np.geomspace(0.5, 500.0, 25)
PAIR = particles((PROTON, Nuclide(6, 12)))
MOMENTUM = np.asarray(momentum_per_nucleon(jnp.asarray(ENERGY)[None], PAIR))
VELOCITY = np.asarray(velocity(jnp.asarray(ENERGY)[None], PAIR))
REFERENCE = MOMENTUM**-2.5 / VELOCITY
STEP = np.log(ENERGY[1] / ENERGY[0])
STRENGTHS = {"flat": 1e-3 * np.ones_like(MOMENTUM), "falling": 1e-2 * MOMENTUM**-0.5, "rising": 1e-3 * MOMENTUM**0.5}


def applied(stencil, density):
    return np.asarray(sum(stencil[place] * shift(density, offset) for place, offset in enumerate(OFFSETS)))


def momentum_operator(strength):
    """The stencil of diffusion in momentum, by nuclide a matrix [nuclide, energy, energy]."""
    stencil = REACCELERATION(
        jnp.asarray(ENERGY), jnp.asarray(MOMENTUM), jnp.asarray(VELOCITY), jnp.asarray(strength), jnp.asarray(REFERENCE)
    )
    columns = [applied(stencil, jnp.asarray(np.broadcast_to(row, MOMENTUM.shape))) for row in np.eye(len(ENERGY))]
    return np.stack(columns, axis=-1)


def test_losses_are_exact_for_the_reference_shape():
    """-d(b N)/dT of power laws, up to the highest energy."""
    reference = jnp.asarray(ENERGY[None] ** -2.5)
    stencil = LOSSES(jnp.asarray(ENERGY), jnp.asarray(ENERGY[None] ** 0.1), reference)
    np.testing.assert_allclose(applied(stencil, reference), 2.4 * ENERGY[None] ** -3.4, rtol=1e-10)  # -d(T^-2.4)/dT
    assert not np.any(stencil[OFFSETS.index(-1)])  # losses bring nothing from below


def test_losses_conserve_particles_between_energies():
    """What losses take from a band of energies is the difference of b N at its ends."""
    reference = ENERGY[None] ** -2.5
    stencil = LOSSES(jnp.asarray(ENERGY), jnp.ones((1, 25)), jnp.asarray(reference))
    rates = applied(stencil, jnp.asarray(reference))[0]  # 2.5 T^-3.5
    slopes = rates * ENERGY * STEP  # int dT = int T dx; trapezoids of a power law are off by (2.5 step)^2/12
    half = 0.5 * 2.5 * STEP
    trapezoids = (slopes.sum() - 0.5 * slopes[0] - 0.5 * slopes[-1]) * np.tanh(half) / half
    assert trapezoids == pytest.approx(reference[0, 0] - reference[0, -1], rel=1e-10)


def test_logarithmic_slope_of_a_power_law_with_curvature():
    energy = jnp.geomspace(0.1, 10.0, 41)
    values = jnp.exp(-2.0 * jnp.log(energy) + 0.3 * jnp.log(energy) ** 4)[None]
    expected = -2.0 + 1.2 * jnp.log(energy) ** 3
    np.testing.assert_allclose(jax.jit(logarithmic_slope)(energy, values)[0], expected, atol=1e-9)  # exact for quartics


@pytest.mark.parametrize("name", STRENGTHS)
def test_diffusion_in_momentum_is_an_m_matrix(name):
    """Positive diagonal, nothing positive beside it, columns that add up to the escape at the top: no density turns
    negative."""
    for matrix in momentum_operator(STRENGTHS[name]):
        diagonal = np.diag(matrix)
        off = matrix - np.diag(diagonal)
        assert np.all(diagonal > 0)
        assert np.all(off <= 0)
        assert np.all(np.linalg.inv(matrix + 1e-3 * np.eye(len(matrix))) >= -1e-12)


@pytest.mark.parametrize("name", STRENGTHS)
def test_diffusion_in_momentum_leaves_a_constant_phase_space_density(name):
    """For f = N v/p^2 the same at all energies nothing flows, whatever D_pp: only at the top f does not go on."""
    flat = MOMENTUM**2 / VELOCITY
    matrix = momentum_operator(STRENGTHS[name])
    found = np.einsum("skj,sj->sk", matrix, flat)
    size = np.einsum("skj,sj->sk", np.abs(matrix), flat)
    np.testing.assert_allclose(found[:, :-1] / size[:, :-1], 0.0, atol=1e-13)


@pytest.mark.parametrize("slope", [-0.5, 0.0, 0.5])
def test_diffusion_in_momentum_is_exact_for_the_reference_shape(slope):
    """f ~ p^-4.5 and D_pp/p^2 = K p^a: -d/dp[p^4 K p^a df/dp] = 4.5 K (a - 1.5) p^(a - 2.5).

    At relativistic energies, where F and f are power laws of T as well; the lowest energy has no flux from below.
    """
    energy = jnp.geomspace(1e4, 1e7, 25)
    momentum, speed = energy[None], jnp.ones((1, 25))
    reference = momentum**-2.5
    stencil = REACCELERATION(energy, momentum, speed, 1e-3 * momentum**slope, reference)
    found = applied(stencil, reference)
    expected = 1e-3 * 4.5 * (slope - 1.5) * momentum ** (slope - 2.5)
    np.testing.assert_allclose(found[:, 1:], expected[:, 1:], rtol=1e-9)


def bump(energy, width=0.8):
    """A density that vanishes at both ends, and its phase-space density's operator, by automatic differentiation."""
    mass = 0.938

    def density(log_energy):
        return jnp.exp(-((log_energy / width) ** 2))

    def flow(log_energy):
        t = jnp.exp(log_energy)
        p = jnp.sqrt(t**2 + 2 * mass * t)
        v = p / (t + mass)

        def f(x):
            t = jnp.exp(x)
            p = jnp.sqrt(t**2 + 2 * mass * t)
            return density(x) * p / (t + mass) / p**2

        return 1e-3 * p**4 * v / t * jax.grad(f)(log_energy)  # with D_pp = 1e-3 p^2

    x = jnp.log(energy)
    t = energy[None]
    p = jnp.sqrt(t**2 + 2 * mass * t)
    return density(x)[None], -jax.vmap(jax.grad(flow))(x) / energy, p, p / (t + mass)


@partial(jax.jit, static_argnums=0)
def momentum_errors(points):
    """Largest error, and by how much the changes of all energies fail to add up to zero."""
    energy = jnp.geomspace(0.01, 100.0, points)
    density, exact, momentum, speed = bump(energy)
    stencil = momentum_stencil(energy, momentum, speed, jnp.full((1, points), 1e-3), momentum**-2.5 / speed)
    found = sum(stencil[place] * shift(density, offset) for place, offset in enumerate(OFFSETS))[0]
    changes = found * energy
    return jnp.stack(
        [jnp.max(jnp.abs(found - exact)) / jnp.max(jnp.abs(exact)), changes.sum() / jnp.abs(changes).sum()]
    )


def test_diffusion_in_momentum_is_of_second_order_and_conserves_particles():
    errors = np.abs([momentum_errors(points) for points in (61, 121, 241)])
    np.testing.assert_allclose(np.log2(errors[:-1] / errors[1:]), 2.0, atol=0.15)
    assert errors[-1, 1] < 1e-4


def test_scattered_protons_against_exact_integrals():
    """n int_T^inf v sigma N dT'/T' for N ~ T^-2.7 is v sigma N/2.7; for another slope the error is of fourth order."""
    scattered = jax.jit(degradation_matrix)
    weights = scattered(jnp.asarray(ENERGY))
    np.testing.assert_allclose(weights @ ENERGY**-2.7, ENERGY**-2.7 / 2.7, rtol=1e-12)
    errors = []
    for points in (49, 97, 193):
        energy = jnp.geomspace(0.5, 5e6, points)
        found = scattered(energy) @ energy**-2.0
        errors.append(abs(float(found[0]) / 0.5**-2.0 * 2.0 - 1))
    order = np.log2(np.array(errors[:-1]) / np.array(errors[1:]))
    assert 3.3 < order[0] < order[1] < 4.1  # 3.5 and 3.7: rises to four
