"""Discretisation and solver against solutions in closed form, and the orders of the discretisation.

Convergence is that of the direct solution, so that it does not depend on the reduced bases; the problems in the disk
are small enough for the reduced bases to span everything, and are solved by the solver itself.
"""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import erf, hyp1f1, j0, jn_zeros

from magnetosonic.galaxy.gas import UniformGas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.wind import Wind
from magnetosonic.losses.rates import LossSettings
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.species.network import build_network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.coefficients import kinematics

from .direct import solve_directly
from .problems import LOSSES, REACCELERATION, SOLVE, TRANSPORT, space_of, system_of

HALO, DISK, EDGE = 4.0, 0.1, 1.0  # kpc; the gas, of 1 cm^-3, and the sources fill the disk
ENERGY = np.geomspace(1.0, 100.0, 16)
COEFFICIENT = 0.05 * ENERGY**0.4  # kpc^2/Myr
GAS = UniformGas(1.0, 0.0, DISK)


def in_disk(radius, height):
    return 1.0 * (jnp.abs(height) <= DISK) + 0.0 * radius


def disk_space(inner_order=6):
    mesh = SpectralMesh([0.0, DISK, EDGE, HALO], [inner_order, 2, 2])
    return space_of(mesh, edges=[EDGE, HALO], gas=GAS, sources=in_disk)


@pytest.fixture(scope="module")
def space():
    return disk_space()


def disk_system(space, rate=0.0, rate_secondary=0.0, production=0.0, outer_diffusion=1.0):
    """A primary, what it produces, and a proton of which there is none."""
    count = len(ENERGY)
    diffusion = np.broadcast_to(COEFFICIENT, (2, 3, count)) * np.array([1.0, outer_diffusion])[:, None, None]
    source = np.array([1.0, 0.0, 0.0])[:, None] * np.ones(count)
    fragmentation = np.zeros((3, 3, count))
    fragmentation[1, 0] = production
    destruction = np.array([rate, rate_secondary, 0.0])[:, None] * np.ones(count)
    terms = {"diffusion": diffusion, "gas": destruction}
    return system_of(space, ENERGY, source, terms, fragmentation=fragmentation)


def primary_in_plane(diffusion, rate):
    """N(0) of D N'' - rate N + 1 = 0 in |z| < h, D N'' = 0 above, N(H) = 0 (two coupled linear equations)."""
    if rate == 0:
        return DISK * (HALO - DISK) / diffusion + DISK**2 / (2 * diffusion)
    k = np.sqrt(rate / diffusion)
    # 1/rate + c cosh(kh) = a (H - h) and c k sinh(kh) = -a
    c = -1 / rate / (np.cosh(k * DISK) + k * np.sinh(k * DISK) * (HALO - DISK))
    return 1 / rate + c


def secondary_in_plane(diffusion, rate, rate_secondary, production):
    """N_s(0) of D N_s'' - rate_s N_s + production N_p = 0 with the primary above."""
    k, ks = np.sqrt(rate / diffusion), np.sqrt(rate_secondary / diffusion)
    c = -1 / rate / (np.cosh(k * DISK) + k * np.sinh(k * DISK) * (HALO - DISK))
    constant = production / rate / rate_secondary
    particular = production * c / (rate_secondary - rate)  # D k^2 = rate
    value = constant + particular * np.cosh(k * DISK)
    slope = particular * k * np.sinh(k * DISK)
    c_s = -(value + slope * (HALO - DISK)) / (np.cosh(ks * DISK) + ks * np.sinh(ks * DISK) * (HALO - DISK))
    return constant + particular + c_s


@pytest.mark.parametrize("rate", [0.0, 0.05, 2.0])
def test_thin_disk_with_and_without_destruction(space, rate):
    density = SOLVE(disk_system(space, rate))[0, :, 0, 0]
    # Order 6 on a layer over which the solution bends by less than one e-folding.
    np.testing.assert_allclose(density, primary_in_plane(COEFFICIENT, rate), rtol=1e-8)


def test_spallation_in_thin_disk(space):
    rates = 2.0, 1.5, 0.7
    density = SOLVE(disk_system(space, *rates))[1, :, 0, 0]
    np.testing.assert_allclose(density, secondary_in_plane(COEFFICIENT, *rates), rtol=1e-8)


def test_jump_of_diffusion_between_zones(space):
    """Without destruction the flux h is constant above the disk: N(0) = h^2/2D1 + h [(z1-h)/D1 + (H-z1)/D2]."""
    density = SOLVE(disk_system(space, outer_diffusion=7.0))[0, :, 0, 0]
    exact = (DISK**2 / 2 + DISK * (EDGE - DISK) + DISK * (HALO - EDGE) / 7.0) / COEFFICIENT
    np.testing.assert_allclose(density, exact, rtol=1e-10)  # piecewise quadratic: exact


def spallation_error(inner_order):
    rates = 30.0, 20.0, 7.0  # strong, so that low orders show their error
    density = solve_directly(disk_system(disk_space(inner_order), *rates))[:2, :, 0, 0]
    exact = np.stack([primary_in_plane(COEFFICIENT, rates[0]), secondary_in_plane(COEFFICIENT, *rates)])
    return np.max(np.abs(density / exact - 1))


def test_spectral_convergence_in_height():
    errors = np.array([spallation_error(order) for order in (2, 4, 6, 8)])
    assert errors[2] < 5e-3
    assert errors[3] < 1e-4
    # Spectral: every two orders gain much more than the fixed factor of a low-order scheme, and ever more.
    assert np.all(errors[1:] < errors[:-1] / 8)


@pytest.mark.parametrize(("order", "allowed"), [(4, 3e-2), (6, 2e-3), (8, 2e-4)])
def test_decay_everywhere(order, allowed):
    """D N'' - N/tau = 0 above a source sheet at z = 0: N = sinh((H-z)/l)/cosh(H/l) l/D, l = sqrt(D tau)."""
    slab = space_of(SpectralMesh([0.0, HALO], [order]))
    diffusion = COEFFICIENT[None, None]
    terms = {"diffusion": diffusion, "volume": np.full((1, len(ENERGY)), 0.03)}
    length = np.sqrt(COEFFICIENT / 0.03)
    exact = length / COEFFICIENT * np.tanh(HALO / length)
    found = solve_directly(system_of(slab, ENERGY, np.ones((1, len(ENERGY))), terms))[0, :, 0, 0]
    assert np.max(np.abs(found / exact - 1)) < allowed  # spectral: a factor of about 15 for two orders


WIND_DIFFUSION, SPEED, GRADIENT = 0.1, 0.02, 0.015  # kpc^2/Myr, kpc/Myr, 1/Myr
WIND_MESH = SpectralMesh([0.0, HALO], [12])


@pytest.mark.parametrize(("speed", "gradient"), [(SPEED, 0.0), (0.0, GRADIENT), (SPEED, GRADIENT)])
def test_advection(speed, gradient):
    """-D N' + v N = 1 above a source sheet, N(H) = 0, without adiabatic losses, v = v_0 + g z.

    With u = v/sqrt(2 g D): N = sqrt(pi/(2 g D)) exp(u^2) [erf(u(H)) - erf(u(z))]; for g = 0: [1 - exp(-v (H-z)/D)]/v.
    """
    slab = space_of(WIND_MESH, wind=Wind(speed, gradient))
    ones = np.ones((1, 5))
    system = system_of(slab, ENERGY[:5], ones, {"diffusion": WIND_DIFFUSION * ones[None], "advection": ones}, levels=2)
    z = np.asarray(WIND_MESH.nodes)[:-1]
    if gradient == 0:
        exact = (1 - np.exp(-speed * (HALO - z) / WIND_DIFFUSION)) / speed
    else:
        width = np.sqrt(2 * gradient * WIND_DIFFUSION)
        u, u_top = (speed + gradient * z) / width, (speed + gradient * HALO) / width
        exact = np.sqrt(np.pi) / width * np.exp(u**2) * (erf(u_top) - erf(u))
    found = solve_directly(system)[0, 2, 0]
    np.testing.assert_allclose(found, exact, atol=1e-9 * exact.max())  # order 12: far below


def proton_network(energy):
    """Protons that nothing destroys."""
    network = build_network([Nuclide.parse("H1")], energy, 0.0)
    return eqx.tree_at(lambda tree: tree.inelastic, network, jnp.zeros_like(network.inelastic))


@pytest.mark.parametrize(("speed", "gradient"), [(SPEED, 0.0), (0.0, GRADIENT)])
def test_wind_with_adiabatic_losses(speed, gradient):
    """For N ~ p^-2.5/v, -d(b N)/dT with b = p v div(v_w)/3 is div(v_w) N/2: a known rate.

    In the plane div(v_w) = 2 v_0 delta(z), so that the flux above the sheet is 1 - v_0 N(0)/2 per side. With a gradient
    D N'' - g z N' - 1.5 g N = 0: Kummer functions of g z^2/2D.
    """
    energy = np.geomspace(100.0, 1e4, 30)  # relativistic, so that b N is a power law of T as well
    network = proton_network(energy)
    motion = kinematics(network)
    spectrum = motion.momentum_per_nucleon**-2.5 / motion.velocity
    slab = space_of(WIND_MESH, wind=Wind(speed, gradient))
    diffusion = jnp.full((1, 1, len(energy)), WIND_DIFFUSION)
    system = TRANSPORT(slab, network, diffusion, spectrum, LossSettings(False, False), 0.0)
    if gradient == 0:
        escape = 1 - np.exp(-speed * HALO / WIND_DIFFUSION)
        exact = escape / speed / (1 + 0.5 * escape)
    else:
        x = gradient * HALO**2 / (2 * WIND_DIFFUSION)
        even, odd = hyp1f1(0.75, 0.5, x), HALO * hyp1f1(1.25, 1.5, x)  # the odd solution has slope 1 at z = 0
        exact = odd / even / WIND_DIFFUSION
    found = solve_directly(system)[0, :, 0, 0]
    np.testing.assert_allclose(found / spectrum[0], exact, rtol=1e-6)  # the slope of b N is that of differences


def test_upwind_diffusion_stands_in_where_the_mesh_is_too_coarse():
    """D + (what upwinding adds) is v h/2 where D is smaller, D where it is larger; N stays positive."""
    network = proton_network(ENERGY)
    slab = space_of(SpectralMesh([0.0, HALO], [3]), wind=Wind(0.2, 0.0))
    largest = np.max(np.diff(np.asarray(SpectralMesh([0.0, HALO], [3]).nodes)))
    assert float(slab.mesh_peclet[0]) == pytest.approx(0.1 * largest, rel=1e-12)
    diffusion = jnp.asarray(np.geomspace(1e-6, 1.0, len(ENERGY)))[None, None]
    system = TRANSPORT(slab, network, diffusion, jnp.ones((1, len(ENERGY))), LossSettings(False, False), 0.0)
    places = [slab.places(name)[0] for name in ("diffusion", "upwind")]
    added = np.einsum("k,mn->kmn", system.coefficients[places[1], 0, 0], slab.blocks[places[1], 0])
    total = added + np.einsum("k,mn->kmn", diffusion[0, 0], slab.blocks[places[0], 0])
    expected = np.maximum(diffusion[0, 0], 0.1 * largest)[:, None, None] * slab.blocks[places[0], 0]
    np.testing.assert_allclose(total, expected, rtol=1e-10, atol=1e-12 * float(jnp.abs(slab.blocks[places[0]]).max()))
    assert np.all(solve_directly(system)[0] > 0)


def bessel_error(cells):
    """Source J0(j r/R) at z = 0: N = J0(j r/R) sinh(k(H-z))/(D k cosh(kH)), k = j/R."""
    radius, zero = 12.0, jn_zeros(0, 1)[0]
    mesh, nodes = SpectralMesh([0.0, HALO], [10]), np.linspace(0.0, radius, cells + 1)
    grid = Grid(nodes, mesh)
    space = space_of(mesh, nodes=nodes)
    sheet = grid.cell_averages(lambda r, z: j0(zero * np.asarray(r) / radius) + 0 * z, jnp.zeros(1))[:, 0]
    load = jnp.zeros(space.shape).at[:, 0].set(sheet * grid.volumes).ravel()
    space = eqx.tree_at(lambda tree: tree.source_shape, space, load)
    k = zero / radius
    exact = j0(zero * grid.radii / radius) / (COEFFICIENT[:2, None] * k) * np.tanh(k * HALO)
    terms = {"diffusion": COEFFICIENT[None, None, :2]}
    density = solve_directly(system_of(space, ENERGY[:2], np.ones((1, 2)), terms))
    return np.max(np.abs(density[0, :, :, 0] - exact) / np.max(exact, axis=1, keepdims=True))


def test_bessel_function_and_second_order_in_radius():
    errors = np.array([bessel_error(cells) for cells in (12, 24, 48)])
    np.testing.assert_allclose(np.log2(errors[:-1] / errors[1:]), 2.0, atol=0.1)
    assert errors[-1] < 1e-3


@pytest.fixture(scope="module")
def box():
    """One node: an equation in energy alone. Its matrices are 1/H for diffusion, H/2 for volume and H/3 for the gas."""
    return space_of(SpectralMesh([0.0, HALO], [1]), gas=UniformGas(1.0, 0.0), reaccelerated=True)


def loss_error(box, points):
    """Leaky box with losses b = b0 (ionisation-like) in the gas: a N - d(b N)/dT = q T^-2.4.

    N(T) = 1/b int_T^inf q(T') exp[-int_T^T' a/b] dT'. Constant D, a and b: the integral is done by fine quadrature.
    """
    diffusion, rate, loss, slope = 0.1, 0.02, 0.05, 2.4
    energy = np.geomspace(0.1, 1e3, points)
    ones = np.ones((1, points))
    reference = jnp.asarray(energy[None] ** -2.0)
    stencil = LOSSES(jnp.asarray(energy), jnp.asarray(loss * ones), reference)
    terms = {"diffusion": diffusion * ones[None], "gas": stencil.at[0].add(rate), "neutral": 0.0 * ones}
    source = HALO / 3 * energy[None] ** -slope
    density = solve_directly(system_of(box, energy, source, terms, reference=reference))[0, : points // 2, 0, 0]
    a = 3 * diffusion / HALO**2 + rate
    x = 60.0 * np.linspace(0.0, 1.0, 20001) ** 4  # exponent a (T' - T)/b
    higher = energy[: points // 2, None] + x * loss / a
    exact = np.trapezoid(higher**-slope * np.exp(-x), x, axis=1) / a
    return np.max(np.abs(density / exact - 1))


def test_losses_are_of_third_order_in_energy(box):
    errors = np.array([loss_error(box, points) for points in (49, 97, 193)])
    np.testing.assert_allclose(np.log2(errors[:-1] / errors[1:]), 3.0, atol=0.15)
    assert errors[1] < 3e-5


def reacceleration_error(box, points, loss_rate, slope):
    """Leaky box with D_pp = K p^2 and losses dp/dt = -c p: power laws in momentum.

    For f = N v/p^2 ~ p^-s, the operator is 1/tau + (3 - s)(K s - c). To the source's own f ~ p^-s comes f ~ p^-r with
    r the larger root of (3 - r)(K r - c) = -1/tau, so much of it that nothing diffuses across the lowest face.
    """
    strength, diffusion = 2e-3, 0.1
    energy = np.geomspace(0.1, 1e4, points)
    network = proton_network(energy)
    motion = kinematics(network)
    momentum, velocity = motion.momentum_per_nucleon, motion.velocity
    reference = momentum**-2.5 / velocity  # f ~ p^-4.5
    escape = 2 * diffusion / HALO**2
    rise = REACCELERATION(network.energy, momentum, velocity, jnp.full((1, 1, points), strength), reference)
    terms = {"diffusion": jnp.full((1, 1, points), diffusion), "momentum": rise}
    if loss_rate > 0:
        terms["volume"] = LOSSES(network.energy, loss_rate * momentum * velocity, reference)
    source = HALO / 2 * momentum ** (2 - slope) / velocity
    found = solve_directly(system_of(box, energy, source, terms, reference=reference))[0, :, 0, 0]
    amplitude = 1 / (escape + (3 - slope) * (strength * slope - loss_rate))
    linear = 3 * strength + loss_rate
    root = (linear + np.sqrt(linear**2 - 4 * strength * (3 * loss_rate - escape))) / (2 * strength)
    mass = 0.5 * (float(momentum[0, 0]) ** 2 / energy[0] - energy[0])  # p^2 = T^2 + 2 m T
    face = energy[0] * np.sqrt(energy[0] / energy[1])
    lowest = np.sqrt(face**2 + 2 * mass * face)
    p = np.asarray(momentum[0])
    other = -amplitude * slope / root * lowest ** (root - slope)
    exact = p**2 / np.asarray(velocity[0]) * (amplitude * p**-slope + other * p**-root)
    return np.max(np.abs(found / exact - 1)[: points // 2])


@pytest.mark.parametrize("loss_rate", [0.0, 3e-3])
def test_reacceleration_is_of_second_order_in_energy(box, loss_rate):
    errors = np.array([reacceleration_error(box, points, loss_rate, 4.0) for points in (81, 161, 321)])
    # The largest errors are at the lowest energies, where no flux makes f flat: the order is approached from below.
    np.testing.assert_allclose(np.log2(errors[:-1] / errors[1:]), 2.0, atol=0.22)
    assert errors[-1] < 5e-4
