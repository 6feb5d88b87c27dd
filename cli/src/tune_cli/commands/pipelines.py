"""tune pipelines: what a TuneJob may ask for."""

import sys
from typing import Annotated

import typer
from pydantic import BaseModel

from tune_cli.commands import options
from tune_contract.errors import NotFound
from tune_contract.pipelines.declaration import Pipeline, ResultTable
from tune_contract.pipelines.packages import GUIDE, PackageName
from tune_contract.pipelines.registry import PipelineRegistry, installed_pipelines

PipelineArgument = Annotated[
    str,
    typer.Argument(
        metavar="[PIPELINE]", help="Only this one; all when left out.", show_default=False
    ),
]


class ParameterSheet(BaseModel):
    """A parameter."""

    name: str
    default: str | None
    """As it is written in YAML; None = it must be given."""
    meaning: str


class InputSheet(BaseModel):
    """A topic that is read."""

    name: str
    event: str
    fields: list[str]


class ColumnSheet(BaseModel):
    """A column of a result table."""

    name: str
    type: str
    meaning: str


class DrawingSheet(BaseModel):
    """How a table is best drawn."""

    view: str
    x: str
    y: str
    series: str


class TableSheet(BaseModel):
    """A result table."""

    name: str
    key: list[str]
    drawing: DrawingSheet
    columns: list[ColumnSheet]


class PipelineSheet(BaseModel):
    """All there is to know of a pipeline."""

    name: str
    summary: str
    package: str
    """The installed package that brings it, with its version; empty for a built-in one."""
    parameters: list[ParameterSheet]
    inputs: list[InputSheet]
    tables: list[TableSheet]


class PipelineList(BaseModel):
    """All pipelines."""

    pipelines: list[PipelineSheet]


def pipelines(name: PipelineArgument = "", *, json: options.Json = False) -> None:
    """List the pipelines with their parameters, inputs and result tables."""
    registry = installed_pipelines()
    found = _chosen(registry, name)
    sheets = [sheet(each, registry.package(each.name)) for each in found]
    if json:
        sys.stdout.write(PipelineList(pipelines=sheets).model_dump_json(indent=2) + "\n")
        return
    for each in sheets:
        typer.echo("\n".join(_lines(each)))


def _chosen(registry: PipelineRegistry, name: str) -> list[Pipeline]:
    names = registry.names()
    if name and name not in names:
        raise NotFound(
            f"there is no pipeline {name} here",
            f"there are: {', '.join(names)}; install the package of another one ({GUIDE})",
        )
    return [pipeline for each in names if (pipeline := registry.get(each)) and name in ("", each)]


def sheet(pipeline: Pipeline, package: PackageName | None = None) -> PipelineSheet:
    """The sheet of a pipeline."""
    return PipelineSheet(
        name=pipeline.name,
        summary=pipeline.summary,
        package=str(package or ""),
        parameters=_parameters(pipeline.parameters),
        inputs=[
            InputSheet(name=name, event=each.event.__name__, fields=list(each.fields))
            for name, each in pipeline.inputs.items()
        ],
        tables=[_table(table) for table in pipeline.tables],
    )


def _table(table: ResultTable) -> TableSheet:
    drawing = table.drawing
    return TableSheet(
        name=table.name,
        key=list(table.key),
        drawing=DrawingSheet(view=drawing.view, x=drawing.x, y=drawing.y, series=drawing.series),
        columns=[
            ColumnSheet(name=column.name, type=column.type, meaning=column.meaning)
            for column in table.columns
        ],
    )


def _parameters(model: type[BaseModel]) -> list[ParameterSheet]:
    written = model.model_construct().model_dump(mode="json", by_alias=True, warnings=False)
    return [
        ParameterSheet(
            name=field.alias or name,
            default=None if field.is_required() else str(written[field.alias or name]),
            meaning=field.description or "",
        )
        for name, field in model.model_fields.items()
    ]


def _lines(each: PipelineSheet) -> list[str]:
    lines = [f"{each.name}: {each.summary}"]
    lines += [f"  from the package {each.package}"] if each.package else []
    lines.append("  parameters")
    for parameter in each.parameters:
        default = "required" if parameter.default is None else parameter.default
        lines.append(f"    {parameter.name} ({default}): {parameter.meaning}")
    lines.append("  inputs")
    lines += [f"    {it.name}: {it.event} ({', '.join(it.fields)})" for it in each.inputs]
    for table in each.tables:
        lines.append(f"  table {table.name}, key {', '.join(table.key)}{_drawn(table.drawing)}")
        lines += [f"    {it.name} {it.type}: {it.meaning}" for it in table.columns]
    return lines


def _drawn(drawing: DrawingSheet) -> str:
    """`, drawn as heat-map: x hour, y minutes, series platform`; nothing of plain rows."""
    parts = {"x": drawing.x, "y": drawing.y, "series": drawing.series}
    named = ", ".join(f"{part} {column}" for part, column in parts.items() if column)
    return f", drawn as {drawing.view}: {named}" if named else ""
