"""What the transport needs of a discretisation of space: named matrices, and places where to evaluate.

Nothing outside of an implementation knows how many dimensions there are: densities are vectors over the nodes, all in
one axis. In weak form the equation is a sum of fixed matrices X_t, one for every named term (D of every patch has its
own), with coefficients that depend on species and energy. Rows of the matrices add up to the balance of the Galaxy.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Protocol, Self, runtime_checkable

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Bool, Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.units import Numbers

UNIT = "volume"
GAS = "gas"
ADVECTION, EXPANSION, UPWIND = "advection", "expansion", "upwind"
DIFFUSION, MOMENTUM = "diffusion", "momentum"
WITHIN = (DIFFUSION, ADVECTION, UPWIND)
"""Terms that act within one species and energy."""

Factors = Any
"""Factors of a batch of matrices: a tree of arrays whose first axis is the batch."""


class Space(eqx.Module):
    """Matrices of all spatial terms on nodes at which the density is not known to vanish.

    Attributes:
        names: of the terms: ``diffusion`` and, with reacceleration, ``momentum`` once for every patch, the others once.
        source_shape: relative rate of the sources, in weak form [node].
        mesh_peclet: v h/2 of every patch, above which D needs upwinding [patch] [kpc^2/Myr]; zeros without a wind.
    """

    names: eqx.AbstractVar[tuple[str, ...]]
    source_shape: eqx.AbstractVar[Float[Array, "node"]]
    mesh_peclet: eqx.AbstractVar[Float[Array, "patch"]]

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """Axes of the nodes where densities are handed out."""

    def places(self, name: str) -> tuple[int, ...]:
        """Numbers of the terms of a name, in the order of the patches."""
        return tuple(number for number, known in enumerate(self.names) if known == name)

    def unfolded(self, density: Float[Array, "*batch node"]) -> Float[Array, "..."]:
        """Values at the nodes with the axes of :attr:`shape` in the place of the one of the nodes."""
        return density.reshape(*density.shape[:-1], *self.shape)

    @abstractmethod
    def apply(self, term: int, density: Float[Array, "*batch node"]) -> Float[Array, "*batch node"]:
        """X_t N of one term, by its number."""

    def images(self, density: Float[Array, "*batch node"]) -> Float[Array, "term *batch node"]:
        """X_t N of all terms."""
        return jnp.stack([self.apply(term, density) for term in range(len(self.names))])

    @abstractmethod
    def sampled_images(self, density: Float[Array, "*batch node"]) -> Float[Array, "term *batch sample"]:
        """X_t N of all terms at some nodes that show how well the equation is fulfilled."""

    @abstractmethod
    def sampled(self, values: Float[Array, "*batch node"]) -> Float[Array, "*batch sample"]:
        """Values at the nodes of :meth:`sampled_images`."""

    @abstractmethod
    def sums(self) -> Float[Array, "term node"]:
        """Sums of the columns of every X_t: times a density, the integral over the Galaxy of what the term does."""

    @abstractmethod
    def transposed(self) -> Self:
        """The same terms with X_t transposed."""

    @abstractmethod
    def only(self, terms: tuple[int, ...]) -> Self:
        """Some of the terms alone, in the order given."""

    def combined(
        self, weights: Float[Array, "term batch"], density: Float[Array, "batch node"]
    ) -> Float[Array, "batch node"]:
        """sum_t weights_t X_t N for every member of a batch with weights of its own."""
        return jnp.einsum("tb,tbx->bx", weights, self.images(density))

    @abstractmethod
    def factor(self, coefficients: Float[Array, "term batch"]) -> Factors:
        """Factors of sum_t coefficients_t X_t, for :meth:`solve`."""

    @abstractmethod
    def solve(self, factors: Factors, right: Float[Array, "batch node"]) -> Float[Array, "batch node"]:
        """Solve with the factors of :meth:`factor`, or of any members of its batch."""


@runtime_checkable
class Nodes(Protocol):
    """Where the nodes of a discretisation are: evaluation of densities at places.

    Attributes:
        shape: axes of the nodes.
        in_plane: which nodes lie in the plane of the Galaxy, in these axes.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """See the class."""

    @property
    def in_plane(self) -> Bool[Array, "*node"]:
        """See the class."""

    def require_inside(self, *place: Numbers) -> tuple[float, ...]:
        """Refuse a place outside of the Galaxy; coordinates as plain numbers, the last is the height [kpc]."""

    def weights(self, *place: Scalar) -> Float[Array, "*node"]:
        """Weights whose sum with the densities at the nodes is the density at a place [kpc]."""

    def gradient_weights(self, *place: Scalar, above: bool = False) -> Float[Array, "axis *node"]:
        """Weights of the derivatives along every coordinate [1/kpc].

        Where they jump with the height they are those below the place, or above it.
        """
