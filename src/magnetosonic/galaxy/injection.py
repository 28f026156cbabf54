"""Injection spectra of the sources: power laws in rigidity with breaks."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float


class Injection(eqx.Module):
    """Relative injection of one nuclide, Q(T) ~ abundance (rho/rho_ref)^-slope, continuous at the breaks.

    Q is per kinetic energy per nucleon. All nuclides share one normalisation, fixed by the proton flux at the observer.

    Attributes:
        abundance: relative to the other nuclides, at the reference rigidity.
        slopes: one more than breaks, from low to high rigidity [slope].
        breaks: increasing [break] [GV].
        reference: rigidity at which the abundances compare [GV].
    """

    abundance: Float[Array, ""]
    slopes: Float[Array, "slope"]
    breaks: Float[Array, "break"]
    reference: Float[Array, ""]

    def spectrum(self, rigidity: Float[Array, "energy"]) -> Float[Array, "energy"]:
        """Injection per kinetic energy per nucleon.

        Args:
            rigidity: rigidities of the nuclide at the energies wanted [GV].

        Returns:
            Q, in the common arbitrary unit.
        """

        def exponent(x: Array) -> Array:
            # Integral of -slope d ln(rho) from the lowest rigidity: continuous by construction.
            steps = jnp.diff(self.slopes)[:, None] * jnp.maximum(jnp.log(x) - jnp.log(self.breaks)[:, None], 0.0)
            return -self.slopes[0] * jnp.log(x) - jnp.sum(steps, axis=0)

        return self.abundance * jnp.exp(exponent(rigidity) - exponent(self.reference[None]))
