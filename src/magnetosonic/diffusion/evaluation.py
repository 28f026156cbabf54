"""D of known numbers, compiled as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.arrays import Array, namespace
from magnetosonic.computing import of_known_numbers, one_at_a_time


@one_at_a_time
def evaluated(function: Callable[..., Array], *arguments: Any) -> Array:
    """Values of a function of arrays, compiled as a whole where all numbers are known.

    Args:
        function: made of JAX operations; the same object for the same computation.
        arguments: its arguments, pytrees of numbers.

    Returns:
        Its values: an array of NumPy, or what is traced.
    """
    if namespace(arguments) is jnp:
        return function(*arguments)
    found: Array = of_known_numbers(_compiled, function, *arguments)
    return found


@eqx.filter_jit
def _compiled(function: Callable[..., Array], *arguments: Any) -> Array:
    return function(*arguments)
