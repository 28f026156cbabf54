"""Import of small, self-made files of each layout, and the errors of files that are not as they must be."""

import contextlib
import random

import numpy as np
import pytest

from magnetosonic.data.imports import LAYOUTS, Statements, detect, import_file
from magnetosonic.data.imports.points import quantity_of
from magnetosonic.data.table import parse_header, parse_table
from magnetosonic.errors import InputError

ADS = "http://adsabs.harvard.edu/abs/2001ApJ...000....1X"
TIMES = "1998/08/04-000000:1998/09/05-000000"
USINE = f"""# Format: USINE code
#   Col.1  -  QUANTITY NAME (case insensitive)
BE/B  DETECTOR(1998/08)  R  2.0  1.8 2.2  0.30  -0.01 0.02  0.03 0.04  {ADS}  500  1.0  {TIMES}  0
BE/B  DETECTOR(1998/08)  R  1.5  1.2 1.8  0.31  0.01 0.02  0.03 0.04  {ADS}  500  1.0  {TIMES}  0
BE/B  DETECTOR(1998/08)  R  2.5  2.2 2.8  0.29  0.01 0.02  0.03 0.04  {ADS}  500  1.0  {TIMES}  1
10BE/9BE  DETECTOR(1998/08)  EKN  0.3  0.2 0.4  0.12  0.01 0.02  0 0  {ADS}  500  1.0  {TIMES}  0
H  PROBE(1999/01)  EKN  0.3  0.2 0.4  12.0  1 1  0 0  {ADS}  0  130.0  1999/01/01-000000:1999/01/31-000000  0
H  NEAR(1999/01)  EKN  0.3  0.2 0.4  12.0  1 1  0 0  {ADS}  0  4.0  1999/01/01-000000:1999/01/31-000000  0
1H-BAR  DETECTOR(1998/08)  EKN  0.3  0.2 0.4  1e-4  1e-5 1e-5  0 0  {ADS}  500  1.0  {TIMES}  0
H  TOTAL(1998/08)  ETOTN  10  9 11  1e-4  1e-5 1e-5  0 0  {ADS}  500  1.0  {TIMES}  0
"""
ROW = next(line for line in USINE.splitlines() if line.startswith("BE/B"))
CSV = "# short\n" + "".join(",".join(line.split()) + "\n" for line in USINE.splitlines()[2:4])
LONG = (
    '"DETECTOR",balloon,"<b>D</b>",1998,DETECTOR(1998/08),"a, b",0.05,"",1.0,'
    f"{TIMES},2001ApJ...000....1X,table,B/C,R,{{energy}},1.8,2.2,0.30,0.01,0.02,0.03,0.04,0,500\n"
)
PLOT = """#   B/C  DETECTOR(2006/07-2008/12)
#   <E>  Elo  Eup   y   ystat_lo  ystat_up  ysyst_lo  ysyst_up  yerrtot_lo  yerrtot_up
1.0 0.9 1.1 0.30 0.01 0.02 0.03 0.04 0.0316 0.0447
2.0 1.9 2.1 0.29 0.01 0.02 0.03 0.04 0.0316 0.0447
#   He  OTHER(2001/02)
#   <E>  Elo  Eup   y   ystat_lo  ystat_up  ysyst_lo  ysyst_up  yerrtot_lo  yerrtot_up
3.0 2.9 3.1 40. 1.0 1.0 0 0 1.0 1.0
"""
GALPROP = """  Ref.  experiment    units     value   Energy   value   error   Z.A sec   |     Z.A pri    [comments]
=====================================================================================================
# Xy01  DETECTOR  MeV  none          ratio  9.0 9.0 9.0 0.9 0.1 0.0  a  4.10 0.00 0.0 | 4.09 0.0 0.0 old
  Xy01  DETECTOR  MeV  none          ratio  81.55  70.0   95.0  0.123 0.013 0.0   a  4.10 0.00 0.0 | 4.09 0.0 0.0 tab. 2
  Xy01  DETECTOR  MeV  none          ratio   0.00  90.0  160.0  0.115 0.013 0.02  a  4.10 0.00 0.0 | 4.09 0.0 0.0
  Xy01  DETECTOR  GeV  none          ratio   1.40   1.0    4.0  0.320 0.031 0.0   a  5.10 5.11 0.0 | 6.12 6.13 0.0
  Xy01  DETECTOR  GeV  none          ratio   1.40   1.0    4.0  0.320 0.1   0.0   r  5.10 0.00 0.0 | 5.10 5.11 0.0
  Xy01  DETECTOR  MeV  1/cm2/sr/MeV  flux  200.0  200.  200.    3.0e-7 0.3  0.0   r  0.00 0.00 0.0 | 6.-1 0.0 0.0
  Xy01  DETECTOR  GeV  GeV/cm2/sr    flux   10.0   9.0   11.0   3.6e-4 0.1  0.0   r  0.00 0.00 0.0 | 2.-1 0.0 0.0
  Xy01  DETECTOR  GeV  1/m2/sr/GeV   flux   10.0   9.0   11.0   3.6e-4 0.1  0.0   r  0.00 0.00 0.0 |-1.01 0.0 0.0
# Xy01  Somebody et al.2001 Astrophys.J.    563, 768                             DETECTOR
"""
SSDC = """# Data from SSDC cosmic rays database www.ssdc.asi.it
# GraphTitle: p DET-2 BRASP (2009); 2002-12-29 00:00:00.0,2003-01-18 00:00:00.0;
# XLabel: kinetic energy (GeV)
# YLabel: Flux#timesE^{2.7} ((m^{2} s sr GeV)^{-1}#times(GeV/n)^{2.7})
#
# Columns: X, XErrorLow, XErrorHigh, Y, YErrorLow, YErrorHigh
1.0e+01  0.0 0.0  1.0e+04  1.0e+02 2.0e+02
1.0e+02  0.0 0.0  1.1e+04  1.0e+02 2.0e+02
"""
PERIOD = Statements(period="2000-01 to 2000-12")
FILES = {"crdb-usine": USINE, "crdb-csv": CSV, "crdb-plot": PLOT, "galprop": GALPROP, "ssdc": SSDC}


@pytest.fixture
def imported(tmp_path):
    def read(text, layout="", **said):
        path = tmp_path / "file.dat"
        path.write_text(text)
        found = import_file(path, layout, Statements(**said))
        tables = {name: parse_table(table, name, "imported") for name, table in found.tables}
        return {(m.experiment, m.quantity): m for m in tables.values()}, found

    return read


@pytest.mark.parametrize("layout", FILES)
def test_every_layout_is_recognised(layout):
    assert set(FILES) == set(LAYOUTS)
    assert detect(FILES[layout], "file") == layout


def test_usine(imported):
    measurements, found = imported(USINE)
    ratio = measurements["DETECTOR(1998/08)", "Be/B"]
    np.testing.assert_array_equal(ratio.abscissa, [1.5, 2.0])  # sorted
    np.testing.assert_array_equal(ratio.value, [0.31, 0.30])
    np.testing.assert_array_equal(ratio.statistical_error_low, [0.01, 0.01])  # of either sign in the file
    np.testing.assert_array_equal(ratio.systematic_error_high, [0.04, 0.04])
    assert (ratio.variable, ratio.period, ratio.modulation_potential) == ("rigidity", "1998-08 to 1998-09", 0.5)
    assert ratio.note == "1 upper limits of the file are left out"
    assert ratio.publication.startswith("bibcode 2001ApJ...000....1X, https://ui.adsabs")
    clock = measurements["DETECTOR(1998/08)", "10Be/9Be"]
    assert (clock.variable, clock.errors) == ("kinetic_energy_per_nucleon", "statistical")
    assert measurements["PROBE(1999/01)", "H"].modulation_potential == 0.0  # beyond the heliopause
    assert len(measurements) == 3
    assert [reason.split(" =")[0] for reason in found.refused] == [
        "potential",
        "file.dat: DETECTOR(1998/08) 1H-BAR",
        "file.dat: TOTAL(1998/08)",
    ]
    header = parse_header(found.tables[0][1], "table")
    assert header["made by"] == "magnetosonic data import, layout crdb-usine"
    assert "imported" in header


def test_what_the_user_says_chooses_and_completes(imported):
    said = {
        "experiment": "DET",
        "quantity": "be10/be9",
        "doi": "10.1000/1",
        "publication": "Somebody\n# 2001",
        "name": "Mine",
    }
    measurements, _ = imported(USINE, **said, potential="0.7 GV", errors="total")
    (clock,) = measurements.values()
    assert (clock.experiment, clock.doi, clock.publication) == ("Mine", "10.1000/1", "Somebody # 2001")
    assert (clock.modulation_potential, clock.modulation_origin, clock.errors) == (0.7, "given at the import", "total")
    near, _ = imported(USINE, experiment="NEAR", potential="0.4 GV")
    assert near["NEAR(1999/01)", "H"].modulation_potential == 0.4


def test_both_csv_of_the_database(imported):
    short, _ = imported(CSV)
    np.testing.assert_array_equal(short["DETECTOR(1998/08)", "Be/B"].abscissa, [1.5, 2.0])
    long, _ = imported(LONG.format(energy=2.0) + LONG.format(energy=3.0))
    ratio = long["DETECTOR(1998/08)", "B/C"]
    np.testing.assert_array_equal(ratio.abscissa, [2.0, 3.0])
    assert ratio.publication.startswith("bibcode 2001ApJ...000....1X,")
    assert (ratio.statistical_error_high[0], ratio.systematic_error_low[0]) == (0.02, 0.03)
    assert (ratio.modulation_potential, ratio.errors) == (0.5, "statistical and systematic")


def test_several_publications_of_one_experiment_have_two_names(imported):
    other = ROW.replace("2001ApJ", "2005ApJ")
    measurements, _ = imported(f"{ROW}\n{other}\n")
    assert {name for name, _ in measurements} == {
        "DETECTOR(1998/08), 2001ApJ...000....1X",
        "DETECTOR(1998/08), 2005ApJ...000....1X",
    }


def test_data_of_a_plot(imported):
    with pytest.raises(InputError, match=r"abscissa = None.*given, because file\.dat does not say it"):
        imported(PLOT)
    with pytest.raises(InputError, match=r"^publication.*of one experiment that is chosen of DETECTOR"):
        imported(PLOT, abscissa="rigidity", publication="Somebody 2010")
    said = {"abscissa": "rigidity", "publication": "Somebody 2010"}
    measurements, _ = imported(PLOT, experiment="DETECTOR", **said)
    ratio = measurements["DETECTOR(2006/07-2008/12)", "B/C"]
    assert (ratio.period, ratio.variable) == ("2006-07 to 2008-12", "rigidity")
    np.testing.assert_array_equal(ratio.value, [0.30, 0.29])
    np.testing.assert_array_equal(ratio.systematic_error_high, [0.04, 0.04])
    other, _ = imported(PLOT, experiment="OTHER", **said)
    assert (other["OTHER(2001/02)", "He"].period, other["OTHER(2001/02)", "He"].errors) == (
        "2001-02 to 2001-02",
        "statistical",
    )


def test_galprop(imported):
    measurements, found = imported(GALPROP, period="1997-08 to 1999-04")
    clock = measurements["DETECTOR", "10Be/9Be"]
    # MeV; where there is no mean energy, the geometric mean of the bin; an error that is 0 is that of the other side.
    np.testing.assert_allclose(clock.abscissa, [0.08155, 0.12], rtol=1e-12)
    np.testing.assert_array_equal(clock.statistical_error_low, [0.013, 0.013])
    np.testing.assert_array_equal(clock.statistical_error_high, [0.013, 0.02])
    assert clock.publication == "Somebody et al.2001 Astrophys.J. 563, 768 DETECTOR (Xy01)"
    assert (clock.errors, clock.modulation_potential) == ("total", 0.57)
    assert "taken as total" in clock.note
    assert {quantity for _, quantity in measurements} == {"10Be/9Be", "B/C", "10B/B", "C", "He"}
    # 3e-7 per cm^2 and MeV are 3 per m^2 and GeV, 30 % of which are the error; 3.6e-4 GeV/cm^2 = E^2 J at 10 GeV/n.
    carbon, helium = measurements["DETECTOR", "C"], measurements["DETECTOR", "He"]
    np.testing.assert_allclose([carbon.value[0], carbon.statistical_error_high[0]], [3.0, 0.9], rtol=1e-12)
    np.testing.assert_allclose([helium.value[0], helium.error_low[0]], [3.6e-2, 3.6e-3], rtol=1e-12)
    (antiprotons,) = found.refused
    assert "-1.01" in antiprotons
    with pytest.raises(InputError, match=r"period = None"):
        imported(GALPROP)


def test_ssdc(imported):
    measurements, _ = imported(SSDC)
    protons = measurements["DET-2", "H"]
    # Values times E^2.7.
    np.testing.assert_allclose(protons.value, [1e4 * 10**-2.7, 1.1e4 * 100**-2.7], rtol=1e-12)
    np.testing.assert_allclose(protons.error_high / protons.value, [0.02, 2e2 / 1.1e4], rtol=1e-12)
    assert (protons.period, protons.variable) == ("2002-12 to 2003-01", "kinetic_energy")
    assert (protons.publication, protons.errors) == ("BRASP 2009", "total")
    rigidity = (
        SSDC.replace("kinetic energy (GeV)", "rigidity (GV)").replace("#timesE^{2.7}", "").replace("sr GeV)", "sr GV)")
    )
    plain, _ = imported(rigidity.replace("p DET", "C DET"), errors="statistical")
    carbon = plain["DET-2", "C"]
    assert (carbon.variable, carbon.value[0], carbon.errors) == ("rigidity", 1e4, "statistical")
    assert carbon.note == ""


@pytest.mark.parametrize(
    ("layout", "text", "expected"),
    [
        (
            "crdb-usine",
            USINE.replace("0.31 ", "o.31 "),
            r"file\.dat: line 4 = 'o\.31'.*a number, 0 or between 1e-35",
        ),
        ("crdb-usine", USINE + "BE/B 1 2\n", r"line 11 = 'BE/B, 1, 2'.*16 columns \(they are 3\)"),
        ("crdb-usine", ROW[:-1] + "2\n", r"line 1 = '2'.*0, or 1 for an upper limit"),
        ("crdb-usine", f"{ROW}\n{ROW}\n", r"line 2 = 2\.0.*it stands in line 1 as well"),
        ("crdb-usine", ROW.replace(" 0.30 ", " -0.30 "), r"line 1 = '2, -0\.3'.*positive value"),
        ("crdb-usine", ROW.replace("-0.01 0.02  0.03 0.04", "0 0.02 0 0.04"), r"line 1.*an error on either side"),
        ("crdb-csv", CSV.replace("0.31", "x"), r"line 3 = 'x'"),
        ("crdb-plot", PLOT.replace("2.0 1.9", "1.9"), r"line 4.*10 numbers"),
        ("galprop", GALPROP.replace("MeV  none          ratio   0.00", "TeV  none ratio 0.00"), r"line 5 = 'TeV'"),
        ("galprop", GALPROP.replace("1/cm2/sr/MeV", "1/km2/sr/MeV"), r"line 8 = '1/km2/sr/MeV'"),
        ("galprop", GALPROP + " short line\n", r"line 12 = 'short line'"),
        ("ssdc", SSDC.replace("kinetic energy (GeV)", "time (s)"), r"line 3 = 'time \(s\)'"),
        ("ssdc", SSDC.replace("sr GeV)", "sr MeV)"), r"line 4"),
        ("ssdc", SSDC + "1 2\n", r"line 9 = '1 2'.*6 numbers"),
    ],
)
def test_errors_name_the_line(imported, layout, text, expected):
    with pytest.raises(InputError, match=expected):
        imported(text, layout, period="2000-01 to 2000-12", abscissa="", quantity="")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"abscissa": "energy"}, "abscissa"),
        ({"errors": "none"}, "errors"),
        ({"doi": "doi:10.1"}, "doi"),
        ({"period": "2000"}, "period"),
        ({"potential": "500 MV", "experiment": "DET"}, "potential.*such as 0.5 GV"),
        ({"experiment": "ELSE"}, r"file\.dat: data set = 'ELSE'.*DETECTOR\(1998/08\) Be/B"),
        ({"experiment": "DET", "quantity": "Be/B", "errors": "total"}, "errors = 'total'.*has both"),
        ({"experiment": "TOTAL"}, "ETOTN, which is none of R, EK"),
    ],
)
def test_what_the_user_says_is_checked(imported, said, expected):
    with pytest.raises(InputError, match=expected):
        imported(USINE, **said)


def test_files_of_no_layout(imported, tmp_path):
    with pytest.raises(InputError, match=r"^layout = None.*crdb-usine.*none of the layouts is recognised"):
        imported("1 2 3\n")
    with pytest.raises(InputError, match=r"^layout = 'root'"):
        imported(USINE, "root")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "binary", tmp_path / "missing", tmp_path):
        with pytest.raises(InputError, match="data import"):
            import_file(path)


@pytest.mark.parametrize("layout", FILES)
def test_damaged_files_are_refused_and_nothing_else(tmp_path, layout):
    """Words in the place of others, lines cut, doubled and glued: a table or an InputError, never another exception."""
    chance = random.Random(layout)
    words = ["nan", "1e999", "-1", "0", "", "9" * 5000, "1e-300", "\0", '"', "#", "|", "/", "B/C/O", "€", "x" * 200_000]
    path = tmp_path / "file"
    for _ in range(60):
        lines = FILES[layout].splitlines()
        for _ in range(chance.randint(1, 3)):
            k = chance.randrange(len(lines))
            parts = lines[k].split(" ")
            parts[chance.randrange(len(parts))] = chance.choice(words)
            lines[k] = " ".join(parts[: chance.randint(1, len(parts) + 3)])
        path.write_text("\n".join(lines))
        said = Statements(period="2000-01 to 2000-12", abscissa=chance.choice(["", "rigidity"]))
        with contextlib.suppress(InputError):
            import_file(path, layout, said)
        with contextlib.suppress(InputError):
            import_file(path)


def test_a_byte_order_mark_is_ignored(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(CSV.split("\n", 1)[1], encoding="utf-8-sig")
    assert import_file(path).layout == "crdb-csv"


def test_names_of_quantities():
    assert [quantity_of(name) for name in ("BE/B", "10BE/9BE", "Fe", "be10", "LI+BE+B", "li+be/C")] == [
        *("Be/B", "10Be/9Be", "Fe", "10Be", "Li+Be+B", "(Li+Be)/C"),
    ]
    for name in ("e+", "", "B/C/O", "pbar"):
        with pytest.raises(InputError, match="quantity"):
            quantity_of(name)
