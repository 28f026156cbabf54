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
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from magnetosonic.api import load_model
from magnetosonic.data import load_measurement
from magnetosonic.diffusion.reacceleration import RelatedReacceleration
from magnetosonic.diffusion.theory import table_rigidity
from magnetosonic.model import Model
from magnetosonic.model.addresses import address_of
from magnetosonic.transport.coefficients import kinematics

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
    return replace(model, reacceleration=RelatedReacceleration(jnp.asarray(20.0 / 977.8), jnp.asarray(0.45), True))


def with_table(model: Model) -> Model:
    """The same model with its D in a table, so that nothing of it is left to compute."""
    rigidity = table_rigidity(kinematics(model.network()).rigidity)
    return replace(model, diffusion_model=model.theory.table([zone.patch() for zone in model.patches], rigidity))


def boron_to_carbon_chi_square(model: Model) -> jax.Array:
    """chi^2 of the modulated B/C at equal rigidity."""
    propagation = model.propagation()
    spectra = propagation.modulate(propagation.spectra())
    rigidity = jnp.asarray(DATA.abscissa[USED])
    ratio = spectra.ratio("B/C", rigidity)
    error = 0.5 * (DATA.error_low + DATA.error_high)[USED]
    return jnp.sum(((ratio - DATA.value[USED]) / error) ** 2)


def free_parameters(model: Model) -> list[str]:
    """Addresses of what the gradient is taken for."""
    carbon = "injection.nuclides.C12"
    chosen = ["galaxy.halo_half_height", f"{carbon}.abundance", f"{carbon}.slopes", "modulation.potential"]
    chosen += [address_of(("network", "spallation_factors", channel)) for channel in model.spallation_factors]
    if model.from_turbulence:
        return [*chosen, *[f"zones.{zone.name}.alfven_mach" for zone in model.zones]]
    chosen += [f"diffusion.power_law.{name}" for name in ("D0", "delta", "eta")]
    return chosen if model.reacceleration is None else [*chosen, "transport.reacceleration.alfven_speed"]


def value_and_gradient(model: Model) -> tuple[jax.Array, dict[str, jax.Array]]:
    """chi^2 and its derivatives by the free parameters."""

    def chi_square(values: dict[str, jax.Array]) -> jax.Array:
        return boron_to_carbon_chi_square(model.with_values(values))

    return jax.value_and_grad(chi_square)({address: model[address] for address in free_parameters(model)})


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
    authors = with_table(load_model("fornieri2021"))
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
