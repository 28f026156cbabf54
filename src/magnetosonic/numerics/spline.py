"""Interpolating splines with linear continuation, differentiable in their values.

The natural spline is the more accurate one for smooth tables; the monotone one never overshoots at a kink or jump.
"""

from __future__ import annotations

from jaxtyping import Float

from magnetosonic.arrays import Array, namespace


def cubic_spline(
    nodes: Float[Array, "node"], values: Float[Array, "node"], points: Float[Array, "..."]
) -> Float[Array, "..."]:
    """Interpolate by the natural cubic spline; beyond the ends go on along the tangent.

    Source: C. de Boor, *A Practical Guide to Splines* (Springer 2001), chapter IV.

    Args:
        nodes: increasing, at least 3 [node].
        values: values at the nodes [node].
        points: where to evaluate, any shape.

    Returns:
        Interpolated values, of the shape of ``points``; error of fourth order inside, of second order at the ends.
    """
    numpy = namespace(nodes, values, points)
    step = numpy.diff(nodes)
    slope = numpy.diff(values) / step
    matrix = numpy.diag((step[:-1] + step[1:]) / 3) + numpy.diag(step[1:-1] / 6, 1) + numpy.diag(step[1:-1] / 6, -1)
    curvature = numpy.pad(numpy.linalg.solve(matrix, numpy.diff(slope)), 1)
    interval = numpy.clip(numpy.searchsorted(nodes, points) - 1, 0, len(step) - 1)
    inside = numpy.clip(points, nodes[0], nodes[-1])
    width, left, right = step[interval], curvature[interval], curvature[interval + 1]
    b = (inside - nodes[interval]) / width
    a = 1.0 - b
    value = a * values[interval] + b * values[interval + 1]
    value = value + ((a**3 - a) * left + (b**3 - b) * right) * width**2 / 6
    tangent = slope[interval] + (-(3 * a**2 - 1) * left + (3 * b**2 - 1) * right) * width / 6
    return value + tangent * (points - inside)


def monotone_spline(
    nodes: Float[Array, "node"], values: Float[Array, "node"], points: Float[Array, "..."]
) -> Float[Array, "..."]:
    """Interpolate by piecewise cubics that are monotone between nodes; beyond the ends go on along the tangent.

    Source: M. Steffen 1990, A&A 239, 443: the slope at a node is that of the parabola through its neighbours, limited
    so that extrema occur at nodes only (equation 11); at the ends it is that of the outermost interval.

    Args:
        nodes: increasing, at least 3 [node].
        values: values at the nodes [node].
        points: where to evaluate, any shape.

    Returns:
        Interpolated values, of the shape of ``points``; error of third order where the table is smooth.
    """
    numpy = namespace(nodes, values, points)
    step = numpy.diff(nodes)
    secant = numpy.diff(values) / step
    left, right = secant[:-1], secant[1:]
    parabola = (left * step[1:] + right * step[:-1]) / (step[:-1] + step[1:])
    limit = numpy.minimum(numpy.minimum(numpy.abs(left), numpy.abs(right)), 0.5 * numpy.abs(parabola))
    inner = (numpy.sign(left) + numpy.sign(right)) * limit
    slope = numpy.concatenate([secant[:1], inner, secant[-1:]])
    interval = numpy.clip(numpy.searchsorted(nodes, points) - 1, 0, len(step) - 1)
    inside = numpy.clip(points, nodes[0], nodes[-1])
    t, width = (inside - nodes[interval]), step[interval]
    first, last, chord = slope[interval], slope[interval + 1], secant[interval]
    cubic, square = (first + last - 2 * chord) / width**2, (3 * chord - 2 * first - last) / width
    value = ((cubic * t + square) * t + first) * t + values[interval]
    end = numpy.where(points > inside, slope[-1], slope[0])
    return value + end * (points - inside)
