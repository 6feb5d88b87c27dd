from tune_contract.tunejob.phase import Phase
from tune_operator.core.actions import KillDriver
from tune_operator.core.conclude import conclude


def test_the_reason_is_what_the_steps_noted(world, context):
    found = conclude(context(world()).act("One.", KillDriver()).note("Two."))
    assert (found.reason, found.actions) == ("One. Two.", (KillDriver(),))


def test_without_notes_the_phase_is_the_reason(running_world, context):
    found = conclude(context(running_world()))
    assert found.reason == "Running: Batches are committed."
    assert found.actions == ()


def test_the_status_carries_phase_and_generation(world, context):
    made = world()
    made.change(image="jobs:2")
    found = conclude(context(made)).status
    assert (found.phase, found.observed_generation) == (Phase.PENDING, 2)


def test_gone_is_said_only_when_asked(world, context):
    assert not conclude(context(world())).gone
    assert conclude(context(world()), gone=True).gone
