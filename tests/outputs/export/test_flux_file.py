"""Fluxes in the whole Galaxy, read as HERMES reads them: axes, order, interpolation."""

import numpy as np
import pytest
from astropy.io import fits

from magnetosonic.outputs.export.hermes import axes, flux_file, write_hermes

from .models import ONE_ZONE, material, proton_helium_prediction


class Dragon2D:
    """The steps of HERMES' reader: header of the first unit, images by Z_ and A, periodic bilinear interpolation."""

    def __init__(self, path, charge, mass_number):
        with fits.open(path) as units:
            header = units[0].header
            self.r_max, self.z_min, self.z_max = (header[name] for name in ("rmax", "zmin", "zmax"))
            self.shape = header["dimr"], header["dimz"]
            steps = (self.r_max - header["rmin"], self.z_max - self.z_min)
            self.steps = np.array(steps) / (np.array(self.shape) - 1)
            self.energy = header["Ekmin"] * header["Ekin_fac"] ** np.arange(header["dimE"])
            image = next(unit for unit in units[1:] if (unit.header["Z_"], unit.header["A"]) == (charge, mass_number))
            raw = np.asarray(image.data, dtype=np.float32).ravel()
        e, r, z = np.meshgrid(*map(np.arange, (len(self.energy), *self.shape)), indexing="ij")
        self.values = raw[(z * self.shape[0] + r) * len(self.energy) + e]

    def __call__(self, number, x, y, z):
        rho = np.hypot(x, y)
        if not (self.z_min <= z <= self.z_max) or rho > self.r_max:
            return 0.0
        place = (np.array([rho + self.r_max, z - self.z_min]) - 0.5 * self.steps) / self.steps
        low = np.floor(place).astype(int)
        share = place - low
        total = 0.0
        for i in (0, 1):
            for j in (0, 1):
                weight = abs(1 - i - share[0]) * abs(1 - j - share[1])
                total += weight * self.values[number, (low[0] + i) % self.shape[0], (low[1] + j) % self.shape[1]]
        return total


@pytest.fixture(scope="module")
def prediction():
    return proton_helium_prediction()


@pytest.fixture(scope="module")
def path(prediction, tmp_path_factory):
    target = tmp_path_factory.mktemp("hermes") / "fluxes.fits"
    flux_file(prediction, ("made for a test", "of März μ.toml")).writeto(target)
    return target


def exact(number, radius, height):
    """The prediction's flux of protons [1/(GeV m^2 s sr)]."""
    energy = np.geomspace(1.0, 100.0, 5)[number]
    return 100.0 * energy**-2.7 * (144 - radius**2) / (144 - 64) * (16 - height**2) / 16


def test_hermes_reads_fluxes_at_the_samples(prediction, path):
    read = Dragon2D(path, 1, 1)
    np.testing.assert_allclose(read.energy, np.geomspace(1.0, 100.0, 5), rtol=1e-12)
    radii, heights = axes(prediction)
    for number in (0, 4):
        for radius in radii[[24, 30, 47]]:
            for height in heights[[0, 39, 40, 79]]:
                # Single precision.
                assert read(number, radius, 0.0, height) == pytest.approx(exact(number, radius, height), rel=1e-6)


def test_hermes_reads_fluxes_between_the_samples(path):
    """Bilinear interpolation of parabolas is off by h^2/8 times the second derivative."""
    read = Dragon2D(path, 1, 1)
    rng = np.random.default_rng(1)
    limit = 0.5**2 / 8 * 2 / 80 + 0.1**2 / 8 * 2 / 16 * 144 / 80
    # Near the boundaries the next sample lies outside, where it is zero and not negative.
    for radius, angle, height in zip(
        rng.uniform(0, 11.7, 40), rng.uniform(0, 7, 40), rng.uniform(-3.9, 3.9, 40), strict=True
    ):
        found = read(2, radius * np.cos(angle), radius * np.sin(angle), height)
        assert abs(found - exact(2, radius, height)) < 1.01 * limit * exact(2, 8.0, 0.0)


def test_hermes_sees_nothing_outside(path):
    read = Dragon2D(path, 1, 1)
    assert read(0, 12.1, 0.0, 0.0) == read(0, 8.0, 0.0, 4.1) == 0.0
    # On the boundary the periodic neighbour, a zero, keeps the flux small.
    assert 0 <= read(0, 8.0, 0.0, -4.0) < 0.02 * exact(0, 8.0, 0.0)


def test_nuclides_are_told_apart(prediction, path):
    helium = Dragon2D(path, 2, 4)
    at = exact(0, 8.25, 0.05) * 0.3
    assert helium(0, 8.25, 0.0, 0.05) == pytest.approx(at, rel=1e-6)
    with fits.open(path) as units:
        assert [(unit.header["Z_"], unit.header["A"]) for unit in units[1:]] == [(2, 4), (1, 1)]
        assert units[0].header["robs"] == 8.0
        assert "made for a test" in str(units[0].header["COMMENT"])
        assert r"of M\xe4rz \u03bc.toml" in str(units[0].header["COMMENT"])  # FITS is ASCII
        assert units[1].data.shape == (81, 49, 5)


def test_the_format_tells_its_error(prediction, tmp_path):
    exported = material(ONE_ZONE)
    exported.prediction = prediction
    notes = write_hermes(exported, tmp_path)
    assert (tmp_path / "fluxes.fits").exists()
    assert "2 nuclides" in notes[0]
    assert "off by at most" in notes[0]
