import os

from tune_cli.backend.folders import JobFolder
from tune_cli.backend.job_kafka import job_kafka
from tune_cli.settings import Home, Settings, make_home
from tune_cli.stack.locks import is_free, users_lock
from tune_cli.stack.processes import reference
from tune_cli.stack.state import (
    ServiceName,
    ServicePhase,
    ServiceStatus,
    StackState,
    write_state,
)


def test_the_embedded_one_is_held_where_it_listens(home: Home) -> None:
    make_home(home)
    ready = ServiceStatus(phase=ServicePhase.READY, port=9099)
    services = {ServiceName.KAFKA: ready, ServiceName.POSTGRES: ServiceStatus(port=5433)}
    write_state(home.state, StackState(supervisor=reference(os.getpid()), services=services))
    kafka, postgres = (users_lock(home, ServiceName[name]) for name in ("KAFKA", "POSTGRES"))
    with job_kafka(Settings(home), JobFolder(home, "default", "genres"), "") as servers:
        assert servers == "127.0.0.1:9099"
        assert not is_free(kafka)
        assert is_free(postgres)
    assert is_free(kafka)
