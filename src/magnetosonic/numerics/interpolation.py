"""Interpolation on uniform grids and by even Chebyshev polynomials.

All evaluations clip their argument to the table: a value outside it is that of the nearest end.
Sources: Press et al., Numerical Recipes, 3rd edition (2007), chapter 3; Trefethen, Approximation Theory and
Approximation Practice (2013), chapters 3 and 19.
"""

from __future__ import annotations

import math
from typing import overload

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Bool, Float, Int

_STENCIL = 6


class UniformGrid(eqx.Module):
    """A uniform grid: ``origin + step * i`` for i = 0 ... size - 1."""

    origin: float = eqx.field(static=True)
    step: float = eqx.field(static=True)
    size: int = eqx.field(static=True)

    @classmethod
    def spanning(cls, first: float, last: float, step: float) -> UniformGrid:
        """Grid from ``first`` to ``last`` (up to rounding) with the given spacing."""
        return cls(first, step, round((last - first) / step) + 1)

    @property
    def points(self) -> Float[np.ndarray, "point"]:
        """All grid points."""
        return self.origin + self.step * np.arange(self.size)

    def cell(self, x: Float[Array, "*shape"]) -> tuple[Int[Array, "*shape"], Float[Array, "*shape"]]:
        """Index of the cell that holds x and the position inside it, from 0 to 1."""
        position = jnp.clip((x - self.origin) / self.step, 0.0, self.size - 1.0)
        index = jnp.minimum(position.astype(jnp.int32), self.size - 2)
        return index, position - index

    def inside(self, x: Float[Array, "*shape"]) -> Bool[Array, "*shape"]:
        """Whether x is on the grid."""
        return (x >= self.origin) & (x <= self.origin + self.step * (self.size - 1))


@overload
def hermite_coefficients(
    values: Float[np.ndarray, "*batch point"], slopes: Float[np.ndarray, "*batch point"], step: float
) -> Float[np.ndarray, "*batch cell 4"]: ...


@overload
def hermite_coefficients(
    values: Float[Array, "*batch point"], slopes: Float[Array, "*batch point"], step: float
) -> Float[Array, "*batch cell 4"]: ...


def hermite_coefficients(
    values: Float[Array, "*batch point"],
    slopes: Float[Array, "*batch point"],
    step: float,
) -> Float[Array, "*batch cell 4"]:
    """Coefficients, in ascending powers of the position in the cell, of cubic Hermite interpolation.

    Args:
        values: function at the points of a uniform grid.
        slopes: its derivative there.
        step: grid spacing.

    Returns:
        Four coefficients for each cell; NumPy arrays if the values are, JAX arrays otherwise.
    """
    xp = np if isinstance(values, np.ndarray) else jnp
    left, right = values[..., :-1], values[..., 1:]
    left_slope, right_slope = step * slopes[..., :-1], step * slopes[..., 1:]
    rise = right - left
    return xp.stack(
        [left, left_slope, 3 * rise - 2 * left_slope - right_slope, left_slope + right_slope - 2 * rise], axis=-1
    )


@jax.custom_jvp
def hermite(
    grid: UniformGrid, coefficients: Float[Array, "cell 4"], x: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """Piecewise cubic with the coefficients of :func:`hermite_coefficients`, error O(step^4).

    Differentiable in x; the coefficients count as constant.
    """
    index, position = grid.cell(x)
    c = _cell_coefficients(coefficients, index)
    return c[0] + position * (c[1] + position * (c[2] + position * c[3]))


@hermite.defjvp
def _hermite_jvp(primals, tangents):
    grid, coefficients, x = primals
    index, position = grid.cell(x)
    c = _cell_coefficients(coefficients, index)
    value = c[0] + position * (c[1] + position * (c[2] + position * c[3]))
    slope = (c[1] + position * (2.0 * c[2] + position * (3.0 * c[3]))) / grid.step
    return value, jnp.where(grid.inside(x), slope, 0.0) * tangents[2]


def _cell_coefficients(coefficients: Float[Array, "cell 4"], index: Int[Array, "*shape"]) -> list[Array]:
    flat = jnp.asarray(coefficients).reshape(-1)
    # The index is inside by construction; bounds checks would cost more than the interpolation.
    return [flat.at[4 * index + power].get(mode="promise_in_bounds") for power in range(4)]


def lagrange_stencil(
    grid: UniformGrid, x: Float[Array, "*shape"]
) -> tuple[Int[Array, "*shape"], tuple[Float[Array, "*shape"], ...]]:
    """First index and weights of cubic Lagrange interpolation on four neighbouring grid points."""
    position = jnp.clip((x - grid.origin) / grid.step, 0.0, grid.size - 1.0)
    first = jnp.clip(position.astype(jnp.int32) - 1, 0, grid.size - 4)
    t = position - first - 1.0
    weights = (
        -t * (t - 1) * (t - 2) / 6,
        (t + 1) * (t - 1) * (t - 2) / 2,
        -(t + 1) * t * (t - 2) / 2,
        (t + 1) * t * (t - 1) / 6,
    )
    return first, weights


def lagrange_row(
    values: Float[Array, "point"],
    stencil: tuple[Int[Array, "*shape"], tuple[Float[Array, "*shape"], ...]],
) -> Float[Array, "*shape"]:
    """Cubic Lagrange interpolation in one dimension.

    Args:
        values: function on the grid of the stencil.
        stencil: :func:`lagrange_stencil` of the arguments.

    Returns:
        Interpolated values.
    """
    first, weights = stencil
    table = jnp.asarray(values)
    total = jnp.zeros_like(weights[0])
    for a, weight in enumerate(weights):
        total = total + weight * table.at[first + a].get(mode="promise_in_bounds")
    return total


def local_polynomial(
    values: Float[Array, "*batch point"],
    origin: Float[Array, ""],
    step: Float[Array, ""],
    x: Float[Array, "*batch new"],
) -> Float[Array, "*batch new"]:
    """Lagrange interpolation on the six nearest points of a uniform grid, error O(step^6).

    Args:
        values: function on the grid ``origin + step * i``, at least six points.
        origin: first grid point.
        step: spacing.
        x: arguments inside the grid.

    Returns:
        Interpolated values.
    """
    size = values.shape[-1]
    position = (x - origin) / step
    first = jnp.clip(jnp.floor(position).astype(jnp.int32) - 2, 0, size - _STENCIL)
    t = position - first
    total = jnp.zeros_like(x)
    for k in range(_STENCIL):
        others = [m for m in range(_STENCIL) if m != k]
        weight = math.prod([t - m for m in others]) / math.prod([k - m for m in others])
        total = total + weight * jnp.take_along_axis(values, first + k, axis=-1, mode="promise_in_bounds")
    return total


def bicubic(
    first_grid: UniformGrid,
    second_grid: UniformGrid,
    table: Float[Array, "first second"],
    x: Float[Array, "*shape"],
    y: Float[Array, "*shape"],
) -> Float[Array, "*shape"]:
    """Cubic Lagrange interpolation in two dimensions, error O(step^4).

    Args:
        first_grid: grid of the first axis of the table.
        second_grid: grid of its second axis.
        table: tabulated function.
        x: arguments along the first axis.
        y: arguments along the second axis.

    Returns:
        Interpolated values.
    """
    flat = jnp.asarray(table).reshape(-1)
    i, x_weights = lagrange_stencil(first_grid, x)
    j, y_weights = lagrange_stencil(second_grid, y)
    corner = i * second_grid.size + j
    total = jnp.zeros_like(x)
    for a, x_weight in enumerate(x_weights):
        for b, y_weight in enumerate(y_weights):
            neighbour = flat.at[corner + (a * second_grid.size + b)].get(mode="promise_in_bounds")
            total = total + x_weight * y_weight * neighbour
    return total


def lagrange_hermite(
    second_grid: UniformGrid,
    coefficients: Float[Array, "first cell 4"],
    stencil: tuple[Int[Array, "*shape"], tuple[Float[Array, "*shape"], ...]],
    y: Float[Array, "*shape"],
) -> Float[Array, "*shape"]:
    """Interpolation in two dimensions: cubic Lagrange in the first, cubic Hermite in the second.

    Args:
        second_grid: grid of the second axis.
        coefficients: Hermite coefficients along the second axis, from :func:`hermite_coefficients`.
        stencil: :func:`lagrange_stencil` of the arguments along the first axis.
        y: arguments along the second axis.

    Returns:
        Interpolated values.
    """
    flat = jnp.asarray(coefficients).reshape(-1, 4)
    first, weights = stencil
    cell, t = second_grid.cell(y)
    corner = first * (second_grid.size - 1) + cell
    total = jnp.zeros_like(y)
    for a, weight in enumerate(weights):
        c = flat.at[corner + a * (second_grid.size - 1)].get(mode="promise_in_bounds")
        total = total + weight * (c[..., 0] + t * (c[..., 1] + t * (c[..., 2] + t * c[..., 3])))
    return total


def even_chebyshev_nodes(size: int) -> Float[np.ndarray, "node"]:
    """Nodes in (0, 1), descending, for the interpolation of an even function on [-1, 1].

    Args:
        size: number of nodes, equal to the number of coefficients.

    Returns:
        x_j = cos((2 j + 1) pi / (4 size)), the positive roots of the Chebyshev polynomial of degree 2 size.
    """
    return np.cos((2 * np.arange(size) + 1) * np.pi / (4 * size))


def even_chebyshev_coefficients(values: Float[Array, "*batch node"]) -> Float[Array, "*batch node"]:
    """Coefficients a_k of sum_k a_k T_2k(x) from values at :func:`even_chebyshev_nodes`."""
    size = values.shape[-1]
    angle = (2 * np.arange(size) + 1) * np.pi / (2 * size)
    matrix = (2.0 / size) * np.cos(np.arange(size)[:, None] * angle)
    matrix[0] *= 0.5
    return values @ matrix.T


def even_chebyshev_weights(size: int) -> Float[np.ndarray, "node"]:
    """Weights of the integral from 0 to 1 of an even function, given at :func:`even_chebyshev_nodes`.

    Those of Fejér's first rule (Waldvogel 2006, BIT 46, 195): exact for even polynomials of degree below 2 size.
    """
    angle = (2 * np.arange(size) + 1) * np.pi / (2 * size)
    degree = np.arange(1, size)[:, None]
    return (1.0 - 2.0 * np.sum(np.cos(degree * angle) / (4.0 * degree**2 - 1.0), axis=0)) / size


def even_chebyshev_sum(
    coefficients: Float[Array, "*batch node"], x: Float[Array, "*batch point"]
) -> Float[Array, "*batch point"]:
    """Sum of a_k T_2k(x) by Clenshaw's recurrence; differentiable everywhere, x = 1 included."""
    y = 2.0 * x * x - 1.0

    def step(
        terms: tuple[Float[Array, "..."], Float[Array, "..."]], coefficient: Float[Array, "..."]
    ) -> tuple[tuple[Float[Array, "..."], Float[Array, "..."]], None]:
        older, newer = terms
        return (newer, coefficient[..., None] + 2.0 * y * newer - older), None

    descending = jnp.moveaxis(coefficients[..., :0:-1], -1, 0)
    (older, newer), _ = jax.lax.scan(step, (jnp.zeros_like(x), jnp.zeros_like(x)), descending)
    return coefficients[..., 0, None] + y * newer - older
