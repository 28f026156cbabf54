"""The reader of tables: what every table of a user has in common."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnetosonic.csv_table import Column, CsvTable, parse_number
from magnetosonic.errors import InputError

COLUMNS = Column("x", 0.0, 10.0), Column("y", -1.0, 1.0)


def test_byte_order_mark_comments_and_empty_lines(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("# about\n\ny, x\n# more\n-1,2.5e0\n.5 , +3\n", encoding="utf-8-sig")
    table = CsvTable.read(path, "a.b")
    np.testing.assert_array_equal(table.numbers(*COLUMNS), [[2.5, 3.0], [-1.0, 0.5]])
    assert table.place(1) == f"{path}, line 6: .5,+3"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"x,y\n1,\xff", "UTF-8"),
        (b"x,y\n1,\x00", "line 2, y = "),
        (b"x,y\n1," + b"9" * 200_000, "line 2"),
        (b"x" * 200_000, "line 1"),
        (b'x,y\n1,"2', "line 2"),
        (b"x\ty\n1\t2", "not semicolons or tabs"),
        ("x,y\n1,١".encode(), "line 2, y"),
    ],
)
def test_refused_with_a_short_message(tmp_path, content, message):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        CsvTable.read(path, "a.b").numbers(*COLUMNS)
    assert caught.value.field == "a.b"
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("name", ["none.csv", "", "a\0b", "x" * 5000])
def test_what_is_no_file_is_refused(tmp_path, name):
    with pytest.raises(InputError):
        CsvTable.read(tmp_path / name, "a.b")


@pytest.mark.parametrize("text", ["", "nan", "inf", "1_000", "0x10", "1,5", "1e", "--1", "1 2", "1e999999", "9" * 500])
def test_what_is_no_number(text):
    assert np.isnan(parse_number(text))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_as_python_writes_it(number):
    assert parse_number(repr(number)) == number


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(InputError):
        CsvTable.parse("x,y\n" + text, "t.csv", "a.b").numbers(*COLUMNS)
