"""The report of a run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from magnetosonic.data.measurement import NOT_STATED
from magnetosonic.inference.window import ABOVE_200_GV, Window
from magnetosonic.outputs.agreement import SHOWN, compare_all, shown
from magnetosonic.outputs.citations import citations
from magnetosonic.outputs.inputs import inputs_in_words, span
from magnetosonic.outputs.provenance import Provenance
from magnetosonic.outputs.report.agreement_table import (
    abundance_list,
    compared_table,
    headline,
    left_out_table,
    points_table,
)
from magnetosonic.outputs.report.environment import versions
from magnetosonic.outputs.report.page import (
    Block,
    Drawing,
    Gallery,
    KeyValues,
    Page,
    Preformatted,
    References,
    Section,
    Text,
    TextTable,
    scientific,
    short,
)
from magnetosonic.outputs.report.references import publications
from magnetosonic.outputs.report.zone_tables import diffusion_rows, scattering_list, zone_table
from magnetosonic.outputs.run import Results, largest_imbalance, largest_residual
from magnetosonic.outputs.verdict import verdict
from magnetosonic.table import Table

HOW_TO_READ = (
    "Point at a curve to read off its values; where no curve is near, the values are those of the axes. Buttons, two "
    "fingers, or the wheel over a figure that was clicked zoom; dragging moves, a double click shows the whole figure. "
    "With the keyboard: Tab to a figure, arrow keys from point to point and from curve to curve, + and - to zoom.",
)
"""How the figures of a report are used."""

_FIRST = ("boron_to_carbon", "spectra", "diffusion", "beryllium")
_CAPTIONS = {
    "diffusion": "Diffusion coefficient along the mean field in every zone, for particles with v = c, and below it the "
    "largest pitch-angle cosine μ* at which scattering confines, where D follows from the turbulence. Crosses mark "
    "rigidities at which nothing is confined and escape sets D.",
    "boron_to_carbon": "B/C at equal rigidity, with data and, below, data over model at the top of the atmosphere. "
    "Grey: the points that enter χ².",
    "spectra": "Fluxes times rigidity to the power 2.7, with data and, below, data over model at the top of the "
    "atmosphere.",
    "beryllium": "The radioactive clock ¹⁰Be/⁹Be at equal kinetic energy per nucleon.",
}
_SHOWN_ENERGIES = (1.0, 3.0, 10.0, 30.0, 100.0, 1e3)  # GeV/n
_EXAMPLE = 10.0  # GV


def run_page(results: Results, origin: Provenance, figures: Mapping[str, Figure]) -> Page:
    """The report of ``magnetosonic run``.

    Args:
        results: of the run.
        origin: where they come from.
        figures: of the run by name, as :func:`magnetosonic.outputs.figures.draw_all` makes them.

    Returns:
        The page.
    """
    created = datetime.fromisoformat(origin.created).strftime("%d %B %Y, %H:%M UTC")
    changes = f", with {', '.join(origin.overrides)}" if origin.overrides else ""
    sections = {
        "Figures": _figures(results, figures),
        "In short": _in_short(results),
        "Agreement with data": _agreement(results),
        "Diffusion coefficient": (Text(_DIFFUSION_TEXT), diffusion_rows(results.diffusion)),
        "Parameters": _parameters(results),
        "Ratios": (Text(_RATIO_TEXT), _ratio_rows(results.ratios)),
        "Please cite": (_references(results),),
        "Repeat this run": _repeat(origin),
        "Versions and times": (KeyValues(versions()), _times(results)),
    }
    return Page(
        f"Cosmic rays at Earth: {Path(origin.source).stem}",
        f"{origin.source}{changes}; computed by magnetosonic {origin.version} on {created}",
        tuple(Section(title, blocks) for title, blocks in sections.items()),
    )


_DIFFUSION_TEXT = (
    "D along the mean field for v = c. Where μ* < 1 scattering confines larger pitch angles only, and D depends on the "
    "rule of confinement; where it confines none, escape sets D. diffusion.csv holds all rigidities.",
)
_RATIO_TEXT = (
    "At equal kinetic energy per nucleon. ratios.csv holds all energies, and the ratios at equal rigidity too.",
)


def _in_short(results: Results) -> tuple[Block, ...]:
    pairs = [(f"zone {name}", text) for name, text in _zones_in_short(results)]
    pairs += headline(results.agreement, SHOWN)
    pairs.append(("wall time", f"{sum(results.seconds.values()):.1f} s"))
    return (KeyValues(tuple(pairs)),)


def _zones_in_short(results: Results) -> Iterator[tuple[str, str]]:
    table = results.diffusion
    near = int(np.argmin(np.abs(np.log(table["rigidity"] / _EXAMPLE))))
    lower = 0.0
    for zone in results.model.zones:
        parts = [f"|z| from {lower:g} to {float(zone.half_height):g} kpc"]
        lower = float(zone.half_height)
        names = {patch.name for patch in zone.patches()}
        machs = [turbulence.alfven_mach for turbulence in zone.turbulence_at_radii]
        if machs and results.model.from_turbulence:
            parts.append(f"M_A = {span(machs)}")
        values = [table["D"][i, near] for i, name in enumerate(table["zone"]) if name in names]
        if values:
            numbers = dict.fromkeys(scientific(float(value)) for value in (min(values), max(values)))
            parts.append(f"D = {' to '.join(numbers)} cm²/s at {table['rigidity'][near]:.4g} GV")
        yield zone.name, ", ".join(parts)


def _agreement(results: Results) -> tuple[Block, ...]:
    text = (
        f"Points from {ABOVE_200_GV}, at the top of the atmosphere. Errors are statistical and systematic ones in "
        "quadrature, those of different points taken as independent; φ is the modulation potential of the period of "
        "the data. Nothing is extrapolated. agreement.csv holds the same numbers.",
    )
    counted = [entry for entry in results.agreement if entry.points]
    tables = (
        compared_table(list(shown(results.agreement).values())),
        points_table(results.agreement, "B/C"),
        compared_table(counted, f"All {len(counted)} measurements of which points count", folded=True),
        left_out_table(results.agreement),
    )
    return (Text(text), *(table for table in tables if table is not None))


def _figures(results: Results, figures: Mapping[str, Figure]) -> tuple[Block, ...]:
    verdicts = _verdicts(results)
    drawings = []
    for name in sorted(figures, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)):
        caption = _CAPTIONS.get(name, f"{name.replace('_', ' ')}.".capitalize())
        drawings.append((verdicts.get(name, "").replace("chi^2", "χ²"), Drawing(name, figures[name], caption)))
    return (Gallery(tuple(drawings)), Text(HOW_TO_READ))


def _verdicts(results: Results) -> dict[str, str]:
    """What each figure says in one line; the clock is measured far below the rigidities that count elsewhere."""
    found = shown(results.agreement)
    potential = float(results.model.modulation_potential)
    clock = compare_all(results.prediction.interstellar, potential, Window(0.0), "10Be/9Be")
    lines = {
        "boron_to_carbon": [f"B/C: {verdict(found['B/C'])}"] if "B/C" in found else [],
        "spectra": [f"{name}: {verdict(found[name])}" for name in ("H", "C", "B") if name in found],
        "diffusion": [f"D {text}" for text in _near(results.diffusion)],
        "beryllium": [f"¹⁰Be/⁹Be, {c.measurement.experiment}: {verdict(c)}" for c in clock if c.points],
    }
    return {name: "; ".join(texts) for name, texts in lines.items()}


def _near(table: Table) -> Iterator[str]:
    """D of every zone at the rigidity of the table that is nearest to the example."""
    near = int(np.argmin(np.abs(np.log(table["rigidity"] / _EXAMPLE))))
    for zone, values in zip(table["zone"], table["D"], strict=True):
        yield f"in the {zone} at {table['rigidity'][near]:.3g} GV: {scientific(float(values[near]), 3)} cm²/s"


def _parameters(results: Results) -> tuple[Block, ...]:
    model = results.model
    scattering = () if not model.from_turbulence else (scattering_list(model.scattering),)
    inputs = (tuple(line.strip().split(": ", 1)) for line in inputs_in_words(model))
    abundances = () if results.abundances is None else (abundance_list(results.abundances),)
    return (
        zone_table(model),
        *scattering,
        *abundances,
        KeyValues((*((name, text) for name, text in inputs), *_solution(results))),
    )


def _solution(results: Results) -> Iterator[tuple[str, str]]:
    """Grid, checks of the solution, and modulation."""
    model, prediction = results.model, results.prediction
    grid, energy = model.grid(), model.energy
    per_decade = (energy.size - 1) / np.log10(energy[-1] / energy[0])
    channels = prediction.network.channel_parent.size
    yield "nuclides", f"{len(prediction.network.species)}, with {channels} spallation channels"
    yield "energies", f"{energy.size} from {energy[0]:.4g} to {energy[-1]:.4g} GeV/n, {per_decade:.3g} per decade"
    yield (
        "grid",
        f"{grid.radii.size} cells up to R = {model.galaxy.radius:g} kpc; {len(grid.heights.orders)} elements with "
        f"{grid.heights.nodes.size} nodes up to |z| = {float(model.zones[-1].half_height):g} kpc",
    )
    yield "largest imbalance of particles", f"{scientific(largest_imbalance(prediction), 2)} of their production"
    yield "largest residual of the equation", scientific(largest_residual(prediction), 2)
    yield "solar modulation", f"force field, {float(model.modulation_potential):g} GV"


def _ratio_rows(table: Table) -> TextTable:
    energy = table["energy"]
    inside = [value for value in _SHOWN_ENERGIES if energy[0] <= value <= energy[-1]]
    rows = []
    for i, name in enumerate(table["ratio"]):
        for place, values in (("interstellar", "ratio_LIS"), ("top of the atmosphere", "ratio_TOA")):
            shown = np.interp(np.log(inside), np.log(energy), table[values][i])
            rows.append((name, place, *(scientific(float(value)) for value in shown)))
    return TextTable(("ratio", "where", *(f"{short(value)} GeV/n" for value in inside)), tuple(rows))


def _references(results: Results) -> References:
    measured = [entry.measurement for entry in results.agreement if entry.points]
    known = {data.publication: data.doi for data in measured if data.doi != NOT_STATED}
    entries = [(about, publications(text, known)) for about, text in citations(results.model)]
    cited = {publication.text for _, found in entries for publication in found}
    more: dict[str, set[str]] = {}
    for data in measured:
        if data.publication not in cited:
            more.setdefault(data.experiment, set()).add(data.publication)
    entries += [(f"data of {name}", publications("; ".join(sorted(texts)), known)) for name, texts in more.items()]
    return References(tuple(entries))


def _repeat(origin: Provenance) -> tuple[Block, ...]:
    words = ["magnetosonic", "run", origin.source]
    words += [word for change in origin.overrides for word in ("--set", change)]
    return (
        Preformatted(f"{shlex.join(words)} -o runs/again"),
        Preformatted(origin.configuration, "The complete configuration; saved as a file, it is a CONFIG of its own:"),
    )


def _times(results: Results) -> TextTable:
    rows = [(step, f"{seconds:.1f}") for step, seconds in results.seconds.items()]
    rows.append(("total", f"{sum(results.seconds.values()):.1f}"))
    return TextTable(("step", "wall time [s]"), tuple(rows))
