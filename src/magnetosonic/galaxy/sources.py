"""Distributions of cosmic-ray sources in the Galaxy.

Only their shape matters for cosmic rays, whose flux is normalised to a measurement.
"""

from __future__ import annotations

import abc
from collections.abc import Callable
from pathlib import Path

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.csv_table import Column, CsvTable
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas_interface import Position, gaussian_layer
from magnetosonic.galaxy.plane_table import HEIGHT, RADIUS, PlaneTable, on_grid

_SOLAR_RADIUS = 8.5  # kpc; all were normalised with it, whatever the observer's radius is taken to be
_RATE = Column("rate", 0.0, 1e50)

Parameter = float | Float[Array, ""]


class Sources(eqx.Module):
    """A distribution of sources, symmetric about the axis of the Galaxy.

    It is made of JAX operations, and differentiates with respect to the height (from above at a cusp) and to its
    parameters.
    """

    @abc.abstractmethod
    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate per unit volume, in a unit of the model.

        Args:
            radius: Galactocentric radius [kpc].
            height: height above the plane, of either sign [kpc].

        Returns:
            Rate, of the broadcast shape.
        """


class Ferriere2001(Sources):
    """Supernova rate of Ferrière 2001, Rev. Mod. Phys. 73, 1031, section III.E [1/(kpc^3 Myr)].

    Type Ia supernovae follow the old stellar disk, type II the pulsars, about 60 % of them in associations.
    """

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate of both types together [1/(kpc^3 Myr)]; see :meth:`Sources.__call__`."""
        type_ia = 7.3 * jnp.exp(-(radius - _SOLAR_RADIUS) / 4.5 - jnp.abs(height) / 0.325)
        outer = jnp.exp(-(radius**2 - _SOLAR_RADIUS**2) / 6.8**2)
        inner = 3.55 * jnp.exp(-(((radius - 3.7) / 2.1) ** 2))
        vertical = 0.79 * jnp.exp(-((height / 0.212) ** 2)) + 0.21 * jnp.exp(-((height / 0.636) ** 2))
        return type_ia + 50.0 * vertical * jnp.where(jnp.asarray(radius) > 3.7, outer, inner)


class PowerExponential(Sources):
    """Surveys of supernova remnants and pulsars: x^a exp[-b (x - 1)] exp(-|z|/h), 1 at the Sun.

    x = (R + R_1)/(R_sun + R_1), so that b (x - 1) = b (R - R_sun)/(R_sun + R_1), with R_sun = 8.5 kpc. Scale heights
    and outer edges are those of GALPROP and DRAGON2 (Evoli et al. 2017, JCAP 02, 015).

    Attributes:
        exponent: a, at least 1.
        slope: b.
        scale_height: h [kpc].
        offset: R_1 [kpc].
        edge: radius at and beyond which there are no sources [kpc].
    """

    exponent: Parameter
    slope: Parameter
    scale_height: Parameter = 0.2
    offset: Parameter = 0.0
    edge: float = 15.0

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate relative to that at the Sun; see :meth:`Sources.__call__`."""
        x = (radius + self.offset) / (_SOLAR_RADIUS + self.offset)
        radial = x**self.exponent * jnp.exp(-self.slope * (x - 1.0))
        return jnp.where(jnp.asarray(radius) < self.edge, radial, 0.0) * jnp.exp(-jnp.abs(height) / self.scale_height)

    @classmethod
    def case_bhattacharya_1996(cls) -> PowerExponential:
        """Supernova remnants of Case & Bhattacharya 1996, A&AS 120, 437."""
        return cls(1.69, 3.33)

    @classmethod
    def case_bhattacharya_1998(cls) -> PowerExponential:
        """Supernova remnants of Case & Bhattacharya 1998, ApJ 504, 761; they peak at 4.8 kpc."""
        return cls(2.00, 3.53)

    @classmethod
    def lorimer_2006(cls) -> PowerExponential:
        """Pulsars of Lorimer et al. 2006, MNRAS 372, 777, their model C; they peak at 3.2 kpc."""
        return cls(1.9, 5.00)

    @classmethod
    def yusifov_kucuk_2004(cls) -> PowerExponential:
        """Pulsars of Yusifov & Küçük 2004, A&A 422, 545, in the rounding of DRAGON2; they peak at 3.2 kpc."""
        return cls(1.64, 4.0, scale_height=0.1, offset=0.55, edge=np.inf)

    @classmethod
    def galprop(cls) -> PowerExponential:
        """The form used with GALPROP, after Strong & Moskalenko 1998 (ApJ 509, 212), as in DRAGON2."""
        return cls(1.25, 3.56)


class PointRing(Sources):
    """A narrow ring of sources, of Gaussian cross-section: the response of the Galaxy to sources at one radius.

    Attributes:
        radius: of the ring [kpc].
        width: standard deviation in radius [kpc]; cells should not be wider.
        half_height: height where the rate is half of that in the plane [kpc].
    """

    radius: Parameter
    width: Parameter
    half_height: Parameter

    def __check_init__(self):
        """Refuse rings without a size."""
        for name in ("width", "half_height"):
            value = getattr(self, name)
            if isinstance(value, float) and not 0.0 < value < np.inf:
                raise InputError(name, value, "a length above zero [kpc]")

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate relative to that on the ring; see :meth:`Sources.__call__`."""
        radial = jnp.exp(-0.5 * ((radius - self.radius) / self.width) ** 2)
        return radial * gaussian_layer(height, self.half_height)


class TableSources(Sources):
    """A rate given on a grid of radius and height; none outside of it.

    Attributes:
        table: the rate, in any unit.
    """

    table: PlaneTable

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate in the unit of the table; see :meth:`Sources.__call__`."""
        return self.table(radius, height)


class RadialTableSources(Sources):
    """A rate in the plane given at some radii, zero outside of them, that falls exponentially with height.

    Attributes:
        radii: increasing [radius] [kpc].
        rates: in any unit [radius].
        scale_height: height over which the rate falls by e [kpc].
    """

    radii: Float[Array, "radius"]
    rates: Float[Array, "radius"]
    scale_height: Parameter

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate in the unit of the table; see :meth:`Sources.__call__`."""
        radial = jnp.interp(radius, self.radii, self.rates, left=0.0, right=0.0)
        return radial * jnp.exp(-jnp.abs(height) / self.scale_height)


def read_source_table(
    path: Path, scale_height: float | None = None, field: str = "galaxy.sources_table"
) -> TableSources | RadialTableSources:
    """Sources from a CSV file.

    Args:
        path: CSV file with the columns radius_kpc, height_kpc and rate, one row for each point of a rectangular grid in
            any order (heights that begin at 0 serve both sides of the plane), or with the columns radius_kpc and rate.
            Lines that start with ``#`` are comments.
        scale_height: of the exponential fall of the rate with height [kpc]; for a table without heights.
        field: dotted name of the input that named the file, for error messages.

    Returns:
        The sources, with bilinear or linear interpolation, zero outside of the table.

    Raises:
        InputError: no such file or columns, a value that is no number or negative, an incomplete grid, radii that do
            not increase, no source at all, a scale height missing, not positive or beside a column of heights.
    """
    table = CsvTable.read(path, field)
    has_heights = HEIGHT.name in table.header
    if has_heights != (scale_height is None):
        given = f"{path} with the columns {', '.join(table.header)}, and scale height {scale_height}"
        raise InputError(field, given, f"a table with a column {HEIGHT.name}, or a scale height [kpc], and not both")
    sources = on_grid(table, [_RATE])[0] if has_heights else None
    radii, rates = table.numbers(RADIUS, _RATE)
    if not np.any(rates > 0.0):
        raise InputError(field, str(path), "a table with a rate above zero")
    if sources is not None:
        return TableSources(sources)
    if scale_height is None or not 0.0 < scale_height < np.inf:
        raise InputError(field, f"scale height {scale_height}", "a scale height above zero [kpc]")
    if len(radii) < 2:
        raise InputError(field, str(path), "a table of at least two radii")
    steps = np.diff(radii)
    if not np.all(steps > 0.0):
        raise InputError(field, table.place(int(np.argmax(steps <= 0.0)) + 1), "a table of increasing radii")
    return RadialTableSources(radii, rates, scale_height)


SOURCE_MODELS: dict[str, Callable[..., Sources]] = {
    "ferriere2001": Ferriere2001,
    "case-bhattacharya-1996": PowerExponential.case_bhattacharya_1996,
    "case-bhattacharya-1998": PowerExponential.case_bhattacharya_1998,
    "lorimer2006": PowerExponential.lorimer_2006,
    "yusifov-kucuk-2004": PowerExponential.yusifov_kucuk_2004,
    "galprop": PowerExponential.galprop,
    "ring": PointRing,
    "table": read_source_table,
}
"""Source models by their name in the configuration: what makes one, out of its own parameters."""
