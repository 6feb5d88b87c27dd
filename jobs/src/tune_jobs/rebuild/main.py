"""The rebuild's process: reads the driver's JobConfig, does it, says what it did, exits.

Exit codes, as those of `tune`: 0 done, 1 a fault in here, 2 what it was given is wrong, 3 there are
no tables, 4 the keys are another job's, 5 a service does not answer.
"""

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tune_contract.errors import TuneError
from tune_contract.pipelines.dead_letters import DEAD_LETTERS
from tune_contract.runtime.job_config import JobConfig, SinkConfig
from tune_contract.tunejob.sinks import SinkKind
from tune_jobs.config import first_sink, pipeline_of, read_config
from tune_jobs.ending import tell
from tune_jobs.rebuild.rebuild import rebuild
from tune_jobs.rebuild.snapshot import open_results
from tune_jobs.rebuild.step import Steps, Tally
from tune_jobs.sinks.redis import claim
from tune_jobs.sinks.redis_layout import Layout
from tune_jobs.sinks.redis_server import RedisServer


def main(arguments: Sequence[str] | None = None) -> int:
    """Rebuild a job's keys; returns the exit code."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    parser = argparse.ArgumentParser(prog="tune_jobs.rebuild", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the driver's JobConfig")
    try:
        rebuild_all(read_config(parser.parse_args(arguments).config))
    except TuneError as error:
        return tell(error)
    return 0


def rebuild_all(config: JobConfig) -> None:
    """Rebuild the keys of every Redis sink of a job, and say so.

    Raises:
        InvalidInput: the job has no such sink, or no PostgreSQL to read.
        TuneError: see `rebuild`.
    """
    database = first_sink(config, SinkKind.POSTGRES, "its tables are read from PostgreSQL")
    first_sink(config, SinkKind.REDIS, "only those have keys to rebuild")
    for sink in config.sinks:
        if sink.kind is SinkKind.REDIS:
            began = time.monotonic()
            tally = _rebuild(config, database, sink)
            print(
                f"{config.job.name}: {tally.rows:,} rows written below {sink.key_prefix}, "
                f"{tally.leftovers:,} leftovers removed, {time.monotonic() - began:.1f} s"
            )


def _rebuild(config: JobConfig, database: SinkConfig, sink: SinkConfig) -> Tally:
    layout = Layout.of(sink.key_prefix, (*pipeline_of(config).tables, DEAD_LETTERS))
    server = RedisServer(sink.uri_file)
    try:
        server.run(lambda redis: claim(redis, layout, config.job))
        with open_results(Path(database.uri_file), database.db_schema) as results:
            return rebuild(Steps(server, layout, config.job, results))
    finally:
        server.close()
