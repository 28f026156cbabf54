"""Diffusion coefficient from the turbulence of the patches."""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.diffusion.interface import Coefficient, DiffusionModel, Patch, ScatteringRate
from magnetosonic.diffusion.table import TableDiffusion
from magnetosonic.errors import InputError
from magnetosonic.scattering.confinement import Diffusion, diffusion_of_rates
from magnetosonic.scattering.diffusion import diffusion_coefficient, diffusion_error, pitch_angle_rates
from magnetosonic.scattering.momentum import momentum_diffusion
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

TABLE_POINTS = 60  # of D for every six decades of rigidity: interpolated to 2e-3 where D is smooth


class TheoryDiffusion(DiffusionModel):
    """D by scattering off the modes of the turbulence (Fornieri et al. 2021, MNRAS 502, 5821).

    Attributes:
        settings: modes, harmonics, numerics.
        velocity_factor: multiply the D of the turbulence (which holds for v = c) by v/c.
    """

    settings: ScatteringSettings
    velocity_factor: bool = eqx.field(static=True)

    def words(self) -> str:
        """What D is, for a report."""
        return f"by scattering off {', '.join(self.settings.modes)} modes, {self.settings.numerics} numerics"

    def __call__(
        self,
        patches: Sequence[Patch],
        rigidity: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
        extra: ScatteringRate | None = None,
    ) -> Coefficient:
        """D of every patch by a table over all rigidities, which are known; see :class:`DiffusionModel`.

        Raises:
            InputError: if a patch has no turbulence, or confines nothing at any rigidity and its D knows confined
                particles only (``confinement = "threshold"``), where that is known before tracing.
        """
        return self.table(patches, table_rigidity(rigidity), extra)(patches, rigidity, velocity)

    def table(
        self,
        patches: Sequence[Patch],
        rigidity: Float[Array, "rigidity"],
        extra: ScatteringRate | None = None,
    ) -> TableDiffusion:
        """D of v = c as a table.

        Args:
            patches: where.
            rigidity: of the table [rigidity] [GV].
            extra: scattering by further waves.

        Returns:
            The table.

        Raises:
            InputError: as for a call.
        """
        found = (
            [self.at(patch, rigidity) for patch in patches] if extra is None else self._with(patches, rigidity, extra)
        )
        for patch, diffusion in zip(patches, found, strict=True):
            self._require_confined(patch, diffusion)
        coefficient = [diffusion.coefficient for diffusion in found]
        return TableDiffusion(rigidity, namespace(coefficient).stack(coefficient), self.velocity_factor)

    def at(
        self, patch: Patch, rigidity: Float[Array, "rigidity"], velocity: Float[Array, "#rigidity"] | None = None
    ) -> Diffusion:
        """D in one patch.

        Args:
            patch: where.
            rigidity: [rigidity] [GV].
            velocity: of the particles, of each rigidity or one for all [c]; without it the speed of light.

        Returns:
            Coefficient, mu* and confinement.

        Raises:
            InputError: if the patch has no turbulence.
        """
        speed = None if velocity is None else velocity * SPEED_OF_LIGHT
        length = patch.confinement_length
        return diffusion_coefficient(turbulence_of(patch), self.settings, rigidity, length, speed)

    def error(
        self, patch: Patch, rigidity: Float[Array, "rigidity"], velocity: Float[Array, "#rigidity"] | None = None
    ) -> Float[Array, "rigidity"]:
        """Estimated relative error of the D of :meth:`at`; not a number for the published numerics."""
        speed = None if velocity is None else velocity * SPEED_OF_LIGHT
        length = patch.confinement_length
        return diffusion_error(turbulence_of(patch), self.settings, rigidity, length, speed)

    def momentum(
        self, patch: Patch, rigidity: Float[Array, "rigidity"], velocity: Float[Array, "#rigidity"] | None = None
    ) -> Float[Array, "rigidity"]:
        """D_pp/p^2 of the same waves in one patch [1/Myr]; arguments as of :meth:`at`."""
        speed = None if velocity is None else velocity * SPEED_OF_LIGHT
        return momentum_diffusion(turbulence_of(patch), self.settings, rigidity, speed)

    def _with(
        self, patches: Sequence[Patch], rigidity: Float[Array, "rigidity"], extra: ScatteringRate
    ) -> list[Diffusion]:
        found = []
        for number, patch in enumerate(patches):
            rates = pitch_angle_rates(turbulence_of(patch), self.settings, rigidity)
            further = extra(rigidity, rates.angles.mu)[number]
            found.append(diffusion_of_rates(rates, self.settings, patch.confinement_length, further))
        return found

    def _require_confined(self, patch: Patch, found: Diffusion) -> None:
        if self.settings.confinement == "limited" or isinstance(found.confined, jax.core.Tracer):
            return
        if not np.any(found.confined):
            raise InputError(
                f"zones.{patch.name}.alfven_mach",
                float(turbulence_of(patch).alfven_mach),
                "larger, or the zone thicker, or its injection scale or damping smaller: as it is, nothing scatters"
                " enough to be confined, at any rigidity and pitch angle (or scattering.confinement = 'limited')",
            )


def table_rigidity(rigidity: Float[np.ndarray, "..."]) -> Float[np.ndarray, "rigidity"]:
    """Rigidities of a table that covers others.

    Args:
        rigidity: what is to be covered, known numbers [GV].

    Returns:
        Evenly spaced in the logarithm, in steps of one length, so that the same compiled function serves this and the
        usual table of results [rigidity] [GV].
    """
    low, high = np.min(rigidity), np.max(rigidity)
    return np.geomspace(low, high, TABLE_POINTS * max(int(np.ceil(np.log10(high / low) / 6.0)), 1))


def turbulence_of(patch: Patch) -> Turbulence:
    """The turbulence of a patch.

    Args:
        patch: where.

    Returns:
        Its turbulence.

    Raises:
        InputError: if it has none.
    """
    if patch.turbulence is None:
        raise InputError("turbulence", None, f"given for zone {patch.name!r}: D of the theory follows from it")
    return patch.turbulence
