"""What to cite for a run: the publications whose results it rests on."""

from __future__ import annotations

from magnetosonic.data import load_measurement
from magnetosonic.model import Model

_THEORY = (
    "scattering theory and two-zone Galaxy",
    "Fornieri, Gaggero, Cerri, de la Torre Luque & Gabici 2021, MNRAS 502, 5821",
)
_ALWAYS = (
    (
        "transport and cross sections",
        "Evoli, Gaggero, Vittino, Di Mauro, Grasso & Mazziotta 2018, JCAP 07, 006; "
        "Evoli, Aloisio & Blasi 2019, PRD 99, 103023",
    ),
    ("sources", "Ferrière 2001, Rev. Mod. Phys. 73, 1031"),
    ("gas", "Moskalenko, Strong, Ormes & Potgieter 2002, ApJ 565, 280"),
    ("solar modulation", "Gleeson & Axford 1968, ApJ 154, 1011"),
)


def citations(model: Model) -> tuple[tuple[str, str], ...]:
    """Publications behind the parts that a model uses.

    Args:
        model: the model that was run.

    Returns:
        Pairs of subject and reference.
    """
    data = ("data", load_measurement("AMS-02", "B/C").publication)
    theory = (_THEORY,) if model.given_diffusion is None else ()
    return (*theory, *_ALWAYS, data)
