"""Universal integrals of the scattering rates, tabulated once.

They hold no parameter of the turbulence and none of the particle, so that one table serves every zone, rigidity and
pitch angle:

- transit-time damping of fast modes: H(t) = Int_0^t dz z^(-5/2) J_1(z)^2;
- gyroresonance with fast modes, over the obliquity omega of the wave (see :mod:`magnetosonic.turbulence.damping`):
  K_n(c, omega) = Int_omega^inf domega' xi^(7/2) (1-xi^2)/2 J_n'(c tan alpha)^2, tan alpha = exp(-omega'/2);
- gyroresonance with Alfvén modes: G_n(p, z) = Int_z^inf dz' z'^(-13/3) J_n(z')^2 exp(-(p/z')^(2/3));
- transit-time damping of slow modes: S(q, z) = Int_z^inf dz' z'^(-7/3) J_1(z')^2 exp(-(z'/q)^(1/3));
- gyroresonance with slow modes has no universal integral; only the function J_n'(z)^2 is tabulated.
"""

from __future__ import annotations

from functools import lru_cache

import equinox as eqx
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.bessel import squared, squared_derivative
from magnetosonic.numerics.interpolation import UniformGrid, hermite_coefficients
from magnetosonic.numerics.quadrature import integral_from_right

TRANSIT_GRID = UniformGrid.spanning(-16.0, 9.0, 0.02)
"""Grid of ln t."""
DISTANCE_GRID = UniformGrid.spanning(-9.0, 9.0, 0.05)
"""Grid of ln c."""
OBLIQUITY_GRID = UniformGrid.spanning(-14.0, 30.0, 0.1)
"""Grid of omega."""
ANISOTROPY_GRID = UniformGrid.spanning(-33.0, 15.0, 0.12)
"""Grid of ln p."""
ARGUMENT_GRID = UniformGrid.spanning(-33.0, 11.0, 0.1)
"""Grid of ln z."""
SLOW_GRID = UniformGrid.spanning(-46.0, 44.0, 0.15)
"""Grid of ln q."""
BESSEL_GRID = UniformGrid.spanning(-12.0, 11.0, 0.01)
"""Grid of ln z of the squares of Bessel functions."""
_SMALLEST = 1e-300


class ScatteringTables(eqx.Module):
    """All universal integrals that a choice of modes and harmonics needs; harmonic n has index n - 1.

    Attributes:
        transit: Hermite coefficients of H over ln t.
        fast_gyro: Hermite coefficients of K_n over omega, for every ln c.
        alfven_gyro: ln G_n over (ln p, ln z).
        slow_transit: ln S over (ln q, ln z), once or not at all.
        slow_gyro: Hermite coefficients of J_n'^2 over ln z.
    """

    transit: Float[Array | np.ndarray, "transit_cell 4"]
    fast_gyro: tuple[Float[Array | np.ndarray, "distance wave_cell 4"], ...]
    alfven_gyro: tuple[Float[Array | np.ndarray, "anisotropy argument"], ...]
    slow_transit: tuple[Float[Array | np.ndarray, "slow argument"], ...]
    slow_gyro: tuple[Float[Array | np.ndarray, "bessel_cell 4"], ...]


@lru_cache(maxsize=1)
def transit_table() -> Float[np.ndarray, "cell 4"]:
    """Hermite coefficients of H on TRANSIT_GRID; H(t) = sqrt(t)/2 below it."""
    grid = TRANSIT_GRID.points

    def integrand(log_t):
        t = np.exp(log_t)
        return t**-1.5 * squared(1, t)

    from_right = integral_from_right(integrand, grid)
    values = 0.5 * np.exp(0.5 * grid[0]) + from_right[0] - from_right
    return hermite_coefficients(values, integrand(grid), TRANSIT_GRID.step)


@lru_cache(maxsize=16)
def gyro_table(harmonic: int) -> Float[np.ndarray, "distance wave_cell 4"]:
    """Hermite coefficients of K_n on OBLIQUITY_GRID, for every c of DISTANCE_GRID."""
    log_c = DISTANCE_GRID.points[:, None]

    def integrand(omega):
        log_sine2 = -np.logaddexp(0.0, omega)
        log_cosine2 = -np.logaddexp(0.0, -omega)
        weight = 0.5 * np.exp(1.75 * log_cosine2 + log_sine2)
        return weight * squared_derivative(harmonic, np.exp(log_c - 0.5 * omega))

    omega = OBLIQUITY_GRID.points
    slope = -integrand(omega)
    # Beyond the grid the integrand falls as exp(-omega), so that its value is also the remaining integral.
    integral = integral_from_right(integrand, omega) - slope[:, -1:]
    return hermite_coefficients(integral, slope, OBLIQUITY_GRID.step)


@lru_cache(maxsize=16)
def alfven_table(harmonic: int) -> Float[np.ndarray, "anisotropy argument"]:
    """Logarithm of G_n of Alfvén modes."""
    log_p = ANISOTROPY_GRID.points[:, None]

    def integrand(log_z):
        z = np.exp(log_z)
        return z ** (-10.0 / 3.0) * squared(harmonic, z) * np.exp(-np.exp((log_p - log_z) / 1.5))

    log_z = ARGUMENT_GRID.points
    # The tail beyond the grid: J_n^2 -> 1/(pi z), so the integrand falls as z^(-13/3).
    tail = integrand(log_z[-1:]) / (13.0 / 3.0)
    return np.log(integral_from_right(integrand, log_z) + tail)


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
    return np.log(np.maximum(integral_from_right(integrand, log_z) + tail, _SMALLEST))


@lru_cache(maxsize=16)
def bessel_table(harmonic: int) -> Float[np.ndarray, "cell 4"]:
    """Hermite coefficients of J_n'(z)^2, averaged over its oscillation at large z, on BESSEL_GRID.

    The average begins early: the steep spectrum of slow modes puts a sharp end to the integral over z, and only the
    integral over the resonance, which would have to resolve them, averages the oscillations out.
    """
    log_z, step = BESSEL_GRID.points, 1e-4
    values, after, before = (squared_derivative(harmonic, np.exp(log_z + h), onset=6.0) for h in (0.0, step, -step))
    return hermite_coefficients(values, (after - before) / (2.0 * step), BESSEL_GRID.step)


def scattering_tables(modes: tuple[str, ...], max_harmonic: int) -> ScatteringTables:
    """Tables for a choice of modes and harmonics, computed at the first call and kept.

    Args:
        modes: the modes that scatter.
        max_harmonic: highest harmonic.

    Returns:
        The tables; those of modes that do not scatter are left out (empty).
    """
    harmonics = range(1, max_harmonic + 1)
    return ScatteringTables(
        transit=transit_table(),
        fast_gyro=tuple(gyro_table(n) for n in harmonics) if "fast" in modes else (),
        alfven_gyro=tuple(alfven_table(n) for n in harmonics) if "alfven" in modes else (),
        slow_transit=(slow_transit_table(),) if "slow" in modes else (),
        slow_gyro=tuple(bessel_table(n) for n in harmonics) if "slow" in modes else (),
    )
