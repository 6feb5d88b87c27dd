"""Whose turn it is to write: of several drivers on one checkpoint the newest.

A job has one driver at a time. Yet one that stood still (its node was cut off, its process stopped)
may wake up after another has taken its place, and would write what is old. Each driver therefore
takes a number in the checkpoint's folder `drivers`, and the next one removes it.
"""

import socket
from datetime import UTC, datetime

from pydantic import BaseModel, ValidationError
from pyspark.sql import SparkSession

from tune_contract.errors import TemporaryError
from tune_jobs.sinks.sink import Batch, Sink
from tune_jobs.spark.files import create_text, exists, names_in, read_text, remove


class Superseded(TemporaryError):  # noqa: N818 - reads as a sentence where it is raised
    """A newer driver has the checkpoint."""


class Holder(BaseModel):
    """Which driver it is."""

    attempt: int
    host: str
    since: datetime


class Turn:
    """The right of one driver to write, until the next takes it."""

    def __init__(self, spark: SparkSession, location: str, attempt: int) -> None:
        self._spark = spark
        self._folder = f"{location}/drivers"
        self._attempt = attempt
        self._number = 0

    def take(self) -> None:
        """Take it from whoever has it."""
        mine = Holder(attempt=self._attempt, host=socket.gethostname(), since=datetime.now(UTC))
        older = self._numbers()
        self._number = max(older, default=0) + 1
        # Only one can make the file: who starts in the same moment takes the next number.
        while not create_text(self._spark, self._path(self._number), mine.model_dump_json()):
            older = self._numbers()
            self._number = max(older) + 1
        for number in older:
            remove(self._spark, self._path(number))

    def check(self) -> None:
        """See that nobody has taken it.

        Raises:
            Superseded: a newer driver writes now.
        """
        if not exists(self._spark, self._path(self._number)):
            raise Superseded(
                f"{self._newest()} has taken the checkpoint over; this one wrote no more",
                "nothing is lost; see that nobody starts the job a second time by hand",
            )

    def _newest(self) -> str:
        text = read_text(self._spark, self._path(max(self._numbers(), default=0)))
        try:
            holder = Holder.model_validate_json(text or "")
        except ValidationError:
            return "another driver"
        return (
            f"another driver (attempt {holder.attempt} on {holder.host}, "
            f"since {holder.since:%Y-%m-%d %H:%M:%S} UTC)"
        )

    def _numbers(self) -> list[int]:
        return [int(name) for name in names_in(self._spark, self._folder) if name.isdecimal()]

    def _path(self, number: int) -> str:
        return f"{self._folder}/{number}"


class SinkInTurn:
    """A sink that takes a batch only from the driver whose turn it is."""

    def __init__(self, sink: Sink, turn: Turn) -> None:
        self._sink = sink
        self._turn = turn

    def prepare(self) -> None:
        """Make tables or folders."""
        self._sink.prepare()

    def write(self, batch: Batch) -> None:
        """Write the batch.

        Raises:
            Superseded: a newer driver writes now.
        """
        self._turn.check()
        self._sink.write(batch)

    def close(self) -> None:
        """Let go of connections."""
        self._sink.close()
