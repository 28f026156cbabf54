"""The table of labelled numbers behind all files."""

import sys
from subprocess import run

import numpy as np

from magnetosonic.outputs.csv_text import table_csv
from magnetosonic.table import LabelledArray, Table, labels

TABLE = Table(
    {
        "D": LabelledArray(
            ("zone", "rigidity"), np.array([[1.0, 2.0], [3.0, np.nan]]), "cm^2/s", "diffusion coefficient"
        ),
        "confined": LabelledArray(
            ("rigidity", "zone"), np.array([[True, False], [True, True]]), "1", "whether confined"
        ),
    },
    {
        "zone": labels("zone", ("disk", "halo"), "zone"),
        "rigidity": LabelledArray(("rigidity",), np.array([1.0, 1e3]), "GV", "rigidity"),
    },
    {"title": "a table"},
)


def test_as_xarray():
    dataset = TABLE.to_xarray()
    assert dataset.D.dims == ("zone", "rigidity")
    assert dataset.D.sel(zone="halo", rigidity=1.0) == 3.0
    assert dataset.D.attrs == {"units": "cm^2/s", "long_name": "diffusion coefficient"}
    assert dataset.zone.attrs == {"long_name": "zone"}
    assert dataset.attrs == {"title": "a table"}


def test_rows_go_over_the_axes_in_the_order_asked_for():
    columns = {
        "zone": ("zone", "its name"),
        "D_cm2_s": ("D", "D"),
        "rigidity_GV": ("rigidity", "rigidity"),
        "yes": ("confined", "c"),
        "error": ("D_error", "not there"),
    }
    text = table_csv(TABLE, ("zone", "rigidity"), columns)
    assert text.splitlines() == [
        *("# zone: its name", "# D_cm2_s: D", "# rigidity_GV: rigidity", "# yes: c", "zone,D_cm2_s,rigidity_GV,yes"),
        *("disk,1,1,true", "disk,2,1000,true", "halo,3,1,false", "halo,nan,1000,true"),
    ]
    rows = [line for line in table_csv(TABLE, ("rigidity", "zone"), columns).splitlines() if line[0] != "#"]
    assert rows[1:] == ["disk,1,1,true", "halo,3,1,false", "disk,2,1000,true", "halo,nan,1000,true"]


def test_another_order_along_an_axis():
    turned = TABLE.taken("zone", np.array([1, 0]))
    assert list(turned["zone"]) == ["halo", "disk"]
    np.testing.assert_array_equal(turned["D"], TABLE["D"][::-1])
    np.testing.assert_array_equal(turned["confined"], TABLE["confined"][:, ::-1])
    np.testing.assert_array_equal(turned["rigidity"], TABLE["rigidity"])


def test_joined():
    other = Table(
        {"flux": LabelledArray(("energy",), np.ones(3), "1", "")}, {"zone": TABLE.coordinates["zone"]}, {"a": "b"}
    )
    joined = TABLE.joined(other)
    assert list(joined.variables) == ["D", "confined", "flux"]
    assert joined.attributes == {"title": "a table", "a": "b"}
    assert "flux" in joined
    assert "flux" not in TABLE


def test_tables_of_text_need_no_xarray():
    code = (
        "import sys, magnetosonic.cli.tables, magnetosonic.model.diffusion_table, "
        "magnetosonic.model.scattering_table; print(*sorted({'xarray', 'matplotlib'} & set(sys.modules)))"
    )
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
