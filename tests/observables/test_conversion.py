"""Fluxes against every variable, worked by hand with the energies and momenta of nuclei."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import ATOMIC_MASS_UNIT, PROTON_MASS
from magnetosonic.errors import InputError
from magnetosonic.observables.conversion import from_energy, to_energy
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.kinematics import particles
from magnetosonic.species.nuclide import PROTON, Nuclide
from magnetosonic.variables import VARIABLE_UNITS, parse_variable

ENERGY = np.geomspace(0.1, 1e4, 81)
WEIGHTS = {"C12": 1.0, "B11": 0.2, "B10": 0.1, "H1": 1000.0}
SLOPE = 2.7
U = ATOMIC_MASS_UNIT
SPECTRA = Spectra(
    tuple(Nuclide.parse(name) for name in WEIGHTS),
    ENERGY,
    jnp.asarray(np.array(list(WEIGHTS.values()))[:, None] * ENERGY**-SLOPE),
)
VARIABLES = tuple(VARIABLE_UNITS)


def boron_by_hand(variable, x):
    """J(T) dT/dx of 10B and 11B, of which J = weight T^-2.7 per GeV/n."""
    total = 0.0
    for a, weight in ((11, 0.2), (10, 0.1)):
        if variable == "rigidity":
            momentum = 5 * x / a
            t = math.sqrt(momentum**2 + U**2) - U
            slope = momentum / math.sqrt(momentum**2 + U**2) * 5 / a
        else:
            t = {"kinetic_energy": x / a, "kinetic_energy_per_nucleon": x, "total_energy": x / a - U}[variable]
            slope = 1.0 if variable == "kinetic_energy_per_nucleon" else 1 / a
        total += weight * t**-SLOPE * slope
    return total


@pytest.mark.parametrize("variable", VARIABLES)
def test_flux_of_boron(variable):
    points = [15.0, 300.0]
    by_hand = [boron_by_hand(variable, point) for point in points]
    found = SPECTRA.flux_of("B", jnp.array(points), variable)
    np.testing.assert_allclose(found, by_hand, rtol=1e-11)  # the spline is exact for power laws
    per_nuclide = SPECTRA.fluxes_of("B", np.array(points), variable)
    assert per_nuclide.shape == (4, 2)
    assert float(jnp.abs(per_nuclide[jnp.array([0, 3])]).max()) == 0.0


@pytest.mark.parametrize("variable", VARIABLES)
def test_number_of_particles_does_not_depend_on_the_variable(variable):
    """The integral of the flux of one nuclide between two energies, by Gauss's rule in the logarithm."""
    low, high = 0.5, 50.0
    ends = from_energy(variable, np.array([low, high]), Nuclide(5, 11))
    gauss, weights = np.polynomial.legendre.leggauss(40)
    start, stop = np.log(np.asarray(ends))
    points = np.exp(start + (stop - start) * (gauss + 1) / 2)
    found = (stop - start) / 2 * weights @ (points * SPECTRA.flux_of("B11", points, variable))
    exact = 0.2 * (low ** (1 - SLOPE) - high ** (1 - SLOPE)) / (SLOPE - 1)
    assert float(found) == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize("variable", VARIABLES)
def test_conversions_are_inverse_of_each_other(variable):
    both = particles((PROTON, Nuclide(5, 11)))
    energy = np.geomspace(1e-2, 1e4, 5)
    values = from_energy(variable, energy, both)
    back, slope = to_energy(variable, values, both)
    # The difference of energy and rest energy loses two digits at 10 MeV/n.
    np.testing.assert_allclose(back, np.broadcast_to(energy, (2, 5)), rtol=1e-12)
    step = 1e-5
    differences = np.log(from_energy(variable, energy * (1 + step), both) / values) / np.log1p(step)
    # d ln x/d ln T by a one-sided difference, whose error is of the order of the step.
    np.testing.assert_allclose(energy / (slope * values), differences, rtol=2e-5)


def test_protons_have_their_own_mass():
    assert float(from_energy("total_energy", 1.0, PROTON)) == pytest.approx(1.0 + PROTON_MASS, rel=1e-14)
    momentum = math.sqrt(2.0**2 - PROTON_MASS**2)
    assert float(from_energy("rigidity", 2.0 - PROTON_MASS, PROTON)) == pytest.approx(momentum, rel=1e-14)


@pytest.mark.parametrize("variable", VARIABLES)
def test_ratio_and_value(variable):
    points = jnp.array([30.0, 300.0])
    boron, carbon = (SPECTRA.value(name, points, variable) for name in ("B", "C"))
    np.testing.assert_allclose(SPECTRA.ratio("B/C", points, variable), boron / carbon, rtol=1e-14)
    np.testing.assert_allclose(SPECTRA.value(" ( B + 12C ) / C ", points, variable), 1 + boron / carbon, rtol=1e-14)


@pytest.mark.parametrize(
    ("name", "variable", "low", "high"),
    [
        ("10B/11B", "kinetic_energy", 1.1, 1e5),
        ("B", "kinetic_energy_per_nucleon", 0.1, 1e4),
        ("C12", "total_energy", 12 * (0.1 + U), 12 * (1e4 + U)),
        ("B/(C+H)", "rigidity", 2.2 * math.sqrt(0.1 * (0.1 + 2 * U)), math.sqrt(1e4 * (1e4 + 2 * PROTON_MASS))),
    ],
)
def test_what_is_covered(name, variable, low, high):
    assert SPECTRA.covered(name, variable) == (pytest.approx(low, rel=1e-13), pytest.approx(high, rel=1e-13))
    ends = np.array(SPECTRA.covered(name, variable))
    assert np.all(np.isfinite(SPECTRA.value(name, ends, variable)))
    for outside in (0.99 * ends[0], 1.01 * ends[1], -1.0, np.nan):
        with pytest.raises(InputError, match=variable):
            SPECTRA.value(name, np.array([outside]), variable)


def test_traced_points_outside_are_no_numbers():
    """Also below the energy of a nucleus at rest, and of the other nuclides, and of their derivatives."""
    points = jnp.array([9.0, 12.0, 1e4, 1.2e5, -12.0])
    found = jax.jit(lambda x: SPECTRA.flux_of("B", x, "total_energy"))(points)
    np.testing.assert_array_equal(jnp.isfinite(found), [False, True, True, False, False])
    slopes = jax.grad(lambda x: jnp.sum(SPECTRA.flux_of("B", x, "total_energy")[1:3]))(points)
    assert bool(jnp.all(jnp.isfinite(slopes)))


@pytest.mark.parametrize("variable", ["rigidity", "total_energy"])
def test_gradient_with_respect_to_the_fluxes(variable):
    """d ln J_B/d ln (all fluxes of 11B) is the share that 11B has."""
    points = np.array([40.0, 70.0])

    @jax.jit
    def logarithm(factor):
        flux = SPECTRA.flux.at[1].multiply(factor)
        return jnp.log(Spectra(SPECTRA.species, SPECTRA.energy, flux).value("B", points, variable)[0])

    share = SPECTRA.value("B11", points, variable) / SPECTRA.value("B", points, variable)
    assert float(jax.grad(logarithm)(1.0)) == pytest.approx(float(share[0]), rel=1e-12)


@pytest.mark.parametrize(
    "name",
    [
        "B/C/O",
        "",
        "/C",
        "B/",
        "B+",
        "(B",
        "B)",
        "(B/C)",
        "(B)+(C)",
        "((B))",
        "B//C",
        "b/C",
        "Xx",
        "B12/C",
        "B C",
        "()/C",
    ],
)
def test_names_that_mean_nothing(name):
    with pytest.raises(InputError, match="quantity"):
        SPECTRA.value(name, np.array([40.0]))
    with pytest.raises(InputError, match="quantity"):
        SPECTRA.covered(name)


@pytest.mark.parametrize("name", ["10B/11B", "B10/B11", "10B/B11", " (B10) /11B", "10B / ( 11B )"])
def test_ways_to_write_a_ratio(name):
    np.testing.assert_allclose(SPECTRA.ratio(name), 0.5, rtol=1e-14)


def test_a_flux_is_no_ratio_and_the_reverse():
    with pytest.raises(InputError, match="ratio"):
        SPECTRA.ratio("B")
    with pytest.raises(InputError, match="not a ratio"):
        SPECTRA.flux_of("B/C", np.array([40.0]))


def test_a_nuclide_that_is_named_twice_counts_once():
    np.testing.assert_allclose(SPECTRA.ratio("(B+B11)/B"), 1.0, rtol=1e-14)


def test_unknown_variables_are_refused():
    assert parse_variable("rigidity") == "rigidity"
    with pytest.raises(InputError, match="one of rigidity, kinetic_energy"):
        parse_variable("momentum")
