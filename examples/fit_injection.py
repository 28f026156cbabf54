"""Which injection spectra do the primaries of AMS-02 ask for, from 5 GV upwards?

    python examples/fit_injection.py [PRESET]

Fits the abundances of eight elements, three slopes each of hydrogen, of helium and of all others, and the two
rigidities at which the slopes change, with exact gradients through the transport equation. D and the modulation
potentials stay as they are. Nitrogen, half of which is secondary, enters above 200 GV only. Takes minutes; the default
preset holds what this finds.
"""

import sys

import magnetosonic as ms

ELEMENTS = ("H", "He", "C", "N", "O", "Ne", "Mg", "Si")
SETTINGS = ("transport.grid=fast", "transport.energy_max=6000 GeV/n")
BREAKS = ((3.0, 30.0), (90.0, 1000.0))  # GV


def tied(nuclides, key):
    """One address for a number of several nuclides."""
    return ",".join(f"injection.nuclides.{nuclide.name}.{key}" for nuclide in nuclides)


def slopes(model):
    """Three slopes of each group of nuclides that share them, by name."""
    groups = {"H": [], "He": [], "the others": []}
    for nuclide in model.injection:
        groups[nuclide.symbol if nuclide.symbol in groups else "the others"].append(nuclide)
    for group, nuclides in groups.items():
        for place in range(3):
            start = float(model[tied(nuclides[:1], f"slopes[{place}]")])
            yield (
                f"slope {place + 1} of {group}",
                ms.Parameter(tied(nuclides, f"slopes[{place}]"), start, 1.0, 3.5, 0.02),
            )


def breaks(model):
    """The rigidities at which the slopes of all nuclides change, by name."""
    for place, limits in enumerate(BREAKS):
        address = tied(model.injection, f"breaks[{place}]")
        start = float(model[address.split(",")[0]])
        yield f"break {place + 1} [GV]", ms.Parameter(address, start, *limits, 0.1 * start)


def strengths(model):
    """The proton flux and the abundances of the elements, whose isotopes keep their proportions, by name."""
    yield "proton flux", ms.Parameter.of(model, "normalization.proton_flux")
    for element in ELEMENTS[1:]:
        isotopes = [nuclide for nuclide in model.injection if nuclide.symbol == element]
        yield f"abundance of {element}", ms.Parameter.of(model, tied(isotopes, "abundance"), proportional=True)


def parameters(model):
    """What is fitted, by name, beginning with the injection of the model."""
    return dict([*slopes(model), *breaks(model), *strengths(model)])


def main() -> None:
    """Fit and print."""
    model = ms.load_model(sys.argv[1] if len(sys.argv) > 1 else "converged", SETTINGS)
    named = parameters(model)
    primaries = ms.Likelihood(
        [ms.Target(ms.measurement("AMS-02", e), ms.Window(200.0 if e == "N" else 5.0)) for e in ELEMENTS]
    )
    found = ms.fit(model, list(named.values()), primaries, tolerance=1e-3)
    for name, parameter in named.items():
        value, deviation = found.values[parameter.address], found.uncertainties[parameter.address]
        print(f"{name:<23} {value:10.5g} +- {deviation:.2g}")
    for outcome in found.comparisons:
        print(f"chi^2 of {outcome.measurement.quantity:<2} {outcome.chi_square:6.1f} for {outcome.points} points")
    print(f"chi^2 in all {found.chi_square:.1f}, {found.steps} steps")


if __name__ == "__main__":
    main()
