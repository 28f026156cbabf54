"""A run in words: what was computed, from what, how well it agrees with data, and what to cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.diffusion.table import TableDiffusion
from magnetosonic.diffusion.theory import table_rigidity
from magnetosonic.inference.abundances import AbundanceFit
from magnetosonic.inference.window import ABOVE_200_GV
from magnetosonic.model import Model, Zone
from magnetosonic.outputs.agreement import SHOWN, shown
from magnetosonic.outputs.citations import citations
from magnetosonic.outputs.harmonics import few_harmonics
from magnetosonic.outputs.inputs import inputs_in_words, span
from magnetosonic.outputs.provenance import Provenance
from magnetosonic.outputs.run import Results, largest_imbalance, largest_residual
from magnetosonic.outputs.verdict import in_words
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.species.network import Network
from magnetosonic.table import Table
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.turbulence.medium import Turbulence

_SHOWN_RIGIDITIES = (1.0, 10.0, 100.0, 1e3, 1e4)  # GV
_SHOWN_ENERGIES = (1.0, 10.0, 100.0, 1e3)  # GeV/n
_SHOWN_BORON_TO_CARBON = (5.0, 10.0, 30.0, 100.0, 300.0, 1e3, 2e3)  # GV; the nearest measured points are shown


def summary_text(results: Results, origin: Provenance) -> str:
    """The text of ``summary.txt``.

    Args:
        results: of a run.
        origin: where they come from.

    Returns:
        Plain text of several sections.
    """
    sections = {
        "Origin": _origin(origin),
        **_outcome(results),
        "Interstellar ratios at equal kinetic energy per nucleon": _ratios(results),
        "Wall time": [*_seconds(results)],
        "Please cite": [f"{subject}: {reference}" for subject, reference in citations(results.model)],
    }
    return _blocks(sections)


def overview_text(results: Results) -> str:
    """What fits on a screen: what was computed, from what, and how well it agrees.

    Args:
        results: of a run.

    Returns:
        Plain text of several sections.
    """
    return _blocks(_outcome(results))


def _outcome(results: Results) -> dict[str, Iterable[str]]:
    return {
        "Zones": [line for zone in results.model.zones for line in _zone(results.model, zone)],
        "Diffusion coefficient for v = c [cm^2/s]": [
            *_diffusion(results.diffusion),
            *few_harmonics(results.model, results.diffusion["rigidity"]),
            *continued(results.model, results.prediction.network),
        ],
        "Transport": _transport(results),
        **_abundances(results),
        f"Agreement with AMS-02 from {ABOVE_200_GV} (errors of the points taken as independent)": [
            *(f"{name:<4} {outcome}" for name, outcome in agreement_lines(results)),
            "agreement.csv has all measurements, and what of them does not count",
        ],
        "B/C at the top of the atmosphere, at equal rigidity": _boron_to_carbon(results),
    }


def _blocks(sections: Mapping[str, Iterable[str]]) -> str:
    blocks = ["\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in sections.items()]
    return "\n\n".join(blocks) + "\n"


def agreement_lines(results: Results) -> list[tuple[str, str]]:
    """chi^2 of every quantity that is compared with data.

    Args:
        results: of a run.

    Returns:
        Pairs of quantity and outcome in words.
    """
    found = shown(results.agreement)
    return [
        (name, f"chi^2 = {found[name].chi_square:.1f} for {found[name].points} points, {in_words(found[name])}")
        if name in found
        else (name, "not compared: the network or its energies do not cover the data")
        for name in SHOWN
    ]


def _abundances(results: Results) -> dict[str, list[str]]:
    normalization = results.model.normalization
    if results.abundances is not None:
        return {"Abundances": _fitted_abundances(results.abundances)}
    return {"Abundances": [f"{normalization}, before this run"]} if normalization.fitted else {}


def _fitted_abundances(fit: AbundanceFit) -> list[str]:
    factors = ", ".join(f"{element} {factor:.3g}" for element, factor in fit.factors.items())
    return [
        f"fitted to AMS-02: chi^2 = {fit.chi_square:.1f} for {fit.points} points",
        f"factors on the flux that each element's injection makes: {factors}",
        *(f"{element}: {reason}" for element, reason in sorted(fit.beyond.items())),
        *(f"{element} in proportion to hydrogen: {reason}" for element, reason in sorted(fit.left_out.items())),
    ]


def _origin(origin: Provenance) -> list[str]:
    overrides = origin.overrides or ("none",)
    return [
        f"magnetosonic {origin.version}, {origin.created}",
        f"configuration: {origin.source}",
        *(f"changes: {text}" for text in overrides),
        "the complete configuration is the attribute 'configuration' of results.nc",
    ]


def _zone(model: Model, zone: Zone) -> Iterable[str]:
    yield f"{zone.name}: up to |z| = {float(zone.half_height):g} kpc"
    turbulence = zone.turbulence_at_radii
    if turbulence:
        yield f"  confinement length {float(zone.escape_length):.4g} kpc"
        mach = span([t.alfven_mach for t in turbulence])
        if zone.radial:
            at_radii = zip(turbulence, zone.radii, strict=True)
            mach = ", ".join(f"{float(t.alfven_mach):.4g} at R = {float(radius):g} kpc" for t, radius in at_radii)
        yield f"  M_A = {mach}"
        yield (
            f"  L = {span([t.injection_scale for t in turbulence], 1e3)} pc, "
            f"v_A = {span([t.alfven_speed for t in turbulence], 1.0 / KM_S_IN_KPC_MYR)} km/s, "
            f"B = {span([t.magnetic_field for t in turbulence])} uG, "
            f"plasma beta = {span([t.plasma_beta for t in turbulence])}"
        )
        yield f"  damping: {_damping(turbulence)}"
        yield f"  scattering: {_scattering(model.scattering)}"
    else:
        yield f"  diffusion coefficient given as {model.diffusion_model.words()}"


def _damping(turbulence: Sequence[Turbulence]) -> str:
    """The dampings that act at any radius of a zone."""
    viscous = [t.viscous_scale for t in turbulence if t.viscous]
    ion_neutral = [t.ion_neutral_scale for t in turbulence if t.ion_neutral]
    laws = []
    if any(t.collisionless for t in turbulence):
        laws.append("collisionless")
    if viscous:
        laws.append(f"viscous, x_c = {span(viscous)}")
    if ion_neutral:
        laws.append(f"ion-neutral, x_in = {span(ion_neutral)}")
    return ", ".join(laws) or "none, down to the dissipation scale"


def _scattering(settings: ScatteringSettings) -> str:
    shares = (
        f"{mode} ({float(share):.3g} M_A^2)" for mode, share in zip(settings.modes, settings.energy_shares, strict=True)
    )
    numerics = settings.numerics
    if numerics == "exact":
        numerics = f"exact numerics, {settings.resolution} resolution, harmonics: {settings.max_harmonic}"
        numerics += f", {settings.broadening} resonance, {settings.phase_speed} phase speeds"
    else:
        numerics += " numerics"
    return f"{', '.join(shares)} modes; {numerics}; confinement: {settings.confinement}"


def _diffusion(table: Table) -> list[str]:
    zones, rigidity = table["zone"], table["rigidity"]
    columns = [int(np.argmin(np.abs(np.log(rigidity / value)))) for value in _SHOWN_RIGIDITIES]
    width = max(11, *map(len, zones)) + 1
    head = f"{'zone':<{width}}" + "".join(f"{rigidity[j]:>10.4g} GV" for j in columns)
    rows = [f"{zone:<{width}}" + "".join(f"{table['D'][i, j]:>13.3e}" for j in columns) for i, zone in enumerate(zones)]
    notes = []
    for i, zone in enumerate(zones):
        confined = table["confined"][i]
        for where in _stretches(rigidity, ~confined):
            notes.append(f"{zone}: not confined {where}; escape sets D there")
        for where in _stretches(rigidity, confined & (table["mu_star"][i] < 1.0 - 1e-3)):
            notes.append(
                f"{zone}: confined at large pitch angles only {where} (mu* < 1): D depends on the rule of confinement"
            )
        if "D_error" in table and np.isfinite(table["D_error"][i]).all():
            worst = int(np.argmax(table["D_error"][i]))
            notes.append(
                f"{zone}: estimated error of the integrals at most {table['D_error'][i, worst]:.0e}, "
                f"at {rigidity[worst]:.4g} GV"
            )
    return [head, *rows, *notes]


def continued(model: Model, network: Network) -> Iterable[str]:
    """Where D goes on beyond the ends of the user's tables.

    Args:
        model: the model.
        network: its nuclides and energies.

    Yields:
        A line for each zone in which that happens.
    """
    law = model.diffusion_model
    if not isinstance(law, TableDiffusion):
        return
    needed = table_rigidity(kinematics(network).rigidity)[[0, -1]]
    how = "constant" if law.beyond == "constant" else "a power law"
    for patch, (low, high) in zip(model.patches, law.covered, strict=True) if law.covered else ():
        where = [f"below {low:.4g} GV"] if needed[0] < low * (1.0 - 1e-9) else []
        where += [f"above {high:.4g} GV"] if needed[1] > high * (1.0 + 1e-9) else []
        if where:
            yield f"{patch.name}: {how} {' and '.join(where)}, where its table ends"


def _stretches(rigidity: Float[np.ndarray, "rigidity"], where: Bool[np.ndarray, "rigidity"]) -> list[str]:
    """Every stretch of rigidity in which a condition holds, in words."""
    edges = np.diff(np.concatenate([[False], where, [False]]).astype(int))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    ranges = [(rigidity[start], rigidity[end - 1]) for start, end in zip(starts, ends, strict=True)]
    return [f"at {low:.4g} GV" if low == high else f"from {low:.4g} to {high:.4g} GV" for low, high in ranges]


def _transport(results: Results) -> list[str]:
    model, prediction = results.model, results.prediction
    grid, energy = model.grid(), model.energy
    decades = np.log10(energy[-1] / energy[0])
    return [
        *inputs_in_words(model),
        f"{len(prediction.network.species)} nuclides, {prediction.network.channel_parent.size} spallation channels",
        f"{energy.size} energies from {energy[0]:.4g} to {energy[-1]:.4g} GeV/n "
        f"({(energy.size - 1) / decades:.3g} per decade); {_levels(results)}",
        f"radius {model.galaxy.radius:g} kpc in {grid.radii.size} cells, half height "
        f"{float(model.zones[-1].half_height):g} kpc in {len(grid.heights.orders)} elements with "
        f"{grid.heights.nodes.size} nodes",
        f"largest imbalance of particles: {largest_imbalance(prediction):.1e} of their production; "
        f"largest residual of the equation: {largest_residual(prediction):.1e}",
        *(f"not resolved, and left out of what depends on it: {mark}" for mark in prediction.interstellar.unresolved),
        f"solar modulation: force field, {float(model.modulation_potential):g} GV",
    ]


def _levels(results: Results) -> str:
    asked, taken = results.model.galaxy.levels, results.prediction.levels
    again = "" if taken == asked else f", solved again because {asked} did not suffice"
    return f"{taken} levels solved on all nodes{again}"


def _boron_to_carbon(results: Results) -> list[str]:
    entry = shown(results.agreement).get("B/C")
    if entry is None:
        return ["not available: the network or its energies do not cover the data"]
    data = entry.measurement
    low, high = results.prediction.modulated.covered("B/C")
    nearest = [int(np.argmin(np.abs(np.log(data.abscissa / rigidity)))) for rigidity in _SHOWN_BORON_TO_CARBON]
    chosen = [j for j in nearest if low <= data.abscissa[j] <= high]
    model = results.prediction.modulated.readable("B/C", data.abscissa[chosen])
    rows = [
        f"{data.abscissa[j]:>12.1f}{value:>10.4f}{data.value[j]:>10.4f} +-{data.error_high[j]:.4f}"
        for j, value in zip(chosen, model, strict=True)
    ]
    return [f"{'rigidity [GV]':>12}{'model':>9}{'AMS-02':>10}", *rows]


def _ratios(results: Results) -> list[str]:
    table, energies = results.ratios, results.ratios["energy"]
    inside = [energy for energy in _SHOWN_ENERGIES if energies[0] <= energy <= energies[-1]]
    head = f"{'T [GeV/n]':<10}" + "".join(f"{energy:>10g}" for energy in inside)
    rows = []
    for name, values in zip(table["ratio"], table["ratio_LIS"], strict=True):
        shown = np.interp(np.log(inside), np.log(energies), values)
        rows.append(f"{name:<10}" + "".join(f"{value:>10.4g}" for value in shown))
    return [head, *rows]


def _seconds(results: Results) -> Iterable[str]:
    total = sum(results.seconds.values())
    for step, seconds in {**results.seconds, "total": total}.items():
        yield f"{step:<12}{seconds:>8.1f} s"
