"""Compiled programs kept between runs, so that only the first run on a machine waits for the compiler.

JAX can keep compiled programs in a folder. Its own storage writes them in place, takes a damaged one for ever as
missing and does not tell processors apart; here each is written under another name and then renamed, carries the
SHA-256 of its contents and is replaced if that does not fit, and every processor, version of this package and of
jaxlib has a folder of its own. A compiled program is code: only folders that nobody else can write are used.

The folder lies in the user's cache folder. ``MAGNETOSONIC_COMPILATION_CACHE`` names another, or switches this off with
``off``. Where JAX has settings of the user's own (``JAX_COMPILATION_CACHE_DIR``, ``JAX_ENABLE_COMPILATION_CACHE`` or
the same in its configuration), they count and nothing is done here.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import stat
import tempfile
import warnings
from pathlib import Path

import jax
import jaxlib

VARIABLE = "MAGNETOSONIC_COMPILATION_CACHE"
"""Environment variable: a folder, or ``off``."""
_USERS_OWN = ("JAX_COMPILATION_CACHE_DIR", "JAX_ENABLE_COMPILATION_CACHE")
_MINIMUM_TIME = "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"
_DIGEST = hashlib.sha256
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def configure(version: str) -> Path | None:
    """Make JAX keep compiled programs, unless the user chose otherwise or no folder is safe.

    Args:
        version: of this package.

    Returns:
        The folder, or none if nothing is kept.
    """
    if os.environ.get(VARIABLE, "").lower() == "off" or _user_decided():
        return None
    folder = root() / f"{version}-{jaxlib.__version__}-{_processor()}"
    try:
        for path in (folder.parent, folder):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if reason := _unsafe(path):
                warnings.warn(f"compiled programs are not kept: {reason}", RuntimeWarning, stacklevel=3)
                return None
        if not os.access(folder, os.W_OK | os.X_OK):
            return None
    except OSError:  # no home, a disk that is full or can only be read: then every run compiles
        return None
    return folder if _install(folder) else None


def active_folder() -> Path | None:
    """The folder in which this process keeps programs; none if nothing is kept, or where the user told JAX to."""
    folder = jax.config.values["jax_compilation_cache_dir"]
    return Path(folder) if folder and Path(folder).parent == root() else None


def root() -> Path:
    """The folder that holds those of all versions and processors, whether it exists or not."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("magnetosonic") / "programs"


def contents() -> tuple[int, int]:
    """Number and size [bytes] of all programs that are kept."""
    sizes = [path.stat().st_size for path in root().glob("*/*") if path.is_file()]
    return len(sizes), sum(sizes)


def clear() -> None:
    """Remove all programs that are kept, those of other versions too, and nothing else.

    Raises:
        OSError: if something can't be removed.
    """
    for folder in root().glob("*/"):
        if any(folder.glob(f"*{_SUFFIX}")):
            shutil.rmtree(folder)


_SUFFIX = ".program"


class Storage:
    """Compiled programs as files of a folder, for JAX, of whose interface of caches it has the methods.

    Args:
        folder: exists.
    """

    def __init__(self, folder: Path):
        self._path = folder

    def get(self, key: str) -> bytes | None:
        """A program.

        Args:
            key: JAX's name of it.

        Returns:
            What was stored; none if there is nothing, or nothing sound.
        """
        try:
            data = self._file(key).read_bytes()
        except OSError:
            return None
        size = _DIGEST().digest_size
        if _DIGEST(data[size:]).digest() != data[:size]:
            self._file(key).unlink(missing_ok=True)
            return None
        return data[size:]

    def put(self, key: str, value: bytes) -> None:
        """Store a program; where that is not possible, it is compiled again next time.

        Args:
            key: JAX's name of it.
            value: the program.
        """
        try:
            handle, name = tempfile.mkstemp(dir=self._path)  # readable by the user alone
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_DIGEST(value).digest() + value)
                os.replace(name, self._file(key))
            except OSError:
                Path(name).unlink(missing_ok=True)
        except OSError:
            return

    def _file(self, key: str) -> Path:
        return self._path / f"{key}{_SUFFIX}"


def _user_decided() -> bool:
    return any(name in os.environ for name in _USERS_OWN) or jax.config.values["jax_compilation_cache_dir"] is not None


def _processor() -> str:
    """A name of this processor: programs use instructions that others may lack."""
    text = f"{platform.system()} {platform.machine()} {platform.processor()}"
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        kinds = ("model name", "flags", "Features", "CPU part")
        text += "".join(sorted({line for line in lines if line.startswith(kinds)}))
    except OSError:
        pass  # other systems
    return _DIGEST(text.encode()).hexdigest()[:12]


def _unsafe(folder: Path) -> str:
    """Why others could put programs into a folder, or nothing."""
    if not hasattr(os, "getuid"):
        return ""  # the user's folders are private on Windows
    status = folder.stat()
    if status.st_uid != os.getuid():
        return f"{folder} belongs to another user"
    if status.st_mode & _OTHERS_WRITE:
        return f"other users can write {folder}; chmod go-w it, or set {VARIABLE} to another folder or to off"
    return ""


def _install(folder: Path) -> bool:
    """Have JAX use :class:`Storage`, as long as its folder is this one; false if this JAX has no place for it."""
    try:
        from jax._src import compilation_cache

        original = compilation_cache.get_file_cache
    except (ImportError, AttributeError):
        return False

    def file_cache(path: str) -> object:
        return (Storage(folder), path) if path == str(folder) else original(path)

    compilation_cache.get_file_cache = file_cache  # type: ignore[assignment]
    jax.config.update("jax_compilation_cache_dir", str(folder))
    if _MINIMUM_TIME not in os.environ:
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    return True
