"""A small basis of functions of space for every nuclide, in which its densities at all energies can be written.

The density of a nuclide changes smoothly with energy: it lies close to the space spanned by its densities at some of
the energies, which are computed on all nodes. With a dozen of them the error of the others is far below that of the
grid, and a dozen functions replace hundreds of nodes.

Source: A. Quarteroni, A. Manzoni, F. Negri, *Reduced Basis Methods for Partial Differential Equations* (Springer 2016),
chapters 3 and 6.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from magnetosonic.numerics.block_tridiagonal import factor, substitute
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import Operator

_CONCENTRATION = 1.5  # of the levels at low energies, where losses change the densities most
_REACCELERATED = 1.5  # levels for each one without diffusion in momentum, which mixes the energies
_SWEEPS = 4  # over all places, where energies are coupled in both directions

Snapshots = Float[Array, "nuclide level radius height"]
Basis = Float[Array, "nuclide function radius height"]


def snapshot_levels(system: Operator) -> np.ndarray:
    """Numbers of the energies at which the equation is solved on all nodes, denser at low energies."""
    last = system.coefficients.shape[-1] - 1
    wanted = round(system.levels * (_REACCELERATED if system.reaccelerated else 1.0))
    fraction = np.linspace(0.0, 1.0, min(wanted, last + 1)) ** _CONCENTRATION
    levels = np.unique((last * fraction).round().astype(int))
    return last - levels[::-1] if system.proton_first else levels


def reduced_basis(system: Operator, right: Snapshots) -> Basis:
    """Bases for the solutions of a system.

    The solutions on all nodes are found along a wavefront: a nuclide at one level needs its parents there and itself at
    the levels beside it. Where energies are coupled in both directions, this is repeated.

    Args:
        system: the operator.
        right: right-hand sides at the energies of :func:`snapshot_levels` [nuclide, level, radius, height].

    Returns:
        Functions of every nuclide, orthonormal as vectors of their values at the nodes. The first is constant: with it
        particles are conserved to rounding.
    """
    levels = snapshot_levels(system)
    lanes, kinds = np.arange(len(levels)), len(right)
    own, beside = _level_coefficients(system, levels)
    terms, blocks = np.array(system.images)[:, None], system.blocks[np.array(system.images)]  # without couplings

    def factored(own: Array) -> tuple[Array, Array]:
        coupling = jnp.einsum("tfm,ts->fms", system.couplings, own)
        inverses = factor(jnp.einsum("trmn,ts->rmns", system.blocks, own), coupling)
        return jnp.swapaxes(inverses, 0, 1), jnp.moveaxis(coupling, -1, 0)

    inverses, couplings = jax.lax.map(factored, jnp.moveaxis(own, -1, 0))  # [level, nuclide, radius or face, ...]

    def advance(density: Array, time: Array) -> tuple[Array, None]:
        nuclide = time - lanes[::-1]
        inside, nuclide = (nuclide >= 0) & (nuclide < kinds), jnp.clip(nuclide, 0, kinds - 1)
        sides = right[nuclide, lanes] + _from_parents(system, levels, nuclide, density)
        for step, factors in beside.items():
            other = density[np.clip(lanes + step, 0, len(levels) - 1), nuclide]
            sides = sides - jnp.einsum("tl,trmn,lrn->lrm", factors[terms, nuclide, lanes], blocks, other)
        coupling = jnp.moveaxis(couplings[lanes, nuclide], 0, -1)
        solution = substitute(
            jnp.swapaxes(inverses[lanes, nuclide], 0, 1), coupling, jnp.swapaxes(sides, 0, 1)[..., None]
        )
        target = jnp.where(inside, nuclide, kinds)  # out of bounds: dropped
        return density.at[lanes, target].set(jnp.swapaxes(solution[..., 0], 0, 1), mode="drop"), None

    density = jnp.zeros((len(levels), kinds, *right.shape[2:]))
    for _ in range(_SWEEPS if system.reaccelerated else 1):
        density, _ = jax.lax.scan(advance, density, jnp.arange(kinds + len(levels) - 1))
    return _orthonormal(jnp.swapaxes(density, 0, 1))


def _level_coefficients(system: Operator, levels: np.ndarray) -> tuple[Array, dict[int, Array]]:
    """Coefficients of the equation on the levels alone: between them the density is linear relative to its reference.

    Returns:
        Those of the level itself [term, nuclide, level] and, by the step towards them, of the levels beside it.
    """
    last = system.coefficients.shape[-1] - 1
    numbers = np.arange(len(levels))
    own = system.coefficients[:, 0][..., levels]
    own = own.at[system.gas, system.proton].add(-jnp.diag(system.scattering)[levels])
    beside: dict[int, Array] = {}
    for place, offset in enumerate(OFFSETS):
        if offset > 0 or (offset < 0 and system.reaccelerated):
            step = int(np.sign(offset))
            other = levels[np.clip(numbers + step, 0, len(levels) - 1)]
            weight = np.where(other == levels, 0.0, np.minimum(abs(offset) / np.maximum(abs(other - levels), 1), 1.0))
            reached = system.reference[:, np.clip(levels + offset, 0, last)]
            coefficient = system.coefficients[:, place][..., levels]
            own = own + (1.0 - weight) * coefficient * reached / system.reference[:, levels]
            beside[step] = beside.get(step, jnp.zeros(())) + weight * coefficient * reached / system.reference[:, other]
    return own, beside


def _from_parents(system: Operator, levels: np.ndarray, nuclide: Array, density: Array) -> Array:
    """What fragmentation and decay contribute to one nuclide at every level [level, radius, height]."""
    rates = system.fragmentation[nuclide, :, levels]
    result = system.spatial(system.gas, jnp.einsum("lp,lprm->lrm", rates, density))
    parents, daughters = system.decaying
    decays = jnp.where(nuclide == daughters[:, None], system.decay[:, levels], 0.0)
    return result + system.spatial(system.unit, jnp.einsum("il,lirm->lrm", decays, density[:, parents]))


def _orthonormal(density: Snapshots) -> Basis:
    rows = density.reshape(*density.shape[:2], -1)
    length = jnp.linalg.norm(rows, axis=-1, keepdims=True)
    constant = jnp.full_like(rows[:, :1], rows.shape[-1] ** -0.5)
    columns = jnp.concatenate([constant, rows / jnp.where(length > 0, length, 1.0)], axis=1)
    orthonormal = jnp.swapaxes(jnp.linalg.qr(jnp.swapaxes(columns, 1, 2))[0], 1, 2)
    return orthonormal.reshape(len(density), -1, *density.shape[2:])
