"""How finely the integrals of the scattering theory are resolved."""

from __future__ import annotations

from typing import NamedTuple


class Resolution(NamedTuple):
    """Numbers of quadrature nodes.

    Attributes:
        pitch: pitch angles at which the rates are computed for D.
        pitch_quadrature: pitch angles at which the integrand of D, interpolated from those, is summed.
        resonance: nodes in each panel across the gyroresonance.
        obliquity: nodes in each panel in the direction of the waves.
        size: points in ln(R s) at which the transit-time integral is computed.
        perpendicular: nodes in each panel in x_perp, for the gyroresonance of slow modes.
    """

    pitch: int
    pitch_quadrature: int
    resonance: int
    obliquity: int
    size: int
    perpendicular: int


RESOLUTIONS = {
    "fast": Resolution(pitch=12, pitch_quadrature=24, resonance=5, obliquity=4, size=64, perpendicular=4),
    "default": Resolution(pitch=20, pitch_quadrature=32, resonance=7, obliquity=5, size=96, perpendicular=6),
    "fine": Resolution(pitch=40, pitch_quadrature=64, resonance=16, obliquity=10, size=192, perpendicular=10),
}
"""The choices of a computation; their errors are in the documentation of the numerics."""


def finer(resolution: str) -> str:
    """The next finer choice; ``fine`` itself for the finest."""
    return "default" if resolution == "fast" else "fine"
