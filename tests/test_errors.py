"""Functions name their arguments; who calls them puts the key of the configuration before these."""

import pytest

from magnetosonic.errors import InputError, under
from magnetosonic.scattering.settings import ScatteringSettings


@pytest.mark.parametrize(
    ("field", "full"), [("modes", "scattering.modes"), ("[1].radius", "scattering[1].radius"), ("", "scattering")]
)
def test_a_key_before_an_argument(field, full):
    with pytest.raises(InputError) as caught, under("scattering"):
        raise InputError(field, 3, "small")
    assert str(caught.value) == f"{full} = 3 is not allowed: must be small"
    assert (caught.value.field, caught.value.value, caught.value.allowed) == (full, 3, "small")


def test_keys_one_inside_of_another():
    with pytest.raises(InputError, match=r"^a\.b\.modes = "), under("a"), under("b"):
        ScatteringSettings(modes=())


def test_what_is_not_refused_passes():
    with under("a"):
        done = True
    assert done
    with pytest.raises(ZeroDivisionError), under("a"):
        _ = 1 / 0
