import os

import pytest

from tune_cli.backend.database import results_database
from tune_cli.backend.folders import JobFolder
from tune_cli.files import write_atomically
from tune_cli.settings import Home, Settings, make_home
from tune_cli.stack.database import database_uri, ensure_password
from tune_cli.stack.database_files import password_file
from tune_cli.stack.locks import is_free, users_lock
from tune_cli.stack.processes import reference
from tune_cli.stack.state import (
    ServiceName,
    ServicePhase,
    ServiceStatus,
    StackState,
    write_state,
)
from tune_contract.errors import NotFound, Unreachable


@pytest.fixture
def job(home: Home) -> JobFolder:
    return JobFolder(home, "default", "genres")


@pytest.fixture
def password(home: Home, job: JobFolder) -> str:
    """The password of the embedded database, which the job has written to on another port."""
    make_home(home)
    found = ensure_password(password_file(home.postgres))
    write_atomically(job.database_uri, database_uri(found, 1))
    return found


def supervise(home: Home, status: ServiceStatus) -> None:
    """Be the supervisor: this process runs, and has said how PostgreSQL is."""
    services = {ServiceName.KAFKA: ServiceStatus(port=9092), ServiceName.POSTGRES: status}
    write_state(home.state, StackState(supervisor=reference(os.getpid()), services=services))


def test_a_job_that_has_never_run_has_none(home: Home, job: JobFolder) -> None:
    with (
        pytest.raises(NotFound, match="genres has never run"),
        results_database(Settings(home), job),
    ):
        pytest.fail("there is none")


def test_the_users_own_is_used_as_it_is(home: Home, job: JobFolder) -> None:
    write_atomically(job.database_uri, "postgresql://ann:secret@db:5432/results")
    with results_database(Settings(home), job) as uri:
        assert uri == "postgresql://ann:secret@db:5432/results"
    assert not home.state.exists()


def test_the_embedded_one_is_held_where_it_listens_now(
    home: Home, job: JobFolder, password: str
) -> None:
    supervise(home, ServiceStatus(phase=ServicePhase.READY, port=5433))
    postgres, kafka = (users_lock(home, ServiceName[name]) for name in ("POSTGRES", "KAFKA"))
    with results_database(Settings(home), job) as uri:
        assert uri == database_uri(password, 5433)
        assert not is_free(postgres)
        assert is_free(kafka)
    assert is_free(postgres)


def test_one_that_does_not_start_is_told_and_given_up(
    home: Home, job: JobFolder, password: str
) -> None:
    failed = ServiceStatus(
        phase=ServicePhase.FAILED, port=5433, message="no room", hint="make some"
    )
    supervise(home, failed)
    with (
        pytest.raises(Unreachable, match=r"PostgreSQL does not start: no room \(make some\)"),
        results_database(Settings(home), job),
    ):
        pytest.fail("it is not there")
    assert is_free(users_lock(home, ServiceName.POSTGRES))
