"""How long the first seconds take: commands in new processes, with and without compiled programs from before.

    python benchmarks/startup.py [--runs 5] [--quick]

Prints wall times [s], median and range, of the import, of ``diffusion`` and ``scattering`` and of runs of the presets:
cold, with an empty cache of compiled programs, and warm, with the one that a run before has filled; beside them that of
``import jax`` alone. The machine should be idle.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from magnetosonic.compilation_cache import VARIABLE

COMMANDS = {
    "diffusion": ["diffusion", "converged", "--rigidity", "1,30,1e3", "--csv", "{folder}/D.csv"],
    "scattering": ["scattering", "--zone", "halo", "--rigidity", "10", "--mu", "0.1,0.5", "--csv", "{folder}/d.csv"],
    "run converged": ["run", "converged", "-o", "{folder}/run"],
    "run dragon2-base": ["run", "dragon2-base", "-o", "{folder}/run"],
    "run fornieri2021": ["run", "fornieri2021", "-o", "{folder}/run"],
}
QUICK = ("diffusion", "scattering", "run converged")


def seconds(arguments: list[str], cache: Path) -> float:
    """Wall time of one process."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("JAX_")}
    environment[VARIABLE] = str(cache)
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def magnetosonic(arguments: list[str], cache: Path) -> float:
    """Wall time of one command, whose output goes into a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        words = [word.format(folder=folder) for word in arguments]
        return seconds(["-c", "from magnetosonic.cli.app import main; main()", *words], cache)


def show(name: str, times: list[float]) -> None:
    """Print one row."""
    print(f"{name:<28}{statistics.median(times):>8.2f}   {min(times):.2f} to {max(times):.2f}", flush=True)


def main() -> None:
    """Time and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="processes for each number")
    parser.add_argument("--quick", action="store_true", help="leave out the other two presets")
    options = parser.parse_args()
    print(f"{'':<28}{'median':>8}   range [s]")
    with tempfile.TemporaryDirectory() as folder:
        caches = [Path(folder) / f"cold{number}" for number in range(options.runs)]
        for name, code in (("import jax", "import jax"), ("import magnetosonic", "import magnetosonic")):
            show(name, [seconds(["-c", code], caches[0]) for _ in range(options.runs)])
        show("magnetosonic --help", [magnetosonic(["--help"], caches[0]) for _ in range(options.runs)])
        for name, arguments in COMMANDS.items():
            if options.quick and name not in QUICK:
                continue
            own = [cache / name.replace(" ", "-") for cache in caches]
            show(f"{name}, cold", [magnetosonic(arguments, cache) for cache in own])
            show(f"{name}, warm", [magnetosonic(arguments, own[0]) for _ in range(options.runs)])


if __name__ == "__main__":
    main()
