"""Universal integrals of the scattering rates, tabulated once.

They hold no parameter of the turbulence and none of the particle, so that one table serves every zone, rigidity and
pitch angle:

- transit-time damping of fast modes: H(t) = Int_0^t dz z^(-5/2) J_1(z)^2;
- gyroresonance with fast modes, over the obliquity omega of the wave (see :mod:`magnetosonic.turbulence.damping`):
  K_n(c, omega) = Int_-inf^omega domega' xi^(7/2) (1-xi^2)/2 J_n'(c tan alpha)^2, tan alpha = exp(-omega'/2), and for
  the diffusion in momentum the same with xi^(3/2);
- gyroresonance with Alfvén modes: G_n(p, z) = Int_z^inf dz' z'^(-13/3) J_n(z')^2 exp(-(p/z')^(2/3));
- transit-time damping of slow modes: S(q, z) = Int_z^inf dz' z'^(-7/3) J_1(z')^2 exp(-(z'/q)^(1/3));
- gyroresonance with slow modes has no universal integral; only the function J_n'(z)^2 is tabulated.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from scipy.interpolate import CubicSpline

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.bessel import squared, squared_derivative
from magnetosonic.numerics.interpolation import UniformGrid, hermite, hermite_coefficients
from magnetosonic.numerics.quadrature import cell_integrals, integral_from_left, integral_from_right
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import log_cosine_squared, log_sine_squared

TRANSIT_GRID = UniformGrid.spanning(-16.0, 9.0, 0.02)
"""Grid of ln t."""
DISTANCE_GRID = UniformGrid.spanning(-9.0, 9.0, 0.1)
"""Grid of ln c."""
OBLIQUITY_GRID = UniformGrid.spanning(-20.0, 30.0, 0.1)
"""Grid of omega."""
ANISOTROPY_GRID = UniformGrid.spanning(-33.0, 15.0, 0.12)
"""Grid of ln p."""
ARGUMENT_GRID = UniformGrid.spanning(-33.0, 11.0, 0.1)
"""Grid of ln z."""
SLOW_GRID = UniformGrid.spanning(-46.0, 44.0, 0.15)
"""Grid of ln q."""
BESSEL_GRID = UniformGrid.spanning(-12.0, 11.0, 0.005)
"""Grid of ln z of the squares of Bessel functions."""
_SMALLEST = 1e-300


class DirectionTable(eqx.Module):
    """K_n of the gyroresonance with fast modes.

    To be relatively exact for waves along and across the field, K itself is tabulated up to omega = 0, and beyond it
    K less its total.

    Attributes:
        cumulative: Hermite coefficients over omega, for every ln c.
        total: K_n(c, inf) over ln c.
        bessel: Hermite coefficients of J_n'^2 over ln z.
        power: of xi in the integrand.
    """

    cumulative: Float[Array, "*harmonic distance wave_cell 4"]
    total: Float[Array, "*harmonic distance"]
    bessel: Float[Array, "*harmonic bessel_cell 4"]
    power: float = eqx.field(static=True)

    def integrand(self, log_c: Float[Array, "*shape"], omega: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """The derivative of K_n with respect to omega."""
        log_weight = 0.5 * self.power * log_cosine_squared(omega) + log_sine_squared(omega)
        log_z = log_c - 0.5 * omega
        # Beyond the table J_n'^2 falls as 1/z.
        beyond = jnp.maximum(log_z - BESSEL_GRID.points[-1], 0.0)
        return 0.5 * jnp.exp(log_weight - beyond) * hermite(BESSEL_GRID, self.bessel, log_z)


class ScatteringTables(eqx.Module):
    """All universal integrals that a choice of modes and harmonics needs, once or not at all.

    Those of the gyroresonance have a first axis for the harmonics, which are those of the settings.

    Attributes:
        transit: Hermite coefficients of H over ln t.
        transit_tail: the same of t^(5/2) [H(inf) - H(t)].
        fast_gyro: K_n.
        alfven_gyro: ln G_n over (ln p, ln z).
        slow_transit: ln S over (ln q, ln z).
        slow_gyro: Hermite coefficients of J_n'^2 over ln z.
    """

    transit: Float[Array, "transit_cell 4"]
    transit_tail: Float[Array, "transit_cell 4"]
    fast_gyro: tuple[DirectionTable, ...]
    alfven_gyro: tuple[Float[Array, "harmonic anisotropy argument"], ...]
    slow_transit: tuple[Float[Array, "slow argument"], ...]
    slow_gyro: tuple[Float[Array, "harmonic bessel_cell 4"], ...]


@lru_cache(maxsize=1)
def transit_tables() -> tuple[Float[np.ndarray, "cell 4"], Float[np.ndarray, "cell 4"]]:
    """Hermite coefficients on TRANSIT_GRID of H(t), which is sqrt(t)/2 below it, and of t^(5/2) [H(inf) - H(t)]."""
    log_t = TRANSIT_GRID.points

    def integrand(log_t):
        t = np.exp(log_t)
        return t**-1.5 * squared(1, t)

    cells, slope = cell_integrals(integrand, log_t), integrand(log_t)
    head = 0.5 * np.exp(0.5 * log_t[0]) + integral_from_left(cells)
    # Beyond the grid J_1^2 is 1/(pi t).
    rest = integral_from_right(cells) + slope[-1] / 2.5
    growth = np.exp(2.5 * log_t)
    tail = hermite_coefficients(growth * rest, growth * (2.5 * rest - slope), TRANSIT_GRID.step)
    return hermite_coefficients(head, slope, TRANSIT_GRID.step), tail


def transit_difference(
    tables: ScatteringTables, log_low: Float[Array, "*shape"], log_high: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """H(t_high) - H(t_low), relatively exact for any size of both.

    Args:
        tables: universal integrals.
        log_low: ln t_low.
        log_high: ln t_high, not below ln t_low.

    Returns:
        The difference.
    """

    def head(log_t):
        below = jnp.minimum(log_t - TRANSIT_GRID.origin, 0.0)
        return hermite(TRANSIT_GRID, tables.transit, log_t) * jnp.exp(0.5 * below)

    def tail(log_t):
        return hermite(TRANSIT_GRID, tables.transit_tail, log_t) * jnp.exp(-2.5 * log_t)

    return jnp.where(log_low > 1.0, tail(log_low) - tail(log_high), head(log_high) - head(log_low))


@lru_cache(maxsize=64)
def direction_table(harmonic: float, power: float) -> DirectionTable:
    """K_n on DISTANCE_GRID and OBLIQUITY_GRID.

    Args:
        harmonic: n.
        power: of xi in the integrand, 7/2 or 3/2.

    Returns:
        The table.
    """
    log_c = DISTANCE_GRID.points[:, None]
    square = _bessel_spline(harmonic, 30.0)

    def integrand(omega):
        log_sine2 = -np.logaddexp(0.0, omega)
        log_cosine2 = -np.logaddexp(0.0, -omega)
        log_z = log_c - 0.5 * omega
        last = BESSEL_GRID.points[-1]
        weight = 0.5 * np.exp(0.5 * power * log_cosine2 + log_sine2 - np.maximum(log_z - last, 0.0))
        return weight * square(np.clip(log_z, BESSEL_GRID.origin, last))

    omega = OBLIQUITY_GRID.points
    slope = integrand(omega)
    cells = cell_integrals(integrand, omega)
    # Below the grid J_n'^2 falls as 1/z, and above it the integrand as exp(-omega).
    left = integral_from_left(cells) + slope[:, :1] / (0.5 * power + 0.5)
    right = -integral_from_right(cells) - slope[:, -1:]
    middle = int(np.argmin(np.abs(omega)))
    across = hermite_coefficients(left[:, : middle + 1], slope[:, : middle + 1], OBLIQUITY_GRID.step)
    along = hermite_coefficients(right[:, middle:], slope[:, middle:], OBLIQUITY_GRID.step)
    cumulative = np.concatenate([across, along], axis=1)
    return DirectionTable(cumulative, left[:, middle] - right[:, middle], bessel_table(harmonic, 30.0), power)


@lru_cache(maxsize=32)
def alfven_table(harmonic: float) -> Float[np.ndarray, "anisotropy argument"]:
    """Logarithm of G_n of Alfvén modes."""
    log_p = ANISOTROPY_GRID.points[:, None]

    def integrand(log_z):
        z = np.exp(log_z)
        return z ** (-10.0 / 3.0) * squared(harmonic, z) * np.exp(-np.exp((log_p - log_z) / 1.5))

    log_z = ARGUMENT_GRID.points
    # The tail beyond the grid: J_n^2 -> 1/(pi z), so the integrand falls as z^(-13/3).
    tail = integrand(log_z[-1:]) / (13.0 / 3.0)
    return np.log(np.maximum(integral_from_right(cell_integrals(integrand, log_z)) + tail, _SMALLEST))


@lru_cache(maxsize=1)
def slow_transit_table() -> Float[np.ndarray, "slow argument"]:
    """Logarithm of S of slow modes; where S underflows, that of 1e-300."""
    log_q = SLOW_GRID.points[:, None]

    def integrand(log_z):
        z = np.exp(log_z)
        return z ** (-4.0 / 3.0) * squared(1, z) * np.exp(-np.exp((log_z - log_q) / 3.0))

    log_z = ARGUMENT_GRID.points
    # The tail beyond the grid: J_1^2 -> 1/(pi z), so the integrand falls as z^(-7/3) times the exponential.
    tail = integrand(log_z[-1:]) / (7.0 / 3.0 + np.exp((log_z[-1] - log_q) / 3.0) / 3.0)
    return np.log(np.maximum(integral_from_right(cell_integrals(integrand, log_z)) + tail, _SMALLEST))


def bessel_table(harmonic: float, onset: float) -> Float[np.ndarray, "cell 4"]:
    """Hermite coefficients of J_n'(z)^2, averaged over its oscillation at large z, on BESSEL_GRID.

    Args:
        harmonic: n.
        onset: where the average begins, see :func:`magnetosonic.numerics.bessel.squared`.

    Returns:
        The coefficients.
    """
    spline, log_z = _bessel_spline(harmonic, onset), BESSEL_GRID.points
    return hermite_coefficients(spline(log_z), spline(log_z, 1), BESSEL_GRID.step)


@lru_cache(maxsize=64)
def _bessel_spline(harmonic: float, onset: float) -> CubicSpline:
    """J_n'(z)^2, averaged at large z, over ln z from the first to the last point of BESSEL_GRID."""
    log_z = BESSEL_GRID.points
    return CubicSpline(log_z, squared_derivative(harmonic, np.exp(log_z), onset))


def scattering_tables(settings: ScatteringSettings, momentum: bool = False) -> ScatteringTables:
    """Tables for a choice of modes and harmonics, computed at the first call and kept.

    Args:
        settings: choices of the computation.
        momentum: for the diffusion in momentum instead of the pitch angle.

    Returns:
        The tables; those of modes that do not scatter are left out (empty).
    """
    return _tables(settings.modes, tuple(harmonic for harmonic, _ in settings.harmonics), momentum)


@lru_cache(maxsize=8)
def _tables(modes: tuple[str, ...], harmonics: tuple[float, ...], momentum: bool) -> ScatteringTables:
    transit, tail = transit_tables()

    def stacked(mode: str, table: Callable[[float], object]) -> tuple[Any, ...]:
        if mode not in modes:
            return ()
        return (jax.tree.map(lambda *leaves: np.stack(leaves), *(table(n) for n in harmonics)),)

    tables = ScatteringTables(
        transit=transit,
        transit_tail=tail,
        fast_gyro=stacked("fast", lambda n: direction_table(n, 1.5 if momentum else 3.5)),
        alfven_gyro=stacked("alfven", alfven_table),
        slow_transit=(slow_transit_table(),) if "slow" in modes else (),
        # The average begins early: the steep spectrum of slow modes puts a sharp end to the integral over z, and only
        # the integral over the resonance, which would have to resolve them, averages the oscillations out.
        slow_gyro=stacked("slow", lambda n: bessel_table(n, 6.0)),
    )
    # On the device once and for all, also if the first call is inside of a function that is being compiled.
    with jax.ensure_compile_time_eval():
        return jax.device_put(tables)
