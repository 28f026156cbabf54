"""Names as every output can show them."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from magnetosonic.outputs.report.svg import svg
from magnetosonic.text import printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("galaxy März μ.toml", "galaxy März μ.toml"),
        ("a\udcff\x1b\x01\n", r"a\xff\x1b\x01\n"),
        ("a\u202eb\ufffe", r"a\u202eb\ufffe"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_cannot_be_printed_is_escaped(name, shown):
    assert printable(name) == shown


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_any_name_goes_into_any_output(name):
    shown = printable(name)
    assert json.loads(json.dumps(shown, ensure_ascii=False).encode()) == shown
    element = ElementTree.Element("a", b=shown)
    assert ElementTree.fromstring(ElementTree.tostring(element)).get("b") == shown
    assert printable(shown) == shown


def test_the_title_of_a_figure():
    figure = Figure(figsize=(2.0, 2.0))
    figure.suptitle(printable("a\udcff\x1b\x01"))
    ElementTree.fromstring(svg(figure, "name", printable("\x1b")))
