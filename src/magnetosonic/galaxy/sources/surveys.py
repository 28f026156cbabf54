"""Surveys of supernova remnants and pulsars, in one form with the numbers of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.choices import Choice
from magnetosonic.galaxy.layers import Position
from magnetosonic.galaxy.sources.interface import SCALE_HEIGHT, SOLAR_RADIUS, Sources


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

    ADDRESSES: ClassVar = {"source_scale_height": "scale_height"}
    exponent: Scalar
    slope: Scalar
    scale_height: Scalar = 0.2
    offset: Scalar = 0.0
    edge: Scalar = 15.0

    def words(self) -> str:
        """What the sources are, for a report."""
        own = f"(R/R_sun)^{float(self.exponent):g} exp[-{float(self.slope):g} (R/R_sun - 1)]"
        return f"{self.WORDS if self._as_published() else own}, scale height {float(self.scale_height):g} kpc"

    def citations(self) -> tuple[tuple[str, str], ...]:
        """What to cite for them, pairs of subject and reference."""
        return self.CITATIONS if self._as_published() else (("sources", "user's numbers"),)

    def _as_published(self) -> bool:
        """Whether all numbers but the scale height are those of a survey."""
        numbers = ("exponent", "slope", "offset", "edge")
        return bool(self.WORDS) and all(float(getattr(self, n)) == getattr(type(self), n) for n in numbers)

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate relative to that at the Sun; see :meth:`Sources.__call__`."""
        x = (radius + self.offset) / (SOLAR_RADIUS + self.offset)
        radial = x**self.exponent * jnp.exp(-self.slope * (x - 1.0))
        return jnp.where(jnp.asarray(radius) < self.edge, radial, 0.0) * jnp.exp(-jnp.abs(height) / self.scale_height)


class CaseBhattacharya1996(PowerExponential):
    """Supernova remnants of Case & Bhattacharya 1996, A&AS 120, 437."""

    WORDS: ClassVar = "supernova remnants of Case & Bhattacharya 1996"
    CITATIONS: ClassVar = (("sources", "Case & Bhattacharya 1996, A&AS 120, 437"),)
    exponent: Scalar = 1.69
    slope: Scalar = 3.33


class CaseBhattacharya1998(PowerExponential):
    """Supernova remnants of Case & Bhattacharya 1998, ApJ 504, 761; they peak at 4.8 kpc."""

    WORDS: ClassVar = "supernova remnants of Case & Bhattacharya 1998"
    CITATIONS: ClassVar = (("sources", "Case & Bhattacharya 1998, ApJ 504, 761"),)
    exponent: Scalar = 2.00
    slope: Scalar = 3.53


class Lorimer2006(PowerExponential):
    """Pulsars of Lorimer et al. 2006, MNRAS 372, 777, their model C; they peak at 3.2 kpc."""

    WORDS: ClassVar = "pulsars of Lorimer et al. 2006"
    CITATIONS: ClassVar = (("sources", "Lorimer et al. 2006, MNRAS 372, 777"),)
    exponent: Scalar = 1.9
    slope: Scalar = 5.00


class YusifovKucuk2004(PowerExponential):
    """Pulsars of Yusifov & Küçük 2004, A&A 422, 545, in the rounding of DRAGON2; they peak at 3.2 kpc."""

    WORDS: ClassVar = "pulsars of Yusifov & Küçük 2004"
    CITATIONS: ClassVar = (("sources", "Yusifov & Küçük 2004, A&A 422, 545"),)
    exponent: Scalar = 1.64
    slope: Scalar = 4.0
    scale_height: Scalar = 0.1
    offset: Scalar = 0.55
    edge: Scalar = np.inf


class GalpropSources(PowerExponential):
    """The form used with GALPROP, after Strong & Moskalenko 1998 (ApJ 509, 212), as in DRAGON2."""

    WORDS: ClassVar = "of the GALPROP type, Strong & Moskalenko 1998"
    CITATIONS: ClassVar = (("sources", "Strong & Moskalenko 1998, ApJ 509, 212"),)
    exponent: Scalar = 1.25
    slope: Scalar = 3.56


def _choice(tag: str, words: str, survey: Callable[..., PowerExponential]) -> Choice[PowerExponential]:
    def build(source_scale_height: float | None = None) -> PowerExponential:
        return survey() if source_scale_height is None else survey(scale_height=source_scale_height)

    return Choice(tag, words, build, {"source_scale_height": SCALE_HEIGHT})


CHOICES = (
    _choice("case-bhattacharya-1996", "supernova remnants (Case & Bhattacharya 1996)", CaseBhattacharya1996),
    _choice("case-bhattacharya-1998", "supernova remnants (Case & Bhattacharya 1998)", CaseBhattacharya1998),
    _choice("lorimer2006", "pulsars (Lorimer et al. 2006)", Lorimer2006),
    _choice("yusifov-kucuk-2004", "pulsars (Yusifov & Küçük 2004)", YusifovKucuk2004),
    _choice("galprop", "Strong & Moskalenko 1998", GalpropSources),
)
