"""Whatever happens in whatever order, some things hold after every pass (World.check asserts them
and starts no second driver), and a world that is left alone comes to rest.

World also sees that nothing is started while another job is in the way or a reference is missing,
that no change is rolled back twice, and that no driver goes on from offsets of another topic.
"""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tune_contract.tunejob.phase import FailureClass, Phase
from tune_operator.core.fingerprint import FieldClass, applied_by, changes, request, version
from tune_operator.core.observed import ExitObserved, KafkaState, ProcessState


def on_driver(do):
    def event(made):
        if made.driver.state.alive():
            do(made)

    return event


def on_producer(do):
    def event(made):
        if made.producer.state is ProcessState.RUNNING:
            do(made)

    return event


def kafka(state):
    def event(made):
        made.kafka = state

    return event


def hang(made):
    made.hung = True


def leave_remains(made):
    made.kills_leave_remains = True


def lose_status(made):
    if made.topic == 1:  # else nobody could tell any more that the topic was replaced
        made.status = type(made.status)()
        made.bound.clear()


def replace_topic(made):
    if not made.starts or made.status.applied.topic_ids:  # nor if nobody had noted the first one
        made.replace_topic()


def image(name):
    return lambda made: made.change(image=name)


def upgrade(**spec):
    return lambda made: made.change(upgrade=spec)


def held(conflicts, missing):
    def event(made):
        made.conflicts, made.missing = conflicts, missing

    return event


def cut_off(ahead):
    def event(made):
        made.crash_before = made.calls + ahead

    return event


EVENTS = {
    "driver fails": on_driver(lambda made: made.fail_driver()),
    "driver fails for good": on_driver(lambda made: made.fail_driver(FailureClass.CHECKPOINT)),
    "driver ends well": on_driver(lambda made: made.end_driver(ExitObserved(0))),
    "driver is drained by others": on_driver(
        lambda made: made.end_driver(ExitObserved(0, drained=True))
    ),
    "driver vanishes": on_driver(lambda made: made.lose_driver()),
    "driver hangs": hang,
    "killed drivers leave remains": leave_remains,
    "producer fails": on_producer(lambda made: made.fail_producer()),
    "kafka is away": kafka(KafkaState.UNREACHABLE),
    "kafka starts": kafka(KafkaState.STARTING),
    "kafka is back": kafka(KafkaState.READY),
    "topics are missing": kafka(KafkaState.TOPICS_MISSING),
    "suspend": lambda made: made.change(suspend=True),
    "resume": lambda made: made.change(suspend=False),
    "new image": lambda made: made.change(image=f"jobs:{made.job.metadata.generation}"),
    "new rate": lambda made: made.change(producer={"rate": made.job.metadata.generation}),
    "bounded": lambda made: made.change(producer={"total": 30}),
    "no producer": lambda made: made.change(producer=None),
    "moved": lambda made: made.change(checkpoint={"location": "/elsewhere"}),
    "moved back": lambda made: made.change(checkpoint={}),
    "reset": lambda made: made.change(checkpoint={"resetNonce": made.job.metadata.generation}),
    "reset taken back": lambda made: made.change(checkpoint={"resetNonce": 0}),
    "image that is not there": image("no-such-image"),
    "image that crashes": image("crashes"),
    "image that hangs": image("hangs"),
    "image of another query": image("other-query"),
    "image that is evicted": image("evicted"),
    "image as it was": image(""),
    "restart": lambda made: made.change(restartNonce=made.job.metadata.generation),
    "upgrades without state": upgrade(mode="stateless"),
    "upgrades without rollback": upgrade(rollback=False),
    "upgrades in a minute": upgrade(readyTimeout="1m"),
    "every minute": lambda made: made.change(trigger={"schedule": "* * * * *"}),
    "never": lambda made: made.change(trigger={"schedule": "0 0 30 2 *"}),
    "all the time": lambda made: made.change(trigger={}),
    "another job is in the way": held(("Job older writes topic plays.",), ()),
    "a secret is missing": held((), ("Secret results-db is missing.",)),
    "nothing is in the way": held((), ()),
    "topic is replaced": replace_topic,
    "status is lost": lose_status,
    "cut off before the status": cut_off(1),
    "cut off before the first action": cut_off(2),
    "cut off before the second action": cut_off(3),
    "a second": lambda made: made.tick(),
    "a minute": lambda made: made.tick(60),
    "an hour": lambda made: made.tick(3600),
}

HISTORIES = st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 3)), max_size=25)
SPECS = st.sampled_from(
    [
        {},
        {"producer": {"rate": 10}},
        {"producer": {"total": 35}},
        {"producer": {"total": 35}, "trigger": {"availableNow": True}},
        {"restartPolicy": {"type": "Never"}},
        {"restartPolicy": {"maxRestarts": 1, "type": "Always"}, "producer": {}},
        {"upgrade": {"drainTimeout": "0s"}},
    ]
)


def live(made, history):
    for event, passes in history:
        EVENTS[event](made)
        made.run(passes)


def heal(made):
    """Nothing bad happens any more, and there is time enough for every wait."""
    made.hung, made.kafka, made.crash_before = False, KafkaState.READY, None
    made.conflicts, made.missing, made.cured = (), (), True
    for _ in range(40):
        made.step()
        made.tick()
        made.step()
        made.tick(15)


@settings(max_examples=100, deadline=None)
@given(SPECS, HISTORIES)
def test_every_history_comes_to_rest(world, spec, history):
    made = world(**spec)
    live(made, history)
    heal(made)
    applied, wanted = made.status.applied, applied_by(made.job.spec)
    assert made.status.attempt.end_time is None or made.driver.state is ProcessState.ABSENT
    if changes(applied, wanted) == {FieldClass.REFUSED}:
        assert applied.identity != wanted.identity
    elif made.job.spec.trigger.schedule and not made.job.spec.suspend:
        assert_follows(made)
    elif made.status.phase.finished():
        assert made.driver.state is made.producer.state is ProcessState.ABSENT
    elif made.job.spec.suspend:
        assert made.status.phase is Phase.SUSPENDED
        assert made.driver.state is made.producer.state is ProcessState.ABSENT
    else:
        assert made.status.phase is Phase.RUNNING
        assert made.driver.state is ProcessState.RUNNING
        assert_runs_the_right_version(made)


def assert_runs_the_right_version(made):
    status, asked = made.status, applied_by(made.job.spec)
    if status.rollback is None:
        assert request(status.applied) == request(asked)
    else:
        assert request(status.rollback.refused) == request(asked)
        assert version(status.applied) == version(status.last_good.applied)
    checkpoint = (status.applied.reset_nonce, status.applied.checkpoint_epoch)
    assert made.checkpoint == checkpoint
    assert made.committed == made.produced


def assert_follows(made):
    """A scheduled job has run not long ago, and runs again soon; or nobody can follow it."""
    schedule = made.status.schedule
    if schedule.problem:
        assert schedule.next_run_time is None
        return
    minute = timedelta(minutes=1)
    assert schedule.next_run_time <= made.now + minute
    assert made.now - 2 * minute <= schedule.last_run_time <= made.now


@settings(max_examples=50, deadline=None)
@given(SPECS, HISTORIES)
def test_every_history_can_be_deleted(world, spec, history):
    made = world(**spec)
    live(made, history)
    made.desired, made.crash_before = False, None
    for _ in range(6):
        made.step()
        made.tick(61)
    assert made.gone
    assert made.driver.state is made.producer.state is ProcessState.ABSENT
    assert made.step().actions == ()


@settings(max_examples=50, deadline=None)
@given(SPECS, HISTORIES)
def test_passes_over_an_unchanged_world_end_in_one_that_repeats_itself(world, spec, history):
    """No time passes: a few passes act on what is there, then one finds nothing new."""
    made = world(**spec)
    live(made, history)
    made.crash_before = None
    for _ in range(6):
        made.step()
    before = made.status
    made.step()
    assert made.status == before
