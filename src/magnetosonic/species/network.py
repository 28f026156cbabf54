"""The reaction network: which species there are, what destroys them and what produces them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.errors import InputError
from magnetosonic.species.decay import decay_of, network_order
from magnetosonic.species.inelastic import inelastic_helium, inelastic_hydrogen
from magnetosonic.species.kinematics import Particles, particles
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.settings import DEFAULT_SETTINGS, NetworkSettings
from magnetosonic.species.spallation import helium_enhancements, spallation_curves
from magnetosonic.species.spallation_table import Channel, Curve
from magnetosonic.species.species import Species
from magnetosonic.units import Numbers, plain
from magnetosonic.words import count, listed, span


class Network(eqx.Module):
    """Species and the reactions between them on a grid of energies.

    Every parent stands before its daughters: the mass number falls along the list, and among nuclides of
    equal mass number those that decay come first. Cross sections are per hydrogen atom of the gas, helium
    included: the reaction rate is n_H v σ. A fragment keeps the kinetic energy per nucleon of its parent, so
    one index of energy serves both. A decay whose daughter is not in the network is a pure loss: it has a
    rate but is not among the ``branches``.

    Attributes:
        species: all species, parents before daughters.
        energy: kinetic energy per nucleon [GeV/n].
        inelastic: total inelastic cross section per hydrogen atom [mb].
        channel_parent: index of the parent of every spallation channel.
        channel_daughter: index of the daughter of every spallation channel.
        channel_cross_section: spallation cross section per hydrogen atom [mb].
        decay_rate: decay rate at rest, ln 2 over the half-life [1/Myr], 0 for what is stable.
        branches: indices of parent and daughter of every decay inside of the network.
    """

    species: tuple[Species, ...] = eqx.field(static=True)
    energy: Float[Array, "energy"]
    inelastic: Float[Array, "species energy"]
    channel_parent: Int[Array, "channel"]
    channel_daughter: Int[Array, "channel"]
    channel_cross_section: Float[Array, "channel energy"]
    decay_rate: Float[Array, "species"]
    branches: tuple[tuple[int, int], ...] = eqx.field(static=True)

    @property
    def particles(self) -> Particles:
        """What the motion of the species depends on."""
        return particles(self.species)

    def __repr__(self) -> str:
        """Of which nuclides, with how many reactions."""
        channels = count(self.channel_cross_section, -2)
        return (
            f"Network of {len(self.species)} nuclides ({listed(self.species)})\n"
            f"  {channels} channels of spallation, {count(self.energy)} energies, {span(self.energy, 'GeV/n')}"
        )

    def index(self, name: str) -> int:
        """Place of a species in the network.

        Args:
            name: its name, for example ``Be10``.

        Returns:
            Index along the axis of the species.

        Raises:
            InputError: if the network does not hold it.
        """
        names = [one.name for one in self.species]
        if name not in names:
            raise InputError("nuclide", name, f"one of {', '.join(names)}")
        return names.index(name)


def build_network(
    injected: Sequence[Nuclide],
    energy: Numbers,
    helium_fraction: Scalar,
    settings: NetworkSettings = DEFAULT_SETTINGS,
) -> Network:
    """Network of all nuclides that are injected or made from what is injected.

    Nuclides without spallation channels only suffer inelastic losses and decays. Nuclides beyond
    ``settings.max_charge`` are left out, injected ones too.

    Args:
        injected: nuclides that the sources inject, in any order.
        energy: kinetic energy per nucleon, increasing [GeV/n].
        helium_fraction: number of helium per hydrogen atoms of the gas.
        settings: choice of the cross sections.

    Returns:
        The network.

    Raises:
        InputError: if nothing is injected or something twice, if a nuclide is unknown or all are beyond the highest
            charge, if the energies are not increasing above 1 MeV/n, if the helium fraction is not between 0 and 1,
            or if a table of the user's is not sound.
    """
    energy = np.atleast_1d(np.asarray(plain(energy, "GeV/n", "energy")))
    _check(injected, energy, helium_fraction)
    curves = spallation_curves(settings)
    sources = [nuclide for nuclide in injected if nuclide.charge <= settings.max_charge]
    if not sources:
        raise InputError("max_charge", settings.max_charge, "at least the charge of one injected nuclide")
    nuclides = _reachable(sources, list(curves))
    place = {nuclide: index for index, nuclide in enumerate(nuclides)}
    channels = [pair for pair in curves if pair[0] in place]
    hydrogen, helium = (
        np.array([cross_section(nuclide, energy, settings) for nuclide in nuclides])
        for cross_section in (inelastic_hydrogen, inelastic_helium)
    )
    decays = [(nuclide, decay_of(nuclide).daughter) for nuclide in nuclides]
    return Network(
        species=nuclides,
        energy=np.asarray(energy),
        inelastic=_for_gas(hydrogen, helium, helium_fraction),
        channel_parent=np.array([place[parent] for parent, _ in channels], dtype=int),
        channel_daughter=np.array([place[daughter] for _, daughter in channels], dtype=int),
        channel_cross_section=_spallation(channels, curves, energy, helium_fraction),
        decay_rate=np.array([decay_of(nuclide).rate for nuclide in nuclides]),
        branches=tuple((place[parent], place[daughter]) for parent, daughter in decays if daughter in place),
    )


def _spallation(
    channels: Sequence[Channel],
    curves: Mapping[Channel, Curve],
    energy: Float[np.ndarray, "energy"],
    helium_fraction: Scalar,
) -> Float[Array, "channel energy"]:
    """Spallation cross sections per hydrogen atom, helium included [mb]."""
    hydrogen = np.array([curves[pair](energy) for pair in channels]).reshape(len(channels), energy.size)
    parents, daughters = (np.array([float(pair[k].charge) for pair in channels]) for k in (0, 1))
    return _for_gas(hydrogen, hydrogen * helium_enhancements(parents, daughters, energy), helium_fraction)


def _for_gas(
    hydrogen: Float[np.ndarray, "*reaction energy"], helium: Float[np.ndarray, "*reaction energy"], fraction: Scalar
) -> Float[Array, "*reaction energy"]:
    """Cross sections per hydrogen atom of the gas, helium included; the fraction of it may be traced."""
    return hydrogen + (fraction if namespace(fraction) is jnp else np.asarray(fraction)) * helium


def _check(injected: Sequence[Nuclide], energy: Float[np.ndarray, "energy"], helium_fraction: Scalar) -> None:
    """Refuse bad input of :func:`build_network`."""
    names = [nuclide.name for nuclide in injected]
    if not names or len(set(names)) < len(names):
        raise InputError("injected", names, "at least one nuclide, each of them once")
    for nuclide in injected:
        decay_of(nuclide)
    if not (energy.size > 0 and np.all(np.isfinite(energy)) and energy[0] > 1e-3 and np.all(np.diff(energy) > 0)):
        raise InputError("energy", energy, "finite and increasing, above 0.001 GeV/n")
    if not isinstance(helium_fraction, jax.core.Tracer) and not 0 <= helium_fraction <= 1:
        raise InputError("helium_fraction", helium_fraction, "a number from 0 to 1")


def _reachable(injected: Sequence[Nuclide], channels: Sequence[Channel]) -> tuple[Nuclide, ...]:
    """What is injected and all that comes of it, parents before daughters."""
    held = {nuclide for pair in channels for nuclide in pair} | set(injected)
    made: dict[Nuclide, list[Nuclide]] = {}
    for parent, daughter in channels:
        made.setdefault(parent, []).append(daughter)
    found: set[Nuclide] = set()
    pending = list(injected)
    while pending:
        nuclide = pending.pop()
        if nuclide in found:
            continue
        found.add(nuclide)
        pending += made.get(nuclide, [])
        end = decay_of(nuclide).daughter
        if end in held:
            pending.append(end)
    return tuple(sorted(found, key=network_order))
