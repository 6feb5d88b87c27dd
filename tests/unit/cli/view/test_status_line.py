from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tune_cli.backend.loop import Pass
from tune_cli.backend.winding import Stage
from tune_cli.view.status_line import status_line
from tune_contract.runtime.reports import DriverProgress, StartupTimes
from tune_contract.tunejob import TuneJob, TuneJobStatus
from tune_contract.tunejob.phase import Phase
from tune_contract.tunejob.status import ProducerStatus, ProgressStatus, RestartStatus
from tune_operator.core.decision import Decision
from tune_operator.core.observed import DriverObserved, KafkaObserved, KafkaState, Observed

MakeJob = Callable[..., TuneJob]


def latest(job: TuneJob, status: TuneJobStatus, progress: DriverProgress | None = None) -> Pass:
    observed = Observed(
        kafka=KafkaObserved(KafkaState.READY), driver=DriverObserved(progress=progress)
    )
    job = job.model_copy(update={"status": status})
    return Pass(job, observed, Decision(status, "why", job))


def test_says_all_that_is_known(make_job: MakeJob) -> None:
    status = TuneJobStatus(
        phase=Phase.RUNNING,
        restarts=RestartStatus(count=1),
        producer=ProducerStatus(acknowledged=12_000, rate=200.4),
        progress=ProgressStatus(
            batch_id=7,
            processed_rows_per_second=1234.5,
            lag=56,
            watermark=datetime(2026, 1, 1, 12, 0, 5, tzinfo=UTC),
            dead_letters=2,
        ),
    )
    assert status_line(latest(make_job(), status), Stage.RUNNING) == (
        "Running  produced 12,000 (200/s)  batch 7  1,234 rows/s  lag 56  watermark 12:00:05  "
        "restarts 1  dead letters 2"
    )


@pytest.mark.parametrize(
    ("startup", "step"),
    [
        (None, "Java"),
        (StartupTimes(), "Java"),
        (StartupTimes(jvm=1), "Spark session"),
        (StartupTimes(jvm=1, session=2), "query"),
        (StartupTimes(jvm=1, session=2, query=3), "first batch"),
    ],
)
def test_says_what_a_start_waits_for(
    make_job: MakeJob, startup: StartupTimes | None, step: str
) -> None:
    progress = DriverProgress(startup=startup) if startup else None
    seen = latest(make_job(), TuneJobStatus(phase=Phase.STARTING), progress)
    assert status_line(seen, Stage.RUNNING) == f"Starting: {step}"


def test_says_how_far_the_end_is(make_job: MakeJob) -> None:
    running = latest(make_job(), TuneJobStatus(phase=Phase.RUNNING))
    assert status_line(running, Stage.READING) == "Stopping: reading what was produced"
    ended = latest(make_job(), TuneJobStatus(phase=Phase.SUSPENDED))
    assert status_line(ended, Stage.DRAINING) == "Suspended"
