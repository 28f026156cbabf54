"""Diffusion coefficient as a power law of rigidity, with smooth breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.diffusion.evaluation import evaluated
from magnetosonic.diffusion.further import with_further_scattering
from magnetosonic.diffusion.interface import Coefficient, DiffusionModel, Patch, ScatteringRate
from magnetosonic.errors import InputError
from magnetosonic.numerics.breaks import smooth_break
from magnetosonic.words import fields


class LowBreak(eqx.Module):
    """A break towards low rigidity.

    Attributes:
        rigidity: rho_l [GV].
        delta_low: slope of D far below it.
        smoothness: s_l, positive.
    """

    rigidity: Scalar
    delta_low: Scalar
    smoothness: Scalar

    __repr__ = fields


class HighBreak(eqx.Module):
    """A break towards high rigidity.

    Attributes:
        rigidity: rho_b [GV].
        delta_high: slope of D far above it.
        smoothness: s, positive.
    """

    rigidity: Scalar
    delta_high: Scalar
    smoothness: Scalar

    __repr__ = fields


class PowerLaw(eqx.Module):
    """D = D0 beta^eta (rho/rho0)^delta with a smooth break at low and one at high rigidity.

    D is multiplied by [1 + (rho/rho_l)^((delta_low - delta)/s_l)]^(s_l), which makes the slope delta_low below rho_l,
    and by [1 + (rho/rho_b)^((delta - delta_high)/s)]^(-s), which makes it delta_high above rho_b (Génolini et al. 2019,
    PRD 99, 123028; the second already 2017, PRL 119, 241101). As written there the factors are for slopes
    that fall with each break from low to high rigidity; where one rises both powers change sign, see
    :func:`magnetosonic.numerics.breaks.smooth_break`.

    Attributes:
        D0: at rho0 and v = c, without breaks [kpc^2/Myr].
        rho0: reference rigidity [GV].
        delta: slope between the breaks.
        eta: power of v/c.
        low_break: break towards low rigidity; None: there is none.
        high_break: break towards high rigidity; None: there is none.
    """

    D0: Scalar
    rho0: Scalar
    delta: Scalar
    eta: Scalar
    low_break: LowBreak | None = None
    high_break: HighBreak | None = None

    __repr__ = fields

    def __call__(
        self, rigidity: Float[Array, "nuclide energy"], velocity: Float[Array, "nuclide energy"]
    ) -> Float[Array, "nuclide energy"]:
        """D at rigidity [GV] and velocity [c], in kpc^2/Myr."""
        power = self.D0 * velocity**self.eta * (rigidity / self.rho0) ** self.delta
        x, steps = jnp.log(rigidity), jnp.zeros(())
        if self.low_break is not None:
            # Seen from high rigidity: the slope in -ln(rho) changes from -delta to -delta_low.
            low = self.low_break
            steps = steps + smooth_break(jnp.log(low.rigidity) - x, self.delta - low.delta_low, low.smoothness)
        if self.high_break is not None:
            high = self.high_break
            steps = steps + smooth_break(x - jnp.log(high.rigidity), high.delta_high - self.delta, high.smoothness)
        return power * jnp.exp(steps)


class PowerLawDiffusion(DiffusionModel):
    """A power law for all zones, or one for each.

    Attributes:
        power_law: of every zone that has none of its own.
        zone_power_law: those of single zones, by name.
    """

    WORDS: ClassVar = "a power law of rigidity"
    power_law: PowerLaw | None = None
    zone_power_law: dict[str, PowerLaw] = eqx.field(default_factory=dict)

    def law(self, zone: str) -> PowerLaw:
        """The power law of one zone.

        Args:
            zone: its name.

        Returns:
            Its own, or else that of all zones.

        Raises:
            InputError: if there is neither.
        """
        law = self.zone_power_law.get(zone, self.power_law)
        if law is None:
            raise InputError("zone", zone, "one with a power law")
        return law

    def __call__(
        self,
        patches: Sequence[Patch],
        rigidity: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
        extra: ScatteringRate | None = None,
    ) -> Coefficient:
        """D of every patch; see :class:`magnetosonic.diffusion.interface.DiffusionModel`."""
        laws = [self.law(patch.name) for patch in patches]
        found = evaluated(_stacked, laws, rigidity, velocity)
        return found if extra is None else with_further_scattering(found, rigidity, velocity, extra)


def _stacked(laws: list[PowerLaw], rigidity: Array, velocity: Array) -> Coefficient:
    return jnp.stack([law(rigidity, velocity) for law in laws])
