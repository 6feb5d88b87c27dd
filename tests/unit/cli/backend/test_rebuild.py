"""The rebuild's program is one that says what it was given."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tune_cli.backend.apply import Programs
from tune_cli.backend.rebuild import rebuild_redis
from tune_cli.backend.store import JobStore
from tune_cli.files import write_atomically
from tune_cli.settings import Home, Settings
from tune_contract.errors import InvalidInput, NotFound
from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob import TuneJob
from tune_contract.tunejob.sinks import SinkKind

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
POSTGRES = {"postgres": {"secretRef": {"name": "results-db"}}}
REDIS = {"redis": {"secretRef": {"name": "cache"}}}
SAYS = (sys.executable, "-c", "import sys; print(open(sys.argv[2]).read()); sys.exit(5)")


@pytest.fixture
def begin(home: Home, make_job: Callable[..., TuneJob]) -> Callable[..., TuneJob]:
    return lambda *sinks: JobStore(home).begin(make_job(sinks=list(sinks)), NOON)


def test_the_program_gets_the_drivers_document(
    home: Home, begin: Callable[..., TuneJob], capfd: pytest.CaptureFixture[str]
) -> None:
    job = begin(POSTGRES, REDIS)
    folder = JobStore(home).folder_of(job)
    write_atomically(folder.database_uri, "postgresql://ann:secret@db:5432/results")
    write_atomically(folder.redis_uri, "redis://:secret@cache:6379")
    assert rebuild_redis(Settings(home), job, Programs(rebuild=SAYS)) == 5
    said = capfd.readouterr().out
    config = JobConfig.model_validate_json(said)
    assert config.job.uid == job.metadata.uid
    assert {sink.kind: sink.uri_file for sink in config.sinks} == {
        SinkKind.POSTGRES: str(folder.database_uri),
        SinkKind.REDIS: str(folder.redis_uri),
    }
    assert "secret@" not in said


@pytest.mark.parametrize(
    ("sinks", "message"),
    [
        ([REDIS], "genres does not write to PostgreSQL"),
        ([POSTGRES], "genres does not write to Redis"),
        ([POSTGRES, REDIS], "there is no secret cache on this machine"),
    ],
)
def test_what_cannot_be_rebuilt_is_told_before_anything_starts(
    home: Home, begin: Callable[..., TuneJob], sinks: list[dict[str, object]], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        rebuild_redis(Settings(home), begin(*sinks))
    assert not home.state.exists()


def test_a_job_that_has_never_run(home: Home, begin: Callable[..., TuneJob]) -> None:
    job = begin(POSTGRES, REDIS)
    write_atomically(JobStore(home).folder_of(job).redis_uri, "redis://cache:6379")
    with pytest.raises(NotFound, match="genres has never run"):
        rebuild_redis(Settings(home), job)
