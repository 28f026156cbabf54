"""Schema of the zones: layers of the Galaxy in |z|, each with its own turbulence."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import pairwise
from typing import Annotated

import numpy as np
from pydantic import field_validator, model_validator

from magnetosonic.config.fields import Quantity, RealNumber, Section
from magnetosonic.errors import InputError, under
from magnetosonic.plasma.ion_neutral import NEVER
from magnetosonic.turbulence.given import ALWAYS_GIVEN, FOLLOWS_FROM_MEDIUM, SCALES, Damping, GivenTurbulence, Medium

_PLASMA_BETA = RealNumber(1e-3, 10.0)
_ALFVEN_SPEED = Quantity("kpc/Myr", high="10000 km/s", example="10 km/s")
_VISCOUS_SCALE = RealNumber(1.0, 1e15, low_excluded=True)
_ION_NEUTRAL_SCALE = RealNumber(1.0, NEVER, low_excluded=True)
_DAMPINGS = ", ".join(map(repr, SCALES))


class MediumConfig(Section):
    """The gas of a zone, from which Alfvén speed, plasma beta and the scales of damping follow."""

    density: Annotated[float, Quantity("cm-3", high="1e6 cm-3")]
    """Number density of hydrogen nuclei [cm^-3]."""
    temperature: Annotated[float, Quantity("K", low="10 K", high="1e9 K")]
    """Temperature of the plasma [K]."""
    ionization: Annotated[float, RealNumber(high=1.0)]
    """Ionised fraction of the hydrogen."""


class TurbulenceConfig(Section):
    """The numbers that make the turbulence of a zone.

    They are given either by ``plasma_beta``, ``alfven_speed`` and the scales of the dampings that act, or by
    ``medium``.
    """

    alfven_mach: Annotated[float, RealNumber(0.05, 3.0)] | None = None
    """Alfvénic Mach number M_A of the turbulence at the injection scale."""
    injection_scale: Annotated[float, Quantity("kpc", low="1 pc", high="500 pc")] | None = None
    """Outer scale L of the turbulence [kpc]."""
    plasma_beta: Annotated[float, _PLASMA_BETA] | None = None
    """Thermal over magnetic pressure."""
    alfven_speed: Annotated[float, _ALFVEN_SPEED] | None = None
    """Alfvén speed [kpc/Myr]."""
    magnetic_field: Annotated[float, Quantity("uG", low="0.1 uG", high="100 uG")] | None = None
    """Mean magnetic field [uG]."""
    viscous_scale: Annotated[float, _VISCOUS_SCALE] | None = None
    """x_c, the viscous cut-off of the fast-mode cascade as wave number times L."""
    ion_neutral_scale: Annotated[float, _ION_NEUTRAL_SCALE] | None = None
    """x_in, the cut-off of compressible modes by ion-neutral damping as wave number times L."""
    ion_neutral_parallel_scale: Annotated[float, _ION_NEUTRAL_SCALE] | None = None
    """The cut-off of the Alfvénic cascade by ion-neutral damping as parallel wave number times L."""
    medium: MediumConfig | None = None
    """The gas of the zone, from which plasma beta, Alfvén speed and the scales of damping follow."""

    @field_validator("viscous_scale")
    @classmethod
    def _viscous_above_injection(cls, value: float | None) -> float | None:
        return _above_injection(value, "viscosity")

    @field_validator(*SCALES["ion-neutral"])
    @classmethod
    def _ion_neutral_above_injection(cls, value: float | None) -> float | None:
        return _above_injection(value, "ion-neutral damping")


class RadialConfig(TurbulenceConfig):
    """The turbulence of a zone at one radius: what is given here replaces what the zone gives."""

    radius: Annotated[float, Quantity("kpc", low="0 kpc", high="100 kpc", example="8 kpc")]
    """Galactocentric radius [kpc]."""


class ZoneConfig(TurbulenceConfig):
    """One layer between the next inner zone (or the Galactic plane) and ``half_height``.

    Only ``half_height`` is needed by every model of diffusion; the turbulence is needed by ``diffusion.model =
    "theory"``. An empty list of ``damping`` means that only the dissipation scale ends the cascade.
    """

    half_height: Annotated[float, Quantity("kpc", low="0.1 kpc", high="50 kpc", example="4 kpc")]
    """Outer edge of the zone in |z| [kpc]."""
    damping: tuple[Damping, ...] | None = None
    """What truncates the cascades, whichever acts first; if the list is empty, only the dissipation scale does."""
    confinement_length: Annotated[float, Quantity("kpc", high="50 kpc", example="0.8 kpc")] | None = None
    """L' of the confinement criterion (Fornieri et al. 2021, equation 7) [kpc]; half_height/5 if not given."""
    radial: tuple[RadialConfig, ...] | None = None
    """Turbulence that depends on the radius, as a list of two or more tables { radius = "8 kpc", alfven_mach = 0.5 }
    with increasing radii: each replaces numbers of the turbulence of this zone (or its medium) there; D is linear in
    between and constant beyond."""

    @field_validator("damping")
    @classmethod
    def _each_damping_once(cls, value: tuple[Damping, ...] | None) -> tuple[Damping, ...] | None:
        if value is not None and len(set(value)) < len(value):
            raise InputError("", list(value), f"a list of {_DAMPINGS}, each at most once")
        return value

    @model_validator(mode="after")
    def _increasing_radii(self) -> ZoneConfig:
        if self.radial is None:
            return self
        radii = [entry.radius for entry in self.radial]
        if len(radii) < 2:
            raise InputError("radial", [f"{radius:g} kpc" for radius in radii], "a list of at least two, or left out")
        for number, (inner, outer) in enumerate(pairwise(radii), start=1):
            if inner >= outer:
                above = f"above the radius before, {inner:g} kpc"
                raise InputError(f"radial[{number}].radius", f"{outer:g} kpc", above)
        return self

    @model_validator(mode="after")
    def _one_description_of_plasma(self) -> ZoneConfig:
        if self.radial is not None:
            _check_medium_alone(given_turbulence(self))
        for name, given in turbulence_at_radii(self).items():
            with under(name) if name else nullcontext():
                _check_plasma(given, self.damping or ())
        return self


def given_turbulence(numbers: TurbulenceConfig) -> GivenTurbulence:
    """The numbers of a section as the theory takes them.

    Args:
        numbers: of a zone, or of a zone at one radius.

    Returns:
        Those that are given.
    """
    given = {name: getattr(numbers, name) for name in TurbulenceConfig.model_fields}
    medium = numbers.medium
    return GivenTurbulence(**given | {"medium": medium and Medium(**medium.model_dump())})


def _check_plasma(given: GivenTurbulence, dampings: tuple[Damping, ...]) -> None:
    """Refuse a medium beside what follows from it, without what it needs, or of numbers that are out of range."""
    _check_medium_alone(given)
    medium = given.medium
    if medium is None:
        return
    for name in ALWAYS_GIVEN:
        if getattr(given, name) is None:
            raise InputError(name, None, "given along with medium")
    friction = "ion-neutral" in dampings
    if friction and float(np.asarray(medium.ionization)) >= 1.0:
        advice = "below 1, because damping contains 'ion-neutral', which needs neutral hydrogen"
        raise InputError("medium.ionization", medium.ionization, advice)
    derived, written = given.plasma(), MediumConfig.model_construct(**vars(medium)).model_dump(mode="json")
    beta = float(derived.plasma_beta)
    if not 1e-3 <= beta <= 10.0:
        raise InputError("medium", written, f"such that plasma_beta is between 0.001 and 10; it is {beta:.4g}")
    for name in (*SCALES["viscous"], *(SCALES["ion-neutral"] if friction else ())):
        scale = float(getattr(derived, name))
        if not scale > 1.0:
            raise InputError("medium", written, f"such that {name} is above 1; it is {scale:.4g}")


def _check_medium_alone(given: GivenTurbulence) -> None:
    if given.medium is None:
        return
    for name in FOLLOWS_FROM_MEDIUM:
        if getattr(given, name) is not None:
            advice = "left out, because it follows from medium (on the command line, set the whole zone as one table)"
            raise InputError(name, getattr(given, name), advice)


def turbulence_at_radii(zone: ZoneConfig) -> dict[str, GivenTurbulence]:
    """The numbers of a zone at each of its radii, by the name of the entry in the configuration.

    Args:
        zone: a validated zone.

    Returns:
        Its own numbers under "" if they do not depend on the radius.
    """
    own = given_turbulence(zone)
    entries = enumerate(zone.radial or ())
    return {f"radial[{number}]": own.replaced(given_turbulence(entry)) for number, entry in entries} or {"": own}


def check_turbulence(zone: ZoneConfig) -> None:
    """Refuse a zone without all that the scattering theory needs.

    Args:
        zone: a validated zone.

    Raises:
        InputError: a number is neither given nor follows from ``medium``.
    """
    if zone.damping is None:
        raise InputError("damping", None, f"given: a list of {_DAMPINGS}, empty if none of them acts")
    for name, given in turbulence_at_radii(zone).items():
        with under(name) if name else nullcontext():
            given.complete(zone.damping)


def _above_injection(value: float | None, damping: str) -> float | None:
    if value is not None and value <= 1.0:
        raise InputError("", value, f"a number above 1: {damping} acts below the injection scale")
    return value
