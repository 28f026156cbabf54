"""Diffusion coefficient as a function of rigidity and velocity: tabulated, or the usual power law."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from magnetosonic.numerics.spline import monotone_spline


class TabulatedDiffusion(eqx.Module):
    """D from a table for every zone, a power law beyond its ends.

    ln D is interpolated in ln(rigidity) by monotone cubics, so that the step where a zone ceases to confine particles
    does not make D oscillate beside it.

    Attributes:
        rigidity: increasing [rigidity] [GV].
        coefficient: D at v = c [zone, rigidity] [kpc^2/Myr].
        velocity_factor: multiply D by v/c, as follows from D = v L/4 int (1-mu^2)^2/d dmu (Fornieri et al. 2021,
            equation 6, with the dimensionless rate d = D_mumu L/v).
    """

    rigidity: Float[Array, "rigidity"]
    coefficient: Float[Array, "zone rigidity"]
    velocity_factor: bool = eqx.field(static=True)

    def __call__(
        self, rigidity: Float[Array, "nuclide energy"], velocity: Float[Array, "nuclide energy"]
    ) -> Float[Array, "zone nuclide energy"]:
        """D of every zone at rigidity [GV] and velocity [c], in kpc^2/Myr."""
        x, points = jnp.log(self.rigidity), jnp.log(rigidity)
        tables = [jnp.exp(monotone_spline(x, jnp.log(row), points)) for row in self.coefficient]
        return jnp.stack(tables) * (velocity if self.velocity_factor else 1.0)


class PowerLawDiffusion(eqx.Module):
    """D = D0 beta^eta (rho/rho0)^delta, with a smooth break at high rigidity where delta becomes delta_high.

    Break: Genolini et al. 2017, PRL 119, 241101: times [1 + (rho/rho_b)^((delta - delta_high)/s)]^(-s).

    Attributes:
        normalisation: D0 of every zone [zone] [kpc^2/Myr].
        reference: rho0 [zone] [GV].
        slope: delta [zone].
        velocity_power: eta [zone].
        break_rigidity: rho_b [zone] [GV]; infinite for no break.
        slope_high: delta_high [zone].
        smoothness: s, positive [zone].
    """

    normalisation: Float[Array, "zone"]
    reference: Float[Array, "zone"]
    slope: Float[Array, "zone"]
    velocity_power: Float[Array, "zone"]
    break_rigidity: Float[Array, "zone"]
    slope_high: Float[Array, "zone"]
    smoothness: Float[Array, "zone"]

    def __call__(
        self, rigidity: Float[Array, "nuclide energy"], velocity: Float[Array, "nuclide energy"]
    ) -> Float[Array, "zone nuclide energy"]:
        """D of every zone at rigidity [GV] and velocity [c], in kpc^2/Myr."""

        def per_zone(values: Array) -> Array:
            return values[:, None, None]

        power = per_zone(self.normalisation) * velocity ** per_zone(self.velocity_power)
        power = power * (rigidity / per_zone(self.reference)) ** per_zone(self.slope)
        change = per_zone((self.slope - self.slope_high) / self.smoothness)
        ratio = (rigidity / per_zone(self.break_rigidity)) ** change
        return power * (1.0 + ratio) ** -per_zone(self.smoothness)
