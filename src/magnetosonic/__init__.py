"""From the turbulence of the interstellar medium to the cosmic rays measured at Earth."""

import jax

# The transport matrices span fourteen decades; single precision is never enough here.
jax.config.update("jax_enable_x64", True)

__version__ = "0.1.0"
