from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tune_contract.runtime.reports import DriverState
from tune_operator.core.observed import ExitObserved, ProcessState
from tune_operator.core.steps.measure import measure

COMMIT = datetime(2026, 1, 1, 11, tzinfo=UTC)
WATERMARK = datetime(2026, 1, 1, 10, tzinfo=UTC)


def report(made, **numbers):
    made.report_driver(DriverState.RUNNING, **numbers)


def test_copies_what_the_driver_reports(running_world, context):
    made = running_world(events=10)
    made.produced = 17
    report(
        made,
        batch_id=4,
        last_commit_time=COMMIT,
        watermark=WATERMARK,
        batch_seconds=0.5,
        input_rows_per_second=20.0,
        processed_rows_per_second=30.0,
    )
    found = measure(context(made)).status.progress
    assert (found.batch_id, found.last_commit_time, found.watermark) == (4, COMMIT, WATERMARK)
    assert (found.input_rows_per_second, found.processed_rows_per_second) == (20.0, 30.0)
    assert (found.batch_seconds, found.lag, found.last_advance_time) == (0.5, 7, made.now)


def test_the_last_word_of_a_gone_driver_stays_but_its_rates(running_world, context):
    made = running_world(events=10)
    report(made, batch_id=4, last_commit_time=COMMIT, input_rows_per_second=20.0)
    made.step()
    made.lose_driver()
    found = measure(context(made)).status.progress
    assert (found.batch_id, found.last_commit_time, found.lag) == (4, COMMIT, 0)
    assert found.input_rows_per_second == 0.0


def test_the_word_of_another_attempts_driver_does_not_count(running_world, context):
    made = running_world()
    report(made, batch_id=9)
    found = context(made).remember_attempt(number=2)
    assert measure(found).status.progress.batch_id is None


class TestTotals:
    """A driver counts from its own start; the status counts over all of them."""

    def total(self, made, context, **numbers):
        report(made, **numbers)
        made.status = measure(context(made)).status
        return made.status.progress.dead_letters, made.status.progress.late_rows

    def test_grow_with_the_drivers_counts(self, running_world, context):
        made = running_world()
        assert self.total(made, context, dead_letters=3, late_rows=1) == (3, 1)
        assert self.total(made, context, dead_letters=3, late_rows=1) == (3, 1)
        assert self.total(made, context, dead_letters=5, late_rows=4) == (5, 4)

    def test_go_on_over_attempts(self, running_world, context):
        made = running_world()
        self.total(made, context, dead_letters=5, late_rows=4)
        made.change(restartNonce=1)
        made.run(6)
        assert made.starts == [1, 2]
        assert self.total(made, context, dead_letters=2, late_rows=0) == (7, 4)

    def test_a_count_that_fell_began_anew(self, running_world, context):
        made = running_world()
        self.total(made, context, dead_letters=5, late_rows=4)
        assert self.total(made, context, dead_letters=1, late_rows=4) == (6, 4)


class TestAdvance:
    def advance(self, made, context):
        return measure(context(made)).status.progress.last_advance_time

    def test_does_not_move_while_nothing_waits(self, running_world, context):
        made = running_world(events=10)
        before = made.status.progress.last_advance_time
        made.now += timedelta(minutes=1)
        assert self.advance(made, context) == before

    def test_starts_anew_when_events_begin_to_wait(self, running_world, context):
        made = running_world(events=10)
        made.now += timedelta(minutes=1)
        made.produced += 1
        assert self.advance(made, context) == made.now

    def test_does_not_move_while_the_same_events_wait(self, running_world, context):
        made = running_world(events=10)
        made.produced += 1
        made.step()
        before = made.status.progress.last_advance_time
        made.now += timedelta(minutes=1)
        made.produced += 1
        assert self.advance(made, context) == before

    def test_moves_with_every_batch(self, running_world, context):
        made = running_world(events=10)
        made.produced += 1
        made.step()
        made.now += timedelta(minutes=1)
        report(made, batch_id=1)
        assert self.advance(made, context) == made.now

    def test_a_lag_that_cannot_be_told_moves_nothing(self, running_world, context):
        made = running_world(events=10)
        before = made.status.progress
        made.now += timedelta(minutes=1)
        found = context(made)
        blind = replace(found, observed=replace(found.observed, lag=None))
        assert measure(blind).status.progress == before


class TestProducer:
    def test_copies_what_it_reports(self, running_world, context):
        made = running_world(producer={"rate": 10})
        made.producer = replace(
            made.producer, progress=made.producer.progress.model_copy(update={"rate": 9.5})
        )
        found = measure(context(made)).status.producer
        assert (found.acknowledged, found.rate, found.finished) == (50, 9.5, False)

    def test_a_good_end_of_a_bounded_one_is_the_finish(self, running_world, context):
        made = running_world(producer={"total": 1000})
        made.producer = replace(
            made.producer, state=ProcessState.EXITED, exit=ExitObserved(0), progress=None
        )
        assert measure(context(made)).status.producer.finished

    def test_an_end_on_request_is_not(self, running_world, context):
        made = running_world(producer={"total": 1000})
        made.producer = replace(
            made.producer, state=ProcessState.EXITED, exit=ExitObserved(0, drained=True)
        )
        assert not measure(context(made)).status.producer.finished

    def test_a_good_end_of_one_without_total_is_not(self, running_world, context):
        made = running_world(producer={"rate": 10})
        made.producer = replace(made.producer, state=ProcessState.EXITED, exit=ExitObserved(0))
        assert not measure(context(made)).status.producer.finished

    def test_an_older_ones_word_does_not_count(self, running_world, context):
        made = running_world(producer={"total": 1000})
        report_of_another = replace(made.producer, fingerprint="another")
        made.producer = replace(
            report_of_another,
            progress=made.producer.progress.model_copy(update={"finished": True}),
        )
        assert not measure(context(made)).status.producer.finished
