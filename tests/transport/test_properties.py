"""Any Galaxy that might be asked for has finite densities, balanced, and as positive as promised."""

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from magnetosonic.transport.verification import BALANCE_TOLERANCE, limits_of

from .problems import small_network, solve_full

SMALLEST_POSITIVE = 5e28
"""D0 [cm^2/s] from which on the small model, with its elements of orders 4 and 3 up to 20 kpc, keeps densities positive
and fulfils the equation on the nodes to a tenth: below, particles move by less than an element before they are lost."""
BASE = 3.7e28
"""D0 of the base model [cm^2/s]."""
THRESHOLD = 0.3
"""Energy [GeV/n] below which almost nothing makes deuterium: its density falls within a step by orders of magnitude
where it escapes faster than it loses energy, and differences of third order follow that with a change of sign."""


def between(first, last):
    """Numbers spread evenly over the decades of a range."""
    return st.floats(np.log(first), np.log(last)).map(np.exp)


@st.composite
def galaxies(draw):
    """D0 [cm^2/s] and the parameters of the full model."""
    diffusion = draw(between(1e26, 1e32))
    return diffusion, {
        "diffusion": diffusion / BASE,
        "slope": draw(st.floats(0.2, 0.8)),
        "source_slope": draw(st.floats(1.0, 4.0)) - 2.35,  # that of carbon below the last break becomes 1 to 4
        "half_height": draw(between(1.0, 20.0)),
        "alfven_speed": draw(st.floats(0.01, 60.0)),
        "wind": draw(st.floats(0.01, 100.0)),
        "wind_gradient": draw(st.floats(0.0, 20.0)),
    }


# Warnings are errors: nothing overflows, nothing is divided by zero.
@given(galaxy=galaxies())
@settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
def test_densities_are_finite_balanced_and_positive(galaxy):
    diffusion, parameters = galaxy
    _, gradient, system, density, imbalance, residual = solve_full(**parameters)
    density = np.asarray(density)
    assert np.isfinite(density).all()
    assert np.isfinite(list(gradient.values())).all()
    # Below, bases of particles that hardly move lose digits, and a user is told so.
    assert float(imbalance.max()) < (BALANCE_TOLERANCE if diffusion > 1e27 else 1e-4)
    if diffusion > SMALLEST_POSITIVE:
        relative = density / density.max(axis=(2, 3), keepdims=True)
        below = np.asarray(system.energy) < THRESHOLD
        relative[small_network().index("H2"), below] = 0.0
        for nuclide, rate in enumerate(np.asarray(small_network().decay_rate)):
            limits = limits_of(float(rate))
            assert float(residual[nuclide].max()) < limits.residual
            assert relative[nuclide].min() > -limits.above
            assert relative[nuclide, ..., 0].min() > -limits.in_plane
