"""Which injection slope above 200 GV do the primaries of AMS-02 ask for?

    python examples/fit_injection_slope.py [exact|published] [M_A]

Fits one slope for all nuclides together with the abundances of eight elements to the fluxes above 200 GV, with exact
gradients through the transport equation; one M_A in disk and halo, everything else as in figure 7 of
``magnetosonic reproduce``. Takes a minute or two.
"""

import sys

import magnetosonic as ms
from magnetosonic.studies.fornieri2021.propagation import WINDOW_ENERGIES, Combination, last_slope

ELEMENTS = ("H", "He", "C", "N", "O", "Ne", "Mg", "Si")


def parameters(model):
    """The last slope, the proton flux and the abundances, by name; the model has one nuclide for each element."""
    injected = {nuclide.symbol: nuclide.name for nuclide in model.injection}
    abundances = {e: ms.Parameter.of(model, f"injection.nuclides.{injected[e]}.abundance") for e in ELEMENTS[1:]}
    return {
        "slope": ms.Parameter(last_slope(), start=2.5, lowest=2.0, highest=3.0, scale=0.02),
        "protons": ms.Parameter.of(model, "normalization.proton_flux"),
        **abundances,
    }


def main() -> None:
    """Fit and print."""
    numerics = sys.argv[1] if len(sys.argv) > 1 else "exact"
    mach = float(sys.argv[2]) if len(sys.argv) > 2 else {"exact": 0.66, "published": 0.45}[numerics]
    model = Combination(numerics, mach, mach).model(*WINDOW_ENERGIES)
    named = parameters(model)
    primaries = ms.Likelihood([ms.measurement("AMS-02", element) for element in ELEMENTS])
    found = ms.fit(model, list(named.values()), primaries)
    for name, parameter in named.items():
        value, deviation = found.values[parameter.address], found.uncertainties[parameter.address]
        print(f"{name:<8} {value:10.5g} +- {deviation:.2g}")
    for outcome in found.comparisons:
        print(f"chi^2 of {outcome.measurement.quantity:<2} {outcome.chi_square:6.1f} for {outcome.points} points")
    print(f"chi^2 in all {found.chi_square:.1f}, {found.steps} steps")


if __name__ == "__main__":
    main()
