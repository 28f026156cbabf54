"""Interstellar gas of Nakanishi & Sofue."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp

from magnetosonic.choices import Choice
from magnetosonic.galaxy.gas.interface import Gas
from magnetosonic.galaxy.gas.ionised import CORDES_1991, cordes_1991
from magnetosonic.galaxy.layers import Density, Position, gaussian_layer

_OUTERMOST_GAS = 30.0  # kpc: the cubic thickness of the atomic layer turns over far outside of the data


class NakanishiSofueGas(Gas):
    """Gas of Nakanishi & Sofue 2003 (PASJ 55, 191; atoms) and 2006 (PASJ 58, 847; molecules).

    The closed forms are fits to their maps that DRAGON and HERMES use (arXiv:1607.07886); how they were made is not
    published. Beyond 30 kpc the layers keep their thickness. Ionised gas: Cordes et al. 1991.
    """

    WORDS: ClassVar = "of Nakanishi & Sofue 2003 and 2006"
    CITATIONS: ClassVar = (
        ("gas", "Nakanishi & Sofue 2003, PASJ 55, 191; Nakanishi & Sofue 2006, PASJ 58, 847"),
        ("ionised gas", CORDES_1991),
    )

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


CHOICE = Choice("nakanishi-sofue", "Nakanishi & Sofue 2003 and 2006", NakanishiSofueGas)
