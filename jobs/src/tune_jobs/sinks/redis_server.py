"""The connection to a Redis or Valkey server, and what happens when it breaks."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError, WatchError
from redis.retry import Retry

from tune_contract.errors import InvalidInput, Unreachable
from tune_jobs.sinks.redis_refusal import refusal
from tune_jobs.sinks.redis_transaction import Transaction
from tune_jobs.sinks.uri import read_uri

PATIENCE = timedelta(minutes=1)
"""A server that restarts is back by then; after it a new attempt is due."""
Result = TypeVar("Result")
_LOG = logging.getLogger(__name__)
_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0
_OTHERS_WAIT = 0.01  # a transaction of a batch takes milliseconds
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 30  # the server itself needs some for a transaction of a million rows


class RedisServer:
    """One server, by the file that holds its connection string."""

    def __init__(self, uri_file: str, patience: timedelta = PATIENCE) -> None:
        self._uri_file = Path(uri_file)
        self._patience = patience
        self._client: redis.Redis | None = None

    def run(self, work: Callable[[Transaction], Result]) -> Result:
        """Do `work(transaction)`, again when another writer was faster or the server goes.

        A transaction whose answer was lost is done twice: what is written must bear that.

        Raises:
            InvalidInput: the connection string is wrong, or the server refuses.
            Unreachable: the server did not take it in time.
        """
        deadline, wait = time.monotonic() + self._patience.total_seconds(), _FIRST_WAIT
        while True:
            try:
                with self._connected().pipeline() as pipeline:
                    return work(Transaction(pipeline))
            except WatchError as error:  # said too when the connection breaks meanwhile
                if time.monotonic() > deadline:
                    raise _never_alone() from error
                time.sleep(_OTHERS_WAIT)
            except (RedisError, RedisClusterException) as error:
                refused = refusal(error)
                if refused is not None:
                    raise refused from error
                self.close()
                if time.monotonic() > deadline:
                    raise _unreachable(error) from error
                _LOG.warning("Redis: %s; trying again", error)
                time.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> redis.Redis:
        if self._client is None:
            try:
                uri = read_uri(self._uri_file)
                self._client = redis.Redis.from_url(
                    uri,
                    decode_responses=True,
                    protocol=2,  # what servers before Redis 6 speak, too
                    retry=Retry(NoBackoff(), 0),  # ours, above, sees to it
                    socket_connect_timeout=_CONNECT_SECONDS,
                    socket_timeout=_ANSWER_SECONDS,
                )
            except ValueError:  # its words may show a part of the password
                raise InvalidInput(
                    "the connection string of Redis is wrong",
                    "write it as redis://user:password@host:6379/0, or rediss:// for TLS, and what "
                    "is no letter or digit in the password as its code: %2F for /",
                ) from None
        return self._client


def _unreachable(error: Exception) -> Unreachable:
    return Unreachable(
        f"Redis does not take the results: {error}",
        "check that it runs, its address, and that no firewall is between",
    )


def _never_alone() -> Unreachable:
    return Unreachable(
        "others always write to Redis faster than this could be done",
        "see who writes: one driver and one rebuild; or suspend the job while it is rebuilt",
    )
