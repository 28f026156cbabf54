"""What a summary says of the parts of a model, and what it tells to cite."""

import dataclasses

import equinox as eqx
import pytest

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.galaxy.gas import GAS_MODELS
from magnetosonic.galaxy.gas.xco import XCO_PROFILES
from magnetosonic.galaxy.sources import SOURCE_MODELS
from magnetosonic.outputs.citations import citations
from magnetosonic.outputs.figures.style import describe
from magnetosonic.outputs.inputs import inputs_in_words, span
from magnetosonic.outputs.summary import summary_text
from magnetosonic.species.inelastic_models import INELASTIC_MODELS
from magnetosonic.species.spallation_sets import SPALLATION_MODELS
from tests.outputs.coarse_run import coarse_origin, coarse_results

TABLES = {
    "gas": "radius_kpc,height_kpc,neutral_cm3,ionised_cm3\n0,0,1,0.1\n0,1,0,0\n30,0,1,0.1\n30,1,0,0\n",
    "sources": "radius_kpc,rate\n0,0\n5,1\n20,0\n",
    "heights": "radius_kpc,height_kpc,rate\n0,0,1\n0,1,0\n20,0,1\n20,1,0\n",
    "network": "parent,daughter,energy_GeV_n,cross_section_mb\nC12,B11,1,30\nC12,B11,10,30\n",
}


@pytest.fixture
def table(tmp_path):
    """Path of a table of the user's, by its name in TABLES."""

    def write(name):
        path = tmp_path / f"{name}.csv"
        path.write_text(TABLES[name], encoding="utf-8")
        return str(path)

    return write


def model(*overrides, preset="converged"):
    return build_model(load_config(preset, overrides))


def words(*overrides, **preset):
    return "\n".join(inputs_in_words(model(*overrides, **preset)))


def cited(*overrides, **preset):
    return dict(citations(model(*overrides, **preset)))


def test_the_default_in_words():
    assert inputs_in_words(model()) == [
        "gas: of the GALPROP type, X_CO = 1.9e+20 (sm96), ionised gas: cordes1991; 0.11 helium per hydrogen nuclei",
        "sources: supernovae of Ferrière 2001",
        "network: spallation evoli2019, inelastic crosec, on helium ferrando1988, up to charge 28",
        "energy losses: ionisation and Coulomb, one electron counted for each helium atom",
        "wind: none",
        "reacceleration: none",
    ]


def test_wind_reacceleration_and_losses_in_words():
    text = words(
        "transport.advection={velocity='10 km/s', gradient='5 km/s/kpc'}",
        "transport.reacceleration={alfven_speed='30 km/s', four_thirds=false}",
        "transport.losses=false",
        preset="dragon2-base",
    )
    assert "wind: 10 km/s at the plane, faster by 5 km/s/kpc away from it" in text
    assert "D_pp from D without the factor 4/3, v_A = 30 km/s, delta = 0.45" in text
    assert "energy losses: none" in text
    assert "by the turbulence that scatters" in words("transport.reacceleration={model='turbulence'}")


def test_gas_and_factors_in_words():
    uniform = "galaxy.uniform_gas={neutral='1 cm-3', ionised='0.1 cm-3', half_height='0.1 kpc'}"
    text = words("galaxy.gas='uniform'", uniform)
    assert "uniform, 1 cm^-3 neutral and 0.1 cm^-3 ionised, up to |z| = 0.1 kpc; " in text
    assert "X_CO = 1e+20 to 2 kpc, 3e+20 beyond, " in words("galaxy.xco=[1e20, 3e20]")
    assert "X_CO = 2e+20, " in words("galaxy.xco=2e20")
    factors = words("network.spallation_factors={'C->B'=1.2}", "network.half_lives={Be10='1.4 Myr'}")
    assert "factors on spallation: C->B 1.2" in factors
    assert "half-lives [Myr]: Be10 1.4" in factors


def test_every_model_of_sources_is_known(table):
    more = {"ring": ["galaxy.source_ring={radius='8 kpc', width='1 kpc', half_height='0.1 kpc'}"]}
    more["table"] = [f"galaxy.source_table='{table('sources')}'", "galaxy.source_scale_height='0.2 kpc'"]
    for name in SOURCE_MODELS:
        made = model(f"galaxy.sources='{name}'", *more.get(name, []))
        assert f"sources: {made.galaxy.sources.words()}" in inputs_in_words(made)
        assert type(made.galaxy.sources).__name__ not in made.galaxy.sources.words()
        assert ("sources" in dict(citations(made))) == (name != "ring")
    moved = model("galaxy.sources='lorimer2006'", "galaxy.source_scale_height='0.3 kpc'")
    assert "pulsars of Lorimer et al. 2006, scale height 0.3 kpc" in "\n".join(inputs_in_words(moved))
    other = eqx.tree_at(lambda tree: tree.galaxy.sources.slope, moved, 4.9)
    assert "sources: (R/R_sun)^1.9 exp[-4.9 (R/R_sun - 1)], scale height 0.3 kpc" in inputs_in_words(other)
    assert dict(citations(other))["sources"] == "user's numbers"


def test_tables_of_the_user(table):
    found = cited(
        "galaxy.gas='table'",
        f"galaxy.gas_table='{table('gas')}'",
        "galaxy.sources='table'",
        f"galaxy.source_table='{table('heights')}'",
        "network.spallation='table'",
        f"network.table='{table('network')}'",
    )
    assert found["gas"] == found["sources"] == "user's table"
    assert found["spallation"].startswith("user's table; ")
    assert "X_CO" not in found
    assert "ionised gas" not in found


@pytest.mark.parametrize(
    ("overrides", "subject", "authors"),
    [
        ([], "spallation", ["Evoli", "Coste"]),
        ([], "inelastic cross sections", ["Barashenkov", "Kafexhiu"]),
        (["galaxy.gas='nakanishi-sofue'"], "gas", ["Nakanishi & Sofue 2003", "2006"]),
        (["galaxy.gas='ferriere'"], "ionised gas", ["Cordes et al. 1991"]),
        (["galaxy.xco=2e20"], "X_CO", ["user's numbers"]),
        (["galaxy.xco='galprop_2010'"], "X_CO", ["Ackermann"]),
        (["network.spallation='galprop-opt12'"], "spallation", ["Génolini", "Moskalenko & Mashnik"]),
        (["network.spallation='webber2003-coste2012'"], "spallation", ["Webber", "Coste"]),
        (["network.inelastic='letaw1983'"], "inelastic cross sections", ["Letaw"]),
        (["transport.reacceleration={model='turbulence'}"], "reacceleration", ["Schlickeiser"]),
        (["transport.reacceleration={slope=0.5}"], "reacceleration", ["Seo & Ptuskin 1994, ApJ 431, 705"]),
        (["network.half_lives={Be10='1.4 Myr'}"], "half-lives", ["Kondev", "of Be10: user's numbers"]),
    ],
)
def test_citations(overrides, subject, authors):
    found = cited(*overrides)
    for author in authors:
        assert author in found[subject]


def test_citations_only_of_what_is_used():
    tripathi = cited("network.inelastic='tripathi1999'", "network.helium_target='tripathi1999'")
    assert "Tripathi" in tripathi["cross sections on helium"]
    assert "Barashenkov" not in tripathi["inelastic cross sections"]
    without = cited("galaxy.helium_fraction=0", preset="dragon2-base")
    assert not {"cross sections on helium", "reacceleration", "ion-neutral damping"} & set(without)


def test_every_choice_has_a_citation():
    for name in SPALLATION_MODELS:
        if name != "table":
            assert cited(f"network.spallation='{name}'")["spallation"]
    for name in INELASTIC_MODELS:
        assert cited(f"network.inelastic='{name}'")["inelastic cross sections"]
    for name in XCO_PROFILES:
        assert "user" not in cited(f"galaxy.xco='{name}'")["X_CO"]
    for name in sorted(set(GAS_MODELS) - {"uniform", "table"}):
        assert cited(f"galaxy.gas='{name}'")["gas"]


def test_turbulence_that_depends_on_the_radius():
    knots = "[{radius='4 kpc', alfven_mach=0.5}, {radius='12 kpc', alfven_mach=0.7, magnetic_field='2 uG'}]"
    radial = model(f"zones.halo.radial={knots}")
    text = summary_text(dataclasses.replace(coarse_results(), model=radial), coarse_origin())
    assert "M_A = 0.5 at R = 4 kpc, 0.7 at R = 12 kpc" in text
    assert "L = 100 pc, v_A = 10 km/s, B = 1 to 2 uG" in text
    assert describe(radial, "x") == "x: $M_A$ = 0.675 (disk), 0.5 to 0.7 (halo)"
    assert "ion-neutral damping" not in dict(citations(radial))
    scales = "zones.halo.ion_neutral_scale=1e4", "zones.halo.ion_neutral_parallel_scale=2e4"
    friction = model(f"zones.halo.radial={knots}", "zones.halo.damping=['collisionless', 'ion-neutral']", *scales)
    assert "ion-neutral damping" in dict(citations(friction))
    text = summary_text(dataclasses.replace(coarse_results(), model=friction), coarse_origin())
    assert "damping: collisionless, ion-neutral, x_in = 1e+04" in text


def test_span():
    assert span([0.5, 0.5]) == "0.5"
    assert span([0.7, 0.5, 0.6], 10.0) == "5 to 7"
