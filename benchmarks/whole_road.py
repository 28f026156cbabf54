"""Wall time of every step of the road, first and second call, and the share that each has of a warm model.

    python benchmarks/whole_road.py [--runs 5]

The first call includes compilation. Later calls are repeated and their median is shown. Exact and published numerics of
the diffusion coefficient are timed in the same run, so that their ratio holds on any machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import jax
import jax.numpy as jnp
from rich.console import Console
from rich.table import Table

from magnetosonic.api import load_model
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.transport.solution import solve

DIFFUSION = "D(rho), 60 rigidities, both zones"
RIGIDITY = jnp.geomspace(0.1, 1e5, 60)  # GV


def timed(action: Callable[[], object], runs: int) -> tuple[float, float]:
    """First call and median of the following ones [s]."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        jax.block_until_ready(action())
        times.append(time.perf_counter() - start)
    return times[0], statistics.median(times[1:])


def figures_of(preset: str, runs: int) -> dict[str, tuple[float, float]]:
    """First and later times of the steps of one model, in the order in which a model needs them."""
    model = load_model(preset)
    figures = {
        "network and cross sections": timed(lambda: model.network().channel_cross_section, runs),
        DIFFUSION: timed(lambda: [zone.coefficient for zone in model.theory(RIGIDITY).values()], runs),
    }
    network = model.network()
    motion = kinematics(network)
    used = model.tabulated_diffusion(network)(motion.rigidity, motion.velocity)
    problem = model.transport_problem(network, used)
    names = [nuclide.name for nuclide in network.nuclides]
    integrals = timed(lambda: model.transport_problem(network, used).source_shape, runs)
    return figures | {
        "grid, gas and source integrals": integrals,
        "transport solve, with its checks": timed(lambda: solve(problem, names).density, runs),
    }


def main() -> None:
    """Time both numerics and print one table each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="timed calls after the first")
    runs = parser.parse_args().runs
    console = Console()
    diffusion = {}
    for preset in ("converged", "fornieri2021"):
        table = Table(title=preset)
        for heading in ("step", "first call [s]", "later calls [s]", "share"):
            table.add_column(heading, justify="left" if heading == "step" else "right")
        figures = figures_of(preset, runs)
        total = sum(warm for _, warm in figures.values())
        for name, (first, warm) in figures.items():
            table.add_row(name, f"{first:.2f}", f"{warm:.3f}", f"{100 * warm / total:.0f} %")
        table.add_row("sum", f"{sum(first for first, _ in figures.values()):.2f}", f"{total:.3f}", "")
        console.print(table)
        diffusion[preset] = figures[DIFFUSION][1]
    ratio = diffusion["fornieri2021"] / diffusion["converged"]
    console.print(f"published over exact diffusion coefficients, later calls: {ratio:.1f}")


if __name__ == "__main__":
    main()
