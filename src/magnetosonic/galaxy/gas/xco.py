"""X_CO, the ratio of the column density of H2 to the intensity of the CO line, as a function of radius."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, parameter
from magnetosonic.errors import InputError
from magnetosonic.galaxy.layers import Position
from magnetosonic.words import fields

_INNER_GALAXY = 2.0  # kpc: where the two-value profile changes

# Radii where the value changes [kpc], and one value more [1e20 molecules cm^-2/(K km/s)].
_PROFILES: dict[str, tuple[list[float], list[float]]] = {
    "sm96": ([], [1.9]),  # Strong & Mattox 1996, A&A 308, L21
    "galprop_2004": ([3.5, 5.5, 7.5, 9.5], [0.4, 0.6, 0.8, 1.5, 10.0]),  # Strong et al. 2004, A&A 422, L47
    # Ackermann et al. 2012, ApJ 750, 3; in the steps of DRAGON2 (Evoli et al. 2017, JCAP 02, 015)
    "galprop_2010": ([2.0, 7.5, 10.0, 12.0, 17.0, 19.0], [0.4, 1.5, 0.75, 5.0, 12.0, 60.0, 200.0]),
}
_CITATIONS = {
    "sm96": "Strong & Mattox 1996, A&A 308, L21",
    "galprop_2004": "Strong et al. 2004, A&A 422, L47",
    "galprop_2010": "Ackermann et al. 2012, ApJ 750, 3",
}
XCO_PROFILES = tuple(_PROFILES)
"""Names of the published profiles."""


class XcoProfile(eqx.Module):
    """X_CO in steps of radius: a step belongs to the ring outside of it.

    Attributes:
        edges: radii of the steps, increasing [edge] [kpc].
        values: X_CO of every ring, one more than edges, or a number for all radii [ring] [molecules cm^-2/(K km/s)].
    """

    edges: Float[Array, "edge"]
    values: Float[Array, "*ring"]

    __repr__ = fields

    @property
    def numbers(self) -> Any:
        """The number, or the two, that a configuration can give; none for profiles of more rings."""
        return self.values if np.size(self.values) <= 2 else None

    def name(self) -> str | None:
        """One of :data:`XCO_PROFILES`; none for numbers of the user's."""
        known = ((name, np.array(edges), 1e20 * np.array(values)) for name, (edges, values) in _PROFILES.items())
        own = np.asarray(self.edges), np.atleast_1d(np.asarray(self.values))
        same = (name for name, *other in known if all(map(np.array_equal, own, other)))
        return next(same, None)

    def words(self) -> str:
        """X_CO for a report: the number or the rings, with the name of a published profile."""
        name, values = self.name(), np.atleast_1d(np.asarray(self.values))
        if name is not None:
            return f"{' to '.join(dict.fromkeys(f'{end:.4g}' for end in (values.min(), values.max())))} ({name})"
        edges = np.asarray(self.edges)
        rings = [f"{value:.4g} to {edge:g} kpc" for edge, value in zip(edges, values, strict=False)]
        return ", ".join([*rings, f"{values[-1]:.4g}" + (" beyond" if rings else "")])

    def citation(self) -> str:
        """What to cite for it."""
        name = self.name()
        return "user's numbers" if name is None else _CITATIONS[name]

    def __call__(self, radius: Position) -> Float[Array, "..."]:
        """X_CO at a radius.

        Args:
            radius: Galactocentric radius [kpc].

        Returns:
            X_CO [molecules cm^-2/(K km/s)], of the same shape.
        """
        return jnp.atleast_1d(jnp.asarray(self.values))[
            jnp.searchsorted(jnp.asarray(self.edges), jnp.asarray(radius), side="right")
        ]


def xco_profile(xco: XcoProfile | str | float | Float[Array, ""] | Sequence[float]) -> XcoProfile:
    """X_CO profile from its name or numbers.

    Args:
        xco: a profile, which is returned; a name of :data:`XCO_PROFILES`; one number for all radii; or two, for the
            radii below and above 2 kpc [molecules cm^-2/(K km/s)].

    Returns:
        The profile.

    Raises:
        InputError: if the name is unknown or a number not positive and finite.
    """
    if isinstance(xco, XcoProfile):
        return xco
    if isinstance(xco, str):
        if xco not in _PROFILES:
            raise InputError("xco", xco, f"a number, two numbers, or one of {', '.join(XCO_PROFILES)}")
        edges, values = _PROFILES[xco]
        return XcoProfile(np.array(edges, float), parameter(1e20 * np.array(values if edges else values[0])))
    if not isinstance(xco, jax.Array):
        numbers = np.asarray(xco, float)
        if numbers.size not in (1, 2) or not np.all(np.isfinite(numbers) & (numbers > 0)):
            raise InputError("xco", xco, "positive: one number, or two for radii below and above 2 kpc")
    values_of_rings = parameter(xco)
    return XcoProfile(np.full(values_of_rings.size - 1, _INNER_GALAXY), values_of_rings)
