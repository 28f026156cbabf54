"""Which injection spectra do the primaries of AMS-02 ask for, from 5 GV upwards?

    python examples/fit_injection.py [PRESET]

Fits the abundances of eight elements, three slopes each of hydrogen, of helium and of all others, and the two
rigidities at which the slopes change, with exact gradients through the transport equation. D and the modulation
potentials stay as they are. Nitrogen, half of which is secondary, enters above 200 GV only. Takes minutes; the default
preset holds what this finds.
"""

import sys

import equinox as eqx
import jax.numpy as jnp

import magnetosonic as ms
from magnetosonic.data import load_measurement
from magnetosonic.inference import Parameter, Target, Window, fit, fixed_transport
from magnetosonic.inference.abundances import scaled

ELEMENTS = ("H", "He", "C", "N", "O", "Ne", "Mg", "Si")
SETTINGS = ("transport.grid=fast", "transport.energy_max=6000 GeV/n")


def group(nuclide):
    """Which nuclides share their slopes: hydrogen, helium, all others."""
    return min(nuclide.charge, 3)


def with_slope(place, charge):
    """One slope of a group of nuclides."""

    def put(model, value):
        injection = {
            nuclide: eqx.tree_at(lambda entry: entry.slopes, entry, entry.slopes.at[place].set(value))
            if group(nuclide) == charge
            else entry
            for nuclide, entry in model.injection.items()
        }
        return eqx.tree_at(lambda tree: tree.injection, model, injection)

    return put


def with_break(place):
    """One of the rigidities at which the slopes of all nuclides change."""

    def put(model, logarithm):
        injection = {
            nuclide: eqx.tree_at(lambda entry: entry.breaks, entry, entry.breaks.at[place].set(jnp.exp(logarithm)))
            for nuclide, entry in model.injection.items()
        }
        return eqx.tree_at(lambda tree: tree.injection, model, injection)

    return put


def with_protons(model, logarithm):
    """The proton flux times a factor."""
    flux = model.normalization.proton_flux * jnp.exp(logarithm)
    return eqx.tree_at(lambda tree: tree.normalization.proton_flux, model, flux)


def with_abundance(element):
    """The abundance of an element times a factor."""
    return lambda model, logarithm: scaled(model, {element: jnp.exp(logarithm)})


def parameters(model):
    """What is fitted, beginning with the injection of the model."""
    groups = {group(nuclide): entry for nuclide, entry in model.injection.items()}
    slopes = [
        Parameter(f"slope {place + 1} of {name}", with_slope(place, charge), float(start), 1.0, 3.5, 0.02)
        for charge, name in ((1, "H"), (2, "He"), (3, "the others"))
        for place, start in enumerate(groups[charge].slopes)
    ]
    breaks = [
        Parameter(f"ln break {place + 1}", with_break(place), float(jnp.log(start)), *limits, 0.1)
        for place, (start, limits) in enumerate(zip(groups[1].breaks, ((1.0, 3.5), (4.5, 7.0)), strict=True))
    ]
    abundances = [Parameter(f"ln {e}", with_abundance(e), 0.0, -3.0, 3.0, 0.02) for e in ELEMENTS[1:]]
    return [*slopes, *breaks, Parameter("ln protons", with_protons, 0.0, -3.0, 3.0, 0.02), *abundances]


def main() -> None:
    """Fit and print."""
    model = ms.load_model(sys.argv[1] if len(sys.argv) > 1 else "converged", SETTINGS)
    targets = [Target(load_measurement("AMS-02", e), Window(200.0 if e == "N" else 5.0)) for e in ELEMENTS]
    found = fit(model, parameters(model), targets, fixed_transport(model), tolerance=1e-3)
    for name, value in found.values.items():
        print(f"{name:<24} {value:8.4f} +- {found.uncertainties[name]:.4f}")
    print(f"proton flux {float(found.model.normalization.proton_flux):.6g} 1/(GeV m2 s sr)")
    for nuclide, entry in found.model.injection.items():
        print(f"abundance of {nuclide.name:<5} {float(entry.abundance):.5g}")
    for outcome in found.comparisons:
        print(f"chi^2 of {outcome.measurement.quantity:<2} {outcome.chi_square:6.1f} for {outcome.points} points")
    print(f"chi^2 in all {found.chi_square:.1f}, {found.steps} steps")


if __name__ == "__main__":
    main()
