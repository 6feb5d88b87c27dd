"""Rows as Arrow, for the sinks that hand them on by the column."""

from collections.abc import Sequence

import pyarrow as pa

from tune_contract.pipelines.declaration import ColumnType, ResultTable
from tune_jobs.sinks.sink import Row

_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.BIGINT: pa.int64(),
    ColumnType.INTEGER: pa.int32(),
    ColumnType.DOUBLE: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.BYTES: pa.binary(),
}


def arrow_table(table: ResultTable, rows: Sequence[Row]) -> pa.Table:
    """Rows as Arrow, typed by the table's declaration."""
    schema = pa.schema(
        [pa.field(each.name, _TYPES[each.type], nullable=each.nullable) for each in table.columns]
    )
    values = list(zip(*rows, strict=True)) if rows else [()] * len(table.columns)
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(values, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
