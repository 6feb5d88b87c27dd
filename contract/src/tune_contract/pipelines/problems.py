"""What is wrong with a declaration: found where it is loaded, not where a table cannot be made."""

from collections import Counter
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, TypeAdapter, ValidationError

from tune_contract.names import (
    DEAD_LETTERS_TABLE,
    LEDGER_TABLE,
    OWNER_TABLE,
    REPLAYED_TABLE,
    Identifier,
    PipelineName,
)
from tune_contract.pipelines.declaration import (
    TABLE_COLUMN,
    Column,
    ColumnType,
    Drawing,
    Input,
    Pipeline,
    ResultTable,
    View,
)

_PIPELINE, _IDENTIFIER = TypeAdapter(PipelineName), TypeAdapter(Identifier)
_RESERVED = {DEAD_LETTERS_TABLE, REPLAYED_TABLE, LEDGER_TABLE, OWNER_TABLE}
_NUMBERS = {ColumnType.BIGINT, ColumnType.INTEGER, ColumnType.DOUBLE}
_FIELD_TYPES = (str, int, bool, float)
"""What a driver can read of a record."""
_NEEDED = {
    View.TIME_SERIES: ("x", "y"),
    View.RANKED_BARS: ("x", "y"),
    View.LEADERBOARD: ("x", "y"),
    View.HEAT_MAP: ("x", "y", "series"),
    View.TABLE: (),
}
"""The parts that each view cannot be drawn without."""


def declaration_problems(pipeline: Pipeline) -> list[str]:
    """All that is wrong with a declaration, each problem with its place; empty when it is right."""
    return [
        *_name_problems("the name", pipeline.name, _PIPELINE),
        *_input_problems(pipeline),
        *_parameter_problems(pipeline),
        *_tables_problems(pipeline),
        *(problem for table in pipeline.tables for problem in _table_problems(table)),
    ]


def _input_problems(pipeline: Pipeline) -> Iterator[str]:
    if pipeline.batch:
        if pipeline.lake is None or pipeline.inputs:
            yield "a batch pipeline has a lake and no inputs"
    elif len(pipeline.inputs) != 1:
        yield f"a streaming pipeline has one input, this one has {len(pipeline.inputs)}"
    for name, source in pipeline.inputs.items():
        for problem in _field_problems(source):
            yield f"input {name}: {problem}"


def _field_problems(source: Input) -> Iterator[str]:
    known = source.event.model_fields
    for name in source.fields:
        if name not in known:
            yield f"{source.event.__name__} has no field {name}; it has: {', '.join(known)}"
        elif known[name].annotation not in _FIELD_TYPES:
            yield f"{name} is not of the type str, int, bool or float"


def _parameter_problems(pipeline: Pipeline) -> Iterator[str]:
    model: object = pipeline.parameters
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        yield "parameters is not a model: declare a class of tune_contract.model.Model"
        return
    fields = model.model_fields
    written = {field.alias or name for name, field in fields.items()}
    for part, given, known in (
        ("state_parameters", pipeline.state_parameters, set(fields)),
        ("paths", pipeline.paths, written),
    ):
        for name in given:
            if name not in known:
                there = ", ".join(sorted(known)) or "none"
                yield f"{part} names {name}, and there is no such parameter; there are: {there}"


def _tables_problems(pipeline: Pipeline) -> Iterator[str]:
    if not pipeline.written():
        yield "it has no table that batches write"
    for name in _twice(table.name for table in pipeline.tables):
        yield f"two tables are named {name}"


def _table_problems(table: ResultTable) -> Iterator[str]:
    place = f"table {table.name}"
    yield from _name_problems(place, table.name, _IDENTIFIER)
    if table.name in _RESERVED:
        yield f"{place}: every job has a table of that name of its own; choose another"
    for name in _twice(table.column_names()):
        yield f"{place}: two columns are named {name}"
    for column in table.columns:
        yield from _name_problems(f"{place}: column {column.name}", column.name, _IDENTIFIER)
    if TABLE_COLUMN in table.column_names():
        yield f"{place}: a column cannot be named {TABLE_COLUMN}; choose another"
    for problem in (*_key_problems(table), *_drawing_problems(table)):
        yield f"{place}: {problem}"


def _key_problems(table: ResultTable) -> Iterator[str]:
    if not table.key:
        yield "it has no key"
    for name in table.key:
        column = _column(table, name)
        if column is None:
            yield _missing(table, "key", name)
        elif column.nullable:
            yield f"the key's column {name} is nullable"
    if table.partition_by and _column(table, table.partition_by) is None:
        yield _missing(table, "partition_by", table.partition_by)


def _drawing_problems(table: ResultTable) -> Iterator[str]:
    drawing = table.drawing
    for part, name in _parts(drawing).items():
        column = _column(table, name)
        if not name:
            if part in _NEEDED[drawing.view]:
                yield f"drawing.{part} is empty, and the view {drawing.view} needs it"
        elif column is None:
            yield _missing(table, f"drawing.{part}", name)
        elif part == "y" and column.type not in _NUMBERS:
            yield f"drawing.y names {name}, a {column.type}; draw a number"
        elif part == "x" and drawing.view is View.TIME_SERIES and not _is_time(column):
            yield f"drawing.x names {name}, a {column.type}; a time series has a timestamp there"


def _parts(drawing: Drawing) -> dict[str, str]:
    return {"x": drawing.x, "y": drawing.y, "series": drawing.series}


def _is_time(column: Column) -> bool:
    return column.type is ColumnType.TIMESTAMP


def _column(table: ResultTable, name: str) -> Column | None:
    return next((column for column in table.columns if column.name == name), None)


def _missing(table: ResultTable, part: str, name: str) -> str:
    known = ", ".join(table.column_names()) or "none"
    return f"{part} names {name}, and there is no such column; there are: {known}"


def _name_problems(place: str, name: str, kind: TypeAdapter[str]) -> Iterator[str]:
    try:
        kind.validate_python(name)
    except ValidationError as error:
        advice = error.errors()[0]["msg"].removeprefix("Value error, ")
        yield f"{place}: {name!r}: {advice}"


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
