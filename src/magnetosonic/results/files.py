"""Output that is either complete or absent, and never destroys what was there before it is.

Folders and files are written beside their final place, under a name that contains ``.partial-``, and renamed when
they are complete. Whatever goes wrong in between, including an interrupt, removes them again.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from magnetosonic.errors import InputError

RESULT_NAMES = frozenset(
    {
        "agreement.csv",
        "diffusion.csv",
        "figures",
        "ratios.csv",
        "report.html",
        "results.nc",
        "spectra.csv",
        "summary.txt",
    }
)
"""What the folder of a run contains."""


@contextmanager
def result_folder(
    path: Path, overwrite: bool = False, field: str = "output", names: Collection[str] = RESULT_NAMES
) -> Iterator[Path]:
    """A folder to write into; it appears under its name when the ``with`` block ends without an error.

    Args:
        path: the folder; missing parents are created.
        overwrite: replace an earlier result, once the new one is complete.
        field: name of the input, for error messages.
        names: of what an earlier result may hold; a folder that holds anything else is never overwritten.

    Yields:
        A temporary folder beside ``path``.

    Raises:
        InputError: if ``path`` exists and may not be replaced, or if nothing can be written there.
    """
    target = path.resolve()
    _check_folder(target, path, overwrite, field, names)
    created = _missing_parents(target)
    partial = _beside(target, "partial")
    try:
        try:
            partial.mkdir(parents=True)
        except OSError as error:
            raise InputError(field, str(path), f"a folder that can be written ({error.strerror})") from error
        yield partial
        _replace_folder(partial, target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        for parent in created:
            # Only if empty: something else may have been put there in the meantime.
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
        raise


@contextmanager
def output_file(path: Path, overwrite: bool = False, field: str = "output") -> Iterator[Path]:
    """A file to write; it appears under its name when the ``with`` block ends without an error.

    Args:
        path: the file, in an existing folder.
        overwrite: replace an existing file, once the new one is complete.
        field: name of the input, for error messages.

    Yields:
        A temporary file beside ``path``, empty.

    Raises:
        InputError: if ``path`` exists and may not be replaced, or if nothing can be written there.
    """
    target = path.resolve()
    if target.is_dir():
        raise InputError(field, str(path), "a file, and not an existing folder")
    if _exists(target) and not overwrite:
        raise InputError(field, str(path), "a file that does not exist yet (or add --overwrite)")
    partial = _beside(target, "partial")
    try:
        partial.touch(exist_ok=False)
    except OSError as error:
        raise InputError(field, str(path), f"a file that can be written ({error.strerror})") from error
    try:
        yield partial
        os.replace(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _check_folder(target: Path, path: Path, overwrite: bool, field: str, names: Collection[str]) -> None:
    if not _exists(target):
        return
    if not target.is_dir():
        raise InputError(field, str(path), "a folder, and not an existing file")
    if not overwrite:
        raise InputError(field, str(path), "a folder that does not exist yet (or add --overwrite)")
    foreign = sorted(entry.name for entry in target.iterdir() if entry.name not in names)
    if foreign:
        allowed = f"a folder with nothing but an earlier result, to be overwritten; this one holds {foreign[0]}"
        raise InputError(field, str(path), allowed)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A place that cannot even be looked at is refused when it is written to, with the reason.
        return False


def _missing_parents(target: Path) -> list[Path]:
    """Parents that do not exist yet, innermost first."""
    return [parent for parent in target.parents if not _exists(parent)]


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f"{target.name}.{what}-{secrets.token_hex(4)}")


def _replace_folder(new: Path, target: Path) -> None:
    """Put a complete folder in its place; the old one, if any, goes only afterwards."""
    if not target.exists():
        new.rename(target)
        return
    old = _beside(target, "old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old)
