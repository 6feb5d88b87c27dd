"""What a pipeline is, to everybody but Spark: inputs, parameters, result tables."""

from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel

from tune_contract.events.event import Event

TABLE_COLUMN = "table"
"""The column of a query's results that names a row's table, when the pipeline writes several."""


class ColumnType(StrEnum):
    """The types of result columns."""

    TEXT = "text"
    BIGINT = "bigint"
    INTEGER = "integer"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"  # with time zone, UTC, microseconds
    BYTES = "bytes"


class View(StrEnum):
    """How a table is best drawn."""

    TIME_SERIES = "time-series"
    RANKED_BARS = "ranked-bars"
    LEADERBOARD = "leaderboard"
    HEAT_MAP = "heat-map"
    TABLE = "table"


@dataclass(frozen=True)
class Column:
    """One column of a result table."""

    name: str
    type: ColumnType
    meaning: str
    nullable: bool = False


@dataclass(frozen=True)
class Drawing:
    """How to draw a table: columns by their part in the picture."""

    view: View = View.TABLE
    x: str = ""
    """Time or category."""
    y: str = ""
    """The number drawn."""
    series: str = ""
    """The column whose values become lines, bars or rows."""


@dataclass(frozen=True)
class ResultTable:
    """A table of results. A row replaces the row with the same key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that name a row."""
    append_only: bool = False
    """Rows are added and never replaced: csv and parquet keep one file for each batch."""
    partition_by: str = ""
    """The column whose values become files in csv and parquet: usually the window's start.
    Empty: one file holds the whole table."""
    drawing: Drawing = field(default_factory=Drawing)
    select: str = ""
    """SQL over the pipeline's other tables: in PostgreSQL this one is a view of them, and other
    sinks are without it. Empty: batches write it."""
    of_events: bool = False
    """It has a row for each good record, with its event's fields: a lake. The delta sink holds it
    in folders by date and hour; other sinks are without it."""

    of_file: bool = False
    """Its rows come from a file beside the events, not from the query's results."""

    def written(self) -> bool:
        """Whether it is a table of rows in every sink: no view, no lake."""
        return not self.select and not self.of_events

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def newest(self) -> tuple[str, ...]:
        """The columns that say which row is newer; a table is shown in their order, last row first.

        They are its first time, else the key's first column, and the rest of the key.
        """
        times = (
            each.name
            for each in self.columns
            if each.type is ColumnType.TIMESTAMP and not each.nullable
        )
        lead = next(times, self.key[0])
        return (lead, *(name for name in self.key if name != lead))

    def column_names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Input:
    """A topic that a pipeline reads."""

    event: type[Event]
    fields: tuple[str, ...]
    """The event's fields the pipeline needs; a record without one of them is a dead letter."""


@dataclass(frozen=True)
class Pipeline:
    """A pipeline's declaration."""

    name: str
    summary: str
    inputs: dict[str, Input]
    parameters: type[BaseModel]
    tables: tuple[ResultTable, ...]
    """A pipeline that writes several names each row's in TABLE_COLUMN."""
    batch: bool = False
    """Whether it runs once over a range (and may have a schedule) rather than without end."""
    lake: ResultTable | None = None
    """Of a batch pipeline: the lake that it counts, found by its parameter `lake`."""
    recomputes: str = ""
    """Of a batch pipeline: the streaming one whose tables it counts anew, and may write to."""
    paths: tuple[str, ...] = ()
    """The parameters that name a file or folder: `tune run` takes a relative one from the folder of
    the TuneJob file."""
    state_parameters: tuple[str, ...] = ()
    """The parameters that the state in a checkpoint depends on, as the length of windows: a changed
    one needs an empty checkpoint."""
    state_version: int = 1
    """The number of what the state holds. It grows with a change of the query that gives the state
    other keys or values: an empty checkpoint is needed then."""

    def written(self) -> tuple[ResultTable, ...]:
        """The tables that the rows of a query's results are written to."""
        return tuple(table for table in self.tables if table.written() and not table.of_file)

    def lakes(self) -> tuple[ResultTable, ...]:
        """The tables with a row for each good record."""
        return tuple(table for table in self.tables if table.of_events)

    def shown(self) -> tuple[ResultTable, ...]:
        """The tables that can be read where results are shown: all but lakes."""
        return tuple(table for table in self.tables if not table.of_events)

    def table(self, name: str) -> ResultTable | None:
        """The result table of that name, if it has one."""
        return next((table for table in self.tables if table.name == name), None)
