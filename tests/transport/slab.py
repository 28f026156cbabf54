"""Another discretisation of space than that of the package: a slab in one dimension, by finite volumes."""

from __future__ import annotations

import dataclasses

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.transport.space.interface import Space


class Slab(Space):
    """Even nodes from the plane up to just below the boundary, dense matrices."""

    names: tuple[str, ...] = eqx.field(static=True)
    matrices: Float[Array, "term node node"]
    source_shape: Float[Array, "node"]
    mesh_peclet: Float[Array, "patch"]

    @property
    def shape(self):
        return (self.matrices.shape[-1],)

    def apply(self, term, density):
        return density @ self.matrices[term].T

    def sampled_images(self, density):
        return self.images(density)[..., ::2]

    def sampled(self, values):
        return values[..., ::2]

    def sums(self):
        return self.matrices.sum(axis=1)

    def transposed(self):
        return dataclasses.replace(self, matrices=jnp.swapaxes(self.matrices, 1, 2))

    def only(self, terms):
        names = tuple(self.names[term] for term in terms)
        return dataclasses.replace(self, names=names, matrices=self.matrices[np.array(terms, dtype=int)])

    def factor(self, coefficients):
        return jnp.linalg.inv(jnp.einsum("txy,tb->bxy", self.matrices, coefficients))

    def solve(self, factors, right):
        return jnp.einsum("bxy,by->bx", factors, right)


def slab(nodes, half_height, edge):
    """D with a jump at an edge at a node, volume and gas (which fills it evenly), a source of 1 in the plane."""
    step = half_height / nodes
    faces = step * (np.arange(nodes) + 0.5)

    def stiffness(inside):
        at_faces = np.where(inside, 1.0 / step, 0.0)
        matrix = np.diag(at_faces + np.append(0.0, at_faces[:-1]))
        return matrix - np.diag(at_faces[:-1], 1) - np.diag(at_faces[:-1], -1)

    volumes = np.diag(np.append(0.5 * step, np.full(nodes - 1, step)))
    matrices = np.stack([stiffness(faces < edge), stiffness(faces > edge), volumes, volumes])
    names = ("diffusion", "diffusion", "volume", "gas")
    source = jnp.zeros(nodes).at[0].set(1.0)
    return Slab(names=names, matrices=jnp.asarray(matrices), source_shape=source, mesh_peclet=jnp.zeros(2))


class SlabNodes:
    """Linear interpolation between the nodes of a slab."""

    def __init__(self, nodes, half_height):
        self.shape, self.half_height = (nodes,), half_height
        self.in_plane = np.arange(nodes) == 0

    def require_inside(self, *place):
        return place

    def _heights(self):
        return np.linspace(0.0, self.half_height, self.shape[0] + 1)

    def weights(self, *place):
        return np.array([np.interp(place[-1], self._heights(), row) for row in np.eye(self.shape[0] + 1)[:-1]])

    def gradient_weights(self, *place, above=False):
        step = self.half_height / self.shape[0]
        lower = np.floor(place[-1] / step + (1e-9 if above else -1e-9))
        at = self._heights()[:-1] / step
        return ((np.abs(at - lower - 1) < 0.5) * 1.0 - (np.abs(at - lower) < 0.5) * 1.0)[None] / step
