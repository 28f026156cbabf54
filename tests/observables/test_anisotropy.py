"""Dipole anisotropy of densities that the grid holds, against hand-worked gradients."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import j0, j1, jn_zeros

from magnetosonic.constants import ATOMIC_MASS_UNIT, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.observables.anisotropy import anisotropy
from magnetosonic.species.network import Network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.transport.space import Patches

ENERGY = np.geomspace(0.5, 500.0, 61)
RADIUS, HALO, EDGE = 20.0, 4.0, 0.5
GRID = Grid(radial_nodes(RADIUS, 21), SpectralMesh([0.0, EDGE, HALO], [4, 4]))
PATCHES = Patches(np.array([EDGE, HALO]), ((0.0,), (4.0, 12.0)), 0.2, smooth=True)
MASS_NUMBERS, SLOPES, WEIGHTS = (11, 10), (2.8, 2.6), (2.0, 1.0)
PLACE = (9.0, 1.1)
"""Where the halo's D is 3/8 that of its inner and 5/8 that of its outer knot."""
POINTS = np.array([4.0, 50.0, 500.0])


def network():
    """The isotopes of boron, which do nothing."""
    nothing, none = np.zeros((2, 61)), np.zeros(0, dtype=int)
    return Network(
        species=tuple(Nuclide(5, a) for a in MASS_NUMBERS),
        energy=ENERGY,
        inelastic=nothing,
        channel_parent=none,
        channel_daughter=none,
        channel_cross_section=np.zeros((0, 61)),
        decay_rate=np.zeros(2),
        branches=(),
    )


NETWORK = network()
MOTION = kinematics(NETWORK)
NODES = GRID.radii[:, None], np.asarray(GRID.heights.nodes)[None, :-1]
DIFFUSION = np.array([1.0, 2.0, 6.0])[:, None, None] * 0.03 * np.asarray(MOTION.rigidity) ** 0.4


def density(*shapes):
    """N = weight T^-slope/beta times a function of place for each isotope, so that its flux is a power law."""
    spectra = jnp.array(WEIGHTS)[:, None] * ENERGY ** -jnp.array(SLOPES)[:, None] / MOTION.velocity
    values = jnp.stack([jnp.asarray(shape(*NODES)) for shape in shapes])
    return spectra[..., None, None] * values[:, None]


def shape_11(r, z):
    return (RADIUS - r) * (1 + 0.1 * r) * (HALO**2 - z**2)


def shape_10(r, z):
    return (RADIUS**2 - r**2) * (HALO**4 - z**4)


def gradients(a, place):
    """Logarithmic derivatives of the shapes above by radius and height."""
    r, z = place
    if a == 11:
        return -1 / (RADIUS - r) + 0.1 / (1 + 0.1 * r), -2 * z / (HALO**2 - z**2)
    return -2 * r / (RADIUS**2 - r**2), -4 * z**3 / (HALO**4 - z**4)


def diffusion_at(place, rho):
    """By hand: zones and knots as they are defined."""
    halo = 0.5 * (1 + math.tanh((abs(place[1]) - EDGE) / 0.2))
    outer = min(max((place[0] - 4) / 8, 0), 1)
    return 0.03 * rho**0.4 * ((1 - halo) * 1.0 + halo * ((1 - outer) * 2.0 + outer * 6.0))


def by_hand(place, rho, numbers=MASS_NUMBERS):
    """(sum J delta/sum J) of boron at a rigidity."""
    flux, streaming = 0.0, np.zeros(2)
    for a, slope, weight in zip(MASS_NUMBERS, SLOPES, WEIGHTS, strict=True):
        if a not in numbers:
            continue
        momentum = 5 * rho / a
        energy = math.hypot(momentum, ATOMIC_MASS_UNIT)
        beta, t = momentum / energy, energy - ATOMIC_MASS_UNIT
        shape = (shape_11 if a == 11 else shape_10)(*place)
        part = weight * t**-slope * beta * 5 / a * shape
        flux += part
        streaming -= part * 3 * diffusion_at(place, rho) / (beta * SPEED_OF_LIGHT) * np.array(gradients(a, place))
    return streaming / flux


def test_shares_add_up_and_are_those_of_the_definition():
    shares = PATCHES.shares(*PLACE)
    halo = 0.5 * (1 + math.tanh(0.6 / 0.2))
    np.testing.assert_allclose(shares, [1 - halo, 0.375 * halo, 0.625 * halo], rtol=1e-12)
    jump = Patches(PATCHES.edges, PATCHES.knots)
    np.testing.assert_allclose(jump.shares(30.0, -0.6), [0.0, 0.0, 1.0])
    np.testing.assert_allclose(jump.shares(30.0, 0.5), [1.0, 0.0, 0.0])


@pytest.mark.parametrize("place", [PLACE, (9.0, -1.1), (2.0, 0.3), (19.9, 3.9)])
@pytest.mark.parametrize("name", ["B", "10B"])
def test_polynomial_densities(place, name):
    found = anisotropy(density(shape_11, shape_10), GRID, NETWORK, DIFFUSION, PATCHES, place, name, POINTS)
    numbers = (10,) if name == "10B" else MASS_NUMBERS
    mirrored = place[0], abs(place[1])
    exact = np.array([by_hand(mirrored, rho, numbers) for rho in POINTS]).T * [[1.0], [np.sign(place[1])]]
    # The grid is exact; the spline of D/v in ln T, 20 energies to a decade, leaves this.
    np.testing.assert_allclose([found.radial, found.vertical], exact, rtol=2e-6)
    np.testing.assert_allclose(found.amplitude, np.hypot(*exact), rtol=2e-6)


def test_particles_stream_down_the_gradient():
    """Outwards where the density falls outwards, and away from the plane on both of its sides."""
    values = density(shape_10, shape_10)
    for side in (1.0, -1.0):
        found = anisotropy(values, GRID, NETWORK, DIFFUSION, PATCHES, (9.0, side), "B", POINTS)
        assert float(found.radial[1]) > 0
        assert side * float(found.vertical[1]) > 0


def test_no_vertical_streaming_in_the_plane():
    cusp = density(lambda r, z: (RADIUS - r) * (HALO - z), shape_10)  # as above a sheet of sources
    found = anisotropy(cusp, GRID, NETWORK, DIFFUSION, PATCHES, (8.0, 0.0), "B", POINTS)
    assert float(found.vertical[1]) == 0.0


def test_lowest_mode_of_a_cylinder():
    """N = J_0(j r/R) cos(pi z/2H): delta_r = (3D/v)(j/R) J_1/J_0, delta_z = (3D/v)(pi/2H) tan(pi z/2H)."""
    root, grid = jn_zeros(0, 1)[0], Grid(radial_nodes(RADIUS, 41), SpectralMesh([0.0, EDGE, HALO], [8, 8]))
    mode = j0(root * grid.radii[:, None] / RADIUS) * np.cos(np.pi * np.asarray(grid.heights.nodes)[:-1] / (2 * HALO))
    values = (ENERGY**-2.7 / MOTION.velocity)[..., None, None] * mode
    patches, place = Patches(jnp.array([HALO]), ((0.0,),)), (8.0, 1.5)
    points = np.array([20.0])
    found = anisotropy(
        values, grid, NETWORK, DIFFUSION[:1], patches, place, "B11", points, "kinetic_energy_per_nucleon"
    )
    total = 20.0 + ATOMIC_MASS_UNIT
    momentum = math.sqrt(total**2 - ATOMIC_MASS_UNIT**2)
    step = 3 * 0.03 * (11 / 5 * momentum) ** 0.4 / (momentum / total * SPEED_OF_LIGHT)
    x = root * place[0] / RADIUS
    # Third order in cells of 0.5 kpc, spectral in height.
    assert float(found.radial[0]) == pytest.approx(step * root / RADIUS * j1(x) / j0(x), rel=2e-4)
    expected = step * np.pi / (2 * HALO) * math.tan(np.pi * place[1] / (2 * HALO))
    assert float(found.vertical[0]) == pytest.approx(expected, rel=1e-6)


def test_no_number_comes_of_densities_below_zero():
    """A nuclide that overshoots is left out; its share of the flux is nothing."""
    values = density(shape_11, lambda r, z: -shape_10(r, z))
    found = anisotropy(values, GRID, NETWORK, DIFFUSION, PATCHES, PLACE, "B", POINTS)
    np.testing.assert_allclose([found.radial[1], found.vertical[1]], by_hand(PLACE, 50.0, (11,)), rtol=2e-6)


def test_anisotropy_differentiates_with_respect_to_diffusion():
    @jax.jit
    def radial(factor):
        values = density(shape_11, shape_10)
        return anisotropy(values, GRID, NETWORK, factor * DIFFUSION, PATCHES, PLACE, "B", POINTS).radial[1]

    assert float(jax.grad(radial)(1.0)) == pytest.approx(float(radial(1.0)), rel=1e-12)


@pytest.mark.parametrize(
    ("place", "name", "point", "field"),
    [
        ((20.0, 0.0), "B", 50.0, "radius"),
        ((8.0, 4.0), "B", 50.0, "height"),
        ((8.0, 0.0), "C", 50.0, "quantity"),
        ((8.0, 0.0), "B", 1e4, "rigidity"),
        ((8.0, 0.0), "B/B", 50.0, "quantity"),
    ],
)
def test_bad_input(place, name, point, field):
    with pytest.raises(InputError, match=field):
        anisotropy(density(shape_11, shape_10), GRID, NETWORK, DIFFUSION, PATCHES, place, name, np.array([point]))
