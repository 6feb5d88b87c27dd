from tune_contract.tunejob import TuneJobStatus
from tune_operator.core.fingerprint import FieldClass
from tune_operator.core.observed import ProcessState
from tune_operator.core.steps.adopt import adopt


def test_notes_that_the_driver_was_seen(world, context):
    made = world()
    made.step()
    assert not made.status.attempt.seen
    assert adopt(context(made)).status.attempt.seen


def test_without_a_driver_nothing_is_noted(world, context):
    found = context(world())
    assert adopt(found) == found


def test_a_driver_the_status_has_lost_is_taken_over_to_be_replaced(running_world, context):
    made = running_world(events=10)
    made.status = TuneJobStatus()
    found = adopt(context(made))
    attempt = found.status.attempt
    assert (attempt.number, attempt.driver, attempt.seen) == (1, "genres-driver-1", True)
    assert found.changed(FieldClass.STREAM)
    assert not found.changed(FieldClass.REFUSED)


def test_a_producer_the_status_has_lost_is_taken_over_as_it_is(running_world, context):
    made = running_world(producer={})
    made.status = TuneJobStatus()
    found = adopt(context(made))
    assert found.status.applied.producer == made.producer.fingerprint
    assert not found.changed(FieldClass.PRODUCER)


def test_an_older_driver_is_not_taken_over(running_world, context):
    found = context(running_world()).remember_attempt(number=5, seen=False)
    assert found.driver.state is ProcessState.RUNNING
    assert adopt(found) == found
