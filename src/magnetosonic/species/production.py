"""Production of a species by another one, or by itself, at other energies than that of the parent.

Spallation and decays keep the kinetic energy per nucleon and are part of the network; what does not is a kernel here.
"""

from __future__ import annotations

import equinox as eqx
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.species.network import Network
from magnetosonic.species.nuclide import PROTON
from magnetosonic.species.scattered_protons import degradation_matrix


class Kernel(eqx.Module):
    """What a species at one energy makes of a species at another one, in collisions with the gas.

    The rate of production per volume and energy at T_k is n_H sum_j v_j cross_section[k, j] N_j with the velocities and
    densities of the parent: the weights of the integral over its energies are part of it.

    Attributes:
        parent: place in the network.
        daughter: place in the network, that of the parent or behind it.
        cross_section: per hydrogen atom, helium included [energy, energy_from] [mb].
    """

    parent: int = eqx.field(static=True)
    daughter: int = eqx.field(static=True)
    cross_section: Float[Array, "energy energy_from"]


def production_kernels(network: Network) -> tuple[Kernel, ...]:
    """All kernels between the species of a network.

    Args:
        network: species, energies and cross sections.

    Returns:
        Those whose parent and daughter it holds: protons that are scattered to lower energies.
    """
    kernels = []
    if PROTON in network.species:
        place = network.species.index(PROTON)
        kernels.append(Kernel(place, place, degradation_matrix(network.energy) * network.inelastic[place]))
    return tuple(kernels)
