from datetime import timedelta

from tune_contract.tunejob.phase import DrainReason, FailureClass
from tune_contract.tunejob.status import AttemptStatus, EndedAttempt
from tune_operator.core.attempt import KEPT, LONGEST_MESSAGE, end_attempt, new_attempt
from tune_operator.core.observed import ExitObserved


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


def test_a_failure_is_kept_with_its_class(running_world, context):
    made = running_world()
    how = ExitObserved(137, FailureClass.OUT_OF_MEMORY, "x" * 5000)
    found = end_attempt(context(made), how).status
    assert found.attempt.end_time == made.now
    assert found.attempts == [
        EndedAttempt(
            number=1,
            start_time=found.attempt.start_time,
            end_time=made.now,
            failure_class=FailureClass.OUT_OF_MEMORY,
            exit_code=137,
            message="x" * LONGEST_MESSAGE,
        )
    ]


def test_an_end_on_request_says_what_for(running_world, context):
    asked = context(running_world()).remember_attempt(drain_reason=DrainReason.SUSPEND)
    ended = end_attempt(asked, ExitObserved(143), well=True).status.attempts[0]
    assert (ended.failure_class, ended.exit_code) == (None, 143)
    assert ended.message == DrainReason.SUSPEND.sentence


def test_the_last_ones_are_kept_newest_first_and_each_once(running_world, context):
    found = context(running_world())
    for number in range(1, KEPT + 4):
        found = end_attempt(found.remember_attempt(number=number), ExitObserved(0), well=True)
    found = end_attempt(found, ExitObserved(1))
    assert [each.number for each in found.status.attempts] == list(range(KEPT + 3, 3, -1))
    assert found.status.attempts[0].exit_code == 1
