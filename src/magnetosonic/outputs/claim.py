"""The right to write one output: held by one run at a time, and free again when that run ends, however it ends."""

from __future__ import annotations

import os
import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from magnetosonic.errors import InputError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


Notice = Callable[[str], object]
"""Called with a line that the user should see."""
_HELD = (BlockingIOError, PermissionError)  # what a lock of another run raises; other failures: no locks here


def warn(text: str) -> None:
    """Say something as a Python warning.

    Args:
        text: what to say.
    """
    warnings.warn(text, stacklevel=2)


@contextmanager
def claim(target: Path, field: str, notice: Notice = warn) -> Iterator[None]:
    """Hold the name of an output while it is made, and clear away what a run that was killed left of it.

    The system frees the lock of a process that dies, so that whatever has the name of a partial output and no lock is
    nobody's. On file systems without locks, outputs are not protected from each other and nothing is cleared away.

    Args:
        target: the file or folder to be written; its folder exists.
        field: name of the input, for error messages.
        notice: told what was removed.

    Raises:
        InputError: if another run is writing there, or nothing can be written there.
    """
    lock = target.with_name(f"{target.name}.partial-lock")
    descriptor, alone = _open(lock, target, field)
    try:
        if alone:
            _clear(target, notice)
        yield
    finally:
        # Before it is freed, so that nobody locks a file that is about to lose its name. Windows removes no open files.
        if sys.platform != "win32":
            lock.unlink(missing_ok=True)
        os.close(descriptor)
        if sys.platform == "win32":
            lock.unlink(missing_ok=True)


def _open(lock: Path, target: Path, field: str) -> tuple[int, bool]:
    """Lock file, and whether it could be locked."""
    while True:
        try:
            descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise InputError(field, str(target), f"a place that can be written ({error.strerror})") from error
        try:
            _lock(descriptor)
        except _HELD as error:
            os.close(descriptor)
            raise InputError(field, str(target), "an output that no other run is writing at the same time") from error
        except OSError:
            return descriptor, False
        if _is_named(descriptor, lock):
            return descriptor, True
        # The run that held it has just ended and removed its name.
        os.close(descriptor)


def _is_named(descriptor: int, lock: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(lock))
    except FileNotFoundError:
        return False


def _clear(target: Path, notice: Notice) -> None:
    """Remove partial outputs of runs that were killed."""
    partial = re.compile(re.escape(target.name) + r"\.partial-[0-9a-f]{8}")
    for entry in sorted(target.parent.iterdir()):
        if partial.fullmatch(entry.name):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
            notice(f"removed {entry.name}, which a run that was killed had left")
