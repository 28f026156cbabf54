"""Which injection slope above 200 GV do the primaries of AMS-02 ask for?

    python examples/fit_injection_slope.py [exact|published] [M_A]

Fits one slope for all nuclides together with the abundances of eight elements to the fluxes above 200 GV, with exact
gradients through the transport equation; one M_A in disk and halo, everything else as in figure 7 of
``magnetosonic reproduce``. Takes a minute or two.
"""

import sys

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.data import load_measurement
from magnetosonic.inference import Parameter, Target, fit, fixed_transport
from magnetosonic.inference.abundances import scaled
from magnetosonic.studies.fornieri2021.propagation import WINDOW_ENERGIES, Combination, last_slope

ELEMENTS = ("H", "He", "C", "N", "O", "Ne", "Mg", "Si")


def with_slope(model, slope):
    """Another slope of all nuclides above 200 GV."""
    return model.with_values({last_slope(): slope})


def with_protons(model, logarithm):
    """The proton flux times a factor."""
    flux = model.normalization.proton_flux * jnp.exp(logarithm)
    return eqx.tree_at(lambda tree: tree.normalization.proton_flux, model, flux)


def with_abundance(element):
    """The abundance of an element times a factor."""
    return lambda model, logarithm: scaled(model, {element: jnp.exp(logarithm)})


def main() -> None:
    """Fit and print."""
    numerics = sys.argv[1] if len(sys.argv) > 1 else "exact"
    mach = float(sys.argv[2]) if len(sys.argv) > 2 else {"exact": 0.66, "published": 0.45}[numerics]
    start = Combination(numerics, mach, mach).model(*WINDOW_ENERGIES)
    parameters = [
        Parameter("slope", with_slope, start=2.5, lowest=2.0, highest=3.0, scale=0.02),
        Parameter("ln H", with_protons, start=0.0, lowest=-2.0, highest=2.0, scale=0.02),
        *(Parameter(f"ln {e}", with_abundance(e), 0.0, -2.0, 2.0, 0.02) for e in ELEMENTS[1:]),
    ]
    found = fit(
        start,
        parameters,
        [Target(load_measurement("AMS-02", element)) for element in ELEMENTS],
        fixed_transport(start),
    )
    for name, value in found.values.items():
        print(f"{name:<6} {value:8.4f} +- {found.uncertainties[name]:.4f}")
    for outcome in found.comparisons:
        print(f"chi^2 of {outcome.measurement.quantity:<2} {outcome.chi_square:6.1f} for {outcome.points} points")
    print(f"chi^2 in all {found.chi_square:.1f}, {found.steps} steps")


if __name__ == "__main__":
    main()
