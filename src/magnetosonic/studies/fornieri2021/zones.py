"""The two zones of Fornieri et al. 2021 (MNRAS 502, 5821), and the numbers that its figures vary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.studies.fornieri2021.text import heading
from magnetosonic.turbulence.medium import Turbulence

PAPER = "Fornieri et al. 2021, MNRAS 502, 5821"
NUMERICS = ("exact", "published")
ALFVEN_MACHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0)
RIGIDITY: Float[np.ndarray, "rigidity"] = np.logspace(0.0, 6.0, 61)
"""Ten rigidities per decade from 1 GV to 1 PV [GV]: always all of them, because JAX compiles anew for each number."""

_MAGNETIC_FIELD = 1.0  # uG
_ALFVEN_SPEED = 10.0  # km/s
_VISCOUS_SCALE = 1e6  # x_c


@dataclass(frozen=True)
class PaperZone:
    """One zone of the paper's Galaxy.

    Attributes:
        name: of the zone.
        plasma_beta: thermal over magnetic pressure.
        half_height: its outer edge in |z| [kpc].
        dampings: what truncates the cascade of fast modes, of ``collisionless`` and ``viscous``.
    """

    name: str
    plasma_beta: float
    half_height: float
    dampings: tuple[str, ...]

    @property
    def confinement_length(self) -> float:
        """L', a fifth of the half height [kpc] (the paper's equation 7)."""
        return self.half_height / 5.0

    def turbulence(
        self, alfven_mach: float, injection_scale: float, dampings: Sequence[str] | None = None
    ) -> Turbulence:
        """Turbulence of the zone.

        Args:
            alfven_mach: M_A at the injection scale.
            injection_scale: L [pc].
            dampings: what truncates the cascade; without it all that acts in the zone.

        Returns:
            The turbulence, not batched.
        """
        acting = self.dampings if dampings is None else tuple(dampings)
        return Turbulence(
            alfven_mach=jnp.asarray(alfven_mach),
            injection_scale=jnp.asarray(injection_scale / 1e3),
            plasma_beta=jnp.asarray(self.plasma_beta),
            alfven_speed=jnp.asarray(_ALFVEN_SPEED * KM_S_IN_KPC_MYR),
            magnetic_field=jnp.asarray(_MAGNETIC_FIELD),
            viscous_scale=jnp.asarray(_VISCOUS_SCALE),
            collisionless=jnp.asarray("collisionless" in acting),
            viscous=jnp.asarray("viscous" in acting),
        )

    def describe(self) -> str:
        """The zone in one line of Markdown."""
        viscous = f", x_c = {_VISCOUS_SCALE:g}" if "viscous" in self.dampings else ""
        return (
            f"- {self.name}: beta = {self.plasma_beta:g}, {' and '.join(self.dampings)} damping{viscous}; half height "
            f"{self.half_height:g} kpc, L' = {self.confinement_length:g} kpc"
        )


HALO = PaperZone("halo", 0.1, 6.0, ("collisionless",))
DISK = PaperZone("disk", 0.14, 0.9, ("collisionless", "viscous"))
ZONES = (HALO, DISK)


def zone_heading(title: str) -> list[str]:
    """First lines of the text of a figure of the zones: what it shows, and the set-up.

    Args:
        title: of the figure.

    Returns:
        Lines of Markdown.
    """
    return heading(
        title,
        f"Set-up of {PAPER}; computed by magnetosonic {version('magnetosonic')}.",
        f"B = {_MAGNETIC_FIELD:g} uG, v_A = {_ALFVEN_SPEED:g} km/s, particles with v = c.",
        "",
        *(zone.describe() for zone in ZONES),
    )
