from tune_operator.core.actions import KillDriver, RemoveDriver, StopProducer
from tune_operator.core.steps.clear import clear_driver, stop_producer


def test_an_ended_driver_is_removed(running_world, context):
    made = running_world()
    made.fail_driver()
    assert clear_driver(context(made)).actions == (RemoveDriver(),)


def test_a_working_driver_is_left_alone(running_world, context):
    assert clear_driver(context(running_world())).actions == ()


def test_a_driver_whose_attempt_is_over_is_ended(running_world, context):
    found = context(running_world())
    assert clear_driver(found.remember_attempt(end_time=found.now)).actions == (KillDriver(),)
    assert clear_driver(found.remember_attempt(number=2)).actions == (KillDriver(),)


def test_a_producer_is_stopped_only_if_there_is_one(world, running_world, context):
    assert stop_producer(context(world()), "So.").actions == ()
    stopped = stop_producer(context(running_world(producer={})), "So.")
    assert (stopped.actions, stopped.notes) == ((StopProducer(),), ("So.",))
