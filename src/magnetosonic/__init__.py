"""From the turbulence of the interstellar medium to the cosmic rays measured at Earth."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

# The solves here are many and small: OpenBLAS threads would spend their time waiting for each other (a spline of 145
# nodes takes 0.15 s instead of 0.5 ms on two busy cores). Read when SciPy loads it, so it must be set before; a choice
# of the user's own stays.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import jax

from magnetosonic import compilation_cache

# The transport matrices span fourteen decades; single precision is never enough here.
jax.config.update("jax_enable_x64", True)

__version__ = "0.1.0"
compilation_cache.configure(__version__)

__all__ = [
    "ErrorModel",
    "InputError",
    "Likelihood",
    "Model",
    "ModulationPrior",
    "Parameter",
    "ProcessError",
    "SolveError",
    "Target",
    "Window",
    "agreement",
    "compare",
    "fit",
    "load_model",
    "measurement",
    "normalise",
    "parameters",
    "run",
    "scan",
    "write",
]

if TYPE_CHECKING:
    from magnetosonic.api import agreement, load_model, measurement, parameters, run, write
    from magnetosonic.errors import InputError, ProcessError, SolveError
    from magnetosonic.inference import (
        ErrorModel,
        Likelihood,
        ModulationPrior,
        Parameter,
        Target,
        Window,
        compare,
        fit,
        normalise,
        scan,
    )
    from magnetosonic.model import Model


def __getattr__(name: str) -> Any:
    # Loaded when first used: `magnetosonic --help` needs none of Astropy, pydantic and xarray.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from magnetosonic import api, errors

    return getattr(errors if name.endswith("Error") else api, name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
