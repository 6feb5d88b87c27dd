"""What cannot be reported; tests/integration/report has the reports."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tune_cli.backend.store import JobStore
from tune_cli.files import write_atomically
from tune_cli.main import execute
from tune_cli.settings import Home
from tune_contract.tunejob import TuneJob

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["nope"], 3, "error: no job nope in "),
        (["genres"], 2, "error: genres runs genre-counts, and only leaderboard has a report"),
        (["files"], 2, "error: files does not write to PostgreSQL"),
        (["board"], 3, "error: board has never run"),
        (["away"], 5, "error: the database does not answer"),
        (["board", "--top", "0"], 2, "error: Invalid value for '--top'"),
        (["board", "--html", "."], 2, "error: Invalid value for '--html'"),
    ],
)
def test_what_cannot_be_reported_is_told(  # noqa: PLR0913 - three fixtures, three parameters
    *,
    home: Home,
    make_job: Callable[..., TuneJob],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    error: str,
) -> None:
    store = JobStore(home)
    store.begin(make_job(), NOON)
    store.begin(make_job("board", pipeline="leaderboard"), NOON)
    store.begin(make_job("files", pipeline="leaderboard", sinks=[{"csv": {"path": "o"}}]), NOON)
    away = store.begin(make_job("away", pipeline="leaderboard"), NOON)
    write_atomically(store.folder_of(away).database_uri, "postgresql://127.0.0.1:1/x")
    assert execute(["report", *arguments, "--home", str(home.root)]) == code
    assert capsys.readouterr().err.startswith(error)


def test_another_pipeline_is_sent_to_its_tables(
    home: Home, make_job: Callable[..., TuneJob], capsys: pytest.CaptureFixture[str]
) -> None:
    JobStore(home).begin(make_job(), NOON)
    execute(["report", "genres", "--home", str(home.root)])
    assert "hint: `tune results genres` prints its tables" in capsys.readouterr().err
