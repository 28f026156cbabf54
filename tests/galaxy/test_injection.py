"""Spectra of the sources: closed forms, limits, derivatives and where abundances compare."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.errors import InputError
from magnetosonic.galaxy.injection import Injection, SourceSpectrum
from magnetosonic.species.kinematics import momentum_per_nucleon, rigidity, velocity
from magnetosonic.species.nuclide import Nuclide

RIGIDITY = np.geomspace(0.3, 1e5, 80)
ONES = np.ones_like(RIGIDITY)
SLOPES, BREAKS, SMOOTHNESS = [1.8, 2.4, 2.2], [7.0, 340.0], [0.2, 0.05]


def injection(smoothness, slopes=SLOPES, breaks=BREAKS, abundance=2.0):
    return SourceSpectrum(*(jnp.asarray(number, float) for number in (abundance, slopes, breaks, smoothness)))


def spectrum(entry, at=RIGIDITY):
    return entry(at, jnp.asarray(10.0), jnp.ones_like(at))


def injected(built, name, at, at_per_nucleon, velocity):
    """What the sources inject of one nuclide."""
    rows = (jnp.asarray(numbers)[None] for numbers in (at, at_per_nucleon, velocity))
    return built.spectra([Nuclide.parse(name)], *rows)[0]


def test_smooth_breaks_are_those_of_boschini_et_al():
    def formula(x):
        # s is negative where the slope rises.
        first = (1 + (x / 7.0) ** ((1.8 - 2.4) / -0.2)) ** -0.2
        return x**-1.8 * first * (1 + (x / 340.0) ** ((2.4 - 2.2) / 0.05)) ** 0.05

    exact = 2.0 * formula(np.asarray(RIGIDITY)) / formula(10.0)
    np.testing.assert_allclose(spectrum(injection(SMOOTHNESS)), exact, rtol=1e-12)


def test_smooth_breaks_tend_to_sharp_ones():
    def piecewise(x):
        middle = np.where(x < 340.0, (x / 7.0) ** -2.4, (340 / 7) ** -2.4 * (x / 340) ** -2.2)
        return np.where(x < 7.0, (x / 7.0) ** -1.8, middle)

    exact = 2.0 * piecewise(np.asarray(RIGIDITY)) / piecewise(10.0)
    np.testing.assert_allclose(spectrum(injection([0.0, 0.0])), exact, rtol=1e-12)
    for s in (1e-2, 1e-4):
        # Each break, at the points and at the reference, is off by at most 2^s.
        np.testing.assert_allclose(spectrum(injection([s, s])), exact, rtol=4 * s * np.log(2.0))


def test_nuclides_with_and_without_breaks_go_together():
    entries = [injection(SMOOTHNESS), injection([], [2.3], []), injection([0.0], [2.0, 2.5], [5.0])]
    nuclides = dict(zip(map(Nuclide.parse, ("H1", "He4", "C12")), entries, strict=True))
    rows = jnp.stack([RIGIDITY] * 3)
    together = Injection(nuclides, 10.0, None, per_nucleon=False).spectra(
        list(nuclides), rows, rows, jnp.ones_like(rows)
    )
    np.testing.assert_allclose(together, [spectrum(entry) for entry in entries], rtol=1e-13)


def test_gradients_of_all_numbers():
    entry = injection(SMOOTHNESS)

    def value(entry):
        return jnp.log(spectrum(entry, jnp.array([60.0])))[0]

    gradient = jax.grad(value)(entry)
    for name in ("slopes", "breaks", "smoothness"):
        numbers = getattr(entry, name)
        for place, number in enumerate(numbers):
            step = 1e-5 * float(number)
            changed = [dataclasses.replace(entry, **{name: numbers.at[place].add(s)}) for s in (-step, step)]
            difference = float(value(changed[1]) - value(changed[0])) / (2 * step)
            assert getattr(gradient, name)[place] == pytest.approx(difference, rel=1e-6, abs=1e-9)
    assert np.all(np.isfinite(jax.grad(value)(injection([0.0, 0.0])).smoothness))


def build(*overrides):
    return build_model(load_config("dragon2-base", ["injection.variable=rigidity", *overrides])).injection


@pytest.mark.parametrize("variable", ["rigidity", "momentum_per_nucleon"])
def test_abundances_at_equal_energy_per_nucleon(variable):
    built = build("injection.reference_energy=100 GeV/n", f"injection.variable={variable}")
    for name, abundance in (("H1", 1.06e6), ("He4", 7.0e4), ("Fe56", 697.7)):
        nuclide = Nuclide.parse(name)
        energy = jnp.array([100.0])
        speed = velocity(energy, nuclide)
        place = rigidity(energy, nuclide), momentum_per_nucleon(energy, nuclide)
        # Per energy: dp/dT = 1/beta, which is 4e-5 above 1 and the same for all nuclides to 4e-7.
        assert injected(built, name, *place, speed)[0] * speed[0] == pytest.approx(abundance, rel=1e-13)


def test_equal_energy_per_nucleon_is_a_factor_of_5_at_equal_rigidity():
    """2^2.36 = 5.1 between hydrogen and a nucleus of A = 2Z, wherever there is one slope; breaks stay in rigidity."""
    slopes = [f"injection.nuclides.{name}.slopes=[2.0, 2.36]" for name in ("H1", "He4")]
    breaks = [f'injection.nuclides.{name}.breaks=["7 GV"]' for name in ("H1", "He4")]
    per_energy = build("injection.reference_energy=100 GeV/n", *slopes, *breaks)
    per_rigidity = build("injection.reference=100 GV", *slopes, *breaks)

    def ratio(built, at):
        he, h = (injected(built, name, at, at / 2, jnp.ones_like(at)) for name in ("He4", "H1"))
        return np.asarray(he / h)

    rigidities = jnp.array([1.0, 7.0, 50.0, 1e4])
    change = ratio(per_energy, rigidities) / ratio(per_rigidity, rigidities)
    # The atomic mass unit per nucleon of helium is 0.7 % below the proton's mass: of the momentum 7e-5 at 100 GeV/n.
    np.testing.assert_allclose(change, 2.0**2.36, rtol=2e-4)
    np.testing.assert_allclose(change, 5.1, atol=0.05)


def test_smoothness_of_the_configuration():
    built = build("injection.nuclides.H1.smoothness=[0.3, 0.05]")
    np.testing.assert_array_equal(built[Nuclide.parse("H1")].smoothness, [0.3, 0.05])
    np.testing.assert_array_equal(built[Nuclide.parse("He4")].smoothness, [0.0, 0.0])
    with pytest.raises(InputError, match=r"injection\.nuclides\.H1\.smoothness.*0\.3.*a list of 2, one for each"):
        build("injection.nuclides.H1.smoothness=[0.3]")
    with pytest.raises(InputError, match=r"injection\.nuclides\.H1\.smoothness.*-1"):
        build("injection.nuclides.H1.smoothness=[0.3, -1]")
