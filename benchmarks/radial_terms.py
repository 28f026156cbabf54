"""What two slips in the radial diffusion of the compared programs do to their fluxes at the Sun.

    python benchmarks/radial_terms.py

Diffusion in cylindrical coordinates is D d2N/dR2 + (D/R) dN/dR. The customised DRAGON2 behind the two-zone run of
Fornieri et al. 2021 has the second term twice, once with D of the place and once with D of the disk at every height: a
wind of velocity D_disk/R towards the axis. DRAGON2-Beta leaves it out of the coefficient that couples the second radial
node to the third: a sink at that node. Here the equation of this package is solved without its reduced bases, by sparse
LU decomposition of every nuclide and energy, with and without either. Printed are the shifts, and the differences from
those runs without and with the term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from magnetosonic.api import load_model
from magnetosonic.model.propagation import Propagation
from magnetosonic.observables.spectra import Spectra
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import System
from magnetosonic.transport.space import GAS, UNIT, RadiusHeight

QUANTITIES = ("H1", "He4", "C", "O", "B/C", "Be/B", "N/C", "Be10/Be9")
SHOWN = (1.2, 3.0, 10.0, 30.0, 100.0, 1e3, 1e4, 4e4)  # GeV/n
_ENERGIES = ('transport.energy_min="0.8 GeV/n"', 'transport.energy_max="1e5 GeV/n"')


@dataclass(frozen=True)
class Slip:
    """A term that a program has too much or too little.

    Attributes:
        name: in words.
        preset: the set-up of its run.
        overrides: changes of it, such as the grid in radius of that run.
        run: its fluxes.
        term: the matrix that D of the disk multiplies on the left-hand side.
    """

    name: str
    preset: str
    overrides: tuple[str, ...]
    run: Path
    term: Callable[[RadiusHeight, np.ndarray], sp.csr_matrix]


def inward_wind(space: RadiusHeight, masses: np.ndarray) -> sp.csr_matrix:
    """-(1/R) dN/dR in weak form: with D the excess term of the customised program, which leaves out the axis.

    Args:
        space: spatial matrices.
        masses: lumped masses of the heights [height] [kpc].

    Returns:
        The matrix over (radius, height); the integral over r dr of a cell leaves the difference of N at its faces.
    """
    cells = space.shape[0]
    half = np.full(cells - 1, 0.5)  # N at a face is the mean of two nodes, the last of them at R_max, where it vanishes
    outer = np.append(0.0, half[1:])  # no such term on the axis
    return sp.kron(sp.diags([half, -outer], [-1, 1]), sp.diags(masses), format="csr")


def missing_coupling(space: RadiusHeight, masses: np.ndarray) -> sp.csr_matrix:
    """What DRAGON2-Beta lacks: (1/R) N_2/(2 dR) at the second node, R = dR, over a cell of r dr = dR^2.

    Args:
        space: spatial matrices, with even nodes in radius.
        masses: lumped masses of the heights [height] [kpc].

    Returns:
        The matrix over (radius, height).
    """
    cells = space.shape[0]
    place = sp.csr_matrix(([0.5], ([1], [2])), shape=(cells, cells))
    return sp.kron(place, sp.diags(masses), format="csr")


TWICE = Slip(
    "term counted twice, two-zone run of Fornieri et al. 2021",
    "fornieri2021",
    (),
    Path(str(files("magnetosonic.studies.fornieri2021") / "authors_run.csv")),
    inward_wind,
)
LEFT_OUT = Slip(
    "term left out at the second node, base run of DRAGON2-Beta",
    "dragon2-base",
    ("galaxy.grid.radial_cells=40",),  # of that run
    Path(__file__).parents[1] / "tests/regression/one_zone_power_law.csv",
    missing_coupling,
)


def matrices(space: RadiusHeight) -> list[sp.csr_matrix]:
    """Every spatial term as a sparse matrix over (radius, height)."""
    heights = space.blocks.shape[-1]
    found = []
    for block, coupling in zip(np.asarray(space.blocks), np.asarray(space.couplings), strict=True):
        within = sp.block_diag(list(block))
        across = sp.diags(coupling.ravel(), heights, shape=within.shape)
        found.append(sp.csr_matrix(within + across + across.T))
    return found


def solve(system: System, extra: sp.csr_matrix | None, disk: np.ndarray) -> np.ndarray:
    """Densities from high to low energies and from parents to daughters.

    Args:
        system: the discrete equation, without reacceleration.
        extra: a matrix on the left-hand side, or none.
        disk: what multiplies it [nuclide, energy].

    Returns:
        Densities [nuclide, energy, radius, height].
    """
    space, terms = system.space, matrices(system.space)
    gas, unit = (terms[space.places(name)[0]] for name in (GAS, UNIT))
    coefficients, fragmentation, decay, kernels = (
        np.asarray(values) for values in (system.coefficients, system.fragmentation, system.decay, system.kernels)
    )
    source, spectrum = np.asarray(space.source_shape), np.asarray(system.source_spectrum)
    kinds, energies = coefficients.shape[2:]
    density = np.zeros((kinds, energies, source.size))
    for k in reversed(range(energies)):
        for s in range(kinds):
            matrix = sum(c * term for c, term in zip(coefficients[:, OFFSETS.index(0), s, k], terms, strict=True) if c)
            right = spectrum[s, k] * source + gas @ (fragmentation[s, :, k] @ density[:, k])
            for rate, (parent, daughter) in zip(decay[:, k], system.branches, strict=True):
                right += (daughter == s) * rate * (unit @ density[parent, k])
            for kernel, (parent, daughter) in zip(kernels, system.kernel_ends, strict=True):
                if daughter == s:
                    right += gas @ (kernel[k, k + 1 :] @ density[parent, k + 1 :])
                    matrix = matrix - (parent == s) * kernel[k, k] * gas
            for place, offset in enumerate(OFFSETS):
                if offset > 0 and k + offset < energies:
                    row = zip(coefficients[:, place, s, k], terms, strict=True)
                    right -= sum(c * (term @ density[s, k + offset]) for c, term in row if c)
            matrix = matrix if extra is None else matrix + disk[s, k] * extra
            density[s, k] = splu(matrix.tocsc()).solve(right)
    return density.reshape(kinds, energies, *space.shape)


def with_and_without(slip: Slip, *more: str) -> tuple[Spectra, Spectra]:
    """Interstellar spectra at the Sun as that program has them, and as the equation has.

    Args:
        slip: which.
        more: further changes of the configuration.

    Returns:
        Spectra with and without the term.
    """
    model = load_model(slip.preset, (*slip.overrides, *_ENERGIES, "transport.grid=fast", *more))
    problem = model.propagation(model.network())
    system = eqx.filter_jit(Propagation.system)(problem)
    block = np.asarray(system.space.blocks)[system.space.places(UNIT)[0]]
    masses = np.diagonal(block[0]) / model.grid().volumes[0]
    extra = slip.term(system.space, masses)
    found = (solve(system, matrix, np.asarray(problem.diffusion)[0]) for matrix in (extra, None))
    first, second = (problem.at_observer(jnp.asarray(density)) for density in found)
    return first, second


def values(spectra: Spectra, quantity: str, energy: np.ndarray) -> np.ndarray:
    """A flux or ratio at kinetic energies per nucleon [GeV/n]."""
    return np.asarray(spectra.value(quantity, energy, "kinetic_energy_per_nucleon"))


def reference(run: Path) -> dict[str, np.ndarray]:
    """Energies and fluxes of a run by the names of its columns."""
    lines = [line for line in run.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    table = np.genfromtxt(lines, delimiter=",", names=True)
    return {name: table[name] for name in table.dtype.names}


def main() -> None:
    """Print the shifts and what is left, in per cent."""
    for slip in (TWICE, LEFT_OUT):
        theirs = reference(slip.run)
        energy = theirs["kinetic_energy_GeV_per_n"]
        energy = energy[energy < 8e4]
        spectra = with_and_without(slip)
        print(f"{slip.name}\n{'per cent':24s}" + "".join(f"{shown:>9g}" for shown in SHOWN) + "  GeV/n")
        at = partial(np.interp, np.log(SHOWN), np.log(energy))
        for quantity in QUANTITIES:
            parts = [theirs[part][: energy.size] for part in quantity.split("/")]
            run = parts[0] if len(parts) == 1 else parts[0] / parts[1]
            wrong, right = (values(found, quantity, energy) for found in spectra)
            for text, ratio in (
                ("shift", wrong / right),
                ("run, without the term", right / run),
                ("with", wrong / run),
            ):
                print(f"{quantity:9s}{text:15s}" + "".join(f"{100 * (x - 1):9.2f}" for x in at(ratio)))


if __name__ == "__main__":
    main()
