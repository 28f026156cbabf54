"""The examples: the scan prefers the Mach number of the default preset; the pieces of the fits do what they say.

The fits themselves take minutes.
"""

import math
import runpy
import sys
from pathlib import Path

import jax.numpy as jnp
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.species.nuclide import Nuclide
from tests.outputs.coarse_run import coarse_config

EXAMPLES = Path(__file__).parents[1] / "examples"
CARBON = Nuclide.parse("C12")


def example(name, run_name="example"):
    return runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name=run_name)


@pytest.fixture(scope="module")
def small():
    return build_model(coarse_config())


def test_the_default_is_the_best_of_its_scan(monkeypatch, capsys):
    (mach,) = {zone.alfven_mach for zone in load_config("converged").zones.values()}
    values = [f"{mach + step:.3f}" for step in (-0.02, 0.0, 0.02)]
    monkeypatch.setattr(sys, "argv", ["scan", *values])
    example("alfven_mach_scan", "__main__")
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    chi_square = {float(row[0]): float(row[1]) for row in rows}
    assert min(chi_square, key=chi_square.get) == mach
    assert {row[2] for row in rows} == {"12"}
    assert 42 < chi_square[mach] < 48  # 45.1; grid and tables may move it by a few per cent


@pytest.mark.parametrize("name", ["fit_injection", "fit_injection_slope"])
def test_pieces_of_the_fits(small, name):
    pieces = example(name)
    assert callable(pieces["main"])
    assert pieces["ELEMENTS"][0] == "H"
    before = small.injection[CARBON]
    doubled = pieces["with_abundance"]("C")(small, jnp.log(2.0))
    assert float(doubled.injection[CARBON].abundance / before.abundance) == pytest.approx(2.0, rel=1e-14)
    assert doubled.normalization.proton_flux == small.normalization.proton_flux
    protons = pieces["with_protons"](small, jnp.log(3.0))
    assert float(protons.normalization.proton_flux / small.normalization.proton_flux) == pytest.approx(3.0, rel=1e-14)
    assert float(protons.injection[CARBON].abundance) == float(before.abundance)


def test_slopes_and_breaks_of_groups(small):
    pieces = example("fit_injection")
    hydrogen, oxygen = Nuclide.parse("H1"), Nuclide.parse("O16")
    changed = pieces["with_slope"](1, 3)(small, jnp.asarray(2.5))
    for nuclide in (CARBON, oxygen):
        old, new = small.injection[nuclide].slopes.tolist(), changed.injection[nuclide].slopes.tolist()
        assert new == [old[0], 2.5, old[2]]
    assert changed.injection[hydrogen].slopes.tolist() == small.injection[hydrogen].slopes.tolist()
    moved = pieces["with_break"](0)(small, jnp.log(9.0))
    for nuclide, entry in moved.injection.items():
        first, second = entry.breaks.tolist()
        assert first == pytest.approx(9.0, rel=1e-14)
        assert second == float(small.injection[nuclide].breaks[1])


def test_the_fit_begins_with_the_injection_of_the_preset():
    model = build_model(load_config("converged"))
    parameters = {parameter.name: parameter for parameter in example("fit_injection")["parameters"](model)}
    hydrogen = model.injection[Nuclide.parse("H1")]
    assert parameters["slope 1 of H"].start == float(hydrogen.slopes[0])
    assert parameters["slope 2 of the others"].start == float(model.injection[CARBON].slopes[1])
    assert math.exp(parameters["ln break 2"].start) == pytest.approx(float(hydrogen.breaks[1]), rel=1e-12)
    assert "ln protons" in parameters
    # At their start they return the model itself.
    for parameter in parameters.values():
        again = parameter.put(model, jnp.asarray(parameter.start))
        for nuclide, entry in again.injection.items():
            first = model.injection[nuclide]
            assert float(entry.abundance) == pytest.approx(float(first.abundance), rel=1e-14)
            assert entry.slopes.tolist() == first.slopes.tolist()
            assert entry.breaks.tolist() == pytest.approx(first.breaks.tolist(), rel=1e-12)


def test_what_a_process_of_many_models_is_asked_for():
    (mach,) = {zone.alfven_mach for zone in load_config("converged").zones.values()}
    chi_square = example("many_models")["chi_square"]
    assert 40.0 < chi_square((mach, mach)) < 50.0
    assert chi_square.__qualname__ == "chi_square"  # pickled by name
