"""Array types with named axes, used in annotations throughout and checked in the tests.

Axis names: ``rigidity``, ``pitch`` (cosine of the pitch angle), ``wave`` (cosine of the wave angle), ``zone``,
``species`` or ``nuclide``, ``channel``, ``energy``, ``node`` (of space), ``radius``, ``height``.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

if TYPE_CHECKING:
    Array = Any  # the tests check kind, shape and axes of all arrays; the two kinds share no static type
else:
    Array = jax.Array | np.ndarray
"""Arrays of JAX and of NumPy; those with known numbers stay with NumPy until they enter a compiled function."""
Scalar = Float[Array, ""] | Float[np.ndarray, ""] | float | int
"""One plain number in the internal unit, known or traced; what users may give instead is ``units.Numbers``."""
PerEnergy = Float[Array, "energy"]
PerEnergyData = Float[np.ndarray, "energy"]
"""Numbers at energies that are known, such as those of cross sections."""


def namespace(*values: object) -> ModuleType:
    """NumPy for numbers that are known, and ``jax.numpy`` as soon as one of them is traced.

    Outside of compiled functions JAX would compile every single operation anew for every shape.

    Args:
        values: whatever enters a computation: numbers, arrays, pytrees of these.

    Returns:
        The module with whose functions to compute.
    """
    traced = any(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves(values))
    return jnp if traced else np


def known(tree: Any) -> Any:
    """Numbers with NumPy's arrays in the place of JAX's, as far as they are known.

    While a function is compiled, an operation of JAX would make unknown numbers even of these.

    Args:
        tree: numbers, arrays, pytrees of these.

    Returns:
        The same; what is traced is left alone.
    """

    def converted(leaf: Any) -> Any:
        return np.asarray(leaf) if isinstance(leaf, jax.Array) and not isinstance(leaf, jax.core.Tracer) else leaf

    return jax.tree.map(converted, tree)


def parameter(value: Any) -> Array:
    """Numbers as an array of JAX, which a user may differentiate by, without a compiled operation for it.

    Args:
        value: numbers, or an array, which is traced or not.

    Returns:
        The same in double precision.
    """
    traced = isinstance(value, jax.core.Tracer)
    return jnp.asarray(value, dtype=float) if traced else jax.device_put(np.asarray(value, dtype=float))


__all__ = [
    "Array",
    "Bool",
    "Float",
    "Int",
    "PerEnergy",
    "PerEnergyData",
    "Scalar",
    "known",
    "namespace",
    "parameter",
]
