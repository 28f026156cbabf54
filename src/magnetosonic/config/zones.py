"""Schema of the zones: layers of the Galaxy in |z|, each with its own turbulence."""

from __future__ import annotations

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
_VISCOUS_SCALE = Number(1.0, 1e15)
_ION_NEUTRAL_SCALE = Number(1.0, NEVER)
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


class ZoneConfig(Section):
    """One layer between the next inner zone (or the Galactic plane) and ``half_height``.

    Only ``half_height`` is needed by every model of diffusion; the turbulence is needed by ``diffusion.model =
    "theory"`` and is given either by ``plasma_beta``, ``alfven_speed`` and the scales of the dampings that act, or by
    ``medium``. An empty list of ``damping`` means that only the dissipation scale ends the cascade.
    """

    half_height: Annotated[float, Quantity("kpc", high="50 kpc", example="4 kpc")]
    """Outer edge of the zone in |z| [kpc]."""
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
    damping: tuple[Damping, ...] | None = None
    """What truncates the cascades, whichever acts first; if the list is empty, only the dissipation scale does."""
    viscous_scale: Annotated[float, _VISCOUS_SCALE] | None = None
    """x_c, the viscous cut-off of the fast-mode cascade as wave number times L."""
    ion_neutral_scale: Annotated[float, _ION_NEUTRAL_SCALE] | None = None
    """x_in, the cut-off of compressible modes by ion-neutral damping as wave number times L."""
    ion_neutral_parallel_scale: Annotated[float, _ION_NEUTRAL_SCALE] | None = None
    """The cut-off of the Alfvénic cascade by ion-neutral damping as parallel wave number times L."""
    medium: MediumConfig | None = None
    """The gas from which plasma beta, Alfvén speed and the scales of damping follow, in place of giving them."""
    confinement_length: Annotated[float, Quantity("kpc", high="50 kpc", example="0.8 kpc")] | None = None
    """L' of the confinement criterion (Fornieri et al. 2021, equation 7) [kpc]; half_height/5 if not given."""

    @field_validator("viscous_scale")
    @classmethod
    def _viscous_above_injection(cls, value: float | None) -> float | None:
        return _above_injection(value, "viscosity")

    @field_validator(*_SCALES["ion-neutral"])
    @classmethod
    def _ion_neutral_above_injection(cls, value: float | None) -> float | None:
        return _above_injection(value, "ion-neutral damping")

    @field_validator("damping")
    @classmethod
    def _each_damping_once(cls, value: tuple[Damping, ...] | None) -> tuple[Damping, ...] | None:
        if value is not None and len(set(value)) < len(value):
            raise InputError("", list(value), f"a list of {_DAMPINGS}, each at most once")
        return value

    @model_validator(mode="after")
    def _one_description_of_plasma(self) -> ZoneConfig:
        if self.medium is None:
            return self
        for name in _FOLLOWS_FROM_MEDIUM:
            if getattr(self, name) is not None:
                advice = (
                    "left out, because it follows from medium (on the command line, set the whole zone as one table)"
                )
                raise InputError(name, getattr(self, name), advice)
        for name in _ALWAYS_GIVEN:
            if getattr(self, name) is None:
                raise InputError(name, None, "given along with medium")
        if "ion-neutral" in (self.damping or ()) and self.medium.ionization >= 1.0:
            advice = "below 1, because damping contains 'ion-neutral', which needs neutral hydrogen"
            raise InputError("medium.ionization", self.medium.ionization, advice)
        self._check_derived(_plasma_of(self.medium, self))
        return self

    def _check_derived(self, derived: PlasmaNumbers) -> None:
        beta = float(derived.plasma_beta)
        medium: Any = self.model_dump(mode="json", include={"medium"})["medium"]
        if not 1e-3 <= beta <= 10.0:
            raise InputError("medium", medium, f"such that plasma_beta is between 0.001 and 10; it is {beta:.4g}")
        used = _SCALES["ion-neutral"] if "ion-neutral" in (self.damping or ()) else ()
        for name in (*_SCALES["viscous"], *used):
            scale = float(getattr(derived, name))
            if not scale > 1.0:
                raise InputError("medium", medium, f"such that {name} is above 1; it is {scale:.4g}")


def zone_turbulence(zone: ZoneConfig) -> Turbulence:
    """The turbulence of a zone with everything that the scattering theory needs.

    Args:
        zone: a validated zone.

    Returns:
        Its numbers, those that follow from ``medium`` filled in.

    Raises:
        InputError: a number is neither given nor follows from ``medium``.
    """
    if zone.damping is None:
        raise InputError("damping", None, f"given: a list of {_DAMPINGS}, empty if none of them acts")
    numbers = {name: getattr(zone, name) for name in _ALWAYS_GIVEN + _FOLLOWS_FROM_MEDIUM}
    if zone.medium is not None:
        derived = _plasma_of(zone.medium, zone)
        numbers |= {name: getattr(derived, name) for name in _FOLLOWS_FROM_MEDIUM}
    for damping, scales in _SCALES.items():
        if damping not in zone.damping:
            numbers = {name: number for name, number in numbers.items() if name not in scales}
    for name, number in numbers.items():
        if number is None:
            instead = ", or medium in its place" if name in _FOLLOWS_FROM_MEDIUM else ""
            raise InputError(name, None, f"given{instead}, because the scattering theory needs it")
    flags: dict[str, Any] = {damping.replace("-", "_"): damping in zone.damping for damping in _SCALES}
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
