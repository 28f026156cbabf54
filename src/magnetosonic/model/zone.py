"""Zones of the Galaxy: layers in height, each with its own turbulence."""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.arrays import Scalar, namespace
from magnetosonic.diffusion.interface import Patch
from magnetosonic.turbulence.given import GivenTurbulence
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.words import fields


class RadialKnot(eqx.Module):
    """The turbulence of a zone at one Galactocentric radius.

    Attributes:
        radius: [kpc].
        given: numbers that replace those of the zone there.
    """

    PARTS: ClassVar = ("given",)
    radius: Scalar
    given: GivenTurbulence

    __repr__ = fields


class Zone(eqx.Module):
    """A zone of the Galaxy, as it is given.

    Attributes:
        name: for example "halo".
        half_height: its upper edge in |z| [kpc].
        given: the numbers of its turbulence.
        damping: what truncates its cascades, see :data:`magnetosonic.turbulence.given.SCALES`; None where D does not
            follow from the turbulence.
        confinement_length: L' of the confinement criterion [kpc]; if none, a fifth of the half height (Fornieri et al.
            2021, MNRAS 502, 5821, equation 7).
        radial: turbulence at some radii, in the place of one turbulence at all of them; D is linear in between.
    """

    PARTS: ClassVar = ("given",)
    name: str = eqx.field(static=True)
    half_height: Scalar
    given: GivenTurbulence = eqx.field(default_factory=GivenTurbulence)
    damping: tuple[str, ...] | None = eqx.field(static=True, default=None)
    confinement_length: Scalar | None = None
    radial: tuple[RadialKnot, ...] = ()

    __repr__ = fields

    @property
    def turbulence(self) -> Turbulence | None:
        """The complete turbulence, that of the first radius where it depends on it; None where D does not need it."""
        if self.damping is None:
            return None
        here = self.given
        if self.radial and here.missing(self.damping):
            here = here.replaced(self.radial[0].given)
        return here.complete(self.damping)

    @property
    def escape_length(self) -> Scalar:
        """L' of the confinement criterion [kpc]."""
        height = namespace(self.half_height).asarray(self.half_height)
        return 0.2 * height if self.confinement_length is None else self.confinement_length

    @property
    def radii(self) -> tuple[Scalar, ...]:
        """Radii at which its D is given [kpc]; one if it is the same at all of them."""
        return tuple(knot.radius for knot in self.radial) or (0.0,)

    def patches(self) -> tuple[Zone, ...]:
        """This zone at each of its radii, as zones of their own ("halo at 8 kpc"), or itself if there are none."""
        if not self.radial:
            return (self,)
        return tuple(
            Zone(
                f"{self.name} at {_in_words(knot.radius, number)}",
                self.half_height,
                self.given.replaced(knot.given),
                self.damping,
                self.confinement_length,
            )
            for number, knot in enumerate(self.radial, start=1)
        )

    @property
    def turbulence_at_radii(self) -> tuple[Turbulence, ...]:
        """The complete turbulence at each of its radii, or the one at all of them; none where D does not need it."""
        found = (patch.turbulence for patch in self.patches())
        return tuple(turbulence for turbulence in found if turbulence is not None)

    def patch(self) -> Patch:
        """What models of the diffusion coefficient need of it."""
        return Patch(self.name, self.turbulence, self.escape_length, self.given.own_alfven_speed())


def _in_words(radius: Scalar, number: int) -> str:
    return f"radius {number}" if namespace(radius) is jnp else f"{float(radius):g} kpc"
