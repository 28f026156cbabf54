"""An answer in the form that the package crdb gives it, small and hand-made."""

import numpy as np

FIELDS = [
    ("exp", "U64"),
    ("exp_type", "U16"),
    ("sub_exp", "U100"),
    ("e_relerr", "f8"),
    ("distance", "f8"),
    ("datetime", "U256"),
    ("ads", "U32"),
    ("quantity", "U32"),
    ("e_type", "U4"),
    ("e", "f8"),
    ("e_bin", "f8", (2,)),
    ("value", "f8"),
    ("err_sta", "f8", (2,)),
    ("err_sys", "f8", (2,)),
    ("is_upper_limit", "?"),
    ("phi", "f8"),
]
AMS = ("AMS02 (2011/05-2018/05)", 1.0, "2011/05/19-000000:2018/05/26-000000", "2021PhR...894....1A", 650.0)
OLD = ("AMS02 (2011/05-2018/05)", 1.0, "2011/05/19-000000:2018/05/26-000000", "1999ApJ...000....1A", 650.0)
BALLOON = (
    "Balloon (1970/09+1971/05)",
    1.0,
    "1970/09/18-0800:1970/09/18-1400;1971/05/07-0800:1971/05/07-2100",
    "b",
    651,
)
VOYAGER = ("Voyager1 (2012/10-2012/12)", 122.0, "2012/10/29-000000:2012/12/31-000000", "2013Sci...341..150S", 559.0)
ULYSSES = ("Ulysses (1990/10)", 4.0, "1990/10/01-000000:1990/10/31-000000", "u", 559.0)


def answer(*points):
    """Points of (data set, energy, value, statistical errors, systematic errors, whether an upper limit)."""
    table = np.recarray(len(points), FIELDS)
    for k, ((sub_exp, distance, times, ads, phi), energy, value, statistical, systematic, limit) in enumerate(points):
        table[k] = (
            *(sub_exp.split(" ")[0], "space", sub_exp, 0.0, distance, times, ads, "B/C", "R"),
            *(energy, (energy, energy), value, statistical, systematic, limit, phi),
        )
    return table


def boron_to_carbon():
    """Several data sets, good ones and such as must be refused."""
    both = (0.001, 0.002), (0.003, 0.003)
    none = (0.0, 0.0), (0.0, 0.0)
    return answer(
        (AMS, 3.0, 0.31, *both, False),
        (AMS, 2.0, 0.29, *both, False),
        (AMS, 4.0, 0.30, *none, True),
        (OLD, 2.0, 0.28, *both, False),
        (BALLOON, 5.0, 0.25, (0.05, 0.05), (0.0, 0.0), False),
        (VOYAGER, 0.3, 0.1, (0.05, 0.05), (0.0, 0.0), False),
        (ULYSSES, 2.0, 0.29, *both, False),
        (("NoErrors (2000/01)", *BALLOON[1:]), 2.0, 0.29, *none, False),
        (("Limits (2000/01)", *BALLOON[1:]), 2.0, 0.29, *none, True),
    )


class FakeCrdb:
    """Stands for the package: gives the same answer to everything, or raises what it was given."""

    __version__ = "0.0"

    def __init__(self, result):
        self.result = result
        self.asked = []

    def query(self, quantity, **options):
        self.asked.append((quantity, options))
        print("1.00 Mb downloaded")
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


class FakeCache:
    """Stands for the package behind the cache of crdb; remembers whether the cache was off."""

    def __init__(self):
        self.calls = []

    def disable_caching(self):
        self.calls.append("off")

    def enable_caching(self):
        self.calls.append("on")
