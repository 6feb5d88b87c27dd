"""tune pipelines: what a TuneJob may ask for."""

import sys

import typer
from pydantic import BaseModel

from tune_cli.commands import options
from tune_contract.pipelines.declaration import Pipeline
from tune_contract.pipelines.registry import installed_pipelines


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


class TableSheet(BaseModel):
    """A result table."""

    name: str
    key: list[str]
    columns: list[ColumnSheet]


class PipelineSheet(BaseModel):
    """All there is to know of a pipeline."""

    name: str
    summary: str
    parameters: list[ParameterSheet]
    inputs: list[InputSheet]
    tables: list[TableSheet]


class PipelineList(BaseModel):
    """All pipelines."""

    pipelines: list[PipelineSheet]


def pipelines(json: options.Json = False) -> None:
    """List the pipelines with their parameters, inputs and result tables."""
    registry = installed_pipelines()
    found = [pipeline for name in registry.names() if (pipeline := registry.get(name))]
    sheets = [sheet(pipeline) for pipeline in found]
    if json:
        sys.stdout.write(PipelineList(pipelines=sheets).model_dump_json(indent=2) + "\n")
        return
    for each in sheets:
        typer.echo("\n".join(_lines(each)))


def sheet(pipeline: Pipeline) -> PipelineSheet:
    """The sheet of a pipeline."""
    return PipelineSheet(
        name=pipeline.name,
        summary=pipeline.summary,
        parameters=_parameters(pipeline.parameters),
        inputs=[
            InputSheet(name=name, event=each.event.__name__, fields=list(each.fields))
            for name, each in pipeline.inputs.items()
        ],
        tables=[
            TableSheet(
                name=table.name,
                key=list(table.key),
                columns=[
                    ColumnSheet(name=column.name, type=column.type, meaning=column.meaning)
                    for column in table.columns
                ],
            )
            for table in pipeline.tables
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
    lines = [f"{each.name}: {each.summary}", "  parameters"]
    for parameter in each.parameters:
        default = "required" if parameter.default is None else parameter.default
        lines.append(f"    {parameter.name} ({default}): {parameter.meaning}")
    lines.append("  inputs")
    lines += [f"    {it.name}: {it.event} ({', '.join(it.fields)})" for it in each.inputs]
    for table in each.tables:
        lines.append(f"  table {table.name}, key {', '.join(table.key)}")
        lines += [f"    {it.name} {it.type}: {it.meaning}" for it in table.columns]
    return lines
