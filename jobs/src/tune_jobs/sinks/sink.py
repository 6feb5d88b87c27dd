"""What a sink is, and what it is handed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from tune_contract.pipelines.declaration import ResultTable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Part = TypeVar("Part")
Row = tuple[object, ...]
"""Values in the order of the table's columns; timestamps are aware datetimes in UTC."""


@dataclass(frozen=True)
class TableRows:
    """The rows of one table that a batch changed: the newest version of each."""

    table: ResultTable
    rows: Sequence[Row]


@dataclass(frozen=True)
class TableEvents:
    """The rows that a batch adds to a lake: too many to pass through the driver."""

    table: ResultTable
    events: "DataFrame"
    """In the table's columns; each time it is read it is the same."""


@dataclass(frozen=True)
class Batch:
    """One batch of a query, as every sink gets it.

    Results are aggregates: small enough to pass through the driver, once for all sinks.
    """

    query: str
    """Spark's id of the query: the checkpoint's own, so a new checkpoint is a new query."""
    number: int
    """Spark's batch id: after a crash the same number comes again with the same rows."""
    tables: tuple[TableRows, ...]
    lakes: tuple[TableEvents, ...] = ()
    in_turn: bool = True
    """Whether its query's batches are numbered without a gap."""
    about_to_commit: Callable[[], None] = lambda: None
    """Each sink calls it right before the batch is whole in it. Tests let the driver die there."""

    def commits(self, parts: Sequence[Part]) -> Iterator[Part]:
        """What a sink makes durable one after the other; with the last the batch is whole."""
        for number, part in enumerate(parts, start=1):
            if number == len(parts):
                self.about_to_commit()
            yield part


class Sink(Protocol):
    """A place for results. A batch that comes again must leave what it left the first time."""

    def prepare(self) -> None:
        """Make tables or folders, or say why that cannot be; called once, before any batch."""

    def write(self, batch: Batch) -> None:
        """Make the batch's rows durable before returning."""

    def close(self) -> None:
        """Let go of connections."""
