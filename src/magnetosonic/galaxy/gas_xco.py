"""X_CO, the ratio of the column density of H2 to the intensity of the CO line, as a function of radius."""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, parameter
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas_interface import Position

_INNER_GALAXY = 2.0  # kpc: where the two-value profile changes

# Radii where the value changes [kpc], and one value more [1e20 molecules cm^-2/(K km/s)].
_PROFILES: dict[str, tuple[list[float], list[float]]] = {
    "sm96": ([], [1.9]),  # Strong & Mattox 1996, A&A 308, L21
    "galprop_2004": ([3.5, 5.5, 7.5, 9.5], [0.4, 0.6, 0.8, 1.5, 10.0]),  # Strong et al. 2004, A&A 422, L47
    # Ackermann et al. 2012, ApJ 750, 3; in the steps of DRAGON2 (Evoli et al. 2017, JCAP 02, 015)
    "galprop_2010": ([2.0, 7.5, 10.0, 12.0, 17.0, 19.0], [0.4, 1.5, 0.75, 5.0, 12.0, 60.0, 200.0]),
}
XCO_PROFILES = tuple(_PROFILES)
"""Names of the published profiles."""


class XcoProfile(eqx.Module):
    """X_CO in steps of radius: a step belongs to the ring outside of it.

    Attributes:
        edges: radii of the steps, increasing [edge] [kpc].
        values: X_CO of every ring, one more than edges [ring] [molecules cm^-2/(K km/s)].
    """

    edges: Float[Array, "edge"]
    values: Float[Array, "ring"]

    def __call__(self, radius: Position) -> Float[Array, "..."]:
        """X_CO at a radius.

        Args:
            radius: Galactocentric radius [kpc].

        Returns:
            X_CO [molecules cm^-2/(K km/s)], of the same shape.
        """
        return jnp.asarray(self.values)[jnp.searchsorted(jnp.asarray(self.edges), jnp.asarray(radius), side="right")]


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
        return XcoProfile(np.array(edges, float), parameter(1e20 * np.array(values)))
    if not isinstance(xco, jax.Array):
        numbers = np.atleast_1d(np.asarray(xco, float))
        if numbers.size > 2 or not np.all(np.isfinite(numbers) & (numbers > 0)):
            raise InputError("xco", xco, "positive: one number, or two for radii below and above 2 kpc")
    values_of_rings = jnp.atleast_1d(xco) if isinstance(xco, jax.core.Tracer) else parameter(np.atleast_1d(xco))
    return XcoProfile(np.full(len(values_of_rings) - 1, _INNER_GALAXY), values_of_rings)
