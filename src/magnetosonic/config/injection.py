"""Schema of what the sources inject, and of its normalization."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import field_validator, model_validator

from magnetosonic.config.fields import Quantity, RealNumber, Section
from magnetosonic.errors import InputError
from magnetosonic.species.decay import decay_of
from magnetosonic.species.nuclide import Nuclide

PROTON = "H1"


class NuclideInjection(Section):
    """Source spectrum of one nuclide: a broken power law per unit momentum, with sharp or smooth breaks."""

    abundance: Annotated[float, RealNumber(0.0, 1e12)]
    """Abundance at the sources, relative to the other nuclides in the same table, at injection.reference or
    injection.reference_energy."""
    slopes: tuple[Annotated[float, RealNumber(0.0, 6.0)], ...]
    """Slopes alpha of the source spectrum rho^(-alpha), from low to high rigidity."""
    breaks: tuple[Annotated[float, Quantity("GV", example="8 GV")], ...] = ()
    """Rigidities at which one slope gives way to the next [GV], one fewer than slopes."""
    smoothness: tuple[Annotated[float, RealNumber(0.0, 10.0)], ...] = ()
    """Smoothness s of each break, 0 for a sharp one; without it all are sharp. The factor is
    [1 + (rho/rho_b)^(d/s)]^(-s) where the slope rises by d, [1 + (rho/rho_b)^(d/s)]^s where it falls by d
    (Boschini et al. 2020, ApJS 250, 27)."""

    @model_validator(mode="after")
    def _consistent_breaks(self) -> NuclideInjection:
        if not self.slopes:
            raise InputError("slopes", [], "a list of at least one slope")
        if len(self.breaks) != len(self.slopes) - 1:
            raise InputError(
                "breaks",
                [f"{rigidity:g} GV" for rigidity in self.breaks],
                f"a list of {len(self.slopes) - 1}, one fewer than the {len(self.slopes)} slopes",
            )
        if any(low >= high for low, high in zip(self.breaks, self.breaks[1:], strict=False)):
            raise InputError("breaks", [f"{rigidity:g} GV" for rigidity in self.breaks], "increasing in rigidity")
        if self.smoothness and len(self.smoothness) != len(self.breaks):
            raise InputError(
                "smoothness", list(self.smoothness), f"a list of {len(self.breaks)}, one for each of the breaks"
            )
        return self


class InjectionConfig(Section):
    """What the sources inject."""

    variable: Literal["rigidity", "momentum_per_nucleon"] = "rigidity"
    """What the spectra are power laws of. momentum_per_nucleon: breaks and reference hold for the rigidity that a
    proton of the same momentum per nucleon has, which is what DRAGON2 does."""
    reference: Annotated[float, Quantity("GV", example="8 GV")] = 10.0
    """Where the abundances compare [GV], if not at reference_energy."""
    reference_energy: Annotated[float, Quantity("GeV/n", example="100 GeV/n")] | None = None
    """Kinetic energy per nucleon at which the abundances compare, per unit of it, in the place of reference [GeV/n]. So
    are those of GALPROP meant, at its proton_norm_Ekin, mostly 100 GeV/n, with breaks in rigidity."""
    nuclides: Mapping[str, NuclideInjection]
    """Source spectrum of each nuclide that is injected, by name such as C12; H1 must be among them."""

    @field_validator("nuclides", mode="before")
    @classmethod
    def _names_of_nuclides(cls, value: object) -> object:
        for name in value if isinstance(value, Mapping) else ():
            check_nuclide(name)
        return value

    @field_validator("nuclides")
    @classmethod
    def _known_nuclides(cls, value: Mapping[str, NuclideInjection]) -> Mapping[str, NuclideInjection]:
        if PROTON not in value:
            raise InputError("", list(value), "a table that contains H1, whose flux sets the normalization")
        if value[PROTON].abundance == 0.0:
            raise InputError(f"{PROTON}.abundance", 0.0, "above 0, because the proton flux sets the normalization")
        return value


class NormalizationConfig(Section):
    """The measured interstellar proton flux that fixes the strength of the sources."""

    kinetic_energy: Annotated[float, Quantity("GeV/n")]
    """Kinetic energy of the protons [GeV]."""
    proton_flux: Annotated[float, Quantity("1/(GeV m2 s sr)", high="1e8 1/(GeV m2 s sr)")]
    """Interstellar flux of protons at this energy at the Sun [1/(GeV m^2 s sr)]; a fit begins with it."""
    fit: Literal["none", "AMS-02"] = "none"
    """Whose fluxes of elements a run fits the proton flux and the abundances of the injected elements to; isotopes of
    an element keep their proportions."""
    fit_from: Annotated[float, Quantity("GV", example="200 GV")] = 200.0
    """Lowest rigidity of the points that the fit takes [GV]."""


def check_nuclide(name: str) -> None:
    """Refuse what is not the name of a nuclide.

    Args:
        name: for example ``C12``.

    Raises:
        InputError: if it is no such name, or the package does not know the nuclide.
    """
    try:
        decay_of(Nuclide.parse(name))
    except InputError as error:
        allowed = f"the name of a nuclide such as C12 ({error.field} must be {error.allowed})"
        raise InputError(name, name, allowed) from error
