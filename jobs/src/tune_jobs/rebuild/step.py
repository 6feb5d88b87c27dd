"""The rebuild's steps: each a snapshot of PostgreSQL and one transaction in Redis.

A step watches the job's keys, then reads PostgreSQL, then writes. When a batch comes to Redis in
between, the step begins anew. So what it read is never older than what is in Redis, as the driver
writes PostgreSQL first; and a batch that comes later writes over it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tune_contract.runtime.job_config import JobIdentity
from tune_jobs.rebuild.snapshot import Results, Snapshot
from tune_jobs.sinks.redis_batch import owner
from tune_jobs.sinks.redis_layout import Layout
from tune_jobs.sinks.redis_server import RedisServer
from tune_jobs.sinks.redis_transaction import Command, Transaction

Found = TypeVar("Found")


@dataclass(frozen=True)
class Tally:
    """What was done."""

    rows: int = 0
    """Rows written."""
    leftovers: int = 0
    """Rows taken out: PostgreSQL does not have them, or they are of windows that do not stay."""

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.rows + other.rows, self.leftovers + other.leftovers)


@dataclass(frozen=True)
class Step:
    """Both sides at one moment, and what is to be done about them."""

    redis: Transaction
    results: Snapshot
    commands: list[Command] = field(default_factory=list)


@dataclass(frozen=True)
class Steps:
    """Does steps."""

    server: RedisServer
    layout: Layout
    job: JobIdentity
    results: Results

    def do(self, look: Callable[[Step], Found]) -> Found:
        """Look at both sides and do the commands that `look` notes; what it returns.

        Raises:
            InvalidInput: Redis or PostgreSQL refuses.
            NotFound: there are no tables.
            Unreachable: one of them does not answer in time.
        """
        return self.server.run(lambda redis: self._attempt(redis, look))

    def _attempt(self, redis: Transaction, look: Callable[[Step], Found]) -> Found:
        redis.watch(self.layout.job)
        with self.results.snapshot() as snapshot:
            step = Step(redis, snapshot)
            found = look(step)
        if step.commands:
            redis.execute([("SET", self.layout.job, owner(self.job)), *step.commands])
        return found
