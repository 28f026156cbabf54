"""Turns the package's errors into one message and an exit code."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperGroup

from magnetosonic.cli.console import messages
from magnetosonic.errors import InputError, MagnetosonicError

EXIT_INPUT = 2
EXIT_SOLVE = 1
EXIT_INTERRUPTED = 130


class Commands(TyperGroup):
    """The commands; what goes wrong on purpose ends without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command.

        Args:
            ctx: of the command line.

        Returns:
            What the command returns.

        Raises:
            typer.Exit: with 2 for bad input, 1 for a failed solve or file system, 130 if interrupted.
        """
        try:
            return super().invoke(ctx)
        except InputError as error:
            code, text = EXIT_INPUT, str(_of_option(error, self.get_command(ctx, ctx.invoked_subcommand or "")))
        except MagnetosonicError as error:
            code, text = EXIT_SOLVE, str(error)
        except BrokenPipeError:
            raise
        except OSError as error:
            code, text = EXIT_SOLVE, str(error)
        except KeyboardInterrupt:
            code, text = EXIT_INTERRUPTED, "interrupted; nothing was written"
        messages().print(f"magnetosonic: {text}", style="red", markup=False)
        raise typer.Exit(code)


def _of_option(error: InputError, command: Any) -> InputError:
    """The error with an option such as ``--set`` in the place of the argument that gets its value."""
    options = {} if command is None else {each.name: each.opts[0] for each in command.params}
    field = re.sub(r"^\w+", lambda name: options.get(name[0], name[0]), error.field)
    return InputError(field, error.value, error.allowed.replace("overwrite=True", "--overwrite"))
