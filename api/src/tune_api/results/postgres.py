"""Results from PostgreSQL, through a pool that mends itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import cast

import psycopg
from psycopg import AsyncConnection, AsyncServerCursor, IsolationLevel
from psycopg.errors import QueryCanceled, UndefinedColumn, UndefinedTable
from psycopg_pool import AsyncConnectionPool

from tune_api.results.location import TableLocation
from tune_api.results.query import RowQuery, SeriesQuery, TotalsQuery
from tune_api.results.reader import Row, RowPage, Snapshot, Total, page_of
from tune_api.results.series import NOTHING, Series, Span, Sum, fold, step_for
from tune_api.results.series_statement import select_beat, select_span, select_sums
from tune_api.results.statement import Statement, select_all, select_rows, select_totals
from tune_api.results.value import Value
from tune_contract.errors import Conflict, TemporaryError, Unreachable
from tune_contract.pipelines.declaration import ColumnType, ResultTable

POOL_SIZE = 8  # connections: PostgreSQL's default allows 100 in all, the sinks need some
POOL_WAIT = 2.0  # seconds a request waits for a connection before it answers 503
RETRY_AFTER = 2.0  # seconds
EXPORTS = 2  # at once: each holds a connection for as long as its client reads
EXPORT_PATIENCE = "60s"  # for the first rows, should they have to be sorted
EXPORT_AGAIN = 10.0  # seconds
PART = 1000  # rows of an export that are in memory at once
PART_WITH_BYTES = 10  # a dead letter may have a megabyte
_SESSION = "-c timezone=UTC -c statement_timeout=10s -c default_transaction_read_only=on"


def make_pool(uri: str) -> AsyncConnectionPool[AsyncConnection[Row]]:
    """A pool, not yet open, of connections that can only read."""
    return AsyncConnectionPool(
        uri,
        connection_class=AsyncConnection[Row],
        kwargs={"options": _SESSION, "connect_timeout": 5, "application_name": "tune-api"},
        min_size=1,
        max_size=POOL_SIZE,
        open=False,
        timeout=POOL_WAIT,
        # Give up reconnecting at once: the next request tries anew, so the first one after the
        # database is back is answered; the default waits up to minutes between its tries.
        reconnect_timeout=0,
        check=AsyncConnectionPool.check_connection,
        configure=_configure,
    )


async def _configure(connection: AsyncConnection[Row]) -> None:
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)


_SumRow = tuple[datetime, int, Value, Value]
"""As PostgreSQL gives a `Sum`."""


class PostgresResults:
    """Reads result tables from PostgreSQL."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Row]]) -> None:
        """Use a pool that somebody else opens and closes."""
        self._pool = pool
        self._exports = asyncio.Semaphore(EXPORTS)

    async def rows(self, location: TableLocation, query: RowQuery) -> RowPage:
        """One page of rows."""
        async with self._connection() as connection:
            return await _rows(connection, location, query)

    async def totals(self, location: TableLocation, query: TotalsQuery) -> tuple[Total, ...]:
        """Exact sums, biggest first."""
        async with self._connection() as connection:
            return await _totals(connection, location, query)

    async def snapshot(
        self, location: TableLocation, rows: RowQuery, totals: TotalsQuery | None
    ) -> Snapshot:
        """A page and, if asked for, totals, both of the same instant."""
        async with self._connection() as connection:
            page = await _rows(connection, location, rows)
            sums = await _totals(connection, location, totals) if totals and page.rows else ()
            return Snapshot(page, sums)

    async def series(self, location: TableLocation, query: SeriesQuery) -> Series:
        """Sums along time."""
        async with self._connection() as connection:
            return await _series(connection, location, query)

    async def parts(
        self, location: TableLocation, query: RowQuery
    ) -> AsyncGenerator[Sequence[Row]]:
        """All rows, some at a time."""
        if self._exports.locked():
            raise TemporaryError(
                f"{EXPORTS} exports are under way, which is as many as there may be",
                "try again when one of them has ended",
                EXPORT_AGAIN,
            )
        async with self._exports, self._connection() as connection:
            await connection.execute(f"SET LOCAL statement_timeout = '{EXPORT_PATIENCE}'")
            async with connection.cursor(name="export") as cursor:
                if not await _declared(connection, cursor, select_all(location, query)):
                    return
                while rows := await cursor.fetchmany(_part(location.table)):
                    yield rows

    async def check(self) -> None:
        """Return when the database answers."""
        async with self._connection() as connection:
            await connection.execute("SELECT 1")

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection[Row]]:
        with _explained():
            # One transaction around all that is read, so that it is all of one instant.
            async with self._pool.connection() as connection, connection.transaction():
                yield connection


async def _rows(
    connection: AsyncConnection[Row], location: TableLocation, query: RowQuery
) -> RowPage:
    return page_of(location, query, await _fetch(connection, select_rows(location, query)))


async def _totals(
    connection: AsyncConnection[Row], location: TableLocation, query: TotalsQuery
) -> tuple[Total, ...]:
    found = await _fetch(connection, select_totals(location, query))
    return tuple(Total(value, total) for value, total in found)


async def _series(
    connection: AsyncConnection[Row], location: TableLocation, query: SeriesQuery
) -> Series:
    span = await _times(connection, select_span(location, query))
    if not span:
        return NOTHING
    beat = await _times(connection, select_beat(location, query))
    step = step_for(Span(span[0], span[-1], beat), query.points)
    sums = await _fetch(connection, select_sums(location, query, step))
    return fold(step, [Sum(*cast("_SumRow", each)) for each in sums])


async def _times(connection: AsyncConnection[Row], statement: Statement) -> tuple[datetime, ...]:
    """All the times that are found, row by row."""
    found = await _fetch(connection, statement)
    return tuple(at for row in found for at in row if isinstance(at, datetime))


async def _declared(
    connection: AsyncConnection[Row], cursor: AsyncServerCursor[Row], statement: Statement
) -> bool:
    """Open the cursor; False when the sink has not made the table yet."""
    try:
        async with connection.transaction():
            await cursor.execute(statement.text, statement.values)
    except UndefinedTable:
        return False
    return True


def _part(table: ResultTable) -> int:
    has_bytes = any(column.type is ColumnType.BYTES for column in table.columns)
    return PART_WITH_BYTES if has_bytes else PART


async def _fetch(connection: AsyncConnection[Row], statement: Statement) -> list[Row]:
    """The rows; none when the sink has not made the table yet."""
    try:
        async with connection.transaction():  # a savepoint: a missing table must not end the rest
            cursor = await connection.execute(statement.text, statement.values)
            return await cursor.fetchall()
    except UndefinedTable:
        return []


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except UndefinedColumn as error:
        raise Conflict(
            f"the table in PostgreSQL differs from its declaration: {error.diag.message_primary}",
            "the job and the API must come from the same release",
        ) from error
    except QueryCanceled as error:
        raise Unreachable(
            "PostgreSQL took too long to answer this",
            "ask for less: a filter on the time, or an order by the key",
            RETRY_AFTER,
        ) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unreachable(
            "PostgreSQL does not answer", "it is tried again by itself", RETRY_AFTER
        ) from error
