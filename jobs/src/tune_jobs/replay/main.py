"""The replay's process: reads the driver's JobConfig, writes dead letters back, says what it did.

Exit codes, as those of `tune`: 0 done, 1 some could not be written or a fault in here, 2 what it
was given is wrong, 3 there are no dead letters' tables or no topic, 4 another replay runs, 5 a
service does not answer; run it again then, it goes on where it was.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tune_contract.duration import parse_duration
from tune_contract.errors import InvalidInput, NotFound, TuneError, Unreachable
from tune_contract.pipelines.dead_letters_filter import DeadLetterFilter
from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.config import first_sink, read_config
from tune_jobs.ending import tell
from tune_jobs.replay.kafka_client import reading, writing
from tune_jobs.replay.letters import Letters
from tune_jobs.replay.notes import Notes
from tune_jobs.replay.reader import RecordReader
from tune_jobs.replay.replay import Replay, ReplayRequest
from tune_jobs.replay.tally import Tally
from tune_jobs.replay.writer import RecordWriter
from tune_jobs.sinks.uri import read_uri


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay a job's dead letters; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        config = read_config(options.config)
        request = _request(options, datetime.now(UTC))
        tally = replay(config, request)
    except TuneError as error:
        return tell(error)
    lines = (
        [tally.document()] if options.json else tally.sentences(config.job.name, dry=request.dry)
    )
    print("\n".join(lines))
    return 1 if tally.left() and not request.dry else 0


def replay(config: JobConfig, request: ReplayRequest) -> Tally:
    """Replay dead letters of a job.

    Raises:
        InvalidInput: the job writes none to PostgreSQL.
        TuneError: see `Replay.run`.
    """
    sink = first_sink(config, SinkKind.POSTGRES, "the dead letters are read from PostgreSQL")
    reader, writer = RecordReader(reading(config.kafka)), RecordWriter(writing(config.kafka))
    try:
        with _connected(read_uri(Path(sink.uri_file))) as connection:
            letters = Letters(connection, sink.db_schema)
            notes = Notes(connection, sink.db_schema)
            return Replay(letters, notes, reader, writer, time.sleep).run(request)
    finally:
        reader.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tune_jobs.replay", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the driver's JobConfig")
    parser.add_argument("--reason", default="", help="only those whose reason contains this")
    parser.add_argument("--topic", default="", help="only those of this topic")
    parser.add_argument("--since", default="", help="only records as new as this, as in 1h")
    parser.add_argument("--again", action="store_true", help="also those replayed before")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _request(options: argparse.Namespace, now: datetime) -> ReplayRequest:
    try:
        since = now - parse_duration(options.since) if options.since else None
    except ValueError as error:
        raise InvalidInput(f"--since {options.since}: {error}", "write it as in 1h") from None
    wanted = DeadLetterFilter(options.reason, options.topic, since)
    return ReplayRequest(wanted, again=options.again, dry=options.dry_run)


@contextmanager
def _connected(uri: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(uri, autocommit=True, connect_timeout=5) as connection:
            yield connection
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        raise NotFound("the job has no dead letters' table yet", "run it first") from None
    except psycopg.OperationalError as error:
        raise Unreachable(
            f"the database does not answer: {error}", "is it running? Then run this again"
        ) from None
    except psycopg.ProgrammingError as error:
        raise InvalidInput(
            f"PostgreSQL refuses: {error}", "check the connection string and the user's rights"
        ) from None
