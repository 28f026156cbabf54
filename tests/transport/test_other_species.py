"""Species that are no nuclei go through the transport as nuclei do: antiprotons that protons make, and electrons."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import COLLISION_RATE
from magnetosonic.losses.rates import LossSettings
from magnetosonic.species.network import Network
from magnetosonic.species.nuclide import PROTON
from magnetosonic.transport.coefficients import kinematics, transport_system
from magnetosonic.transport.solve import solve_densities

from ..species.particles import ANTIPROTON, ELECTRON
from .slab import slab

ENERGY = np.geomspace(1.0, 1000.0, 12)
SPECIES = PROTON, ELECTRON, ANTIPROTON
OFF = LossSettings(active=False, helium_electrons=False)
MADE = np.exp(-0.5 * (np.log(10.0 * ENERGY[:, None] / ENERGY) / 0.7) ** 2)  # mb, around a tenth of the proton's energy


@pytest.fixture(scope="module")
def network():
    none = np.zeros(0, dtype=int)
    return Network(
        species=SPECIES,
        energy=ENERGY,
        inelastic=np.array([[300.0], [0.0], [330.0]]) * np.ones(12),
        channel_parent=none,
        channel_daughter=none,
        channel_cross_section=np.zeros((0, 12)),
        decay_rate=np.zeros(3),
        branches=(),
    )


def test_antiprotons_by_a_kernel_beside_electrons_against_dense_matrices(network):
    motion = kinematics(network)
    diffusion = 0.05 * motion.rigidity[None] ** 0.4 * np.array([1.0, 3.0])[:, None, None]
    source = np.array([[1.0], [0.01], [0.0]]) * ENERGY**-2.4

    @jax.jit
    def solved(diffusion):
        system = transport_system(slab(12, 3.0, 1.0), network, diffusion, source, OFF, 0.1)
        made = MADE * COLLISION_RATE * motion.velocity[0]
        kernels, ends = jnp.concatenate([system.kernels, made[None]]), (*system.kernel_ends, (0, 2))
        system = dataclasses.replace(system, kernels=kernels, kernel_ends=ends)
        return system, solve_densities(system)

    system, density = solved(diffusion)
    assert system.kernel_ends == ((0, 0), (0, 2))
    lower, upper, _, gas = np.asarray(system.space.matrices)
    place = np.asarray(system.space.source_shape)
    scattered, made = np.asarray(system.kernels)

    def dense(number, kernel, right):
        """All energies of one species at once."""
        rate = COLLISION_RATE * motion.velocity[number] * network.inelastic[number]
        ones = np.eye(12)
        matrix = np.einsum("k,kj,xy->kxjy", diffusion[0, number], ones, lower)
        matrix += np.einsum("k,kj,xy->kxjy", diffusion[1, number], ones, upper)
        matrix += np.einsum("kj,xy->kxjy", np.diag(rate) - kernel, gas)
        return np.linalg.solve(matrix.reshape(144, 144), right.ravel()).reshape(12, 12)

    protons = dense(0, scattered, source[0][:, None] * place)
    np.testing.assert_allclose(density[0], protons, rtol=1e-9)
    np.testing.assert_allclose(density[1], dense(1, 0.0, source[1][:, None] * place), rtol=1e-9)
    np.testing.assert_allclose(density[2], dense(2, 0.0, made @ protons @ gas.T), rtol=1e-9)


def test_they_move_by_their_own_charge_and_mass(network):
    motion = kinematics(network)
    np.testing.assert_array_equal(motion.rigidity[2], motion.rigidity[0])
    assert np.all(motion.velocity[1] > motion.velocity[0])
    assert np.all(motion.rigidity[1] < motion.rigidity[0])
