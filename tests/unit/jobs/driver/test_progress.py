from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from tune_contract.runtime.reports import DriverProgress, DriverState, StartupTimes
from tune_jobs.driver.progress import ProgressListener, ProgressTracker


@dataclass
class Source:
    endOffset: str  # noqa: N815 - Spark's names, here and below


@dataclass
class StateOperator:
    numRowsDroppedByWatermark: int  # noqa: N815


@dataclass
class Progress:
    """Spark's report of a batch."""

    batchId: int = 4  # noqa: N815
    numInputRows: int = 100  # noqa: N815
    inputRowsPerSecond: float = 50.0  # noqa: N815
    processedRowsPerSecond: float = 200.0  # noqa: N815
    batchDuration: int = 500  # noqa: N815
    eventTime: dict[str, str] = field(default_factory=dict)  # noqa: N815
    sources: list[Source] = field(default_factory=lambda: [Source('{"plays":{"0":70,"1":30}}')])
    stateOperators: list[StateOperator] = field(  # noqa: N815
        default_factory=lambda: [StateOperator(0)]
    )


@dataclass
class Event:
    progress: Progress


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tracker(clock) -> ProgressTracker:
    return ProgressTracker(attempt=3, clock=clock)


def test_report_of_a_driver_that_starts(tracker):
    assert tracker.report() == DriverProgress(state=DriverState.STARTING, attempt=3)


def test_steps_of_the_start_are_seconds_since_the_start(tracker, clock):
    for step in ("jvm", "session", "query"):
        clock.now += 1.5
        tracker.started(step)
    assert tracker.report().startup == StartupTimes(jvm=1.5, session=3.0, query=4.5)


def test_first_batch_is_the_first_with_rows(tracker, clock):
    tracker.batch_written(rows=0, dead_letters=0)
    clock.now += 2
    tracker.batch_written(rows=5, dead_letters=0)
    clock.now += 2
    tracker.batch_written(rows=5, dead_letters=0)
    assert tracker.report().startup.first_batch == 2.0


def test_dead_letters_add_up(tracker):
    tracker.batch_written(rows=1, dead_letters=2)
    tracker.batch_written(rows=0, dead_letters=3)
    assert tracker.report().dead_letters == 5


def test_committed_batch(tracker):
    before = datetime.now(UTC)
    tracker.batch_committed(Progress(stateOperators=[StateOperator(2), StateOperator(1)]))
    report = tracker.report()
    assert before <= report.last_commit_time <= datetime.now(UTC)
    assert report.model_copy(update={"last_commit_time": None}) == DriverProgress(
        attempt=3,
        batch_id=4,
        input_rows_per_second=50.0,
        processed_rows_per_second=200.0,
        input_rows=100,
        batch_seconds=0.5,
        offsets={"plays": {0: 70, 1: 30}},
        late_rows=3,
    )


def test_rows_of_several_batches_add_up(tracker):
    tracker.batch_committed(Progress(stateOperators=[StateOperator(2)]))
    tracker.batch_committed(Progress(batchId=5, stateOperators=[StateOperator(4)]))
    report = tracker.report()
    assert (report.batch_id, report.input_rows, report.late_rows) == (5, 200, 6)


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -1.0])
def test_rate_that_is_no_number_is_0(tracker, rate):
    tracker.batch_committed(Progress(inputRowsPerSecond=rate, processedRowsPerSecond=rate))
    report = tracker.report()
    assert (report.input_rows_per_second, report.processed_rows_per_second) == (0.0, 0.0)


def test_watermark_is_kept_when_a_batch_has_none(tracker):
    seen = datetime(2026, 1, 31, 12, 0, 5, 123_000, tzinfo=UTC)
    tracker.batch_committed(Progress(eventTime={"watermark": "2026-01-31T12:00:05.123Z"}))
    assert tracker.report().watermark == seen
    tracker.batch_committed(Progress())
    assert tracker.report().watermark == seen


def test_sparks_first_watermark_is_none(tracker):
    tracker.batch_committed(Progress(eventTime={"watermark": "1970-01-01T00:00:00.000Z"}))
    assert tracker.report().watermark is None


def test_idle_driver_has_no_rates_and_keeps_its_batch(tracker):
    listener = ProgressListener(tracker)
    listener.onQueryProgress(Event(Progress()))
    listener.onQueryIdle(object())
    report = tracker.report()
    assert (report.batch_id, report.input_rows_per_second, report.processed_rows_per_second) == (
        4, 0.0, 0.0,
    )  # fmt: skip


def test_says_that_there_is_nothing_to_read_until_there_is(tracker):
    listener = ProgressListener(tracker)
    assert not tracker.report().idle
    listener.onQueryIdle(object())
    assert (tracker.report().idle, tracker.report().batch_id) == (True, None)
    listener.onQueryProgress(Event(Progress()))
    assert not tracker.report().idle


def test_state(tracker):
    tracker.enter(DriverState.DRAINING)
    assert tracker.report().state is DriverState.DRAINING
