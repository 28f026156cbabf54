"""The tests run with the annotations of the package checked."""

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from magnetosonic.scattering.transport_numbers import mean_free_path
from magnetosonic.units import kind_of


@pytest.mark.parametrize("call", [lambda: kind_of(1), lambda: mean_free_path(np.ones(3), np.ones((2, 2, 2)).tolist())])
def test_what_is_not_as_annotated_is_refused(call):
    with pytest.raises(TypeCheckError):
        call()
