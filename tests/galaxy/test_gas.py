"""Models of the gas against the numbers of the publications and closed forms."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import KPC_IN_CM
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas import (
    GAS_MODELS,
    FerriereGas,
    GalpropGas,
    Gas,
    NakanishiSofueGas,
    UniformGas,
)
from magnetosonic.galaxy.gas.galprop import atomic_hydrogen, molecular_hydrogen
from magnetosonic.galaxy.gas.ionised import cordes_1991, ne2001
from magnetosonic.galaxy.gas.xco import XCO_PROFILES, xco_profile
from tests.galaxy.columns import surface_density

XCO = 1.9e20
# Worked out from the publications' formulas with an independent program: R [kpc]; midplane densities of HI, H2, HII
# [cm^-3]; columns of HI, 2 H2, HII over |z| < 4 kpc [1e20 cm^-2].
GALPROP = [
    (1.0, 0.1715, 0.0344, 0.0460, 1.880, 0.415, 1.706),
    (4.0, 0.3773, 0.4272, 0.2240, 4.137, 3.823, 3.307),
    (6.0, 0.5403, 0.5368, 0.0964, 5.923, 5.584, 2.065),
    (8.3, 0.6112, 0.2991, 0.0230, 6.347, 3.090, 1.293),
    (8.5, 0.5842, 0.2641, 0.0221, 5.864, 2.539, 1.276),
    (10.0, 0.6736, 0.0517, 0.0195, 5.789, 1.011, 1.180),
    (12.0, 0.5873, 0.0, 0.0174, 6.288, 0.0, 1.057),
    (15.0, 0.1468, 0.0, 0.0142, 2.187, 0.0, 0.863),
]
GAUSSIAN_AREA = np.sqrt(np.pi / np.log(2.0))  # integral of a layer of half height 1 over both sides


@pytest.fixture(
    params=[
        pytest.param(GalpropGas(XCO), id="galprop"),
        pytest.param(GalpropGas("galprop_2004", ne2001), id="galprop with NE2001"),
        pytest.param(NakanishiSofueGas(), id="nakanishi-sofue"),
        pytest.param(FerriereGas(), id="ferriere"),
        pytest.param(UniformGas(1.0, 0.02, 0.1), id="uniform"),
    ]
)
def gas(request) -> Gas:
    return request.param


@pytest.mark.parametrize("row", GALPROP)
def test_galprop_densities_and_columns(row):
    radius = row[0]

    def hydrogen_molecules(radius, height):
        return molecular_hydrogen(radius, height, XCO)

    fields = [atomic_hydrogen, hydrogen_molecules, cordes_1991]
    np.testing.assert_allclose([f(radius, 0.0) for f in fields], row[1:4], atol=6e-5)  # four decimals printed
    columns = [n * surface_density(f, radius, 4.0) for f, n in zip(fields, (1, 2, 1), strict=True)]
    np.testing.assert_allclose(columns, row[4:], atol=6e-4)  # three decimals printed
    gas = GalpropGas(XCO)
    assert gas.neutral(radius, 0.0) == pytest.approx(row[1] + 2 * row[2], abs=2e-4)
    assert gas.ionised(radius, 0.0) == pytest.approx(row[3], abs=6e-5)
    assert surface_density(gas.total, radius, 4.0) == pytest.approx(sum(row[4:]), abs=2e-3)


@pytest.mark.parametrize(
    ("field", "radius", "column"),
    [
        # Exponential layers of 0.025 exp(-R^2/400) cm^-3 over 1 kpc and of the ring over 0.15 kpc.
        (cordes_1991, 4.0, 0.05 * np.exp(-0.04) * (1 - np.exp(-4.0)) + 0.06),
        # sech^2 layers: 2 n h tanh(4/h); at the Sun the disk holds 0.033 cm^-3 kpc on either side.
        (ne2001, 8.5, 0.066 * np.tanh(4 / 0.95) + 0.0252 * np.exp(-((4.8 / 1.8) ** 2))),
        (ne2001, 20.0, 0.0252 * np.exp(-((16.3 / 1.8) ** 2))),
        # Nakanishi & Sofue at 9.5 and 4 kpc, where one term is at its peak, and Ferrière in the ring of 0.57 cm^-3.
        (
            NakanishiSofueGas().neutral,
            4.0,
            0.94
            * GAUSSIAN_AREA
            * 1.06e-3
            * (
                (0.6 * np.exp(-4 / 2.4) + 0.24 * np.exp(-((5.5 / 4.8) ** 2))) * (116.3 + 77.2 + 65.6 - 3.2)
                + 2 * (11.2 * np.exp(-16 / 0.874) + 0.83) * (10.8 * np.exp(1.12) + 42.78)
            ),
        ),
        (
            FerriereGas().neutral,
            8.1,
            GAUSSIAN_AREA * (0.57 * 0.115 + 2 * 0.059 * (0.24 + 0.49 * np.exp(-((2.8 / 2.2) ** 2)))),
        ),
        (FerriereGas().neutral, 20.0, GAUSSIAN_AREA * 0.57 * np.exp(-7 / 4) * 0.115 * np.exp(11.5 / 6.7)),
    ],
)
def test_columns_in_closed_form(field, radius, column):
    # The tail beyond 4 kpc is below 1e-8 of every Gaussian here but the flaring one.
    assert surface_density(field, radius, 4.0) == pytest.approx(column * KPC_IN_CM / 1e20, rel=1e-7)


def test_midplane_of_the_ferriere_gas():
    """The centre holds 8 cm^-3 of atoms and 150 cm^-3 of molecules, up to the offset of their peak by 50 pc."""
    gas = FerriereGas()
    assert gas.neutral(0.0, 0.0) == pytest.approx(8.0 + 0.57 * np.exp(-7.5) + 300.0 * np.exp(-0.0625), rel=1e-4)
    # Ferrière 1998, ApJ 497, 759: 0.58 cm^-3 of nuclei in molecules at the Sun; the sum of Gaussians is 7 % above.
    assert gas.neutral(8.5, 0.0) - 0.57 == pytest.approx(0.58, rel=0.1)


def test_gas_is_positive_and_finite(gas):
    radius, height = np.linspace(0.0, 100.0, 401)[:, None], np.linspace(-50.0, 50.0, 201)
    for density in (gas.neutral, gas.ionised):
        values = density(radius, height)
        assert values.shape == (401, 201)
        assert np.all(np.isfinite(values) & (values >= 0))
        assert np.all(values[:, 100] > 0)
        assert np.all(values[:, [0, -1]] <= values[:, [100]])  # flaring layers reach 50 kpc at 100 kpc
    np.testing.assert_allclose(gas.total(radius, height), gas.neutral(radius, height) + gas.ionised(radius, height))


@pytest.mark.parametrize("model", [GalpropGas("sm96"), GalpropGas("sm96", ne2001), NakanishiSofueGas()])
def test_gas_is_continuous_in_radius(model):
    step = 1e-7
    radius = np.array([2.0, 8.0, 10.0, 10.25, 15.75, 17.0, 30.0])[:, None] + np.array([-step, step])
    density = model.total(radius, 0.02)
    np.testing.assert_allclose(density[:, 0], density[:, 1], rtol=1e-5)  # per 1e-7 kpc: no scale below 10 pc


def test_density_differentiates_with_respect_to_the_height(gas):
    radius = np.array([0.1, 2.3, 4.0, 8.3, 9.1, 12.0, 20.0])[:, None]
    height = np.array([-1.3, -0.06, 0.03, 0.2, 1.0])
    slope = jax.jit(jax.vmap(jax.vmap(jax.grad(gas.total, 1), (None, 0)), (0, None)))(radius[:, 0], height)
    step = 1e-5
    expected = (gas.total(radius, height + step) - gas.total(radius, height - step)) / (2 * step)
    # Of central differences: step^2/(3 h^2) is 1e-7 for the thinnest layer of 15 pc, and rounding 1e-11.
    np.testing.assert_allclose(slope, expected, rtol=2e-6, atol=1e-9)


def test_gas_is_an_argument_of_compiled_functions(gas):
    density = eqx.filter_jit(lambda model, height: model.total(8.3, height))(gas, 0.02)
    assert density == pytest.approx(float(gas.total(8.3, 0.02)), rel=1e-13)


def test_gradients_are_finite_at_cusps_and_far_out(gas):
    radius, height = np.meshgrid([0.0, 2.0, 2.5, 8.0, 17.0, 100.0], [0.0, 10.0, 50.0])
    for density in (gas.neutral, gas.ionised):
        gradients = jax.jit(jax.vmap(jax.grad(density, (0, 1))))(radius.ravel(), height.ravel())
        assert np.all(np.isfinite(gradients))


def test_column_differentiates_with_respect_to_its_end():
    """The derivative of a column is the density at both ends."""
    gas = GalpropGas(XCO)
    slope = jax.grad(lambda half: surface_density(gas.total, 8.3, half))(0.7)
    ends = gas.total(8.3, 0.7) + gas.total(8.3, -0.7)
    assert slope == pytest.approx(float(ends) * KPC_IN_CM / 1e20, rel=1e-8)


def test_molecules_are_proportional_to_xco():
    def column(xco):
        return surface_density(GalpropGas(xco).neutral, 6.0, 4.0)

    assert jax.grad(column)(XCO) * XCO == pytest.approx(5.584, abs=6e-4)


@pytest.mark.parametrize(
    ("xco", "radii", "values"),
    [
        (2.5e20, [0.0, 8.0, 50.0], [2.5, 2.5, 2.5]),
        ("sm96", [0.0, 8.0, 50.0], [1.9, 1.9, 1.9]),
        ("galprop_2004", [0.0, 3.49, 3.5, 5.5, 7.5, 9.49, 9.5, 30.0], [0.4, 0.4, 0.6, 0.8, 1.5, 1.5, 10.0, 10.0]),
        ("galprop_2010", [1.9, 2.0, 7.5, 10.0, 12.0, 17.0, 19.0], [0.4, 1.5, 0.75, 5.0, 12.0, 60.0, 200.0]),
        ((0.6e20, 1.8e20), [0.0, 1.99, 2.0, 30.0], [0.6, 0.6, 1.8, 1.8]),
    ],
)
def test_xco_profiles(xco, radii, values):
    profile = jax.jit(lambda radius: xco_profile(xco)(radius))
    np.testing.assert_allclose(profile(np.array(radii)), 1e20 * np.array(values), rtol=1e-15)
    ratio = (GalpropGas(xco).neutral(6.0, 0.0) - atomic_hydrogen(6.0, 0.0)) / (2 * molecular_hydrogen(6.0, 0.0, 1.0))
    assert ratio == pytest.approx(float(xco_profile(xco)(6.0)))


@pytest.mark.parametrize("xco", ["sm69", 0.0, -1e20, np.nan, (1e20, 2e20, 3e20), (1e20, np.inf)])
def test_unknown_xco(xco):
    with pytest.raises(InputError, match="xco"):
        xco_profile(xco)


def test_every_published_xco_profile_makes_a_gas():
    assert set(XCO_PROFILES) == {"sm96", "galprop_2004", "galprop_2010"}
    for name in XCO_PROFILES:
        assert np.isfinite(GalpropGas(name).total(8.3, 0.0))


def test_uniform_gas():
    disk, everywhere = UniformGas(1.0, 0.1, 0.2), UniformGas(1.0, 0.1)
    height = jnp.array([-0.21, -0.2, 0.0, 0.2, 0.21])
    np.testing.assert_allclose(disk.neutral(8.0, height), [0, 1, 1, 1, 0])
    np.testing.assert_allclose(disk.ionised(8.0, height), [0, 0.1, 0.1, 0.1, 0])
    np.testing.assert_allclose(everywhere.total(np.zeros((2, 1)), 1e3 * height), np.full((2, 5), 1.1))
    assert surface_density(everywhere.total, 8.0, 4.0) == pytest.approx(8.8 * KPC_IN_CM / 1e20, rel=1e-14)


@pytest.mark.parametrize("numbers", [(-1.0, 0.0, 0.1), (1.0, np.nan, 0.1), (1.0, 0.0, 0.0), (np.inf, 0.0, 1.0)])
def test_impossible_uniform_gas(numbers):
    with pytest.raises(InputError, match=r"density|height"):
        UniformGas(*numbers)


def test_gas_models_have_names():
    assert set(GAS_MODELS) == {"galprop", "nakanishi-sofue", "ferriere", "uniform", "table"}
    assert isinstance(GAS_MODELS["galprop"].build(xco="sm96"), GalpropGas)
