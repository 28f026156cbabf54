"""Spatial operators of the transport equation: what one must be able to do, and the one in radius and height."""

from magnetosonic.transport.space.interface import (
    ADVECTION,
    DIFFUSION,
    EXPANSION,
    GAS,
    MOMENTUM,
    UNIT,
    UPWIND,
    WITHIN,
    Nodes,
    Space,
)
from magnetosonic.transport.space.rz import Patches, RadiusHeight, build_space

__all__ = [
    "ADVECTION",
    "DIFFUSION",
    "EXPANSION",
    "GAS",
    "MOMENTUM",
    "UNIT",
    "UPWIND",
    "WITHIN",
    "Nodes",
    "Patches",
    "RadiusHeight",
    "Space",
    "build_space",
]
