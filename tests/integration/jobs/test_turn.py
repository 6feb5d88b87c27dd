"""Two drivers on one checkpoint: the newest writes, the other ends, and the sums are exact."""

import os
import signal
from collections import Counter
from datetime import datetime

import psycopg
import pytest
from psycopg import sql

from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import FailureClass
from tune_jobs.driver.turn import Superseded, Turn

FAST = {"interval": "200ms"}


def test_newest_turn_counts(spark, tmp_path):
    first, second = (Turn(spark, str(tmp_path), attempt) for attempt in (1, 2))
    first.take()
    first.check()
    second.take()
    second.check()
    with pytest.raises(Superseded, match=r"another driver \(attempt 2 on .*\) has taken"):
        first.check()
    assert [each.name for each in (tmp_path / "drivers").glob("[0-9]*")] == ["2"]


@pytest.fixture
def totals(database, schema_name, uri_file):
    """totals(sink) -> (window_start, genre) -> plays."""

    def read(sink: str) -> Counter[tuple[datetime, str]]:
        if sink == "postgres":
            table = sql.Identifier(schema_name, "genre_counts")
            text = sql.SQL("SELECT window_start, genre, count FROM {}").format(table)
            with psycopg.connect(database.uri) as connection:
                return Counter({tuple(row[:2]): row[2] for row in connection.execute(text)})
        files = (uri_file.parent / "csv" / "genre_counts").iterdir()
        rows = [line.split(",") for file in files for line in file.read_text().splitlines()[1:]]
        return Counter({(datetime.fromisoformat(row[0]), row[2]): int(row[3]) for row in rows})

    return read


def test_driver_that_stood_still_wakes_up_and_writes_nothing(start_driver, plays, totals):
    sinks = ("csv", "postgres")
    plays.write(500)
    first = start_driver(*sinks, trigger=FAST)
    first.until(lambda report: report.batch_id is not None)
    os.killpg(first.process.pid, signal.SIGSTOP)

    plays.write(500)
    second = start_driver(*sinks, trigger=FAST)
    second.until(lambda report: report.state is DriverState.RUNNING and report.idle)
    for _ in range(3):
        plays.write(500)
        number = second.progress().batch_id
        second.until(lambda report, before=number: report.batch_id > before)
    os.killpg(first.process.pid, signal.SIGCONT)
    plays.write(500)
    ended = first.end()
    assert (ended.exit_code, ended.failure_class) == (1, FailureClass.INFRASTRUCTURE)
    assert "has taken the checkpoint over" in ended.message
    plays.write(500)
    second.ask_to_drain()
    assert second.end().exit_code == 0
    assert start_driver(*sinks).end().exit_code == 0
    for sink in sinks:
        assert totals(sink) == plays.expected, sink
