"""Ionised hydrogen of the Galaxy: models of the free electrons from the dispersion of pulsar signals."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.galaxy.layers import Density, Position

CORDES_1991 = "Cordes et al. 1991, Nature 354, 121"
"""What to cite for :func:`cordes_1991`."""


def cordes_1991(radius: Position, height: Position) -> Density:
    """Density of ionised hydrogen of Cordes et al. 1991, Nature 354, 121, equation (6).

    A thick disk and a thin ring at 4 kpc, both exponential in |z|.

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].

    Returns:
        Density [cm^-3], of the broadcast shape.
    """
    height = jnp.abs(height)
    thick = 0.025 * jnp.exp(-height / 1.0 - (radius / 20.0) ** 2)
    return thick + 0.200 * jnp.exp(-height / 0.15 - ((radius - 4.0) / 2.0) ** 2)


def ne2001(radius: Position, height: Position) -> Density:
    """Density of ionised hydrogen of the smooth part of NE2001 (Cordes & Lazio 2002, astro-ph/0207156).

    A thick disk that ends at 17 kpc and a thin ring. The width of the ring, 1.8 kpc, is that of Taylor & Cordes 1993,
    ApJ 411, 674, which the text of NE2001 misprints. Spiral arms, clumps and voids are left out.

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].

    Returns:
        Density [cm^-3], of the broadcast shape.
    """
    edge, solar_radius = 17.0, 8.5
    inside = jnp.minimum(jnp.asarray(radius), edge)  # the cosine is zero at the edge, so that this cuts the disk off
    disk = jnp.cos(jnp.pi * inside / (2.0 * edge)) / jnp.cos(jnp.pi * solar_radius / (2.0 * edge))
    thick = 0.033 / 0.95 * disk * _sech_squared(height / 0.95)
    return thick + 0.09 * jnp.exp(-(((radius - 3.7) / 1.8) ** 2)) * _sech_squared(height / 0.14)


def _sech_squared(x: Position) -> Float[Array, "..."]:
    # Through exp(-2 |x|): cosh overflows far above a thin layer.
    falling = jnp.exp(-2.0 * jnp.abs(x))
    return 4.0 * falling / (1.0 + falling) ** 2


IONISED_MODELS = {"cordes1991": cordes_1991, "ne2001": ne2001}
"""Models of the ionised gas by name."""
_CITATIONS = {"cordes1991": CORDES_1991, "ne2001": "Cordes & Lazio 2002, astro-ph/0207156"}


def ionised_name(law: Callable[[Position, Position], Density]) -> str | None:
    """Name of a model of the ionised gas; none for a function of the user's."""
    return next((name for name, known in IONISED_MODELS.items() if known is law), None)


def ionised_citation(law: Callable[[Position, Position], Density]) -> str | None:
    """What to cite for a model of the ionised gas; nothing for a function of the user's."""
    name = ionised_name(law)
    return None if name is None else _CITATIONS[name]
