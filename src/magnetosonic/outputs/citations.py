"""What to cite for a run: the publications whose results it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from magnetosonic.data import load_measurement
from magnetosonic.diffusion.reacceleration import RelatedReacceleration, TurbulentReacceleration
from magnetosonic.model import Model
from magnetosonic.outputs.agreement import SHOWN
from magnetosonic.species.settings import NetworkSettings

_USERS_TABLE, _USERS_NUMBERS = "user's table", "user's numbers"

_THEORY = (
    "scattering theory and two-zone Galaxy",
    "Fornieri, Gaggero, Cerri, de la Torre Luque & Gabici 2021, MNRAS 502, 5821",
)
_ION_NEUTRAL = (
    "ion-neutral damping",
    "Xu, Yan & Lazarian 2016, ApJ 826, 166; momentum transfer: Pinto & Galli 2008, A&A 484, 17",
)
_REACCELERATION = {
    RelatedReacceleration: "Seo & Ptuskin 1994, ApJ 431, 705",
    TurbulentReacceleration: "Schlickeiser & Miller 1998, ApJ 492, 352; Schlickeiser 2002, Cosmic Ray Astrophysics",
}
_EVOLI_HELIUM = "Evoli, Gaggero, Vittino, Di Mauro, Grasso & Mazziotta 2018, JCAP 07, 006"
_COSTE = "Coste, Derome, Maurin & Putze 2012, A&A 539, A88"
_SPALLATION = {
    "evoli2019": f"{_EVOLI_HELIUM}; Evoli, Aloisio & Blasi 2019, PRD 99, 103023; deuterium: {_COSTE}",
    "galprop-opt12": "Génolini, Maurin, Moskalenko & Unger 2018, PRC 98, 034611; "
    f"Moskalenko & Mashnik 2003, Proc. 28th ICRC 4, 1969; deuterium from helium-3: {_COSTE}",
    "webber2003-coste2012": f"Webber, Soutoul, Kish & Rockstroh 2003, ApJS 144, 153; deuterium and helium-3: {_COSTE}",
    "table": f"{_USERS_TABLE}; what it lacks of helium-3: {_EVOLI_HELIUM}; of deuterium: {_COSTE}",
}
_LETAW = "Letaw, Silberberg & Tsao 1983, ApJS 51, 271"
_TRIPATHI = "Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349"
_INELASTIC = {
    "crosec": f"Barashenkov & Polanski 1994, JINR E2-94-417; {_LETAW}; "
    f"helium: Strong & Moskalenko 1998, ApJ 509, 212; deuterium: {_TRIPATHI}",
    "tripathi1999": _TRIPATHI,
    "letaw1983": f"{_LETAW}; deuterium: {_TRIPATHI}",
}
_FERRANDO = "Ferrando et al. 1988, PRC 37, 1490"
_HELIUM_TARGET = {"ferrando1988": _FERRANDO, "tripathi1999": f"{_TRIPATHI}; fragments: {_FERRANDO}"}


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
        *_reactions(model.reactions, float(model.galaxy.helium_fraction) > 0.0),
        ("half-lives", "; ".join(["Kondev et al. 2021, Chin. Phys. C 45, 030001", *_own_half_lives(model)])),
        *model.galaxy.gas.citations(),
        *model.galaxy.sources.citations(),
        ("solar modulation", "Gleeson & Axford 1968, ApJ 154, 1011; periods: Usoskin et al. 2011, JGR 116, A02104"),
        ("data", data),
    )


def _waves(model: Model) -> Iterable[tuple[str, str]]:
    if model.from_turbulence:
        yield _THEORY
    if any(patch.turbulence is not None and bool(patch.turbulence.ion_neutral) for patch in model.patches):
        yield _ION_NEUTRAL
    if model.reacceleration is not None:
        yield "reacceleration", _REACCELERATION[type(model.reacceleration)]


def _reactions(settings: NetworkSettings, helium: bool) -> Iterable[tuple[str, str]]:
    yield "spallation", _SPALLATION[settings.spallation]
    yield "inelastic cross sections", f"{_INELASTIC[settings.inelastic]}; protons: Kafexhiu et al. 2014, PRD 90, 123014"
    if helium:
        yield "cross sections on helium", _HELIUM_TARGET[settings.helium_target]
    yield "scattered protons", "Tan & Ng 1983, J. Phys. G 9, 227"


def _own_half_lives(model: Model) -> Iterable[str]:
    if model.half_lives:
        yield f"of {', '.join(nuclide.name for nuclide in model.half_lives)}: {_USERS_NUMBERS}"
