"""The replay's program is one that says what it was given."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tune_cli.backend.apply import Programs
from tune_cli.backend.replay import ReplayCommand, replay_letters
from tune_cli.backend.store import JobStore
from tune_cli.files import write_atomically
from tune_cli.settings import Home, Settings
from tune_contract.errors import InvalidInput, NotFound
from tune_contract.runtime.job_config import JobConfig
from tune_contract.tunejob import TuneJob

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SAYS = (
    sys.executable, "-c",
    "import sys; print(open(sys.argv[2]).read()); print(sys.argv[3:]); sys.exit(5)",
)  # fmt: skip
URI = "postgresql://ann:secret@db:5432/results"


@pytest.mark.parametrize(
    ("given", "kept", "servers"),
    [("", "kafka:9092", "kafka:9092"), ("moved:9092", "kafka:9092", "moved:9092")],
)
@pytest.mark.parametrize("dry", [True, False])
def test_the_program_gets_the_drivers_document(  # noqa: PLR0913 - three fixtures, four parameters
    *,
    home: Home,
    make_job: Callable[..., TuneJob],
    capfd: pytest.CaptureFixture[str],
    given: str,
    kept: str,
    servers: str,
    dry: bool,
) -> None:
    job = JobStore(home).begin(make_job(), NOON)
    folder = JobStore(home).folder_of(job)
    write_atomically(folder.database_uri, URI)
    write_atomically(folder.bootstrap_servers, kept)
    command = ReplayCommand(("--reason", "future"), given, dry)
    assert replay_letters(Settings(home), job, command, Programs(replay=SAYS)) == 5
    document, options = capfd.readouterr().out.splitlines()
    config = JobConfig.model_validate_json(document)
    assert config.job.uid == job.metadata.uid
    assert config.kafka.bootstrap_servers == servers
    assert [sink.uri_file for sink in config.sinks] == [str(folder.database_uri)]
    assert "secret" not in document
    assert options == "['--reason', 'future']"
    # No ledger knows what a replay writes: sums are not held against it any more.
    assert folder.sent.exists() is not dry


def test_a_job_without_postgres(home: Home, make_job: Callable[..., TuneJob]) -> None:
    job = JobStore(home).begin(make_job(sinks=[{"csv": {"path": "out"}}]), NOON)
    with pytest.raises(InvalidInput, match="does not write to PostgreSQL"):
        replay_letters(Settings(home), job, ReplayCommand(()))


def test_a_job_that_has_never_run(home: Home, make_job: Callable[..., TuneJob]) -> None:
    job = JobStore(home).begin(make_job(), NOON)
    with pytest.raises(NotFound, match="genres has never run"):
        replay_letters(Settings(home), job, ReplayCommand(()))
