"""Commands that list, show and fetch measurements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from magnetosonic.cli.console import say
from magnetosonic.cli.options import Overwrite

if TYPE_CHECKING:
    from magnetosonic.data import Measurement

data_app = typer.Typer(
    no_args_is_help=True, help="Measurements: list, show, fetch from the Cosmic-Ray Database, import from files."
)
_Filter = Annotated[str | None, typer.Option("--experiment", metavar="NAME", help="Only this.", show_default=False)]
_Quantity = Annotated[str | None, typer.Option("--quantity", metavar="NAME", help="Only this.", show_default=False)]
_Abscissa = Annotated[
    str | None,
    typer.Option(
        "--abscissa",
        metavar="NAME",
        help="rigidity, kinetic_energy, kinetic_energy_per_nucleon or total_energy.",
        show_default=False,
    ),
]


@data_app.command("list")
def list_measurements(experiment: _Filter = None, quantity: _Quantity = None) -> None:
    """List the measurements at hand, packaged and fetched.

    Example: magnetosonic data list --quantity B/C
    """
    from magnetosonic.data import available_measurements, load_measurement, unreadable_tables
    from magnetosonic.errors import InputError

    known = available_measurements()
    chosen = [key for key in known if experiment in (None, key.experiment) and quantity in (None, key.quantity)]
    if not chosen:
        experiments, quantities = (", ".join(dict.fromkeys(key[i] for key in known)) for i in (0, 1))
        asked = " ".join(filter(None, (experiment, quantity)))
        raise InputError("measurement", asked, f"of the experiments {experiments} and of the quantities {quantities}")
    table = Table("experiment", "quantity", "abscissa", "points", "period", "publication", "origin", box=None)
    for key in chosen:
        found = load_measurement(*key[:3])
        row = (*key[:3], str(found.value.size), found.period, found.publication, key.origin)
        # Names such as [code] of the database are no markup.
        table.add_row(*(text.replace("[", r"\[") for text in row))
    _console().print(table)
    for reason in unreadable_tables():
        say(f"left out: {reason}")


@data_app.command("show")
def show_measurement(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="Such as AMS-02.", show_default=False)],
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="Such as B/C.", show_default=False)],
    abscissa: _Abscissa = None,
    csv: Annotated[
        str | None,
        typer.Option("--csv", metavar="FILE", help="Write the table as CSV instead; - is standard output."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Show one measurement: its points, and what it is.

    Example: magnetosonic data show AMS-02 B/C --csv bc.csv
    """
    from magnetosonic.data import load_measurement
    from magnetosonic.data.registry import measurement_table
    from magnetosonic.data.table import parse_header

    measurement = load_measurement(experiment, quantity, abscissa)
    text = measurement_table(experiment, quantity, abscissa)
    if csv is None:
        _show(measurement, parse_header(text, "table"))
    elif csv == "-":
        typer.echo(text, nl=False)
    else:
        from magnetosonic.outputs.files import output_file

        with output_file(Path(csv), overwrite, "--csv", say) as partial:
            partial.write_text(text, encoding="utf-8")


@data_app.command("update")
def update_measurements(
    quantity: Annotated[
        list[str], typer.Option("--quantity", metavar="NAME", help="Such as B/C; may be repeated.", show_default=False)
    ],
    experiment: Annotated[
        str,
        typer.Option("--experiment", metavar="NAME", help="Beginning of a name there, such as AMS02; else all."),
    ] = "",
    abscissa: _Abscissa = None,
    overwrite: Overwrite = False,
) -> None:
    """Fetch measurements from the Cosmic-Ray Database into your cache.

    Needs a network and the package crdb, which the extra "data" installs. The
    files carry the date; what was fetched before stays.

    Example: magnetosonic data update --quantity B/C --experiment AMS02
    """
    from magnetosonic.data.crdb_query import ENERGY_TYPES, fetch
    from magnetosonic.data.registry import cache_folder
    from magnetosonic.errors import InputError

    if abscissa is not None and abscissa not in ENERGY_TYPES:
        raise InputError("--abscissa", abscissa, " or ".join(ENERGY_TYPES))
    chosen = tuple(name for name in ENERGY_TYPES if abscissa in (None, name))
    answers = [fetch(name, experiment, chosen) for name in dict.fromkeys(quantity)]
    tables = [table for answer in answers for table in answer.tables]
    folder = cache_folder()
    files = {table.name: table.text for table in tables}
    _store(files, folder, overwrite, "data update")
    _tell([f"stored {folder / name}" for name in files], [text for answer in answers for text in answer.refused])


@data_app.command("import")
def import_measurements(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file of measurements.", show_default=False)],
    layout: Annotated[
        str,
        typer.Option(
            "--format", metavar="NAME", help="crdb-usine, crdb-csv, crdb-plot, galprop or ssdc; else recognised."
        ),
    ] = "",
    experiment: Annotated[
        str, typer.Option("--experiment", metavar="NAME", help="Only this, if the file holds several.")
    ] = "",
    quantity: Annotated[str, typer.Option("--quantity", metavar="NAME", help="Only this, such as 10Be/9Be.")] = "",
    abscissa: _Abscissa = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Keep it under this name of experiment.")] = "",
    period: Annotated[
        str, typer.Option("--period", metavar="MONTHS", help="Such as '2011-05 to 2018-05', if the file lacks it.")
    ] = "",
    publication: Annotated[
        str, typer.Option("--publication", metavar="TEXT", help="Reference, if the file lacks it.")
    ] = "",
    doi: Annotated[str, typer.Option("--doi", metavar="DOI", help="Of the publication.")] = "",
    errors: Annotated[
        str, typer.Option("--errors", metavar="KIND", help="statistical or total, if the file lacks it.")
    ] = "",
    potential: Annotated[
        str,
        typer.Option("--potential", metavar="PHI", help="Modulation, such as '0.5 GV'; else of the period."),
    ] = "",
    folder: Annotated[
        str | None,
        typer.Option("--to", metavar="FOLDER", help="Write the tables there; else where runs find them."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Import measurements from a file of CRDB, SSDC or GALPROP.

    The tables lie beside those that "data update" fetched: runs compare with
    them, and "data list" lists them.

    Example: magnetosonic data import crdb.dat --quantity 10Be/9Be
    """
    from magnetosonic.data import available_measurements
    from magnetosonic.data.imports import Statements, import_file
    from magnetosonic.data.registry import cache_folder
    from magnetosonic.data.table import parse_header
    from magnetosonic.errors import InputError

    said = Statements(experiment, quantity, abscissa or "", name, period, publication, doi, errors, potential)
    found = import_file(Path(file), layout, said)
    target = cache_folder() if folder is None else Path(folder)
    packaged = {key[:3] for key in available_measurements() if key.origin == "packaged"}
    for stem, text in found.tables:
        header = parse_header(text, stem)
        key = header["experiment"], header["quantity"], header["abscissa"]
        if folder is None and key in packaged:
            raise InputError("--name", key[0], f"another name: there is a packaged measurement of {' '.join(key)}")
    _store(dict(found.tables), target, overwrite, "data import", "data import" if folder is None else "--to")
    _tell([f"stored {target / stem} (layout {found.layout})" for stem, _ in found.tables], found.refused)


def _store(files: Mapping[str, str], folder: Path, overwrite: bool, field: str, place: str | None = None) -> None:
    """Write texts as files of a folder, all of them or none that exists unless it may be replaced.

    The messages name the input ``field``, and where the folder is at fault the input ``place``.
    """
    from magnetosonic.errors import InputError
    from magnetosonic.outputs.files import make_folders, output_file

    make_folders(folder.absolute(), place or field)
    for name in files:
        if (folder / name).exists() and not overwrite:
            raise InputError(field, name, f"a file that {folder} does not hold yet (or add --overwrite)")
    for name, text in files.items():
        with output_file(folder / name, overwrite, field, say) as partial:
            partial.write_text(text, encoding="utf-8")


def _tell(stored: Iterable[str], refused: Iterable[str]) -> None:
    console = _console()
    for text in (*stored, *(f"not stored: {reason}" for reason in refused)):
        console.print(text, markup=False)


def _show(measurement: Measurement, header: dict[str, str]) -> None:
    """Print all that the header of a table says, and its points."""
    from magnetosonic.data.measurement import NOT_STATED

    console = _console()
    doi = "" if measurement.doi == NOT_STATED else f", doi:{measurement.doi}"
    lines = {
        **header,
        "modulation potential": f"{measurement.modulation_potential:g} GV",
        "modulation origin": measurement.modulation_origin,
        "origin": measurement.origin,
        "cite": measurement.publication + doi,
    }
    for key, value in lines.items():
        console.print(f"{key:<22}{value}", markup=False)
    names = ("abscissa", "value", "stat -", "stat +", "syst -", "syst +")
    table = Table(box=None)
    for name in names:
        table.add_column(name, justify="right")
    errors = (
        measurement.statistical_error_low,
        measurement.statistical_error_high,
        measurement.systematic_error_low,
        measurement.systematic_error_high,
    )
    for row in zip(measurement.abscissa, measurement.value, *errors, strict=True):
        table.add_row(*(f"{float(number):.6g}" for number in row))
    console.print(table)


def _console() -> Console:
    """A console on standard output, as wide as a table needs where that is no terminal."""
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, soft_wrap=True, width=240)
