"""Radial nodes of the grid: even in a small Galaxy, denser inside in a large one."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, namespace

_REFINED_RADIUS = 15.0  # kpc
_CELLS_INSIDE = 0.75  # share of the cells inside of it
_NEWTON_STEPS = 4  # to rounding for R_max up to 1e6 kpc
_SERIES = np.array([1.0 / math.factorial(2 * n + 1) for n in range(9, -1, -1)])  # to rounding below 1


def radial_nodes(radius: Scalar, cells: int) -> Float[Array, "node"]:
    """Nodes from 0 to R_max: even up to 20 kpc; in a larger Galaxy denser inside 15 kpc, where gas and sources are.

    r = R_max sinh(a x)/sinh(a) with three quarters of the cells inside 15 kpc: smooth and growing for every R_max, so
    that the finite volumes stay of second order. The nodes differentiate with respect to R_max; at 20 kpc they are
    continuous, and so are their derivatives from either side.

    Args:
        radius: R_max [kpc].
        cells: number of cells.

    Returns:
        Nodes, 0 and R_max included [kpc].
    """
    fraction = np.linspace(0.0, 1.0, cells + 1)
    square = _squared_stretch(radius)
    return radius * (fraction * _sinhc(square * fraction**2)[0] / _sinhc(square)[0])


def _squared_stretch(radius: Scalar) -> Scalar:
    """a^2 of sinh(c a)/sinh(a) = 15 kpc/R_max, with the share c of the cells, or 0 for even nodes.

    In terms of a^2 the equation is analytic where the stretching begins, so that Newton's method meets no singularity.
    """
    numpy = namespace(radius)
    excess = numpy.log(numpy.asarray(radius, dtype=float) * (_CELLS_INSIDE / _REFINED_RADIUS))
    excess = numpy.where(excess > 0.0, excess, 0.0)
    share = _CELLS_INSIDE**2
    # A hyperbola with the slope where the stretching begins and the one far beyond, ln(R_max) ~ (1 - c) a.
    square = excess * (excess + 6.0 * (1.0 - _CELLS_INSIDE) / (1.0 + _CELLS_INSIDE)) / (1.0 - _CELLS_INSIDE) ** 2
    for _ in range(_NEWTON_STEPS):
        whole, whole_slope = _sinhc(square)
        inside, inside_slope = _sinhc(share * square)
        slope = whole_slope / whole - share * inside_slope / inside
        square = square - (numpy.log(whole / inside) - excess) / slope
    return square


def _sinhc(square: Float[Array, "..."] | Scalar) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """sinh(a)/a as a function of a^2, and its derivative with respect to a^2."""
    numpy = namespace(square)
    small = square < 1.0
    a = numpy.sqrt(numpy.where(small, 1.0, square))
    value = numpy.where(small, numpy.polyval(_SERIES, square), numpy.sinh(a) / a)
    slope = (numpy.cosh(a) - numpy.sinh(a) / a) / (2.0 * a**2)
    return value, numpy.where(small, numpy.polyval(np.polyder(_SERIES), square), slope)
