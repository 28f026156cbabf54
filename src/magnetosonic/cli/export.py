"""Command that writes what other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from magnetosonic.cli.console import say
from magnetosonic.cli.options import DEFAULT_CONFIG, Overrides, Overwrite, Source
from magnetosonic.text import printable


def export(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write; must not exist.", show_default=False)
    ],
    config: Source = DEFAULT_CONFIG,
    form: Annotated[
        str,
        typer.Option("--format", metavar="NAME", help="dragon2, galprop, usine, crpropa, hermes, or all of them."),
    ] = "all",
    overrides: Overrides = [],  # noqa: B006 (typer copies it)
    overwrite: Overwrite = False,
) -> None:
    """Write D and fluxes as other programs read them.

    D of every zone as tables of DRAGON2 and as parameters of GALPROP, USINE and
    CRPropa; propagated fluxes in the whole Galaxy as the FITS file that HERMES
    reads. Each format is a folder; notes.txt tells what is exact, what is a fit,
    and how far it is off.

    Example: magnetosonic export converged -o exported --format dragon2
    """
    from magnetosonic.config import load_config
    from magnetosonic.config.build import build_model
    from magnetosonic.inference import abundance_target, fit_abundances
    from magnetosonic.outputs.export.formats import export_model
    from magnetosonic.outputs.export.material import Material
    from magnetosonic.outputs.files import result_folder
    from magnetosonic.outputs.provenance import provenance

    checked = load_config(config, overrides)
    origin = provenance(checked, config, overrides)
    lines = [f"magnetosonic {origin.version}, {origin.created}", f"configuration: {origin.source}"]
    lines += [f"change: {text}" for text in origin.overrides]
    model = build_model(checked)
    target = abundance_target(model)
    with result_folder(output, overwrite, "--output", say) as folder:
        if target is not None and form in ("all", "hermes"):
            model = fit_abundances(model, target).model
            lines.append(f"abundances fitted to {target.experiment} from {target.window}")
        notes = export_model(Material(model, lines), form, folder)
    typer.echo(notes + "\n" + printable(f"written to {output}"))
