"""Diffusion in momentum by moving waves, as D_pp/p^2."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.diffusion.evaluation import evaluated
from magnetosonic.diffusion.interface import Coefficient, DiffusionModel, Patch
from magnetosonic.diffusion.power_law import PowerLawDiffusion
from magnetosonic.diffusion.table import interpolate_tables
from magnetosonic.diffusion.theory import TheoryDiffusion, table_rigidity
from magnetosonic.errors import InputError
from magnetosonic.words import fields


class Reacceleration(eqx.Module):
    """D_pp/p^2 of every patch, nuclide and energy.

    Class attributes:
        CITATION: what to cite.
    """

    CITATION: ClassVar[str] = "user's model"

    __repr__ = fields

    @abc.abstractmethod
    def __call__(
        self,
        patches: Sequence[Patch],
        model: DiffusionModel,
        rigidity: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
        diffusion: Coefficient,
    ) -> Coefficient:
        """D_pp/p^2.

        Args:
            patches: where.
            model: what D comes from.
            rigidity: [nuclide, energy] [GV].
            velocity: likewise [c].
            diffusion: D there [kpc^2/Myr].

        Returns:
            D_pp/p^2 [patch, nuclide, energy] [1/Myr].

        Raises:
            InputError: if a number is missing, or the model of D has no diffusion in momentum.
        """


class RelatedReacceleration(Reacceleration):
    """D_pp from D by the usual relation between the two for Alfvén waves.

    D_pp D = C v_A^2 p^2 with C = (4/3)/[delta (4 - delta^2) (4 - delta)]: E. S. Seo & V. S. Ptuskin 1994, ApJ 431, 705,
    equation (9) with w = 1, and V. S. Berezinskii et al. 1990, *Astrophysics of Cosmic Rays*. Some programs leave the
    factor 4/3 out.

    Attributes:
        alfven_speed: v_A of all patches; None: that of each [kpc/Myr].
        slope: delta, of D against rigidity, between 0 and 2; None: that of the power law of each.
        four_thirds: whether C contains the factor 4/3.
    """

    CITATION: ClassVar = "Seo & Ptuskin 1994, ApJ 431, 705"
    alfven_speed: Scalar | None
    slope: Scalar | None
    four_thirds: bool = eqx.field(static=True)

    def __call__(
        self,
        patches: Sequence[Patch],
        model: DiffusionModel,
        rigidity: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
        diffusion: Coefficient,
    ) -> Coefficient:
        """D_pp/p^2; see :class:`Reacceleration`."""
        factor = 4.0 / 3.0 if self.four_thirds else 1.0
        return evaluated(_related, self.speeds(patches), self.slopes(patches, model), factor, diffusion)

    def speeds(self, patches: Sequence[Patch]) -> list[Scalar]:
        """Alfvén speed that counts in every patch [kpc/Myr]."""
        found = [patch.alfven_speed if self.alfven_speed is None else self.alfven_speed for patch in patches]
        for patch, speed in zip(patches, found, strict=True):
            if speed is None:
                raise InputError("alfven_speed", None, f"given, because that of zone {patch.name!r} is not known")
        return [speed for speed in found if speed is not None]

    def slopes(self, patches: Sequence[Patch], model: DiffusionModel) -> list[Scalar]:
        """Slope delta that counts in every patch."""
        if self.slope is not None:
            return [self.slope] * len(patches)
        if not isinstance(model, PowerLawDiffusion):
            raise InputError("slope", None, "given, because it follows from power laws of D alone")
        return [model.law(patch.name).delta for patch in patches]


def _related(speeds: list[Scalar], slopes: list[Scalar], factor: float, diffusion: Coefficient) -> Coefficient:
    speed, delta = jnp.stack(list(map(jnp.asarray, speeds))), jnp.stack(list(map(jnp.asarray, slopes)))
    relation = factor / (delta * (4.0 - delta**2) * (4.0 - delta))
    return (relation * speed**2)[:, None, None] / diffusion


class TurbulentReacceleration(Reacceleration):
    """D_pp from the turbulence that scatters, not from D; tabulated and interpolated as D is.

    D_pp/p^2 = (1/v) int D_mumu u^2/v dmu, with D_mumu in proportion to v: that of v = c divided by v/c.
    """

    CITATION: ClassVar = "Schlickeiser & Miller 1998, ApJ 492, 352; Schlickeiser 2002, Cosmic Ray Astrophysics"

    def __call__(
        self,
        patches: Sequence[Patch],
        model: DiffusionModel,
        rigidity: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
        diffusion: Coefficient,
    ) -> Coefficient:
        """D_pp/p^2; see :class:`Reacceleration`."""
        if not isinstance(model, TheoryDiffusion):
            raise InputError("reacceleration", "of the turbulence", "one by the relation, where D is given")
        at = table_rigidity(rigidity)
        strength = [model.momentum(patch, at) for patch in patches]
        table = namespace(strength).stack(strength)
        return evaluated(_tabulated, at, table, rigidity, velocity if model.velocity_factor else None)


def _tabulated(at: Array, table: Array, rigidity: Array, velocity: Array | None) -> Coefficient:
    values = interpolate_tables(at, table, rigidity)
    return values if velocity is None else values / velocity
