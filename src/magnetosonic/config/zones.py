"""Schema of the zones: layers of the Galaxy in |z|, each with its own turbulence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import field_validator, model_validator

from magnetosonic.config.fields import Number, Quantity, Section
from magnetosonic.errors import InputError
from magnetosonic.plasma.ion_neutral import NEVER
from magnetosonic.plasma.medium import PlasmaNumbers, plasma_numbers
from magnetosonic.turbulence.medium import Turbulence

Damping = Literal["collisionless", "viscous", "ion-neutral"]

_PLASMA_BETA = Number(1e-3, 10.0)
_ALFVEN_SPEED = Quantity("kpc/Myr", high="10000 km/s", example="10 km/s")
_VISCOUS_SCALE = Number(1.0, 1e15, low_excluded=True)
_ION_NEUTRAL_SCALE = Number(1.0, NEVER, low_excluded=True)
_DAMPINGS = "'collisionless', 'viscous', 'ion-neutral'"
_ALWAYS_GIVEN = ("alfven_mach", "injection_scale", "magnetic_field")
_SCALES: dict[Damping, tuple[str, ...]] = {
    "collisionless": (),
    "viscous": ("viscous_scale",),
    "ion-neutral": ("ion_neutral_scale", "ion_neutral_parallel_scale"),
}
_FOLLOWS_FROM_MEDIUM = ("plasma_beta", "alfven_speed", *_SCALES["viscous"], *_SCALES["ion-neutral"])


class MediumConfig(Section):
    """The gas of a zone, from which Alfvén speed, plasma beta and the scales of damping follow."""

    density: Annotated[float, Quantity("cm-3", high="1e6 cm-3")]
    """Number density of hydrogen nuclei [cm^-3]."""
    temperature: Annotated[float, Quantity("K", low="10 K", high="1e9 K")]
    """Temperature of the plasma [K]."""
    ionization: Annotated[float, Number(high=1.0)]
    """Ionised fraction of the hydrogen."""


class TurbulenceConfig(Section):
    """The numbers that make the turbulence of a zone.

    They are given either by ``plasma_beta``, ``alfven_speed`` and the scales of the dampings that act, or by
    ``medium``.
    """

    alfven_mach: Annotated[float, Number(0.05, 3.0)] | None = None
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

    @field_validator(*_SCALES["ion-neutral"])
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
        if self.radial is None:
            _check_plasma(self)
            return self
        _check_medium_alone(self)
        for name, zone in _at_radii(self).items():
            with _named(name):
                _check_plasma(zone)
        return self


def _check_plasma(zone: ZoneConfig) -> None:
    """Refuse a medium beside what follows from it, without what it needs, or of numbers that are out of range."""
    _check_medium_alone(zone)
    if zone.medium is None:
        return
    for name in _ALWAYS_GIVEN:
        if getattr(zone, name) is None:
            raise InputError(name, None, "given along with medium")
    if "ion-neutral" in (zone.damping or ()) and zone.medium.ionization >= 1.0:
        advice = "below 1, because damping contains 'ion-neutral', which needs neutral hydrogen"
        raise InputError("medium.ionization", zone.medium.ionization, advice)
    derived = _plasma_of(zone.medium, zone)
    beta = float(derived.plasma_beta)
    medium: Any = zone.model_dump(mode="json", include={"medium"})["medium"]
    if not 1e-3 <= beta <= 10.0:
        raise InputError("medium", medium, f"such that plasma_beta is between 0.001 and 10; it is {beta:.4g}")
    used = _SCALES["ion-neutral"] if "ion-neutral" in (zone.damping or ()) else ()
    for name in (*_SCALES["viscous"], *used):
        scale = float(getattr(derived, name))
        if not scale > 1.0:
            raise InputError("medium", medium, f"such that {name} is above 1; it is {scale:.4g}")


def _check_medium_alone(zone: ZoneConfig) -> None:
    if zone.medium is None:
        return
    for name in _FOLLOWS_FROM_MEDIUM:
        if getattr(zone, name) is not None:
            advice = "left out, because it follows from medium (on the command line, set the whole zone as one table)"
            raise InputError(name, getattr(zone, name), advice)


def _at_radii(zone: ZoneConfig) -> dict[str, ZoneConfig]:
    """The zone with the numbers of each of its radii, by the name of the entry in the configuration."""
    zones = {}
    for number, entry in enumerate(zone.radial or ()):
        given = {name: getattr(entry, name) for name in TurbulenceConfig.model_fields}
        given = {name: value for name, value in given.items() if value is not None}
        replaced = dict.fromkeys(_FOLLOWS_FROM_MEDIUM) if entry.medium is not None else {}
        zones[f"radial[{number}]"] = zone.model_copy(update=replaced | given | {"radial": None})
    return zones


@contextmanager
def _named(entry: str) -> Iterator[None]:
    """Put the name of a radial entry before the field of an error."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{entry}.{error.field}", error.value, error.allowed) from error


def zone_turbulence(zone: ZoneConfig) -> Turbulence:
    """The turbulence of a zone with everything that the scattering theory needs.

    Args:
        zone: a validated zone.

    Returns:
        Its numbers, those that follow from ``medium`` filled in; where they depend on the radius and the zone's own
        numbers are not complete, those of the first radius.

    Raises:
        InputError: a number is neither given nor follows from ``medium``.
    """
    if zone.radial is None:
        return _complete_turbulence(zone)
    knots = radial_turbulence(zone)
    try:
        _check_plasma(zone)
        return _complete_turbulence(zone)
    except InputError:
        return knots[0][1]


def radial_turbulence(zone: ZoneConfig) -> tuple[tuple[float, Turbulence], ...]:
    """The turbulence of a zone at each of its radii.

    Args:
        zone: a validated zone.

    Returns:
        Radius [kpc] and turbulence there; nothing if the turbulence does not depend on the radius.

    Raises:
        InputError: a number is neither given nor follows from ``medium``.
    """
    _dampings(zone)  # belongs to the zone, not to its radii
    knots = []
    for entry, (name, there) in zip(zone.radial or (), _at_radii(zone).items(), strict=True):
        with _named(name):
            knots.append((entry.radius, _complete_turbulence(there)))
    return tuple(knots)


def alfven_speeds(zone: ZoneConfig) -> tuple[float | None, ...]:
    """Alfvén speed of a zone, at each of its radii if the turbulence depends on the radius.

    Args:
        zone: a validated zone.

    Returns:
        Alfvén speeds [kpc/Myr]; None where neither it nor a medium is given.
    """
    return tuple(
        there.alfven_speed if there.medium is None else float(_plasma_of(there.medium, there).alfven_speed)
        for there in (_at_radii(zone).values() if zone.radial else (zone,))
    )


def _dampings(zone: ZoneConfig) -> tuple[Damping, ...]:
    if zone.damping is None:
        raise InputError("damping", None, f"given: a list of {_DAMPINGS}, empty if none of them acts")
    return zone.damping


def _complete_turbulence(zone: ZoneConfig) -> Turbulence:
    dampings = _dampings(zone)
    numbers = {name: getattr(zone, name) for name in _ALWAYS_GIVEN + _FOLLOWS_FROM_MEDIUM}
    if zone.medium is not None:
        derived = _plasma_of(zone.medium, zone)
        numbers |= {name: getattr(derived, name) for name in _FOLLOWS_FROM_MEDIUM}
    for damping, scales in _SCALES.items():
        if damping not in dampings:
            numbers = {name: number for name, number in numbers.items() if name not in scales}
    for name, number in numbers.items():
        if number is None:
            instead = ", or medium in its place" if name in _FOLLOWS_FROM_MEDIUM else ""
            raise InputError(name, None, f"given{instead}, because the scattering theory needs it")
    flags: dict[str, Any] = {damping.replace("-", "_"): damping in dampings for damping in _SCALES}
    return Turbulence(**numbers, **flags)


def _above_injection(value: float | None, damping: str) -> float | None:
    if value is not None and value <= 1.0:
        raise InputError("", value, f"a number above 1: {damping} acts below the injection scale")
    return value


def _plasma_of(medium: MediumConfig, zone: ZoneConfig) -> PlasmaNumbers:
    if zone.magnetic_field is None or zone.alfven_mach is None or zone.injection_scale is None:
        raise InputError("medium", medium, "accompanied by magnetic_field, alfven_mach and injection_scale")
    return plasma_numbers(
        density=medium.density,
        temperature=medium.temperature,
        ionization=medium.ionization,
        magnetic_field=zone.magnetic_field,
        alfven_mach=zone.alfven_mach,
        injection_scale=zone.injection_scale,
    )
