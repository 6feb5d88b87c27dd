"""tune reference: writes the reference pages from the options and the models themselves."""

from pathlib import Path
from typing import Annotated

import typer

from tune_cli.reference.cli_page import cli_page
from tune_cli.reference.tunejob_page import tunejob_page


def pages(root: typer.core.TyperGroup) -> dict[str, str]:
    """The pages by file name."""
    return {"cli.md": cli_page(root), "tunejob.md": tunejob_page()}


def reference(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder to write the pages to.")],
) -> None:
    """Write cli.md and tunejob.md."""
    root = context.find_root().command
    assert isinstance(root, typer.core.TyperGroup)  # noqa: S101 - the app has sub-commands
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(root).items():
        (folder / name).write_text(text)
