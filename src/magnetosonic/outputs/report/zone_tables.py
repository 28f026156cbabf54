"""Parameters of the zones of a model, and its diffusion coefficients, as tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.model import Model
from magnetosonic.outputs.inputs import span
from magnetosonic.outputs.report.page import NONE, KeyValues, TextTable, scientific, short
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.table import Table
from magnetosonic.turbulence.medium import Turbulence

_SHOWN_RIGIDITIES = (1.0, 3.0, 10.0, 30.0, 100.0, 1e3, 1e4, 1e5)  # GV; the nearest of the table are shown
_KNOBS: tuple[tuple[str, Callable[[Turbulence], object], float], ...] = (
    ("Alfvénic Mach number M_A", lambda t: t.alfven_mach, 1.0),
    ("injection scale L [pc]", lambda t: t.injection_scale, 1e3),
    ("Alfvén speed v_A [km/s]", lambda t: t.alfven_speed, 1.0 / KM_S_IN_KPC_MYR),
    ("magnetic field B [uG]", lambda t: t.magnetic_field, 1.0),
    ("plasma beta", lambda t: t.plasma_beta, 1.0),
)


def zone_table(model: Model) -> TextTable:
    """What the zones are made of.

    Args:
        model: the model.

    Returns:
        One column for each zone; of what depends on the radius, the lowest and the highest value.
    """
    heights = [f"{float(zone.half_height):g}" for zone in model.zones]
    rows: list[tuple[str, ...]] = [("up to |z| [kpc]", *heights)]
    turbulence = [zone.turbulence_at_radii for zone in model.zones]
    if not model.from_turbulence:
        rows.append(("diffusion coefficient given as", *[model.diffusion_model.words()] * len(heights)))
    elif all(turbulence):
        rows += [(name, *(span(map(get, found), unit) for found in turbulence)) for name, get, unit in _KNOBS]
        rows.append(("confinement length [kpc]", *(f"{float(zone.escape_length):.4g}" for zone in model.zones)))
        rows += _damping_rows(turbulence)
    return TextTable(("", *(zone.name for zone in model.zones)), tuple(rows))


def scattering_list(settings: ScatteringSettings) -> KeyValues:
    """How the scattering is computed.

    Args:
        settings: of the model.

    Returns:
        Modes with their energies, and numerics.
    """
    shares = (
        f"{mode} ({float(share):.3g} M_A^2)" for mode, share in zip(settings.modes, settings.energy_shares, strict=True)
    )
    pairs = [("modes (energy)", ", ".join(shares)), ("numerics", settings.numerics)]
    if settings.numerics == "exact":
        pairs += [
            ("resolution", str(settings.resolution)),
            ("harmonics", str(settings.max_harmonic)),
            ("resonance", str(settings.broadening)),
        ]
    pairs.append(("confinement", settings.confinement))
    return KeyValues(tuple(pairs))


def diffusion_rows(table: Table) -> TextTable:
    """D and what follows from it at a few rigidities.

    Args:
        table: of :func:`magnetosonic.model.diffusion_table.diffusion_table`.

    Returns:
        A row for each zone and rigidity; columns that are empty for all are left out.
    """
    shown = sorted({int(np.argmin(np.abs(np.log(table["rigidity"] / rigidity)))) for rigidity in _SHOWN_RIGIDITIES})
    columns = {
        "D [cm²/s]": "D",
        "D across the field [cm²/s]": "D_perpendicular",
        "mean free path [pc]": "mean_free_path",
        "μ*": "mu_star",
        "error of the integrals": "D_error",
    }
    held = {head: table[name] for head, name in columns.items() if name in table}
    present = {head: values for head, values in held.items() if not np.isnan(values).all()}
    digits = {"error of the integrals": 1}
    rows = [
        (
            zone,
            short(float(table["rigidity"][j])),
            *(scientific(float(values[i, j]), digits.get(name, 4)) for name, values in present.items()),
            "yes" if table["confined"][i, j] else "no",
        )
        for i, zone in enumerate(table["zone"])
        for j in shown
    ]
    return TextTable(("zone", "rigidity [GV]", *present, "confined"), tuple(rows))


def _damping_rows(turbulence: list[tuple[Turbulence, ...]]) -> list[tuple[str, ...]]:
    """One row for each damping that acts anywhere."""

    def scale(found: tuple[Turbulence, ...], acts: str, value: str) -> str:
        scales = [getattr(t, value) for t in found if bool(getattr(t, acts))]
        return span(scales) if scales else NONE

    collisionless = ["yes" if any(bool(t.collisionless) for t in found) else NONE for found in turbulence]
    rows = [
        ("collisionless damping", *collisionless),
        ("viscous damping, x_c = k_c L", *(scale(found, "viscous", "viscous_scale") for found in turbulence)),
        ("ion-neutral damping, x_in", *(scale(found, "ion_neutral", "ion_neutral_scale") for found in turbulence)),
    ]
    return [row for row in rows if any(cell != NONE for cell in row[1:])]
