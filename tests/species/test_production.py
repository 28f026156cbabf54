"""Kernels of production between the species of a network."""

import numpy as np

from magnetosonic.species import Nuclide, build_network, scale_cross_sections
from magnetosonic.species.production import production_kernels
from magnetosonic.species.scattered_protons import degradation_matrix

ENERGY = np.geomspace(0.1, 1e3, 21)


def test_scattered_protons_are_found_by_species_and_follow_the_inelastic_cross_section():
    network = build_network([Nuclide.parse(name) for name in ("C12", "H1")], ENERGY, 0.1)
    (kernel,) = production_kernels(scale_cross_sections(network, inelastic={"H1": 1.3}))
    place = network.index("H1")
    assert (kernel.parent, kernel.daughter) == (place, place)
    expected = degradation_matrix(ENERGY) * 1.3 * network.inelastic[place]
    np.testing.assert_allclose(kernel.cross_section, expected, rtol=1e-14)


def test_no_protons_no_kernel():
    assert production_kernels(build_network([Nuclide.parse("C12")], ENERGY, 0.1)) == ()
