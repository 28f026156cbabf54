"""Interstellar gas of Ferrière."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp

from magnetosonic.choices import Choice
from magnetosonic.galaxy.gas.interface import Gas
from magnetosonic.galaxy.gas.ionised import CORDES_1991, cordes_1991
from magnetosonic.galaxy.layers import Density, Position, gaussian_layer


class FerriereGas(Gas):
    """Gas of Ferrière 1998 (ApJ 497, 759) and, near the centre, Ferrière et al. 2007 (A&A 467, 611).

    In the closed forms that DRAGON2 uses (Evoli et al. 2017, JCAP 02, 015): Gaussian layers, whose thickness jumps at
    2.5 kpc. Ionised gas: Cordes et al. 1991.
    """

    WORDS: ClassVar = "of Ferrière 1998 and Ferrière et al. 2007"
    CITATIONS: ClassVar = (
        ("gas", "Ferrière 1998, ApJ 497, 759; Ferrière, Gillard & Jean 2007, A&A 467, 611"),
        ("ionised gas", CORDES_1991),
    )

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


CHOICE = Choice("ferriere", "Ferrière 1998 and Ferrière et al. 2007", FerriereGas)
