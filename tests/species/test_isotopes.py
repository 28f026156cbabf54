from magnetosonic.species.isotopes import most_abundant_isotopes
from magnetosonic.species.nuclide import SYMBOLS


def test_every_element_has_one_and_argon_is_that_of_the_sun():
    found = most_abundant_isotopes()
    assert tuple(found) == SYMBOLS
    # The argon of the Earth's air is Ar40, which potassium has made.
    assert [found[symbol].name for symbol in ("H", "B", "C", "Ar", "Fe", "Ni")] == [
        "H1", "B11", "C12", "Ar36", "Fe56", "Ni58",
    ]  # fmt: skip
