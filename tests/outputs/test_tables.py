"""Tables of a run: what they contain, and that their numbers are those of the prediction."""

import csv
import io

import numpy as np
import pytest

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.errors import InputError
from magnetosonic.model.diffusion_table import diffusion_table
from magnetosonic.model.scattering_table import scattering_table
from magnetosonic.outputs.agreement import agreement_csv
from magnetosonic.outputs.model_csv import diffusion_csv, scattering_csv
from magnetosonic.outputs.ratio_table import ratio_table, ratios_csv
from magnetosonic.outputs.spectra_table import spectra_csv
from magnetosonic.table import LabelledArray, Table
from tests.outputs.coarse_run import coarse_config, coarse_results

TOLERANCE = 1e-9  # the tables have ten digits


def rows_of(text):
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#")))


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


def test_spectra_csv():
    prediction = coarse_results().prediction
    rows = rows_of(spectra_csv(coarse_results().spectra))
    assert list(rows[0]) == [
        "nuclide",
        "charge",
        "mass_number",
        "kinetic_energy_GeV_per_n",
        "rigidity_GV",
        "flux_LIS",
        "flux_TOA",
    ]
    assert len(rows) == len(prediction.interstellar.species) * 25
    charges = column(rows, "charge")
    assert np.all(np.diff(charges) >= 0)
    carbon = [row for row in rows if row["nuclide"] == "C12"]
    assert {(row["charge"], row["mass_number"]) for row in carbon} == {("6", "12")}
    place = prediction.network.index("C12")
    np.testing.assert_allclose(column(carbon, "flux_LIS"), prediction.interstellar.flux[place], rtol=TOLERANCE)
    np.testing.assert_allclose(column(carbon, "flux_TOA"), prediction.modulated.flux[place], rtol=TOLERANCE)
    # C12: rho = 2 sqrt(T (T + 2 u)) with u = 0.93149410242 GeV.
    energy = column(carbon, "kinetic_energy_GeV_per_n")
    expected = 2 * np.sqrt(energy * (energy + 2 * 0.93149410242))
    np.testing.assert_allclose(column(carbon, "rigidity_GV"), expected, rtol=1e-8)


def test_ratios_csv():
    results = coarse_results()
    rows = rows_of(ratios_csv(results.ratios))
    assert list(rows[0]) == [
        *("ratio", "kinetic_energy_GeV_per_n", "rigidity_GV", "LIS", "TOA"),
        *("LIS_equal_rigidity", "TOA_equal_rigidity"),
    ]
    assert {row["ratio"] for row in rows} == {"B/C", "Be/B", "10Be/9Be", "C/O", "N/O", "Li/B"}
    spectra = results.prediction.interstellar
    boron = [row for row in rows if row["ratio"] == "B/C"]
    np.testing.assert_allclose(column(boron, "LIS"), spectra.ratio("B/C"), rtol=TOLERANCE)
    np.testing.assert_allclose(column(boron, "TOA"), results.prediction.modulated.ratio("B/C"), rtol=TOLERANCE)
    energy = column(boron, "kinetic_energy_GeV_per_n")
    expected = 2 * np.sqrt(energy * (energy + 2 * 0.93149410242))
    np.testing.assert_allclose(column(boron, "rigidity_GV"), expected, rtol=1e-8)
    # At the lowest rigidity the energy of 11B is below those computed.
    known = np.isfinite(column(boron, "LIS_equal_rigidity"))
    assert known.sum() == 24
    by_rigidity = spectra.ratio("B/C", column(boron, "rigidity_GV")[known])
    np.testing.assert_allclose(column(boron, "LIS_equal_rigidity")[known], by_rigidity, rtol=1e-7)  # written rigidities
    # 11B has at equal energy per nucleon 11/12 * 6/5 = 1.1 times the rigidity of 12C: with spectra ~ rho^-2.7 to -2.9
    # the two ratios differ by about a tenth.
    other = column(boron, "LIS_equal_rigidity")[known] / column(boron, "LIS")[known]
    assert np.all((other[2:] > 1.05) & (other[2:] < 1.25))


def test_every_column_is_defined_above_the_table():
    results = coarse_results()
    tables = {
        "spectra": spectra_csv(results.spectra),
        "ratios": ratios_csv(results.ratios),
        "diffusion": diffusion_csv(diffusion_table(results.model, 4.0)),
        "agreement": agreement_csv(results.agreement),
    }
    for text in tables.values():
        lines = text.splitlines()
        comments = [line for line in lines if line.startswith("#")]
        assert lines[: len(comments)] == comments
        assert [line.split(":")[0].removeprefix("# ") for line in comments] == lines[len(comments)].split(",")


def test_ratios_only_of_what_the_network_holds():
    spectra = coarse_results().prediction.interstellar
    protons = type(spectra)((spectra.species[-1],), spectra.energy, spectra.flux[-1:])
    assert protons.species[0].name == "H1"
    table = ratio_table(protons, protons)
    assert table["ratio"].size == 0
    assert table["ratio_LIS"].shape == (0, 25)
    assert rows_of(ratios_csv(table)) == []
    assert protons.holds("H")
    assert not protons.holds("B/C")


def test_diffusion_table_of_a_power_law():
    model = build_model(coarse_config())
    table = diffusion_table(model, np.array([4.0, 40.0]))
    np.testing.assert_allclose(table["D"], [[3.7e28, 3.7e28 * 10**0.45]], rtol=1e-12)
    assert np.isnan(table["mu_star"]).all()
    assert table["confined"].all()
    rows = rows_of(diffusion_csv(table))
    assert list(rows[0]) == [
        "zone",
        "rigidity_GV",
        "D_cm2_s",
        "mu_star",
        "confined",
        "D_perpendicular_cm2_s",
        "mean_free_path_pc",
        "scattering_frequency_per_s",
    ]
    assert [row["zone"] for row in rows] == ["halo", "halo"]
    assert [(row["mu_star"], row["confined"]) for row in rows] == [("nan", "true")] * 2
    # 3 x 3.7e28 cm^2/s / 2.99792458e10 cm/s = 3.7025614e18 cm = 1.1999184 pc; c/lambda = 8.0968935e-9 1/s.
    np.testing.assert_allclose(table["mean_free_path"][0, 0], 1.1999184, rtol=1e-7)
    np.testing.assert_allclose(table["scattering_frequency"][0, 0], 8.0968935e-9, rtol=1e-7)
    slow = diffusion_table(model, np.array([4.0]), 0.5)
    # eta = 1: D ~ v, so that the mean free path is the same.
    np.testing.assert_allclose(slow["D"][0, 0], 1.85e28, rtol=1e-12)
    np.testing.assert_allclose(slow["mean_free_path"][0, 0], 1.1999184, rtol=1e-7)


@pytest.mark.parametrize(
    ("choices", "field"),
    [({"velocity": 0.0}, "velocity"), ({"velocity": 1.5}, "velocity"), ({"momentum": True}, "momentum")],
)
def test_diffusion_table_refuses(choices, field):
    with pytest.raises(InputError) as error:
        diffusion_table(build_model(coarse_config()), np.array([4.0]), **choices)
    assert error.value.field == field


def test_diffusion_table_with_everything():
    model = build_model(load_config("converged", ["zones.halo.alfven_mach=0.5"]))
    rigidity = np.array([1.0, 100.0])
    table = diffusion_table(model, rigidity, error=True, momentum=True)
    halo = list(table["zone"]).index("halo")
    np.testing.assert_allclose(table["D_perpendicular"][halo], 0.5**4 * table["D"][halo], rtol=1e-12)
    assert (table["D_error"] < 1e-4).all()
    # Cauchy and Schwarz: Int D_mumu dmu Int (1-mu^2)^2/D_mumu dmu >= (2/3)^2, hence D_pp D/p^2 >= v_A^2/9.
    assert (table["D_pp_over_p2"] * table["D"] > (10e5) ** 2 / 9).all()
    rows = rows_of(diffusion_csv(table))
    np.testing.assert_allclose(column(rows, "relative_error"), table["D_error"].ravel(), rtol=1e-9)
    np.testing.assert_allclose(column(rows, "D_pp_over_p2_per_s"), table["D_pp_over_p2"].ravel(), rtol=1e-9)


@pytest.mark.parametrize("rigidity", [0.0, -1.0, np.nan, np.inf])
def test_diffusion_table_refuses_bad_rigidities(rigidity):
    with pytest.raises(InputError, match="rigidity"):
        diffusion_table(build_model(coarse_config()), np.array([1.0, rigidity]))


@pytest.fixture(scope="module")
def theory():
    return build_model(load_config("converged", ["scattering.confinement=threshold", "scattering.resolution=fast"]))


def test_d_follows_from_the_table_of_scattering_rates(theory):
    """D = (v^2/4) Int_0^mu* (1 - mu^2)^2/D_mumu dmu, in cgs units and by Gauss-Legendre quadrature."""
    rigidity = np.array([100.0])
    table = diffusion_table(theory, rigidity)
    halo = list(table["zone"]).index("halo")
    upper = table["mu_star"][halo, 0]
    nodes, weights = np.polynomial.legendre.leggauss(60)
    mu = 0.5 * upper * (nodes + 1)
    rates = scattering_table(theory, "halo", rigidity, mu)
    assert list(rates.variables) == ["fast_ttd", "fast_gyro", "alfven_gyro"]
    total = np.sum([rates[name][0] for name in rates.variables], axis=0)
    expected = 2.99792458e10**2 / 4 * 0.5 * upper * np.sum(weights * (1 - mu**2) ** 2 / total)
    assert table["D"][halo, 0] == pytest.approx(expected, rel=1e-4)


def test_scattering_csv_has_a_row_for_each_point_mode_and_interaction():
    rates = {"fast_ttd": [[1.0, 2.0]], "fast_gyro": [[3.0, 4.0]], "alfven_gyro": [[5.0, 6.0]]}
    table = Table(
        {name: LabelledArray(("rigidity", "mu"), np.array(values), "1/s", "") for name, values in rates.items()},
        {
            "rigidity": LabelledArray(("rigidity",), np.array([1e3]), "GV", ""),
            "mu": LabelledArray(("mu",), np.array([0.1, 0.9]), "1", ""),
        },
        {"zone": "halo"},
    )
    lines = [line for line in scattering_csv(table).splitlines() if line[0] != "#"]
    assert lines == [
        "zone,rigidity_GV,mu,mode,interaction,D_mumu_per_s",
        *("halo,1000,0.1,fast,ttd,1", "halo,1000,0.1,fast,gyro,3", "halo,1000,0.1,alfven,gyro,5"),
        *("halo,1000,0.9,fast,ttd,2", "halo,1000,0.9,fast,gyro,4", "halo,1000,0.9,alfven,gyro,6"),
    ]


def test_scattering_table_refuses_zones_without_turbulence(theory):
    points = np.array([1.0])
    with pytest.raises(InputError, match="one of disk, halo"):
        scattering_table(theory, "corona", points, np.array([0.5]))
    with pytest.raises(InputError, match="a zone with turbulence"):
        scattering_table(build_model(coarse_config()), "halo", points, np.array([0.5]))
