"""Choices of the scattering computation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, cast, get_args

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.errors import InputError
from magnetosonic.numerics.quadrature import unit_gauss_legendre
from magnetosonic.scattering.resolution import RESOLUTIONS, Resolution
from magnetosonic.words import fields

Mode = Literal["fast", "alfven", "slow"]
Numerics = Literal["exact", "published"]
Confinement = Literal["limited", "threshold"]
PhaseSpeed = Literal["alfven", "mhd"]
Broadening = Literal["gaussian", "gaussian-2", "delta"]
"""What may be chosen, here and in a configuration."""
MODES: tuple[str, ...] = get_args(Mode)
HIGHEST_HARMONIC = 16
_LAST_SINGLE = 6  # with max_harmonic "all", harmonics up to this one are summed one by one
_TAIL_NODES = 5

Rates = dict[tuple[str, str], Float[Array, "rigidity pitch"]]
"""Rates by mode and interaction."""
ModeEnergy = str | Mapping[str, float | Float[Array, ""]]


def _shares(energy: ModeEnergy, modes: tuple[str, ...]) -> tuple[Float[Array, ""], ...]:
    if energy == "each":
        return tuple(jnp.ones(()) for _ in modes)
    if energy == "equipartition":
        return tuple(jnp.full((), 1.0 / len(modes)) for _ in modes)
    shares = cast(Mapping[str, float], energy)
    return tuple(jnp.asarray(shares[mode], dtype=float) for mode in modes)


class ScatteringSettings(eqx.Module):
    """What scatters, and how it is computed.

    Attributes:
        modes: the MHD modes that scatter, of ``fast``, ``alfven`` and ``slow``.
        numerics: ``exact`` for the converged integrals; ``published`` for the discretisation with which the figures
            of Fornieri et al. 2021 (MNRAS 502, 5821) were made, see :mod:`magnetosonic.scattering.published`.
        max_harmonic: highest harmonic n of the gyroresonance that is summed, 1 to 16, or ``all``.
        broadening: ``gaussian``, ``gaussian-2`` with M_A -> 2 M_A in the resonance function (alone), or ``delta``, the
            resonance of quasi-linear theory.
        resolution: ``fast``, ``default`` or ``fine``: of the quadratures of the exact numerics.
        confinement: what happens to particles that scattering does not turn around within L': ``limited`` or
            ``threshold``, see :mod:`magnetosonic.scattering.confinement`.
        phase_speed: ``alfven``, or ``mhd`` for the dispersion relation, see :mod:`magnetosonic.scattering.phase_speed`.
        confinement_threshold: below it, (v/L') (1-mu^2)/D_mumu makes a pitch angle one of confined particles.
        energy_shares: energy of each mode in units of M_A^2, in the order of ``modes``. It scales the spectra;
            truncation, anisotropy and broadening remain those of M_A.
    """

    modes: tuple[str, ...] = eqx.field(static=True)
    numerics: str = eqx.field(static=True)
    max_harmonic: int | str = eqx.field(static=True)
    broadening: str = eqx.field(static=True)
    resolution: str = eqx.field(static=True)
    confinement: str = eqx.field(static=True)
    phase_speed: str = eqx.field(static=True)
    confinement_threshold: Float[Array, "..."]
    energy_shares: tuple[Float[Array, "..."], ...]

    __repr__ = fields

    def __init__(
        self,
        modes: tuple[str, ...] = ("fast", "alfven"),
        numerics: str = "exact",
        max_harmonic: int | str = 1,
        broadening: str = "gaussian",
        resolution: str = "default",
        confinement_threshold: float | Float[Array, ""] = 1.0,
        mode_energy: ModeEnergy = "each",
        confinement: str | None = None,
        phase_speed: str = "alfven",
    ):
        """Choose, and check the choice.

        Args:
            modes: as the attribute.
            numerics: as the attribute.
            max_harmonic: as the attribute.
            broadening: as the attribute.
            resolution: as the attribute.
            confinement_threshold: as the attribute.
            mode_energy: ``each``, every mode carries M_A^2; ``equipartition``, the modes share one M_A^2 equally; or
                the share of each mode in M_A^2 by name.
            confinement: as the attribute; without it ``limited``, and ``threshold`` with the published numerics.
            phase_speed: as the attribute.

        Raises:
            InputError: for a choice that does not exist, or that the published numerics do not have.
        """
        self.modes, self.numerics, self.max_harmonic = tuple(modes), numerics, max_harmonic
        self.broadening, self.resolution, self.phase_speed = broadening, resolution, phase_speed
        usual = "threshold" if numerics == "published" else "limited"
        self.confinement = usual if confinement is None else confinement
        _check_modes(self.modes)
        _check_choice("numerics", numerics, get_args(Numerics))
        _check_harmonic(max_harmonic)
        _check_choice("broadening", broadening, get_args(Broadening))
        _check_choice("resolution", resolution, tuple(RESOLUTIONS))
        _check_choice("confinement", self.confinement, get_args(Confinement))
        _check_choice("phase_speed", phase_speed, get_args(PhaseSpeed))
        if numerics == "published":
            self._check_published(confinement_threshold)
        _check_number("confinement_threshold", confinement_threshold)
        _check_energy(mode_energy, self.modes)
        self.confinement_threshold = jnp.asarray(confinement_threshold, dtype=float)
        self.energy_shares = _shares(mode_energy, self.modes)

    def _check_published(self, threshold: object) -> None:
        if "slow" in self.modes:
            raise InputError("modes", self.modes, "fast, alfven or both with numerics = 'published'")
        if self.max_harmonic != 1:
            raise InputError("max_harmonic", self.max_harmonic, "1 with numerics = 'published'")
        if self.broadening != "gaussian":
            raise InputError("broadening", self.broadening, "'gaussian' with numerics = 'published'")
        if self.confinement != "threshold":
            raise InputError("confinement", self.confinement, "'threshold' with numerics = 'published'")
        if self.phase_speed != "alfven":
            raise InputError("phase_speed", self.phase_speed, "'alfven' with numerics = 'published'")
        if isinstance(threshold, (int, float)) and threshold != 1.0:
            raise InputError("confinement_threshold", threshold, "1 with numerics = 'published'")

    @property
    def width_factor(self) -> float:
        """Factor of M_A in the resonance function: 1, or 2 for ``gaussian-2``."""
        return 2.0 if self.broadening == "gaussian-2" else 1.0

    @property
    def nodes(self) -> Resolution:
        """Numbers of quadrature nodes."""
        return RESOLUTIONS[self.resolution]

    def at_resolution(self, resolution: str) -> ScatteringSettings:
        """The same choices at another resolution."""
        energy = dict(zip(self.modes, self.energy_shares, strict=True))
        choices = (self.modes, self.numerics, self.max_harmonic, self.broadening, resolution)
        chosen = (self.confinement_threshold, energy, self.confinement, self.phase_speed)
        return ScatteringSettings(*choices, *chosen)

    def weighted(self, rates: Rates) -> Rates:
        """Rates by (mode, interaction), given for modes of the energy M_A^2 each, times the energy of their modes."""
        share = dict(zip(self.modes, self.energy_shares, strict=True))
        return {(mode, interaction): share[mode] * rate for (mode, interaction), rate in rates.items()}

    @property
    def harmonics(self) -> tuple[tuple[float, float], ...]:
        """Harmonics n and their weights in the sum."""
        if isinstance(self.max_harmonic, str):
            return all_harmonics(_LAST_SINGLE)
        return tuple((float(n), 1.0) for n in range(1, self.max_harmonic + 1))


@lru_cache(maxsize=4)
def all_harmonics(last_single: int) -> tuple[tuple[float, float], ...]:
    """Few harmonics n, not all of them integers, and weights that sum a series over all n.

    The terms of the gyroresonance fall as n^(-5/2). Beyond some n their sum is the integral from half a step earlier,
    by Gauss-Legendre quadrature in n^(-3/2), in which the terms times n^(5/2) are smooth up to n = infinity.

    Args:
        last_single: highest harmonic that is a term of its own.

    Returns:
        Pairs of n and weight.
    """
    single = [(float(n), 1.0) for n in range(1, last_single + 1)]
    start = (last_single + 0.5) ** -1.5
    unit, weight = unit_gauss_legendre(_TAIL_NODES)
    tail = [((start * u) ** (-2.0 / 3.0), 2.0 / 3.0 * start * w) for u, w in zip(unit, weight, strict=True)]
    return tuple(single + [(float(n), float(w * n**2.5)) for n, w in reversed(tail)])


def _check_modes(modes: tuple[str, ...]) -> None:
    if not modes or any(mode not in MODES for mode in modes) or len(set(modes)) != len(modes):
        raise InputError("modes", modes, f"one or more, each once, of {', '.join(MODES)}")


def _check_choice(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(f"{name}", value, " or ".join(repr(choice) for choice in allowed))


def _check_harmonic(value: object) -> None:
    number = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= HIGHEST_HARMONIC
    if not number and value != "all":
        raise InputError("max_harmonic", value, f"an integer from 1 to {HIGHEST_HARMONIC}, or 'all'")


def _check_number(name: str, value: object) -> None:
    if isinstance(value, (int, float)) and not 0.0 < value < float("inf"):
        raise InputError(f"{name}", value, "a positive finite number")


def _check_energy(energy: object, modes: tuple[str, ...]) -> None:
    if energy in ("each", "equipartition"):
        return
    allowed = f"'each', 'equipartition' or a share of M_A^2 for each of {', '.join(modes)}"
    if not isinstance(energy, Mapping) or set(energy) != set(modes):
        raise InputError("mode_energy", energy, allowed)
    for mode, share in energy.items():
        _check_number(f"mode_energy.{mode}", share)
