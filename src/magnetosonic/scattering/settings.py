"""Choices of the scattering computation."""

from __future__ import annotations

import equinox as eqx

from magnetosonic.errors import InputError

MODES = ("fast", "alfven", "slow")
HIGHEST_HARMONIC = 16


class ScatteringSettings(eqx.Module):
    """What scatters, and how it is computed.

    Attributes:
        modes: the MHD modes that scatter, of ``fast``, ``alfven`` and ``slow``.
        numerics: ``exact`` for the converged integrals; ``published`` for the discretisation with which the figures
            of Fornieri et al. 2021 (MNRAS 502, 5821) were made, see :mod:`magnetosonic.scattering.published`.
        max_harmonic: highest harmonic n of the gyroresonance that is summed, 1 to 16.
        broadening: ``gaussian``, or ``gaussian-2`` with M_A -> 2 M_A in the resonance function (alone).

    Raises:
        InputError: for a choice that does not exist, or that the published numerics do not have.
    """

    modes: tuple[str, ...] = eqx.field(static=True, default=("fast", "alfven"))
    numerics: str = eqx.field(static=True, default="exact")
    max_harmonic: int = eqx.field(static=True, default=1)
    broadening: str = eqx.field(static=True, default="gaussian")

    def __check_init__(self):
        modes = self.modes
        if not modes or any(mode not in MODES for mode in modes) or len(set(modes)) != len(modes):
            raise InputError("scattering.modes", modes, f"one or more, each once, of {', '.join(MODES)}")
        if self.numerics not in ("exact", "published"):
            raise InputError("scattering.numerics", self.numerics, "'exact' or 'published'")
        harmonic = self.max_harmonic
        if isinstance(harmonic, bool) or not isinstance(harmonic, int) or not 1 <= harmonic <= HIGHEST_HARMONIC:
            raise InputError("scattering.max_harmonic", harmonic, f"an integer from 1 to {HIGHEST_HARMONIC}")
        if self.broadening not in ("gaussian", "gaussian-2"):
            raise InputError("scattering.broadening", self.broadening, "'gaussian' or 'gaussian-2'")
        if self.numerics == "published":
            self._check_published()

    def _check_published(self):
        if "slow" in self.modes:
            raise InputError("scattering.modes", self.modes, "fast, alfven or both with numerics = 'published'")
        if self.max_harmonic != 1:
            raise InputError("scattering.max_harmonic", self.max_harmonic, "1 with numerics = 'published'")
        if self.broadening != "gaussian":
            raise InputError("scattering.broadening", self.broadening, "'gaussian' with numerics = 'published'")

    @property
    def width_factor(self) -> float:
        """Factor of M_A in the resonance function: 1, or 2 for ``gaussian-2``."""
        return 2.0 if self.broadening == "gaussian-2" else 1.0
