"""What a run came to without PostgreSQL; tests/integration/test_cli_backend.py has the rest."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tune_cli.backend.first_result import FirstResult
from tune_cli.backend.run import RunEnd
from tune_cli.backend.runner import OpenRun
from tune_cli.backend.summary import summarize, top_rows
from tune_cli.files import write_atomically
from tune_cli.stack.events import NoEvents
from tune_cli.stack.jars import Jars
from tune_cli.stack.java import Java
from tune_cli.stack.stack import Stack
from tune_contract.errors import Unreachable
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.runtime.reports import Ledger
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import ProgressStatus, RestartStatus, TuneJobStatus

MakeJob = Callable[..., TuneJob]
CSV = [{"csv": {"path": "/out"}}]
NOWHERE = Stack(
    bootstrap_servers="127.0.0.1:1",
    database_uri="postgresql://127.0.0.1:1/x",
    java=Java(Path("/java"), "25", 25),
    jars=Jars(Path("/jars"), Path("/pyspark")),
    session=None,
    events=NoEvents(),
)
FIRST = FirstResult(
    total=5.0, driver_started=0.5, jvm=1.0, session=1.0, query=1.0, first_batch=1.0,
    kafka=0.0, postgres=0.0,
)  # fmt: skip


@pytest.fixture
def open_job(make_world: Callable) -> Callable[[TuneJob], OpenRun]:
    """open_job(job) -> its run, with a database that does not answer."""

    def make(job: TuneJob) -> OpenRun:
        world = make_world(job)
        return OpenRun(world.run(job), world.place.job, NOWHERE)

    return make


def keep_ledgers(opened: OpenRun, topic: str = "music-plays") -> None:
    """Ledgers of two producers: 3 and 2 events."""
    for seed, count in ((1, 3), (2, 2)):
        ledger = Ledger(
            topic=topic, scenario="steady", seed=seed, acknowledged=count, by_key={"jazz": count}
        )
        path = opened.folder.ledgers(topic) / f"steady-{seed}.json"
        write_atomically(path, ledger.model_dump_json())


def ended(job: TuneJob, *, all_read: bool = True) -> RunEnd:
    status = TuneJobStatus(
        phase=Phase.SUCCEEDED,
        restarts=RestartStatus(count=2),
        progress=ProgressStatus(batch_id=7, lag=0),
    )
    job = job.model_copy(update={"status": status})
    return RunEnd(job, all_read=all_read, killed=False, first_result=FIRST)


def test_status_and_ledgers_are_summed_up(
    make_job: MakeJob, open_job: Callable[[TuneJob], OpenRun]
) -> None:
    job = make_job(sinks=CSV)
    opened = open_job(job)
    keep_ledgers(opened)
    keep_ledgers(opened, "another-topic")
    found = summarize(ended(job), opened, GENRE_COUNTS, 12.5)
    assert (found.job, found.namespace, found.phase) == ("genres", "default", Phase.SUCCEEDED)
    assert (found.seconds, found.restarts, found.acknowledged) == (12.5, 2, 5)
    assert (found.progress.batch_id, found.progress.lag) == (7, 0)
    assert (found.failure, found.first_result) == (None, FIRST)
    assert found.comparison is None  # nothing is in PostgreSQL


def test_a_run_without_a_producer_has_nothing_to_compare(
    make_job: MakeJob, open_job: Callable[[TuneJob], OpenRun]
) -> None:
    job = make_job()
    found = summarize(ended(job), open_job(job), GENRE_COUNTS, 1.0)
    assert (found.acknowledged, found.comparison) == (0, None)


def test_what_is_not_all_read_is_not_compared(
    make_job: MakeJob, open_job: Callable[[TuneJob], OpenRun]
) -> None:
    job = make_job()
    opened = open_job(job)
    keep_ledgers(opened)
    found = summarize(ended(job, all_read=False), opened, GENRE_COUNTS, 1.0)
    assert (found.acknowledged, found.comparison) == (5, None)
    with pytest.raises(Unreachable):  # when all is read, the database is asked
        summarize(ended(job), opened, GENRE_COUNTS, 1.0)


def test_events_that_came_by_the_api_leave_nothing_to_compare(
    make_job: MakeJob, open_job: Callable[[TuneJob], OpenRun]
) -> None:
    job = make_job()
    opened = open_job(job)
    keep_ledgers(opened)
    write_atomically(opened.folder.sent, "")
    found = summarize(ended(job), opened, GENRE_COUNTS, 1.0)
    assert (found.acknowledged, found.comparison, found.sent) == (5, None, True)


def test_a_pipeline_that_counts_something_else_is_not_compared(
    make_job: MakeJob, open_job: Callable[[TuneJob], OpenRun]
) -> None:
    job = make_job()
    opened = open_job(job)
    keep_ledgers(opened)
    other = replace(GENRE_COUNTS, name="top-tracks")
    assert summarize(ended(job), opened, other, 1.0).comparison is None


def test_without_postgresql_there_are_no_rows_to_show(
    make_job: MakeJob, open_job: Callable[[TuneJob], OpenRun]
) -> None:
    job = make_job(sinks=CSV)
    assert top_rows(ended(job), open_job(job), GENRE_COUNTS) is None
