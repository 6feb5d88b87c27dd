"""PostgreSQL: one transaction a batch, with the batch's own row in a ledger.

The rows and the ledger's row become durable together or not at all; a batch that comes again finds
its row and changes nothing. Here are the connection and what happens when it breaks; the statements
are in `postgres_tables` and `postgres_batch`.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import psycopg

from tune_contract.errors import InvalidInput, TuneError, Unreachable
from tune_contract.pipelines.declaration import ResultTable
from tune_jobs.sinks.postgres_batch import newest_batch, write_batch
from tune_jobs.sinks.postgres_claim import Claim
from tune_jobs.sinks.postgres_connection import connect, first_line, warn_unverified
from tune_jobs.sinks.postgres_tables import make_staging, make_tables
from tune_jobs.sinks.sink import Batch

PATIENCE = timedelta(minutes=1)
"""A server that restarts is back by then; after it a new attempt is due."""
_LOG = logging.getLogger(__name__)
_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0


class PostgresSink:
    """The tables of one job, in a schema of their own."""

    def __init__(
        self,
        uri_file: str,
        schema: str,
        claim: Claim,
        tables: Sequence[ResultTable],
        patience: timedelta = PATIENCE,
    ) -> None:
        self._uri_file = Path(uri_file)
        self._schema = schema
        self._claim = claim
        self._tables = tables
        self._patience = patience
        self._connection: psycopg.Connection | None = None
        self.repairs = False
        """Whether the schema is another job's, and this one counts it anew; known once prepared."""

    def prepare(self) -> None:
        """Make schema and tables.

        Raises:
            Conflict: the schema holds another job's tables.
            InvalidInput: a table exists with other columns, the user lacks a right, or the
                connection string is wrong.
            Unreachable: the server did not answer in time.
        """

        def make(connection: psycopg.Connection) -> None:
            self.repairs = make_tables(connection, self._schema, self._claim, self._tables)

        warn_unverified(self._uri_file)
        self._retried(make)

    def write(self, batch: Batch) -> None:
        """Write the batch once, whatever happens.

        Raises:
            InvalidInput: the server refused it.
            Unreachable: the server did not take it in time.
        """
        job = self._claim.job
        self._retried(lambda connection: write_batch(connection, self._schema, job, batch))

    def newest_batch(self, query: str) -> int | None:
        """The newest batch of a query that is written; None when there is none.

        Raises:
            InvalidInput: the server refused.
            Unreachable: the server did not answer in time.
        """
        found: list[int | None] = []
        job = self._claim.job
        self._retried(
            lambda connection: found.append(newest_batch(connection, self._schema, job, query))
        )
        return found[0]

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()

    def _retried(self, work: Callable[[psycopg.Connection], None]) -> None:
        """Run `work(connection)` in a transaction, again on a new connection when the server goes.

        A commit whose answer was lost is safe to repeat: the ledger knows whether it happened.
        """
        deadline, wait = time.monotonic() + self._patience.total_seconds(), _FIRST_WAIT
        while True:
            try:
                connection = self._connected()
                with connection.transaction():
                    work(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self.close()
                if time.monotonic() > deadline:
                    raise _unreachable(error) from error
                _LOG.warning("PostgreSQL: %s; trying again", first_line(error))
                time.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)
            except psycopg.ProgrammingError as error:
                raise InvalidInput(
                    f"PostgreSQL refuses: {first_line(error)}",
                    "check the user's rights, and that nobody dropped or changed the tables",
                ) from error
            else:
                return

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._uri_file)
            make_staging(self._connection, self._tables)
        return self._connection


def _unreachable(error: Exception) -> TuneError:
    return Unreachable(
        f"PostgreSQL does not take the results: {first_line(error)}",
        "check that it runs, its address, and its disk",
    )
