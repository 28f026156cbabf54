"""Gas from tables: interpolation, and refusal of bad files."""

import equinox as eqx
import jax
import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas import GAS_MODELS
from magnetosonic.galaxy.gas.table import read_gas_table

HEADER = "radius_kpc,height_kpc,neutral_cm3,ionised_cm3\n"


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "gas.csv"
    path.write_text(text, encoding=encoding)
    return path


def bilinear(radius, height):
    return 2.0 + 0.3 * radius + 0.5 * height + 0.1 * radius * height


def table_of(heights, order=1):
    rows = [f"{r},{z},{bilinear(r, z)},{0.1 * bilinear(r, z)}" for r in (0.0, 1.0, 5.0) for z in heights]
    return HEADER + "\n".join(rows[::order]) + "\n"


@pytest.mark.parametrize("order", [1, -1])
def test_one_sided_table(tmp_path, order):
    """Bilinear functions come out exactly, on both sides of the plane; there is nothing outside of the table."""
    gas = read_gas_table(write(tmp_path, "# made up\n" + table_of((0.0, 0.3, 1.0), order)))
    radius, height = np.array([0.0, 0.4, 1.0, 4.9, 5.0])[:, None], np.array([0.0, 0.1, 0.3, 0.9, 1.0])
    np.testing.assert_allclose(gas.neutral(radius, height), bilinear(radius, height), rtol=1e-14)
    np.testing.assert_allclose(gas.neutral(radius, -height), bilinear(radius, height), rtol=1e-14)
    np.testing.assert_allclose(gas.total(radius, height), 1.1 * bilinear(radius, height), rtol=1e-14)
    np.testing.assert_array_equal(gas.total(np.array([2.0, 5.01]), np.array([1.01, 0.0])), 0.0)
    assert jax.jit(jax.grad(gas.neutral, 1))(2.0, 0.5) == pytest.approx(0.7, rel=1e-13)
    assert abs(jax.grad(gas.neutral, 1)(2.0, 0.0)) <= 0.7  # a cusp
    assert jax.grad(gas.total, 1)(2.0, 3.0) == 0.0


def test_two_sided_table_and_byte_order_mark(tmp_path):
    gas = GAS_MODELS["table"].build(write(tmp_path, table_of((-0.5, 0.3, 1.0)), "utf-8-sig"))
    height = np.array([-0.5, -0.1, 0.0, 0.8])
    np.testing.assert_allclose(gas.neutral(2.0, height), bilinear(2.0, height), rtol=1e-14)
    assert gas.neutral(2.0, -0.6) == 0.0
    compiled = eqx.filter_jit(lambda model: model.neutral(2.0, height))
    np.testing.assert_allclose(compiled(gas), bilinear(2.0, height), rtol=1e-14)


def test_further_columns_and_comments_are_ignored(tmp_path):
    text = "# a\n" + table_of((0.0, 1.0)).replace("\n", ",x\n").replace("5.0,1.0", "\n# b\n 5.0, 1.0")
    assert read_gas_table(write(tmp_path, text)).neutral(5.0, 1.0) == pytest.approx(4.5)


GOOD = ["0,0,1,0.1", "0,1,1,0.1", "5,0,1,0.1", "5,1,1,0.1"]
BAD = {
    "no columns": ("radius,height\n1,2\n", r"gas\.csv' .*columns radius_kpc, height_kpc, neutral_cm3, ionised_cm3"),
    "empty": ("", "columns radius_kpc"),
    "no rows": (HEADER, "two radii"),
    "one radius": (HEADER + "\n".join(GOOD[:2]), "two radii"),
    "no number": (HEADER + "\n".join([*GOOD[:2], "5,0,x,0.1", GOOD[3]]), "line 4, neutral_cm3 = x"),
    "missing cell": (HEADER + "\n".join([*GOOD[:3], "5,1,1"]), r"line 5, ionised_cm3 = \(missing\).*columns, 4"),
    "decimal commas": (HEADER + "\n".join([*GOOD[:3], "5,1,1,0,1"]), "line 5: 5,1,1,0,1.*decimals take a point"),
    "column twice": (HEADER.strip() + ",neutral_cm3\n" + "\n".join(f"{row},2" for row in GOOD), "neutral_cm3 twice"),
    "too dense": (HEADER + "\n".join([*GOOD[:3], "5,1,1e10,1"]), r"line 5, neutral_cm3 = 1e10.*from 0 to 1000 \[cm"),
    "radius in pc": (HEADER + "\n".join([*GOOD[:2], "5000,0,1,1", "5000,1,1,1"]), "line 4, radius_kpc = 5000.*in pc"),
    "radius and height exchanged": (HEADER + "0,0,1,1\n1,0,1,1\n0,9,1,1\n1,9,1,1", "up to 9.*wider than high"),
    "NaN": (HEADER + "\n".join([*GOOD[:3], "5,1,nan,1"]), "line 5, neutral_cm3 = nan"),
    "digits of Python": (HEADER + "\n".join([*GOOD[:3], "5,1,1_0,1"]), "line 5, neutral_cm3 = 1_0"),
    "negative density": ("# a\n" + HEADER + "\n".join([GOOD[0], "0,1,1,-2", *GOOD[2:]]), "line 4, ionised_cm3 = -2"),
    "negative radius": (HEADER + "\n".join(["-1,0,1,1", *GOOD]), "line 2, radius_kpc = -1"),
    "infinite": (HEADER + "\n".join([*GOOD[:3], "5,1,inf,1"]), "line 5, neutral_cm3 = inf"),
    "incomplete": (HEADER + "\n".join([*GOOD, "7,0,1,1"]), "radius_kpc = 7, height_kpc = 1.*complete rectangular"),
    "twice": (HEADER + "\n".join([*GOOD, "5,1,2,2"]), "line 6: 5,1,2,2.*each point once"),
    "plane left out": (HEADER + "\n".join(row.replace(",0,", ",0.5,") for row in GOOD), "from 0.5 to 1.*begin at 0"),
    "below the plane": (HEADER + "\n".join(row.replace(",1,1,", ",-1,1,") for row in GOOD), "from -1 to 0"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_tables(tmp_path, name):
    text, message = BAD[name]
    with pytest.raises(InputError, match=message) as caught:
        read_gas_table(write(tmp_path, text), "galaxy.table")
    assert caught.value.field == "galaxy.table"


def test_files_that_are_no_text(tmp_path):
    with pytest.raises(InputError, match="exists"):
        read_gas_table(tmp_path / "none.csv")
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(InputError, match="UTF-8"):
        read_gas_table(path)
