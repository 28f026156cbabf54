"""Checks of the particles' coordinates, before any work."""

from __future__ import annotations

import jax
import numpy as np

from magnetosonic.errors import InputError


def _require(field: str, value: object, allowed: str, lower: float, upper: float) -> None:
    # Values that are traced by jax.jit or jax.grad are not known yet and cannot be checked.
    if isinstance(value, jax.core.Tracer):
        return
    numbers = np.asarray(value, dtype=float)
    good = np.isfinite(numbers) & (numbers > lower) & (numbers < upper)
    if not np.all(good):
        raise InputError(field, float(numbers[~good].flat[0]), allowed)


LOWEST_RIGIDITY, HIGHEST_RIGIDITY = 1e-3, 1e9
"""Rigidities for which the theory is computed [GV]: beyond, nuclei are not cosmic rays, or not Galactic."""


def check_rigidity(rigidity: object) -> None:
    """Refuse rigidities [GV] outside of the range for which the theory is computed.

    Raises:
        InputError: names the first bad value.
    """
    _require(
        "rigidity",
        rigidity,
        f"between {LOWEST_RIGIDITY:g} and {HIGHEST_RIGIDITY:g} GV",
        0.99 * LOWEST_RIGIDITY,
        1.01 * HIGHEST_RIGIDITY,
    )


def check_pitch_angle(mu: object) -> None:
    """Refuse pitch-angle cosines outside (-1, 1).

    Raises:
        InputError: names the first bad value.
    """
    _require("mu", mu, "between -1 and 1, both excluded", -1.0, 1.0)


def check_half_height(half_height: object) -> None:
    """Refuse half heights [kpc] that are not positive; infinity is allowed.

    Raises:
        InputError: names the bad value.
    """
    if isinstance(half_height, float) and half_height == np.inf:
        return
    _require("half_height", half_height, "a positive height in kpc", 0.0, np.inf)
