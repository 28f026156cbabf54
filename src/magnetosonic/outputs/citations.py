"""What to cite for a run: the publications whose results it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from magnetosonic.data import load_measurement
from magnetosonic.model import Model
from magnetosonic.outputs.agreement import SHOWN

_THEORY = (
    "scattering theory and two-zone Galaxy",
    "Fornieri, Gaggero, Cerri, de la Torre Luque & Gabici 2021, MNRAS 502, 5821",
)
_ION_NEUTRAL = (
    "ion-neutral damping",
    "Xu, Yan & Lazarian 2016, ApJ 826, 166; momentum transfer: Pinto & Galli 2008, A&A 484, 17",
)


def citations(model: Model) -> tuple[tuple[str, str], ...]:
    """Publications behind the parts that a model uses.

    Args:
        model: the model that was run.

    Returns:
        Pairs of subject and reference; "user's table" or "user's numbers" for what the user brought along.
    """
    publications = dict.fromkeys(load_measurement("AMS-02", quantity).publication for quantity in SHOWN)
    data = f"{'; '.join(publications)}; from CRDB: Maurin et al. 2023, EPJC 83, 971"
    return (
        *_waves(model),
        *model.reactions.citations(float(model.galaxy.helium_fraction) > 0.0),
        ("half-lives", "; ".join(["Kondev et al. 2021, Chin. Phys. C 45, 030001", *_own_half_lives(model)])),
        *model.galaxy.gas.citations(),
        *model.galaxy.sources.citations(),
        ("solar modulation", "Gleeson & Axford 1968, ApJ 154, 1011; periods: Usoskin et al. 2011, JGR 116, A02104"),
        ("data", data),
    )


def _waves(model: Model) -> Iterable[tuple[str, str]]:
    if model.from_turbulence:
        yield _THEORY
    if any(turbulence.ion_neutral for zone in model.zones for turbulence in zone.turbulence_at_radii):
        yield _ION_NEUTRAL
    if model.reacceleration is not None:
        yield "reacceleration", model.reacceleration.CITATION


def _own_half_lives(model: Model) -> Iterable[str]:
    if model.half_lives:
        yield f"of {', '.join(nuclide.name for nuclide in model.half_lives)}: user's numbers"
