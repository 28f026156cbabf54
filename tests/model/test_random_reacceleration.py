"""Moderate configurations with reacceleration by the relation, drawn at random, are solved."""

import numpy as np

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.errors import SolveError

NUMBER, MOST_FAILURES = 20, 0.05
LIGHT = (
    "injection.nuclides={H1={abundance=1e6, slopes=[2.4]}, C12={abundance=3000, slopes=[2.4]}}",
    "network.max_charge=6",
    "transport.energy_min=0.1 GeV/n",
    "transport.energy_max=1e4 GeV/n",
    "transport.energies_per_decade=12",
    "galaxy.grid.radial_cells=15",
    "galaxy.grid.height_order=4",
    "normalization.kinetic_energy=100 GeV",
)


def random_changes(generator):
    """Overrides that change numbers alone, so that one compiled program solves them all."""
    strength, slope = 10 ** generator.uniform(27.7, 29.2), generator.uniform(0.3, 0.6)
    low, speed = generator.uniform(-1.0, 1.0), generator.uniform(5.0, 60.0)
    return (
        f"diffusion.power_law.D0={strength:.4e} cm2/s",
        f"diffusion.power_law.delta={slope:.3f}",
        f"diffusion.power_law.eta={low:.3f}",
        f'transport.reacceleration={{alfven_speed="{speed:.2f} km/s"}}',
    )


def is_resolved(changes):
    """Whether a configuration is solved with no nuclide marked."""
    try:
        prediction = build_model(load_config("dragon2-base", [*LIGHT, *changes])).predict()
    except SolveError:
        return False
    return not prediction.interstellar.unresolved


def test_random_configurations():
    generator = np.random.default_rng(20)
    resolved = [is_resolved(random_changes(generator)) for _ in range(NUMBER)]
    assert np.mean(resolved) >= 1.0 - MOST_FAILURES, resolved
