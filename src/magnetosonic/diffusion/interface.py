"""What every model of the diffusion coefficient offers to the rest of the package."""

from __future__ import annotations

import abc
from collections.abc import Callable, Sequence
from typing import ClassVar

import equinox as eqx
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.words import fields

Coefficient = Float[Array, "patch nuclide energy"]
"""D, or D_pp/p^2, of every patch at the rigidities and velocities asked for."""
ScatteringRate = Callable[[Float[Array, "rigidity"], Float[Array, "pitch"]], Float[Array, "patch rigidity pitch"]]
"""D_mumu/(1-mu^2) of further waves in every patch [1/Myr] at rigidities [GV] and cosines of the pitch angle."""


class Patch(eqx.Module):
    """A part of the Galaxy with one diffusion coefficient: a zone, or a zone at one of its radii.

    Attributes:
        name: of the zone.
        turbulence: its turbulence; None where D does not follow from it.
        confinement_length: L' within which particles must be turned around [kpc].
        alfven_speed: as given or of the medium, None where neither is known [kpc/Myr].
    """

    name: str = eqx.field(static=True)
    turbulence: Turbulence | None
    confinement_length: Scalar
    alfven_speed: Scalar | None = None


class DiffusionModel(eqx.Module):
    """D as a function of rigidity and velocity in every patch.

    Neither transport nor scattering knows which model it is. A model that depends on the solution (waves that cosmic
    rays excite) hands what it has found to another one as ``extra``.

    Class attributes:
        WORDS: what D is, in a report.
    """

    WORDS: ClassVar[str] = ""

    __repr__ = fields

    def words(self) -> str:
        """What D is, for a report."""
        return self.WORDS or type(self).__name__

    @abc.abstractmethod
    def __call__(
        self,
        patches: Sequence[Patch],
        rigidity: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
        extra: ScatteringRate | None = None,
    ) -> Coefficient:
        """D in every patch.

        Args:
            patches: where.
            rigidity: [nuclide, energy] [GV].
            velocity: likewise [c].
            extra: scattering by further waves, which lowers D.

        Returns:
            D [patch, nuclide, energy] [kpc^2/Myr].

        Raises:
            InputError: where D is not known, as far as that can be seen before tracing.
        """
