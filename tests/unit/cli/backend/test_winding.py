from collections.abc import Callable

import pytest

from tune_cli.backend.winding import Stage, Winding
from tune_contract.tunejob import TuneJob
from tune_operator.core.observed import (
    DriverObserved,
    KafkaObserved,
    KafkaState,
    Observed,
    ProcessState,
    ProducerObserved,
)

MakeJob = Callable[..., TuneJob]
READING = Winding(Stage.READING, deadline=100.0, produced_until=20.0)


def seen(
    *,
    producer: ProcessState = ProcessState.ABSENT,
    driver: ProcessState = ProcessState.RUNNING,
    lag: int | None = 0,
) -> Observed:
    return Observed(
        kafka=KafkaObserved(KafkaState.READY),
        driver=DriverObserved(driver),
        producer=ProducerObserved(producer),
        lag=lag,
    )


def test_the_producer_stops_first(make_job: MakeJob) -> None:
    job = make_job(producer={"rate": 10})
    assert Winding().wanted(job) is job
    winding = Winding().begin(job, now=10.0, patience=90.0)
    assert winding == Winding(Stage.PRODUCER, deadline=100.0)
    assert winding.begin(job, now=50.0, patience=90.0) is winding
    assert winding.wanted(job).spec.producer is None
    assert winding.wanted(job).spec.suspend is False
    alive = seen(producer=ProcessState.EXITED)
    assert winding.after(alive, measured_at=10.0, now=11.0) is winding
    assert winding.after(seen(), measured_at=19.0, now=20.0) == READING


def test_without_a_producer_the_driver_drains_at_once(make_job: MakeJob) -> None:
    job = make_job()
    winding = Winding().begin(job, now=10.0, patience=90.0)
    assert winding.stage is Stage.DRAINING
    assert winding.wanted(job).spec.suspend is True


def test_a_lag_measured_before_the_producer_was_gone_says_nothing() -> None:
    assert READING.after(seen(), measured_at=20.0, now=30.0) is READING
    done = READING.after(seen(), measured_at=20.1, now=30.0)
    assert (done.stage, done.all_read) == (Stage.DRAINING, True)


@pytest.mark.parametrize(
    ("observed", "now"),
    [
        (seen(lag=7), 100.0),
        (seen(lag=None), 100.0),
        (seen(driver=ProcessState.ABSENT, lag=7), 30.0),
    ],
)
def test_drains_unread_when_time_or_driver_is_gone(observed: Observed, now: float) -> None:
    done = READING.after(observed, measured_at=30.0, now=now)
    assert (done.stage, done.all_read) == (Stage.DRAINING, False)


def test_waits_while_events_are_unread() -> None:
    assert READING.after(seen(lag=7), measured_at=30.0, now=99.9) is READING
