"""Grammage, age and escape time of slabs in closed form, and of a small Galaxy by direct solution.

Slabs are wide, with a sheet of sources of strength 1 per side in the plane. Without wind the equation is its own
transpose: N_0(z) is also the response in the plane to a source at z, and the solution with any source s there is
int s N_0 dz.
"""

import jax.numpy as jnp
import numpy as np
import pytest
import scipy.sparse as sp
from scipy.integrate import quad
from scipy.sparse.linalg import spsolve

from magnetosonic.constants import KPC_IN_CM, MYR_IN_S, SPEED_OF_LIGHT_M_S
from magnetosonic.errors import InputError, SolveError
from magnetosonic.galaxy.gas import UniformGas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.wind import Wind
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.observables.grammage import gas_mass, residence

from ..transport.direct import spatial_matrices
from ..transport.problems import space_of, system_of

HALO, LAYER, EDGE = 4.0, 0.1, 1.0  # kpc; gas of 0.7 cm^-3 fills the layer
ENERGY = np.array([1.0, 3.0, 9.0, 27.0, 81.0])
DIFFUSION = 0.05 * ENERGY**0.4  # kpc^2/Myr
VELOCITY = np.array([0.875, 0.97, 0.995, 0.999, 1.0])
RIGIDITY = 2 * ENERGY
WIDE = np.linspace(0.0, 5e6, 6)  # a part of (H/R)^2 leaves sideways, through the outermost cell
GAS = UniformGas(0.5, 0.2, LAYER)
HELIUM = 0.1
# Grams per cm^2 and Myr at v = c in 0.7 cm^-3 of hydrogen and helium.
RATE = 0.7 * (1.007825 + HELIUM * 4.002603) * 1.66053907e-24 * SPEED_OF_LIGHT_M_S * 100 * MYR_IN_S


def system(space, diffusion):
    """Nuclei that also decay, fragment, and lose energy to the gas, none of which tracers do."""
    count = len(ENERGY)
    shape = (len(diffusion), 1, count)
    losses = np.zeros((5, 1, count))
    losses[:4] = np.array([3.0, -1.0, -0.5, -0.1])[:, None, None]
    terms = {
        "diffusion": np.asarray(diffusion).reshape(shape),
        "gas": np.full((1, count), 5.0),
        "volume": np.full((1, count), 7.0),
        "neutral": losses,
    }
    if "advection" in space.names:
        terms["advection"] = np.ones((1, count))
    return system_of(space, ENERGY, np.ones((1, count)), terms)


def passed(mesh, diffusion, nodes=WIDE, place=(1e6, 0.0), **options):
    space = space_of(mesh, nodes=nodes, gas=GAS, **options)
    motion = jnp.asarray(RIGIDITY), jnp.asarray(VELOCITY)
    problem = system(space, diffusion)
    return problem, residence(problem, Grid(nodes, mesh), 0, *motion, HELIUM, *place)


def test_mass_of_the_gas():
    # 1.0078 u and a tenth of 4.0026 u, by hand, in grams.
    assert gas_mass(0.1) == pytest.approx(1.408085 * 1.66053907e-24, rel=1e-6)
    assert gas_mass(0.0) * 1.0 == pytest.approx(1.67353e-24, rel=1e-5)  # of a hydrogen atom


def test_slab():
    """N_0 = (H - z)/D; X = rho v (H^2 h - H h^2 + h^3/3)/(D H), age H^2/(3 D), escape time H^2/(2 D)."""
    _, found = passed(SpectralMesh([0.0, LAYER, HALO], [3, 3]), DIFFUSION[None])
    np.testing.assert_allclose(found.rigidity, RIGIDITY)
    moment = HALO**2 * LAYER - HALO * LAYER**2 + LAYER**3 / 3
    # Polynomials that the mesh holds: rounding, and the constants of CODATA to 8 digits.
    np.testing.assert_allclose(found.grammage, RATE * VELOCITY * moment / (DIFFUSION * HALO), rtol=3e-7)
    np.testing.assert_allclose(found.age, HALO**2 / (3 * DIFFUSION), rtol=1e-10)
    np.testing.assert_allclose(found.escape_time, HALO**2 / (2 * DIFFUSION), rtol=1e-10)


def test_grammage_of_a_thin_disk():
    """X = Sigma v H/(2 D), with the mass Sigma of both sides of the disk, to the order h/H."""
    _, found = passed(SpectralMesh([0.0, LAYER, HALO], [3, 3]), DIFFUSION[None])
    surface = 0.7 * gas_mass(HELIUM) * 2 * LAYER * KPC_IN_CM
    speed = VELOCITY * SPEED_OF_LIGHT_M_S * 100
    halo, diffusion = HALO * KPC_IN_CM, DIFFUSION * KPC_IN_CM**2 / MYR_IN_S
    np.testing.assert_allclose(found.grammage, surface * speed * halo / (2 * diffusion), rtol=LAYER / HALO)


def test_two_zones():
    """N_0 has a kink at the edge of the zones, of which the outer one diffuses seven times faster."""
    outer = 7.0
    mesh = SpectralMesh([0.0, LAYER, EDGE, HALO], [3, 3, 3])
    _, found = passed(mesh, np.stack([DIFFUSION, outer * DIFFUSION]), edges=[EDGE, HALO])

    def primary(z):  # times D
        return max(EDGE - z, 0.0) + (HALO - max(z, EDGE)) / outer

    in_plane = primary(0.0)
    squared = [quad(lambda z: primary(z) ** 2, 0.0, end, points=[EDGE])[0] for end in (LAYER, HALO)]
    total = quad(primary, 0.0, HALO, points=[EDGE])[0]
    np.testing.assert_allclose(found.grammage, RATE * VELOCITY * squared[0] / in_plane / DIFFUSION, rtol=3e-7)
    np.testing.assert_allclose(found.age, squared[1] / in_plane / DIFFUSION, rtol=1e-10)
    np.testing.assert_allclose(found.escape_time, total / DIFFUSION, rtol=1e-10)


def test_wind():
    """A flux F = V N - D N' gives N(0) = int F exp(-V z/D) dz/D; N_0 = [1 - exp(-k (H - z))]/V with k = V/D."""
    speed = 0.02  # kpc/Myr, V H/D is 1.6 at the lowest energy
    mesh = SpectralMesh([0.0, LAYER, HALO], [4, 9])
    _, found = passed(mesh, DIFFUSION[None], wind=Wind(jnp.asarray(speed), jnp.asarray(0.0)))
    for row, k in enumerate(speed / DIFFUSION):

        def below(z, k=k):
            """Integral of N_0, which is the flux where N_0 is the source."""
            return (z - (np.exp(-k * (HALO - z)) - np.exp(-k * HALO)) / k) / speed

        def seen(end, k=k, below=below):
            ends, options = (0.0, HALO), {"points": [LAYER], "epsrel": 1e-11}
            return quad(lambda z: below(min(z, end)) * np.exp(-k * z), *ends, **options)[0] * k / speed

        primary = -np.expm1(-k * HALO) / speed
        # Spectral in the order of the elements.
        assert float(found.age[row]) == pytest.approx(seen(HALO) / primary, rel=1e-8)
        assert float(found.grammage[row]) == pytest.approx(RATE * VELOCITY[row] * seen(LAYER) / primary, rel=3e-7)
        assert float(found.escape_time[row]) == pytest.approx(below(HALO), rel=1e-8)


def test_small_galaxy_by_direct_solution():
    """Grammage is how fast the density falls with a weak destruction in the gas, age with a weak decay."""
    nodes, place = np.linspace(0.0, 20.0, 8), (7.3, -0.4)
    mesh = SpectralMesh([0.0, EDGE, HALO], [4, 3])
    diffusion = np.stack([DIFFUSION, 2 * DIFFUSION])

    def sources(radius, height):
        return radius * jnp.exp(-radius / 3.0 - jnp.abs(height) / 0.3)

    problem, found = passed(mesh, diffusion, nodes, place, edges=[EDGE, HALO], sources=sources)
    space, grid = problem.space, Grid(nodes, mesh)
    gas, volume, *spread = [
        spatial_matrices(space)[space.places(name)[at]]
        for name, at in (("gas", 0), ("volume", 0), ("diffusion", 0), ("diffusion", 1))
    ]
    source, here = (
        np.asarray(values).ravel()
        for values in (
            space.source_shape,
            np.outer(grid.radial_interpolation(place[0]), grid.height_interpolation(place[1])),
        )
    )
    for row, coefficients in enumerate(diffusion.T):
        transport = sum(d * matrix for d, matrix in zip(coefficients, spread, strict=True))

        def logarithm(sink, transport=transport):
            return np.log(here @ spsolve(sp.csc_matrix(transport + sink), source))

        step = 1e-3  # of the loss of particles: the error of the central difference is its square
        rate = step * DIFFUSION[row] / HALO**2
        age, in_gas = (-(logarithm(rate * m) - logarithm(-rate * m)) / (2 * rate) for m in (volume, gas))
        assert float(found.age[row]) == pytest.approx(age, rel=1e-6)
        assert float(found.grammage[row]) == pytest.approx(in_gas * RATE / 0.7 * VELOCITY[row], rel=1e-6)
        amount = (volume @ spsolve(sp.csc_matrix(transport), source)).sum() / source.sum()
        assert float(found.escape_time[row]) == pytest.approx(amount, rel=1e-10)


@pytest.mark.parametrize(("place", "field"), [((5e6, 0.0), "radius"), ((-1.0, 0.0), "radius"), ((1.0, 4.0), "height")])
def test_places_outside_are_refused(place, field):
    with pytest.raises(InputError, match=field):
        passed(SpectralMesh([0.0, LAYER, HALO], [3, 3]), DIFFUSION[None], place=place)


def test_no_grammage_where_nothing_arrives():
    with pytest.raises(SolveError, match="no particles reach"):
        passed(SpectralMesh([0.0, LAYER, HALO], [3, 3]), DIFFUSION[None], sources=lambda r, z: 0.0 * (r + z))
