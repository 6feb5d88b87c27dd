import pytest

from tune_contract.tunejob.phase import FailureClass, Phase


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_sentence(phase: Phase) -> None:
    assert phase.sentence.endswith(".")


@pytest.mark.parametrize("failure", list(FailureClass))
def test_every_failure_says_what_to_do(failure: FailureClass) -> None:
    assert failure.sentence.endswith(".")


def test_finished_phases() -> None:
    assert {phase for phase in Phase if phase.finished()} == {Phase.SUCCEEDED, Phase.FAILED}
