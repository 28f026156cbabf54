"""Whether JAX finds a device to compute on."""

from __future__ import annotations

import jax

from magnetosonic.errors import InputError


def require_device() -> None:
    """Refuse a choice of platforms of which this machine has none, before JAX ends in an assertion.

    Raises:
        InputError: if JAX can start none of the platforms that the user chose for it.
    """
    try:
        jax.devices()
    except (RuntimeError, AssertionError) as error:
        chosen = jax.config.values["jax_platforms"]  # of the variable JAX_PLATFORMS, if it is set
        allowed = "left out, or cpu, or a platform that this machine has and this JAX is built for"
        raise InputError("JAX_PLATFORMS", chosen, f"{allowed} ({error})" if str(error) else allowed) from error
