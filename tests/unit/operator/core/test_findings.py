from dataclasses import replace
from datetime import timedelta

import pytest

from tune_contract.runtime.reports import DriverState
from tune_contract.tunejob.phase import ConditionType, FailureClass
from tune_operator.core import findings
from tune_operator.core.observed import (
    DriverObserved,
    KafkaObserved,
    KafkaState,
    ProcessState,
)


def told(finding):
    return finding.status.value, finding.reason


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (KafkaState.READY, ("True", "Ready")),
        (KafkaState.TOPICS_MISSING, ("False", "TopicsMissing")),
        (KafkaState.STARTING, ("False", "Starting")),
        (KafkaState.UNREACHABLE, ("False", "Unreachable")),
    ],
)
def test_kafka(world, context, state, expected):
    made = world()
    made.kafka = state
    assert told(findings.kafka(context(made))) == expected


def test_an_unreachable_kafka_says_what_to_do_and_what_it_said(world, context):
    found = context(world())
    kafka = KafkaObserved(KafkaState.UNREACHABLE, "connection refused")
    message = findings.kafka(replace(found, observed=replace(found.observed, kafka=kafka))).message
    assert message == (
        "Kafka does not answer: check that it runs, and that spec.kafka and its secrets name it "
        "rightly. It is tried again every few seconds. connection refused"
    )


def test_a_refused_spec_is_not_accepted_and_says_what_to_do(running_world, context):
    made = running_world()
    assert told(findings.accepted(context(made))) == ("True", "Accepted")
    made.change(checkpoint={"location": "/elsewhere"})
    found = findings.accepted(context(made))
    assert told(found) == ("False", "IdentityChanged")
    assert "change checkpoint.resetNonce" in found.message


class TestProducer:
    def test_none_is_wanted(self, world, context):
        assert told(findings.producer(context(world()))) == ("True", "NotWanted")

    def test_starts_then_runs(self, world, context):
        made = world(producer={})
        assert told(findings.producer(context(made))) == ("False", "Starting")
        made.step()
        assert told(findings.producer(context(made))) == ("True", "Running")

    def test_one_with_an_old_spec_does_not_count(self, running_world, context):
        made = running_world(producer={})
        made.change(producer={"rate": 7})
        assert told(findings.producer(context(made))) == ("False", "Starting")

    def test_finished(self, running_world, context):
        made = running_world(producer={"total": 10})
        assert told(findings.producer(context(made))) == ("True", "Finished")

    def test_failed_says_why(self, running_world, context):
        made = running_world(producer={})
        made.fail_producer()
        made.step()
        found = findings.producer(context(made))
        assert told(found) == ("False", "Failed")
        assert found.message == "Application: It broke. It is started again."

    def test_stopped_while_suspended(self, running_world, context):
        made = running_world(producer={})
        made.change(suspend=True)
        assert told(findings.producer(context(made))) == ("False", "Stopped")


class TestStream:
    def test_before_the_first_driver(self, world, context):
        assert told(findings.stream(context(world()))) == ("False", "NotStarted")

    def test_from_pending_to_running(self, world):
        made = world()
        seen = []
        for _ in range(4):
            made.step()
            seen.append(made.condition(ConditionType.STREAM_RUNNING))
            made.tick()
        starting, running = ("False", "Starting"), ("True", "Running")
        assert seen == [starting, starting, running, running]

    def test_a_driver_that_cannot_start_says_why(self, running_world, context):
        found = context(running_world())
        pending = DriverObserved(
            ProcessState.PENDING, 1, problem=FailureClass.IMAGE, message="no such image"
        )
        told_of = findings.stream(replace(found, observed=replace(found.observed, driver=pending)))
        assert (told_of.reason, told_of.message) == ("Image", "no such image")

    def test_events_that_wait_for_the_first_batch_keep_it_starting(self, world, context):
        made = world()
        made.run(2)
        found = context(made)
        waiting = replace(found, observed=replace(found.observed, lag=3))
        assert told(findings.stream(waiting)) == ("False", "Starting")
        assert told(findings.stream(found)) == ("True", "Running")

    def test_events_that_come_to_an_idle_stream_do_not_make_it_starting(
        self, running_world, context
    ):
        found = context(running_world())
        waiting = replace(found, observed=replace(found.observed, lag=3))
        assert told(findings.stream(waiting)) == ("True", "Running")

    @pytest.mark.parametrize("state", [DriverState.DRAINING, DriverState.FINISHED])
    def test_a_driver_that_stops_does_not_run(self, running_world, context, state):
        made = running_world()
        made.report_driver(state)
        assert told(findings.stream(context(made))) == ("False", state.value)

    def test_one_unanswered_question_changes_nothing(self, running_world, context):
        made = running_world()
        made.driver = replace(made.driver, progress=None)
        assert told(findings.stream(context(made))) == ("True", "Running")

    def test_a_driver_that_never_answered_starts(self, world, context):
        made = world()
        made.run(2)
        made.driver = replace(made.driver, progress=None)
        assert told(findings.stream(context(made))) == ("False", "Starting")

    def test_waiting_to_restart_says_why_it_failed(self, running_world, context):
        made = running_world()
        made.fail_driver()
        made.run(2)
        found = findings.stream(context(made))
        assert told(found) == ("False", "WaitingToRestart")
        assert found.message == "Application: It broke."

    def test_suspended(self, running_world):
        made = running_world()
        made.change(suspend=True)
        made.run(5)
        assert made.condition(ConditionType.STREAM_RUNNING) == ("False", "Suspended")


class TestProgressAndLag:
    @pytest.mark.parametrize(
        ("lag", "progress", "target"),
        [
            (0, ("True", "Idle"), ("True", "WithinTarget")),
            (7, ("True", "Advancing"), ("True", "WithinTarget")),
            (8, ("True", "Advancing"), ("False", "LagHigh")),
            (None, ("Unknown", "LagUnknown"), ("Unknown", "LagUnknown")),
        ],
    )
    def test_by_lag(self, running_world, context, lag, progress, target):
        found = context(running_world(health={"maxLag": 7}))
        found = replace(found, observed=replace(found.observed, lag=lag))
        assert told(findings.progress(found)) == progress
        assert told(findings.lag(found)) == target

    def test_a_standstill(self, running_world, context):
        made = running_world(health={"progress": {"window": "1m", "action": "Report"}})
        made.hung, made.produced = True, 10
        made.step()
        made.now += timedelta(minutes=1)
        found = findings.progress(context(made))
        assert told(found) == ("False", "StandsStill")
        assert found.message == "Events wait, and no batch was committed for 1m or more."

    def test_without_a_driver(self, world, context):
        assert told(findings.progress(context(world()))) == ("Unknown", "NotRunning")
