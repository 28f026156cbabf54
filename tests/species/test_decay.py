from math import inf, log

import pytest

from magnetosonic.errors import InputError
from magnetosonic.species import Nuclide, decay_of, decay_table, spallation_channels

# Nuclides with abundances in the injection of GALPROP (Strong & Moskalenko 2001, Adv. Space Res. 27, 717).
INJECTED = """
H1 He3 He4 C12 N14 O16 O18 Ne20 Ne22 Na23 Mg24 Mg25 Mg26 Al27 Si28 Si29 Si30 P31 S32 S34 Cl35 Ar36 Ar38 K39 Ca40
Sc45 Ti46 Ti47 Cr50 Cr52 Cr54 Mn53 Mn55 Fe54 Fe56 Fe57 Fe58 Co59 Ni58 Ni60 Ni62
"""


@pytest.mark.parametrize(
    ("name", "half_life", "daughter"),
    [
        ("Be10", 1.387, "B10"),  # Chmeleff et al. 2010, Korschinek et al. 2010
        ("C14", 0.00570, "N14"),  # NUBASE2020
        ("Al26", 0.877, "Mg26"),  # 0.717 Myr over a fraction of 0.8173 of positron decays
        ("Cl36", 0.307, "Ar36"),  # 0.3013 Myr over a fraction of 0.981 of electron decays
        ("Mn54", 0.63, "Fe54"),  # Wuosmaa et al. 1998
        ("Fe60", 2.62, "Ni60"),  # NUBASE2020
    ],
)
def test_half_lives_of_bare_nuclei(name, half_life, daughter):
    decay = decay_of(Nuclide.parse(name))
    # The published digits are given.
    assert decay.half_life == pytest.approx(half_life, rel=1e-3)
    assert decay.daughter == Nuclide.parse(daughter)
    assert decay.rate == pytest.approx(log(2) / decay.half_life, rel=1e-15)
    assert decay.half_life * decay.rate == pytest.approx(log(2.0), rel=1e-15)


@pytest.mark.parametrize("name", ["Be7", "Ar37", "Ca41", "Ti44", "V49", "Cr51", "Mn53", "Fe55", "Co57", "Ni59"])
def test_bare_nuclei_do_not_capture_electrons(name):
    decay = decay_of(Nuclide.parse(name))
    assert (decay.half_life, decay.rate, decay.daughter) == (inf, 0.0, None)
    assert decay.mode == "electron capture only"


def test_every_nuclide_of_channels_injection_and_decays_is_known():
    known = decay_table()
    assert {nuclide for pair in spallation_channels() for nuclide in pair} <= set(known)
    assert {Nuclide.parse(name) for name in INJECTED.split()} <= set(known)
    for nuclide, decay in known.items():
        assert (decay.half_life == inf) == (decay.daughter is None)
        if decay.daughter is not None:
            assert decay.daughter.mass_number == nuclide.mass_number
            assert known[decay.daughter].daughter is None


def test_unknown_nuclides_are_refused():
    with pytest.raises(InputError, match="one of H1, H2, He3"):
        decay_of(Nuclide(2, 6))
