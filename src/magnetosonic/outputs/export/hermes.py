"""Fluxes in the whole Galaxy as the FITS file that HERMES (A. Dundovic et al. 2021, A&A 653, A18) reads, Dragon2D.

It is the layout of DRAGON's output of two dimensions: a header with the axes, then an image of floats for every nuclide
(keywords Z_ and A), energies varying fastest, then radii, then heights, in 1/((GeV/n) m^2 s sr).

HERMES takes sample j of an axis to stand half a step above the j-th node, counts radii from -rmax, and repeats the grid
periodically. The samples here stand where HERMES takes them to stand, from rmin = -rmax on, so that its bilinear
interpolation returns our fluxes at the samples; the last radius and height lie outside of the Galaxy and hold zeros.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from astropy.io import fits
from jaxtyping import Float

from magnetosonic.errors import InputError
from magnetosonic.galaxy.grid import Grid
from magnetosonic.model import Prediction
from magnetosonic.outputs.export.material import Material

RADIAL_STEP, HEIGHT_STEP = 0.5, 0.1
"""Largest steps of the samples [kpc]."""


def write_hermes(material: Material, folder: Path) -> list[str]:
    """Write ``fluxes.fits`` with all nuclides of a model.

    Args:
        material: what to export.
        folder: where to.

    Returns:
        What is exact and what is not, in lines.
    """
    prediction = material.prediction
    flux_file(prediction, material.origin).writeto(folder / "fluxes.fits")
    return [
        f"fluxes.fits: interstellar fluxes of {len(prediction.network.species)} nuclides in single precision; HERMES "
        f"interpolates them, off by at most {_interpolation_error(prediction):.1%} of the proton flux at the observer",
        "HERMES converts fluxes to densities with v = c: its hadronic emission, which multiplies them by c again, is "
        "that of the true fluxes",
    ]


def axes(prediction: Prediction) -> tuple[Float[np.ndarray, "radius"], Float[np.ndarray, "height"]]:
    """Places of the samples.

    Args:
        prediction: what is exported.

    Returns:
        Radii, from -R_max + half a step to R_max + half a step, and heights, from -H + half a step to H + half a step
        [kpc].
    """
    grid = _grid(prediction)
    result = []
    for edge, step in (
        (float(grid.outer_radius), RADIAL_STEP),
        (float(np.asarray(grid.heights.breaks)[-1]), HEIGHT_STEP),
    ):
        cells = 2 * int(np.ceil(edge / step - 1e-9))
        result.append(-edge + 2.0 * edge / cells * (np.arange(cells + 1) + 0.5))
    return result[0], result[1]


def _grid(prediction: Prediction) -> Grid:
    grid = prediction.solution.grid
    if not isinstance(grid, Grid):
        raise InputError("prediction", type(grid).__name__, "a solution in radius and height")
    return grid


def fluxes(
    prediction: Prediction,
    nuclide: int,
    radii: Float[np.ndarray, "radius"],
    heights: Float[np.ndarray, "height"],
) -> Float[np.ndarray, "height radius energy"]:
    """Interstellar fluxes of a nuclide on a grid, normalised as those at the observer.

    Args:
        prediction: solution and spectra at the observer.
        nuclide: number of the nuclide.
        radii: of either sign [kpc].
        heights: of either sign [kpc].

    Returns:
        Fluxes, zero outside of the Galaxy [height, radius, energy] [1/((GeV/n) m^2 s sr)].
    """
    grid = _grid(prediction)
    halo = float(np.asarray(grid.heights.breaks)[-1])
    across = np.zeros((len(radii), len(grid.radii)))
    along = np.zeros((len(heights), sum(grid.heights.orders)))
    for row, radius in enumerate(np.abs(radii)):
        if radius < grid.outer_radius:
            across[row] = grid.radial_interpolation(float(radius))
    for row, height in enumerate(np.abs(heights)):
        if height < halo:
            along[row] = grid.height_interpolation(float(height))
    density = np.asarray(prediction.solution.density[nuclide])
    there = np.einsum("ir,jm,erm->jie", across, along, density, optimize=True)
    return np.asarray(np.maximum(there, 0.0) * np.asarray(prediction.flux_per_density()[nuclide]))


def flux_file(prediction: Prediction, origin: tuple[str, ...] = ()) -> fits.HDUList:
    """The file of all nuclides.

    Args:
        prediction: what to export.
        origin: where it comes from, in lines.

    Returns:
        Header with the axes and an image for every nuclide.
    """
    radii, heights = axes(prediction)
    energy = np.asarray(prediction.interstellar.energy)
    header = fits.Header()
    factor = (energy[-1] / energy[0]) ** (1.0 / (len(energy) - 1))
    for axis, samples in (("r", radii), ("z", heights)):
        edge = 0.5 * (samples[-1] - samples[0])
        header[f"{axis}min"], header[f"{axis}max"] = (-edge, "[kpc]"), (edge, "[kpc]")
        header[f"dim{axis}"] = len(samples)
    header["dimE"] = len(energy)
    header["Ekmin"], header["Ekmax"] = (energy[0], "[GeV/n]"), (energy[-1], "[GeV/n]")
    header["Ekin_fac"] = (factor, "ratio of neighbouring energies")
    header["robs"], header["zobs"] = (prediction.observer_radius, "[kpc]"), (0.0, "[kpc]")
    header["unit"] = ("1/((GeV/n) m2 s sr)", "of all images")
    for line in (*origin, "sample j of an axis stands at min + (j + 1/2) (max - min)/(dim - 1)"):
        header.add_comment(line.encode("ascii", "backslashreplace").decode())  # FITS 4.0, section 3.2: ASCII only
    images = [
        _image(prediction, number, fluxes(prediction, number, radii, heights))
        for number in range(len(prediction.network.species))
    ]
    return fits.HDUList([fits.PrimaryHDU(header=header), *images])


def _image(prediction: Prediction, number: int, values: Float[np.ndarray, "height radius energy"]) -> fits.ImageHDU:
    nuclide = prediction.network.species[number]
    image = fits.ImageHDU(values.astype(np.float32), name=nuclide.name)
    image.header["Z_"], image.header["A"] = nuclide.charge, nuclide.nucleons
    return image


def _interpolation_error(prediction: Prediction) -> float:
    """Largest error of protons in the middle between samples, relative to their flux at the observer."""
    proton = [nuclide.name for nuclide in prediction.network.species].index("H1")
    radii, heights = axes(prediction)
    at = fluxes(prediction, proton, radii, heights)
    middle = fluxes(prediction, proton, 0.5 * (radii[1:] + radii[:-1]), 0.5 * (heights[1:] + heights[:-1]))
    between = 0.25 * (at[1:, 1:] + at[:-1, 1:] + at[1:, :-1] + at[:-1, :-1])
    return float(np.max(np.abs(between - middle) / np.asarray(prediction.interstellar.flux[proton])))
