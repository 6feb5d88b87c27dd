"""tune reference: writes what is generated from the options and the models themselves."""

from pathlib import Path
from typing import Annotated

import typer

from tune_cli.reference.api_client import GENERATED, api_client
from tune_cli.reference.cli_page import cli_page
from tune_cli.reference.crd_file import crd_file
from tune_cli.reference.report_schema import report_schema
from tune_cli.reference.tunejob_page import tunejob_page
from tune_contract.crd.definition import CRD_NAME


def pages(root: typer.core.TyperGroup) -> dict[str, str]:
    """The generated files by their path in the project."""
    return {
        "docs/reference/cli.md": cli_page(root),
        "docs/reference/tunejob.md": tunejob_page(),
        "docs/reference/leaderboard-report.schema.json": report_schema(),
        f"charts/tunejob/files/{CRD_NAME}.yaml": crd_file(),
    }


def reference(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The project's folder.")],
) -> None:
    """Write the reference pages, the CustomResourceDefinition and the client of the API."""
    root = context.find_root().command
    assert isinstance(root, typer.core.TyperGroup)  # noqa: S101 - the app has sub-commands
    for name, text in pages(root).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / GENERATED).write_text(api_client(folder))
