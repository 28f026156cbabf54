"""Schema of the scattering theory and of the diffusion coefficient."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import field_validator, model_validator

from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.config.fields import Quantity, RealNumber, Section, Switch, WholeNumber
from magnetosonic.errors import InputError
from magnetosonic.scattering.settings import (
    HIGHEST_HARMONIC,
    MODES,
    Broadening,
    Confinement,
    Mode,
    Numerics,
    PhaseSpeed,
)

DiffusionModel = Literal["theory", "power_law", "table"]

_ANY_SLOPE = RealNumber(-10.0, 10.0)
_SHARE = RealNumber(high=10.0)


class ScatteringConfig(Section):
    """Which waves scatter, and how their rates are computed."""

    modes: tuple[Mode, ...] = ("fast", "alfven")
    """Modes of the turbulence that scatter: fast, alfven, slow."""
    numerics: Numerics = "exact"
    """exact: converged integrals; published: the discretisation behind the figures of Fornieri et al. 2021, which takes
    zones with viscous damping for its disk (confinement over 900 pc) and others for its halo (5100 pc)."""
    max_harmonic: Annotated[int | Literal["all"], WholeNumber(1, HIGHEST_HARMONIC, "all")] = 1
    """Highest harmonic n of the gyroresonance, 1 to 16, or "all"."""
    broadening: Broadening = "gaussian"
    """Squared width of the resonance: (1 - mu^2) M_A, or twice that (gaussian-2); delta: none, as in quasi-linear
    theory, for scattering rates only, because nothing then scatters through 90 degrees."""
    phase_speed: PhaseSpeed = "alfven"
    """Speed of the waves in transit-time damping: alfven: k v_A for fast, k_par v_A for slow modes (Fornieri et al.
    2021); mhd: the dispersion relation of both, from beta and the direction of the wave."""
    mode_energy: Literal["each", "equipartition"] | Mapping[Mode, Annotated[float, _SHARE]] = "each"
    """Energy of the modes: M_A^2 for each; one M_A^2 in equal parts; or a table with the share of each in M_A^2."""
    confinement: Confinement | None = None
    """Particles that the waves do not turn around within L': limited, they leave after L', so that v/(2 L') is added to
    D_mumu/(1 - mu^2); threshold, they are not counted (Fornieri et al. 2021, equation 7). Without it limited, and
    threshold with published numerics."""
    confinement_threshold: Annotated[float, RealNumber(high=1e6)] = 1.0
    """Pitch angles with (v/L') (1 - mu^2)/D_mumu below it are confined (L': confinement_length of the zone)."""
    resolution: Literal["fast", "default", "fine"] = "default"
    """Resolution of the exact integrals: errors of D of about 1e-3, 1e-4, 1e-5."""

    @field_validator("modes")
    @classmethod
    def _some_modes(cls, value: tuple[Mode, ...]) -> tuple[Mode, ...]:
        if not value or len(set(value)) < len(value):
            raise InputError("", list(value), f"a non-empty list of {', '.join(map(repr, MODES))}, each at most once")
        return value

    @field_validator("mode_energy", mode="before")
    @classmethod
    def _word_or_shares(cls, value: object) -> object:
        if value in ("each", "equipartition"):
            return value
        if not isinstance(value, Mapping):
            raise InputError("", value, "'each', 'equipartition' or a table with the share of every mode in M_A^2")
        for share in value.values():
            _SHARE.validate(share)
        return value

    @model_validator(mode="after")
    def _energy_of_every_mode(self) -> ScatteringConfig:
        energy = self.mode_energy
        if not isinstance(energy, str) and set(energy) != set(self.modes):
            raise InputError("mode_energy", dict(energy), f"a share for each of {', '.join(self.modes)}, and no other")
        return self

    @model_validator(mode="after")
    def _published_is_limited(self) -> ScatteringConfig:
        if self.numerics == "published":
            why = "with scattering.numerics = 'published', whose discretisation exists for nothing else"
            if "slow" in self.modes:
                raise InputError("modes", list(self.modes), f"a list of 'fast', 'alfven' {why}")
            if self.max_harmonic != 1:
                raise InputError("max_harmonic", self.max_harmonic, f"1 {why}")
            if self.broadening != "gaussian":
                raise InputError("broadening", self.broadening, f"'gaussian' {why}")
            if self.confinement == "limited":
                raise InputError("confinement", self.confinement, f"'threshold' {why}")
            if self.phase_speed != "alfven":
                raise InputError("phase_speed", self.phase_speed, f"'alfven' {why}")
            if self.confinement_threshold != 1.0:
                raise InputError("confinement_threshold", self.confinement_threshold, f"1 {why}")
        return self


class BreakConfig(Section):
    """A smooth break of the power law towards high rigidity (Génolini et al. 2017, PRL 119, 241101).

    D is multiplied by [1 + (rho/rho_b)^((delta - delta_high)/s)]^(-s), both powers with the other sign where delta_high
    is above delta.
    """

    rigidity: Annotated[float, Quantity("GV", example="312 GV")]
    """Rigidity of the break rho_b [GV]."""
    delta_high: Annotated[float, _ANY_SLOPE]
    """Slope of D far above the break."""
    smoothness: Annotated[float, RealNumber(high=10.0)]
    """s; the smaller, the sharper the break."""


class LowBreakConfig(Section):
    """A smooth break of the power law towards low rigidity (Génolini et al. 2019, PRD 99, 123028).

    D is multiplied by [1 + (rho/rho_l)^((delta_low - delta)/s)]^s, both powers with the other sign where delta_low is
    above delta.
    """

    rigidity: Annotated[float, Quantity("GV", example="4.5 GV")]
    """Rigidity of the break rho_l [GV]."""
    delta_low: Annotated[float, _ANY_SLOPE]
    """Slope of D far below the break."""
    smoothness: Annotated[float, RealNumber(high=10.0)]
    """s; the smaller, the sharper the break."""


class PowerLawConfig(Section):
    """D = D0 (v/c)^eta (rho/rho0)^delta, times the factors of the breaks."""

    D0: Annotated[float, Quantity("kpc2/Myr", low="1e24 cm2/s", high="1e34 cm2/s")]
    """Diffusion coefficient at rho0 and v = c, without breaks [kpc^2/Myr]."""
    rho0: Annotated[float, Quantity("GV", example="4 GV")]
    """Reference rigidity [GV]."""
    delta: Annotated[float, _ANY_SLOPE]
    """Slope in rigidity, between the breaks."""
    eta: Annotated[float, _ANY_SLOPE] = 1.0
    """Power of v/c."""
    low_break: LowBreakConfig | None = None
    """Break towards low rigidity; without it its factor is 1."""
    high_break: BreakConfig | None = None
    """Break towards high rigidity; without it its factor is 1."""

    @model_validator(mode="after")
    def _breaks_in_order(self) -> PowerLawConfig:
        low, high = self.low_break, self.high_break
        if low is not None and high is not None and low.rigidity >= high.rigidity:
            allowed = f"below high_break.rigidity, {high.rigidity:g} GV"
            raise InputError("low_break.rigidity", f"{low.rigidity:g} GV", allowed)
        return self


class DiffusionConfig(Section):
    """Where the diffusion coefficient comes from, and how it changes from zone to zone."""

    model: DiffusionModel = "theory"
    """theory: from the turbulence of the zones; power_law: a power law of rigidity; table: from CSV files."""
    power_law: PowerLawConfig | None = None
    """The power law of every zone that is not named in zone_power_law."""
    zone_power_law: Mapping[str, PowerLawConfig] = {}
    """Power laws of single zones, by name of the zone."""
    table: Mapping[str, Path] = {}
    """CSV file of each zone, columns rigidity_GV and D_cm2_s; paths are relative to the configuration file."""
    table_beyond: Literal["power-law", "constant"] | None = None
    """How D goes on beyond the ends of the tables; if not given, tables must cover all rigidities of the transport."""
    transition_width: Annotated[float, Quantity("kpc", low="0 kpc", high="10 kpc", example="0.05 kpc")] = 0.0
    """Width of the tanh by which D changes between zones [kpc]; 0: a jump."""
    velocity_factor: Annotated[bool, Switch()] = True
    """Whether D of theory and table, which hold for v = c, is multiplied by v/c of the particle."""

    @field_validator("table")
    @classmethod
    def _readable_tables(cls, value: Mapping[str, Path]) -> Mapping[str, Path]:
        for zone, path in value.items():
            read_diffusion_table(path, zone)
        return value
