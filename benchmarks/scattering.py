"""Speed and error of the diffusion coefficients, against the published discretisation in NumPy, in one run.

    python benchmarks/scattering.py [--runs 7] [--sets 1000] [--batch-sizes 1 5 20 100]

Two zones, 60 rigidities from 0.1 GV to 100 TV, fast and Alfvén modes; every pitch angle is confined, so that errors are
those of the integrals. The first call includes compilation and, for the first settings of all, the tables of universal
integrals. Later calls are repeated and their median is shown, with the CPU time of all threads: NumPy uses one core,
XLA all of them, so that the ratio of CPU times is the one that no use of further cores can lower.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import scipy
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import published_numpy
from magnetosonic.arrays import Array, Float
from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.scattering import published
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

RIGIDITY = np.geomspace(0.1, 1e5, 60)  # GV
CONFINEMENT_LENGTH = 1e3  # kpc; confines every pitch angle
MODES = ("fast", "alfven")
AGREEMENT = 1e-5  # of NumPy with the compiled published numerics
PILOT_SETS = 100
SEED = 2021


class Timing(NamedTuple):
    """First call, median of the later ones and of their CPU time [s], and what the last of them returned."""

    first: float
    warm: float
    cpu: float
    value: Any

    def cells(self) -> tuple[str, str, str]:
        """The three times as text."""
        return f"{self.first:.2f}", f"{self.warm:.4f}", f"{self.cpu:.4f}"


TIMES = ("first [s]", "later [s]", "CPU [s]")


def timed(action: Callable[[], object], runs: int) -> Timing:
    """Time one call and then some more."""
    wall, cpu = [], []
    for _ in range(runs + 1):
        start, cpu_start = time.perf_counter(), time.process_time()
        value = jax.block_until_ready(action())
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - cpu_start)
    return Timing(wall[0], statistics.median(wall[1:]), statistics.median(cpu[1:]), value)


def zones() -> dict[str, Turbulence]:
    """A halo without and a disk with viscous damping."""
    speed = 10.0 * KM_S_IN_KPC_MYR
    return {
        "halo": Turbulence(0.5, 0.1, 0.14, speed, 1.0, collisionless=True, viscous=False),
        "disk": Turbulence(0.4, 0.1, 0.14, speed, 1.0, 1e6, collisionless=True, viscous=True),
    }


def random_zones(zone: Turbulence, sets: int) -> Turbulence:
    """The zone with random M_A, L, beta and B, the last three logarithmic, stacked along a first axis."""
    unit = np.random.default_rng(SEED).uniform(size=(4, sets))
    drawn = (
        0.3 + 0.7 * unit[0],
        0.01 * 30.0 ** unit[1],  # 10 to 300 pc
        0.05 * 20.0 ** unit[2],
        10.0 ** unit[3],
    )
    stacked = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, (sets,)), zone)
    return eqx.tree_at(
        lambda z: (z.alfven_mach, z.injection_scale, z.plasma_beta, z.magnetic_field),
        stacked,
        tuple(jnp.asarray(values) for values in drawn),
    )


def exact(zone: Turbulence, settings: ScatteringSettings) -> Float[Array, "rigidity"]:
    """D of the exact numerics [kpc^2/Myr]."""
    return diffusion_coefficient(zone, settings, RIGIDITY, CONFINEMENT_LENGTH).coefficient


def log_sum(zone: Turbulence) -> Float[Array, ""]:
    """The value whose gradient is timed."""
    return jnp.sum(jnp.log(exact(zone, ScatteringSettings(modes=MODES))))


def error_cells(found: np.ndarray, reference: np.ndarray) -> tuple[str, str]:
    """Median and largest relative error, as text."""
    error = np.abs(np.asarray(found) / reference - 1.0)
    return f"{np.median(error):.1e}", f"{error.max():.1e}"


def table(title: str, *headings: str) -> Table:
    """Empty table whose first column holds names and whose others hold numbers."""
    made = Table(title=title, title_justify="left")
    for column, heading in enumerate(headings):
        made.add_column(escape(heading), justify="right" if column else "left")
    return made


def compare_numerics(console: Console, name: str, zone: Turbulence, runs: int) -> None:
    """Times and errors of NumPy, of the compiled published numerics and of the exact ones."""
    levels = {level: ScatteringSettings(modes=MODES, resolution=level) for level in ("default", "fast", "fine")}
    timing = {f"exact, {level}": timed(partial(exact, zone, settings), runs) for level, settings in levels.items()}
    own = {"NumPy, published": published_numpy.PUBLISHED, "NumPy, own definitions": published_numpy.CONVERGED}
    for row, definitions in own.items():
        timing[row] = timed(partial(published_numpy.diffusion, zone, RIGIDITY, MODES, definitions), 2)
    call = partial(published.diffusion, zone, levels["default"], RIGIDITY, CONFINEMENT_LENGTH)
    compiled = timed(call, min(runs, 3))
    coefficient, mu_star, confined = (np.asarray(array) for array in compiled.value)
    timing["compiled, published"] = compiled._replace(value=coefficient)

    base, reference = timing["NumPy, published"], np.asarray(timing["exact, fine"].value)
    headings = ("numerics", *TIMES, "median error", "largest error", "NumPy/this", "CPU: NumPy/this")
    made = table(f"{name}: D at {RIGIDITY.size} rigidities, errors against the exact fine one", *headings)
    for row in (*own, "compiled, published", *(f"exact, {level}" for level in ("fast", "default", "fine"))):
        this = timing[row]
        prefactor = 2.0 if row.endswith("published") and zone.viscous else 1.0
        errors = ("", "") if row == "exact, fine" else error_cells(prefactor * this.value, reference)
        made.add_row(row, *this.cells(), *errors, f"{base.warm / this.warm:.3g}", f"{base.cpu / this.cpu:.3g}")
    console.print(made)
    print_remarks(console, zone, mu_star, confined, np.abs(base.value / coefficient - 1.0).max())


def print_remarks(
    console: Console, zone: Turbulence, mu_star: np.ndarray, confined: np.ndarray, agreement: float
) -> None:
    """Say what the errors are those of, and that NumPy computes the same as the compiled published numerics."""
    if zone.viscous:
        console.print("The published D of a disk has the prefactor 1/8 in place of 1/4: errors are those of twice it.")
    console.print(
        f"The published D counts all pitch angles at {np.count_nonzero(mu_star > 0.998)} of {RIGIDITY.size} rigidities "
        f"and none at {np.count_nonzero(~confined)}.\n"
        "Own definitions: the points and weights of the published numerics with truncation, transit-time damping, "
        "prefactor and constants of the exact ones and all pitch angles, so that the discretisation alone differs.\n"
        f"NumPy and compiled published D agree to {agreement:.1e} (required: {AGREEMENT:.0e}).\n"
    )
    if not agreement < AGREEMENT:
        raise SystemExit("the NumPy and the compiled published D differ")


def compare_options(console: Console, name: str, zone: Turbulence, runs: int) -> None:
    """Times of the gradient and of further modes and harmonics, over that of the value."""
    gradient = timed(partial(eqx.filter_jit(eqx.filter_grad(log_sum)), zone), runs)
    value = timed(partial(eqx.filter_jit(log_sum), zone), runs)
    slow = ScatteringSettings(modes=(*MODES, "slow"))
    harmonics = ScatteringSettings(modes=MODES, max_harmonic=4)
    rows = {
        "value: sum of ln D": value,
        "its gradient, reverse mode": gradient,
        "D with slow modes": timed(partial(exact, zone, slow), runs),
        "D with max_harmonic 4": timed(partial(exact, zone, harmonics), runs),
    }
    made = table(f"{name}: gradient and options", "what", *TIMES, "this/value", "CPU: this/value")
    for row, this in rows.items():
        made.add_row(row, *this.cells(), f"{this.warm / value.warm:.2f}", f"{this.cpu / value.cpu:.2f}")
    console.print(made)
    leaves = jax.tree.leaves(gradient.value)
    finite = sum(bool(jnp.isfinite(leaf).all()) for leaf in leaves)
    console.print(f"Derivatives with respect to {len(leaves)} numbers of the turbulence, {finite} of them finite.\n")


@eqx.filter_jit
def mapped(stacked: Turbulence, batch_size: int) -> Float[Array, "set rigidity"]:
    """D of many zones."""
    settings = ScatteringSettings(modes=MODES)
    return jax.lax.map(lambda zone: exact(zone, settings), stacked, batch_size=batch_size)


def compare_sets(console: Console, sets: int, batch_sizes: list[int]) -> None:
    """Times of D for many random parameter sets, with the batch size that is best for a few of them."""
    few = random_zones(zones()["halo"], PILOT_SETS)
    pilot = {size: timed(partial(mapped, few, size), 2) for size in batch_sizes}
    made = table(f"{PILOT_SETS} random halo sets", "batch size", *TIMES, "per set [ms]")
    for size, this in pilot.items():
        made.add_row(str(size), *this.cells(), f"{1e3 * this.warm / PILOT_SETS:.2f}")
    console.print(made)
    best = min(pilot, key=lambda size: pilot[size].warm)
    headings = ("zone", *TIMES, "per set [ms]", "CPU per set [ms]", "not finite")
    made = table(f"{sets} random sets in batches of {best}, the best of the above", *headings)
    for name, zone in zones().items():
        this = timed(partial(mapped, random_zones(zone, sets), best), 2)
        bad = np.count_nonzero(~np.isfinite(this.value).all(axis=1))
        made.add_row(name, *this.cells(), f"{1e3 * this.warm / sets:.2f}", f"{1e3 * this.cpu / sets:.2f}", str(bad))
    console.print(made)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="timed calls after the first; NumPy and many sets: 2")
    parser.add_argument("--sets", type=int, default=1000, help="number of random parameter sets")
    parser.add_argument(
        "--batch-sizes", type=int, nargs="+", default=[1, 5, 20, 100], help="batch sizes that are tried"
    )
    arguments = parser.parse_args()
    console = Console(width=None if os.isatty(1) else 150)
    console.print(
        f"{os.cpu_count()} cores, device {jax.devices()[0].platform}; "
        f"JAX {jax.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__}\n"
    )
    for name, zone in zones().items():
        compare_numerics(console, name, zone, arguments.runs)
    for name, zone in zones().items():
        compare_options(console, name, zone, arguments.runs)
    compare_sets(console, arguments.sets, arguments.batch_sizes)


if __name__ == "__main__":
    main()
