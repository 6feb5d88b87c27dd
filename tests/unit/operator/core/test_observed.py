import pytest

from tune_operator.core.observed import ExitObserved, KafkaState, ProcessState


def test_each_state_of_kafka_has_its_sentence():
    assert len({state.sentence for state in KafkaState}) == len(KafkaState)


def test_only_pending_and_running_may_still_write():
    alive = {state for state in ProcessState if state.alive()}
    assert alive == {ProcessState.PENDING, ProcessState.RUNNING}


@pytest.mark.parametrize(("code", "well"), [(0, True), (1, False), (None, False)])
def test_only_exit_code_zero_is_a_good_end(code, well):
    assert ExitObserved(code).succeeded() is well
