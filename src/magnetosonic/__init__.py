"""From the turbulence of the interstellar medium to the cosmic rays measured at Earth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jax

# The transport matrices span fourteen decades; single precision is never enough here.
jax.config.update("jax_enable_x64", True)

__version__ = "0.1.0"
__all__ = ["InputError", "Model", "SolveError", "diffusion_coefficients", "load_model", "run", "scattering_rates"]

if TYPE_CHECKING:
    from magnetosonic.api import Model, diffusion_coefficients, load_model, run, scattering_rates
    from magnetosonic.errors import InputError, SolveError


def __getattr__(name: str) -> Any:
    # Loaded when first used: `magnetosonic --help` needs none of Astropy, pydantic and xarray.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from magnetosonic import api, errors

    return getattr(errors if name.endswith("Error") else api, name)
