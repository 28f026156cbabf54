import pytest

from magnetosonic.data.modulation_potentials import SCALE_SHIFT, modulation_potential
from magnetosonic.errors import InputError


# Means over periods that CRDB lists for its data sets (export of 2019, field phi), in GV, from the same series; it
# weights the days and not the months of a period, hence 4 MV.
@pytest.mark.parametrize(
    ("period", "potential"),
    [
        ("2011-05 to 2013-11", 0.564),
        ("2006-07 to 2008-12", 0.372),
        ("2006-07 to 2008-03", 0.383),
        ("2006-07 to 2006-07", 0.443),
        ("2005-12 to 2006-01", 0.530),
        ("2003-12 to 2003-12", 0.930),
        ("2003-01 to 2003-01", 0.895),
    ],
)
def test_means_are_those_of_the_database(period, potential):
    # 0.005 for the rounding to two decimals.
    assert modulation_potential(period)[0] - SCALE_SHIFT == pytest.approx(potential, abs=0.004 + 0.005)


def test_mean_by_hand():
    # December 2002 and January 2003: 986 and 895 MV.
    potential, origin = modulation_potential("2002-12 to 2003-01")
    assert potential == pytest.approx(0.9405 + 0.07, abs=0.005)
    assert "mean 0.940 GV" in origin or "mean 0.941 GV" in origin
    assert "doi:10.1029/2010JA016105" in origin


def test_the_seven_years_of_ams_have_the_potential_of_the_shipped_configurations():
    assert modulation_potential("2011-05 to 2018-05")[0] == 0.6


@pytest.mark.parametrize(
    "period",
    ["2011", "2011-13 to 2012-01", "2012-01 to 2011-12", "not stated", "1951-12 to 1952-01", "2022-12 to 2023-01"],
)
def test_other_periods_are_refused(period):
    with pytest.raises(InputError) as caught:
        modulation_potential(period)
    assert caught.value.field == "period"
    assert caught.value.value == period
