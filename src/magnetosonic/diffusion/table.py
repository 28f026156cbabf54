"""Diffusion coefficient from a table for every patch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.diffusion.evaluation import evaluated
from magnetosonic.diffusion.further import with_further_scattering
from magnetosonic.diffusion.interface import Coefficient, DiffusionModel, Patch, ScatteringRate
from magnetosonic.errors import InputError
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


class TableDiffusion(DiffusionModel):
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

    WORDS: ClassVar = "a table of rigidity"
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

    def require_covered(self, rigidity: Float[Array, "..."]) -> None:
        """Refuse rigidities at which D is not known.

        Args:
            rigidity: [GV]; nothing is known of traced ones.

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
        self,
        patches: Sequence[Patch],
        rigidity: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
        extra: ScatteringRate | None = None,
    ) -> Coefficient:
        """D of every patch; see :class:`magnetosonic.diffusion.interface.DiffusionModel`."""
        self.require_covered(rigidity)
        found = evaluated(TableDiffusion.interpolated, self, rigidity, velocity)
        return found if extra is None else with_further_scattering(found, rigidity, velocity, extra)

    def interpolated(
        self, rigidity: Float[Array, "nuclide energy"], velocity: Float[Array, "nuclide energy"]
    ) -> Coefficient:
        """D of every row of the table at rigidity [GV] and velocity [c], in kpc^2/Myr."""
        if self.beyond == "constant":
            rigidity = namespace(rigidity).clip(rigidity, self.rigidity[0], self.rigidity[-1])
        values = interpolate_tables(self.rigidity, self.coefficient, rigidity)
        return values * (velocity if self.velocity_factor else 1.0)
