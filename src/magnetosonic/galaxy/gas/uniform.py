"""Interstellar gas of the same density at all radii."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Scalar
from magnetosonic.choices import Choice, Setting, Table
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas.interface import Gas
from magnetosonic.galaxy.layers import Density, Position


class UniformGas(Gas):
    """The same density at all radii, up to a height.

    The edge is sharp: a boundary of elements must stand at ``half_height`` and follow it for integrals to be exact, and
    for their derivative with respect to it, which does not come out of the density. Where the edge of a zone stands at
    the same height, the boundary follows the zone, and that derivative is lost (zero).

    Attributes:
        neutral_density: hydrogen nuclei in atoms and molecules [cm^-3].
        ionised_density: hydrogen nuclei in ionised gas [cm^-3].
        half_height: height up to which there is gas [kpc]; infinite for gas everywhere.
    """

    ADDRESSES: ClassVar = {"uniform_gas": "", "neutral": "neutral_density", "ionised": "ionised_density"}
    neutral_density: Scalar
    ionised_density: Scalar
    half_height: Scalar = np.inf

    def __check_init__(self) -> None:
        """Refuse negative densities and heights."""
        for name in ("neutral_density", "ionised_density"):
            value = getattr(self, name)
            if isinstance(value, float) and not 0.0 <= value < np.inf:
                raise InputError(name, value, "a density, zero or above [cm^-3]")
        if isinstance(self.half_height, float) and not self.half_height > 0.0:
            raise InputError("half_height", self.half_height, "a height above zero, or infinite [kpc]")

    def words(self) -> str:
        """What the gas is, for a report."""
        densities = f"{float(self.neutral_density):g} cm^-3 neutral and {float(self.ionised_density):g} cm^-3 ionised"
        height = float(self.half_height)
        return f"uniform, {densities}, {f'up to |z| = {height:g} kpc' if np.isfinite(height) else 'everywhere'}"

    @property
    def edge(self) -> Scalar | None:
        """Height up to which there is gas [kpc]; infinite for gas everywhere."""
        return self.half_height

    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules [cm^-3]; see :meth:`Gas.neutral`."""
        return self._slab(self.neutral_density, radius, height)

    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas [cm^-3]; see :meth:`Gas.ionised`."""
        return self._slab(self.ionised_density, radius, height)

    def _slab(self, density: Scalar, radius: Position, height: Position) -> Density:
        shape = jnp.broadcast_shapes(jnp.shape(radius), jnp.shape(height))
        return jnp.broadcast_to(jnp.where(jnp.abs(height) <= self.half_height, density, 0.0), shape)


def _uniform(uniform_gas: Mapping[str, float]) -> UniformGas:
    half_height = uniform_gas.get("half_height", np.inf)
    return UniformGas(uniform_gas["neutral"], uniform_gas["ionised"], half_height)


def _density(words: str) -> Setting:
    return Setting(f"Density of hydrogen nuclei in {words} [cm^-3].", "cm-3", "0 cm-3", "1e3 cm-3", "0.9 cm-3")


_SETTINGS = {
    "neutral": _density("atoms and molecules"),
    "ionised": _density("ionised gas"),
    "half_height": Setting(
        "Height up to which there is gas [kpc]; if not given, there is gas everywhere.",
        "kpc",
        "0.01 kpc",
        "50 kpc",
        "0.1 kpc",
        required=False,
    ),
}
CHOICE = Choice(
    "uniform", "galaxy.uniform_gas", _uniform, {"uniform_gas": Table("Gas of constant density.", _SETTINGS)}
)
