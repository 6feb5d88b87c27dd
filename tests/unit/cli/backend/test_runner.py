from collections.abc import Callable
from pathlib import Path

import pytest

from tune_cli.backend.clock import process_clock
from tune_cli.backend.lock import hold
from tune_cli.backend.runner import RunRequest, open_run
from tune_cli.backend.store import JobStore
from tune_cli.settings import Home, Settings
from tune_cli.stack.external import ExternalServices
from tune_contract.errors import Conflict, InvalidInput
from tune_contract.tunejob import TuneJob

MakeJob = Callable[..., TuneJob]
TLS = {
    "bootstrapServers": "kafka:9093",
    "tls": {"caSecret": {"name": "ca"}},
    "topics": {"plays": {"name": "plays"}},
}


def open_job(job: TuneJob, home: Home, watcher: object) -> None:
    request = RunRequest(job, Path("/"), ExternalServices())
    with open_run(request, Settings(home), watcher, process_clock()):  # type: ignore[arg-type]
        pytest.fail("it must be refused")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"kafka": TLS}, "tls and userSecret name secrets of a cluster"),
        ({"sinks": [{"delta": {"path": "s3a://lake/x"}}]}, "for s3a://lake/x: AWS_ACCESS_KEY_ID"),
        ({"sinks": [{"redis": {"secretRef": {"name": "r"}}}]}, "there is no secret r"),
    ],
)
def test_what_only_a_cluster_has_is_refused_before_anything_starts(
    home: Home, make_job: MakeJob, watcher: object, spec: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        open_job(make_job(**spec), home, watcher)
    assert not home.state.exists()


def test_a_job_that_runs_is_not_run_twice(home: Home, make_job: MakeJob, watcher: object) -> None:
    job = make_job()
    lock = JobStore(home).folder_of(job).lock
    with hold(lock, "genres"), pytest.raises(Conflict, match="genres is already run by process"):
        open_job(job, home, watcher)
