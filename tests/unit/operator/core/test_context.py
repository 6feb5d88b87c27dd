from tune_contract.tunejob.phase import Phase
from tune_operator.core.actions import KillDriver, RemoveDriver
from tune_operator.core.context import Verdict
from tune_operator.core.fingerprint import FieldClass, request
from tune_operator.core.observed import KafkaState


def test_adding_to_a_context_leaves_the_first_as_it_was(world, context):
    first = context(world())
    second = first.act("One.", KillDriver()).note("Two.").act("Three.", RemoveDriver())
    assert (first.actions, first.notes) == ((), ())
    assert (second.actions, second.notes) == (
        (KillDriver(), RemoveDriver()),
        ("One.", "Two.", "Three."),
    )


def test_remembers_in_the_new_status_only(world, context):
    found = context(world()).remember_attempt(number=3)
    assert (found.before.attempt.number, found.status.attempt.number) == (0, 3)


def test_finishing_takes_the_time_and_forgets_the_restart(world, context):
    made = world()
    verdict = Verdict("Why", "So.")
    found = context(made).finish(Phase.FAILED, verdict)
    assert (found.status.phase, found.status.finish_time) == (Phase.FAILED, made.now)
    assert (found.status.restarts.next_restart_time, found.verdict) == (None, verdict)


def test_a_driver_of_another_attempt_is_not_current(running_world, context):
    found = context(running_world())
    assert found.driver_working()
    assert not found.remember_attempt(number=7).driver_working()
    assert not found.remember_attempt(end_time=found.now).driver_working()


def test_draining_is_asked_of_a_driver_that_works(running_world, context):
    found = context(running_world())
    assert not found.draining()
    assert found.remember_attempt(drain_requested_time=found.now).draining()


def test_a_producer_that_finished_is_not_done_once_its_spec_changed(running_world, context):
    made = running_world(producer={"total": 10, "seed": 1}, trigger={"availableNow": True})
    assert context(made).producer_done()
    made.change(producer={"total": 20, "seed": 1})
    assert not context(made).producer_done()
    assert context(made).changed(FieldClass.PRODUCER)


def test_what_holds_a_job_is_told_together_and_matters_only_to_what_waits(running_world, context):
    made = running_world()
    assert (context(made).holds(), context(made).held_back()) == ((), False)
    made.conflicts, made.missing = ("One.",), ("Two.",)
    assert context(made).holds() == ("One.", "Two.")
    assert not context(made).held_back()
    made.change(image="jobs:2")
    assert context(made).held_back()
    made.change(suspend=True)
    assert not context(made).held_back()


def test_after_a_rollback_the_last_good_version_is_wanted(running_world, context):
    made = running_world(producer={"rate": 10})
    good = made.status.applied
    made.change(image="crashes")
    made.run(12)
    found = context(made)
    assert found.rolled_back()
    assert request(found.wanted) == request(good)
    assert found.wanted.producer == found.asked.producer
    assert not found.changed(FieldClass.STREAM)
    assert found.effective_spec().image == ""


def test_a_starting_kafka_can_be_used(world, context):
    usable = {state: context(world_with(world(), state)).kafka_usable() for state in KafkaState}
    assert [state for state, yes in usable.items() if not yes] == [KafkaState.UNREACHABLE]


def world_with(made, state):
    made.kafka = state
    return made
