"""Turbulence for the tests of this folder."""

from __future__ import annotations

from magnetosonic.turbulence.medium import Turbulence


def medium(alfven_mach=0.5, beta=0.1, collisionless=True, viscous=False, x_c=1e6, **ion_neutral) -> Turbulence:
    return Turbulence(alfven_mach, 0.1, beta, 0.01, 1.0, x_c, collisionless, viscous, **ion_neutral)
