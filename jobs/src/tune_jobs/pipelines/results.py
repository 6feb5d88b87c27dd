"""Holds what a pipeline's query gives against the tables it declares, before anything runs."""

from collections.abc import Iterator

from pyspark.sql import DataFrame

from tune_contract.errors import InvalidInput
from tune_contract.pipelines.declaration import TABLE_COLUMN, ColumnType, Pipeline, ResultTable

_SPARK_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.BIGINT: "bigint",
    ColumnType.INTEGER: "int",
    ColumnType.DOUBLE: "double",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.TIMESTAMP: "timestamp",
    ColumnType.BYTES: "binary",
}


def check_results(pipeline: Pipeline, results: DataFrame) -> DataFrame:
    """The results, when batches of them can be written to the pipeline's tables.

    Raises:
        InvalidInput: a table's column is missing or of another type.
    """
    found = dict(results.dtypes)
    problems = list(_problems(pipeline, list(found), found))
    if problems:
        raise InvalidInput(
            f"the query of {pipeline.name} does not fit its declaration: {'; '.join(problems)}",
            "end the function with select(*TABLE.column_names()), and cast what is of another type",
        )
    return results


def _problems(pipeline: Pipeline, names: list[str], found: dict[str, str]) -> Iterator[str]:
    tables = pipeline.written()
    if TABLE_COLUMN not in names and len(tables) > 1:
        yield f"it writes {len(tables)} tables and has no column `{TABLE_COLUMN}` that names one"
        return
    for table in tables:
        yield from _type_problems(table, found)
    if TABLE_COLUMN not in names:
        declared = list(tables[0].column_names())
        if set(declared) <= set(names) and declared != names:
            yield f"the columns are {', '.join(names)}, not {', '.join(declared)}"


def _type_problems(table: ResultTable, found: dict[str, str]) -> Iterator[str]:
    for column in table.columns:
        wanted, given = _SPARK_TYPES[column.type], found.get(column.name)
        if given is None:
            yield f"{table.name}.{column.name} is missing"
        elif given != wanted:
            yield f"{table.name}.{column.name} is of type {given}, not {wanted}"
