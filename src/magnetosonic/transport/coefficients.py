"""From network, diffusion and injection to the arrays of a transport problem."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.constants import COLLISION_RATE
from magnetosonic.losses.rates import Loss, LossSettings, loss_rates
from magnetosonic.species.kinematics import lorentz_factor, momentum_per_nucleon, rigidity, velocity
from magnetosonic.species.network import Network
from magnetosonic.species.production import production_kernels
from magnetosonic.transport.energy import OFFSETS, loss_stencil, momentum_stencil
from magnetosonic.transport.equation import System
from magnetosonic.transport.space import interface as terms
from magnetosonic.transport.space.interface import Space

_REFERENCE_SLOPE = 2.5  # momentum slope of the density that the differences in energy take exactly


class Kinematics(eqx.Module):
    """Motion of every species at every energy, each [species, energy].

    Attributes:
        rigidity: [GV].
        momentum_per_nucleon: [GeV/n].
        velocity: [c].
        lorentz_factor: gamma.
    """

    rigidity: Float[Array, "species energy"]
    momentum_per_nucleon: Float[Array, "species energy"]
    velocity: Float[Array, "species energy"]
    lorentz_factor: Float[Array, "species energy"]


def kinematics(network: Network) -> Kinematics:
    """Kinematics on the energies of the network.

    Args:
        network: species and energies.

    Returns:
        Rigidity, momentum, velocity and Lorentz factor.
    """
    particles, energy = network.particles, network.energy[None]
    return Kinematics(
        rigidity(energy, particles),
        momentum_per_nucleon(energy, particles),
        velocity(energy, particles),
        lorentz_factor(energy, particles),
    )


def transport_system(
    space: Space,
    network: Network,
    diffusion: Float[Array, "patch species energy"],
    source_spectrum: Float[Array, "species energy"],
    losses: LossSettings,
    helium_fraction: Float[Array, ""] | float,
    momentum_diffusion: Float[Array, "patch species energy"] | None = None,
    levels: int = 14,
) -> System:
    """All coefficients of the equation.

    Args:
        space: spatial matrices.
        network: species, cross sections and decays on the energies.
        diffusion: D [patch, species, energy] [kpc^2/Myr].
        source_spectrum: injection [species, energy].
        losses: which losses act.
        helium_fraction: helium per hydrogen nuclei of the gas.
        momentum_diffusion: D_pp/p^2 [patch, species, energy] [1/Myr]; None: no reacceleration.
        levels: see :class:`System`.

    Returns:
        The system, ready to be solved.
    """
    motion = kinematics(network)
    rate = COLLISION_RATE * motion.velocity
    kinds, count = len(network.species), len(network.energy)
    decay_rate = network.decay_rate[:, None] / motion.lorentz_factor
    fragmentation = jnp.zeros((kinds, kinds, count))
    fragmentation = fragmentation.at[network.channel_daughter, network.channel_parent].add(
        rate[network.channel_parent] * network.channel_cross_section
    )
    destruction = rate * network.inelastic
    kernels = production_kernels(network)
    within = _within(space, diffusion, destruction, decay_rate)
    rates = loss_rates(network.species, motion.lorentz_factor, helium_fraction, losses)
    stencils = _losses(space, network, motion, rates)
    if momentum_diffusion is not None:
        reference = _reference(motion)
        momentum = momentum_stencil(
            network.energy, motion.momentum_per_nucleon, motion.velocity, momentum_diffusion, reference
        )
        stencils |= dict(zip(space.places(terms.MOMENTUM), momentum, strict=True))
    nothing = jnp.zeros((len(OFFSETS), kinds, count))
    rows = [
        stencils.get(number, nothing).at[0].add(within.get(number, nothing[0])) for number in range(len(space.names))
    ]
    return System(
        space=space,
        energy=network.energy,
        coefficients=jnp.stack(rows),
        source_spectrum=source_spectrum,
        fragmentation=fragmentation,
        # As arrays of JAX, because the solver looks them up at levels that are traced.
        decay=jnp.asarray(decay_rate[np.array([parent for parent, _ in network.branches], dtype=int)]),
        kernels=jnp.stack([kernel.cross_section * rate[kernel.parent] for kernel in kernels])
        if kernels
        else jnp.zeros((0, count, count)),
        reference=jnp.asarray(_reference(motion)),
        branches=network.branches,
        kernel_ends=tuple((kernel.parent, kernel.daughter) for kernel in kernels),
        levels=levels,
        reaccelerated=momentum_diffusion is not None,
    )


def _within(space: Space, diffusion: Array, destruction: Array, decay_rate: Array) -> dict[int, Array]:
    """Coefficients of the terms that leave species and energy as they are, by number of the term."""
    rows = dict(zip(space.places(terms.DIFFUSION), diffusion, strict=True))
    rows |= {space.places(terms.GAS)[0]: destruction, space.places(terms.UNIT)[0]: decay_rate}
    for number in space.places(terms.ADVECTION):
        rows[number] = jnp.ones_like(decay_rate)
    for patch, number in enumerate(space.places(terms.UPWIND)):
        peclet = jnp.maximum(space.mesh_peclet[patch], 1e-30)  # small enough to be nothing, its square above 0
        rows[number] = jnp.maximum(1.0 - diffusion[patch] / peclet, 0.0)
    return rows


def _reference(motion: Kinematics) -> Array:
    return motion.momentum_per_nucleon**-_REFERENCE_SLOPE / motion.velocity


def _losses(space: Space, network: Network, motion: Kinematics, losses: tuple[Loss, ...]) -> dict[int, Array]:
    """Stencils of the continuous losses, by number of the term that they are proportional to."""
    if terms.EXPANSION in space.names:  # dp/dt = -(p/3) div v_w
        losses += (Loss(terms.EXPANSION, motion.momentum_per_nucleon * motion.velocity / 3.0, 1.0),)
    return {
        space.places(medium)[0]: sign * loss_stencil(network.energy, rate, _reference(motion))
        for medium, rate, sign in losses
    }
