"""Diffusion coefficient as a function of rigidity and velocity: tabulated, or the usual power law."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.computing import one_at_a_time
from magnetosonic.errors import InputError
from magnetosonic.numerics.breaks import smooth_break
from magnetosonic.numerics.spline import monotone_spline


def interpolate_tables(
    rigidity: Float[Array, "rigidity"],
    tables: Float[Array, "patch rigidity"],
    wanted: Float[Array, "nuclide energy"],
) -> Float[Array, "patch nuclide energy"]:
    """Interpolate positive tables by monotone cubics in the logarithms, power laws beyond their ends.

    Args:
        rigidity: of the tables, increasing [rigidity] [GV].
        tables: values of every patch, in any unit [patch, rigidity].
        wanted: where they are wanted [nuclide, energy] [GV].

    Returns:
        Values of every patch, in the unit of the tables [patch, nuclide, energy].
    """
    spline = jax.vmap(monotone_spline, in_axes=(None, 0, None))
    return jnp.exp(spline(jnp.log(rigidity), jnp.log(tables), jnp.log(wanted)))


class TabulatedDiffusion(eqx.Module):
    """D from a table for every patch, a power law or constant beyond its ends.

    ln D is interpolated in ln(rigidity) by monotone cubics, so that the step where a zone ceases to confine particles
    does not make D oscillate beside it.

    Attributes:
        rigidity: increasing [rigidity] [GV].
        coefficient: D at v = c [patch, rigidity] [kpc^2/Myr].
        velocity_factor: multiply D by v/c, as follows from D = v L/4 int (1-mu^2)^2/d dmu (Fornieri et al. 2021,
            equation 6, with the dimensionless rate d = D_mumu L/v).
        beyond: "constant": D stays as it is at the ends of the table, else it is a power law; None where the table
            covers all that the transport needs.
        covered: lowest and highest rigidity of the user's table of every patch [GV]; empty for computed tables.
    """

    rigidity: Float[Array, "rigidity"]
    coefficient: Float[Array, "patch rigidity"]
    velocity_factor: bool = eqx.field(static=True)
    beyond: str | None = eqx.field(static=True, default=None)
    covered: tuple[tuple[float, float], ...] = eqx.field(static=True, default=())

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest rigidity at which D is known in all patches [GV]."""
        if not self.covered or self.beyond is not None:
            return 0.0, np.inf
        return max(low for low, _ in self.covered), min(high for _, high in self.covered)

    def require_covered(self, rigidity: Float[Array, "rigidity"]) -> None:
        """Refuse rigidities at which D is not known.

        Args:
            rigidity: [rigidity] [GV]; nothing is known of traced ones.

        Raises:
            InputError: naming the first.
        """
        if isinstance(rigidity, jax.core.Tracer):
            return
        (low, high), wanted = self.range, np.asarray(rigidity)
        outside = wanted[(wanted < low * (1.0 - 1e-9)) | (wanted > high * (1.0 + 1e-9))]
        if outside.size:
            allowed = f"from {low:g} to {high:g} GV, which the tables of D cover, or diffusion.table_beyond given"
            raise InputError("rigidity", float(outside[0]), allowed)

    def __call__(
        self, rigidity: Float[Array, "nuclide energy"], velocity: Float[Array, "nuclide energy"]
    ) -> Float[Array, "patch nuclide energy"]:
        """D of every patch at rigidity [GV] and velocity [c], in kpc^2/Myr."""
        if self.beyond == "constant":
            rigidity = namespace(rigidity).clip(rigidity, self.rigidity[0], self.rigidity[-1])
        values = interpolate_tables(self.rigidity, self.coefficient, rigidity)
        return values * (velocity if self.velocity_factor else 1.0)


class PowerLawDiffusion(eqx.Module):
    """D = D0 beta^eta (rho/rho0)^delta with a smooth break at low and one at high rigidity.

    D is multiplied by [1 + (rho/rho_l)^((delta_low - delta)/s_l)]^(s_l), which makes the slope delta_low below rho_l,
    and by [1 + (rho/rho_b)^((delta - delta_high)/s)]^(-s), which makes it delta_high above rho_b (Génolini et al. 2019,
    PRD 99, 123028; the second already 2017, PRL 119, 241101). As written there the factors are for slopes
    that fall with each break from low to high rigidity; where one rises both powers change sign, see
    :func:`magnetosonic.numerics.breaks.smooth_break`.

    Attributes:
        normalisation: D0 of every patch [patch] [kpc^2/Myr].
        reference: rho0 [patch] [GV].
        slope: delta [patch].
        velocity_power: eta [patch].
        low_break_rigidity: rho_l [patch] [GV]; tiny for no break.
        slope_low: delta_low [patch].
        low_smoothness: s_l, positive [patch].
        break_rigidity: rho_b [patch] [GV]; huge for no break.
        slope_high: delta_high [patch].
        smoothness: s, positive [patch].
    """

    normalisation: Float[Array, "patch"]
    reference: Float[Array, "patch"]
    slope: Float[Array, "patch"]
    velocity_power: Float[Array, "patch"]
    low_break_rigidity: Float[Array, "patch"]
    slope_low: Float[Array, "patch"]
    low_smoothness: Float[Array, "patch"]
    break_rigidity: Float[Array, "patch"]
    slope_high: Float[Array, "patch"]
    smoothness: Float[Array, "patch"]

    def __call__(
        self, rigidity: Float[Array, "nuclide energy"], velocity: Float[Array, "nuclide energy"]
    ) -> Float[Array, "patch nuclide energy"]:
        """D of every patch at rigidity [GV] and velocity [c], in kpc^2/Myr."""

        def per_patch(values: Array) -> Array:
            return values[:, None, None]

        power = per_patch(self.normalisation) * velocity ** per_patch(self.velocity_power)
        power = power * (rigidity / per_patch(self.reference)) ** per_patch(self.slope)
        x = jnp.log(rigidity)
        # Seen from high rigidity: the slope in -ln(rho) changes from -delta to -delta_low.
        low = smooth_break(
            jnp.log(per_patch(self.low_break_rigidity)) - x,
            per_patch(self.slope - self.slope_low),
            per_patch(self.low_smoothness),
        )
        high = smooth_break(
            x - jnp.log(per_patch(self.break_rigidity)),
            per_patch(self.slope_high - self.slope),
            per_patch(self.smoothness),
        )
        return power * jnp.exp(low + high)


@one_at_a_time
def evaluated(
    law: TabulatedDiffusion | PowerLawDiffusion,
    rigidity: Float[Array, "nuclide energy"],
    velocity: Float[Array, "nuclide energy"],
) -> Float[Array, "patch nuclide energy"]:
    """D of a law, compiled as a whole where all numbers are known.

    Args:
        law: D as a function.
        rigidity: [nuclide, energy] [GV].
        velocity: [nuclide, energy] [c].

    Returns:
        D of every patch [kpc^2/Myr].
    """
    if namespace(law, rigidity, velocity) is jnp:
        return law(rigidity, velocity)
    return np.asarray(_compiled(law, rigidity, velocity))


@eqx.filter_jit
def _compiled(law: TabulatedDiffusion | PowerLawDiffusion, rigidity: Array, velocity: Array) -> Array:
    return law(rigidity, velocity)
