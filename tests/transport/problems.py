"""Small transport problems with known solutions, shared by the tests of the solver."""

import jax.numpy as jnp
import numpy as np

from magnetosonic.galaxy.grid import Grid
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.transport.equation import SpatialOperators, TransportProblem


def slab_space(mesh, gas_profile, zone_edges=None):
    """One radial cell with closed sides: a slab in height. ``gas_profile`` is a function of height [cm^-3]."""
    zone_edges = zone_edges or [mesh.breaks[-1]]
    lower = [0.0, *zone_edges[:-1]]
    shares = [lambda z, a=a, b=b: ((z >= a) & (z <= b)).astype(float) for a, b in zip(lower, zone_edges, strict=True)]
    points, weights, values, _ = mesh.quadrature()
    gas = np.einsum("p,pm,pn->mn", weights * gas_profile(points), values, values)[None, :-1, :-1]
    stiffness = np.stack([mesh.stiffness(share) for share in shares])
    return SpatialOperators(
        stiffness=jnp.asarray(stiffness[:, :-1, :-1]),
        boundary=jnp.asarray(stiffness[:, -1, :-1]),
        radial_weight=jnp.asarray(np.stack([mesh.lumped_mass(share)[:-1] for share in shares])),
        mass=jnp.asarray(mesh.lumped_mass(np.ones_like)[:-1]),
        inner=jnp.zeros(1),
        outer=jnp.zeros(1),
        volumes=jnp.ones(1),
        gas=jnp.asarray(gas),
        neutral=jnp.asarray(gas),
        electrons=jnp.zeros_like(jnp.asarray(gas)),
        electrons_log=jnp.zeros_like(jnp.asarray(gas)),
    )


def radial_space(radial_nodes, mesh):
    """No gas; finite volumes in radius on the given nodes."""
    grid = Grid(radial_nodes, mesh)
    slab = slab_space(mesh, np.zeros_like)
    gas = jnp.zeros((len(grid.radii), *slab.gas.shape[1:]))
    return grid, SpatialOperators(
        stiffness=slab.stiffness,
        boundary=slab.boundary,
        radial_weight=slab.radial_weight,
        mass=slab.mass,
        inner=jnp.asarray(grid.inner),
        outer=jnp.asarray(grid.outer),
        volumes=jnp.asarray(grid.volumes),
        gas=gas,
        neutral=gas,
        electrons=gas,
        electrons_log=gas,
    )


def problem(space, source_shape, energy, diffusion, **changes):
    """A problem without gas processes, whose fields ``changes`` replaces; ``diffusion`` is [zone, nuclide, energy]."""
    kinds, count = diffusion.shape[1:]
    zeros = jnp.zeros((kinds, count))
    no_index = jnp.zeros(0, dtype=int)
    fields = {
        "space": space,
        "energy": jnp.asarray(energy),
        "diffusion": jnp.asarray(diffusion),
        "source_shape": jnp.asarray(source_shape),
        "source_spectrum": zeros.at[0].set(1.0),
        "destruction": zeros,
        "decay": zeros,
        "ionisation": zeros + 1e-30,  # positive, as its logarithmic slope is taken; without effect
        "coulomb": zeros + 1e-30,
        "coulomb_log": zeros + 1e-30,
        "loss_reference": zeros + 1.0,
        "channel_parent": no_index,
        "channel_daughter": no_index,
        "channel_rate": jnp.zeros((0, count)),
        "decay_parent": no_index,
        "decay_daughter": no_index,
        "proton": 0,
        "degradation": jnp.zeros((count, count)),
    }
    return TransportProblem(
        **(
            fields
            | {key: jnp.asarray(value) if key not in ("space", "proton") else value for key, value in changes.items()}
        )
    )


def slab_mesh(halo=4.0, disk=0.1, inner_order=6, outer_order=3):
    return SpectralMesh([0.0, disk, halo], [inner_order, outer_order])
