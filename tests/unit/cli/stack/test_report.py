from tune_cli.stack.processes import ProcessRef
from tune_cli.stack.report import Report
from tune_cli.stack.state import (
    ServiceName,
    ServicePhase,
    ServiceStatus,
    StackState,
    read_state,
)


def test_file_says_what_was_reported_last(tmp_path):
    file = tmp_path / "state.json"
    services = {name: ServiceStatus(port=1) for name in ServiceName}
    report = Report(file, StackState(supervisor=ProcessRef(pid=7, created=1), services=services))
    assert report.all_stopped()

    ready = ServiceStatus(phase=ServicePhase.READY, port=9092)
    report.put(ServiceName.KAFKA, ready)
    assert read_state(file).services == {**services, ServiceName.KAFKA: ready}
    assert read_state(file).supervisor.pid == 7
    assert not report.all_stopped()

    report.end()
    assert read_state(file).supervisor is None
    assert read_state(file).services[ServiceName.KAFKA] == ready
