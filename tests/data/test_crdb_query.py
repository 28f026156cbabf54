import sys
from datetime import date

import numpy as np
import pytest

from magnetosonic.data import available_measurements, load_measurement, registry, unreadable_tables
from magnetosonic.data.crdb_query import fetch
from magnetosonic.data.table import parse_table
from magnetosonic.errors import InputError
from tests.data.crdb_answer import AMS, FakeCache, FakeCrdb, answer, boron_to_carbon

TODAY = date.today().isoformat()


@pytest.fixture
def install(monkeypatch):
    """Puts a stand-in where the package would be, with a given answer."""

    def put(result):
        fake, cache = FakeCrdb(result), FakeCache()
        monkeypatch.setitem(sys.modules, "crdb", fake)
        monkeypatch.setitem(sys.modules, "cachier", cache)
        return fake, cache

    return put


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(registry, "cache_folder", lambda: tmp_path)
    return tmp_path


def test_an_answer_becomes_tables(install, capsys):
    fake, cache = install(boron_to_carbon())
    found = fetch("B/C", "AMS02", ("rigidity",))
    ((quantity, options),) = fake.asked
    assert (quantity, options["energy_type"], options["exp_dates"]) == ("B/C", "R", "AMS02")
    assert (options["combo_level"], options["energy_convert_level"]) == (0, 0)
    assert cache.calls == ["off", "on"]
    assert capsys.readouterr().out == ""
    tables = {table.name: parse_table(table.text, table.name, "fetched") for table in found.tables}
    assert set(tables) == {
        f"ams02_2011_05_2018_05_2021phr_894_1a_b_c_rigidity_{TODAY}.csv",
        f"ams02_2011_05_2018_05_1999apj_000_1a_b_c_rigidity_{TODAY}.csv",
        f"balloon_1970_09_1971_05_b_c_rigidity_{TODAY}.csv",
        f"voyager1_2012_10_2012_12_b_c_rigidity_{TODAY}.csv",
    }
    ams = tables[f"ams02_2011_05_2018_05_2021phr_894_1a_b_c_rigidity_{TODAY}.csv"]
    np.testing.assert_array_equal(ams.abscissa, [2.0, 3.0])
    np.testing.assert_array_equal(ams.value, [0.29, 0.31])
    np.testing.assert_array_equal(ams.statistical_error_low, [0.001, 0.001])
    np.testing.assert_array_equal(ams.statistical_error_high, [0.002, 0.002])
    np.testing.assert_array_equal(ams.systematic_error_high, [0.003, 0.003])
    assert ams.experiment == "AMS02 (2011/05-2018/05), 2021PhR...894....1A"
    assert (ams.period, ams.modulation_potential) == ("2011-05 to 2018-05", 0.65)
    assert ams.note == "1 upper limits of the answer are left out"
    balloon = tables[f"balloon_1970_09_1971_05_b_c_rigidity_{TODAY}.csv"]
    assert (balloon.period, balloon.errors) == ("1970-09 to 1971-05", "statistical")
    assert tables[f"voyager1_2012_10_2012_12_b_c_rigidity_{TODAY}.csv"].modulation_potential == 0.0


def test_provenance_is_in_the_table(install):
    install(boron_to_carbon())
    text = fetch("B/C", "AMS02", ("rigidity",)).tables[0].text
    assert f"# fetched: {TODAY}" in text
    assert "# query: B/C against R, experiments AMS02, native data only" in text
    assert "https://lpsc.in2p3.fr/crdb, with crdb 0.0" in text


def test_what_cannot_be_used_is_named_with_the_reason(install):
    install(boron_to_carbon())
    refused = fetch("B/C", "", ("rigidity",)).refused
    assert len(refused) == 3
    assert "Ulysses (1990/10)" in refused[0]
    assert "distance" in refused[0]
    assert "statistical_error_low" in refused[1]
    assert "upper limits only" in refused[2]


@pytest.mark.parametrize("potential", [0.0, -1.0, np.nan])
def test_no_potential_at_the_earth_is_refused(install, potential):
    point = ((*AMS[:-1], potential), 2.0, 0.29, (0.001, 0.002), (0.003, 0.003), False)
    install(answer(point))
    found = fetch("B/C", "AMS02", ("rigidity",))
    assert not found.tables
    assert "phi = " in found.refused[0]
    assert "a potential above 0 GV" in found.refused[0]


def test_without_the_package_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "crdb", None)
    with pytest.raises(InputError, match=r"pip install 'magnetosonic\[data\]'"):
        fetch("B/C", "")


@pytest.mark.parametrize("error", [ConnectionError("no"), TimeoutError("no")])
def test_without_a_network_the_message_says_so(install, error):
    _, cache = install(error)
    with pytest.raises(InputError) as caught:
        fetch("B/C", "")
    assert caught.value.field == "network"
    assert cache.calls == ["off", "on"]
    assert load_measurement().experiment == "AMS-02"


def test_no_data_is_refused_with_what_the_server_says(install):
    install(ValueError("No data for this query"))
    with pytest.raises(InputError, match="No data for this query"):
        fetch("Zz", "")


def test_fetched_tables_are_listed_and_the_last_counts(install, folder):
    install(boron_to_carbon())
    table = fetch("B/C", "", ("rigidity",)).tables[2]
    (folder / table.name).write_text(table.text, encoding="utf-8")
    earlier = table.text.replace(f"fetched: {TODAY}", "fetched: 2000-01-01").replace("0.25", "0.24")
    (folder / "earlier.csv").write_text(earlier, encoding="utf-8")
    name = "Balloon (1970/09+1971/05)"
    assert available_measurements()[-1] == (name, "B/C", "rigidity", f"fetched {TODAY}")
    assert len(available_measurements()) == 112
    measurement = load_measurement(name, "B/C")
    assert (measurement.value.tolist(), measurement.origin) == ([0.25], f"fetched {TODAY}")


def test_broken_files_in_the_cache_are_left_out_and_named(install, folder):
    install(boron_to_carbon())
    table = fetch("B/C", "", ("rigidity",)).tables[2]
    packaged = len(available_measurements())
    (folder / "a.csv").write_text("# experiment\n", encoding="utf-8")
    (folder / "b.csv").write_bytes(b"\xff\xfe\x00")
    (folder / "c.csv").write_text(table.text.replace("# quantity: B/C", "# quantity: pbar/p"), encoding="utf-8")
    (folder / "d.csv").write_text(table.text.replace("0.25", "one"), encoding="utf-8")
    (folder / "e.csv").mkdir()
    (folder / "z.csv").write_text(table.text, encoding="utf-8")
    assert len(available_measurements()) == packaged + 1
    assert load_measurement().quantity == "B/C"
    assert load_measurement("Balloon (1970/09+1971/05)", "B/C").value.tolist() == [0.25]
    reasons = unreadable_tables()
    for reason, part in zip(reasons, ("header", "UTF-8", "that is modelled", "finite number", "exists"), strict=True):
        assert part in reason
    assert [f"{name}.csv" in reason for name, reason in zip("abcde", reasons, strict=True)] == [True] * 5
