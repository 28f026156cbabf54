"""D of a model's zones as other programs need it: a function of rigidity at v = c, times a power of the velocity."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, LARMOR_RADIUS_1GV_1UG, PROTON_MASS
from magnetosonic.diffusion.power_law import PowerLawDiffusion
from magnetosonic.diffusion.table import TableDiffusion
from magnetosonic.diffusion.theory import TABLE_POINTS, TheoryDiffusion
from magnetosonic.model import Model
from magnetosonic.species.kinematics import rigidity as nuclide_rigidity
from magnetosonic.species.nuclide import PROTON, Nuclide

NUCLEONS_PER_CHARGE = 3
"""Largest A/Z of a nuclide that a table has to cover."""


@dataclass(frozen=True, eq=False)
class ExportedZone:
    """D of one zone, or of a zone at one of its radii: D = coefficient(rigidity) (v/c)^velocity_power.

    Attributes:
        name: for example "halo" or "halo at 8 kpc".
        half_height: its upper edge in |z| [kpc].
        rigidity: evenly spaced in the logarithm, from that of protons of the lowest energy of the model to that of
            nuclides of A/Z = 3 at its highest [rigidity] [GV].
        coefficient: D at v = c [rigidity] [cm^2/s].
        velocity_power: power of v/c.
        perpendicular_ratio: D across the mean field over D along it; None if D is given and not computed from the
            turbulence.
        larmor_ratio: Larmor radius at 1 GV over the injection scale; None as above.
    """

    name: str
    half_height: float
    rigidity: Float[np.ndarray, "rigidity"]
    coefficient: Float[np.ndarray, "rigidity"]
    velocity_power: float
    perpendicular_ratio: float | None
    larmor_ratio: float | None

    @property
    def fitted(self) -> tuple[Float[np.ndarray, "point"], Float[np.ndarray, "point"]]:
        """Rigidity and coefficient where a law is fitted to them: up to A/Z = 2 at the highest energy."""
        chosen = self.rigidity <= self.rigidity[-1] * 2.0 / NUCLEONS_PER_CHARGE
        return self.rigidity[chosen], self.coefficient[chosen]

    @property
    def file_name(self) -> str:
        """The zone's name without blanks."""
        return self.name.replace(" ", "_")


def exported_zones(model: Model) -> tuple[ExportedZone, ...]:
    """D of all zones of a model.

    Args:
        model: the model.

    Returns:
        The zones from the plane outwards, each at all of its radii.
    """
    ends = np.asarray(model.energy)[[0, -1]]
    low = float(nuclide_rigidity(ends[0], PROTON))
    high = float(nuclide_rigidity(ends[1], Nuclide(1, NUCLEONS_PER_CHARGE)))
    # In pieces of one length, so that the compiled theory of the transport's tables serves these as well.
    pieces = 2 * int(np.ceil(np.log10(high / low) / 6.0))
    rigidity = np.geomspace(low, high, pieces * TABLE_POINTS)
    coefficient = np.concatenate(
        [np.asarray(model.coefficient(jnp.asarray(piece))) for piece in np.split(rigidity, pieces)], axis=1
    )
    powers = _velocity_powers(model)
    result = []
    for patch, row, power in zip(model.patches, coefficient, powers, strict=True):
        turbulence = patch.turbulence if model.from_turbulence else None
        across = larmor = None
        if turbulence is not None:
            across = min(float(turbulence.alfven_mach), 1.0) ** 4
            larmor = LARMOR_RADIUS_1GV_1UG / float(turbulence.magnetic_field * turbulence.injection_scale)
        in_cgs = row * KPC2_MYR_IN_CM2_S
        result.append(
            ExportedZone(patch.name, float(patch.half_height), rigidity, in_cgs, float(power), across, larmor)
        )
    return tuple(result)


def proton_velocity(rigidity: Float[np.ndarray, "rigidity"]) -> Float[np.ndarray, "rigidity"]:
    """Velocity of protons.

    Args:
        rigidity: their rigidity [rigidity] [GV].

    Returns:
        v/c [rigidity].
    """
    return np.asarray(rigidity / np.hypot(rigidity, PROTON_MASS))


def _velocity_powers(model: Model) -> Float[np.ndarray, "patch"]:
    """Power of v/c in D of every patch."""
    law = model.diffusion_model
    if isinstance(law, PowerLawDiffusion):
        return np.array([float(law.law(patch.name).eta) for patch in model.patches])
    factor = isinstance(law, TheoryDiffusion | TableDiffusion) and law.velocity_factor
    return np.full(len(model.patches), 1.0 if factor else 0.0)
