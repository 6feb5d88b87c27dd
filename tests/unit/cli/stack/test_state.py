import pytest

from tune_cli.stack.events import Step
from tune_cli.stack.processes import ProcessRef
from tune_cli.stack.state import (
    ServiceName,
    ServicePhase,
    ServiceStatus,
    StackState,
    read_state,
    write_state,
)


def test_state_is_read_as_written_and_nothing_is_left_beside(tmp_path):
    status = ServiceStatus(phase=ServicePhase.READY, port=9092, seconds=1.5)
    state = StackState(
        supervisor=ProcessRef(pid=7, created=1.25), services={ServiceName.KAFKA: status}
    )
    write_state(tmp_path / "state.json", state)
    assert read_state(tmp_path / "state.json") == state
    assert state.ports() == {ServiceName.KAFKA: 9092}
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


@pytest.mark.parametrize("text", ["", "{", '{"services": {"kafka": {}}}', "[]"])
def test_unreadable_state_is_an_empty_one(tmp_path, text):
    (tmp_path / "state.json").write_text(text)
    assert read_state(tmp_path / "state.json") == StackState()


def test_no_state_is_an_empty_one(tmp_path):
    assert read_state(tmp_path / "state.json") == StackState()


def test_each_service_has_its_step():
    assert ServiceName.KAFKA.step is Step.KAFKA
    assert ServiceName.POSTGRES.step is Step.POSTGRES
