"""Output that is either complete or absent, and never destroys what is not its own.

Folders and files are written beside their final place, under a name that contains ``.partial-``, and put there when
they are complete. Whatever goes wrong in between, including an interrupt, removes them again. A folder of results holds
a list of its files, :data:`MANIFEST`; nothing that is not in it is ever replaced or removed.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from magnetosonic.errors import InputError, MagnetosonicError
from magnetosonic.outputs.claim import Notice, claim, warn

MANIFEST = "manifest.txt"
"""Name of the list of the files of a result, itself included."""
_HEAD = "# magnetosonic: the files of this result; --overwrite replaces these and nothing else"
_FILE_MODE, _FOLDER_MODE = 0o644, 0o755  # at most: others never write


@contextmanager
def result_folder(path: Path, overwrite: bool = False, field: str = "output", notice: Notice = warn) -> Iterator[Path]:
    """A folder to write into; it appears under its name when the ``with`` block ends without an error.

    The name is claimed at the start: a second run into the same folder is refused.

    Args:
        path: the folder; missing parents are created.
        overwrite: replace the files of an earlier result, once the new one is complete.
        field: name of the input, for error messages.
        notice: told what a killed run had left there and was removed.

    Yields:
        A temporary folder beside ``path``.

    Raises:
        InputError: if ``path`` exists and may not be replaced, if another run is writing it, or if nothing can be
            written there.
        MagnetosonicError: if something else appeared under the name in the meantime; the message says where the
            complete result is.
    """
    target = _resolved(path, field)
    _check_folder(target, path, overwrite, field)
    created = make_folders(target.parent, field)
    try:
        with claim(target, field, notice):
            partial = _beside(target, "partial")
            mode = _make(partial, path, field)
            try:
                yield partial
                _write_manifest(partial)
                _restrict(partial, mode)
                _put_folder(partial, target, overwrite)
            except BaseException:
                shutil.rmtree(partial, ignore_errors=True)
                raise
    except BaseException:
        _remove_if_empty(created)
        raise


@contextmanager
def output_file(path: Path, overwrite: bool = False, field: str = "output", notice: Notice = warn) -> Iterator[Path]:
    """A file to write; it appears under its name when the ``with`` block ends without an error.

    Args:
        path: the file, in an existing folder.
        overwrite: replace an existing file, once the new one is complete; only regular files are replaced.
        field: name of the input, for error messages.
        notice: told what a killed run had left there and was removed.

    Yields:
        A temporary file beside ``path``, empty.

    Raises:
        InputError: if ``path`` exists and may not be replaced, if another run is writing it, or if nothing can be
            written there.
        MagnetosonicError: if something else appeared under the name in the meantime; the message says where the
            complete file is.
    """
    target = _resolved(path, field)
    if path.is_dir():
        raise InputError(field, str(path), "a file, and not an existing folder")
    if _exists(path) and not path.is_file():
        raise InputError(field, str(path), "a regular file, and no device or pipe")
    if _exists(target) and not overwrite:
        raise InputError(field, str(path), "a file that does not exist yet (or add overwrite=True)")
    if not target.parent.is_dir():
        reason = "Not a directory" if _exists(target.parent) else "No such file or directory"
        raise InputError(field, str(path), f"a file that can be written ({reason})")
    with claim(target, field, notice):
        partial = _beside(target, "partial")
        try:
            os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE))
        except OSError as error:
            raise InputError(field, str(path), f"a file that can be written ({error.strerror})") from error
        try:
            yield partial
            partial.chmod(partial.stat().st_mode & _FILE_MODE)
            _put_file(partial, target, overwrite)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def _check_folder(target: Path, path: Path, overwrite: bool, field: str) -> None:
    if not _exists(target):
        return
    if not target.is_dir():
        raise InputError(field, str(path), "a folder, and not an existing file")
    if not overwrite:
        raise InputError(field, str(path), "a folder that does not exist yet (or add overwrite=True)")
    foreign = sorted(_files(target) - _read_manifest(target))
    if foreign:
        allowed = f"a folder with nothing but an earlier result, to be overwritten; this one holds {foreign[0]}"
        raise InputError(field, str(path), f"{allowed}, which its {MANIFEST} does not list")


def _resolved(path: Path, field: str) -> Path:
    try:
        path.is_dir()
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # too long, with NUL, or links in a circle
        raise InputError(field, str(path), f"a name that a file can have ({error})") from error


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except (OSError, ValueError):
        # A place that cannot even be looked at is refused when it is written to, with the reason.
        return False


def _files(folder: Path) -> set[str]:
    """Everything in a folder that is no folder, by its path in it; links to folders count as files."""
    found = set()
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        found |= {(Path(place) / name).relative_to(folder).as_posix() for name in (*names, *links)}
    return found


def _write_manifest(folder: Path) -> None:
    names = sorted(_files(folder) | {MANIFEST})
    (folder / MANIFEST).write_text("\n".join([_HEAD, *names]) + "\n", encoding="utf-8")


def _read_manifest(folder: Path) -> set[str]:
    """Files of an earlier result, by their path in its folder; none without a list of this program."""
    try:
        head, *names = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, ValueError):
        return set()
    inside = {name for name in names if not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts}
    return inside if head == _HEAD else set()


def make_folders(folder: Path, field: str = "output") -> list[Path]:
    """Make a folder and its parents, as far as they do not exist yet; only the user may write into them.

    Args:
        folder: absolute path.
        field: name of the input, for error messages.

    Returns:
        The folders that were made, innermost first.

    Raises:
        InputError: if that is not possible.
    """
    missing = [part for part in (folder, *folder.parents) if not _exists(part)]
    made: list[Path] = []
    try:
        for part in reversed(missing):
            part.mkdir(_FOLDER_MODE, exist_ok=True)
            made.insert(0, part)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "Not a directory")
    except (OSError, ValueError) as error:
        _remove_if_empty(made)
        reason = getattr(error, "strerror", None) or "this is no name of a folder"
        raise InputError(field, str(folder), f"a folder that can be written ({reason})") from error
    return made


def _make(partial: Path, path: Path, field: str) -> int:
    """Make a folder that only the user can enter, and return the mode it is to have when it is complete."""
    try:
        partial.mkdir(_FOLDER_MODE)
    except OSError as error:
        raise InputError(field, str(path), f"a folder that can be written ({error.strerror})") from error
    mode = partial.stat().st_mode & _FOLDER_MODE
    partial.chmod(0o700)
    return mode


def _restrict(folder: Path, mode: int) -> None:
    """Take from others the right to write, whatever the umask allows."""
    for entry in folder.rglob("*"):
        entry.chmod(entry.stat().st_mode & (_FOLDER_MODE if entry.is_dir() else _FILE_MODE))
    folder.chmod(mode)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f"{target.name}.{what}-{secrets.token_hex(4)}")


def _free(target: Path) -> Path:
    """A name like that of the target that does not exist."""
    number = 2
    while _exists(other := target.with_name(f"{target.stem}-{number}{target.suffix}")):
        number += 1
    return other


def _keep(partial: Path, target: Path, why: str) -> MagnetosonicError:
    """Keep a complete output under another name, and return what to raise."""
    other = _free(target)
    partial.rename(other)
    return MagnetosonicError(f"{why} and was left as it is; the complete result is {other}")


def _put_file(partial: Path, target: Path, overwrite: bool) -> None:
    if _exists(target) and not (overwrite and target.is_file()):
        raise _keep(partial, target, f"{target} appeared in the meantime")
    os.replace(partial, target)


def _put_folder(partial: Path, target: Path, overwrite: bool) -> None:
    """Put a complete folder in its place; of what is there, only files of an earlier result give way."""
    if not _exists(target):
        try:
            partial.rename(target)
            return
        except OSError:
            # Something has taken the name since; a folder with anything in it is never replaced by a rename.
            if not _exists(target):
                raise
    earlier = _read_manifest(target) if overwrite and target.is_dir() else set()
    taken = sorted(name for name in _files(partial) - earlier if _exists(target / name))
    if taken or not (overwrite and target.is_dir()):
        raise _keep(partial, target, f"{target / taken[0] if taken else target} appeared in the meantime")
    _exchange(partial, target, earlier)


def _exchange(partial: Path, target: Path, earlier: set[str]) -> None:
    """Move the files of an earlier result aside and the new ones in; back again if that fails."""
    aside = _beside(target, "old")
    aside.mkdir(0o700)
    moved: list[tuple[Path, Path]] = []

    def move(names: set[str], source: Path, destination: Path) -> None:
        for name in sorted(names):
            (destination / name).parent.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
            os.rename(source / name, destination / name)
            moved.append((source / name, destination / name))

    try:
        move({name for name in earlier if _exists(target / name)}, target, aside)
        move(_files(partial), partial, target)
    except BaseException:
        for source, destination in reversed(moved):
            os.rename(destination, source)
        shutil.rmtree(aside, ignore_errors=True)
        raise
    shutil.rmtree(aside)
    shutil.rmtree(partial)
    _remove_if_empty(sorted((entry for entry in target.rglob("*") if entry.is_dir()), reverse=True))


def _remove_if_empty(folders: Sequence[Path]) -> None:
    """Remove folders, the innermost first; not those into which something else was put in the meantime."""
    for folder in folders:
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()
