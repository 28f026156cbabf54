"""The composition: zones, tables, half-lives, and what is refused only once D is known."""

from dataclasses import replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.diffusion.theory import TABLE_POINTS, table_rigidity
from magnetosonic.errors import InputError, SolveError
from magnetosonic.galaxy.height_layout import Boundary, HeightLayout
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.transport.solve import solve_densities

COARSE = (
    "transport.energy_min=1 GeV/n",
    "transport.energy_max=1e4 GeV/n",
    "transport.energies_per_decade=6",
    "galaxy.grid.radial_cells=15",
    "galaxy.grid.height_order=4",
    "normalization.kinetic_energy=100 GeV",
)
NUCLIDES = {
    "H1": {"abundance": 1e6, "slopes": [2.4]},
    "C12": {"abundance": 3000, "slopes": [2.4]},
    "O16": {"abundance": 4000, "slopes": [2.4]},
}


def power_law_model(zones, diffusion, *overrides):
    raw = {
        "zones": zones,
        "diffusion": diffusion,
        "galaxy": {"radius": "12 kpc", "halo_half_height": "4 kpc", "observer_radius": "8.3 kpc"},
        "injection": {"nuclides": NUCLIDES},
        "normalization": {"kinetic_energy": "100 GeV", "proton_flux": "0.04 1/(GeV m2 s sr)"},
        "transport": {"energy_min": "1 GeV/n", "energy_max": "1e4 GeV/n"},
        "modulation": {"potential": "0.6 GV"},
    }
    return build_model(load_config(raw, [*COARSE, *overrides]))


ONE_LAW = {"model": "power_law", "power_law": {"D0": "4e28 cm2/s", "rho0": "4 GV", "delta": 0.4, "eta": 1.0}}
ONE_ZONE = {"halo": {"half_height": "4 kpc"}}


PROTONS = '{H1={abundance=1.06e6, slopes=[1.8, 2.40, 2.26], breaks=["7 GV", "335 GV"]}}'
NO_HEAVY = f"injection.nuclides={PROTONS}"
LIGHT = (
    "injection.nuclides={H1={abundance=1e6, slopes=[2.4]}, C12={abundance=3000, slopes=[2.4]}, "
    "O16={abundance=4000, slopes=[2.4]}}",
)


@pytest.fixture(scope="module")
def one_zone():
    return power_law_model(ONE_ZONE, ONE_LAW).predict().interstellar


def test_zones_of_equal_diffusion_are_one_zone(one_zone):
    """Three zones with the same D, jumps or smooth, differ from one by the change of the mesh alone."""
    zones = {"disk": {"half_height": "0.4 kpc"}, "middle": {"half_height": "1.5 kpc"}, **ONE_ZONE}
    for width in ("0 kpc", "0.05 kpc"):
        spectra = power_law_model(zones, ONE_LAW | {"transition_width": width}).predict().interstellar
        np.testing.assert_allclose(spectra.ratio("B/C"), one_zone.ratio("B/C"), rtol=3e-3)


def test_a_table_of_the_power_law_is_the_power_law(one_zone, tmp_path):
    rigidity = np.geomspace(0.5, 1e5, 60)
    table = tmp_path / "D.csv"
    lines = [f"{r:.9g},{4e28 * (r / 4) ** 0.4:.9g}" for r in rigidity]
    table.write_text("\n".join(["rigidity_GV,D_cm2_s", *lines]))
    model = power_law_model(ONE_ZONE, {"model": "table", "table": {"halo": str(table)}})
    np.testing.assert_allclose(model.predict().interstellar.ratio("B/C"), one_zone.ratio("B/C"), rtol=1e-6)


def test_tables_on_different_rigidities_do_not_disturb_each_other(tmp_path):
    """A step in one zone's table stays inside of its two rows, whatever rigidities the other zone is given at."""
    disk, halo = tmp_path / "disk.csv", tmp_path / "halo.csv"
    disk.write_text("rigidity_GV,D_cm2_s\n1,1e28\n9.9,1e28\n10,1e29\n1e4,1e29\n")
    halo.write_text("rigidity_GV,D_cm2_s\n2,3e28\n5,3e28\n15,3e28\n100,3e28\n5e3,3e28\n")
    zones = {"disk": {"half_height": "0.5 kpc"}, **ONE_ZONE}
    model = power_law_model(
        zones, {"model": "table", "table_beyond": "power-law", "table": {"disk": str(disk), "halo": str(halo)}}
    )
    found = model.coefficient(np.array([0.5, 3.0, 9.0, 12.0, 50.0, 1e5])) * KPC2_MYR_IN_CM2_S
    np.testing.assert_allclose(found[0], [1e28, 1e28, 1e28, 1e29, 1e29, 1e29], rtol=1e-12)
    np.testing.assert_allclose(found[1], 3e28, rtol=1e-12)


def test_a_table_that_cannot_be_read_is_refused(tmp_path):
    table = tmp_path / "D.csv"
    table.write_bytes(b"rigidity_GV,D_cm2_s\n1,\xff\n")
    with pytest.raises(InputError, match=r"diffusion\.table\.halo.*UTF-8"):
        power_law_model(ONE_ZONE, {"model": "table", "table": {"halo": str(table)}})
    table.write_text("rigidity_GV,D_cm2_s\n1,1e28\n1e5,1e30\n", encoding="utf-8-sig")
    assert power_law_model(ONE_ZONE, {"model": "table", "table": {"halo": str(table)}}) is not None


def test_fluxes_that_overflow_are_refused():
    model = power_law_model(ONE_ZONE, ONE_LAW)
    broken = eqx.tree_at(lambda tree: tree.normalization.proton_flux, model, 1e308)
    with pytest.raises(SolveError, match="fluxes are not finite"):
        broken.predict()


def test_a_break_of_the_power_law_raises_the_ratio_above_it(one_zone):
    law = ONE_LAW["power_law"] | {"high_break": {"rigidity": "300 GV", "delta_high": 0.2, "smoothness": 0.05}}
    broken = power_law_model(ONE_ZONE, {"model": "power_law", "power_law": law}).predict().interstellar
    change = np.asarray(broken.ratio("B/C") / one_zone.ratio("B/C"))
    np.testing.assert_allclose(change[:8], 1.0, rtol=1e-2)  # below 25 GeV/n
    # B/C ~ 1/D far above the break, where D is lower by (rho/rho_b)^-0.2; rho is 20 TV at the last energy.
    assert change[-1] == pytest.approx((2e4 / 300) ** 0.2, rel=0.05)


def test_half_lives_can_be_changed(one_zone):
    longer = power_law_model(ONE_ZONE, ONE_LAW, 'network.half_lives.Be10="1e6 Myr"').predict().interstellar
    assert float(longer.ratio("10Be/9Be")[0] / one_zone.ratio("10Be/9Be")[0]) > 1.5
    np.testing.assert_allclose(longer.per_energy("C12"), one_zone.per_energy("C12"), rtol=1e-12)  # stands before it


def test_losses_can_be_switched_off(one_zone):
    without = power_law_model(ONE_ZONE, ONE_LAW, "transport.losses=false").predict().interstellar
    change = np.asarray(without.per_energy("C") / one_zone.per_energy("C"))
    assert change[0] > 1.02  # ionisation matters at 1 GeV/n
    assert change[-1] == pytest.approx(1.0, rel=1e-3)  # protons lose 4e-4 at 100 GeV, where all is normalised


def test_a_zone_that_confines_nothing_is_refused():
    model = build_model(load_config("converged", ["zones.disk.alfven_mach=0.05", "scattering.confinement=threshold"]))
    with pytest.raises(InputError, match=r"zones\.disk\.alfven_mach = 0\.05.*nothing scatters enough"):
        model.predict()


@pytest.mark.parametrize("preset", ["converged", "fornieri2021"])
def test_the_table_of_d_is_fine_enough(preset):
    """Between its points D is interpolated to 2e-3: 1.6e-3 at the minimum of D in the published disk, else 1e-3."""
    model = build_model(load_config(preset))
    rigidity, patches = np.geomspace(2.0, 1e5, TABLE_POINTS), [zone.patch() for zone in model.patches]
    table = model.theory.table(patches, table_rigidity(kinematics(model.network()).rigidity))
    found = table(patches, rigidity[None], np.ones((1, TABLE_POINTS)))[:, 0]
    np.testing.assert_allclose(found, model.coefficient(rigidity), rtol=2e-3)


def test_scattered_protons_are_a_tenth_at_1_gev():
    """Share of protons that have collided: 11 % at 1 GeV, 2 % at 50 GeV in the base model (docs/theory.md)."""
    model = build_model(load_config("dragon2-base", ["transport.energies_per_decade=8", NO_HEAVY]))
    network = model.network()
    system = model.propagation(network).system()
    alone = eqx.tree_at(lambda tree: tree.kernels, system, jnp.zeros_like(system.kernels))
    weights = model.grid().radial_interpolation(model.galaxy.observer_radius)
    total, primary = (
        np.einsum("r,er->e", weights, solve_densities(case)[network.index("H1"), ..., 0]) for case in (system, alone)
    )
    share = np.interp(np.log([1.0, 54.0]), np.log(network.energy), 1 - primary / total)
    np.testing.assert_allclose(share, [0.1064, 0.0196], atol=0.001)


def test_cells_of_100_pc_give_the_same_ratio():
    """A second discretisation in height: linear elements of 100 pc (docs/validation.md)."""
    model = build_model(load_config("dragon2-base", [*COARSE, *LIGHT, "galaxy.grid.radial_cells=40"]))
    cells = HeightLayout(tuple(Boundary(distance=0.1 * cell) for cell in range(41)), (1,) * 40)
    uniform = replace(model, galaxy=replace(model.galaxy, layout=cells))
    ratios = [np.asarray(case.predict().interstellar.ratio("B/C")) for case in (model, uniform)]
    np.testing.assert_allclose(ratios[1], ratios[0], rtol=2e-3)


def boron_to_carbon(model):
    spectra = model.spectra()
    return jnp.sum(jnp.log(spectra.per_energy("B") / spectra.per_energy("C")))


TRACED = (  # what a fit varies
    "diffusion.power_law.D0",
    "diffusion.power_law.delta",
    "zones.halo.half_height",
    'network.spallation_factors."C12->B11"',
    "network.inelastic_factors.C",
    "injection.nuclides.C12.abundance",
    "injection.nuclides.O16.slopes[0]",
    "transport.advection.velocity",
    "transport.advection.gradient",
    "galaxy.radius",
    "galaxy.observer_radius",
    "transport.reacceleration.alfven_speed",
)


@pytest.fixture(scope="module")
def everything():
    """A model with all terms on."""
    return power_law_model(
        ONE_ZONE,
        ONE_LAW,
        'transport.advection={velocity="5 km/s", gradient="5 km/s/kpc"}',
        'transport.reacceleration={alfven_speed="15 km/s"}',
        'network.spallation_factors={"C12->B11"=1.1}',
        "network.inelastic_factors={C=0.95}",
        "transport.energy_min=0.3 GeV/n",
    )


@pytest.fixture(scope="module")
def gradient(everything):
    return eqx.filter_grad(eqx.filter_jit(boron_to_carbon))(everything)


@pytest.mark.parametrize("address", TRACED)
def test_gradient_of_the_whole_model(everything, gradient, address):
    value, step, compiled = float(everything[address]), 1e-4, eqx.filter_jit(boron_to_carbon)

    def at(factor):
        return float(compiled(everything.with_values({address: value * (1 + factor)})))

    expected = (at(step) - at(-step)) / (2 * step)
    found = float(gradient[address]) * value
    # The adjoint has a reduced basis of its own, so that the gradient is as exact as the solution, not to rounding.
    assert found == pytest.approx(expected, rel=2e-3, abs=1e-4)


def test_models_can_be_batched(one_zone):
    model = power_law_model(ONE_ZONE, ONE_LAW)
    factors = jnp.array([1.0, 2.0])

    def ratio(factor):
        address = "diffusion.power_law.D0"
        return boron_to_carbon(model.with_values({address: model[address] * factor}))

    batched = jax.jit(jax.vmap(ratio))(factors)
    np.testing.assert_allclose(batched, [jax.jit(ratio)(factor) for factor in factors], rtol=1e-9)
    alone = jnp.sum(jnp.log(one_zone.per_energy("B") / one_zone.per_energy("C")))
    np.testing.assert_allclose(batched[0], alone, rtol=1e-10)  # the same as the checked road


def test_equal_turbulence_at_several_radii_is_turbulence_at_all_of_them():
    radii = 'zones.{}.radial=[{{radius="0 kpc"}}, {{radius="6 kpc"}}, {{radius="12 kpc"}}]'
    coarse = [text for text in COARSE if "height_order" not in text]
    several = [radii.format(zone) for zone in ("disk", "halo")]
    models = [build_model(load_config("converged", [*coarse, *LIGHT, *more])) for more in ([], several)]
    assert [patch.name for patch in models[1].patches][:2] == ["disk at 0 kpc", "disk at 6 kpc"]
    ratios = [np.asarray(model.predict().interstellar.ratio("B/C")) for model in models]
    np.testing.assert_allclose(ratios[1], ratios[0], rtol=1e-6)


def test_the_density_can_be_had_anywhere():
    prediction = power_law_model(ONE_ZONE, ONE_LAW).predict()
    solution, names = prediction.solution, [nuclide.name for nuclide in prediction.network.species]
    carbon = names.index("C12")
    node = solution.grid.heights.nodes[3]
    radius = float(solution.grid.radii[5])
    np.testing.assert_allclose(solution.at(radius, float(node)), solution.density[:, :, 5, 3], rtol=1e-10)
    inside, outside, below = (float(solution.at(radius, z)[carbon, 5]) for z in (0.0, 3.0, -3.0))
    assert inside > outside == below > 0
    same, centre = prediction.spectra_at(8.3, 0.0), prediction.spectra_at(4.0, 0.0)
    np.testing.assert_allclose(same.flux, prediction.interstellar.flux, rtol=1e-12)
    assert np.all(np.asarray(centre.per_energy("C")) > np.asarray(same.per_energy("C")))  # more sources there


def test_reacceleration_by_the_turbulence_itself():
    """D_pp of fast modes is far larger than that of the relation (docs/theory.md): it raises fluxes at some GeV/n."""
    coarse = [text for text in COARSE if "height_order" not in text]
    slow = [f'zones.{zone}.alfven_speed="2 km/s"' for zone in ("disk", "halo")]
    waves = 'transport.reacceleration={model="turbulence"}'
    fluxes = [
        np.asarray(build_model(load_config("converged", [*coarse, *LIGHT, *slow, *more])).predict().interstellar.flux)
        for more in ([], [waves])
    ]
    assert np.isfinite(fluxes[1]).all()
    change = fluxes[1][0] / fluxes[0][0]  # of oxygen
    assert change[3] > 1.001
    assert change[-1] == pytest.approx(1.0, abs=0.1)


def test_unknown_zone():
    with pytest.raises(InputError, match=r"zone = 'bulge' is not allowed: must be one of disk, halo"):
        build_model(load_config("converged")).zone("bulge")
