"""What to cite for a run: the publications whose results it rests on."""

from __future__ import annotations

from magnetosonic.data import load_measurement
from magnetosonic.model import Model

_THEORY = (
    "scattering theory and two-zone Galaxy",
    "Fornieri, Gaggero, Cerri, de la Torre Luque & Gabici 2021, MNRAS 502, 5821",
)
_ION_NEUTRAL = (
    "ion-neutral damping",
    "Xu, Yan & Lazarian 2016, ApJ 826, 166; momentum transfer: Pinto & Galli 2008, A&A 484, 17",
)
_ALWAYS = (
    (
        "spallation",
        "Evoli, Gaggero, Vittino, Di Mauro, Grasso & Mazziotta 2018, JCAP 07, 006; "
        "Evoli, Aloisio & Blasi 2019, PRD 99, 103023; on helium: Ferrando et al. 1988, PRC 37, 1490",
    ),
    (
        "inelastic cross sections",
        "Barashenkov & Polanski 1994, JINR E2-94-417; Letaw, Silberberg & Tsao 1983, ApJS 51, 271; "
        "Kafexhiu et al. 2014, PRD 90, 123014; Tan & Ng 1983, J. Phys. G 9, 227",
    ),
    ("half-lives", "Kondev et al. 2021, Chin. Phys. C 45, 030001"),
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
    data = ("data", f"{load_measurement('AMS-02', 'B/C').publication}; from CRDB: Maurin et al. 2023, EPJC 83, 971")
    theory = (_THEORY,) if model.given_diffusion is None else ()
    if any(zone.turbulence is not None and bool(zone.turbulence.ion_neutral) for zone in model.zones):
        theory = (*theory, _ION_NEUTRAL)
    return (*theory, *_ALWAYS, data)
