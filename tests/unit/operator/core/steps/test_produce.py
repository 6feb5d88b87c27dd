from datetime import timedelta

from tune_operator.core.actions import StartProducer, StopProducer
from tune_operator.core.backoff import delay
from tune_operator.core.fingerprint import applied_by
from tune_operator.core.observed import ExitObserved, KafkaState, ProcessState
from tune_operator.core.steps.produce import produce


def test_none_is_started_when_none_is_wanted(world, context):
    found = context(world())
    assert produce(found) == found


def test_the_start_is_noted(world, context):
    made = world(producer={})
    found = produce(context(made))
    wanted = applied_by(made.job.spec).producer
    assert found.actions == (StartProducer(wanted),)
    assert found.status.applied.producer == wanted
    assert found.status.producer.start_time == made.now


def test_waits_for_kafka(world, context):
    made = world(producer={})
    made.kafka = KafkaState.UNREACHABLE
    assert produce(context(made)).actions == ()


def test_one_that_runs_is_left_alone(running_world, context):
    found = context(running_world(producer={}))
    assert produce(found) == found


def test_one_that_is_not_wanted_any_more_is_stopped_and_forgotten(running_world):
    made = running_world(producer={"rate": 10})
    made.change(producer=None)
    made.run(4)
    assert made.applied == [StopProducer(), StopProducer()]
    assert made.status.applied.producer == ""
    assert made.status.producer.acknowledged == 0


def test_one_that_failed_is_started_again_after_a_wait(running_world):
    made = running_world(producer={"rate": 10})
    made.fail_producer(3)
    failed_at = made.now
    made.run(2)
    status = made.status.producer
    due = failed_at + delay(made.job.spec.restart_policy.backoff, 1, "uid-1/producer")
    assert (status.next_restart_time, status.consecutive_failures) == (due, 1)
    assert (status.last_failure.exit_code, status.last_failure.time) == (3, failed_at)
    assert (status.restarts, made.producer.state) == (0, ProcessState.ABSENT)
    made.now = due - timedelta(microseconds=1)
    made.step()
    assert made.producer.state is ProcessState.ABSENT
    made.now = due
    made.step()
    assert made.producer.state is ProcessState.RUNNING
    assert (made.status.producer.restarts, made.status.producer.next_restart_time) == (1, None)
    assert made.starts == [1]


def test_a_failure_is_counted_once_however_often_it_is_seen(running_world):
    made = running_world(producer={})
    made.crash_before = made.calls + 2
    made.fail_producer()
    made.step()
    made.step()
    assert made.status.producer.consecutive_failures == 1
    assert made.applied == [StopProducer()]


def test_the_waits_grow_until_it_has_run_for_long(running_world):
    made = running_world(producer={"rate": 10})
    for failures in (1, 2):
        made.fail_producer()
        made.run(1)
        assert made.status.producer.consecutive_failures == failures
        made.run(40)
    made.now = made.status.producer.start_time + timedelta(minutes=10)
    made.step()
    assert made.status.producer.consecutive_failures == 0
    assert made.status.producer.restarts == 2


def test_one_that_vanished_is_started_again(running_world, context):
    made = running_world(producer={})
    made.producer = type(made.producer)()
    made.step()
    assert made.applied == [StartProducer(made.status.applied.producer)]


def test_one_without_total_that_ends_well_is_started_again(running_world):
    made = running_world(producer={"rate": 10})
    made.producer = type(made.producer)(
        ProcessState.EXITED, made.producer.fingerprint, exit=ExitObserved(0)
    )
    made.run(20)
    assert (made.producer.state, made.status.producer.restarts) == (ProcessState.RUNNING, 1)


def test_one_that_finished_is_left_for_the_end(running_world, context):
    made = running_world(producer={"total": 10}, trigger={"availableNow": True})
    found = context(made)
    assert found.producer_done()
    assert produce(found).actions == ()


def test_one_that_was_asked_to_end_is_no_failure(running_world):
    made = running_world(producer={"rate": 10})
    made.stop_producer()
    made.run(2)
    assert made.producer.state is ProcessState.RUNNING
    assert (made.status.producer.consecutive_failures, made.status.producer.restarts) == (0, 0)


def test_a_change_while_it_waits_starts_the_new_one_at_once(running_world):
    made = running_world(producer={"rate": 10})
    made.fail_producer()
    made.run(2)
    made.change(producer={"rate": 20})
    made.step()
    assert made.applied[-1] == StartProducer(applied_by(made.job.spec).producer)
    assert made.status.producer.consecutive_failures == 0
