"""The numbers of a zone's turbulence as they are given, and the complete turbulence that follows from them."""

from __future__ import annotations

from typing import Literal

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.computing import of_known_numbers
from magnetosonic.errors import InputError
from magnetosonic.plasma.medium import PlasmaNumbers, plasma_numbers
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.words import fields

ALWAYS_GIVEN = ("alfven_mach", "injection_scale", "magnetic_field")
"""Numbers that follow from nothing else."""
Damping = Literal["collisionless", "viscous", "ion-neutral"]
SCALES: dict[Damping, tuple[str, ...]] = {
    "collisionless": (),
    "viscous": ("viscous_scale",),
    "ion-neutral": ("ion_neutral_scale", "ion_neutral_parallel_scale"),
}
"""What damps the cascades, and the scales that each needs."""
FOLLOWS_FROM_MEDIUM = ("plasma_beta", "alfven_speed", *SCALES["viscous"], *SCALES["ion-neutral"])
"""Numbers that are given, or follow from the medium."""

Given = Float[Array, ""] | float | None


class Medium(eqx.Module):
    """The gas of a zone.

    Attributes:
        density: number density of hydrogen nuclei [cm^-3].
        temperature: of the plasma [K].
        ionization: ionised fraction of the hydrogen.
    """

    density: Given
    temperature: Given
    ionization: Given

    __repr__ = fields


class GivenTurbulence(eqx.Module):
    """Numbers of the turbulence of a zone, those that are given; the others follow, see :meth:`complete`.

    Attributes:
        alfven_mach: Alfvénic Mach number M_A at the injection scale.
        injection_scale: outer scale L of the turbulence [kpc].
        plasma_beta: thermal over magnetic pressure.
        alfven_speed: [kpc/Myr].
        magnetic_field: mean field [uG].
        viscous_scale: x_c, the viscous cut-off of the fast-mode cascade as wave number times L.
        ion_neutral_scale: x_in, the cut-off of compressible modes by ion-neutral damping, likewise.
        ion_neutral_parallel_scale: that of the Alfvénic cascade as parallel wave number times L.
        medium: the gas, from which plasma beta, Alfvén speed and all scales follow.
    """

    alfven_mach: Given = None
    injection_scale: Given = None
    plasma_beta: Given = None
    alfven_speed: Given = None
    magnetic_field: Given = None
    viscous_scale: Given = None
    ion_neutral_scale: Given = None
    ion_neutral_parallel_scale: Given = None
    medium: Medium | None = None

    __repr__ = fields

    def replaced(self, others: GivenTurbulence) -> GivenTurbulence:
        """These numbers, with others in the place of those that they give; a medium replaces what follows from it."""
        numbers = vars(self) | (dict.fromkeys(FOLLOWS_FROM_MEDIUM) if others.medium is not None else {})
        return GivenTurbulence(**numbers | {name: value for name, value in vars(others).items() if value is not None})

    def plasma(self) -> PlasmaNumbers:
        """What follows from the medium.

        Raises:
            InputError: if there is none, or a number is missing that it needs.
        """
        missing = [name for name in ALWAYS_GIVEN if getattr(self, name) is None]
        if self.medium is None or missing:
            raise InputError("medium", self.medium, f"accompanied by {', '.join(ALWAYS_GIVEN)}")
        numbers = {name: getattr(self, name) for name in ALWAYS_GIVEN} | vars(self.medium)
        if namespace(numbers) is jnp:
            return plasma_numbers(**numbers)
        known = {name: np.asarray(number, dtype=float) for name, number in numbers.items()}
        found: PlasmaNumbers = of_known_numbers(lambda: _compiled_plasma(**known))
        return found

    def own_alfven_speed(self) -> Given:
        """Alfvén speed as given, or of the medium; None where neither is given [kpc/Myr]."""
        return self.alfven_speed if self.medium is None else self.plasma().alfven_speed

    def missing(self, dampings: tuple[str, ...]) -> tuple[str, ...]:
        """Names of the numbers that :meth:`complete` lacks."""
        wanted = [*ALWAYS_GIVEN, *([] if self.medium is not None else _following(dampings))]
        return tuple(name for name in wanted if getattr(self, name) is None)

    def complete(self, dampings: tuple[str, ...]) -> Turbulence:
        """The turbulence with all that scattering needs.

        Args:
            dampings: what truncates the cascades, of :data:`SCALES`.

        Returns:
            The turbulence; traced where the numbers are.

        Raises:
            InputError: if a number is neither given nor follows from the medium.
        """
        if missing := self.missing(dampings):
            instead = ", or medium in its place" if missing[0] in FOLLOWS_FROM_MEDIUM else ""
            raise InputError(missing[0], None, f"given{instead}, because the scattering theory needs it")
        source = self if self.medium is None else self.plasma()
        numbers = {name: getattr(self, name) for name in ALWAYS_GIVEN}
        numbers |= {name: getattr(source, name) for name in _following(dampings)}
        flags = {damping.replace("-", "_"): damping in dampings for damping in SCALES}
        return Turbulence(**numbers, **flags)


_compiled_plasma = jax.jit(plasma_numbers)


def _following(dampings: tuple[str, ...]) -> list[str]:
    """Numbers that follow from a medium and are needed with these dampings."""
    unused = {name for damping, names in SCALES.items() if damping not in dampings for name in names}
    return [name for name in FOLLOWS_FROM_MEDIUM if name not in unused]
