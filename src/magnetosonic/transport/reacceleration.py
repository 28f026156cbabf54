"""Diffusion in momentum by moving waves, as D_pp/p^2."""

from __future__ import annotations

import equinox as eqx
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.transport.diffusion import interpolate_tables


class RelatedReacceleration(eqx.Module):
    """D_pp from D by the usual relation between the two for Alfvén waves.

    D_pp D = C v_A^2 p^2 with C = (4/3)/[delta (4 - delta^2) (4 - delta)]: E. S. Seo & V. S. Ptuskin 1994, ApJ 431, 705,
    equation (9) with w = 1, and V. S. Berezinskii et al. 1990, *Astrophysics of Cosmic Rays*. Some programs leave the
    factor 4/3 out.

    Attributes:
        alfven_speed: v_A of every patch [patch] [kpc/Myr].
        slope: delta, of D against rigidity, between 0 and 2 [patch].
        four_thirds: whether C contains the factor 4/3.
    """

    alfven_speed: Float[Array, "patch"]
    slope: Float[Array, "patch"]
    four_thirds: bool = eqx.field(static=True)

    def __call__(self, diffusion: Float[Array, "patch nuclide energy"]) -> Float[Array, "patch nuclide energy"]:
        """D_pp/p^2 [1/Myr] for D [kpc^2/Myr]."""
        delta = self.slope
        factor = (4.0 / 3.0 if self.four_thirds else 1.0) / (delta * (4.0 - delta**2) * (4.0 - delta))
        return (factor * self.alfven_speed**2)[:, None, None] / diffusion


class TurbulentReacceleration(eqx.Module):
    """D_pp from the turbulence that scatters, not from D; a model tabulates it."""


class TabulatedReacceleration(eqx.Module):
    """D_pp/p^2 from a table for every patch, interpolated by monotone cubics in the logarithms.

    Attributes:
        rigidity: increasing [rigidity] [GV].
        strength: D_pp/p^2 at v = c [patch, rigidity] [1/Myr].
        velocity_factor: divide by v/c: D_pp/p^2 = (1/v) int D_mumu u^2/v dmu, with D_mumu in proportion to v.
    """

    rigidity: Float[Array, "rigidity"]
    strength: Float[Array, "patch rigidity"]
    velocity_factor: bool = eqx.field(static=True)

    def __call__(
        self, rigidity: Float[Array, "nuclide energy"], velocity: Float[Array, "nuclide energy"]
    ) -> Float[Array, "patch nuclide energy"]:
        """D_pp/p^2 of every patch [1/Myr] at rigidity [GV] and velocity [c]."""
        values = interpolate_tables(self.rigidity, self.strength, rigidity)
        return values / (velocity if self.velocity_factor else 1.0)
