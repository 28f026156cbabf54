"""The file: everything is there, escaped, and nothing is loaded from anywhere."""

import re
from html.parser import HTMLParser

import pytest

from magnetosonic.outputs.report.html import report_html
from magnetosonic.outputs.report.page import TextTable, numeric_cells, scientific, short
from magnetosonic.outputs.report.references import publications
from tests.outputs.report.pages import EVIL, page_of_everything


class Elements(HTMLParser):
    """Start tags with their attributes, and all text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def html():
    return report_html(page_of_everything())


@pytest.fixture(scope="module")
def elements(html):
    return Elements(html)


def test_text_of_users_is_never_html(html, elements):
    assert "<script>window.broken" not in html
    assert not [tag for tag, _ in elements.tags if tag == "img"]
    assert len([tag for tag, _ in elements.tags if tag == "script"]) == 3  # the data of two figures, and the script
    # Title, heading, subtitle, index, section, text, list, table, caption, code, references, files and Markdown.
    assert sum(text.count(EVIL) for text in elements.texts) >= 14


def test_nothing_is_loaded(html, elements):
    allowed = {"a", "use"}
    assert all("src" not in attributes and "srcset" not in attributes for _, attributes in elements.tags)
    assert all(
        tag in allowed for tag, attributes in elements.tags if "href" in attributes or "xlink:href" in attributes
    )
    assert all(attributes["href"].startswith("#") for tag, attributes in elements.tags if tag == "use")
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in elements.tags}
    assert not re.search(r"@import|url\((?!#)", html)
    policy = next(a["content"] for t, a in elements.tags if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")


def test_identifiers_are_unique_and_links_lead_somewhere(elements):
    names = [attributes["id"] for _, attributes in elements.tags if "id" in attributes]
    assert len(names) == len(set(names))
    inside = [a["href"][1:] for _, a in elements.tags if a.get("href", "").startswith("#")]
    assert inside
    assert set(inside) <= set(names)


def test_links_to_publications_and_files(elements):
    links = [attributes["href"] for tag, attributes in elements.tags if tag == "a"]
    assert "https://doi.org/10.1000/1" in links
    assert "https://ui.adsabs.harvard.edu/abs/1994A%26A...431..705S" in links


def test_numbers_in_tables_stand_on_the_right():
    table = TextTable(("a", "b", "c"), (("B/C", "1.5", "–"), ("10Be/9Be", "2.94×10²⁹", "–")))
    assert table.numeric == (False, True, False)


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        (["1", "-2.5", "−3"], True),
        (["4.66e+29", "10⁵", "2×10⁻⁴", "3*", "-"], True),
        (["0.31 ± 0.01", "0.31 (+0.01 −0.02)", "12%"], True),
        (["10Be/9Be"], False),
        (["1 to 2"], False),
        (["-", "–", ""], False),
    ],
)
def test_what_counts_as_a_number(cells, outcome):
    assert numeric_cells(cells) is outcome


def test_numbers_as_they_are_printed():
    assert [scientific(value) for value in (0.0734, 2.9434e29, -1.5e-9, 12.0)] == [
        "0.07340",
        "2.943×10²⁹",
        "−1.500×10⁻⁹",
        "12.00",
    ]
    assert scientific(2e-4, 1) == "0.0002"
    assert scientific(float("nan")) == "–"
    assert [short(value) for value in (1.0, 31.622776, 1e5, 2.5e4)] == ["1", "31.62", "10⁵", "2.5×10⁴"]


def test_publications_of_a_text_are_found_one_by_one():
    text = "deuterium: Coste et al. 2012, A&A 539, A88; user's table; A 2030, ApJ 1, 2; B 1912, XApJ 431, 705"
    found = publications(text, {"A 2030, ApJ 1, 2": "10.1000/1"})
    assert [entry.identifier for entry in found] == ["10.1051/0004-6361/201117927", "", "10.1000/1", ""]
    assert "; ".join(entry.text for entry in found) == text
