"""A slab with all terms of the equation, small enough for the reduced bases to span all of it."""

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.galaxy.gas import UniformGas
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.species.scattered_protons import degradation_matrix
from magnetosonic.transport.solve import solve_densities

from .problems import LOSSES, REACCELERATION, space_of, system_of

NAMES = ("C12", "B11", "H1")
ENERGY = np.geomspace(0.5, 500.0, 16)
MOMENTUM = np.sqrt(ENERGY**2 + 2 * 0.938 * ENERGY)
VELOCITY = MOMENTUM / (ENERGY + 0.938)
SCATTERED = np.asarray(degradation_matrix(ENERGY)) * 0.05
HALVED = 0.01 * np.exp(-0.5 * (np.log(2.0 * ENERGY[:, None] / ENERGY) / 0.5) ** 2)
KERNELS = np.stack([SCATTERED, 0.4 * SCATTERED, HALVED, 2.0 * HALVED])


def slab_with_all_terms(levels=16, radial_nodes=None, **changes):
    """Losses in gas, diffusion in momentum, two zones, spallation, decay; 7 nodes in height.

    Kernels scatter protons and boron to lower energies and make boron and protons of carbon, around half its energy.
    """
    kinds, count = len(NAMES), len(ENERGY)
    ones = np.ones((kinds, count))
    mesh = SpectralMesh([0.0, 0.1, 1.0, 4.0], [3, 2, 2])
    nodes = {} if radial_nodes is None else {"nodes": np.asarray(radial_nodes)}
    space = space_of(
        mesh,
        edges=[1.0, 4.0],
        gas=UniformGas(0.8, 0.2, 0.1),
        sources=lambda r, z: jnp.exp(-jnp.abs(z) / 0.3) + 0.0 * r,
        reaccelerated=True,
        **nodes,
    )
    reference = jnp.asarray(MOMENTUM**-2.5 / VELOCITY * ones)
    diffusion = np.stack([0.03 * ENERGY**0.4 * ones, 0.08 * ENERGY**0.5 * ones])
    arrays = [jnp.asarray(values) for values in (ENERGY, MOMENTUM * ones, VELOCITY * ones)]
    loss = LOSSES(arrays[0], jnp.asarray(0.004 * ones), reference)
    terms = {
        "diffusion": diffusion,
        "gas": 0.05 * ones,
        "volume": np.stack([0.3 / ENERGY, 0 * ENERGY, 0 * ENERGY]),
        "neutral": loss,
        "momentum": REACCELERATION(*arrays, jnp.asarray(1e-4 / diffusion), reference),
    }
    fragmentation = np.zeros((kinds, kinds, count))
    fragmentation[[1, 2, 2], [0, 0, 1]] = 0.01
    fields = {
        "fragmentation": fragmentation,
        "decay": 0.3 / ENERGY[None],
        "branches": ((0, 1),),
        "kernels": KERNELS,
        "kernel_ends": ((2, 2), (1, 1), (0, 1), (0, 2)),
        "reference": reference,
        "levels": levels,
    }
    source = np.stack([ENERGY**-2.3, 0.1 * ENERGY**-2.3, ENERGY**-2.4])
    return system_of(space, ENERGY, source, terms | changes.pop("terms", {}), **(fields | changes))


def boron(system):
    """Logarithm of the secondary in the plane at an energy in the middle, and all densities."""
    density = solve_densities(system)
    return jnp.log(density[1, 7, 0, 0]), density


BORON = jax.jit(jax.value_and_grad(boron, has_aux=True))
"""One compilation for densities and gradients; gradients have the form of the system."""
