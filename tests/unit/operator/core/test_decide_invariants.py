"""Whatever happens in whatever order, some things hold after every pass (World.check asserts them
and starts no second driver), and a world that is left alone comes to rest."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tune_contract.tunejob.phase import FailureClass, Phase
from tune_operator.core.fingerprint import FieldClass, applied_by, changes
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
    made.status = type(made.status)()


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
    elif made.status.phase.finished():
        assert made.driver.state is made.producer.state is ProcessState.ABSENT
    elif made.job.spec.suspend:
        assert made.status.phase is Phase.SUSPENDED
        assert made.driver.state is made.producer.state is ProcessState.ABSENT
    else:
        assert made.status.phase is Phase.RUNNING
        assert made.driver.state is ProcessState.RUNNING
        assert applied == wanted


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
