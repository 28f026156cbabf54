"""Interstellar gas in closed form: Nakanishi & Sofue, Ferrière, and a uniform disk."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Scalar
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas_interface import Density, Gas, Position, gaussian_layer
from magnetosonic.galaxy.gas_ionised import cordes_1991

_OUTERMOST_GAS = 30.0  # kpc: the cubic thickness of the atomic layer turns over far outside of the data


class NakanishiSofueGas(Gas):
    """Gas of Nakanishi & Sofue 2003 (PASJ 55, 191; atoms) and 2006 (PASJ 58, 847; molecules).

    The closed forms are fits to their maps that DRAGON and HERMES use (arXiv:1607.07886); how they were made is not
    published. Beyond 30 kpc the layers keep their thickness. Ionised gas: Cordes et al. 1991.
    """

    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules [cm^-3]; see :meth:`Gas.neutral`."""
        inside = jnp.minimum(jnp.asarray(radius), _OUTERMOST_GAS)
        atoms = 0.94 * (0.6 * jnp.exp(-radius / 2.4) + 0.24 * jnp.exp(-(((radius - 9.5) / 4.8) ** 2)))
        atomic_height = 1.06e-3 * (116.3 + 19.3 * inside + 4.1 * inside**2 - 0.05 * inside**3)
        molecules = 0.94 * (11.2 * jnp.exp(-(radius**2) / 0.874) + 0.83 * jnp.exp(-(((radius - 4.0) / 3.2) ** 2)))
        molecular_height = 1.06e-3 * (10.8 * jnp.exp(0.28 * inside) + 42.78)
        return atoms * gaussian_layer(height, atomic_height) + 2.0 * molecules * gaussian_layer(
            height, molecular_height
        )

    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas [cm^-3]; see :meth:`Gas.ionised`."""
        return cordes_1991(radius, height)


class FerriereGas(Gas):
    """Gas of Ferrière 1998 (ApJ 497, 759) and, near the centre, Ferrière et al. 2007 (A&A 467, 611).

    In the closed forms that DRAGON2 uses (Evoli et al. 2017, JCAP 02, 015): Gaussian layers, whose thickness jumps at
    2.5 kpc. Ionised gas: Cordes et al. 1991.
    """

    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules [cm^-3]; see :meth:`Gas.neutral`."""
        radius = jnp.asarray(radius)
        central = 8.0 * jnp.exp(-((radius / 0.2) ** 2))
        # Falls inwards of 3 kpc and outwards of 13 kpc; the central spike ends at 3 kpc, where it is 1e-97.
        disk = 0.57 * jnp.exp(jnp.minimum(radius - 3.0, 0.0) / 0.4 - jnp.maximum(radius - 13.0, 0.0) / 4.0)
        atomic_height = jnp.where(radius < 2.5, 0.045, 0.115 * jnp.exp(jnp.maximum(radius - 8.5, 0.0) / 6.7))
        molecules = (
            150.0 * jnp.exp(-(((radius - 0.05) / 0.2) ** 2))
            + 0.49 * jnp.exp(-(((radius - 5.3) / 2.2) ** 2))
            + 0.24 * jnp.exp(-(((radius - 8.1) / 1.5) ** 2))
        )
        molecular_height = jnp.where(radius < 2.5, 0.015, 0.059)
        return (central + disk) * gaussian_layer(height, atomic_height) + 2.0 * molecules * gaussian_layer(
            height, molecular_height
        )

    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas [cm^-3]; see :meth:`Gas.ionised`."""
        return cordes_1991(radius, height)


class UniformGas(Gas):
    """The same density at all radii, up to a height.

    The edge is sharp: a boundary of elements must stand at ``half_height`` and follow it for integrals to be exact, and
    for their derivative with respect to it, which does not come out of the density.

    Attributes:
        density_neutral: hydrogen nuclei in atoms and molecules [cm^-3].
        density_ionised: hydrogen nuclei in ionised gas [cm^-3].
        half_height: height up to which there is gas [kpc]; infinite for gas everywhere.
    """

    density_neutral: Scalar
    density_ionised: Scalar
    half_height: Scalar = np.inf

    def __check_init__(self):
        """Refuse negative densities and heights."""
        for name in ("density_neutral", "density_ionised"):
            value = getattr(self, name)
            if isinstance(value, float) and not 0.0 <= value < np.inf:
                raise InputError(name, value, "a density, zero or above [cm^-3]")
        if isinstance(self.half_height, float) and not self.half_height > 0.0:
            raise InputError("half_height", self.half_height, "a height above zero, or infinite [kpc]")

    @property
    def edge(self) -> Scalar | None:
        """Height up to which there is gas [kpc]; infinite for gas everywhere."""
        return self.half_height

    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules [cm^-3]; see :meth:`Gas.neutral`."""
        return self._slab(self.density_neutral, radius, height)

    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas [cm^-3]; see :meth:`Gas.ionised`."""
        return self._slab(self.density_ionised, radius, height)

    def _slab(self, density: Scalar, radius: Position, height: Position) -> Density:
        shape = jnp.broadcast_shapes(jnp.shape(radius), jnp.shape(height))
        return jnp.broadcast_to(jnp.where(jnp.abs(height) <= self.half_height, density, 0.0), shape)
