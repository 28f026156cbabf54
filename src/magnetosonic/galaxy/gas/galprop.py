"""Interstellar gas of the GALPROP type: atomic, molecular and ionised hydrogen in rings.

Formalism: Moskalenko et al. 2002, ApJ 565, 280. The tables come from the publications named beside them; their radii,
for a Sun at 10 kpc, are taken as they are, as DRAGON2 does (Evoli et al. 2017, JCAP 02, 015).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.choices import Choice, Profile
from magnetosonic.constants import KPC_IN_CM
from magnetosonic.galaxy.gas.interface import Gas
from magnetosonic.galaxy.gas.ionised import cordes_1991, ionised_citation, ionised_name
from magnetosonic.galaxy.gas.xco import XCO_PROFILES, XcoProfile, xco_profile
from magnetosonic.galaxy.layers import Density, Position, gaussian_layer

# Bronfman et al. 1988, ApJ 324, 248, table 3: R [kpc], CO volume emissivity [K km/s/kpc], midplane height [kpc],
# half height at half maximum [kpc].
_MOLECULAR_TABLE = np.array(
    [
        [0.00, 0.0, 0.039, 0.077], [2.25, 1.5, 0.039, 0.077], [2.75, 3.3, 0.036, 0.080], [3.25, 5.8, 0.000, 0.061],
        [3.75, 5.5, -0.008, 0.065], [4.25, 8.4, 0.001, 0.071], [4.75, 9.0, -0.010, 0.072], [5.25, 9.6, -0.001, 0.082],
        [5.75, 8.6, -0.004, 0.083], [6.25, 9.1, -0.019, 0.073], [6.75, 7.9, -0.022, 0.063], [7.25, 9.2, -0.014, 0.058],
        [7.75, 7.7, -0.009, 0.072], [8.25, 5.0, -0.004, 0.080], [8.75, 3.6, 0.013, 0.066], [9.25, 4.8, -0.004, 0.023],
        [9.75, 1.7, -0.020, 0.147], [10.25, 0.0, -0.020, 0.147],
    ]
)  # fmt: skip

# Gordon & Burton 1976, ApJ 208, 346, table 1: midplane density [cm^-3] of the annulus that begins at R [kpc].
_ATOMIC_RADII = np.array([0.0, *np.arange(2.0, 16.01, 0.5)])
_ATOMIC_DENSITIES = np.array(
    [0.10, 0.13, 0.14, 0.16, 0.19, 0.25, 0.30, 0.33, 0.32, 0.31, 0.30, 0.37, 0.38, 0.36, 0.32, 0.29, 0.38, 0.40, 0.25,
     0.23, 0.32, 0.36, 0.32, 0.25, 0.16, 0.10, 0.09, 0.08, 0.06]
)  # fmt: skip
_CITATION = (
    "Moskalenko, Strong, Ormes & Potgieter 2002, ApJ 565, 280; Gordon & Burton 1976, ApJ 208, 346; "
    "Bronfman et al. 1988, ApJ 324, 248"
)
_ATOMIC_MEAN_4_TO_8_KPC = 0.33  # cm^-3, of Gordon & Burton's densities


def atomic_hydrogen(radius: Position, height: Position) -> Density:
    """Density of atomic hydrogen.

    Radial profile of Gordon & Burton 1976; vertical profile of Dickey & Lockman 1990 (ARA&A 28, 215) inside 8 kpc, of
    Cox, Krügel & Mezger 1986 (A&A 155, 380) outside 10 kpc, linear in between; the column at 4 to 8 kpc is that of
    Dickey & Lockman, 6.2e20 cm^-2. Beyond 15.75 kpc it falls as exp(-R/3 kpc).

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].

    Returns:
        Density [cm^-3], of the broadcast shape.
    """
    centres = 0.5 * (_ATOMIC_RADII[:-1] + _ATOMIC_RADII[1:])
    # Interpolation keeps the last value outside of the table.
    plane = jnp.interp(radius, centres, _ATOMIC_DENSITIES) * jnp.exp(-jnp.maximum(radius - centres[-1], 0.0) / 3.0)
    inner = (
        0.395 * gaussian_layer(height, 0.106)
        + 0.107 * gaussian_layer(height, 0.265)
        + 0.064 * jnp.exp(-jnp.abs(height) / 0.403)
    )
    outer = 0.57 * jnp.exp(-((height / (0.0523 * jnp.exp(0.11 * radius))) ** 2))
    fraction = jnp.clip((radius - 8.0) / 2.0, 0.0, 1.0)
    return plane / _ATOMIC_MEAN_4_TO_8_KPC * ((1.0 - fraction) * inner + fraction * outer)


def molecular_hydrogen(radius: Position, height: Position, xco: Float[Array, "..."] | float) -> Density:
    """Density of molecular hydrogen, from the CO emissivity of Bronfman et al. 1988.

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].
        xco: ratio of H2 column to CO line intensity at this radius [molecules cm^-2/(K km/s)].

    Returns:
        Density of molecules [cm^-3], of the broadcast shape; zero beyond 10.25 kpc.
    """
    table_radius, emissivity, midplane, width = _MOLECULAR_TABLE.T
    emission = jnp.interp(radius, table_radius, emissivity)
    offset = jnp.interp(radius, table_radius, midplane)
    half_height = jnp.interp(radius, table_radius, width)
    return emission * xco / KPC_IN_CM * gaussian_layer(height - offset, half_height)


class GalpropGas(Gas):
    """Gas of the GALPROP type: Gordon & Burton 1976, Bronfman et al. 1988 and a model of the ionised gas.

    Attributes:
        xco: H2 column per CO line intensity [molecules cm^-2/(K km/s)]: a number or whatever else
            :func:`magnetosonic.galaxy.gas.xco.xco_profile` takes.
        ionised_model: one of :data:`magnetosonic.galaxy.gas.ionised.IONISED_MODELS`.
    """

    ADDRESSES: ClassVar = {"xco": "xco.numbers"}
    xco: XcoProfile = eqx.field(converter=xco_profile, default="sm96")
    ionised_model: Callable[[Position, Position], Density] = eqx.field(static=True, default=cordes_1991)

    def words(self) -> str:
        """What the gas is, for a report."""
        ionised = ionised_name(self.ionised_model) or "user's function"
        return f"of the GALPROP type, X_CO = {self.xco.words()}, ionised gas: {ionised}"

    def citations(self) -> tuple[tuple[str, str], ...]:
        """What to cite for it, pairs of subject and reference."""
        ionised = ionised_citation(self.ionised_model)
        return (
            ("gas", _CITATION),
            ("X_CO", self.xco.citation()),
            *(() if ionised is None else (("ionised gas", ionised),)),
        )

    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules [cm^-3]; see :meth:`Gas.neutral`."""
        return atomic_hydrogen(radius, height) + 2.0 * molecular_hydrogen(radius, height, self.xco(radius))

    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas [cm^-3]; see :meth:`Gas.ionised`."""
        return self.ionised_model(radius, height)


_XCO = Profile(
    'H2 column per CO line intensity X_CO [molecules cm^-2 / (K km/s)] of galaxy.gas = "galprop": a number from 1e18 '
    "to 1e22, two in a list for radii below and above 2 kpc, or a profile by name; if not given, 1.9e20 (sm96).",
    XCO_PROFILES,
    1e18,
    1e22,
    "2 kpc",
)
CHOICE = Choice("galprop", "of the GALPROP type (Moskalenko et al. 2002, ApJ 565, 280)", GalpropGas, {"xco": _XCO})
