"""Whole lives of jobs, pass by pass."""

import pytest

from tune_contract.tunejob.phase import ConditionType, Phase
from tune_operator.core.actions import (
    DrainDriver,
    EnsureTopics,
    RemoveDriver,
    StartDriver,
    StartProducer,
    StopProducer,
)
from tune_operator.core.decide import decide
from tune_operator.core.fingerprint import applied_by, request
from tune_operator.core.observed import KafkaState, ProcessState


def test_the_first_pass_starts_everything_at_once(world):
    made = world(producer={"rate": 10})
    made.kafka = KafkaState.TOPICS_MISSING
    decision = made.step()
    fingerprints = applied_by(made.job.spec)
    assert decision.actions == (
        EnsureTopics((made.job.spec.kafka.topics["plays"],)),
        StartProducer(fingerprints.producer),
        StartDriver(1),
    )
    assert decision.status.applied == fingerprints  # with no topic, there is no id of it
    attempt = decision.status.attempt
    assert (attempt.number, attempt.driver) == (1, "genres-driver-1")
    assert attempt.start_time == made.now


def test_driver_and_producer_are_started_while_kafka_starts(world):
    made = world(producer={})
    made.kafka = KafkaState.STARTING
    assert [type(action) for action in made.step().actions] == [StartProducer, StartDriver]


def test_nothing_is_started_while_kafka_does_not_answer(world):
    made = world(producer={})
    made.kafka = KafkaState.UNREACHABLE
    decision = made.step()
    assert (decision.actions, decision.requeue_after) == ((), 5.0)
    assert decision.status.phase is Phase.PENDING
    assert made.condition(ConditionType.KAFKA_READY) == ("False", "Unreachable")
    assert decision.reason.startswith("Kafka does not answer: check that it runs")
    made.kafka = KafkaState.READY
    made.run(3)
    assert made.status.phase is Phase.RUNNING


def test_a_stream_without_end(world):
    made = world(producer={"rate": 10})
    made.run(20)
    assert made.phases == ["Starting", "Running"]
    assert made.starts == [1]
    assert made.committed == made.produced == 200


def test_a_bounded_job_succeeds_after_the_last_event(world):
    made = world(producer={"total": 35})
    made.run(12)
    assert made.phases == ["Starting", "Running", "Draining", "Succeeded"]
    assert (made.committed, made.starts) == (35, [1])
    assert made.driver.state is made.producer.state is ProcessState.ABSENT
    assert made.status.finish_time is not None


def test_available_now_reads_what_a_bounded_producer_made(world):
    made = world(producer={"total": 35}, trigger={"availableNow": True})
    made.run(12)
    assert made.phases == ["Pending", "Starting", "Succeeded"]
    assert (made.committed, made.batch) == (35, 0)


def test_available_now_without_producer_reads_what_is_there(world):
    made = world(trigger={"availableNow": True})
    made.produced = 9
    made.run(6)
    assert made.phases == ["Starting", "Succeeded"]
    assert made.committed == 9


def test_suspend_and_resume(running_world):
    made = running_world(producer={"rate": 10})
    made.change(suspend=True)
    assert made.step().actions == (StopProducer(), DrainDriver())
    made.tick()
    made.run(4)
    assert made.phases[-2:] == ["Draining", "Suspended"]
    assert made.driver.state is made.producer.state is ProcessState.ABSENT
    made.change(suspend=False)
    made.run(4)
    assert made.phases[-2:] == ["Starting", "Running"]
    assert made.starts == [1, 2]
    assert (made.status.restarts.count, made.status.last_failure) == (0, None)
    assert made.status.producer.restarts == 0


def test_a_changed_stream_is_drained_and_started_again(running_world):
    made = running_world(events=10)
    made.change(image="jobs:2")
    made.run(6)
    assert made.phases == ["Starting", "Running", "Upgrading", "Starting", "Running"]
    assert made.applied == [DrainDriver(), RemoveDriver(), StartDriver(2)]
    assert request(made.status.applied) == request(applied_by(made.job.spec))
    assert (made.status.restarts.count, made.status.last_failure) == (0, None)


def test_a_restart_nonce_restarts_the_same_spec(running_world):
    made = running_world()
    made.change(restartNonce=1)
    made.run(6)
    assert made.applied == [DrainDriver(), RemoveDriver(), StartDriver(2)]
    assert (made.status.phase, made.status.restarts.count) == (Phase.RUNNING, 0)


def test_a_changed_producer_is_replaced_alone(running_world):
    made = running_world(producer={"rate": 10})
    made.change(producer={"rate": 20})
    made.run(5)
    wanted = applied_by(made.job.spec).producer
    assert made.applied == [StopProducer(), StopProducer(), StartProducer(wanted)]
    assert (made.starts, made.status.producer.restarts) == ([1], 0)


def test_a_change_of_an_ignored_field_stops_nothing(running_world):
    made = running_world(producer={})
    made.change(health={"maxLag": 5}, ttlSecondsAfterFinished=60)
    made.run(5)
    assert made.applied == []
    assert made.status.observed_generation == 2


@pytest.mark.parametrize(
    ("spec", "kafka", "fails", "phase"),
    [
        ({}, KafkaState.READY, False, Phase.RUNNING),
        ({"suspend": True}, KafkaState.READY, False, Phase.SUSPENDED),
        ({"restartPolicy": {"type": "Never"}}, KafkaState.READY, True, Phase.FAILED),
        ({"trigger": {"availableNow": True}}, KafkaState.READY, False, Phase.SUCCEEDED),
        ({"producer": {}}, KafkaState.UNREACHABLE, False, Phase.PENDING),
    ],
)
def test_a_pass_that_finds_nothing_new_writes_and_does_nothing(world, spec, kafka, fails, phase):
    made = world(**spec)
    made.kafka = kafka
    made.run(4)
    if fails:
        made.fail_driver()
    made.run(4)
    assert made.status.phase is phase
    before = made.status
    decision = made.step()
    made.tick(30)
    later = made.step()
    assert decision.status == later.status == before
    assert decision.actions == later.actions == ()


def test_the_same_input_gives_the_same_decision(running_world):
    made = running_world(events=10)
    made.fail_driver()
    first, second = (decide(made.job, made.status, made.observe(), made.now) for _ in range(2))
    assert first == second
    assert first.actions == (RemoveDriver(),)
