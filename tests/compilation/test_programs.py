"""How many programs are compiled: few for a run, and none for another value of a number."""

import subprocess
import sys

import jax
import numpy as np
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.model.diffusion_table import diffusion_table

COARSE = (
    "injection.nuclides={H1={abundance=1e6, slopes=[2.4]}, C12={abundance=3000, slopes=[2.4]}}",
    'network.spallation_factors={"C->B"=1.1}',
    "galaxy.radius=12 kpc",
    "transport.advection.velocity=5 km/s",
    "transport.grid=fast",
    "transport.energy_min=1 GeV/n",
    "transport.energy_max=1e4 GeV/n",
    "transport.energies_per_decade=6",
    "galaxy.grid.radial_cells=15",
    "galaxy.grid.height_order=4",
)
IN_A_NEW_PROCESS = """
import sys, jax
programs = []
jax.monitoring.register_event_duration_secs_listener(
    lambda name, *_, **__: programs.append(name) if name.endswith("backend_compile_duration") else None
)
from magnetosonic.cli.app import app
app(sys.argv[1:], standalone_mode=False)
print("programs:", len(programs))
"""


class Counter:
    """Counts the programs that JAX compiles, those that it finds in the cache on disk included."""

    def __init__(self):
        self.count = 0
        jax.monitoring.register_event_duration_secs_listener(self)

    def __call__(self, name, *_, **__):
        self.count += name.endswith("/backend_compile_duration")


COUNTER = Counter()


def programs(*arguments: str) -> int:
    command = [sys.executable, "-c", IN_A_NEW_PROCESS, *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
    return int(output.rsplit("programs:", 1)[1])


def test_a_run_compiles_few_programs(tmp_path):
    overrides = [part for override in COARSE[2:] for part in ("--set", override)]
    # Among them are the fit of abundances, the comparison with all measurements, the error of D, and all figures.
    assert programs("run", "converged", "-o", str(tmp_path / "run"), *overrides) <= 25


def test_a_table_of_d_compiles_few_programs(tmp_path):
    arguments = ("diffusion", "converged", "--rigidity", "1,30,1e3", "--error", "--csv", str(tmp_path / "D.csv"))
    assert programs(*arguments) <= 8


def solved(*overrides: str):
    model = build_model(load_config("converged", [*COARSE, *overrides]))
    prediction = model.predict()
    prediction.modulated.ratio("B/C", np.array([30.0]))
    diffusion_table(model)


@pytest.fixture(scope="module")
def _theory():
    solved()


@pytest.fixture(scope="module")
def _power_law():
    solved(*POWER_LAW)


POWER_LAW = (
    "diffusion.model=power_law",
    "diffusion.power_law={D0='4e28 cm2/s', rho0='4 GV', delta=0.4, eta=1.0}",
)


@pytest.mark.usefixtures("_theory")
@pytest.mark.parametrize(
    "override",
    [
        "zones.halo.alfven_mach=0.8",
        "zones.disk.injection_scale=50 pc",
        "zones.halo.plasma_beta=0.3",
        "zones.disk.half_height=0.7 kpc",
        "zones.disk.viscous_scale=2e5",
        "galaxy.radius=11 kpc",
        "galaxy.observer_radius=8.1 kpc",
        "diffusion.transition_width=0.06 kpc",
        "injection.nuclides.H1.slopes=[2.5]",
        "injection.nuclides.C12.abundance=3500",
        'network.spallation_factors={"C->B"=1.3}',
        "transport.advection.velocity=12 km/s",
        "modulation.potential=0.7 GV",
        "normalization.proton_flux=5e-3 1/(GeV m2 s sr)",
    ],
)
def test_another_number_of_the_theory_compiles_nothing(override):
    before = COUNTER.count
    solved(override)
    assert COUNTER.count == before


@pytest.mark.usefixtures("_power_law")
@pytest.mark.parametrize("law", ["D0='5e28 cm2/s', rho0='4 GV', delta=0.4", "D0='4e28 cm2/s', rho0='5 GV', delta=0.5"])
def test_another_number_of_a_power_law_compiles_nothing(law):
    before = COUNTER.count
    solved(*POWER_LAW, f"diffusion.power_law={{{law}, eta=1.0}}")
    assert COUNTER.count == before


def test_the_counter_counts():
    before = COUNTER.count
    jax.jit(lambda x: x * 1.2345678 - 3.0)(2.0)
    assert COUNTER.count > before
