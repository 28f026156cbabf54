"""The sum over harmonics of the gyroresonance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.scattering.settings import ScatteringSettings


def sum_over_harmonics(
    settings: ScatteringSettings,
    tables: Any,
    term: Callable[[Float[Array, ""], Any], Float[Array, "rigidity pitch"]],
    shape: tuple[int, ...],
) -> Float[Array, "rigidity pitch"]:
    """Sum of a term over the harmonics of the settings, one after another.

    Args:
        settings: choices of the computation.
        tables: arrays whose first axis is that of the harmonics.
        term: of n and the tables of this harmonic.
        shape: of the term.

    Returns:
        The sum with the weights of the harmonics.
    """
    numbers, weights = (jnp.array(column) for column in zip(*settings.harmonics, strict=True))
    if numbers.size == 1:  # a loop of one turn would only hide it from the compiler
        return term(numbers[0], jax.tree.map(lambda table: table[0], tables))

    def add(total, harmonic):
        n, weight, table = harmonic
        return total + weight * term(n, table), None

    return jax.lax.scan(add, jnp.zeros(shape), (numbers, weights, tables))[0]
