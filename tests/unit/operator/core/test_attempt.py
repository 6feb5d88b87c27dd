from datetime import timedelta

from tune_contract.tunejob.status import AttemptStatus
from tune_operator.core.attempt import new_attempt


def test_an_attempt_begins_with_a_clean_record_and_a_new_clock(running_world, context):
    made = running_world(events=10)
    made.now += timedelta(hours=1)
    found = new_attempt(context(made), 2).status
    expected = AttemptStatus(number=2, driver="genres-driver-2", start_time=made.now)
    assert found.attempt == expected
    assert found.progress.last_advance_time == made.now
    assert found.progress.batch_id == 0


def test_the_next_driver_counts_its_dead_letters_from_zero(running_world, context):
    found = context(running_world())
    progress = found.status.progress.model_copy(
        update={"dead_letters": 5, "counted_dead_letters": 5, "counted_late_rows": 2}
    )
    after = new_attempt(found.remember(progress=progress), 2).status.progress
    assert (after.dead_letters, after.counted_dead_letters, after.counted_late_rows) == (5, 0, 0)
