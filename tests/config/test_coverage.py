"""Tables that end inside of what is computed, and sources that the cells do not resolve."""

import numpy as np
import pytest

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.errors import InputError
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.galaxy.sources.peaks import FWHM_OF_SIGMA, radial_peaks
from magnetosonic.model.diffusion_table import DEFAULT_RIGIDITY, diffusion_table
from magnetosonic.outputs.inputs import inputs_in_words
from magnetosonic.outputs.summary import continued

GAS = "radius_kpc,height_kpc,neutral_cm3,ionised_cm3\n"


def load(*overrides):
    """One zone of 4 kpc in a Galaxy of 12 kpc, up to oxygen, from 0.5 to 100 GeV/n."""
    energies = ["transport.energy_min=0.5 GeV/n", "transport.energy_max=100 GeV/n", "network.max_charge=8"]
    return load_config("dragon2-base", [*energies, "galaxy.radius=12 kpc", "galaxy.observer_radius=8 kpc", *overrides])


def gas_table(tmp_path, radius, height, edge=1.0):
    path = tmp_path / "gas.csv"
    rows = [f"{r},{z},{edge if z == height else 2.0},0.5" for r in (0, radius) for z in (0, height)]
    path.write_text(GAS + "\n".join(rows) + "\n")
    return ["galaxy.gas=table", f"galaxy.gas_table={path}"]


@pytest.mark.parametrize(("radius", "height"), [(8, 4), (12, 1), (11.9, 4)])
def test_gas_that_ends_inside_of_the_galaxy(tmp_path, radius, height):
    chosen = gas_table(tmp_path, radius, height)
    with pytest.raises(InputError, match=f"radius_kpc from 0 to {radius:g}, height_kpc from 0 to {height}.*beyond"):
        load(*chosen)
    for beyond, density in (("zero", 0.0), ("constant", 1.5)):
        model = build_model(load(*chosen, f"galaxy.gas_table_beyond={beyond}"))
        outside = (radius + 0.05, float(height)) if radius < 12 else (float(radius), height + 0.05)
        np.testing.assert_allclose(model.galaxy.gas.total(*outside), density)
        np.testing.assert_allclose(model.galaxy.gas.total(outside[0], -outside[1]), density)
        assert np.all(model.galaxy.gas.total(4.0, 0.0) == 2.5)
        words = {"zero": "none", "constant": "as much as at its edge"}[beyond]
        told = f"user's table, R from 0 to {radius:g} kpc, |z| up to {height} kpc; beyond it {words}; 0."
        assert told in inputs_in_words(model)[0]


def test_gas_that_reaches_the_edges_or_falls_to_zero_before(tmp_path):
    load(*gas_table(tmp_path, 12, 4))
    text = GAS + "0,0,1,0\n0,1,0,0\n8,0,1,0\n8,1,0,0\n9,0,0,0\n9,1,0,0\n"
    (tmp_path / "gas.csv").write_text(text)
    load("galaxy.gas=table", f"galaxy.gas_table={tmp_path / 'gas.csv'}")
    with pytest.raises(InputError, match="belongs to galaxy"):
        load("galaxy.gas_table_beyond=zero")


def given(tmp_path, text, *more):
    path = tmp_path / "D.csv"
    path.write_text("rigidity_GV,D_cm2_s\n" + text)
    return load("diffusion.model=table", f"diffusion.table.halo={path}", *more)


TABLE = "10,1e29\n20,2e29\n40,4e29\n"


def test_d_that_does_not_cover_the_rigidities(tmp_path):
    # Protons of 0.5 GeV: sqrt(T (T + 2 m)) = 1.09 GV. 10Be at 100 GeV/n: 10/4 times 100.93 GV.
    with pytest.raises(InputError, match=r"rigidity_GV from 10 to 11.*from 1\.09 to 252\.3 GV"):
        given(tmp_path, "10,1e29\n11,2e29\n")
    known = build_model(given(tmp_path, "1,1e28\n300,3e30\n"))
    table = diffusion_table(known)
    np.testing.assert_array_equal(table["rigidity"], DEFAULT_RIGIDITY[DEFAULT_RIGIDITY <= 300.0])
    with pytest.raises(InputError, match=r"rigidity = 301.*from 1 to 300 GV"):
        diffusion_table(known, np.array([2.0, 301.0]))
    with pytest.raises(InputError, match=r"belongs to diffusion\.model = 'table'"):
        load("diffusion.table_beyond=constant")


@pytest.mark.parametrize(("beyond", "ends"), [("power-law", (1e28, 4e30)), ("constant", (1e29, 4e29))])
def test_d_continued(tmp_path, beyond, ends):
    model = build_model(given(tmp_path, TABLE, f"diffusion.table_beyond={beyond}"))
    found = model.coefficient(np.array([1.0, 10.0, 30.0, 40.0, 400.0]))[0] * KPC2_MYR_IN_CM2_S
    np.testing.assert_allclose(found, [ends[0], 1e29, 3e29, 4e29, ends[1]], rtol=1e-12)
    assert diffusion_table(model)["rigidity"].size == DEFAULT_RIGIDITY.size
    words = {"power-law": "a power law", "constant": "constant"}[beyond]
    told = f"halo: {words} below 10 GV and above 40 GV, where its table ends"
    assert list(continued(model, model.network())) == [told]


def write_sources(tmp_path, radii, rates):
    path = tmp_path / "rate.csv"
    path.write_text("radius_kpc,rate\n" + "".join(f"{r},{x}\n" for r, x in zip(radii, rates, strict=True)))
    return ["galaxy.sources=table", f"galaxy.source_table={path}", "galaxy.source_scale_height=0.1 kpc"]


@pytest.mark.parametrize("place", [0.0, 4.0, 8.0])
def test_sources_are_as_wide_as_rings_must_be(tmp_path, place):
    """A Gaussian given as a table is refused where a ring of the same width is."""
    cells = 41
    nodes = radial_nodes(12.0, cells)
    cell = float(np.diff(nodes)[np.searchsorted(nodes, place, side="right") - 1])
    radii = np.arange(0.0, 12.0, 0.01)
    for width, accepted in ((0.98 * cell, False), (1.02 * cell, True)):
        chosen = write_sources(tmp_path, radii, np.exp(-0.5 * ((radii - place) / width) ** 2))
        ring = f"galaxy.source_ring={{radius='{place} kpc', width='{width} kpc', half_height='0.1 kpc'}}"
        for settings, name in ((chosen, "source_table"), (["galaxy.sources=ring", ring], "source_ring")):
            if accepted:
                load(f"galaxy.grid.radial_cells={cells}", *settings)
            else:
                with pytest.raises(InputError, match=name):
                    load(f"galaxy.grid.radial_cells={cells}", *settings)


def test_peaks_of_sources():
    radii, rates = np.array([1.0, 2.0, 4.0, 5.0, 6.0]), np.array([0.0, 4.0, 1.0, 0.0, 0.2])
    # Half of 4 at 1.5 and, on the way to 1, at 2 + 2 * 2/3; the last one is lower than a tenth.
    np.testing.assert_allclose(list(radial_peaks(radii, rates)), [(2.0, 2.0 + 4.0 / 3.0 - 1.5)])
    np.testing.assert_allclose(list(radial_peaks(np.array([0.0, 1.0]), np.array([2.0, 0.0]))), [(0.0, 1.0)])
    assert pytest.approx(2.3548200450309493, rel=1e-15) == FWHM_OF_SIGMA
