"""Options of `tune produce` that become parts of a ProducerSpec."""

from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import JsonValue

from tune_cli.invention import read_invention


def _share(name: str, meaning: str) -> object:
    return typer.Option(
        name, min=0, max=1, help=f"Share of events {meaning}, 0 to 1.", show_default=False
    )


Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        metavar="NAME=VALUE",
        help="A parameter of the scenario, its value as YAML; give it once for each.",
        show_default=False,
    ),
]
Invention = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Tracks and listeners from `tune invent`, for `waves`; a --parameter goes before.",
        show_default=False,
    ),
]
Late = Annotated[float, _share("--late", "that are dated back")]
LateBy = Annotated[str, typer.Option(help="How late the late ones are.")]
OutOfOrder = Annotated[float, _share("--out-of-order", "that come after younger ones")]
Duplicated = Annotated[float, _share("--duplicated", "that are sent twice")]
Malformed = Annotated[float, _share("--malformed", "that are broken")]
Future = Annotated[float, _share("--future", "that are dated far ahead")]


def invented(file: Path | None) -> dict[str, JsonValue]:
    """The parameters that an invention stands for.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is no invention.
    """
    return read_invention(file).invention.parameters() if file else {}


def parameters(given: list[str] | None) -> dict[str, JsonValue]:
    """The parameters by name.

    Raises:
        typer.BadParameter: one is not NAME=VALUE, or its value is not YAML.
    """
    found: dict[str, JsonValue] = {}
    for each in given or []:
        name, equals, value = each.partition("=")
        if not name or not equals:
            raise typer.BadParameter(f"{each!r} is not NAME=VALUE", param_hint="--parameter")
        try:
            found[name] = yaml.safe_load(value)
        except yaml.YAMLError:
            message = f"the value of {name} is not YAML: {value!r}"
            raise typer.BadParameter(message, param_hint="--parameter") from None
    return found
