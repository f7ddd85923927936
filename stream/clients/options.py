"""What every command has alike: the settings as flags, `--version`, logs, and the exit status of each kind of error.

Flags derive from SETTINGS: a command names the settings it offers; the value comes to its function as one `Settings`.
"""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from stream import __version__
from stream.errors import SettingRefused, WirestreamError
from stream.logs import configure_logs
from stream.settings import SETTINGS, Setting, load

DONE, REFUSED, WRONG_USAGE, INFRASTRUCTURE_FAILED = 0, 1, 2, 3
KAFKA = ("brokers", "prefix")
"""The settings of every command that talks to Kafka."""

_EVERYWHERE = ("log_level", "log_format")
_SETTINGS_PANEL = "Settings (also in the environment as WIRESTREAM_…, or in a TOML file)"


def register(app: typer.Typer, *offered: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Make a function a command of `app`.

    The function's first parameter takes the Settings, the others are its own arguments and options. It returns the exit
    status.

    Args:
        app: the command line.
        offered: the settings that are flags of this command.
    """

    def add(function: Callable[..., int]) -> Callable[..., int]:
        flags = (*offered, *_EVERYWHERE)

        def run(*, config: Path | None, version: bool, **given: Any) -> None:
            chosen = {name: given.pop(name) for name in flags}
            raise typer.Exit(_run(function, config, chosen, given))

        _take_parameters(run, function, flags)
        app.command(name=function.__name__)(run)
        return function

    return add


def _run(function: Callable[..., int], config: Path | None, chosen: dict[str, Any], given: dict[str, Any]) -> int:
    try:
        settings = load(config, **chosen)
        configure_logs(settings.log_level, settings.log_format)
        return function(settings, **given)
    except WirestreamError as error:
        typer.echo(f"wirestream: {error.cause}: {error}", err=True)
        return WRONG_USAGE if isinstance(error, SettingRefused) else INFRASTRUCTURE_FAILED


def _take_parameters(run: Callable[..., None], function: Callable[..., int], flags: tuple[str, ...]) -> None:
    """Give `run` the signature and documentation that Typer makes a command from."""
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    ours = [_parameter("config", Path, _CONFIG), *(_parameter(name, str, _option(SETTINGS[name])) for name in flags)]
    shown = inspect.Parameter("version", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Annotated[bool, _VERSION])
    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    functools.update_wrapper(run, function, assigned=("__doc__", "__module__", "__qualname__"), updated=())
    run.__annotations__ = {}
    run.__signature__ = inspect.Signature([*parameters, *ours, shown])  # type: ignore[attr-defined]  # read by inspect
    del run.__wrapped__  # type: ignore[attr-defined]  # set by update_wrapper; would lead inspect to the function itself


def _parameter(name: str, kind: type, option: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option])


def _option(setting: Setting) -> Any:
    default = "" if setting.default is None else f" (default {setting.default})"
    return typer.Option(
        setting.flag, help=setting.doc.replace("`", "") + default, metavar=setting.values, rich_help_panel=_SETTINGS_PANEL
    )


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wirestream {__version__}")
        raise typer.Exit


_VERSION = typer.Option("--version", help="Print the version and end.", callback=_show_version, is_eager=True)
_CONFIG = typer.Option(
    "--config",
    help="TOML file with settings (default: the one WIRESTREAM_CONFIG names)",
    metavar="FILE",
    rich_help_panel=_SETTINGS_PANEL,
)
Version = Annotated[bool, _VERSION]
