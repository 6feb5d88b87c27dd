import pytest

from tune_contract.tunejob.phase import DrainReason, FailureClass, Phase


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_sentence(phase: Phase) -> None:
    assert phase.sentence.endswith(".")


@pytest.mark.parametrize("failure", list(FailureClass))
def test_every_failure_says_what_to_do(failure: FailureClass) -> None:
    assert failure.sentence.endswith(".")


@pytest.mark.parametrize("reason", list(DrainReason))
def test_every_reason_to_drain_has_a_sentence(reason: DrainReason) -> None:
    assert reason.sentence.endswith(".")


def test_what_a_new_version_cannot_be_blamed_for_gets_time() -> None:
    patient = {failure for failure in FailureClass if not failure.of_the_version()}
    assert patient == {
        FailureClass.IMAGE,
        FailureClass.SCHEDULING,
        FailureClass.INFRASTRUCTURE,
        FailureClass.KAFKA,
    }
    assert all(not failure.permanent() for failure in patient)


def test_finished_phases() -> None:
    assert {phase for phase in Phase if phase.finished()} == {Phase.SUCCEEDED, Phase.FAILED}
