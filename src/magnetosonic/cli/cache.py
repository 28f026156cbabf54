"""Command about compiled programs that are kept between runs."""

from __future__ import annotations

from typing import Annotated

import typer


def cache(
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove all compiled programs, of other versions too.")
    ] = False,
) -> None:
    """Say where compiled programs are kept and how large they are, or remove them.

    The first run on a machine compiles, all others take what is kept.
    MAGNETOSONIC_COMPILATION_CACHE=off switches this off, =DIR keeps them in DIR.

    Example: magnetosonic cache --clear
    """
    from magnetosonic import compilation_cache

    if clear:
        compilation_cache.clear()
    folder, (programs, size) = compilation_cache.active_folder(), compilation_cache.contents()
    typer.echo(f"folder: {compilation_cache.root()}")
    typer.echo(f"in use: {folder or 'no; every run compiles, unless JAX keeps programs as you told it'}")
    typer.echo(f"compiled programs: {programs}, {size / 1e6:.1f} MB")
