"""The formulas of the scattering rates, summed directly with NumPy and SciPy: slow, but as they are written.

Everything is dimensionless: R = r_L/L, slowness v_A/v, d = D_mumu L/v. ``truncation`` is X of xi^2. With ``delta`` the
resonance is E = sqrt(pi A) delta(mu - n/(x_par R)).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import optimize, special

MASS_RATIO = 1836.15267343


def gauss(edges, order):
    """Nodes and weights of Gauss-Legendre quadrature in each panel."""
    unit, weight = np.polynomial.legendre.leggauss(order)
    half = 0.5 * np.diff(edges)[:, None]
    return (edges[:-1, None] + half * (unit + 1.0)).ravel(), (half * weight).ravel()


def bessel_squared(harmonic, z, far=1000.0):
    """J_n^2, and from ``far`` on, where nodes do not resolve the oscillation, its average 1/(pi z)."""
    return np.where(z < far, special.jv(harmonic, np.minimum(z, far)) ** 2, 1.0 / (np.pi * np.maximum(z, far)))


def slope_squared(harmonic, z, far=1000.0):
    """J_n'^2, likewise."""
    return np.where(z < far, special.jvp(harmonic, np.minimum(z, far)) ** 2, 1.0 / (np.pi * np.maximum(z, far)))


def truncation(alfven_mach, beta, cap, x_c=None, collisionless=True):
    """X of xi^2 (Fornieri et al. 2021, A16, A18, A19)."""

    def largest(xi2):
        x = np.full_like(xi2, cap)
        if collisionless:
            front = 4.0 * alfven_mach**4 * MASS_RATIO * xi2 / (np.pi * beta * (1.0 - xi2) ** 2)
            with np.errstate(over="ignore"):
                x = np.minimum(x, front * np.exp(2.0 / (beta * MASS_RATIO * xi2)))
        if x_c is not None:
            # From 1 - xi^2 for beta < 1/2 to (1 - 3 xi^2)^2 for beta > 2.
            t = np.clip(np.log2(beta) / 2 + 0.5, 0.0, 1.0)
            share = t**3 * (10 - 15 * t + 6 * t**2)
            with np.errstate(divide="ignore"):
                x = np.minimum(x, x_c * np.abs(1.0 - (1 + 2 * share) * xi2) ** (-2 / 3 * (1 + share)))
        return x

    return largest


@lru_cache(maxsize=1)
def _transit_head():
    """H(t) = Int_0^t dz z^(-5/2) J_1(z)^2 on a dense grid of ln t up to t = 400."""
    log_t = np.concatenate([np.linspace(-30.0, 1.0, 3101), np.log(np.linspace(np.e, 400.0, 8001)[1:])])
    node, weight = gauss(log_t, 3)
    t = np.exp(node)
    cells = (weight * t**-1.5 * special.j1(t) ** 2).reshape(-1, 3).sum(1)
    return log_t, 0.5 * np.exp(0.5 * log_t[0]) + np.concatenate([[0.0], np.cumsum(cells)])


def transit(log_t):
    """H by linear interpolation; beyond the grid J_1^2 is its average 1/(pi z)."""
    log_grid, head = _transit_head()
    inside = np.interp(np.minimum(log_t, log_grid[-1]), log_grid, head)
    beyond = (np.exp(-2.5 * log_grid[-1]) - np.exp(-2.5 * np.maximum(log_t, log_grid[-1]))) / (2.5 * np.pi)
    return np.where(log_t < log_grid[0], 0.5 * np.exp(0.5 * np.minimum(log_t, 0.0)), inside + beyond)


def phase_speed(mode, xi2, beta=None):
    """omega/(k_par v_A): of k v_A and k_par v_A, or with a beta of the roots of u^4 - (1 + b) u^2 + b xi^2 = 0."""
    if beta is None:
        return xi2**-0.5 if mode == "fast" else np.ones_like(xi2)
    b = 5.0 / 6.0 * beta
    roots = [np.sort(np.roots([1.0, -(1.0 + b), b * one]).real) for one in np.atleast_1d(xi2)]
    return np.sqrt(np.array(roots)[:, 1 if mode == "fast" else 0] / xi2)


def fast_transit(alfven_mach, scale, slowness, mu, largest, momentum=False, beta=None):
    """P Int dxi xi T(xi) Int dx x^(-5/2) J_1(z)^2, by the trapezoidal rule in ln(xi^2/(1-xi^2))."""
    omega = np.linspace(-32.0, 26.0, 40001)
    xi2, sine_squared = special.expit(omega), special.expit(-omega)
    width = (1.0 - mu * mu) * alfven_mach
    drift = slowness * phase_speed("fast", xi2, beta)
    t = 0.5 * (np.exp(-((mu - drift) ** 2) / width) + np.exp(-((mu + drift) ** 2) / width))
    if momentum:
        t = t * drift**2
    log_a = np.log(scale * np.sqrt((1.0 - mu * mu) * sine_squared))
    log_x = np.log(np.maximum(largest(xi2), 1.0))
    waves = np.exp(1.5 * log_a) * (transit(log_a + log_x) - transit(log_a))
    front = np.sqrt(np.pi) * alfven_mach**1.5 * np.sqrt(1.0 - mu * mu) / (2.0 * scale**2)
    return front * np.trapezoid(0.5 * xi2 * sine_squared * t * waves, omega)


def fast_gyro(alfven_mach, scale, slowness, mu, largest, momentum=False, harmonic=1, panels=460):
    """P Int dxi xi Int dx x^(-5/2) J_n'(z)^2 [E_(+n) + E_(-n)], in ln(xi^2/(1-xi^2)) and ln x."""
    omega, direction_weight = gauss(np.linspace(-20.0, 26.0, panels + 1), 4)
    xi2, sine_squared = special.expit(omega), special.expit(-omega)
    width = (1.0 - mu * mu) * alfven_mach
    # Waves outside of this range of n/(x_par R) are not in resonance.
    least, most = max(mu - 7.0 * np.sqrt(width), 1e-6), mu + 7.0 * np.sqrt(width)
    low = np.maximum(0.0, np.log(harmonic / (scale * np.sqrt(xi2) * most)))
    high = np.maximum(low, np.minimum(np.log(largest(xi2)), np.log(harmonic / (scale * np.sqrt(xi2) * least))))
    unit, unit_weight = gauss(np.linspace(0.0, 1.0, 61), 6)
    x = np.exp(low[:, None] + (high - low)[:, None] * unit)
    turns = harmonic / (x * np.sqrt(xi2)[:, None] * scale)
    resonance = np.exp(-((mu - turns) ** 2) / width) + np.exp(-((mu + turns) ** 2) / width)
    z = x * scale * np.sqrt((1.0 - mu * mu) * sine_squared)[:, None]
    inner = (unit_weight * x**-1.5 * slope_squared(harmonic, z, 60.0 + 4.0 * harmonic) * resonance).sum(1) * (
        high - low
    )
    weight = 0.5 * xi2 * sine_squared * direction_weight
    if momentum:
        weight = weight * slowness**2 / xi2
    return np.sqrt(np.pi) * alfven_mach**1.5 * np.sqrt(1.0 - mu * mu) / (2.0 * scale**2) * (weight * inner).sum()


def _anisotropic(alfven_mach):
    """Amplitude g, least x_perp and least x_par of Alfven and slow modes."""
    if alfven_mach <= 1.0:
        return alfven_mach ** (4 / 3), alfven_mach**-2.0, 1.0
    return alfven_mach, alfven_mach**3.0, alfven_mach**3.0


def _parallel_nodes(alfven_mach, scale, mu, cap, harmonic, delta):
    """x_par and weights that hold dx_par/x_par and the resonance function."""
    width = (1.0 - mu * mu) * alfven_mach
    least = _anisotropic(alfven_mach)[2]
    if delta:
        x = harmonic / (mu * scale)
        return np.array([x]), np.array([np.sqrt(np.pi * width) / mu if least <= x <= cap ** (2 / 3) else 0.0])
    half = 7.0 * np.sqrt(width)
    start = max(mu - half, 1e-3, harmonic / (scale * cap ** (2 / 3)))
    tau, weight = gauss(np.linspace(start, min(mu + half, harmonic / (scale * least)), 17), 6)
    resonance = np.exp(-((mu - tau) ** 2) / width) + np.exp(-((mu + tau) ** 2) / width)
    return harmonic / (tau * scale), weight * resonance / tau


def alfven_gyro(alfven_mach, scale, mu, cap, harmonic=1, delta=False):
    """P Int dx_perp Int dx_par n^2 J_n(z)^2/z^2 x_perp^(-7/3)/x_par exp(-x_par/(g x_perp^(2/3))) [E_(+n) + E_(-n)]."""
    amplitude, least, _ = _anisotropic(alfven_mach)
    parallel, weight = _parallel_nodes(alfven_mach, scale, mu, cap, harmonic, delta)
    sine = np.sqrt(1.0 - mu * mu)
    # A broad resonance averages the oscillation itself.
    panels = 20000 if delta else 8000
    log_x, node_weight = gauss(np.linspace(np.log(least), np.log(cap), panels + 1), 3)
    x = np.exp(log_x)
    z = x * scale * sine
    waves = node_weight * x ** (-4 / 3) * harmonic**2 * bessel_squared(harmonic, z, 0.05 * panels) / z**2
    inner = [(waves * np.exp(-one / (amplitude * x ** (2 / 3)))).sum() for one in parallel]
    front = 2.0 * np.sqrt(np.pi / alfven_mach) * amplitude * sine / (3.0 * scale**2)
    return front * (weight * np.array(inner)).sum()


def slow_gyro(alfven_mach, scale, mu, cap, largest, delta=False):
    """P Int dx_perp Int dx_par x_par x_perp^(-7/3)/x^2 exp(-x_par/(g x_perp^(2/3))) J_1'(z)^2 [E_(+1) + E_(-1)]."""
    amplitude, least, _ = _anisotropic(alfven_mach)
    parallel, weight = _parallel_nodes(alfven_mach, scale, mu, cap, 1, delta)
    sine = np.sqrt(1.0 - mu * mu)
    log_x, node_weight = gauss(np.linspace(np.log(least), np.log(cap), 20001), 3)
    across = np.exp(log_x)
    waves = node_weight * across ** (-4 / 3) * slope_squared(1, across * scale * sine)
    inner = []
    for along in parallel:
        total = along**2 + across**2
        exists = total <= largest(along**2 / total) ** 2
        inner.append((waves * exists * along**2 / total * np.exp(-along / (amplitude * across ** (2 / 3)))).sum())
    front = 2.0 * np.sqrt(np.pi / alfven_mach) * amplitude * sine / (3.0 * scale**2)
    return front * (weight * np.array(inner)).sum()


def slow_transit(alfven_mach, scale, slowness, mu, cap, largest, beta=None, panels=3001):
    """P Int dx_perp Int dx_par x_par x_perp^(-7/3)/x^2 exp(-x_par/(g x_perp^(2/3))) J_1(z)^2 T, by trapezoids."""
    amplitude, least, least_along = _anisotropic(alfven_mach)
    sine = np.sqrt(1.0 - mu * mu)
    width = sine**2 * alfven_mach
    log_along = np.linspace(np.log(least_along), np.log(cap) / 1.5, 2001)[:, None]
    log_across = np.linspace(np.log(least), np.log(cap), panels)
    along2, across2 = np.exp(2.0 * log_along), np.exp(2.0 * log_across)
    xi2 = along2 / (along2 + across2)
    if beta is None:
        drift = np.full_like(xi2, slowness)
    else:
        cosines = 1.0 / (1.0 + np.exp(-np.linspace(-60.0, 30.0, 4001)))
        drift = slowness * np.interp(xi2, cosines, phase_speed("slow", cosines, beta))
    transit = 0.5 * (np.exp(-((mu - drift) ** 2) / width) + np.exp(-((mu + drift) ** 2) / width))
    cut = np.exp(-np.exp(log_along - log_across / 1.5) / amplitude)
    waves = xi2 * np.exp(-4.0 / 3.0 * log_across) * cut * bessel_squared(1, np.exp(log_across) * scale * sine)
    exists = along2 + across2 <= largest(xi2) ** 2
    inner = np.trapezoid(np.where(exists, waves * transit, 0.0), log_across, axis=1)
    total = np.trapezoid(inner, log_along[:, 0])
    return 2.0 * np.sqrt(np.pi / alfven_mach) * amplitude * sine / (3.0 * scale**2) * total


def slow_transit_delta(alfven_mach, scale, slowness, mu, cap, largest, beta):
    """As :func:`slow_transit` with the dispersion relation, T being a delta function.

    In polar coordinates, T = sqrt(pi A)/2 delta(mu - w(xi)), w = omega/(k_par v), leaves the integral over x at one xi.
    """
    amplitude, least, least_along = _anisotropic(alfven_mach)
    w = lambda xi: slowness * phase_speed("slow", np.array([xi * xi]), beta)[0]  # noqa: E731
    if not w(1e-6) < mu < w(1.0 - 1e-9):
        return 0.0
    xi = optimize.brentq(lambda xi: w(xi) - mu, 1e-6, 1.0 - 1e-9, xtol=1e-14)
    slope = (w(xi * (1 + 1e-6)) - w(xi * (1 - 1e-6))) / (2e-6 * xi)
    sine, eta = np.sqrt(1.0 - mu * mu), np.sqrt(1.0 - xi * xi)
    low = max(least / eta, least_along / xi)
    high = min(cap / eta, cap ** (2 / 3) / xi, largest(np.array([xi * xi]))[0])
    log_x, weight = gauss(np.linspace(np.log(low), np.log(max(high, low)), 20001), 3)
    x = np.exp(log_x)
    # x dx dxi/eta of x_par x_perp^(-7/3)/x^2, which is xi x^(-10/3) eta^(-7/3).
    spectrum = xi * x ** (-4 / 3) * eta ** (-10 / 3) * np.exp(-xi * x ** (1 / 3) / (amplitude * eta ** (2 / 3)))
    inner = (weight * spectrum * bessel_squared(1, x * eta * scale * sine)).sum()
    resonance = 0.5 * np.sqrt(np.pi * sine**2 * alfven_mach) / abs(slope)
    return 2.0 * np.sqrt(np.pi / alfven_mach) * amplitude * sine / (3.0 * scale**2) * resonance * inner
