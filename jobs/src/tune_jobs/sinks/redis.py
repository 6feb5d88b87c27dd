"""Redis or Valkey: a cache of the newest rows, one MULTI a batch.

At least once and idempotent: a batch that comes again leaves what it left the first time. Where
PostgreSQL is a sink too, it is written first, and the cache can be made again from it:
`tune_jobs.rebuild`. `redis_layout` has the keys, `redis_batch` what a batch does.
"""

from collections.abc import Sequence
from datetime import timedelta

from tune_contract.errors import Conflict
from tune_contract.pipelines.declaration import ResultTable
from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.sinks.redis_batch import owner, write_batch
from tune_jobs.sinks.redis_layout import Layout
from tune_jobs.sinks.redis_refusal import NO_CLUSTER
from tune_jobs.sinks.redis_server import PATIENCE, RedisServer
from tune_jobs.sinks.redis_transaction import Transaction
from tune_jobs.sinks.sink import Batch


class RedisSink:
    """The keys of one job, below a prefix of their own."""

    def __init__(
        self,
        uri_file: str,
        prefix: str,
        job: JobIdentity,
        tables: Sequence[ResultTable],
        patience: timedelta = PATIENCE,
    ) -> None:
        """Nothing is connected yet.

        Raises:
            InvalidInput: a table's keys would be those of something else.
        """
        self._server = RedisServer(uri_file, patience)
        self._layout = Layout.of(prefix, tables)
        self._job = job

    def prepare(self) -> None:
        """Claim the keys.

        Raises:
            Conflict: they are another job's.
            InvalidInput: the server is a cluster or a replica, or refuses the user.
            Unreachable: the server did not answer in time.
        """
        self._server.run(lambda transaction: claim(transaction, self._layout, self._job))

    def write(self, batch: Batch) -> None:
        """Write the batch, whatever happens.

        Raises:
            InvalidInput: the server refused it.
            Unreachable: the server did not take it in time.
        """
        self._server.run(
            lambda transaction: write_batch(transaction, self._layout, self._job, batch)
        )

    def close(self) -> None:
        """Close the connection."""
        self._server.close()


def claim(transaction: Transaction, layout: Layout, job: JobIdentity) -> None:
    """Note whose keys these are.

    Raises:
        Conflict: they are another job's.
        InvalidInput: the server is a cluster.
    """
    found = transaction.watch(layout.job)
    if transaction.is_cluster():
        raise NO_CLUSTER
    if found not in (None, owner(job)):
        raise Conflict(
            f"the keys {layout.prefix} hold the results of {found}",
            "give the redis sink another `keyPrefix`",
        )
    transaction.execute([("SET", layout.job, owner(job))])
