"""The rows of a query's results, each with the table it belongs to."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from tune_contract.moment import EPOCH
from tune_contract.pipelines.declaration import TABLE_COLUMN, ResultTable
from tune_jobs.sinks.sink import Row, TableRows
from tune_jobs.source.gap import Gap

_UNKNOWN_SIZE = -1


def by_table(
    tables: Sequence[ResultTable], columns: Sequence[str], rows: Sequence[Row]
) -> list[TableRows]:
    """Sort rows by their tables; each keeps its table's columns.

    Args:
        tables: those of the pipeline that batches write.
        columns: the results' columns: one table's own, or `table` and those of all.
        rows: values in the order of `columns`.
    """
    if TABLE_COLUMN not in columns:
        (table,) = tables
        return [TableRows(table, rows)]
    which = columns.index(TABLE_COLUMN)
    parts: dict[object, list[Row]] = {table.name: [] for table in tables}
    for row in rows:
        parts[row[which]].append(row)
    return [TableRows(table, _columns(table, columns, parts[table.name])) for table in tables]


def _columns(table: ResultTable, columns: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    places = [columns.index(name) for name in table.column_names()]
    return [tuple(row[place] for place in places) for row in rows]


def gap_rows(gaps: Iterable[Gap], batch_time: int) -> list[Row]:
    """A row of the dead letters for each gap, at the gap's first offset. It has no payload.

    Args:
        gaps: what Kafka had deleted unread.
        batch_time: when the batch that found it began, in epoch milliseconds.
    """
    found_at = EPOCH + timedelta(milliseconds=batch_time)
    return [
        (gap.topic, gap.partition, gap.first, found_at, _reason(gap), _UNKNOWN_SIZE, None)
        for gap in gaps
    ]


def _reason(gap: Gap) -> str:
    last = gap.end - 1
    return f"{gap.records()} records up to offset {last}: deleted by Kafka before they were read"


def in_utc(row: tuple[object, ...]) -> Row:
    """Spark hands out timestamps without a zone, in the machine's; sinks get them in UTC."""
    return tuple(
        value.astimezone(UTC)
        if isinstance(value, datetime)
        else bytes(value)
        if isinstance(value, bytearray)
        else value
        for value in row
    )
