"""Wall time of the transport: one model, its gradient, with reacceleration, the whole road, and how time grows.

    python benchmarks/transport.py [--runs 5] [--quick]

All cases run in one process, one after the other; the first call includes compilation, of later calls the fastest is
shown. "chi2" is that of B/C of AMS-02 above 2 GV, by ten parameters: D0, its slope and that at low velocity
(or the Mach numbers), two cross-section factors, slopes and abundance of carbon, halo height, modulation potential, and
the Alfven speed of reacceleration.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from magnetosonic.transport.reacceleration import RelatedReacceleration
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from magnetosonic.api import load_model
from magnetosonic.data import load_measurement
from magnetosonic.model import Model
from magnetosonic.species.nuclide import Nuclide

# Every nuclide that the sources may inject, so that the network is complete up to nickel.
RANGE = ("transport.energy_min=0.1 GeV/n", "transport.energy_max=1e5 GeV/n")
FULL_NETWORK = ('network.spallation="galprop-opt12"', *RANGE)
ENERGIES = 80
DATA = load_measurement("AMS-02", "B/C")
USED = np.asarray(DATA.abscissa) > 2.0


def with_energies(model: Model, count: int) -> Model:
    """The same model on another number of energies."""
    return replace(model, energies=tuple(np.geomspace(model.energies[0], model.energies[-1], count).tolist()))


def reaccelerated(model: Model) -> Model:
    """The same model with waves of 20 km/s."""
    patches = len(model.patches)
    waves = RelatedReacceleration(jnp.full(patches, 20.0 / 977.8), jnp.full(patches, 0.45), True)
    return replace(model, reacceleration=waves)


def boron_to_carbon_chi_square(model: Model) -> jax.Array:
    """chi^2 of the modulated B/C at equal rigidity."""
    spectra = model.modulate(model.spectra())
    rigidity = jnp.asarray(DATA.abscissa[USED])
    ratio = spectra.ratio("B/C", rigidity)
    error = 0.5 * (DATA.error_low + DATA.error_high)[USED]
    return jnp.sum(((ratio - DATA.value[USED]) / error) ** 2)


def free_parameters(model: Model) -> list[jax.Array]:
    """What the gradient is taken for."""
    carbon = model.injection[Nuclide(6, 12)]
    chosen = [model.zones[-1].half_height, carbon.abundance, carbon.slopes, model.modulation_potential]
    chosen += list(model.spallation_factors.values())
    law = model.given_diffusion
    if law is None:
        return [*chosen, *[zone.turbulence.alfven_mach for zone in model.zones]]
    chosen += [law.normalisation, law.slope, law.velocity_power]
    return chosen if model.reacceleration is None else [*chosen, model.reacceleration.alfven_speed]


def value_and_gradient(model: Model) -> tuple[jax.Array, list[jax.Array]]:
    """chi^2 and its derivatives by the free parameters."""

    def chi_square(parameters: list[jax.Array]) -> jax.Array:
        return boron_to_carbon_chi_square(eqx.tree_at(free_parameters, model, parameters))

    return jax.value_and_grad(chi_square)(free_parameters(model))


def timed(action: Callable[[Model], object], model: Model, runs: int) -> tuple[float, float]:
    """First call and fastest of the following ones [s]."""
    compiled = eqx.filter_jit(action)
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        jax.block_until_ready(compiled(model))
        times.append(time.perf_counter() - start)
    return times[0], min(times[1:])


def cases(quick: bool) -> Sequence[tuple[str, Model, Callable[[Model], object]]]:
    """Names, models and what is done with them."""
    factors = 'network.spallation_factors={"C12->B11"=1.0, "O16->B11"=1.0}'
    base = with_energies(load_model("dragon2-base", [*FULL_NETWORK, factors]), ENERGIES)
    authors = load_model("fornieri2021")
    authors = replace(authors, given_diffusion=authors.tabulated_diffusion(authors.network()))
    road = with_energies(load_model("converged", [factors]), ENERGIES)
    spectra = Model.spectra
    listed = [
        ("full network", base, spectra),
        ("full network: chi2 and gradient", base, value_and_gradient),
        ("full network, reacceleration", reaccelerated(base), spectra),
        ("full network, reacceleration: chi2 and gradient", reaccelerated(base), value_and_gradient),
        ("authors' set-up, D given", authors, spectra),
        ("whole road from turbulence: chi2", road, boron_to_carbon_chi_square),
        ("whole road from turbulence: chi2 and gradient", road, value_and_gradient),
    ]
    if quick:
        return listed
    evoli = with_energies(load_model("dragon2-base", RANGE), ENERGIES)
    listed += [("default network", evoli, spectra)]
    listed += [(f"full network, {count} energies", with_energies(base, count), spectra) for count in (40, 160)]
    listed += [
        (f"full network, {cells} radial cells", replace(base, galaxy=replace(base.galaxy, radial_cells=cells)), spectra)
        for cells in (41, 161)
    ]
    return listed


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="timed calls after the first")
    parser.add_argument("--quick", action="store_true", help="without the growth of time with the size")
    arguments = parser.parse_args()
    table = Table(title="transport")
    for heading in ("case", "nuclides x energies x radii x heights", "first call [s]", "later calls [s]", "peak GB"):
        table.add_column(escape(heading), justify="left" if heading == "case" else "right")
    for name, model, action in cases(arguments.quick):
        first, warm = timed(action, model, arguments.runs)
        grid = model.grid()
        size = (len(model.network().species), len(model.energies), len(grid.radii), len(grid.heights.nodes) - 1)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        table.add_row(name, " x ".join(map(str, size)), f"{first:.1f}", f"{warm:.3f}", f"{memory:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
